package gdelt

import (
	"context"
	"slices"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

const mentionScheme = "gdelt-mentions"

// mentionColumns are those of the mentions, in their order.
var mentionColumns = strings.Split("GLOBALEVENTID,EventTimeDate,MentionTimeDate,MentionType,MentionSourceName,MentionIdentifier,SentenceID,"+
	"Actor1CharOffset,Actor2CharOffset,ActionCharOffset,InRawText,Confidence,MentionDocLen,MentionDocTone,MentionDocTranslationInfo,Extras", ",")

// Mentions is the format of the mentions. A row adds the document to the event
// or the statement that the events brought, and says in a variable of the
// document how it is mentioned there.
type Mentions struct{}

// Name is "gdelt-mentions".
func (Mentions) Name() string { return mentionScheme }

// Scheme is "gdelt-mentions".
func (Mentions) Scheme() string { return mentionScheme }

// Fit looks at the shape of the first rows.
func (Mentions) Fit(s *source.Source) (int, string) {
	rows := table.Rows(s.Head, tabs, 3)
	if s.Kind != source.Text || len(rows) == 0 {
		return 0, ""
	}
	for _, r := range rows {
		if len(r) != len(mentionColumns) || !digits(r[0], 1, 20) || !digits(r[1], 14, 14) || !digits(r[2], 14, 14) || !digits(r[3], 1, 1) {
			return 0, ""
		}
	}
	return 100, "has the 16 columns of GDELT 2.0 mentions"
}

// Open begins to decode a file.
func (Mentions) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	return ingest.OpenRows(ctx, s, tabs, mentionColumns, mention)
}

// mention makes what a row adds.
func mention(c *table.Cells) *ingest.Draft {
	d := new(ingest.Draft)
	id := c.Take("GLOBALEVENTID")
	if !digits(id, 1, 20) {
		c.Refuse("GLOBALEVENTID", "is no id of an event")
		return d
	}
	if t := c.See("EventTimeDate"); digits(t, 14, 14) {
		if edtf, reason := table.ReadDay(t[:4] + "-" + t[4:6] + "-" + t[6:8]); reason == "" {
			d.When = &graph.Date{EDTF: graph.EDTF(edtf)}
		}
	}
	in := document(c, d, "MentionIdentifier")
	if in == "" {
		c.Refuse("MentionIdentifier", "is missing: it says in which document")
		return d
	}
	d.With = append(d.With, dataset(mentionScheme, "GDELT 2.0 Mentions"))
	said := graph.Variable{Name: "gdelt.mention." + id + "." + c.See("SentenceID"), Type: graph.VariableText}
	var parts []string
	for name, value := range c.Rest() {
		parts = append(parts, name+"="+value)
	}
	said.Value = strings.Join(parts, "; ")
	d.Amends = []ingest.Amend{
		{
			IDs: []graph.ID{ingest.NewID(graph.KindStatement, "gdelt", id), ingest.NewID(graph.KindEvent, "gdelt", id)},
			Add: func(r graph.Record) graph.Record { return stands(r, in) },
		},
		{
			IDs: []graph.ID{in},
			Add: func(r graph.Record) graph.Record { return says(r, said) },
		},
	}
	return d
}

// stands adds a document in which a statement or an event stands. One beyond
// what a record can name is only in the document's variable.
func stands(r graph.Record, in graph.ID) graph.Record {
	switch r := r.(type) {
	case *graph.Statement:
		in := graph.Evidence{Document: in}
		if len(r.Evidence) == graph.MaxEvidence || slices.ContainsFunc(r.Evidence, func(e graph.Evidence) bool { return e.Document == in.Document }) {
			return r
		}
		then, _ := graph.Clone(r).(*graph.Statement)
		then.Evidence = append(then.Evidence, in)
		return then
	case *graph.Event:
		if len(r.Documents) == graph.MaxDocuments || slices.Contains(r.Documents, in) {
			return r
		}
		then, _ := graph.Clone(r).(*graph.Event)
		then.Documents = append(then.Documents, in)
		return then
	}
	return r
}

// says adds a variable, or changes it.
func says(r graph.Record, said graph.Variable) graph.Record {
	then := graph.Clone(r)
	m := then.Shared()
	for i := range m.Variables {
		if m.Variables[i].Name == said.Name {
			m.Variables[i] = said
			return then
		}
	}
	m.Variables = append(m.Variables, said)
	return then
}
