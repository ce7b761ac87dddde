package graph_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
)

func TestIDs(t *testing.T) {
	form := ": after the slash stand a-z, 0-9, and, not first, . _ -"
	for name, test := range map[string]struct {
		id   graph.ID
		want string
	}{
		"a readable one":         {"actor/avaria-spokesman", ""},
		"one of a single letter": {"topic/x", ""},
		"one of digits":          {"event/2016.04_14-7", ""},
		"an utterance":           {"utterance/call", ""},
		"one with a hyphen":      {"import-run/1", ""},
		"as long as may be":      {graph.ID("actor/" + strings.Repeat("x", 96)), ""},
		"one letter too long":    {graph.ID("actor/" + strings.Repeat("x", 97)), `"actor/` + strings.Repeat("x", 97) + `" is no id: the part after the slash has 1 to 96 characters`},
		"none":                   {"", "is missing"},
		"no slash":               {"actor", `"actor" is no id: it does not begin with a kind such as actor/`},
		"no name":                {"actor/", `"actor/" is no id: the part after the slash has 1 to 96 characters`},
		"no kind":                {"/x", `"/x" is no id: it does not begin with a kind such as actor/`},
		"a kind of nothing":      {"person/x", `"person/x" is no id: it does not begin with a kind such as actor/`},
		"a kind in capitals":     {"Actor/x", `"Actor/x" is no id: it does not begin with a kind such as actor/`},
		"capitals":               {"actor/X", `"actor/X" is no id` + form},
		"a hyphen first":         {"actor/-x", `"actor/-x" is no id` + form},
		"a second slash":         {"actor/x/y", `"actor/x/y" is no id` + form},
		"a blank":                {"actor/x y", `"actor/x y" is no id` + form},
		"a line break":           {"actor/x\n", `"actor/x\n" is no id` + form},
		"a letter from afar":     {"actor/ح", `"actor/ح" is no id` + form},
		"broken UTF-8":           {"actor/\xff", `"actor/\xff" is no id` + form},
		"a very long one":        {graph.ID(strings.Repeat("ح", 1000)), `"` + strings.Repeat("ح", 60) + `…" is no id: it does not begin with a kind such as actor/`},
	} {
		t.Run(name, func(t *testing.T) {
			err := test.id.Validate()
			if errText(err) != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if err != nil && !errors.Is(err, graph.ErrInvalid) {
				t.Error("not ErrInvalid")
			}
		})
	}
}

func TestIDsFollowTheirPattern(t *testing.T) {
	kinds := make([]string, 0, 11)
	for _, k := range graph.Kinds() {
		kinds = append(kinds, string(k))
	}
	pattern := regexp.MustCompile(`^(` + strings.Join(append(kinds, "utterance"), "|") + `)/[a-z0-9][a-z0-9._-]{0,95}$`)
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.OneOf(
			rapid.StringMatching(`(actor|event|import-run|utterance|persona?)/?[a-z0-9._\-A-Z/]{0,6}`),
			rapid.StringMatching(`(actor|codebook)/[a-z0-9][a-z0-9._-]{94,97}`),
		).Draw(t, "id")
		if valid := graph.ID(id).Validate() == nil; valid != pattern.MatchString(id) {
			t.Fatalf("%q: %t", id, valid)
		}
		if graph.ID(id).Validate() == nil && string(graph.ID(id).Kind())+"/"+graph.ID(id).Name() != id {
			t.Fatalf("%q is %q and %q", id, graph.ID(id).Kind(), graph.ID(id).Name())
		}
	})
}

func TestOpaqueIDs(t *testing.T) {
	for id, want := range map[graph.ID]bool{
		"actor/0195d1f0-7a1c-7000-8000-00000000002a":  true,
		"actor/0195D1F0-7a1c-7000-8000-00000000002a":  false,
		"actor/0195d1f0-7a1c-7000-8000-00000000002":   false,
		"actor/0195d1f0-7a1c-7000-8000-00000000002ab": false,
		"actor/0195d1f007a1c-7000-8000-00000000002a":  false,
		"actor/0195d1f0-7a1c07000-8000-00000000002a":  false,
		"actor/0195d1f0-7a1c-700008000-00000000002a":  false,
		"actor/0195d1f0-7a1c-7000-8000000000000002a":  false,
		"actor/0195d1f0-7a1c-7000-8000-0000000000-a":  false,
		"actor/0195d1f0-7a1c-7000-8000-00000000002g":  false,
		"actor/avaria-spokesman-of-the-ministry-xxx":  false,
		"0195d1f0-7a1c-7000-8000-00000000002a":        false,
		"":                                            false,
	} {
		if got := id.Opaque(); got != want {
			t.Errorf("%q: %t", id, got)
		}
	}
}

func TestKinds(t *testing.T) {
	kinds := graph.Kinds()
	kinds[0] = "changed"
	want := []graph.Kind{"actor", "statement", "event", "location", "agreement", "document", "topic", "import-run", "judgement", "codebook"}
	if got := graph.Kinds(); !slices.Equal(got, want) {
		t.Errorf("the kinds or their order changed: %v", got)
	}
	for _, k := range want {
		if !k.Valid() {
			t.Errorf("%s is not valid", k)
		}
	}
	for _, k := range []graph.Kind{"", "person", graph.KindUtterance} {
		if k.Valid() {
			t.Errorf("%q is valid", k)
		}
	}
}

func FuzzID(f *testing.F) {
	for _, seed := range []string{"actor/x", "", "/", "actor/", "import-run/a.b_c-d", "actor/\xff", strings.Repeat("x", 500)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id := graph.ID(s)
		err := id.Validate()
		if err == nil && (len(s) > 128 || strings.ToLower(s) != s || id.Name() == "") {
			t.Errorf("%q is taken", s)
		}
		if err != nil && len(err.Error()) > 700 {
			t.Errorf("an error of %d bytes", len(err.Error()))
		}
		if id.Opaque() && len(id.Name()) != 36 {
			t.Errorf("%q is opaque", s)
		}
	})
}

func ExampleID_Validate() {
	fmt.Println(graph.ID("actor/avaria-spokesman").Validate())
	fmt.Println(graph.ID("Avaria's spokesman").Validate())
	// Output:
	// <nil>
	// "Avaria's spokesman" is no id: it does not begin with a kind such as actor/
}
