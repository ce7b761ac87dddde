package gql

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// selects says whether a selection has one of some fields on what a field of it
// leads to, whatever their aliases, in fragments too, and whether or not they are
// skipped.
func selects(set ast.SelectionSet, field string, names ...string) bool {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if s.Name == field && has(s.SelectionSet, names) {
				return true
			}
		case *ast.InlineFragment:
			if selects(s.SelectionSet, field, names...) {
				return true
			}
		case *ast.FragmentSpread:
			if selects(s.Definition.SelectionSet, field, names...) {
				return true
			}
		}
	}
	return false
}

// has says whether a selection has one of some fields.
func has(set ast.SelectionSet, names []string) bool {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if slices.Contains(names, s.Name) {
				return true
			}
		case *ast.InlineFragment:
			if has(s.SelectionSet, names) {
				return true
			}
		case *ast.FragmentSpread:
			if has(s.Definition.SelectionSet, names) {
				return true
			}
		}
	}
	return false
}

// under gives the selections on what some fields of a selection lead to.
func under(set ast.SelectionSet, names ...string) (found ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if slices.Contains(names, s.Name) {
				found = append(found, s.SelectionSet...)
			}
		case *ast.InlineFragment:
			found = append(found, under(s.SelectionSet, names...)...)
		case *ast.FragmentSpread:
			found = append(found, under(s.Definition.SelectionSet, names...)...)
		}
	}
	return found
}

// hasOnly says whether a selection has no fields but some.
func hasOnly(set ast.SelectionSet, names ...string) bool {
	for _, s := range set {
		ok := false
		switch s := s.(type) {
		case *ast.Field:
			ok = slices.Contains(names, s.Name)
		case *ast.InlineFragment:
			ok = hasOnly(s.SelectionSet, names...)
		case *ast.FragmentSpread:
			ok = hasOnly(s.Definition.SelectionSet, names...)
		}
		if !ok {
			return false
		}
	}
	return true
}
