package graph_test

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
)

func TestNormalize(t *testing.T) {
	meta := func(kind graph.Kind) graph.Meta {
		return graph.Meta{ID: graph.ID(kind) + "/x", Marking: graph.MarkingPublic, Status: graph.StatusPublished}
	}
	bare := func(kind graph.Kind) graph.Meta { return graph.Meta{ID: graph.ID(kind) + "/x"} }
	for name, test := range map[string]struct{ from, to graph.Record }{
		"what every record has": {
			&graph.Codebook{Meta: graph.Meta{ID: "codebook/x", Variables: []graph.Variable{{Name: "a"}, {Name: "b", Type: graph.VariableDate}}}},
			&graph.Codebook{Meta: graph.Meta{ID: "codebook/x", Marking: graph.MarkingPublic, Status: graph.StatusPublished, Variables: []graph.Variable{{Name: "a", Type: graph.VariableText}, {Name: "b", Type: graph.VariableDate}}}},
		},
		"what was given stays": {
			&graph.Topic{Meta: graph.Meta{ID: "topic/x", Marking: graph.MarkingProtected, Status: graph.StatusDraft}},
			&graph.Topic{Meta: graph.Meta{ID: "topic/x", Marking: graph.MarkingProtected, Status: graph.StatusDraft}},
		},
		"names of an actor": {
			&graph.Actor{Meta: bare("actor"), Names: []graph.Name{{Text: "a"}, {Text: "b", Kind: graph.NameAlias}}},
			&graph.Actor{Meta: meta("actor"), Names: []graph.Name{{Text: "a", Kind: graph.NamePrimary}, {Text: "b", Kind: graph.NameAlias}}},
		},
		"names of a location": {
			&graph.Location{Meta: bare("location"), Names: []graph.Name{{Text: "a"}}},
			&graph.Location{Meta: meta("location"), Names: []graph.Name{{Text: "a", Kind: graph.NamePrimary}}},
		},
		"names of a topic": {
			&graph.Topic{Meta: bare("topic"), Names: []graph.Name{{Text: "a"}}},
			&graph.Topic{Meta: meta("topic"), Names: []graph.Name{{Text: "a", Kind: graph.NamePrimary}}},
		},
		"names of an agreement": {
			&graph.Agreement{Meta: bare("agreement"), Names: []graph.Name{{Text: "a"}}},
			&graph.Agreement{Meta: meta("agreement"), Names: []graph.Name{{Text: "a", Kind: graph.NamePrimary}}},
		},
		"names and perpetrators of an event": {
			&graph.Event{Meta: bare("event"), Names: []graph.Name{{Text: "a"}}, Participants: []graph.Participant{
				{Role: graph.ParticipantPerpetrator},
				{Role: graph.ParticipantPerpetrator, Certainty: graph.CertaintyEstablished},
				{Role: graph.ParticipantTarget},
			}},
			&graph.Event{Meta: meta("event"), Names: []graph.Name{{Text: "a", Kind: graph.NamePrimary}}, Participants: []graph.Participant{
				{Role: graph.ParticipantPerpetrator, Certainty: graph.CertaintyAlleged},
				{Role: graph.ParticipantPerpetrator, Certainty: graph.CertaintyEstablished},
				{Role: graph.ParticipantTarget},
			}},
		},
		"a statement by somebody": {
			&graph.Statement{
				Meta: bare("statement"), Speakers: []graph.Speaker{{Actor: "actor/x"}}, Acts: []graph.SpeechAct{{Act: graph.ActDeny}, {Act: graph.ActAccuse, Force: graph.ForceImplied}},
				Links: []graph.Link{{Kind: graph.LinkDenies}, {Kind: graph.LinkDenies, Of: graph.LinkOfHavingSaid}},
			},
			&graph.Statement{
				Meta: meta("statement"), Speakers: []graph.Speaker{{Actor: "actor/x"}}, Acts: []graph.SpeechAct{{Act: graph.ActDeny, Force: graph.ForceStated}, {Act: graph.ActAccuse, Force: graph.ForceImplied}},
				Links: []graph.Link{{Kind: graph.LinkDenies, Of: graph.LinkOfContent}, {Kind: graph.LinkDenies, Of: graph.LinkOfHavingSaid}}, Attribution: graph.AttributionNamed, Basis: graph.BasisCoded,
			},
		},
		"a statement by nobody named": {
			&graph.Statement{Meta: bare("statement"), Basis: graph.BasisMachineCoded},
			&graph.Statement{Meta: meta("statement"), Basis: graph.BasisMachineCoded},
		},
		"a statement by an anonymous": {
			&graph.Statement{Meta: bare("statement"), Speakers: []graph.Speaker{{Actor: "actor/x"}}, Attribution: graph.AttributionAnonymous},
			&graph.Statement{Meta: meta("statement"), Speakers: []graph.Speaker{{Actor: "actor/x"}}, Attribution: graph.AttributionAnonymous, Basis: graph.BasisCoded},
		},
		"what is empty": {
			&graph.Statement{
				Meta: bare("statement"), About: []graph.About{}, Said: &graph.Date{}, Evidence: []graph.Evidence{{Document: "document/x", Quoted: &graph.Quoted{}, Edited: []graph.Edited{}}},
				Content: &graph.Content{Mood: graph.MoodFeared, Content: &graph.Content{Toward: []graph.ID{}, Content: &graph.Content{}}},
			},
			&graph.Statement{
				Meta: meta("statement"), Evidence: []graph.Evidence{{Document: "document/x"}}, Content: &graph.Content{Mood: graph.MoodFeared}, Basis: graph.BasisCoded,
			},
		},
		"an end that says nothing": {
			&graph.Agreement{Meta: bare("agreement"), Ended: &graph.Ending{When: &graph.Date{}}},
			&graph.Agreement{Meta: meta("agreement")},
		},
		"what is 0 or false and said": {
			&graph.Location{Meta: bare("location"), Point: &graph.Point{Lat: math.Copysign(0, -1)}},
			&graph.Location{Meta: meta("location"), Point: &graph.Point{}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			graph.Normalize(test.from)
			if !reflect.DeepEqual(test.from, test.to) {
				t.Errorf("\ngot  %+v\nwant %+v", test.from, test.to)
			}
		})
	}
	var nobody *graph.Actor
	graph.Normalize(nobody) // does nothing
	graph.Normalize(nil)

	// A minus before a zero would make two lines of one record.
	l := &graph.Location{Point: &graph.Point{Lat: math.Copysign(0, -1)}}
	if graph.Normalize(l); math.Signbit(l.Point.Lat) {
		t.Error("a zero keeps its minus")
	}
	agreement := &graph.Agreement{Written: ptr(false)}
	if graph.Normalize(agreement); agreement.Written == nil {
		t.Error("false was dropped")
	}
	s := &graph.Statement{Confidence: ptr(0.0), Evidence: passage("document/x", 0, 0)}
	if graph.Normalize(s); s.Confidence == nil || s.Evidence[0].Start == nil {
		t.Error("0 was dropped")
	}
}

