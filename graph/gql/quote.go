package gql

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync/atomic"

	"hudna/graph"
)

const (
	maxTexts  = 32 << 20 // bytes of texts and exact words in one answer
	maxQuotes = 10_000   // quotations kept
)

// A span is where words stand in a document: code points, half-open.
type span struct {
	document   graph.ID
	start, end int
}

// A quotation is what stands at a span; ok is false where the document's text
// is not held.
type quotation struct {
	exact, prefix, suffix string
	ok                    bool
}

// evidenceSpan is where a piece of evidence points, or false where it is the
// document as a whole.
func evidenceSpan(e *graph.Evidence) (span, bool) {
	start, end, ok := e.Span()
	return span{e.Document, start, end}, ok && e.Document != ""
}

// quote reads the words at a span from the document's text. Words that are not
// there, or not those whose hash was recorded, are corrupt: nobody is to be
// misquoted.
func (o *operation) quote(ctx context.Context, in place, s span, hash string) (quotation, error) {
	o.mu.Lock()
	q, known := o.quotes[s]
	o.mu.Unlock()
	if !known {
		d, err := follow[*graph.Document](ctx, in, s.document)
		if err != nil {
			return q, err
		}
		if d.Text != "" {
			if q.exact, q.prefix, q.suffix, q.ok = d.Quote(s.start, s.end); !q.ok {
				return q, &graph.CorruptError{ID: s.document, What: "text, which ends before a span in it"}
			}
		}
		o.mu.Lock()
		if o.quotes == nil {
			o.quotes = make(map[span]quotation)
		}
		if len(o.quotes) < maxQuotes {
			o.quotes[s] = q
		}
		o.mu.Unlock()
	}
	if q.ok && hash != "" {
		if sum := sha256.Sum256([]byte(q.exact)); hex.EncodeToString(sum[:]) != hash {
			return quotation{}, &graph.CorruptError{ID: s.document, What: "text, which has other words at a span than were recorded"}
		}
	}
	return q, nil
}

// The parts of a quotation.
func exact(q quotation) string  { return q.exact }
func prefix(q quotation) string { return q.prefix }
func suffix(q quotation) string { return q.suffix }

// quoted gives one part of what evidence points at; nil where the text is not
// held.
func quoted(ctx context.Context, e *graph.Evidence, part func(quotation) string) (*string, error) {
	s, ok := evidenceSpan(e)
	if !ok {
		return nil, nil
	}
	return at(ctx).part(ctx, "evidence.document", s, e.Hash, part)
}

// named gives one part of what a mention points at.
func named(ctx context.Context, m *graph.Mention, part func(quotation) string) (*string, error) {
	if m.Document == "" {
		return nil, nil
	}
	return at(ctx).part(ctx, "mention.document", span{m.Document, m.Start, m.End}, "", part)
}

func (o *operation) part(ctx context.Context, in place, s span, hash string, part func(quotation) string) (*string, error) {
	q, err := o.quote(ctx, in, s, hash)
	if err != nil || !q.ok {
		return nil, err
	}
	return o.give(part(q))
}

// give hands out a text, as long as the operation's budget lasts. An empty one
// is null in the answer.
func (o *operation) give(text string) (*string, error) {
	if err := o.texts.take(len(text)); err != nil {
		return nil, err
	}
	return &text, nil
}

// A budget bounds the bytes of long texts in an answer.
type budget struct {
	left  int64
	taken atomic.Int64
}

func (b *budget) take(n int) error {
	if b.taken.Add(int64(n)) > b.left {
		return &limitError{"Texts", int(b.left), fmt.Sprintf("the texts in the answer have more than %d bytes", b.left)}
	}
	return nil
}
