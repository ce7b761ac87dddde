package graph

// A Record is one of the types that the graph keeps: *[Actor], *[Statement],
// *[Event], *[Location], *[Agreement], *[Document], *[Topic], *[ImportRun],
// *[Judgement] or *[Codebook]. No other type may implement it.
//
// A record that was read is shared: it is not to be changed.
type Record interface {
	// Shared gives the fields that every record has.
	Shared() *Meta
	// RecordKind says which kind of record it is.
	RecordKind() Kind
	// Validate reports every problem with the record by itself, joined, each a
	// [*FieldError], or nil. Whether what it refers to exists is the graph's
	// business.
	Validate() error

	record()
}

// A Status says where a record stands in the work on it.
type Status string

// The statuses.
const (
	StatusDraft     Status = "DRAFT" // statements only
	StatusPublished Status = "PUBLISHED"
	StatusRetracted Status = "RETRACTED"
)

// Meta is what every record has.
type Meta struct {
	ID      ID      `json:"id"`
	Codes   []Code  `json:"codes,omitempty"`
	Marking Marking `json:"marking,omitempty"` // PUBLIC unless given
	Status  Status  `json:"status,omitempty"`  // PUBLISHED unless given
	// StatusReason says why a record was retracted.
	StatusReason string     `json:"statusReason,omitempty"`
	Coding       *Coding    `json:"coding,omitempty"`
	Variables    []Variable `json:"variables,omitempty"`
}

// Shared gives the fields themselves.
func (m *Meta) Shared() *Meta { return m }

func (m *Meta) record() {}

// A Code is an identifier of the record in another system. It is data, never
// a key: two records may carry the same code.
type Code struct {
	System  string `json:"system"` // "wikidata", "iso3166", "ucdp", "unscr"
	Code    string `json:"code"`
	Version string `json:"version,omitempty"`
}

// Coding says who or what coded the record, and by which scheme.
type Coding struct {
	Coder   string `json:"coder"` // a person, an importer, the extractor
	Scheme  string `json:"scheme,omitempty"`
	Version string `json:"version,omitempty"`
}

// A Variable is what a source or a project's own scheme codes beyond this
// model: spare source columns, custom types.
type Variable struct {
	Name  string       `json:"name"`
	Type  VariableType `json:"type,omitempty"` // TEXT unless given
	Value string       `json:"value"`
}

// A VariableType says how the value of a [Variable] is to be read.
type VariableType string

// The types of variables.
const (
	VariableText    VariableType = "TEXT"
	VariableInteger VariableType = "INTEGER"
	VariableNumber  VariableType = "NUMBER"
	VariableBoolean VariableType = "BOOLEAN"
	VariableDate    VariableType = "DATE"
)

// A Name is what a record is called in one language.
type Name struct {
	Text string   `json:"text"`
	Lang string   `json:"lang,omitempty"` // BCP 47
	Kind NameKind `json:"kind,omitempty"` // PRIMARY unless given
	From *Date    `json:"from,omitempty"`
	To   *Date    `json:"to,omitempty"`
}

// A NameKind says what sort of name it is.
type NameKind string

// The kinds of names. A GENERIC name ("the Foreign Ministry") never resolves
// to a record alone.
const (
	NamePrimary         NameKind = "PRIMARY"
	NameAlias           NameKind = "ALIAS"
	NameAcronym         NameKind = "ACRONYM"
	NameMetonym         NameKind = "METONYM" // "Damascus" for the government
	NameEpithet         NameKind = "EPITHET" // "the regime"
	NameTransliteration NameKind = "TRANSLITERATION"
	NameGeneric         NameKind = "GENERIC"
	NameHistorical      NameKind = "HISTORICAL"
)

// New makes an empty record of a kind, or nil for no kind.
func New(k Kind) Record {
	switch k {
	case KindActor:
		return new(Actor)
	case KindStatement:
		return new(Statement)
	case KindEvent:
		return new(Event)
	case KindLocation:
		return new(Location)
	case KindAgreement:
		return new(Agreement)
	case KindDocument:
		return new(Document)
	case KindTopic:
		return new(Topic)
	case KindImportRun:
		return new(ImportRun)
	case KindJudgement:
		return new(Judgement)
	case KindCodebook:
		return new(Codebook)
	}
	return nil
}
