package graph

// Evidence says where in which document something stands.
type Evidence struct {
	Document ID `json:"document"`
	// Start and End are Unicode code points of the document's text, half-open:
	// both or neither.
	Start  *int         `json:"start,omitempty"`
	End    *int         `json:"end,omitempty"`
	Part   EvidencePart `json:"part,omitempty"`
	Quoted *Quoted      `json:"quoted,omitempty"`
	Edited []Edited     `json:"edited,omitempty"`
	Hash   string       `json:"hash,omitempty"` // SHA-256 of the exact text in UTF-8, 64 hexadecimal digits
}

// Span gives start and end, or false where the evidence is the document as a
// whole.
func (e *Evidence) Span() (start, end int, ok bool) {
	if e.Start == nil || e.End == nil {
		return 0, 0, false
	}
	return *e.Start, *e.End, true
}

// An EvidencePart says what the span holds.
type EvidencePart string

// The parts.
const (
	PartClause    EvidencePart = "CLAUSE"
	PartQuoted    EvidencePart = "QUOTED"
	PartCue       EvidencePart = "CUE"
	PartSpeaker   EvidencePart = "SPEAKER"
	PartRelay     EvidencePart = "RELAY"
	PartAddressee EvidencePart = "ADDRESSEE"
	PartAbout     EvidencePart = "ABOUT"
	PartDate      EvidencePart = "DATE"
	PartPlace     EvidencePart = "PLACE"
	PartFigure    EvidencePart = "FIGURE"
)

// Quoted says whose words stand between the quotation marks. Words quoted from
// a relay are the relay's.
type Quoted struct {
	Whose      ID         `json:"whose,omitempty"` // an actor
	Kind       QuotedKind `json:"kind,omitempty"`
	Translated *bool      `json:"translated,omitempty"`
}

// A QuotedKind says how much is quoted, and how.
type QuotedKind string

// The kinds of quotation.
const (
	QuotedFull    QuotedKind = "FULL"
	QuotedPartial QuotedKind = "PARTIAL"
	QuotedScare   QuotedKind = "SCARE"
	QuotedUnclear QuotedKind = "UNCLEAR"
)

// Edited marks what an editor did inside the quotation marks: code points of
// the document's text, half-open.
type Edited struct {
	Start int     `json:"start"`
	End   int     `json:"end"`
	How   HowEdit `json:"how"`
}

// HowEdit says what an editor did.
type HowEdit string

// What editors do.
const (
	EditInserted HowEdit = "INSERTED"
	EditElided   HowEdit = "ELIDED"
)

// A Figure is a number that somebody counted or claimed. Figures of different
// counters are never added up.
type Figure struct {
	What       FigureWhat   `json:"what"`
	Of         ID           `json:"of,omitempty"`    // whose: an actor
	Words      string       `json:"words,omitempty"` // as printed
	Low        *int64       `json:"low,omitempty"`
	Best       *int64       `json:"best,omitempty"`
	High       *int64       `json:"high,omitempty"`
	Bound      Bound        `json:"bound,omitempty"`
	Unit       FigureUnit   `json:"unit,omitempty"`
	CountedBy  ID           `json:"countedBy,omitempty"` // an actor
	Blamed     ID           `json:"blamed,omitempty"`    // an actor
	Includes   []FigureWhat `json:"includes,omitempty"`
	Window     *Date        `json:"window,omitempty"` // the time over which it was counted
	Place      ID           `json:"place,omitempty"`
	Cumulative *bool        `json:"cumulative,omitempty"`
}

// FigureWhat says what was counted.
type FigureWhat string

// What figures count.
const (
	FigureDeaths      FigureWhat = "DEATHS"
	FigureInjured     FigureWhat = "INJURED"
	FigureBreaches    FigureWhat = "BREACHES"
	FigureIncidents   FigureWhat = "INCIDENTS"
	FigureExplosions  FigureWhat = "EXPLOSIONS"
	FigureArrests     FigureWhat = "ARRESTS"
	FigureDisplaced   FigureWhat = "DISPLACED"
	FigureSettlements FigureWhat = "SETTLEMENTS"
	FigureGroups      FigureWhat = "GROUPS"
	FigureOther       FigureWhat = "OTHER"
)

// A Bound says how the words bound a figure.
type Bound string

// The bounds.
const (
	BoundAtLeast Bound = "AT_LEAST"
	BoundAbout   Bound = "ABOUT"
	BoundExact   Bound = "EXACT"
)

// A FigureUnit says in what a figure counts.
type FigureUnit string

// The units of figures.
const (
	UnitPerson     FigureUnit = "PERSON"
	UnitIncident   FigureUnit = "INCIDENT"
	UnitBreach     FigureUnit = "BREACH"
	UnitExplosion  FigureUnit = "EXPLOSION"
	UnitShot       FigureUnit = "SHOT"
	UnitSettlement FigureUnit = "SETTLEMENT"
	UnitGroup      FigureUnit = "GROUP"
)
