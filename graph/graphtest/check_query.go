package graphtest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"hudna/graph"
)

// The values of the enumerations of a query that are in no record.
var (
	scopes     = []graph.ActorScope{graph.ScopeSelf, graph.ScopeRepresentatives, graph.ScopeParts, graph.ScopeOnBehalf}
	certain    = []graph.DateCertainty{graph.DatePossibly, graph.DateCertainly}
	orders     = []graph.StatementOrder{graph.SaidDescending, graph.SaidAscending, graph.RecordedAscending, graph.RecordedDescending, graph.ByRelevance}
	whenOrders = []graph.EventOrder{graph.WhenDescending, graph.WhenAscending}
	facets     = []graph.Facet{
		graph.FacetSpeaker, graph.FacetRelay, graph.FacetAttestor, graph.FacetAddressee, graph.FacetAbout, graph.FacetRole, graph.FacetAct,
		graph.FacetTopic, graph.FacetPosition, graph.FacetPublisher, graph.FacetLang, graph.FacetDay, graph.FacetWeek, graph.FacetMonth, graph.FacetPlace,
	}
)

// sets are the types that say which records of a kind are wanted, each of which
// counts as a level of a query.
var sets = []reflect.Type{
	reflect.TypeFor[graph.StatementSet](), reflect.TypeFor[graph.EventSet](), reflect.TypeFor[graph.DocumentSet](),
	reflect.TypeFor[graph.AgreementSet](), reflect.TypeFor[graph.ActorQuery](), reflect.TypeFor[graph.LocationSet](), reflect.TypeFor[graph.TopicSet](),
}

// kinds says of which kind the ids of a set are, by the name of the field or,
// where that is AnyOf and its like, of the set.
var kinds = map[string]graph.Kind{
	"ActorSet": graph.KindActor, "ActorQuery": graph.KindActor, "EventSet": graph.KindEvent, "DocumentSet": graph.KindDocument,
	"AgreementSet": graph.KindAgreement, "PlaceSet": graph.KindLocation, "LocationSet": graph.KindLocation, "TopicSet": graph.KindTopic,
	"Occasion": graph.KindEvent, "Concerning": graph.KindEvent, "Under": graph.KindAgreement, "Agreement": graph.KindAgreement,
	"Topic": graph.KindTopic, "Broader": graph.KindTopic, "Statement": graph.KindStatement, "Utterance": graph.KindUtterance,
	"LinksSet": graph.KindStatement,
}

// A checker goes through a query, which it finds out about by its types, so
// that a field that is added later is checked without being named here.
type checker struct {
	seeker *seeker
	terms  int
}

// check refuses a query that is too large, that names what is not there, or
// that asks for values that there are not.
func (k *seeker) check(query any) error {
	c := checker{seeker: k}
	if deepest := c.measure(reflect.ValueOf(query)) - 1; deepest > graph.MaxFilterDepth || c.terms > graph.MaxFilterTerms {
		return fmt.Errorf("a filter %d deep with %d terms: %w", deepest, c.terms, graph.ErrTooComplex)
	}
	return c.walk(reflect.ValueOf(query), "")
}

// measure says how many sets of records stand within each other, and counts
// their terms: each part of one, each entry of a list of sets, and a set that
// has no part.
func (c *checker) measure(v reflect.Value) (deepest int) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return c.measure(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			deepest = max(deepest, c.measure(v.Index(i)))
		}
	case reflect.Struct:
		set, before := slices.Contains(sets, v.Type()), c.terms
		for i := range v.NumField() {
			field, name := v.Field(i), v.Type().Field(i).Name
			if field.IsZero() {
				continue
			}
			if set && name != "And" && name != "Or" && name != "Not" {
				c.terms++
				if field.Kind() == reflect.Slice && field.Type().Elem().Kind() == reflect.Struct {
					c.terms += max(field.Len()-1, 0)
				}
			}
			deepest = max(deepest, c.measure(field))
		}
		if set {
			deepest++
			c.terms += max(0, 1-(c.terms-before))
		}
	}
	return deepest
}

func (c *checker) walk(v reflect.Value, path string) error {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return c.walk(v.Elem(), path)
	case reflect.Slice:
		for i := range v.Len() {
			if err := c.walk(v.Index(i), element(path, i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		return c.part(v, path)
	case reflect.String:
		return c.value(v.Interface(), path)
	}
	return nil
}

// part goes through the fields of a struct. A word or an id that is empty is
// not given; in a list it is none.
func (c *checker) part(v reflect.Value, path string) error {
	if r, ok := v.Interface().(graph.DateRange); ok {
		_, err := periodOf(r)
		return err
	}
	for i := range v.NumField() {
		field, name := v.Field(i), v.Type().Field(i).Name
		at := strings.TrimPrefix(path+"."+strings.ToLower(name[:1])+name[1:], ".")
		if field.Kind() == reflect.String && field.IsZero() {
			continue
		}
		var err error
		if text, ok := field.Interface().(string); ok && name == "Text" {
			_, err = wants(at, text)
		}
		if err != nil {
			return err
		}
		switch value := field.Interface().(type) {
		case graph.ID:
			err = c.ids([]graph.ID{value}, kinds[name], at)
		case []graph.ID:
			err = c.ids(value, kinds[v.Type().Name()], at)
		case *graph.ActorSet:
			if value != nil && slices.Contains(value.Include, graph.ScopeOnBehalf) && name != "By" && name != "Via" {
				return &graph.FieldError{Path: at + ".include", Reason: "nobody can do this on behalf of somebody"}
			}
			err = c.walk(field, at)
		default:
			err = c.walk(field, at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ids refuses ids that are too many, of another kind, or not there. Utterances
// are no records.
func (c *checker) ids(ids []graph.ID, kind graph.Kind, path string) error {
	if len(ids) > graph.MaxFilterIDs {
		return &graph.FieldError{Path: path, Reason: fmt.Sprintf("has %d ids", len(ids))}
	}
	for _, id := range ids {
		if id.Kind() != kind || kind != graph.KindUtterance && c.seeker.snapshot.byID[id] == nil {
			return &graph.FieldError{Path: path, Reason: fmt.Sprintf("%s is no %s that is there", id, kind)}
		}
	}
	return nil
}

// value refuses a word that is none of its kind.
func (c *checker) value(v any, path string) error {
	ok := true
	switch v := v.(type) {
	case graph.ActorScope:
		ok = slices.Contains(scopes, v)
	case graph.DateCertainty:
		ok = slices.Contains(certain, v)
	case graph.StatementOrder:
		ok = slices.Contains(orders, v)
	case graph.EventOrder:
		ok = slices.Contains(whenOrders, v)
	case interface{ Valid() bool }:
		ok = v.Valid()
	}
	if !ok {
		return &graph.FieldError{Path: path, Reason: fmt.Sprintf("%q is none", v)}
	}
	return nil
}

// sought are the texts that what meets a query has to have: not those within Or
// and Not.
func sought(query any) []string {
	var texts []string
	add := func(text string) {
		if text != "" {
			texts = append(texts, text)
		}
	}
	switch q := query.(type) {
	case graph.StatementSet:
		add(q.Text)
		for _, part := range q.And {
			texts = append(texts, sought(part)...)
		}
	case graph.DocumentSet:
		add(q.Text)
		for _, part := range q.And {
			texts = append(texts, sought(part)...)
		}
	}
	return texts
}
