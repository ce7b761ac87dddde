package model

import (
	"io"

	"hudna/graph"
)

// A MarkChange raises or lowers the marking of a record.
type MarkChange struct {
	Said
	ID               graph.ID
	Marking          graph.Marking
	Reason           string
	ExpectedRevision graph.Revision // 0 for whatever is there
}

// UnmarshalGQL reads the input of a mutation.
func (m *MarkChange) UnmarshalGQL(v any) (err error) {
	o, err := objectOf(v)
	if err != nil {
		return err
	}
	m.Said = o.said()
	m.ID, m.Marking, m.Reason = graph.ID(o.Text("id")), graph.Marking(o.Text("marking")), o.Text("reason")
	m.ExpectedRevision, err = o.Revision("expectedRevision")
	return err
}

// MarshalGQL is as that of [RecordChange].
func (*MarkChange) MarshalGQL(io.Writer) {}
