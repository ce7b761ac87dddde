package ledger

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/storage/keys"
)

// encodeBody encodes a normalized record with node numbers of its own.
func encodeBody(tb testing.TB, r graph.Record) (body []byte, table *nodeTable) {
	tb.Helper()
	table = new(nodeTable)
	body, err := appendBody(nil, r, table.node)
	if err != nil {
		tb.Fatalf("encoding %s: %v", r.Shared().ID, err)
	}
	return body, table
}

// decodeWith decodes a body whose nodes the table knows.
func decodeWith(tb testing.TB, k graph.Kind, id graph.ID, body []byte, table *nodeTable) graph.Record {
	tb.Helper()
	nodes, message, err := bodyNodes(body)
	if err != nil {
		tb.Fatalf("reading the table of %s: %v", id, err)
	}
	ids := make([]graph.ID, len(nodes))
	for i, n := range nodes {
		ids[i] = table.ids[n-firstNode]
	}
	r, err := decodeBody(k, id, message, ids)
	if err != nil {
		tb.Fatalf("decoding %s: %v", id, err)
	}
	return r
}

// checkRoundTrip holds the codec to its contract for one normalized record.
func checkRoundTrip(tb testing.TB, r graph.Record) {
	tb.Helper()
	before := graph.Clone(r)
	body, table := encodeBody(tb, r)
	if path, ok := sameBits(reflect.ValueOf(before), reflect.ValueOf(r)); !ok {
		tb.Fatalf("encoding changed the record at %s", path)
	}
	original := bytes.Clone(body)
	got := decodeWith(tb, r.RecordKind(), r.Shared().ID, body, table)
	for i := range body {
		body[i] = 0xff // the record keeps nothing of the body
	}
	if path, ok := sameBits(reflect.ValueOf(r), reflect.ValueOf(got)); !ok {
		tb.Fatalf("the decoded record differs at %s", path)
	}
	again, _ := encodeBody(tb, got)
	if !bytes.Equal(again, original) {
		tb.Fatalf("the decoded record has another body, of %d bytes instead of %d", len(again), len(original))
	}
	var named []graph.ID
	graph.References(r, func(ref graph.Reference) {
		if !slices.Contains(named, ref.ID) {
			named = append(named, ref.ID)
		}
	})
	if !slices.Equal(slices.Sorted(slices.Values(named)), slices.Sorted(slices.Values(table.ids))) {
		tb.Fatalf("the table has %v, and the record refers to %v", table.ids, named)
	}
}

// sameBits compares two values bit for bit, and an empty list is not an absent
// one. It says where they differ.
func sameBits(a, b reflect.Value) (path string, same bool) {
	if a.Type() != b.Type() {
		return a.Type().String(), false
	}
	switch a.Kind() {
	case reflect.Interface, reflect.Pointer:
		if a.IsNil() || b.IsNil() {
			return "", a.IsNil() == b.IsNil()
		}
		return sameBits(a.Elem(), b.Elem())
	case reflect.Struct:
		for i := range a.NumField() {
			if path, same := sameBits(a.Field(i), b.Field(i)); !same {
				return "." + a.Type().Field(i).Name + path, false
			}
		}
		return "", true
	case reflect.Slice:
		if a.IsNil() != b.IsNil() || a.Len() != b.Len() {
			return "", false
		}
		for i := range a.Len() {
			if path, same := sameBits(a.Index(i), b.Index(i)); !same {
				return fmt.Sprintf("[%d]%s", i, path), false
			}
		}
		return "", true
	case reflect.Float64:
		return "", math.Float64bits(a.Float()) == math.Float64bits(b.Float())
	default:
		return "", a.Equal(b)
	}
}

// idOf is an id for a record of a kind.
func idOf(k graph.Kind) graph.ID { return graph.ID(k) + "/itself" }

// A bodySource decides what a record is filled with.
type bodySource interface {
	text() string
	id() graph.ID
	one(n int) int // one of n
	offset() int
	number() int64
	float() float64
	yes() bool
	length() int // of a list
	absent() bool
}

