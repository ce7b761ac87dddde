package web

import (
	"cmp"
	"encoding/json"
	"regexp"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// misfits are what the validator says of a variable that is not of its type: in the words
// of Go, for which a number is a string, and which knows no lists but slices.
var misfits = regexp.MustCompile(`^(?:cannot use (?:value )?\S+ as (\w+)|must be an? (\w+), not an? \w+)$`)

// misfit says what is wrong with a variable in the words of JSON, and nothing of what was
// given but its kind. A message that is none of those known stays as it is.
func misfit(err *gqlerror.Error, variables map[string]any) string {
	wanted := ""
	if said := misfits.FindStringSubmatch(err.Message); said != nil {
		wanted = article(cmp.Or(said[1], said[2]))
	} else if err.Message == "enums must be ints or strings" {
		wanted = "a name of the enumeration"
	}
	if wanted == "" || len(err.Path) < 2 || err.Path[0] != ast.PathName("variable") {
		return err.Message
	}
	var value any = variables
	for _, step := range err.Path[1:] {
		switch step := step.(type) {
		case ast.PathName:
			object, ok := value.(map[string]any)
			if !ok {
				return err.Message
			}
			value = object[string(step)]
		case ast.PathIndex:
			if list, ok := value.([]any); ok { // else it stands for a list of one
				if int(step) >= len(list) {
					return err.Message
				}
				value = list[step]
			}
		}
	}
	is := jsonKind(value)
	if is == "" {
		return err.Message
	}
	return "must be " + wanted + ", and is " + is
}

// jsonKind is what a JSON value is, as errors of arguments say it; empty where it is none.
func jsonKind(value any) string {
	switch value.(type) {
	case string:
		return "a string"
	case json.Number:
		return "another kind of number"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return ""
}

// article puts the indefinite article before a name.
func article(name string) string {
	switch name[0] {
	case 'A', 'E', 'I', 'O', 'U':
		return "an " + name
	}
	return "a " + name
}
