package model

import "hudna/graph"

// A Payload is what every mutation answers besides records.
type Payload struct {
	Revision         *graph.Commit
	Errors           []*UserError
	ClientMutationID *string
}

// A RecordOf is the answer of a mutation that changes a record of one type.
type RecordOf[R graph.Record] struct {
	Payload
	Record R
}

// The answers of the mutations that change one record.
type (
	// An ActorPayload is the answer of a mutation that changes an actor.
	ActorPayload = RecordOf[*graph.Actor]
	// A StatementPayload is the answer of a mutation that changes a statement.
	StatementPayload = RecordOf[*graph.Statement]
	// An EventPayload is the answer of a mutation that changes an event.
	EventPayload = RecordOf[*graph.Event]
	// A LocationPayload is the answer of a mutation that changes a location.
	LocationPayload = RecordOf[*graph.Location]
	// An AgreementPayload is the answer of a mutation that changes an agreement.
	AgreementPayload = RecordOf[*graph.Agreement]
	// A DocumentPayload is the answer of a mutation that changes a document.
	DocumentPayload = RecordOf[*graph.Document]
	// A TopicPayload is the answer of a mutation that changes a topic.
	TopicPayload = RecordOf[*graph.Topic]
	// A JudgementPayload is the answer of a mutation that changes a judgement.
	JudgementPayload = RecordOf[*graph.Judgement]
	// A RecordPayload is the answer of a mutation that changes a record of some kind.
	RecordPayload = RecordOf[graph.Record]
)

// A CommitPayload is the answer of a mutation that changes several records.
type CommitPayload struct {
	Payload
	Records []graph.Record
}

// A ValidatePayload says what is wrong with a change.
type ValidatePayload struct {
	Errors           []*UserError
	ClientMutationID *string
}
