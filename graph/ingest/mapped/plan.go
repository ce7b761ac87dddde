package mapped

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"hudna/graph"
)

// A template is a text with columns in it.
type template struct {
	text    string
	parts   []string // before each column
	columns []string
	tail    string
	end     int
}

// A plan is how a record is made.
type plan struct {
	kind   graph.Kind
	once   bool
	id     template
	when   template
	fields []field
}

// A field is how a field of a record gets its value.
type field struct {
	path   string
	steps  []step
	target reflect.Type
	of     template
	ref    graph.Kind
	table  map[string]string
	other  *string
	dates  []dateForm // of a date
	split  string
}

// A step leads to a field of a struct, or to an element of a list.
type step struct {
	field   []int // of a struct
	element int   // of a list, where field is nil; each for one that is split
}

const each = -1

// group is the innermost element of a list in which a path ends, "" for none.
func (f *field) group() string {
	if i := strings.LastIndexByte(f.path, ']'); i >= 0 {
		return f.path[:i+1]
	}
	return ""
}

// maxElement bounds the number of an element that a mapping may name.
const maxElement = 50

var (
	dateType   = reflect.TypeFor[*graph.Date]()
	recordMeta = reflect.TypeFor[graph.Meta]()
	speaker    = reflect.TypeFor[graph.Speaker]()
)

// resolve finds a path such as "speakers[0].actor" in a record of a kind.
func resolve(kind graph.Kind, path string) (steps []step, target reflect.Type, err error) {
	t := reflect.TypeOf(graph.New(kind)).Elem()
	for name := range strings.SplitSeq(path, ".") {
		name, index, listed := strings.Cut(name, "[")
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		at, of, ok := fieldOf(t, name)
		if !ok {
			return nil, nil, fmt.Errorf("there is no field %s here: one of %s", name, strings.Join(fieldsOf(t), ", "))
		}
		steps, t = append(steps, step{field: at}), of
		if listed != (t.Kind() == reflect.Slice) {
			if listed {
				return nil, nil, fmt.Errorf("%s is no list", name)
			}
			return nil, nil, fmt.Errorf("%s is a list: name an element of it, %s[0]", name, name)
		}
		if !listed {
			continue
		}
		number := strings.TrimSuffix(index, "]")
		element := each
		if number != "" {
			if element, err = strconv.Atoi(number); err != nil || element < 0 || element >= maxElement || !strings.HasSuffix(index, "]") {
				return nil, nil, fmt.Errorf("[%s is no element: [0] to [%d], or [] for each part of a cell that is split", index, maxElement-1)
			}
		}
		steps, t = append(steps, step{element: element}), t.Elem()
	}
	if t != dateType && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if k := t.Kind(); t != dateType && k != reflect.String && k != reflect.Int && k != reflect.Int64 && k != reflect.Float64 && k != reflect.Bool {
		return nil, nil, fmt.Errorf("is no value, but has fields of its own: %s", strings.Join(fieldsOf(t), ", "))
	}
	return steps, t, nil
}

// fieldOf finds a field by its name in JSON.
func fieldOf(t reflect.Type, name string) (at []int, of reflect.Type, ok bool) {
	if t.Kind() != reflect.Struct {
		return nil, nil, false
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && (f.Type == recordMeta || f.Type == speaker) {
			if at, of, ok := fieldOf(f.Type, name); ok {
				return append([]int{i}, at...), of, true
			}
			continue
		}
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name && f.IsExported() {
			return []int{i}, f.Type, true
		}
	}
	return nil, nil, false
}

// fieldsOf are the names of the fields of a struct.
func fieldsOf(t reflect.Type) (names []string) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			names = append(names, fieldsOf(f.Type)...)
		} else if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag != "" {
			names = append(names, tag)
		}
	}
	return names
}

// value checks how a field gets its value.
func (c *checker) value(where string, f *field, v *valueSpec) {
	if (v.Of == "") == (v.Date == "") {
		c.report(where, "takes its value from one of: of, date")
		return
	}
	if v.Date != "" {
		f.of = c.template(where, v.Date)
		forms := v.Forms
		if len(forms) == 0 {
			forms = c.m.doc.Dates
		}
		if len(forms) == 0 {
			forms = []string{"YYYY-MM-DD"}
		}
		c.forms(where, v.Forms)
		for _, text := range forms {
			if form, err := parseForm(text); err == nil {
				f.dates = append(f.dates, form)
			}
		}
		if f.target != dateType {
			c.report(where, "is no date")
		}
	} else {
		f.of = c.template(where, v.Of)
	}
	if v.Date == "" && f.target == dateType {
		c.report(where, "is a date: {date: \"{column}\"}, or name %s.edtf or %s.words", f.path, f.path)
	}
	if v.Ref != "" {
		if f.ref = graph.Kind(v.Ref); !f.ref.Valid() {
			c.report(where, "ref: %q is no kind of record: one of %s", v.Ref, strings.Join(kindNames(), ", "))
		}
	}
	if v.Table != "" {
		table, ok := c.m.doc.Tables[v.Table]
		if !ok {
			c.report(where, "there is no table %q", v.Table)
		}
		f.table, f.other = table, v.Else
		for _, to := range table {
			c.constant(where, f, to)
		}
		if v.Else != nil && *v.Else != "" {
			c.constant(where, f, *v.Else)
		}
	}
	f.split = v.Split
	open := slices.ContainsFunc(f.steps, func(s step) bool { return s.field == nil && s.element == each })
	if len(f.of.columns) > 0 && open != (f.split != "") {
		c.report(where, "split and [] go together: a part of the cell for each element")
	}
	if len(f.of.columns) == 0 && f.table == nil && f.ref == "" && f.target != dateType {
		c.constant(where, f, f.of.text)
	}
}

// noBreach is why a row is refused that says so.
const noBreach = "an import never says that an agreement was breached"

func kindNames() (names []string) {
	for _, k := range graph.Kinds() {
		names = append(names, string(k))
	}
	return names
}

// constant checks a value that no row changes: that of an enumeration has to be
// one of its values.
func (c *checker) constant(where string, f *field, text string) {
	v := reflect.New(f.target).Elem()
	if err := set(v, text, &c.m.doc); err != nil {
		c.report(where, "%v", err)
		return
	}
	if v.Interface() == graph.AboutBreached {
		c.report(where, "%s", noBreach)
		return
	}
	if e, ok := v.Interface().(interface{ Valid() bool }); ok && !e.Valid() {
		c.report(where, "%q is not one of the values that belong here", text)
	}
}
