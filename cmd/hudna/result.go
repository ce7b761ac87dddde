package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"

	"hudna/graph"
	"hudna/graph/export"
)

// resultFlags say where what was worked out goes, and what is said of it. A matrix
// has no place for that, so it goes beside the file, as that of an export does.
type resultFlags struct {
	Output     string `short:"o" placeholder:"FILE" help:"Write to this file, whole or not at all, and to FILE.provenance.json what it is. Default: standard output."`
	Provenance string `placeholder:"FILE" help:"Say in this file what the result is: revision, version of the definitions, parameters, SHA-256, and a citation that \"hudna verify-citation FILE\" checks. Default: FILE.provenance.json beside --output."`
}

// A resultProvenance says what was worked out, and from what.
type resultProvenance struct {
	Result   string         `json:"result"`
	Format   string         `json:"format"`
	Revision graph.Revision `json:"revision"`
	// Version is that of the definitions, and Parameters, with the seed, are what was
	// asked for with all that was not given.
	Version    string          `json:"version,omitempty"`
	Parameters json.RawMessage `json:"parameters"`
	Notes      []string        `json:"notes,omitempty"`
	Bytes      int             `json:"bytes"`
	SHA256     string          `json:"sha256"`
	// Citation is of the whole answer that the result was made from.
	Citation json.RawMessage `json:"citation"`
}

// print writes lines, and what they are: they were asked for by the variables of the
// operation, unless other parameters are given.
func (f *resultFlags) print(ctx context.Context, p *program, at endpoint, op operation, s *sheet, asCSV, asJSON bool, of resultProvenance) error {
	var table bytes.Buffer
	if err := s.print(&table, asCSV, asJSON); err != nil {
		return err
	}
	switch {
	case asJSON:
		of.Format = "NDJSON"
	case asCSV:
		of.Format = "CSV"
	default:
		of.Format = "TEXT"
	}
	if of.Parameters == nil {
		var err error
		if of.Parameters, err = json.Marshal(op.variables); err != nil {
			return err
		}
	}
	return f.write(ctx, p, at, op, table.Bytes(), of)
}

// write writes a result, and what it is. It was made from the answer to an operation
// as of a revision.
func (f *resultFlags) write(ctx context.Context, p *program, at endpoint, op operation, result []byte, of resultProvenance) error {
	whole := func(w io.Writer) error {
		_, err := w.Write(result)
		return err
	}
	beside := f.Provenance
	if f.Output == "" {
		if err := whole(p.stdout); err != nil {
			return err
		}
	} else {
		if err := replace(f.Output, whole); err != nil {
			return err
		}
		if beside == "" {
			beside = f.Output + ".provenance.json"
		}
	}
	if beside == "" {
		return nil
	}
	variables, err := json.Marshal(op.variables)
	if err != nil {
		return err
	}
	cited, _, err := ask[struct{ Cite struct{ JSON string } }](ctx, at, operation{document: citeQuestion, variables: map[string]any{
		"query": op.document, "variables": string(variables), "at": of.Revision, "title": of.Result,
	}})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(result)
	of.Bytes, of.SHA256, of.Citation = len(result), hex.EncodeToString(sum[:]), json.RawMessage(cited.Cite.JSON)
	return replace(beside, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(of)
	})
}

// citationIn reads a citation, or the one in the provenance of a result.
func citationIn(r io.Reader) (*export.Citation, error) {
	text, err := io.ReadAll(io.LimitReader(r, 2*export.MaxCitation))
	if err != nil {
		return nil, err
	}
	var of struct{ Result, Citation json.RawMessage }
	if json.Unmarshal(text, &of) == nil && of.Result != nil && of.Citation != nil {
		var compact bytes.Buffer
		if err := json.Compact(&compact, of.Citation); err != nil {
			return nil, err
		}
		text = compact.Bytes()
	}
	return export.ReadCitation(bytes.NewReader(text))
}
