package graph

import (
	"encoding/json"
	"fmt"
)

// A FieldChange is one field in which two versions of a record differ. Before
// and After are its values in canonical JSON, as package ndjson writes them;
// nil where the field, or the entry of a list, is not there.
type FieldChange struct {
	// Path leads to the field by the names that records have in JSON:
	// "about[2].stance.value". The entries of a list are counted from 0 as they
	// stand in the later version; only where an entry was taken out, which has no
	// place there, the last number of the path counts them as they stood in the
	// earlier one.
	Path          string
	Before, After json.RawMessage
}

// Diff gives the fields in which two versions of a record differ, in the order
// of its fields. Either version may be nil: then every field that the other one
// has is a difference. It is the same whenever it is asked, and nil for versions
// that say the same.
//
// An object that both versions have is compared field by field. The entries of
// a list are first put side by side, so that as much as possible stays where it
// was: an entry that was put in at the front moves the others and changes none
// of them. Entries that have something in common, side by side, are one entry
// that was changed; others were taken out and put in.
//
// The differences are enough to make the later version of the earlier one: take
// out of each list, from the outermost to the innermost, what was taken out of
// it, put in what was put in, in the order of the places, and set the rest.
func Diff(before, after Record) []FieldChange {
	var d differ
	d.values("", valueOf(before), valueOf(after))
	return d.changes
}

// A differ gathers differences.
type differ struct{ changes []FieldChange }

func (d *differ) change(path string, before, after *value) {
	c := FieldChange{Path: path}
	if before != nil {
		c.Before = json.RawMessage(before.text)
	}
	if after != nil {
		c.After = json.RawMessage(after.text)
	}
	d.changes = append(d.changes, c)
}

func (d *differ) values(path string, before, after *value) {
	switch {
	case before.same(after):
	case before.kind == object && after.kind == object:
		d.members(path, before, after)
	case before.kind == list && after.kind == list:
		d.entries(path, before.kids, after.kids)
	default:
		d.change(path, before, after)
	}
}

// members compares two objects of one type.
func (d *differ) members(path string, before, after *value) {
	for i, j := 0, 0; i < len(before.kids) || j < len(after.kids); {
		switch {
		case j == len(after.kids) || i < len(before.kids) && before.fields[i].order < after.fields[j].order:
			d.change(joined(path, before.fields[i].name), before.kids[i], nil)
			i++
		case i == len(before.kids) || after.fields[j].order < before.fields[i].order:
			d.change(joined(path, after.fields[j].name), nil, after.kids[j])
			j++
		default:
			d.values(joined(path, after.fields[j].name), before.kids[i], after.kids[j])
			i++
			j++
		}
	}
}

// joined appends the name of a field to a path.
func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// entries compares two lists.
func (d *differ) entries(path string, before, after []*value) {
	for _, p := range align(before, after) {
		switch {
		case p.after < 0:
			d.change(fmt.Sprintf("%s[%d]", path, p.before), before[p.before], nil)
		case p.before < 0:
			d.change(fmt.Sprintf("%s[%d]", path, p.after), nil, after[p.after])
		default:
			d.values(fmt.Sprintf("%s[%d]", path, p.after), before[p.before], after[p.after])
		}
	}
}
