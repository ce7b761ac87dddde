package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"hudna/graph"
)

// The limits of a citation.
const (
	MaxCitation = 1 << 20 // bytes of its JSON
	maxTitle    = 512     // bytes
)

// scheme begins the identifier of a citation.
const scheme = "hudna:cite:"

// A Citation says what a graph answered at a revision, so that it can be asked
// again and compared: one record, or the answer to a GraphQL document. It holds
// all that is needed for that, and an identifier that depends on all of it: a
// citation that was edited is [graph.ErrInvalid].
type Citation struct {
	// ID is "hudna:cite:" and the first 40 hexadecimal digits of the SHA-256 of
	// the others, as canonical JSON (RFC 8785).
	ID    string `json:"id"`
	Title string `json:"title"` // for people
	// Revision is what was read, and Time when that was recorded.
	Revision graph.Revision `json:"revision"`
	Time     time.Time      `json:"time"`
	// Clearance is for whom it was read.
	Clearance graph.Marking `json:"clearance"`
	// Record is the record that is cited, and Query what was asked instead.
	Record graph.ID `json:"record,omitempty"`
	Query  *Query   `json:"query,omitempty"`
	// QueryHash is the SHA-256 of the query as canonical JSON, empty for a record.
	QueryHash string `json:"queryHash,omitempty"`
	// ResultHash is the SHA-256 of the result: of a record its line in canonical
	// NDJSON without the end of the line; of a query the member "data" of the
	// answer as canonical JSON.
	ResultHash string `json:"resultHash"`
}

// A Query is a GraphQL document with what goes with it.
type Query struct {
	Document      string         `json:"document"`
	OperationName string         `json:"operationName,omitempty"`
	Variables     jsontext.Value `json:"variables,omitempty"` // an object
}

// Cite completes a citation of a result: hashes and identifier. Of a query the
// result is JSON; of a record, its line.
func Cite(c Citation, result []byte) (*Citation, error) {
	if err := c.citesOne(); err != nil {
		return nil, err
	}
	c.Title = shortened(c.Title)
	c.Time = c.Time.UTC()
	var err error
	if c.Query != nil {
		if c.QueryHash, err = hashOf(c.Query); err != nil {
			return nil, err
		}
	}
	if c.ResultHash, err = c.hash(result); err != nil {
		return nil, err
	}
	c.ID, err = c.identifier()
	return &c, err
}

func (c *Citation) citesOne() error {
	if (c.Record == "") == (c.Query == nil) {
		return &graph.FieldError{Reason: "either a record is cited or a query, exactly one of the two"}
	}
	return nil
}

// Matches reports whether a result is the one that is cited, byte for byte.
func (c *Citation) Matches(result []byte) (bool, error) {
	hash, err := c.hash(result)
	return hash == c.ResultHash, err
}

func (c *Citation) hash(result []byte) (string, error) {
	if c.Query != nil {
		value := jsontext.Value(bytes.Clone(result))
		if err := value.Canonicalize(); err != nil {
			return "", fmt.Errorf("the result: %w", err)
		}
		result = value
	}
	return digest(result), nil
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// hashOf is the SHA-256 of a value as canonical JSON.
func hashOf(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", &graph.FieldError{Path: "query", Reason: err.Error()}
	}
	value := jsontext.Value(b)
	if err := value.Canonicalize(); err != nil {
		return "", &graph.FieldError{Path: "query", Reason: err.Error()}
	}
	return digest(value), nil
}

func (c *Citation) identifier() (string, error) {
	bare := *c
	bare.ID = ""
	hash, err := hashOf(bare)
	if err != nil {
		return "", err
	}
	return scheme + hash[:40], nil
}

// ReadCitation reads a citation from JSON and makes sure that it is as it was
// made. One that was edited, or is none, is [graph.ErrInvalid].
func ReadCitation(r io.Reader) (*Citation, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxCitation+1))
	if err != nil {
		return nil, err
	}
	if len(b) > MaxCitation {
		return nil, &graph.FieldError{Reason: fmt.Sprintf("is no citation: it has more than %d bytes", MaxCitation)}
	}
	var c Citation
	if err := json.Unmarshal(b, &c, json.RejectUnknownMembers(true)); err != nil {
		return nil, &graph.FieldError{Reason: "is no citation: " + err.Error()}
	}
	return &c, c.Validate()
}

// Validate makes sure that a citation is as it was made.
func (c *Citation) Validate() error {
	if (c.Record == "") == (c.Query == nil) || !c.Clearance.Valid() {
		return &graph.FieldError{Reason: "is no citation: it cites neither one record nor one query, or says not for whom"}
	}
	id, err := c.identifier()
	if err != nil {
		return err
	}
	hash := ""
	if c.Query != nil {
		if hash, err = hashOf(c.Query); err != nil {
			return err
		}
	}
	if id != c.ID || hash != c.QueryHash {
		return &graph.FieldError{Path: "id", Reason: "does not fit the rest of the citation, which has been edited since it was made"}
	}
	return nil
}

// JSON writes the citation as [ReadCitation] reads it, indented.
func (c *Citation) JSON() ([]byte, error) {
	return json.Marshal(c, jsontext.WithIndent("  "))
}

// shortened cuts a title at a word or, failing that, at a letter.
func shortened(title string) string {
	title = strings.Join(strings.Fields(title), " ")
	if len(title) <= maxTitle {
		return title
	}
	cut := title[:maxTitle]
	if i := strings.LastIndexByte(cut, ' '); i > maxTitle/2 {
		cut = cut[:i]
	} else {
		cut = strings.ToValidUTF8(cut, "")
	}
	return cut + " …"
}
