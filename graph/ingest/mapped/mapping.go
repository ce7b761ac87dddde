package mapped

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// MaxMapping bounds a mapping, in bytes.
const MaxMapping = 1 << 20

// ErrMapping is wrapped by what is wrong with a mapping.
var ErrMapping = errors.New("the mapping")

// A document is a mapping as it is written.
type document struct {
	Name      string                       `yaml:"name"`
	Version   string                       `yaml:"version"`
	Separator string                       `yaml:"separator"` // ",", ";", "tab" or "|"; what the text has unless given
	Columns   []string                     `yaml:"columns"`   // of a table whose first line does not name them
	Dates     []string                     `yaml:"dates"`     // the forms that dates have
	Decimal   string                       `yaml:"decimal"`   // "point" or "comma"
	Digits    string                       `yaml:"digits"`    // "ascii" or "any"
	Tables    map[string]map[string]string `yaml:"tables"`
	Records   []recordSpec                 `yaml:"records"`
}

// A recordSpec is a record that a row becomes.
type recordSpec struct {
	Type string               `yaml:"type"`
	ID   string               `yaml:"id"`
	Once bool                 `yaml:"once"`
	If   string               `yaml:"if"`
	Set  map[string]yaml.Node `yaml:"set"`
}

// A valueSpec is how a field gets its value, where that is more than a text.
type valueSpec struct {
	Of    string   `yaml:"of"`
	Ref   string   `yaml:"ref"`
	Table string   `yaml:"table"`
	Else  *string  `yaml:"else"`
	Date  string   `yaml:"date"`
	Forms []string `yaml:"forms"`
	Split string   `yaml:"split"`
}

// A Mapping is a format that a document explains.
type Mapping struct {
	doc     document
	sum     string
	records []plan
	columns []string // that it names
}

// Name is "csv".
func (m *Mapping) Name() string { return "csv" }

// Scheme is the name of the mapping.
func (m *Mapping) Scheme() string { return m.doc.Name }

// Settings are the sum of the mapping: another one makes other records.
func (m *Mapping) Settings() string { return "map=" + m.sum }

