package graph

// A Document is a text, or a recording of words, in which statements stand.
type Document struct {
	Meta
	Kind        DocumentKind     `json:"kind,omitempty"`
	Publisher   ID               `json:"publisher,omitempty"`
	Byline      string           `json:"byline,omitempty"`
	URL         string           `json:"url,omitempty"`
	ArchivedURL string           `json:"archivedUrl,omitempty"`
	Title       string           `json:"title,omitempty"`
	Lang        string           `json:"lang,omitempty"` // BCP 47
	Published   *Date            `json:"published,omitempty"`
	Retrieved   *Date            `json:"retrieved,omitempty"`
	CapturedBy  string           `json:"capturedBy,omitempty"`
	MediaType   string           `json:"mediaType,omitempty"`
	Text        string           `json:"text,omitempty"`   // where it may be held
	SHA256      string           `json:"sha256,omitempty"` // of the text, 64 hexadecimal digits
	CopyOf      *CopyOf          `json:"copyOf,omitempty"`
	Codings     []DocumentCoding `json:"codings,omitempty"`
}

// RecordKind is [KindDocument].
func (*Document) RecordKind() Kind { return KindDocument }

// A DocumentKind says what sort of document it is.
type DocumentKind string

// The kinds of documents.
const (
	DocumentReport     DocumentKind = "REPORT"
	DocumentReadout    DocumentKind = "READOUT"
	DocumentBulletin   DocumentKind = "BULLETIN"
	DocumentStatement  DocumentKind = "STATEMENT"
	DocumentTranscript DocumentKind = "TRANSCRIPT"
	DocumentDataset    DocumentKind = "DATASET"
	DocumentOther      DocumentKind = "OTHER"
)

// CopyOf says of which document another is a copy. Copies are not independent
// sources.
type CopyOf struct {
	Document ID      `json:"document"`
	How      HowCopy `json:"how,omitempty"`
}

// HowCopy says how far a copy departs from what it copies.
type HowCopy string

// The ways of copying.
const (
	CopyVerbatim   HowCopy = "VERBATIM"
	CopyAbridged   HowCopy = "ABRIDGED"
	CopyRewritten  HowCopy = "REWRITTEN"
	CopyTranslated HowCopy = "TRANSLATED"
)

// A DocumentCoding says how far a coder is with a document, so that "nothing
// there" and "not read yet" differ.
type DocumentCoding struct {
	Coder  string       `json:"coder"`
	Scheme string       `json:"scheme,omitempty"`
	Status CodingStatus `json:"status"`
}

// A CodingStatus says how far the coding is.
type CodingStatus string

// The states of coding.
const (
	CodingPending      CodingStatus = "PENDING"
	CodingDone         CodingStatus = "DONE"
	CodingNothingFound CodingStatus = "NOTHING_FOUND"
)
