package graph

import (
	"fmt"
	"strings"
)

// An ID names one record for good: "actor/john-kerry". It is readable, global,
// survives export and import, and is never given to another record. Records
// refer to each other by it.
//
// Its form is kind/name, where the name is 1 to 96 characters out of a-z, 0-9,
// full stop, underscore and hyphen, and begins with a letter or a digit.
type ID string

// A Kind says what a record is. It is also the first part of the record's id.
type Kind string

// The kinds of records.
const (
	KindActor     Kind = "actor"
	KindStatement Kind = "statement"
	KindEvent     Kind = "event"
	KindLocation  Kind = "location"
	KindAgreement Kind = "agreement"
	KindDocument  Kind = "document"
	KindTopic     Kind = "topic"
	KindImportRun Kind = "import-run"
	KindJudgement Kind = "judgement"
	KindCodebook  Kind = "codebook"
)

// KindUtterance is the first part of an utterance's id. An utterance is an act
// of speaking that several statements share. It is no record.
const KindUtterance Kind = "utterance"

// maxIDName bounds the part of an id after the slash, in bytes.
const maxIDName = 96

// Kinds lists the kinds of records in the order in which their numbers are
// stored. New kinds are added at the end.
func Kinds() []Kind {
	return []Kind{
		KindActor, KindStatement, KindEvent, KindLocation, KindAgreement,
		KindDocument, KindTopic, KindImportRun, KindJudgement, KindCodebook,
	}
}

// Kind is the part of the id before the slash, which may be no kind at all
// when the id is not valid.
func (id ID) Kind() Kind {
	kind, _, _ := strings.Cut(string(id), "/")
	return Kind(kind)
}

// Name is the part of the id after the slash.
func (id ID) Name() string {
	_, name, _ := strings.Cut(string(id), "/")
	return name
}

// Validate says what is wrong with the form of the id, or nil. It does not ask
// whether such a record exists.
func (id ID) Validate() error {
	kind, name, found := strings.Cut(string(id), "/")
	switch {
	case id == "":
		return &FieldError{Reason: "is missing"}
	case !found || !(Kind(kind).Valid() || Kind(kind) == KindUtterance):
		return &FieldError{Reason: fmt.Sprintf("%s is no id: it does not begin with a kind such as actor/", quoted(string(id)))}
	case name == "" || len(name) > maxIDName:
		return &FieldError{Reason: fmt.Sprintf("%s is no id: the part after the slash has 1 to %d characters", quoted(string(id)), maxIDName)}
	}
	for i := range len(name) {
		c := name[i]
		letter := 'a' <= c && c <= 'z' || '0' <= c && c <= '9'
		if !letter && (i == 0 || c != '.' && c != '_' && c != '-') {
			return &FieldError{Reason: fmt.Sprintf("%s is no id: after the slash stand a-z, 0-9, and, not first, . _ -", quoted(string(id)))}
		}
	}
	return nil
}

// Opaque reports whether the name of the id is a UUID in its usual form, which
// says nothing about the record.
func (id ID) Opaque() bool {
	name := id.Name()
	if len(name) != 36 {
		return false
	}
	for i := range len(name) {
		c := name[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}

// quoted shortens and quotes what a user gave, for an error message.
func quoted(s string) string {
	const most = 120
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return fmt.Sprintf("%q", s)
}
