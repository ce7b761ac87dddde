package badgerkv

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/dgraph-io/badger/v4"

	"hudna/storage"
)

type readTx struct {
	ctx     context.Context // the contract's methods take none: it is the transaction's
	txn     *badger.Txn
	behind  *tree   // a commit that the engine does not have yet, nil for none
	seen    any     // what the transaction reads, by its identity; nil in an update
	writes  *writes // of an update, nil before the first
	cursors []*cursor
	ended   bool
}

// end closes the cursors that were left open, however the function ended.
// Badger panics over an iterator that is left open, and would hide what the
// function panicked with.
func (tx *readTx) end() {
	tx.ended = true
	for len(tx.cursors) > 0 {
		tx.cursors[len(tx.cursors)-1].Close()
	}
}

// usable says why tx can no longer be used, or nil.
func (tx *readTx) usable() error {
	if tx.ended {
		return storage.ErrClosed
	}
	return tx.ctx.Err()
}

// Snapshot is the same for all that began at the same commit.
func (tx *readTx) Snapshot() any { return tx.seen }

func (tx *readTx) Get(key []byte) (value []byte, err error) {
	if err := tx.usable(); err != nil {
		return nil, err
	}
	if value, written := tx.writes.get(key); value != nil {
		return bytes.Clone(value), nil
	} else if written || len(key) == 0 || len(key) > storage.MaxKey {
		return nil, storage.ErrNotFound
	}
	if tx.behind != nil {
		if p, written := tx.behind.Get(storage.Pair{Key: key}); p.Value != nil {
			return bytes.Clone(p.Value), nil
		} else if written {
			return nil, storage.ErrNotFound
		}
	}
	value, err = tx.committed(key)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return nil, fmt.Errorf("badgerkv: get: %w", err)
	}
	return value, err
}

func (tx *readTx) committed(key []byte) (value []byte, err error) {
	defer caught(&err)
	item, err := tx.txn.Get(escape(key))
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, storage.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return item.ValueCopy(nil)
}

func (tx *readTx) GetMany(keys [][]byte) ([][]byte, error) {
	if err := tx.usable(); err != nil {
		return nil, err
	}
	if tx.byCursor(keys) {
		return tx.along(keys)
	}
	values := make([][]byte, len(keys))
	for i, key := range keys {
		value, err := tx.Get(key)
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return nil, err
		}
		values[i] = value
	}
	return values, nil
}

// over gives what lies over what the engine has, nil for nothing. Nobody changes
// it.
func (tx *readTx) over() *tree {
	if own := tx.writes.freeze(tx.behind); own != nil {
		return own
	}
	return tx.behind
}

func (tx *readTx) Cursor(r storage.Range) storage.Cursor { return newCursor(tx, r) }

func (tx *readTx) Scan(r storage.Range) iter.Seq2[storage.Pair, error] {
	return storage.Pairs(func() storage.Cursor { return newCursor(tx, r) })
}

type writeTx struct {
	readTx
	tally storage.Tally
}

func (tx *writeTx) Set(key, value []byte) error {
	if err := tx.usable(); err != nil {
		return err
	}
	if err := tx.tally.Set(key, value); err != nil {
		return err
	}
	tx.put(key, value)
	return nil
}

func (tx *writeTx) Delete(key []byte) error {
	if err := tx.usable(); err != nil {
		return err
	}
	if err := tx.tally.Delete(key); err != nil {
		return err
	}
	tx.put(key, nil)
	return nil
}

func (tx *writeTx) put(key, value []byte) {
	if tx.writes == nil {
		tx.writes = newWrites()
	}
	tx.writes.put(key, value)
}
