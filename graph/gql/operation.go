package gql

import (
	"context"
	"fmt"
	"sync"

	"hudna/graph"
)

// An operation is what the resolvers of one operation share: what they read,
// what they have read already, and what they may still give.
type operation struct {
	reader graph.Reader
	latest graph.Reader // of the head
	// at reads another revision, for the same asker.
	at     func(graph.Revision) graph.Reader
	head   graph.Commit // the newest revision when the operation began
	commit graph.Commit // the one that it reads; the zero Commit is the empty graph
	// records holds what was read, of this one view.
	records *records
	texts   *budget

	mu        sync.Mutex
	codebooks map[graph.Coding]*graph.Codebook // by scheme and version; nil until they were read
	sources   map[graph.ID]*sourceCount
	quotes    map[span]quotation
}

type operationKey struct{}

// at is the operation that ctx belongs to. The schema runs none without it.
func at(ctx context.Context) *operation {
	if s := sessionOf(ctx); s != nil {
		return s.now.Load()
	}
	return nil
}

func newOperation(r, latest graph.Reader, head, commit graph.Commit) *operation {
	return &operation{
		reader: r, latest: latest, head: head, commit: commit,
		records: newRecords(r),
		texts:   &budget{left: maxTexts},
	}
}

// end lets others have the room in which records were kept. Whoever goes on to read in o
// comes to a panic, and not to what they read.
func (o *operation) end() {
	spared := o.records
	o.records = nil
	spared.giveBack()
}

// A sourceCount counts the sources of one utterance once.
type sourceCount struct {
	once sync.Once
	n    int32
	err  error
}

// sourcesOf counts the sources of the utterance to which s belongs. Statements
// that share the utterance share the count.
func (o *operation) sourcesOf(ctx context.Context, s *graph.Statement) (*int32, error) {
	key := s.Utterance
	if key == "" {
		key = s.ID
	}
	o.mu.Lock()
	count, ok := o.sources[key]
	if !ok {
		if o.sources == nil {
			o.sources = make(map[graph.ID]*sourceCount)
		}
		count = new(sourceCount)
		o.sources[key] = count
	}
	o.mu.Unlock()
	count.once.Do(func() {
		n, err := o.reader.SourcesOf(ctx, s)
		count.n, count.err = int32(n), err //nolint:gosec // tellings of one utterance
	})
	if count.err != nil {
		return nil, fmt.Errorf("sources: %w", count.err)
	}
	return &count.n, nil
}
