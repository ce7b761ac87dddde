package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/gql"
	"hudna/graph/web"
)

// exportNames are what the records of an export are called, by their kind. A
// network is made of statements.
var exportNames = []struct {
	name string
	kind graph.Kind
}{
	{"actors", graph.KindActor},
	{"statements", graph.KindStatement},
	{"events", graph.KindEvent},
	{"locations", graph.KindLocation},
	{"agreements", graph.KindAgreement},
	{"documents", graph.KindDocument},
	{"topics", graph.KindTopic},
	{"import-runs", graph.KindImportRun},
	{"judgements", graph.KindJudgement},
	{"codebooks", graph.KindCodebook},
	{"network", graph.KindStatement},
}

// An exportRequest is what somebody wants to have exported, in their words.
type exportRequest struct {
	name              string // of [exportNames]
	format            export.Format
	filter            string
	revision          *uint64
	spreadsheet       bool
	includeRestricted bool
}

// read finds out what is asked for, and as of what it is read.
func (a exportRequest) read(ctx context.Context, g graph.Graph, clearance graph.Marking) (graph.Reader, export.Request, error) {
	q := export.Request{Format: a.format, Filter: a.filter, Spreadsheet: a.spreadsheet, IncludeRestricted: a.includeRestricted}
	i := slices.IndexFunc(exportNames, func(n struct {
		name string
		kind graph.Kind
	},
	) bool {
		return n.name == a.name
	})
	if i < 0 {
		return nil, q, &graph.FieldError{Path: "kind", Reason: fmt.Sprintf("%q is nothing that is exported", a.name)}
	}
	q.Kind = exportNames[i].kind
	if err := q.Format.Holds(q.Kind); err != nil {
		return nil, q, err
	}
	if q.Format.Network() != (a.name == "network") {
		return nil, q, &graph.FieldError{Path: "format", Reason: fmt.Sprintf("%s and %s are the forms of network, and of nothing else", export.GraphML, export.GEXF)}
	}
	if a.spreadsheet && q.Format != export.CSV && q.Format != export.TSV {
		return nil, q, &graph.FieldError{Path: "spreadsheet", Reason: fmt.Sprintf("is for %s and %s", export.CSV, export.TSV)}
	}
	if a.filter != "" {
		var err error
		if q.Query, err = gql.ParseFilter(ctx, q.Kind, a.filter); err != nil {
			return nil, q, err
		}
	}
	r, at, err := readerAt(ctx, g, clearance, a.revision)
	q.Time = at.Time
	return r, q, err
}

// readerAt reads a revision, the newest where none is given.
func readerAt(ctx context.Context, g graph.Graph, clearance graph.Marking, revision *uint64) (graph.Reader, graph.Commit, error) {
	head, err := g.Head(ctx)
	if err != nil || revision == nil {
		return g.At(graph.View{Revision: head.Revision, Clearance: clearance}), head, err
	}
	at := graph.Revision(*revision)
	if at > head.Revision {
		return nil, graph.Commit{}, &graph.FieldError{Path: "revision", Reason: fmt.Sprintf("%d is beyond the newest, which is %d", at, head.Revision)}
	}
	r := g.At(graph.View{Revision: at, Clearance: clearance})
	commit, err := r.Commit(ctx, at)
	return r, commit, err
}

// The fields of the header and the trailer of an export over HTTP.
const (
	fieldRevision   = "Hudna-Revision"
	fieldTime       = "Hudna-Revision-Time"
	fieldClearance  = "Hudna-Clearance"
	fieldFilter     = "Hudna-Filter" // percent-encoded
	fieldRecords    = "Hudna-Records"
	fieldWithheld   = "Hudna-Withheld"
	fieldRestricted = "Hudna-Restricted"
	fieldFormulas   = "Hudna-Formulas"
	fieldLicences   = "Hudna-Licences" // percent-encoded, with commas between
	fieldSHA256     = "Hudna-SHA256"
)

// download is what /export/NAME.FORMAT gives.
func download(ctx context.Context, g graph.Graph, clearance graph.Marking, path string, parameters map[string]string) (*web.Download, error) {
	name, format, _ := strings.Cut(path, ".")
	a := exportRequest{name: name, format: export.Format(format)}
	if !a.format.Valid() {
		return nil, &graph.FieldError{Path: "format", Reason: fmt.Sprintf("the address ends in a kind and a format, as in statements.csv; %q is no format", format)}
	}
	if err := a.take(parameters); err != nil {
		return nil, err
	}
	r, q, err := a.read(ctx, g, clearance)
	if err != nil {
		return nil, err
	}
	v := r.View()
	d := &web.Download{
		MediaType: q.Format.MediaType(), FileName: fmt.Sprintf("%s-r%d.%s", name, v.Revision, q.Format),
		Header:  map[string]string{fieldRevision: strconv.FormatUint(uint64(v.Revision), 10), fieldClearance: string(v.Clearance)},
		Trailer: []string{fieldRecords, fieldWithheld, fieldRestricted, fieldFormulas, fieldLicences, fieldSHA256},
	}
	if !q.Time.IsZero() {
		d.Header[fieldTime] = q.Time.UTC().Format("2006-01-02T15:04:05.999999999Z")
	}
	if a.filter != "" {
		d.Header[fieldFilter] = url.PathEscape(a.filter)
	}
	d.Write = func(ctx context.Context, w http.ResponseWriter) (map[string]string, error) {
		p, err := export.Write(ctx, r, w, q)
		if err != nil {
			return nil, err
		}
		return map[string]string{
			fieldRecords: strconv.Itoa(p.Records), fieldWithheld: strconv.Itoa(p.Withheld), fieldRestricted: strconv.Itoa(p.Restricted),
			fieldFormulas: strconv.Itoa(p.Formulas), fieldLicences: licenceField(p.Licences), fieldSHA256: p.SHA256,
		}, nil
	}
	return d, nil
}

// maxLicenceField bounds the licence lines in a trailer, in bytes.
const maxLicenceField = 8 << 10

// licenceField holds as many licence lines as there is room for.
func licenceField(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		escaped := url.PathEscape(line)
		if b.Len()+len(",")+len(escaped) > maxLicenceField {
			break
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strings.ReplaceAll(escaped, ",", "%2C"))
	}
	return b.String()
}

// take reads the parameters of an address.
func (a *exportRequest) take(parameters map[string]string) error {
	for name, value := range parameters {
		var err error
		switch name {
		case "filter":
			a.filter = value
		case "revision":
			var n uint64
			if n, err = strconv.ParseUint(value, 10, 63); err == nil {
				a.revision = &n
			}
		case "spreadsheet":
			a.spreadsheet, err = flagOf(value)
		case "includeRestricted":
			a.includeRestricted, err = flagOf(value)
		default:
			return &graph.FieldError{Path: name, Reason: "is no parameter: there are filter, revision, spreadsheet and includeRestricted"}
		}
		if err != nil {
			return &graph.FieldError{Path: name, Reason: fmt.Sprintf("%q is not what it takes", value)}
		}
	}
	return nil
}

func flagOf(value string) (bool, error) {
	if value != "true" && value != "false" {
		return false, strconv.ErrSyntax
	}
	return value == "true", nil
}

// exportName is what is exported where only the format is said.
func exportName(name string, format export.Format) string {
	if format.Network() {
		return cmp.Or(name, "network")
	}
	if format == export.GeoJSON {
		return cmp.Or(name, "events")
	}
	return cmp.Or(name, "statements")
}
