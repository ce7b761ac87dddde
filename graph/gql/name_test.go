package gql

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
)

func TestNameFor(t *testing.T) {
	names := []graph.Name{
		{Text: "generic", Lang: "fr", Kind: graph.NameGeneric},
		{Text: "epithet", Lang: "ar", Kind: graph.NameEpithet},
		{Text: "alias", Lang: "en", Kind: graph.NameAlias},
		{Text: "second alias", Lang: "en", Kind: graph.NameAlias},
		{Text: "primary", Lang: "en-GB", Kind: graph.NamePrimary},
		{Text: "acronym", Lang: "de", Kind: graph.NameAcronym},
		{Text: "unsaid", Kind: graph.NameHistorical},
	}
	for what, c := range map[string]struct {
		names []graph.Name
		langs string
		want  string
	}{
		"no names":                                {nil, "en", "<nil>"},
		"no preference":                           {names, "", "primary"},
		"the primary one before others":           {names, "en", "primary"},
		"a language of a region":                  {names, "EN-gb", "primary"},
		"a region that no name has":               {names, "en-US", "primary"},
		"no part of a subtag":                     {names, "e", "primary"},
		"the first of a language without another": {names, "de", "acronym"},
		"the first language that has a name":      {names, "ru de en", "acronym"},
		"no epithet where there are other names":  {names, "ar", "primary"},
		"no generic name where there are others":  {names, "fr", "primary"},
		"no generic name in the best language":    {names[:3], "fr", "alias"},
		"an epithet before a generic name":        {names[:2], "fr", "epithet"},
		"a generic name alone":                    {names[:1], "en", "generic"},
		"a name without a language":               {names[6:], "en", "unsaid"},
		"the first among equals":                  {names[2:4], "en", "alias"},
		"an empty preference is for nothing":      {names[5:], " ", "acronym"},
	} {
		t.Run(what, func(t *testing.T) {
			if got := textOf(nameFor(c.names, strings.Split(c.langs, " "))); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func textOf(s *string) string {
	if s == nil {
		return "<nil>"
	}
	return *s
}

// TestNameForByRule compares with the rule as the schema puts it, step by step.
func TestNameForByRule(t *testing.T) {
	langs := []string{"ar", "ar-SY", "en", "ru", ""}
	rapid.Check(t, func(t *rapid.T) {
		var names []graph.Name
		for i := range rapid.IntRange(0, 6).Draw(t, "names") {
			names = append(names, graph.Name{
				Text: fmt.Sprint(i), Lang: rapid.SampledFrom(langs).Draw(t, "lang"), Kind: rapid.SampledFrom(graph.NameKinds()).Draw(t, "kind"),
			})
		}
		wanted := rapid.SliceOfN(rapid.SampledFrom(langs[:4]), 0, 3).Draw(t, "wanted")
		if got, want := textOf(nameFor(names, wanted)), byRule(names, wanted); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	})
}

func byRule(names []graph.Name, wanted []string) string {
	of := func(kinds []graph.NameKind, lang string) string {
		for _, n := range names {
			subtags, range_ := strings.Split(n.Lang, "-"), strings.Split(lang, "-")
			inLang := lang == "any" || len(range_) <= len(subtags) && slices.Equal(subtags[:len(range_)], range_)
			if inLang && slices.Contains(kinds, n.Kind) {
				return n.Text
			}
		}
		return ""
	}
	primary := []graph.NameKind{graph.NamePrimary}
	own := []graph.NameKind{graph.NameAlias, graph.NameAcronym, graph.NameTransliteration, graph.NameHistorical}
	called := []graph.NameKind{graph.NameMetonym, graph.NameEpithet}
	generic := []graph.NameKind{graph.NameGeneric}
	langs := append(slices.Clone(wanted), "any")
	for _, tiers := range [][][]graph.NameKind{{primary, own}, {called}, {generic}} {
		for _, lang := range langs {
			for _, kinds := range tiers {
				if name := of(kinds, lang); name != "" {
					return name
				}
			}
		}
	}
	return "<nil>"
}
