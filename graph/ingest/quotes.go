package ingest

import (
	"hudna/graph"
)

// maxTexts bounds the bytes of the documents' texts that are kept at hand while
// gathered records are held against them.
const maxTexts = 64 << 20

// texts are the texts of gathered documents that were read last.
type texts struct {
	held map[int32]string
	size int
}

// text is the text of a gathered document.
func (s *spool) text(i int32) (string, error) {
	if text, ok := s.texts.held[i]; ok {
		return text, nil
	}
	p, err := s.read(i)
	if err != nil {
		return "", err
	}
	d, ok := p.Record.(*graph.Document)
	if !ok {
		return "", nil
	}
	if s.texts.held == nil || s.texts.size+len(d.Text) > maxTexts {
		s.texts = texts{held: map[int32]string{}}
	}
	s.texts.held[i] = d.Text
	s.texts.size += len(d.Text)
	return d.Text, nil
}

// A textError is a failure to read a text, and no fault of a quotation.
type textError struct{ err error }

func (e *textError) Error() string { return e.err.Error() }

func (e *textError) Unwrap() error { return e.err }

// quotes holds what a gathered record quotes against the texts that are held:
// of gathered documents, else of those in the graph. The graph does so too when
// it commits, but then other batches may be in already.
func (s *spool) quotes(r graph.Record, stored func(graph.ID) graph.Record) error {
	held := false
	graph.References(r, func(ref graph.Reference) {
		if held || ref.ID.Kind() != graph.KindDocument {
			return
		}
		if i, here := s.here(ref.ID); here {
			held = s.items[i].texted
		} else if d, ok := stored(ref.ID).(*graph.Document); ok {
			held = d.Text != ""
		}
	})
	if !held {
		return nil
	}
	var failed error
	err := graph.CheckQuotes(r, func(id graph.ID) (string, bool) {
		i, here := s.here(id)
		if !here {
			d, ok := stored(id).(*graph.Document)
			return textOf(d, ok)
		}
		if failed != nil || !s.items[i].texted {
			return "", false
		}
		text, err := s.text(i)
		failed = err
		return text, err == nil
	})
	if failed != nil {
		return &textError{failed}
	}
	return err
}

func textOf(d *graph.Document, ok bool) (string, bool) {
	if !ok || d.Text == "" {
		return "", false
	}
	return d.Text, true
}
