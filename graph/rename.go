package graph

import "reflect"

var typeID = reflect.TypeFor[ID]()

// Rename copies a record with other ids in the place of some: its own, and those
// of what it refers to.
func Rename(r Record, to map[ID]ID) Record {
	if isNil(r) {
		return nil
	}
	c := Clone(r)
	rename(reflect.ValueOf(c).Elem(), to)
	return c
}

// rename changes the ids in v, which is a copy.
func rename(v reflect.Value, to map[ID]ID) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			rename(v.Field(i), to)
		}
	case reflect.Slice:
		for i := range v.Len() {
			rename(v.Index(i), to)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			rename(v.Elem(), to)
		}
	case reflect.String:
		if v.Type() == typeID {
			if id, ok := to[ID(v.String())]; ok {
				v.SetString(string(id))
			}
		}
	}
}
