package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// quotes checks what the change says of the texts of documents: each passage
// that a new version names, where the text is held; and, where a text comes to
// be held, the passages that others named before.
func (p *plan) quotes() error {
	for i := range p.ops {
		o := &p.ops[i]
		if o.lost && o.record == nil {
			continue
		}
		if err := p.sameText(o); err != nil {
			if err := p.refuse(o, err); err != nil {
				return err
			}
		}
		if o.live() {
			if err := p.passages(o); err != nil {
				if o.op.Record == nil && errors.Is(err, graph.ErrInvalid) {
					err = p.withoutDetail(o.old, err)
				}
				if err := p.refuse(o, err); err != nil {
					return err
				}
			}
		}
		if d, before := p.document(o); d != nil && before != nil && d.Text != "" && before.Text == "" {
			if err := p.earlierPassages(o); err != nil {
				if err := p.refuse(o, err); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// document gives the new and the old state of a document, nil where the
// operation has none.
func (p *plan) document(o *planned) (now, before *graph.Document) {
	now, _ = o.record.(*graph.Document)
	if o.old != nil {
		before, _ = o.old.record.(*graph.Document)
	}
	return now, before
}

// sameText refuses to put another text into the place of one that passages may
// have been taken from.
func (p *plan) sameText(o *planned) error {
	d, old := p.document(o)
	if d == nil || old == nil {
		return nil
	}
	before := textHash(old)
	if now := textHash(d); before != "" && now != "" && now != before {
		return &graph.FieldError{Path: "sha256", Reason: "is that of another text than before; another text is another document"}
	}
	return nil
}

func textHash(d *graph.Document) string {
	if d.SHA256 == "" && d.Text != "" {
		sum := sha256.Sum256([]byte(d.Text))
		return hex.EncodeToString(sum[:])
	}
	return d.SHA256
}

// withoutDetail keeps what is wrong with the passages of a version to those who
// see all of it: it tells of documents, and of places in lists.
func (p *plan) withoutDetail(v *version, problem error) error {
	whole, err := p.seesAll(v)
	switch {
	case err != nil:
		return err
	case whole:
		return problem
	}
	return &graph.FieldError{Reason: "a passage of it does not fit the text of its document"}
}

// passages checks the passages of one record. Where no text is held of what it
// names, there is nothing that validation has not looked at.
func (p *plan) passages(o *planned) error {
	held := false
	for _, id := range o.body.refs {
		if id.Kind() == graph.KindDocument {
			text, err := p.textFor(o, id)
			if err != nil {
				return err
			}
			held = held || text != nil
		}
	}
	if !held {
		return nil
	}
	var failed error
	err := graph.CheckQuotesIn(o.record, func(id graph.ID) *graph.HeldText {
		if failed != nil {
			return nil
		}
		text, err := p.textFor(o, id)
		failed = err
		return text
	})
	if failed != nil {
		return failed
	}
	return err
}

// textFor is the text of a document that a record quotes. Of one that is not
// there for who brings the change nothing is said here, nor compared.
func (p *plan) textFor(o *planned, id graph.ID) (*graph.HeldText, error) {
	n, ok := p.nodes[id]
	if !ok || o.unmet[id] {
		return nil, nil
	}
	return p.text(n)
}

// text is the text of a document as this change leaves it, nil where it is not
// held.
func (p *plan) text(n keys.Node) (*graph.HeldText, error) {
	if o := p.byNode[n]; o != nil {
		if o.text == nil {
			o.text = heldText(o.record)
		}
		return o.text, nil
	}
	s, err := p.g.w.state(p.g.snap, n)
	if err != nil || s.textless {
		return nil, err
	}
	version := versionKey{n, s.since}
	if text, ok := p.g.w.texts.Get(version); ok {
		return text, nil
	}
	record, err := p.newest(n)
	if err != nil {
		return nil, err
	}
	text := heldText(record)
	if s.textless = text == nil; !s.textless {
		p.g.w.texts.Add(version, text)
	}
	return text, nil
}

// heldText is the text of a document, nil where none is held.
func heldText(r graph.Record) *graph.HeldText {
	if d, ok := r.(*graph.Document); ok && d.Text != "" {
		return graph.NewHeldText(d.Text)
	}
	return nil
}

// maxUnfit bounds how many records whose passages do not fit a text are named.
const maxUnfit = 100

// earlierPassages checks a text that comes to be held against the passages that
// were taken from it before. It stops when it has found enough to refuse it.
func (p *plan) earlierPassages(o *planned) error {
	text, err := p.text(o.node)
	if err != nil {
		return err
	}
	seen := map[keys.Node]bool{}
	var problems []error
	unfit := 0
	for _, tag := range []keys.Tag{keys.InDocument, keys.Referrer} {
		list := keys.AppendList(nil, keys.Live, tag, o.node)
		r := storage.Range{Start: list, End: keys.AppendClass(slices.Clone(list), keys.ClassOf(keys.Retracted, keys.Public))}
		for pair, err := range p.g.snap.tx.Scan(r) {
			if err != nil {
				return storageError(err)
			}
			if err := p.g.snap.spend(1); err != nil {
				return err
			}
			m, err := keys.ParseMember(pair.Key)
			if err != nil {
				return p.g.snap.corruptEntry(pair.Key, err)
			}
			n := m.Position.Node
			if seen[n] || p.byNode[n] != nil {
				continue
			}
			seen[n] = true
			problem, err := p.unfit(n, o.op.Target(), text)
			if err != nil {
				return err
			}
			if problem == nil {
				continue
			}
			if !slices.Contains(problems, problem) { // of the hidden nobody tells how many they are
				problems = append(problems, problem)
			}
			if unfit++; unfit == maxUnfit {
				return errors.Join(problems...)
			}
		}
	}
	return errors.Join(problems...)
}

// unfit says what of a record does not fit a text, as far as who brings the text
// may know.
func (p *plan) unfit(n keys.Node, id graph.ID, text *graph.HeldText) (problem, err error) {
	v, err := p.g.snap.version(n, p.revision)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, p.g.snap.corrupt(n, "record", errBeyondHead)
	}
	misfit := graph.CheckQuotesIn(v.record, func(of graph.ID) *graph.HeldText {
		if of == id {
			return text
		}
		return nil
	})
	if misfit == nil {
		return nil, nil
	}
	whole, err := p.seesAll(v)
	if err != nil {
		return nil, err
	}
	switch {
	case whole:
		return &graph.FieldError{Path: "text", Reason: fmt.Sprintf("does not fit %s: %v", v.record.Shared().ID, misfit)}, nil
	case v.visible(p.r.by.Clearance):
		return &graph.FieldError{Path: "text", Reason: fmt.Sprintf("does not fit %s", v.record.Shared().ID)}, nil
	}
	return errUnfitHidden, nil
}

var errUnfitHidden error = &graph.FieldError{Path: "text", Reason: "does not fit a passage that was taken from it before"}
