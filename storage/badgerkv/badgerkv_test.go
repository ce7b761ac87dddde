package badgerkv_test

import (
	"context"
	"testing"

	"hudna/storage"
	"hudna/storage/badgerkv"
	"hudna/storage/storagetest"
)

// small leaves out what takes up space.
var small = badgerkv.Options{Ballast: -1}

func engine(t testing.TB) storagetest.Open {
	dir := t.TempDir()
	return func(ctx context.Context) (storage.Store, error) { return badgerkv.Open(ctx, dir, small) }
}

func TestEngine(t *testing.T) { storagetest.Run(t, engine) }

func BenchmarkEngine(b *testing.B) { storagetest.Bench(b, engine) }