func TestNormalizeKeepsWhatIsComplete(t *testing.T) {
	for kind, r := range full() {
		graph.Normalize(r)
		if want := full()[kind]; !reflect.DeepEqual(r, want) {
			t.Errorf("\ngot  %+v\nwant %+v", r, want)
		}
	}
}

func TestNormalizeTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRecord().Draw(t, "record")
		graph.Normalize(r)
		once := graph.Clone(r)
		graph.Normalize(r)
		if !reflect.DeepEqual(r, once) {
			t.Fatalf("\nonce  %+v\ntwice %+v", once, r)
		}
	})
}

func TestEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRecord().Draw(t, "record")
		before := graph.Clone(r)
		other := graph.Clone(r)
		graph.Normalize(other)
		if !graph.Equal(r, other) || !graph.Equal(other, r) {
			t.Fatal("a record does not equal itself, normalized")
		}
		if !reflect.DeepEqual(r, before) {
			t.Fatal("comparing changed a record")
		}
	})

	var nobody *graph.Actor
	someone := &graph.Actor{Meta: graph.Meta{ID: "actor/x"}}
	for name, test := range map[string]struct {
		a, b  graph.Record
		equal bool
	}{
		"nothing and nothing":      {nil, nil, true},
		"nothing and nobody":       {nil, nobody, false},
		"nobody and somebody":      {nobody, someone, false},
		"somebody and nothing":     {someone, nil, false},
		"a default and its value":  {someone, &graph.Actor{Meta: graph.Meta{ID: "actor/x", Marking: graph.MarkingPublic}}, true},
		"a default and another":    {someone, &graph.Actor{Meta: graph.Meta{ID: "actor/x", Marking: graph.MarkingProtected}}, false},
		"an empty list and none":   {someone, &graph.Actor{Meta: graph.Meta{ID: "actor/x"}, Names: []graph.Name{}}, true},
		"two ids":                  {someone, &graph.Actor{Meta: graph.Meta{ID: "actor/y"}}, false},
		"two kinds with one id":    {someone, &graph.Topic{Meta: graph.Meta{ID: "actor/x"}}, false},
		"no number and the number": {&graph.Statement{}, &graph.Statement{Confidence: ptr(0.0)}, false},
	} {
		if got := graph.Equal(test.a, test.b); got != test.equal {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// Two records that differ in one field, whichever it is, are not equal, and a
// clone shares nothing that can be changed: tried on every field that there is.
func TestCloneAndEqualSeeEveryField(t *testing.T) {
	for kind := range full() {
		fields := 0
		leaves(reflect.ValueOf(full()[kind]).Elem(), "", func(int, string, reflect.Value) { fields++ })
		for n := range fields {
			r := full()[kind]
			c := graph.Clone(r)
			if !reflect.DeepEqual(r, c) {
				t.Fatalf("a clone differs: %+v", c)
			}
			leaves(reflect.ValueOf(c).Elem(), "", func(i int, path string, v reflect.Value) {
				if i != n {
					return
				}
				alter(v)
				if graph.Equal(r, c) {
					t.Errorf("a change of %s of a %s is not seen", path, kind)
				}
				if !reflect.DeepEqual(r, full()[kind]) {
					t.Errorf("a change of the clone's %s changed the original %s", path, kind)
				}
			})
		}
	}
	if graph.Clone(nil) != nil || graph.Clone((*graph.Actor)(nil)) != nil {
		t.Error("a clone of nothing is something")
	}
	rapid.Check(t, func(t *rapid.T) {
		r := anyRecord().Draw(t, "record")
		if c := graph.Clone(r); !reflect.DeepEqual(r, c) {
			t.Fatalf("\ngot  %+v\nwant %+v", c, r)
		}
	})
}

// leaves visits every value in v that holds no others, with its path in JSON.
func leaves(v reflect.Value, path string, visit func(i int, path string, v reflect.Value)) {
	i := 0
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		switch v.Kind() {
		case reflect.Struct:
			for f := range v.NumField() {
				name, _, _ := strings.Cut(v.Type().Field(f).Tag.Get("json"), ",")
				walk(v.Field(f), strings.Trim(path+"."+name, "."))
			}
		case reflect.Slice:
			for e := range v.Len() {
				walk(v.Index(e), fmt.Sprintf("%s[%d]", path, e))
			}
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem(), path)
			}
		default:
			visit(i, path, v)
			i++
		}
	}
	walk(v, path)
}

