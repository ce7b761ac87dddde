package export

import (
	"context"
	"slices"

	"hudna/graph"
)

// The variables by which a document, the actor that published it or any other
// record says under which terms it may be passed on. What a document does not
// say its publisher does, and of a copy what it is copied from. What was coded by
// a scheme has the terms of the dataset of that scheme, too: the document
// "document/SCHEME", where it is of kind DATASET and has the scheme itself.
const (
	// VariableLicence is the line that has to stand beside what is passed on:
	// "UCDP GED 19.1, CC BY 4.0".
	VariableLicence = "licence"
	// VariableRedistribution is [RedistributionForbidden] or
	// [RedistributionAllowed].
	VariableRedistribution = "redistribution"
)

// The values of [VariableRedistribution].
const (
	RedistributionForbidden = "FORBIDDEN"
	RedistributionAllowed   = "ALLOWED"
)

const (
	// maxLicences bounds the licence lines that a provenance names.
	maxLicences = 1000
	// maxTerms bounds of how many documents and publishers the terms are held;
	// beyond them all are read again.
	maxTerms = 1 << 16
	// maxCopies bounds how far a copy is followed to what it was copied from.
	maxCopies = 8
	// fewDocuments is how many documents are read at once, texts included.
	fewDocuments = 64
)

// terms are under what a record may be passed on, as far as that is known.
type terms struct {
	line           string
	redistribution string
	scheme         string // of a dataset: what was coded by it has these terms
}

func termsOf(m *graph.Meta) (t terms) {
	for _, v := range m.Variables {
		switch v.Name {
		case VariableLicence:
			t.line = v.Value
		case VariableRedistribution:
			t.redistribution = v.Value
		}
	}
	return t
}

// or fills in what is not known from other terms.
func (t terms) or(o terms) terms {
	if t.line == "" {
		t.line = o.line
	}
	if t.redistribution == "" {
		t.redistribution = o.redistribution
	}
	return t
}

func (t terms) forbids() bool { return t.redistribution == RedistributionForbidden }

// A licensing knows the terms of what goes out, and keeps the lines that have
// to go with it. One goroutine uses it.
type licensing struct {
	r     graph.Reader
	known map[graph.ID]terms
	lines map[string]bool
	more  int // lines beyond maxLicences, those that were met again included
}

func newLicensing(r graph.Reader) *licensing {
	return &licensing{r: r, known: map[graph.ID]terms{}, lines: map[string]bool{}}
}

// pass gives those of the records that may be passed on, or all of them, and how
// many may not.
func (l *licensing) pass(ctx context.Context, records []graph.Record, all bool) (passed []graph.Record, forbidden int, err error) {
	// The sources of all records stand one behind the other: a walk through the
	// references of a record is what takes longest here.
	var sources []graph.ID
	ends := make([]int, len(records))
	for i, r := range records {
		sources = appendSources(sources, r)
		ends[i] = len(sources)
	}
	asked := slices.Clone(sources)
	for _, r := range records {
		asked = withDataset(asked, r.Shared())
	}
	if err := l.learn(ctx, asked); err != nil {
		return nil, 0, err
	}
	passed = make([]graph.Record, 0, len(records))
	var touched []terms
	begin := 0
	for i, r := range records {
		touched = l.appendTerms(touched[:0], r, sources[begin:ends[i]])
		begin = ends[i]
		if slices.ContainsFunc(touched, terms.forbids) {
			forbidden++
			if !all {
				continue
			}
		}
		for _, t := range touched {
			l.note(t.line)
		}
		passed = append(passed, r)
	}
	return passed, forbidden, nil
}

func (l *licensing) note(line string) {
	switch {
	case line == "" || l.lines[line]:
	case len(l.lines) == maxLicences:
		l.more++
	default:
		l.lines[line] = true
	}
}

// appendTerms are the terms of a record and of all the documents that it is made
// of.
func (l *licensing) appendTerms(all []terms, r graph.Record, sources []graph.ID) []terms {
	m := r.Shared()
	all = append(all, termsOf(m))
	for _, id := range sources {
		all = append(all, l.known[id])
	}
	if id := datasetOf(m); id != "" {
		all = append(all, l.known[id].ofScheme(m.Coding.Scheme))
	}
	if _, ok := r.(*graph.Document); ok { // what it says itself comes first
		t := all[0]
		for _, of := range all[1:] {
			t = t.or(of)
		}
		return append(all[:0], t)
	}
	return all
}

