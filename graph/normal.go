package graph

import "reflect"

// Normalize writes out, in place, what a record leaves to its defaults, so that
// records that mean the same are the same: marking PUBLIC, status PUBLISHED; of
// a statement basis CODED, attribution NAMED where there are speakers, force
// STATED, links of CONTENT; names PRIMARY; variables TEXT; a PERPETRATOR
// ALLEGED. An empty list, date, ending, quotation or content says nothing and
// becomes absent, and a minus before a zero is dropped. It changes nothing that
// was given, and nothing the second time.
func Normalize(r Record) {
	if isNil(r) {
		return
	}
	dropEmpty(reflect.ValueOf(r).Elem())

	m := r.Shared()
	orElse(&m.Marking, MarkingPublic)
	orElse(&m.Status, StatusPublished)
	for i := range m.Variables {
		orElse(&m.Variables[i].Type, VariableText)
	}
	switch r := r.(type) {
	case *Actor:
		normalizeNames(r.Names)
	case *Location:
		normalizeNames(r.Names)
	case *Topic:
		normalizeNames(r.Names)
	case *Agreement:
		normalizeNames(r.Names)
	case *Event:
		normalizeNames(r.Names)
		for i := range r.Participants {
			if p := &r.Participants[i]; p.Role == ParticipantPerpetrator {
				orElse(&p.Certainty, CertaintyAlleged)
			}
		}
	case *Statement:
		orElse(&r.Basis, BasisCoded)
		if len(r.Speakers) > 0 {
			orElse(&r.Attribution, AttributionNamed)
		}
		for i := range r.Acts {
			orElse(&r.Acts[i].Force, ForceStated)
		}
		for i := range r.Links {
			orElse(&r.Links[i].Of, LinkOfContent)
		}
	}
}

func normalizeNames(names []Name) {
	for i := range names {
		orElse(&names[i].Kind, NamePrimary)
	}
}

func orElse[E ~string](e *E, value E) {
	if *e == "" {
		*e = value
	}
}

// dropEmpty makes what says nothing absent, innermost first. A pointer to a
// number, a truth value or a point is never empty: 0 and false are said.
func dropEmpty(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			dropEmpty(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			dropEmpty(v.Index(i))
		}
		if v.Len() == 0 && !v.IsNil() {
			v.SetZero()
		}
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		dropEmpty(v.Elem())
		switch v.Interface().(type) {
		case *Date, *Ending, *Quoted, *Content:
			if v.Elem().IsZero() {
				v.SetZero()
			}
		}
	case reflect.Float64:
		if v.Float() == 0 {
			v.SetFloat(0) // which -0 also equals
		}
	}
}

// Equal reports whether two records say the same, whatever they leave to their
// defaults. It changes neither.
func Equal(a, b Record) bool {
	if reflect.DeepEqual(a, b) {
		return true
	}
	if isNil(a) || isNil(b) || a.RecordKind() != b.RecordKind() || a.Shared().ID != b.Shared().ID {
		return false
	}
	a, b = Clone(a), Clone(b)
	Normalize(a)
	Normalize(b)
	return reflect.DeepEqual(a, b)
}

// Clone copies a record with everything in it. The copy shares nothing with r
// that can be changed.
func Clone(r Record) Record {
	if isNil(r) {
		return nil
	}
	c := New(r.RecordKind())
	v := reflect.ValueOf(c).Elem()
	v.Set(reflect.ValueOf(r).Elem())
	detach(v)
	return c
}

// detach replaces every list and pointer in v, which is a copy, by its own.
func detach(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			detach(v.Field(i))
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		for i := range own.Len() {
			detach(own.Index(i))
		}
		v.Set(own)
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		own := reflect.New(v.Type().Elem())
		own.Elem().Set(v.Elem())
		detach(own.Elem())
		v.Set(own)
	}
}

// isNil reports whether there is no record: no type, or a nil pointer of one.
func isNil(r Record) bool { return r == nil || reflect.ValueOf(r).IsNil() }