var (
	nameForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,30}$`)
	columnForm = regexp.MustCompile(`\{([^{}]+)\}`)
)

// Parse reads a mapping and checks all of it that can be without the table.
func Parse(r io.Reader) (*Mapping, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxMapping+1))
	if err != nil {
		return nil, err
	}
	if len(text) > MaxMapping {
		return nil, fmt.Errorf("%w: is longer than %d bytes", ErrMapping, MaxMapping)
	}
	sum := sha256.Sum256(text)
	m := &Mapping{sum: hex.EncodeToString(sum[:])}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&m.doc); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMapping, err)
	}
	c := &checker{m: m}
	c.document()
	if len(c.problems) > 0 {
		return nil, errors.Join(c.problems...)
	}
	slices.Sort(m.columns)
	m.columns = slices.Compact(m.columns)
	return m, nil
}

// A checker collects what is wrong with a mapping.
type checker struct {
	m        *Mapping
	problems []error
}

func (c *checker) report(where, format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf("%w: %s: %s", ErrMapping, where, fmt.Sprintf(format, args...)))
}

func (c *checker) document() {
	d := &c.m.doc
	if !nameForm.MatchString(d.Name) {
		c.report("name", "%q is no name: it has up to 31 of a-z, 0-9, . _ -, and begins with a letter or a digit", d.Name)
	}
	for _, choice := range []struct {
		name, value string
		of          []string
	}{
		{"separator", d.Separator, []string{"", ",", ";", "tab", "|"}},
		{"decimal", d.Decimal, []string{"", "point", "comma"}},
		{"digits", d.Digits, []string{"", "ascii", "any"}},
	} {
		if !slices.Contains(choice.of, choice.value) {
			c.report(choice.name, "is %q, not one of %s", choice.value, strings.Join(choice.of[1:], " "))
		}
	}
	c.forms("dates", d.Dates)
	if len(d.Records) == 0 {
		c.report("records", "is missing: a row becomes nothing")
	}
	for i := range d.Records {
		c.record(fmt.Sprintf("records[%d]", i), &d.Records[i])
	}
	if len(d.Records) > 0 && !slices.ContainsFunc(d.Records, func(r recordSpec) bool { return !r.Once }) {
		c.report("records", "all are made once: a row is about nothing")
	}
}

func (c *checker) forms(where string, forms []string) {
	for _, f := range forms {
		if _, err := parseForm(f); err != nil {
			c.report(where, "%v", err)
		}
	}
}

// kinds are the kinds of records by the names of their types.
func kindOf(name string) (graph.Kind, bool) {
	for _, k := range graph.Kinds() {
		if ndjson.TypeOf(k) == name {
			return k, true
		}
	}
	return "", false
}

// template checks a text with columns in it.
func (c *checker) template(where, text string) template {
	t := template{text: text}
	for _, at := range columnForm.FindAllStringSubmatchIndex(text, -1) {
		t.parts = append(t.parts, text[t.end:at[0]])
		t.columns = append(t.columns, text[at[2]:at[3]])
		t.end = at[1]
	}
	t.tail = text[t.end:]
	if strings.ContainsAny(strings.Join(t.parts, "")+t.tail, "{}") {
		c.report(where, "%q has a brace without its other one", text)
	}
	c.m.columns = append(c.m.columns, t.columns...)
	return t
}

// record checks a record and plans how it is made.
func (c *checker) record(where string, r *recordSpec) {
	kind, ok := kindOf(r.Type)
	if !ok || kind == graph.KindImportRun || kind == graph.KindJudgement {
		c.report(where+".type", "%q is no type of record that a row can become", r.Type)
		return
	}
	p := plan{kind: kind, once: r.Once, id: c.template(where+".id", r.ID), when: c.template(where+".if", r.If)}
	if len(p.id.columns) == 0 {
		c.report(where+".id", "names no column: every row would become the same record")
	}
	paths := make([]string, 0, len(r.Set))
	for path := range r.Set {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		node := r.Set[path]
		if f, ok := c.field(where+".set."+path, kind, path, &node); ok {
			p.fields = append(p.fields, f)
		}
	}
	c.m.records = append(c.m.records, p)
}

// What no import says: that an event falls under an agreement or that somebody
// was spoken to.
var never = map[string]string{
	"under":      "an import never says that an event falls under an agreement",
	"addressees": "an import never makes anybody an addressee",
	"id":         "is given as id of the record, not of its fields",
	"marking":    "a record that is not public has an id of its own: mark it when it is there",
	"coding":     "is the mapping's name and version",
	"variables":  "are the columns that nothing names",
}

// field checks a field and plans how it gets its value.
func (c *checker) field(where string, kind graph.Kind, path string, node *yaml.Node) (f field, ok bool) {
	first, _, _ := strings.Cut(strings.ReplaceAll(path, "[", "."), ".")
	if reason, bad := never[first]; bad {
		c.report(where, "%s", reason)
		return f, false
	}
	steps, target, err := resolve(kind, path)
	if err != nil {
		c.report(where, "%v", err)
		return f, false
	}
	f = field{path: path, steps: steps, target: target}
	var v valueSpec
	switch node.Kind {
	case yaml.ScalarNode:
		v.Of = node.Value
	case yaml.MappingNode:
		// Decoding a node knows no strictness: its keys are looked at here.
		for i := 0; i < len(node.Content); i += 2 {
			if key := node.Content[i].Value; !slices.Contains([]string{"of", "ref", "table", "else", "date", "forms", "split"}, key) {
				c.report(where, "there is nothing that %q could mean", key)
			}
		}
		if err := node.Decode(&v); err != nil {
			c.report(where, "%v", err)
			return f, false
		}
	default:
		c.report(where, "is neither a text nor a value with of, ref, table or date")
		return f, false
	}
	c.value(where, &f, &v)
	return f, true
}