// fillRecord gives every field in v a value. It knows every type that records are
// made of, and fails at one that it does not know.
func fillRecord(tb testing.TB, src bodySource, v reflect.Value, depth int) {
	tb.Helper()
	switch v.Type() {
	case reflect.TypeFor[graph.ID]():
		v.SetString(string(src.id()))
		return
	case reflect.TypeFor[graph.EDTF]():
		v.SetString(src.text())
		return
	case reflect.TypeFor[*graph.Content]():
		// Content is nested as deep as it may be.
		if depth == graph.MaxContentDepth {
			return
		}
		depth++
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fillRecord(tb, src, v.Field(i), depth)
		}
	case reflect.Pointer:
		if src.absent() {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		fillRecord(tb, src, v.Elem(), depth)
	case reflect.Slice:
		if n := src.length(); n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fillRecord(tb, src, v.Index(i), depth)
			}
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(src.text())
			return
		}
		values, ok := enumerations()[v.Type()]
		if !ok {
			tb.Fatalf("the enumeration %s is not in the list of them", v.Type())
		}
		if i := src.one(len(values.values) + 1); i > 0 {
			v.SetString(values.values[i-1])
		}
	case reflect.Int:
		v.SetInt(int64(src.offset()))
	case reflect.Int64:
		v.SetInt(src.number())
	case reflect.Float64:
		v.SetFloat(src.float())
	case reflect.Bool:
		v.SetBool(src.yes())
	default:
		tb.Fatalf("there is no value for a field of type %s", v.Type())
	}
}

// everything gives every field a value of its own, and every list two elements.
type everything struct{ n int }

func (s *everything) next() int      { s.n++; return s.n }
func (s *everything) text() string   { return fmt.Sprintf("text %d ق", s.next()) }
func (s *everything) id() graph.ID   { return graph.ID(fmt.Sprintf("actor/a-%d", s.next())) }
func (s *everything) one(n int) int  { return 1 + s.next()%(n-1) }
func (s *everything) offset() int    { return s.next() }
func (s *everything) number() int64  { return -int64(s.next()) }
func (s *everything) float() float64 { return float64(s.next()) + 0.1 }
func (s *everything) yes() bool      { return true }
func (s *everything) length() int    { return 2 }
func (s *everything) absent() bool   { return false }

func TestEveryFieldOfEveryRecordIsStored(t *testing.T) {
	for _, k := range graph.Kinds() {
		t.Run(string(k), func(t *testing.T) {
			r := graph.New(k)
			fillRecord(t, new(everything), reflect.ValueOf(r).Elem(), 0)
			r.Shared().ID = idOf(k)
			checkNoneZero(t, reflect.ValueOf(r).Elem(), string(k), 0)
			graph.Normalize(r)
			checkRoundTrip(t, r)
		})
	}
}

// checkNoneZero says that fillRecord has left no field out.
func checkNoneZero(tb testing.TB, v reflect.Value, path string, contents int) {
	tb.Helper()
	if v.Type() == reflect.TypeFor[*graph.Content]() {
		if contents == graph.MaxContentDepth {
			return
		}
		contents++
	}
	if v.IsZero() {
		tb.Fatalf("%s was not given a value", path)
	}
	switch v.Kind() {
	case reflect.Pointer:
		checkNoneZero(tb, v.Elem(), path, contents)
	case reflect.Slice:
		for i := range v.Len() {
			checkNoneZero(tb, v.Index(i), fmt.Sprintf("%s[%d]", path, i), contents)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			checkNoneZero(tb, v.Field(i), path+"."+v.Type().Field(i).Name, contents)
		}
	}
}

// hollow makes every pointer and gives every list one element, and gives
// nothing in them: what is there and says 0, false or nothing is not absent.
type hollow struct{ everything }

func (*hollow) text() string   { return "" }
func (*hollow) id() graph.ID   { return "" }
func (*hollow) one(int) int    { return 0 }
func (*hollow) offset() int    { return 0 }
func (*hollow) number() int64  { return 0 }
func (*hollow) float() float64 { return 0 }
func (*hollow) yes() bool      { return false }
func (*hollow) length() int    { return 1 }

func TestWhatIsThereAndSaysNothingIsNotAbsent(t *testing.T) {
	for _, k := range graph.Kinds() {
		t.Run(string(k), func(t *testing.T) {
			r := graph.New(k)
			fillRecord(t, new(hollow), reflect.ValueOf(r).Elem(), 0)
			r.Shared().ID = idOf(k)
			graph.Normalize(r)
			checkRoundTrip(t, r)
		})
	}
}

func TestAnEmptyRecordIsStored(t *testing.T) {
	for _, k := range graph.Kinds() {
		r := graph.New(k)
		r.Shared().ID = idOf(k)
		checkRoundTrip(t, r) // without its defaults
		graph.Normalize(r)
		checkRoundTrip(t, r)
	}
}

