package graphtest

import (
	"reflect"
	"slices"

	"hudna/graph"
)

var (
	idType   = reflect.TypeFor[graph.ID]()
	metaType = reflect.TypeFor[graph.Meta]()
)

// referencesOf lists the distinct ids of the records that r refers to, in the
// order of its fields. It finds them by their type, so that a field added to
// the domain later is found without being named here.
func referencesOf(r graph.Record) []graph.ID {
	var ids []graph.ID
	walkIDs(reflect.ValueOf(r), &ids)
	return ids
}

func walkIDs(v reflect.Value, ids *[]graph.ID) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			walkIDs(v.Elem(), ids)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walkIDs(v.Index(i), ids)
		}
	case reflect.Struct:
		if v.Type() == metaType {
			return // its id is the record's own
		}
		for i := range v.NumField() {
			walkIDs(v.Field(i), ids)
		}
	case reflect.String:
		if v.Type() != idType {
			return
		}
		id := graph.ID(v.String())
		if id != "" && id.Kind() != graph.KindUtterance && !slices.Contains(*ids, id) {
			*ids = append(*ids, id)
		}
	}
}

// guardsOf lists the records whose marking can hide this version of r.
func guardsOf(r graph.Record) []graph.ID {
	var ids []graph.ID
	add := func(more ...graph.ID) {
		for _, id := range more {
			if id != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	switch r := r.(type) {
	case *graph.Judgement:
		add(r.A, r.B)
	case *graph.Statement:
		for _, e := range r.Evidence {
			add(e.Document)
		}
		for _, s := range r.Speakers {
			add(s.Actor, s.Post, s.OnBehalfOf)
		}
		for _, s := range r.Relays {
			add(s.Actor, s.Post, s.OnBehalfOf)
		}
	}
	return ids
}

// clone copies a record so deeply that nothing is shared.
func clone[R graph.Record](r R) R {
	c, _ := cloneValue(reflect.ValueOf(r)).Interface().(R) // of its own type
	return c
}

func cloneValue(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		c := reflect.New(v.Type().Elem())
		c.Elem().Set(cloneValue(v.Elem()))
		return c
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			c.Index(i).Set(cloneValue(v.Index(i)))
		}
		return c
	case reflect.Struct:
		c := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			c.Field(i).Set(cloneValue(v.Field(i)))
		}
		return c
	default:
		return v
	}
}
