package ledger

import (
	"context"
	"slices"

	"hudna/storage"
	"hudna/storage/keys"
)

// A Size says how much of a store one class of keys is.
type Size struct {
	Class      string // "live said-by", "row record"
	Keys       uint64
	KeyBytes   uint64
	ValueBytes uint64
}

// The classes by which one sees how large a graph is: each statement has one
// key in StatementClass, and PostingClass is the index of words.
var (
	StatementClass = keys.Live.String() + " " + keys.SaidDate.String()
	PostingClass   = keys.Row.String() + " " + keys.Posting.String()
)

// Sizes reads every key of the store, in one snapshot, and counts them by class,
// in the order of the keys. What the engine adds is not counted. Progress, when
// given, is told now and then how many keys have been read.
func (l *Ledger) Sizes(ctx context.Context, progress func(keys uint64)) ([]Size, error) {
	var sizes []Size
	err := l.view(ctx, func(tx storage.ReadTx) error {
		sizes = sizes[:0]
		read := uint64(0)
		var class [2]byte
		for pair, err := range tx.Scan(storage.Range{}) {
			if err != nil {
				return storageError(err)
			}
			if read%100_000 == 0 && progress != nil {
				progress(read)
			}
			read++
			if here := [2]byte(pair.Key); here != class || len(sizes) == 0 {
				class = here
				sizes = append(sizes, Size{Class: keys.Space(here[0]).String() + " " + keys.Tag(here[1]).String()})
			}
			s := &sizes[len(sizes)-1]
			s.Keys++
			s.KeyBytes += uint64(len(pair.Key))
			s.ValueBytes += uint64(len(pair.Value))
		}
		return nil
	})
	return slices.Clip(sizes), err
}
