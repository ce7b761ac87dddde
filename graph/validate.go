package graph

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A validator collects what is wrong with a record, and where.
type validator struct {
	path     refPath
	problems []*FieldError
	more     int // problems beyond MaxProblems
	size     int // of the record's JSON form, reckoned from above
}

// What the JSON form of a field costs beside its value, and what the numbers
// and truth values of one object cost, at most.
const (
	fieldCost  = 24
	objectCost = 160
)

func validate(r Record) error {
	var v validator
	v.record(r)
	return v.err()
}

// record checks a record of any type.
func (v *validator) record(r Record) {
	v.size = 0
	v.meta(r)
	switch r := r.(type) {
	case *Actor:
		v.actor(r)
	case *Statement:
		v.statement(r)
	case *Event:
		v.event(r)
	case *Location:
		v.location(r)
	case *Agreement:
		v.agreement(r)
	case *Document:
		v.document(r)
	case *Topic:
		v.topic(r)
	case *ImportRun:
		v.importRun(r)
	case *Judgement:
		v.judgement(r)
	case *Codebook:
		v.codebook(r)
	}
	v.references(r)
	if v.size > MaxRecord {
		v.report("", "the record is too large: its JSON form could pass %d bytes", MaxRecord)
	}
}

// err gives what was collected, joined.
func (v *validator) err() error {
	if len(v.problems) == 0 {
		return nil
	}
	errs := make([]error, len(v.problems), len(v.problems)+1)
	for i, p := range v.problems {
		errs[i] = p
	}
	if v.more > 0 {
		errs = append(errs, moreProblems(v.more))
	}
	return errors.Join(errs...)
}

func moreProblems(n int) *FieldError {
	return &FieldError{Reason: fmt.Sprintf("and %d more problems", n)}
}

// in enters a field that holds an object.
func (v *validator) in(name string) { v.at(name, noSuchElement) }

// at enters an element of a list of objects.
func (v *validator) at(name string, index int) {
	v.path.parts = append(v.path.parts, refPart{name, index})
	v.size += objectCost
}

// out leaves what in or at entered.
func (v *validator) out() { v.path.parts = v.path.parts[:len(v.path.parts)-1] }

// report notes a problem with a field of where the validator stands. The name
// may itself be a path; without one the problem is with the place itself.
func (v *validator) report(name, format string, args ...any) {
	if len(v.problems) >= MaxProblems {
		v.more++
		return
	}
	path := v.path.String()
	if path != "" && name != "" {
		path += "."
	}
	v.problems = append(v.problems, &FieldError{Path: path + name, Reason: fmt.Sprintf(format, args...)})
}

// element is the name under which report names an element of a list.
func element(name string, index int) string { return fmt.Sprintf("%s[%d]", name, index) }

// count holds a list to its limit, and gives how many elements are looked at.
func (v *validator) count(name string, n, limit int) int {
	if n > limit {
		v.report(name, "has %d entries; at most %d are allowed", n, limit)
		return limit
	}
	return n
}

// upTo gives the elements of a list that are looked at: none once the record is
// too large.
func upTo[T any](v *validator, name string, list []T, limit int) []T {
	if v.size > MaxRecord {
		return nil
	}
	return list[:v.count(name, len(list), limit)]
}

// presence says whether a field may be left out.
type presence bool

const (
	optional presence = false
	needed   presence = true
)

// oneOf holds an enumeration to its values.
func oneOf[E ~string](v *validator, name string, e E, values []E, p presence) {
	v.size += fieldCost + len(e)
	switch {
	case e == "":
		if p == needed {
			v.report(name, "is missing")
		}
	case !slices.Contains(values, e):
		v.report(name, "is %s, not one of %s", quoted(string(e)), listed(values))
	}
}

// listed writes the first values of an enumeration, for an error.
func listed[E ~string](values []E) string {
	const most = 12
	parts := make([]string, 0, most+1)
	for i, e := range values {
		if i == most {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, string(e))
	}
	return strings.Join(parts, ", ")
}

// set holds a list of enumerated values to its limit and its values, each once.
func set[E ~string](v *validator, name string, list, values []E, limit int) {
	list = upTo(v, name, list, limit)
	for i, e := range list {
		oneOf(v, element(name, i), e, values, needed)
	}
	repeats(v, name, list, func(e *E) E { return *e })
}

// repeats reports every element of a list whose key an earlier one has. The
// zero key is no key.
func repeats[T any, K comparable](v *validator, name string, list []T, key func(*T) K) {
	if len(list) < 2 {
		return
	}
	var none K
	first := make(map[K]int, len(list))
	for i := range list {
		k := key(&list[i])
		if k == none {
			continue
		}
		if j, ok := first[k]; ok {
			v.report(element(name, i), "repeats %s", element(name, j))
			continue
		}
		first[k] = i
	}
}

