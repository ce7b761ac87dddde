package graph

// A Topic is what statements take positions on or speak about. A proposition
// is what one can agree or disagree with.
type Topic struct {
	Meta
	Kind    TopicKind `json:"kind,omitempty"`
	Names   []Name    `json:"names,omitempty"`
	Broader ID        `json:"broader,omitempty"`
}

// RecordKind is [KindTopic].
func (*Topic) RecordKind() Kind { return KindTopic }

// A TopicKind says what sort of topic it is.
type TopicKind string

// The kinds of topics.
const (
	TopicProposition TopicKind = "PROPOSITION"
	TopicIssue       TopicKind = "ISSUE"
	TopicFrame       TopicKind = "FRAME"
)