func alter(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Float64:
		v.SetFloat(v.Float() + 0.25)
	default:
		v.SetInt(v.Int() + 1)
	}
}

func BenchmarkNormalize(b *testing.B) {
	r := fullOf[statement](b)
	b.ReportAllocs()
	for b.Loop() {
		graph.Normalize(r)
	}
}

func BenchmarkClone(b *testing.B) {
	r := fullOf[statement](b)
	b.ReportAllocs()
	for b.Loop() {
		graph.Clone(r)
	}
}

func BenchmarkEqual(b *testing.B) {
	r := fullOf[statement](b)
	c := graph.Clone(r)
	b.ReportAllocs()
	for b.Loop() {
		if !graph.Equal(r, c) {
			b.Fatal("a clone differs")
		}
	}
}

func BenchmarkValidate(b *testing.B) {
	r := fullOf[statement](b)
	b.ReportAllocs()
	for b.Loop() {
		if err := r.Validate(); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleNormalize() {
	s := &graph.Statement{
		Meta:     graph.Meta{ID: "statement/x"},
		Speakers: []graph.Speaker{{Actor: "actor/avaria-spokesman"}},
		Acts:     []graph.SpeechAct{{Act: graph.ActDeny}},
	}
	graph.Normalize(s)
	fmt.Println(s.Marking, s.Status, s.Attribution, s.Acts[0].Force, s.Basis)
	// Output: PUBLIC PUBLISHED NAMED STATED CODED
}

func ExampleEqual() {
	a := &graph.Actor{Meta: graph.Meta{ID: "actor/avaria"}}
	b := &graph.Actor{Meta: graph.Meta{ID: "actor/avaria", Marking: graph.MarkingPublic}, Names: []graph.Name{}}
	fmt.Println(graph.Equal(a, b))
	// Output: true
}
