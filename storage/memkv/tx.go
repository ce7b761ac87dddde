package memkv

import (
	"bytes"
	"context"
	"errors"
	"iter"

	"hudna/storage"
)

type readTx struct {
	ctx   context.Context // the contract's methods take none: it is the transaction's
	tree  *tree
	ended bool
}

func (tx *readTx) end() { tx.ended = true }

// usable says why tx can no longer be used, or nil.
func (tx *readTx) usable() error {
	if tx.ended {
		return storage.ErrClosed
	}
	return tx.ctx.Err()
}

func (tx *readTx) Get(key []byte) ([]byte, error) {
	if err := tx.usable(); err != nil {
		return nil, err
	}
	p, ok := tx.tree.Get(storage.Pair{Key: key})
	if !ok {
		return nil, storage.ErrNotFound
	}
	return bytes.Clone(p.Value), nil
}

func (tx *readTx) GetMany(keys [][]byte) ([][]byte, error) {
	if err := tx.usable(); err != nil {
		return nil, err
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

func (tx *readTx) Cursor(r storage.Range) storage.Cursor {
	return newCursor(tx, tx.tree, r)
}

func (tx *readTx) Scan(r storage.Range) iter.Seq2[storage.Pair, error] {
	return storage.Pairs(func() storage.Cursor { return tx.Cursor(r) })
}

type writeTx struct {
	readTx
	tally  storage.Tally
	frozen *tree // a copy for cursors, nil if something was written since
}

func (tx *writeTx) Set(key, value []byte) error {
	if err := tx.usable(); err != nil {
		return err
	}
	if err := tx.tally.Set(key, value); err != nil {
		return err
	}
	tx.frozen = nil
	tx.tree.Set(storage.Pair{Key: bytes.Clone(key), Value: bytes.Clone(value)})
	return nil
}

func (tx *writeTx) Delete(key []byte) error {
	if err := tx.usable(); err != nil {
		return err
	}
	if err := tx.tally.Delete(key); err != nil {
		return err
	}
	tx.frozen = nil
	tx.tree.Delete(storage.Pair{Key: key})
	return nil
}

func (tx *writeTx) Cursor(r storage.Range) storage.Cursor {
	if tx.frozen == nil {
		tx.frozen = tx.tree.Copy()
	}
	return newCursor(&tx.readTx, tx.frozen, r)
}

func (tx *writeTx) Scan(r storage.Range) iter.Seq2[storage.Pair, error] {
	return storage.Pairs(func() storage.Cursor { return tx.Cursor(r) })
}