// ofScheme are the terms of a dataset for what was coded by its scheme, and none
// of what is no dataset of the scheme.
func (t terms) ofScheme(scheme string) terms {
	if t.scheme != scheme {
		return terms{}
	}
	return t
}

// datasetOf is the id that the dataset has by whose scheme a record was coded;
// empty for none.
func datasetOf(m *graph.Meta) graph.ID {
	if m.Coding == nil || m.Coding.Scheme == "" {
		return ""
	}
	id := graph.ID(string(graph.KindDocument) + "/" + m.Coding.Scheme)
	if id == m.ID || id.Validate() != nil {
		return ""
	}
	return id
}

// schemeOf is the scheme of which a record is the dataset.
func schemeOf(r graph.Record) string {
	if d, ok := r.(*graph.Document); ok && d.Kind == graph.DocumentDataset && d.Coding != nil {
		return d.Coding.Scheme
	}
	return ""
}

// appendSources adds the records whose terms are also those of a record: the
// documents that a statement or an event stands in, and of a document its
// publisher and what it is a copy of.
func appendSources(ids []graph.ID, r graph.Record) []graph.ID {
	begin := len(ids)
	switch r := r.(type) {
	case *graph.Document:
		if r.Publisher != "" {
			ids = append(ids, r.Publisher)
		}
		if r.CopyOf != nil {
			ids = append(ids, r.CopyOf.Document)
		}
	case *graph.Statement, *graph.Event:
		graph.References(r, func(ref graph.Reference) {
			if ref.ID.Kind() == graph.KindDocument && !slices.Contains(ids[begin:], ref.ID) {
				ids = append(ids, ref.ID)
			}
		})
	}
	return ids
}

// withDataset adds the dataset of the scheme by which a record was coded.
func withDataset(ids []graph.ID, m *graph.Meta) []graph.ID {
	if id := datasetOf(m); id != "" {
		ids = append(ids, id)
	}
	return ids
}

// A bond is what a record says of its own terms, and whose terms it has besides.
type bond struct {
	own     terms
	from    []graph.ID
	dataset graph.ID // of the scheme
	scheme  string
}

// learn finds out the terms of records that they are not known of. One that is
// not there has none.
func (l *licensing) learn(ctx context.Context, ids []graph.ID) error {
	if len(l.known)+len(ids) > maxTerms {
		clear(l.known)
	}
	bonds := map[graph.ID]bond{}
	for steps := 0; steps <= maxCopies && len(ids) > 0; steps++ {
		var unknown []graph.ID
		for _, id := range ids {
			_, known := l.known[id]
			if _, met := bonds[id]; !known && !met {
				bonds[id] = bond{}
				unknown = append(unknown, id)
			}
		}
		ids = nil
		for some := range slices.Chunk(unknown, fewDocuments) {
			records, err := l.r.Records(ctx, some)
			if err != nil {
				return err
			}
			for i, r := range records {
				if r != nil {
					m := r.Shared()
					b := bond{own: termsOf(m), from: appendSources(nil, r), dataset: datasetOf(m)}
					if b.own.scheme = schemeOf(r); b.dataset != "" {
						b.scheme = m.Coding.Scheme
					}
					bonds[some[i]] = b
					ids = append(ids, withDataset(b.from, m)...)
				}
			}
		}
	}
	for id := range bonds {
		l.settle(id, bonds, maxCopies)
	}
	return nil
}

// settle joins the terms along the bonds of a record.
func (l *licensing) settle(id graph.ID, bonds map[graph.ID]bond, steps int) terms {
	if t, known := l.known[id]; known || steps < 0 {
		return t
	}
	b := bonds[id]
	t := b.own
	for _, from := range b.from {
		t = t.or(l.settle(from, bonds, steps-1))
	}
	if b.dataset != "" {
		t = t.or(l.settle(b.dataset, bonds, steps-1).ofScheme(b.scheme))
	}
	l.known[id] = t
	return t
}