// meta checks what every record has.
func (v *validator) meta(r Record) {
	m := r.Shared()
	v.size += objectCost + fieldCost + len(m.ID)
	if err := m.ID.Validate(); err != nil {
		v.report("id", "%v", err)
	} else if k := m.ID.Kind(); k != r.RecordKind() {
		v.report("id", "%s is the id of %s, and this is %s", quoted(string(m.ID)), article(k), article(r.RecordKind()))
	}
	oneOf(v, "marking", m.Marking, valuesMarking, optional)
	if m.Marking.Valid() && m.Marking != MarkingPublic && !m.ID.Opaque() {
		v.report("id", "says something about a record that is %s: it has to be a UUID after the slash", m.Marking)
	}
	oneOf(v, "status", m.Status, valuesStatus, optional)
	if m.Status == StatusDraft && r.RecordKind() != KindStatement {
		v.report("status", "is %s, which only a statement can be", m.Status)
	}
	v.text("statusReason", m.StatusReason, MaxReason, optional)
	if m.StatusReason != "" && m.Status != StatusRetracted {
		v.report("statusReason", "is only for a status of %s", StatusRetracted)
	}

	codes := upTo(v, "codes", m.Codes, MaxCodes)
	for i := range codes {
		v.at("codes", i)
		v.text("system", codes[i].System, MaxShort, needed)
		v.text("code", codes[i].Code, MaxShort, needed)
		v.text("version", codes[i].Version, MaxShort, optional)
		v.out()
	}
	// Whatever the version: one asks for a record by system and code.
	repeats(v, "codes", codes, func(c *Code) Code { return Code{System: c.System, Code: c.Code} })

	if c := m.Coding; c != nil {
		v.in("coding")
		v.text("coder", c.Coder, MaxShort, needed)
		v.text("scheme", c.Scheme, MaxShort, optional)
		v.text("version", c.Version, MaxShort, optional)
		v.out()
	}
	variables := upTo(v, "variables", m.Variables, MaxVariables)
	for i := range variables {
		v.at("variables", i)
		v.variable(&variables[i])
		v.out()
	}
	repeats(v, "variables", variables, func(x *Variable) string { return x.Name })
}

// names checks what a record is called.
func (v *validator) names(names []Name) {
	names = upTo(v, "names", names, MaxNames)
	for i := range names {
		n := &names[i]
		v.at("names", i)
		v.text("text", n.Text, MaxName, needed)
		v.lang(n.Lang, optional)
		oneOf(v, "kind", n.Kind, valuesNameKind, optional)
		v.period(n.From, n.To)
		v.out()
	}
	type key struct {
		text, lang string
		kind       NameKind
		from, to   Date
	}
	repeats(v, "names", names, func(n *Name) key {
		return key{n.Text, n.Lang, n.Kind, dateKey(n.From), dateKey(n.To)}
	})
}

// references checks the form of everything that r refers to, what may stand
// where, and that it is not r itself. Whether it exists is the graph's business.
func (v *validator) references(r Record) {
	self := r.Shared().ID
	References(r, func(ref Reference) {
		v.size += fieldCost + len(ref.ID)
		if err := ref.ID.Validate(); err != nil {
			v.report(ref.Path(), "%v", err)
			return
		}
		if k := ref.ID.Kind(); !ref.Allows(k) {
			v.report(ref.Path(), "%s is %s; here belongs %s", quoted(string(ref.ID)), article(k), articles(ref.Kinds))
			return
		}
		// A document's own words may say when it was published.
		if ref.ID == self && !strings.HasSuffix(ref.Path(), "anchor.document") {
			v.report(ref.Path(), "is the record itself")
		}
	})
}

// ref demands a reference that may not be left out; what it is, references
// checks.
func (v *validator) ref(name string, id ID) {
	if id == "" {
		v.report(name, "is missing")
	}
}

// refs checks a list of references: its limit, that none is empty, each once.
func (v *validator) refs(name string, ids []ID, limit int) {
	ids = upTo(v, name, ids, limit)
	for i, id := range ids {
		v.ref(element(name, i), id)
	}
	repeats(v, name, ids, func(id *ID) ID { return *id })
}

// utterance checks the id of an act of speaking, which is no record.
func (v *validator) utterance(name string, id ID) {
	if id == "" {
		return
	}
	v.size += fieldCost + len(id)
	if err := id.Validate(); err != nil {
		v.report(name, "%v", err)
	} else if id.Kind() != KindUtterance {
		v.report(name, "%s is %s; here belongs an utterance", quoted(string(id)), article(id.Kind()))
	}
}

// article names a kind with its article.
func article(k Kind) string {
	if strings.ContainsAny(string(k[:min(len(k), 1)]), "aeiou") {
		return "an " + string(k)
	}
	return "a " + string(k)
}

// articles names kinds of which one belongs somewhere.
func articles(kinds []Kind) string {
	parts := make([]string, len(kinds))
	for i, k := range kinds {
		parts[i] = article(k)
	}
	return strings.Join(parts, " or ")
}