// Of what is normalized nothing empty is left but absent, and so the codec
// makes no empty lists.
func TestEmptyListsAreDecodedAsAbsent(t *testing.T) {
	r := &graph.Statement{
		Meta: graph.Meta{ID: "statement/itself"}, Acts: []graph.SpeechAct{}, About: []graph.About{},
		Evidence: []graph.Evidence{}, Content: &graph.Content{Toward: []graph.ID{}, Words: "words"},
	}
	body, table := encodeBody(t, r)
	got := decodeWith(t, graph.KindStatement, r.ID, body, table).(*graph.Statement) //nolint:errcheck,forcetypeassert // the codec gives the kind asked for
	want := &graph.Statement{Meta: r.Meta, Content: &graph.Content{Words: "words"}}
	if path, ok := sameBits(reflect.ValueOf(want), reflect.ValueOf(got)); !ok {
		t.Fatalf("the decoded record differs at %s", path)
	}
}

func TestEveryNumberIsStoredBitForBit(t *testing.T) {
	for name, f := range map[string]float64{
		"the smallest":                   math.SmallestNonzeroFloat64,
		"the largest":                    math.MaxFloat64,
		"minus zero":                     math.Copysign(0, -1),
		"infinity":                       math.Inf(-1),
		"no number":                      math.NaN(),
		"no number with bits of its own": math.Float64frombits(0x7ff8dead_beef0001),
	} {
		t.Run(name, func(t *testing.T) {
			checkRoundTrip(t, &graph.Location{Meta: graph.Meta{ID: "location/itself"}, Point: &graph.Point{Lat: f, Lon: f}})
			checkRoundTrip(t, &graph.Statement{
				Meta: graph.Meta{ID: "statement/itself"}, Confidence: &f,
				About: []graph.About{{Stance: &graph.Stance{Value: f}}},
			})
		})
	}
	for _, n := range []int64{math.MinInt64, -1, 0, 1, math.MaxInt64} {
		checkRoundTrip(t, &graph.ImportRun{Meta: graph.Meta{ID: "import-run/itself"}, New: n, Same: n, Changed: n, Refused: n})
		checkRoundTrip(t, &graph.Event{
			Meta:    graph.Meta{ID: "event/itself"},
			Figures: []graph.Figure{{Low: &n, Best: &n, High: &n}},
		})
	}
}

func TestBytesThatAreNotUTF8AreStoredAsGiven(t *testing.T) {
	checkRoundTrip(t, &graph.Codebook{Meta: graph.Meta{ID: "codebook/itself"}, Title: "\xff\x00\xc3", Text: "\xed\xa0\x80"})
}

func TestARecordMayReferToItself(t *testing.T) {
	checkRoundTrip(t, &graph.Document{
		Meta:      graph.Meta{ID: "document/itself"},
		Published: &graph.Date{Anchor: &graph.Anchor{Document: "document/itself", Start: 0, End: 7}},
	})
}

func TestARelayedStatementIsStored(t *testing.T) {
	s := relayedStatement()
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	checkRoundTrip(t, s)
}

// anything draws what a record is filled with.
type anything struct{ *rapid.T }

func (s anything) text() string {
	return rapid.OneOf(rapid.Just(""), rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(s.T, "text")
}

func (s anything) id() graph.ID {
	return graph.ID(rapid.SampledFrom([]string{
		"", "actor/avaria", "actor/borduria", "document/avaria-post-1", "event/call", "location/river", "topic/truce", "agreement/river-truce",
	}).Draw(s.T, "id"))
}

func (s anything) one(n int) int { return rapid.IntRange(0, n-1).Draw(s.T, "one") }

func (s anything) offset() int {
	return rapid.OneOf(rapid.IntRange(0, 300), rapid.IntRange(0, graph.MaxOffset), rapid.Just(graph.MaxOffset)).Draw(s.T, "offset")
}

func (s anything) number() int64 { return rapid.Int64().Draw(s.T, "number") }

func (s anything) float() float64 {
	return math.Float64frombits(rapid.Uint64().Draw(s.T, "float"))
}

func (s anything) yes() bool    { return rapid.Bool().Draw(s.T, "yes") }
func (s anything) absent() bool { return rapid.Bool().Draw(s.T, "absent") }

// length draws from -1 (absent) on, mostly short.
func (s anything) length() int {
	return rapid.SampledFrom([]int{-1, -1, 0, 1, 1, 2, 3}).Draw(s.T, "length")
}

func TestAnyNormalizedRecordIsStored(t *testing.T) {
	for _, k := range graph.Kinds() {
		t.Run(string(k), func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				r := graph.New(k)
				fillRecord(t, anything{rt}, reflect.ValueOf(r).Elem(), 0)
				r.Shared().ID = idOf(k)
				graph.Normalize(r)
				checkRoundTrip(t, r)
			})
		})
	}
}

