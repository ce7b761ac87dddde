package search_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/search"
)

func TestParse(t *testing.T) {
	for what, c := range map[string]struct{ query, want, refused string }{
		"words":                            {"Kerry  called, Lavrov!", "kerry called lavrov", ""},
		"words in other scripts":           {"كيري Лавров 2016", "كيري лавров 2016", ""},
		"a word twice":                     {"truce the TRUCE", "truce the", ""},
		"two forms of a word":              {"truce truces", "truce truces", ""},
		"stop words only":                  {"the of and في من", "the of and في من", ""},
		"a phrase":                         {`"cessation of hostilities"`, "«cessation of hostilities»", ""},
		"a phrase in guillemets":           {"«وقف الأعمال القتالية»", "«وقف الاعمال القتاليه»", ""},
		"a phrase in curly marks":          {"“cease fire”", "«cease fire»", ""},
		"a phrase in low marks":            {"„cease fire“ „прекращение огня”", "«cease fire» «прекращение огня»", ""},
		"low marks within guillemets":      {"«a „b“ c» „d «e»“", "«a b c» «d e»", ""},
		"a low mark that is not closed":    {"„cease", "", "text: has a quotation mark „ that is not closed"},
		"a phrase among words":             {`Kerry "cease fire" Lavrov`, "kerry «cease fire» lavrov", ""},
		"a phrase beside a word":           {`Kerry"cease fire"Lavrov`, "kerry «cease fire» lavrov", ""},
		"a phrase of a word":               {`"truce"`, "«truce»", ""},
		"a word and the phrase of it":      {`truce "truce"`, "truce «truce»", ""},
		"a phrase within others' marks":    {`«a "b" c»`, "«a b c»", ""},
		"a phrase without words":           {`Kerry "…"`, "kerry", ""},
		"directions mixed":                 {"\u200fكيري\u200e Kerry \u202bوقف\u202c", "كيري kerry وقف", ""},
		"as long as may be":                {strings.Repeat("a", search.MaxQuery), "", ""},
		"as many words as may be":          {strings.Repeat("a b ", search.MaxWords/2), "a b", ""},
		"too long":                         {strings.Repeat("a", search.MaxQuery+1), "", "text: has 1025 bytes; a query has at most 1024"},
		"far too long":                     {strings.Repeat("word ", 2000), "", "text: has 10000 bytes; a query has at most 1024"},
		"too many words":                   {strings.Repeat("a ", search.MaxWords+1), "", "text: has 33 words; a query has at most 32"},
		"too many words in phrases":        {`"` + strings.Repeat("a ", 20) + `" "` + strings.Repeat("b ", 13) + `"`, "", "text: has 33 words; a query has at most 32"},
		"nothing":                          {"", "", "text: has no letters or digits to look for"},
		"no letters":                       {" «—» … ؟ ", "", "text: has no letters or digits to look for"},
		"a mark that is not closed":        {`Kerry "cease fire`, "", `text: has a quotation mark " that is not closed`},
		"a guillemet that is not closed":   {"«وقف", "", "text: has a quotation mark « that is not closed"},
		"a curly mark that is not closed":  {"“cease", "", "text: has a quotation mark “ that is not closed"},
		"a guillemet that closes nothing":  {"وقف»", "", "text: has a » that closes nothing"},
		"a curly mark that closes nothing": {"cease”", "", "text: has a ” that closes nothing"},
		"three marks":                      {`"cease" "fire`, "", `text: has a quotation mark " that is not closed`},
	} {
		t.Run(what, func(t *testing.T) {
			q, err := search.Parse("text", c.query)
			if c.refused != "" {
				var field *graph.FieldError
				if !errors.As(err, &field) || err.Error() != c.refused {
					t.Errorf("refused with %v, want %s", err, c.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := q.String(); c.want != "" && got != c.want {
				t.Errorf("understood as %s, want %s", got, c.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "truce", `"a b" c`, "«وقف", "“a”", "\xff\"", "»", strings.Repeat("s", 600)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := search.Parse("text", s)
		if err != nil {
			if !errors.Is(err, graph.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		again, err := search.Parse("text", q.String())
		// What is too long for a word is known by its hash, which is another word.
		if err != nil || again.String() != q.String() && !strings.Contains(q.String(), "#") {
			t.Fatalf("%q is understood as %q, and that as %v, %v", s, q, again, err)
		}
		r := &graph.Statement{Text: s}
		if strings.ContainsAny(s, "\"«“„") {
			return // phrases may stand together here only
		}
		if !q.Match(r) || len(q.Highlights(r)) == 0 {
			t.Fatalf("%q does not find itself", s)
		}
	})
}

func statement(text string, translations ...string) *graph.Statement {
	s := &graph.Statement{Text: text}
	for _, t := range translations {
		s.Translations = append(s.Translations, graph.Translation{Text: t})
	}
	return s
}

func TestHighlights(t *testing.T) {
	for what, c := range map[string]struct {
		query  string
		record graph.Record
		want   []string // path, and what is lit
	}{
		"words in their forms":     {"هدنة truce", statement("قالا إن الهُدْنَة صامدة", "The Truces hold"), []string{"text الهُدْنَة", "translations[0].text Truces"}},
		"a sign at the end":        {"شيء شيئا", statement("لم يقل شيئاً", "شيءٌ، ـ"), []string{"text شيئاً", "translations[0].text شيءٌ"}},
		"a word in two items":      {`truce truces "a truce"`, statement("a truce"), []string{"text a truce"}},
		"each time":                {"truce", statement("truce, TRUCE; truces"), []string{"text truce", "text TRUCE", "text truces"}},
		"a phrase":                 {"«وقف الأعمال القتالية»", statement("ووقف الأعمال القتالية، وقف الأعمال القتالية"), []string{"text وقف الأعمال القتالية"}},
		"a phrase with signs":      {`"cessation of hostilities"`, statement("the Cessation, of «hostilities»"), []string{"text Cessation, of «hostilities"}},
		"a phrase and its word":    {`"a truce now" truce`, statement("a truce now, a truce"), []string{"text a truce now", "text truce"}},
		"phrases that overlap":     {`"a b" "b c"`, statement("a b c"), []string{"text a b c"}},
		"not one of two words":     {"a b", statement("a", "b"), []string{"text a", "translations[0].text b"}},
		"no phrase over two texts": {`"a b"`, statement("a", "b"), nil},
		"a document":               {"truce", &graph.Document{Title: "A truce", Text: "no truce"}, []string{"title truce", "text truce"}},
		"the second name":          {"متحدث", &graph.Actor{Names: []graph.Name{{Text: "A"}, {Text: "المتحدث"}}}, []string{"names[1].text المتحدث"}},
		"letters that fold to two": {"oeuvre", statement("l’œuvre ßœuvre œuvre"), []string{"text œuvre"}},
		"what is not searched":     {"truce", &graph.ImportRun{}, nil},
	} {
		t.Run(what, func(t *testing.T) {
			q, err := search.Parse("text", c.query)
			if err != nil {
				t.Fatal(err)
			}
			texts := map[string][]rune{}
			for _, f := range search.Fields(c.record) {
				texts[f.Path] = []rune(f.Text)
			}
			var got []string
			for _, h := range q.Highlights(c.record) {
				got = append(got, h.Path+" "+string(texts[h.Path][h.Start:h.End]))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestNamesThatAreMarked(t *testing.T) {
	names := []graph.Name{{Text: "Lake Council"}, {Text: "Council of the Upper Lake, at the Lake"}, {Text: "مجلس البحيرة"}, {Text: "Council"}}
	for what, c := range map[string]struct {
		called search.Called
		record graph.Record
		want   []string
	}{
		"in each name that meets it":  {search.Called{Names: []string{"lake council"}}, &graph.Actor{Names: names}, []string{"names[0].text Lake", "names[0].text Council", "names[1].text Council", "names[1].text Lake", "names[1].text Lake"}},
		"the whole word":              {search.Called{Starts: []string{"بح"}}, &graph.Location{Names: names}, []string{"names[2].text البحيرة"}},
		"what is asked twice, once":   {search.Called{Names: []string{"upper"}, Starts: []string{"upp"}}, &graph.Topic{Names: names}, []string{"names[1].text Upper"}},
		"each by what it meets":       {search.Called{Names: []string{"upper"}, Starts: []string{"مجل"}}, &graph.Agreement{Names: names}, []string{"names[1].text Upper", "names[2].text مجلس"}},
		"none that has not all of it": {search.Called{Names: []string{"council river"}}, &graph.Event{Names: names}, nil},
		"a letter that is words":      {search.Called{Starts: []string{"ﷺ"}}, &graph.Actor{Names: []graph.Name{{Text: "a ﷺ"}}}, []string{"names[0].text ﷺ"}},
	} {
		t.Run(what, func(t *testing.T) {
			texts := map[string][]rune{}
			for _, f := range search.Fields(c.record) {
				texts[f.Path] = []rune(f.Text)
			}
			var got []string
			for _, h := range c.called.Highlights(c.record) {
				got = append(got, h.Path+" "+string(texts[h.Path][h.Start:h.End]))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestHighlightsAreBounded(t *testing.T) {
	q, err := search.Parse("text", "truce")
	if err != nil {
		t.Fatal(err)
	}
	for n := search.MaxHighlights - 1; n <= search.MaxHighlights+1; n++ {
		if got := len(q.Highlights(statement(strings.Repeat("truce ", n)))); got != min(n, search.MaxHighlights) {
			t.Errorf("%d highlights of %d", got, n)
		}
	}
}

func ExampleParse() {
	q, err := search.Parse("text", "«وقف الأعمال القتالية» كيري")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, words := range []string{
		"أكد كيري وقف الأعمال القتالية",
		"أكد كيربي وقف الأعمال القتالية",
		"أكد لكيري ووقف للأعمال القتالية",
	} {
		fmt.Println(q.Match(&graph.Statement{Text: words}))
	}
	// Output:
	// true
	// false
	// false
}

// Words that are longer than a key may be are told from others that begin in
// the same way.
func TestWordsTooLongForAKey(t *testing.T) {
	long := strings.Repeat("ab", 400)
	q, err := search.Parse("text", long+"c")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{long + "c": true, strings.ToUpper(long) + "C": true, long + "d": false, long: false} {
		if got := q.Match(statement(text)); got != want {
			t.Errorf("a word of %d letters is found: %t", len(text), got)
		}
	}
}
