package memkv

import (
	"context"
	"sync/atomic"

	"hudna/storage"
)

type store struct {
	disk *Disk
	gate storage.Gate
	turn chan struct{}        // holds a token while an update runs
	head atomic.Pointer[tree] // what views see; never written to
}

func (s *store) View(ctx context.Context, fn func(storage.ReadTx) error) error {
	if err := s.gate.Enter(); err != nil {
		return err
	}
	defer s.gate.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	tx := &readTx{ctx: ctx, tree: s.head.Load()}
	defer tx.end()
	return fn(tx)
}

func (s *store) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	if err := s.gate.Enter(); err != nil {
		return err
	}
	defer s.gate.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}

	tx := &writeTx{readTx: readTx{ctx: ctx, tree: s.disk.tree.Copy()}}
	defer tx.end()
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.tally.Err(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.disk.tree = tx.tree
	s.head.Store(tx.tree.Copy())
	return nil
}

func (s *store) Close() error {
	if !s.gate.Close() {
		return nil
	}
	s.disk.mu.Lock()
	defer s.disk.mu.Unlock()
	s.disk.opened = false
	return nil
}