// A record of many nodes, so that the index of them takes part, names each as
// often as it likes, and nodeOf is asked once.
func TestNodesStandInTheTableOnceInTheOrderOfAppearance(t *testing.T) {
	for _, n := range []int{0, 1, 2, indexedNodes - 1, indexedNodes, indexedNodes + 1, 3 * indexedNodes, 500} {
		a := &graph.Actor{Meta: graph.Meta{ID: "actor/itself"}}
		var want []graph.ID
		for i := range n {
			id := graph.ID(fmt.Sprintf("actor/a-%d", 7919*i%500))
			want = append(want, id)
			a.Collects = append(a.Collects, id, want[i/2], want[0])
		}
		asked := map[graph.ID]int{}
		table := new(nodeTable)
		body, err := appendBody(nil, a, func(id graph.ID) (keys.Node, error) { asked[id]++; return table.node(id) })
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(table.ids, want) {
			t.Fatalf("%d nodes stand in another order: %v", n, table.ids)
		}
		for id, times := range asked {
			if times != 1 {
				t.Fatalf("of %d nodes, %s was asked for %d times", n, id, times)
			}
		}
		got := decodeWith(t, graph.KindActor, a.ID, body, table)
		if path, ok := sameBits(reflect.ValueOf(graph.Record(a)), reflect.ValueOf(got)); !ok {
			t.Fatalf("%d nodes: differs at %s", n, path)
		}
	}
}

func TestAppendBodyAppends(t *testing.T) {
	s := relayedStatement()
	alone, table := encodeBody(t, s)
	before := []byte("before")
	both, err := appendBody(before, s, table.node)
	if err != nil {
		t.Fatal(err)
	}
	if want := "before" + string(alone); string(both) != want {
		t.Fatalf("got %q, want %q", both, want)
	}
}

func TestTheSameRecordAlwaysHasTheSameBody(t *testing.T) {
	want, _ := encodeBody(t, relayedStatement())
	for range 20 {
		if got, _ := encodeBody(t, relayedStatement()); !bytes.Equal(got, want) {
			t.Fatalf("got %x, want %x", got, want)
		}
	}
}

func TestTheOwnIDIsNotInTheBody(t *testing.T) {
	a := &graph.Actor{Meta: graph.Meta{ID: "actor/name-of-its-own"}, Collects: []graph.ID{"actor/another"}}
	body, _ := encodeBody(t, a)
	for _, name := range []string{"name-of-its-own", "another"} {
		if strings.Contains(string(body), name) {
			t.Errorf("the body holds the name %q", name)
		}
	}
}

// Every type that a record is made of is known to the tests above through
// reflection; this says that they reached all of them.
func TestTheListOfEnumerationsIsTheOneThatRecordsUse(t *testing.T) {
	used := map[reflect.Type]bool{reflect.TypeFor[graph.Kind](): true}
	var walk func(reflect.Type)
	seen := map[reflect.Type]bool{}
	walk = func(typ reflect.Type) {
		if seen[typ] {
			return
		}
		seen[typ] = true
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice:
			walk(typ.Elem())
		case reflect.Struct:
			for i := range typ.NumField() {
				walk(typ.Field(i).Type)
			}
		case reflect.String:
			switch typ {
			case reflect.TypeFor[string](), reflect.TypeFor[graph.ID](), reflect.TypeFor[graph.EDTF]():
			default:
				used[typ] = true
			}
		}
	}
	for _, k := range graph.Kinds() {
		walk(reflect.TypeOf(graph.New(k)))
	}
	for typ := range used {
		if _, ok := enumerations()[typ]; !ok {
			t.Errorf("%s is not in the list", typ)
		}
	}
	for typ := range maps.Keys(enumerations()) {
		if !used[typ] {
			t.Errorf("%s is in the list, and no record uses it", typ)
		}
	}
}
