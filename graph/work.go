package graph

// An ImportRun says what one import read, and what became of it.
type ImportRun struct {
	Meta
	FileName string `json:"fileName,omitempty"`
	SHA256   string `json:"sha256,omitempty"` // of the file, 64 hexadecimal digits
	Format   string `json:"format,omitempty"`
	Options  string `json:"options,omitempty"` // the command's options, as given
	New      int64  `json:"new,omitzero"`      // records
	Same     int64  `json:"same,omitzero"`
	Changed  int64  `json:"changed,omitzero"`
	Refused  int64  `json:"refused,omitzero"`
}

// RecordKind is [KindImportRun].
func (*ImportRun) RecordKind() Kind { return KindImportRun }

// A Judgement says whether two records are about the same thing. The author
// and the time of the revision that holds it say who judged, and when. What is
// judged the SAME as a third is the same; a judgement by which two records
// would be the SAME and DIFFERENT is refused with a [*Contradiction], and one by
// which more than [MaxCluster] would be the same is [ErrTooLarge]. Two documents
// are never the SAME; DIFFERENT says of them that neither is a copy of the other.
type Judgement struct {
	Meta
	A       ID      `json:"a"` // actors, locations, events, agreements, topics or documents; both of one kind
	B       ID      `json:"b"`
	Verdict Verdict `json:"verdict"`
	Why     string  `json:"why,omitempty"`
}

// RecordKind is [KindJudgement].
func (*Judgement) RecordKind() Kind { return KindJudgement }

// MaxCluster is how many records may be judged to be the same.
const MaxCluster = 1000

// A Verdict is what a [Judgement] says.
type Verdict string

// The verdicts.
const (
	VerdictSame      Verdict = "SAME"
	VerdictDifferent Verdict = "DIFFERENT"
	VerdictUnsure    Verdict = "UNSURE"
)

// A Codebook is a coding scheme that one can read and cite.
type Codebook struct {
	Meta
	Scheme  string `json:"scheme"` // as in [Coding]
	Version string `json:"version,omitempty"`
	Title   string `json:"title,omitempty"`
	URL     string `json:"url,omitempty"`
	Text    string `json:"text,omitempty"`
}

// RecordKind is [KindCodebook].
func (*Codebook) RecordKind() Kind { return KindCodebook }
