package model

import "hudna/graph"

// An EventFilter says which events are wanted, or what the event of another
// record has to be like.
type EventFilter struct {
	AnyOf        []graph.ID
	Name         *string
	Kinds        []graph.EventKind
	When         *DateMatch
	Place        *PlaceMatch
	Participants []*ParticipantMatch
	Under        *graph.ID
	Basis        []graph.EventBasis
	Document     *DocumentFilter
	Coding       *CodingMatch
	Status       []graph.Status

	And []*EventFilter
	Or  []*EventFilter
	Not *EventFilter
}

// A DocumentFilter says which documents are wanted, or what the document of
// another record has to be like.
type DocumentFilter struct {
	AnyOf     []graph.ID
	Publisher *ActorMatch
	Lang      []string
	Published *DateMatch
	Kind      []graph.DocumentKind
	Text      *string
	Coding    *CodingMatch
	Codings   *DocumentCodingMatch
	Status    []graph.Status

	And []*DocumentFilter
	Or  []*DocumentFilter
	Not *DocumentFilter
}

// A DocumentCodingMatch says how far a coder has to be with a document.
type DocumentCodingMatch struct {
	Coder, Scheme *string
	Status        []graph.CodingStatus
}
