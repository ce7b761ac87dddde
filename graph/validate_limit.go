package graph

import "math"

// The limits of text in a record, in bytes of UTF-8.
const (
	MaxName         = 1 << 10  // a name
	MaxShort        = 1 << 10  // a label, a code, a cue, a scheme, the name of a coder
	MaxTitle        = 4 << 10  // a title
	MaxURL          = 4 << 10  // an address
	MaxWords        = 4 << 10  // the words of a condition or of content; a reason for a judgement; an import's options
	MaxValue        = 16 << 10 // the value of a variable
	MaxText         = 64 << 10 // the text of a statement, of its translations, of an agreement's terms
	MaxDocumentText = 1 << 20  // the text of a document or a codebook
	MaxLang         = 64       // a language tag
)

// The limits of lists in a record.
const (
	MaxNames        = 200
	MaxCodes        = 100
	MaxVariables    = 500
	MaxSectors      = 50
	MaxAffiliations = 1000
	MaxSeenOn       = 500
	MaxCollects     = 500
	MaxParties      = 500
	MaxTerms        = 200
	MaxPurposes     = 20
	MaxLinks        = 200
	MaxDocuments    = 500 // documents of an event or an agreement
	MaxArea         = 500
	MaxPlaces       = 100
	MaxParticipants = 500
	MaxClaims       = 500
	MaxCodings      = 100
	MaxSpeakers     = 50
	MaxRelays       = 50
	MaxAddressees   = 50
	MaxAbout        = 200
	MaxActs         = 20
	MaxToward       = 50
	MaxPositions    = 200
	MaxTranslations = 50
	MaxEvidence     = 500
	MaxEdited       = 50
	MaxFigures      = 100
	MaxIncludes     = 20
)

// MaxOffset bounds an offset in a document's text. It is the largest integer of
// GraphQL.
const MaxOffset = math.MaxInt32

// MaxRecord bounds a whole record, in bytes of its JSON form, reckoned from
// above: lists within lists could otherwise make one that no line holds.
const MaxRecord = 3 << 20

// MaxProblems bounds how many problems a validation reports one by one. What is
// beyond them is counted.
const MaxProblems = 100

// MaxPrincipalName bounds [Principal.Name], in bytes.
const MaxPrincipalName = 256
