package graph

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// CheckQuery says what is wrong with a query of a [Reader] by itself, or nil:
// values that there are not, ids of the wrong kind, lists and filters beyond
// their bounds. Whether the records that it names are there is the graph's to
// say. The path of a [*FieldError] is that of the field in the query, in lower
// camel case: "about[0].actor.anyOf", "and[1].said.from".
//
// Of the bounds: a set within a set adds one to the depth, by And, Or and Not
// as by the sets of events and documents; and each part of such a set is one
// term, as is each entry of About, Acts, Positions, Participants and Parties,
// and a set without any part.
func CheckQuery(query any) error { return CheckNamed(query, nil) }

// CheckNamed is CheckQuery and visits, if there is a function for it, every id of a
// record that the query names, with the path of the field that names it. Of a query
// that is refused it may have visited some.
func CheckNamed(query any, visit func(path string, id ID)) error {
	c := filterCheck{visit: visit}
	c.set("", reflect.ValueOf(query), 0)
	switch {
	case c.deepest > MaxFilterDepth:
		return fmt.Errorf("%w: the filter has sets within sets, %d deep; it may have %d", ErrTooComplex, c.deepest, MaxFilterDepth)
	case c.terms > MaxFilterTerms:
		return fmt.Errorf("%w: the filter has %d terms, more than %d", ErrTooComplex, c.terms, MaxFilterTerms)
	}
	if q, ok := query.(SearchQuery); ok {
		q.check(&c)
	}
	if q, ok := query.(StatementQuery); ok && c.err == nil && q.Order == ByRelevance && !q.hasText() {
		c.err = &FieldError{Path: "order", Reason: fmt.Sprintf("is %s, which is for a query with a text", ByRelevance)}
	}
	return c.err
}

// hasText says whether all of what meets the set has words by which it can be
// ranked.
func (s *StatementSet) hasText() bool {
	return s.Text != "" || slices.ContainsFunc(s.And, func(s StatementSet) bool { return s.hasText() })
}

type filterCheck struct {
	terms   int
	deepest int
	err     error                    // the first
	visit   func(path string, id ID) // what is no utterance; or nil
}

func (c *filterCheck) refuse(path, format string, args ...any) {
	if c.err == nil {
		c.err = &FieldError{Path: path, Reason: fmt.Sprintf(format, args...)}
	}
}

// set looks at a set of records: what is within it is one deeper.
func (c *filterCheck) set(path string, v reflect.Value, depth int) {
	if c.deepest = max(c.deepest, depth); depth > 2*MaxFilterDepth { // and it does not matter how much
		return
	}
	before := c.terms
	c.fields(path, v, depth)
	if c.terms == before {
		c.terms++
	}
}

func (c *filterCheck) fields(path string, v reflect.Value, depth int) {
	for _, field := range filterFieldsOf(v.Type()) {
		f := v.Field(field.index)
		switch {
		case field.embedded:
			c.fields(path, f, depth)
			continue
		case f.IsZero():
			continue
		}
		name := field.name
		if path != "" {
			name = path + "." + name
		}
		if field.term {
			c.terms++
			if field.entries {
				c.terms += max(f.Len(), 1) - 1
			}
		}
		c.value(name, f, field.kind, depth)
	}
}

// A filterField is what a field of a query is to its check.
type filterField struct {
	index    int
	name     string
	embedded bool
	term     bool // a part of a set, or several of them
	entries  bool // each entry is one
	kind     Kind // of the ids in it
}

func filterFieldsOf(t reflect.Type) []filterField {
	if known, ok := filterFields[t]; ok {
		return known
	}
	return describeFilter(t)
}

// filterFields are those of the types that most queries have.
var filterFields = map[reflect.Type][]filterField{
	reflect.TypeFor[StatementQuery](): describeFilter(reflect.TypeFor[StatementQuery]()),
	reflect.TypeFor[StatementSet]():   describeFilter(reflect.TypeFor[StatementSet]()),
	reflect.TypeFor[ActorSet]():       describeFilter(reflect.TypeFor[ActorSet]()),
	reflect.TypeFor[AboutSet]():       describeFilter(reflect.TypeFor[AboutSet]()),
}

func describeFilter(t reflect.Type) []filterField {
	all := make([]filterField, t.NumField())
	for i := range all {
		f := t.Field(i)
		all[i] = filterField{
			index: i, name: lowerFirst(f.Name), embedded: f.Anonymous,
			term:    setKind(t) != "" && f.Name != "And" && f.Name != "Or" && f.Name != "Not" && f.Name != "Order",
			entries: f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct,
			kind:    idKinds[idField{t.Name(), f.Name}],
		}
	}
	return all
}

var (
	idType     = reflect.TypeFor[ID]()
	actSetType = reflect.TypeFor[ActSet]()
)

