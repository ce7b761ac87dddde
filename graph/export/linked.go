package export

import (
	"bufio"
	"bytes"
	"context"
	"io"

	"github.com/go-json-experiment/json"

	"hudna/graph"
)

// The vocabularies of linked data, and our own for what they have no word for.
// The context is in the document, so that nobody needs the network to read it.
const linkedContext = `{"@context":{` +
	`"schema":"https://schema.org/","prov":"http://www.w3.org/ns/prov#","oa":"http://www.w3.org/ns/oa#",` +
	`"xsd":"http://www.w3.org/2001/XMLSchema#","edtf":"http://id.loc.gov/datatypes/edtf/","hudna":"` + ownTerms + `"},`

const (
	ownTerms = "urn:hudna:term:"
	ownNodes = "urn:hudna:" // before the id of a record
)

// An object is an object of JSON-LD: members that say nothing are not put in.
type object map[string]any

// A linked form writes records as JSON-LD, each a node of one graph.
type linked struct {
	r     graph.Reader
	begun bool
}

func (l *linked) head(_ context.Context, w *bufio.Writer) error {
	_, err := w.WriteString(linkedContext + `"@graph":[`)
	return err
}

func (l *linked) page(ctx context.Context, records []graph.Record) (func(io.Writer) error, error) {
	quotes, err := l.quotes(ctx, records)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, r := range records {
		node, err := json.Marshal(nodeOfRecord(r, quotes), json.Deterministic(true))
		if err != nil {
			return nil, err
		}
		b.WriteString(",\n")
		b.Write(node)
	}
	text := b.Bytes()
	return func(w io.Writer) error {
		if !l.begun && len(text) > 0 {
			l.begun, text = true, text[1:]
		}
		return plainly(text)(w)
	}, nil
}

func (l *linked) tail(w io.Writer, _ *Provenance) error {
	_, err := io.WriteString(w, "\n]}\n")
	return err
}

// A passage is a span of a document.
type passage struct {
	document   graph.ID
	start, end int
}

// A quote is what stands in a passage, and around it.
type quote struct{ exact, prefix, suffix string }

// quotes reads the passages to which statements point, where the texts are held.
func (l *linked) quotes(ctx context.Context, records []graph.Record) (map[passage]quote, error) {
	wanted := map[graph.ID][]passage{}
	var documents []graph.ID
	for _, r := range records {
		s, ok := r.(*graph.Statement)
		if !ok {
			continue
		}
		for i := range s.Evidence {
			e := &s.Evidence[i]
			start, end, ok := e.Span()
			if !ok {
				continue
			}
			if wanted[e.Document] == nil {
				documents = append(documents, e.Document)
			}
			wanted[e.Document] = append(wanted[e.Document], passage{e.Document, start, end})
		}
	}
	found := map[passage]quote{}
	for len(documents) > 0 {
		some := documents[:min(fewDocuments, len(documents))]
		documents = documents[len(some):]
		texts, err := l.r.Records(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, r := range texts {
			d, ok := r.(*graph.Document)
			if !ok {
				continue
			}
			for _, p := range wanted[d.ID] {
				if exact, prefix, suffix, ok := d.Quote(p.start, p.end); ok {
					found[p] = quote{exact, prefix, suffix}
				}
			}
		}
	}
	return found, nil
}

// put puts a member in, unless it says nothing.
func (o object) put(name string, value any) {
	switch v := value.(type) {
	case nil:
		return
	case string:
		if v == "" {
			return
		}
	case []any:
		if len(v) == 0 {
			return
		}
	case object:
		if len(v) == 0 {
			return
		}
	}
	o[name] = value
}

// ref points at a record.
func ref(id graph.ID) any {
	if id == "" {
		return nil
	}
	return object{"@id": ownNodes + string(id)}
}

func refs[T any](list []T, of func(*T) graph.ID) (all []any) {
	seen := map[graph.ID]bool{}
	for i := range list {
		if id := of(&list[i]); id != "" && !seen[id] {
			seen[id] = true
			all = append(all, ref(id))
		}
	}
	return all
}

// inOrder is a list whose order says something.
func inOrder(list []any) any {
	if len(list) == 0 {
		return nil
	}
	return object{"@list": list}
}

// inLang is a text in a language.
func inLang(text, lang string) any {
	switch {
	case text == "":
		return nil
	case lang == "":
		return text
	}
	return object{"@value": text, "@language": lang}
}

// dateNode is a date as it was given.
func dateNode(d *graph.Date) any {
	if d == nil {
		return nil
	}
	if d.EDTF == "" {
		return d.Words
	}
	return object{"@value": string(d.EDTF), "@type": "edtf:EDTF"}
}

func typed(value any, as string) any { return object{"@value": value, "@type": as} }