func (c *filterCheck) value(path string, v reflect.Value, kind Kind, depth int) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == actSetType && v.FieldByName("Act").IsZero() {
			c.refuse(path+".act", "is missing")
			return
		}
		if setKind(v.Type()) != "" {
			c.set(path, v, depth+1)
			return
		}
		c.fields(path, v, depth)
		return
	case reflect.Slice:
		c.list(path, v, kind, depth)
		return
	case reflect.String:
		if v.Type() == idType {
			c.id(path, ID(v.String()), kind)
			return
		}
	}
	switch x := v.Interface().(type) {
	case ActorScope:
		if !x.Valid() {
			c.refuse(path, "there is no %q", x)
		} else if x == ScopeOnBehalf && !strings.HasSuffix("."+path, ".by.include") && !strings.HasSuffix(path, "via.include") {
			c.refuse(path, "%s is for speakers and relays", x)
		}
	case DateCertainty:
		if x != DatePossibly && x != DateCertainly {
			c.refuse(path, "is %q, not %s or %s", x, DatePossibly, DateCertainly)
		}
	case *DateRange:
		if _, err := x.Compile(); err != nil && c.err == nil {
			c.err = within(path, err)
		}
	case *IntRange, *FloatRange:
	case interface{ Valid() bool }:
		if !x.Valid() {
			c.refuse(path, "there is no %q", x)
		}
	default:
		if v.Kind() == reflect.Pointer {
			c.value(path, v.Elem(), kind, depth)
		}
	}
}

func (c *filterCheck) list(path string, v reflect.Value, kind Kind, depth int) {
	structs := v.Type().Elem().Kind() == reflect.Struct
	if v.Len() > MaxFilterIDs && !structs {
		c.refuse(path, "has %d entries, more than %d", v.Len(), MaxFilterIDs)
		return
	}
	for i := range v.Len() {
		at := path
		if structs {
			at = path + "[" + strconv.Itoa(i) + "]"
		}
		c.value(at, v.Index(i), kind, depth)
	}
}

func (c *filterCheck) id(path string, id ID, kind Kind) {
	if id.Validate() != nil || id.Kind() != kind {
		c.refuse(path, "%s is no id of %s", quoted(string(id)), withArticle(kind))
	} else if c.visit != nil && kind != KindUtterance {
		c.visit(path, id)
	}
}

func withArticle(k Kind) string {
	if strings.ContainsRune("aeiou", rune(k[0])) {
		return "an " + string(k)
	}
	return "a " + string(k)
}

// within puts a path before that of a field error.
func within(path string, err error) error {
	if f, ok := err.(*FieldError); ok { //nolint:errorlint // what comes from a check of one value, not wrapped
		return &FieldError{Path: path + "." + f.Path, Reason: f.Reason}
	}
	return err
}

func lowerFirst(s string) string {
	r := []rune(s)
	r[0] = unicode.ToLower(r[0])
	return string(r)
}

// setKind is the kind of the records that a type asks for, if it is a set of
// records.
func setKind(t reflect.Type) Kind {
	switch t {
	case reflect.TypeFor[StatementSet](), reflect.TypeFor[StatementQuery]():
		return KindStatement
	case reflect.TypeFor[EventSet](), reflect.TypeFor[EventQuery]():
		return KindEvent
	case reflect.TypeFor[DocumentSet]():
		return KindDocument
	case reflect.TypeFor[AgreementSet]():
		return KindAgreement
	case reflect.TypeFor[ActorQuery]():
		return KindActor
	case reflect.TypeFor[LocationSet]():
		return KindLocation
	case reflect.TypeFor[TopicSet]():
		return KindTopic
	}
	return ""
}

// An idField is a field that holds ids; idKinds says of what.
type idField struct{ set, field string }

var idKinds = map[idField]Kind{
	{"ActorSet", "AnyOf"}: KindActor, {"ActorSet", "AllOf"}: KindActor, {"ActorSet", "NoneOf"}: KindActor,
	{"PlaceSet", "AnyOf"}: KindLocation, {"EventSet", "AnyOf"}: KindEvent, {"EventSet", "Under"}: KindAgreement,
	{"DocumentSet", "AnyOf"}: KindDocument, {"AgreementSet", "AnyOf"}: KindAgreement, {"ActorQuery", "AnyOf"}: KindActor,
	{"ActorQuery", "Holding"}: KindActor, {"LocationSet", "AnyOf"}: KindLocation, {"TopicSet", "AnyOf"}: KindTopic, {"TopicSet", "Broader"}: KindTopic,
	{"AboutSet", "Agreement"}: KindAgreement, {"AboutSet", "Topic"}: KindTopic, {"AboutSet", "Statement"}: KindStatement,
	{"StandSet", "Topic"}: KindTopic, {"StatementSet", "Occasion"}: KindEvent, {"StatementSet", "Concerning"}: KindEvent,
	{"StatementSet", "Utterance"}: KindUtterance, {"LinksSet", "AnyOf"}: KindStatement,
}
