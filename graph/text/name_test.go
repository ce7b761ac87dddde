package text_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph/text"
)

// What must be found, by a query, in a name.
var found = map[string][2]string{
	"the name itself":                         {"كيري", "كيري"},
	"one of its words":                        {"كيري", "جون كيري"},
	"all of its words in another order":       {"كيري جون", "جون كيري"},
	"a word twice":                            {"كيري كيري", "جون كيري"},
	"Farsi letters":                           {"کیری", "كيري"},
	"presentation forms":                      {"ﻛﻴﺮﻱ", "كيري"},
	"vowel signs in the query":                {"كِيرِي", "كيري"},
	"vowel signs in the name":                 {"كيربي", "كِيرْبِي"},
	"tatweel":                                 {"كيــري", "كيري"},
	"alef without its hamza":                  {"الامم المتحده", "الأمم المتحدة"},
	"yeh and alef maksura":                    {"مصطفي", "مصطفى"},
	"teh marbuta and heh":                     {"سوريه", "سورية"},
	"the article of the name left out":        {"خارجية", "الخارجية"},
	"the article in the query alone":          {"الخارجية", "خارجية"},
	"a name in a phrase with the article":     {"خارجية", "وزارة الخارجية"},
	"and before the query":                    {"وكيري", "كيري"},
	"and before the name":                     {"كيري", "وكيري"},
	"so before the query":                     {"فموسكو", "موسكو"},
	"by before the query":                     {"بحلب", "حلب"},
	"to before the query":                     {"لحلب", "حلب"},
	"as before the query":                     {"كدمشق", "دمشق"},
	"to before a name that begins with it":    {"للافروف", "لافروف"},
	"and before a name that begins with an l": {"ولافروف", "لافروف"},
	"a name that begins with lam-alef":        {"لافروف", "سيرغي لافروف"},
	"to the, for a name with the article":     {"للخارجية", "الخارجية"},
	"to the, for a name without it":           {"للخارجية", "خارجية"},
	"the article, for a name with to the":     {"الأمم", "الأمين العام للأمم المتحدة"},
	"a bare word, for a name with to the":     {"أمم", "الأمين العام للأمم المتحدة"},
	"and the":                                 {"والخارجية", "الخارجية"},
	"and the, for a name without the article": {"والخارجية", "خارجية"},
	"by the":                               {"بالخارجية", "الخارجية"},
	"as the":                               {"كالخارجية", "الخارجية"},
	"so the":                               {"فالخارجية", "الخارجية"},
	"and by the":                           {"وبالخارجية", "الخارجية"},
	"and to the":                           {"وللخارجية", "الخارجية"},
	"and to":                               {"ولدمشق", "دمشق"},
	"the article, for a name with and the": {"الدفاع", "الخارجية والدفاع"},
	"by the, for a name with and the":      {"بالدفاع", "الخارجية والدفاع"},
	"a bare word, for a name with to":      {"دعم سوريا", "المجموعة الدولية لدعم سوريا"},
	"and before Allah":                     {"والله", "نصر الله"},
	"by before letters like the article":   {"بالتزام", "الالتزام"},
	"the article before letters of another script": {"BBC", "الـBBC"},
	"Latin case":                       {"kerry", "John KERRY"},
	"Latin accents":                    {"Ndjamena", "N'Djaména"},
	"a sharp s":                        {"WEISS", "Weiß"},
	"Turkish letters":                  {"erdogan yildirim", "Erdoğan Yıldırım"},
	"romanized ayn":                    {"Dara", "Darʿā"},
	"an apostrophe":                    {"Sana'a", "Sanaa"},
	"a part of a hyphenated name":      {"Assad", "al-Assad"},
	"the article as a word of its own": {"al Assad", "al-Assad"},
	"yo":                               {"Королев", "Королёв"},
	"Cyrillic case":                    {"ЛАВРОВ", "Сергей Лавров"},
	"digits":                           {"2268", "قرار ٢٢٦٨"},
	"bidi marks around the query":      {"\u200Fكيري\u200F", "كيري"},
	"punctuation around the query":     {"«كيري»،", "كيري"},
}

// What must not be found.
var notFound = map[string][2]string{
	"Kerry is not Kirby":                          {"كيري", "كيربي"},
	"Kirby is not Kerry":                          {"كيربي", "كيري"},
	"Kerry is not John Kirby":                     {"كيري", "جون كيربي"},
	"and Kerry is not Kirby":                      {"وكيري", "كيربي"},
	"to Kirby is not Kerry":                       {"لكيربي", "كيري"},
	"nor in Latin":                                {"Kerry", "Kirby"},
	"nothing":                                     {"", "كيري"},
	"punctuation":                                 {"« »", "كيري"},
	"a name without words":                        {"كيري", "—"},
	"one word of two is missing":                  {"جون لافروف", "جون كيري"},
	"the beginning of a word":                     {"كير", "كيري"},
	"the end of a word":                           {"erry", "Kerry"},
	"the middle of a word":                        {"فرو", "لافروف"},
	"letters that differ after different clitics": {"فيري", "كيري"},
	"what and and by leave, both taken off":       {"بحازم", "وحازم"},
	"short i is not i":                            {"Чаика", "Чайка"},
	"a letter of Ukrainian":                       {"Киив", "Київ"},
	"borrowed letters":                            {"باريس", "پاريس"},
	"what would leave two letters":                {"اب", "باب"},
	"the article that would leave two letters":    {"له", "الله"},
	"to the that would leave two letters":         {"هب", "للهب"},
	"a Latin article is not taken off":            {"assad", "alassad"},
	"a Latin letter is no clitic":                 {"larry", "arry"},
	"clitics in the wrong order":                  {"باوكيري", "كيري"},
	"two conjunctions":                            {"وفوكيري", "كيري"},
	"an article after an article":                 {"الالخارجية", "خارجية"},
	"the article written out after to":            {"لالخارجية", "خارجية"},
	"another digit":                               {"2254", "2268"},
	"a transliteration":                           {"Kerry", "كيري"},
}

func TestMatchName(t *testing.T) {
	for name, pair := range found {
		if !text.MatchName(pair[0], pair[1]) {
			t.Errorf("%s: %q does not find %q", name, pair[0], pair[1])
		}
	}
	for name, pair := range notFound {
		if text.MatchName(pair[0], pair[1]) {
			t.Errorf("%s: %q finds %q", name, pair[0], pair[1])
		}
	}
}

func TestNameKeys(t *testing.T) {
	for name, test := range map[string]struct {
		given string
		want  []string
	}{
		"nothing":                      {"", nil},
		"Latin":                        {"John Kerry", []string{"john", "kerry"}},
		"a word twice":                 {"Kerry KERRY", []string{"kerry"}},
		"an Arabic word":               {"دمشق", []string{"دمشق"}},
		"the article":                  {"الخارجية", []string{"الخارجيه", "+خارجيه"}},
		"a first letter like a clitic": {"كيري", []string{"كيري", "+يري"}},
		"lam-alef":                     {"لافروف", []string{"لافروف", "+افروف"}},
		"to the":                       {"للأمم", []string{"للامم", "+الامم", "+لامم", "+امم"}},
		"and to the":                   {"وللخارجية", []string{"وللخارجيه", "+للخارجيه", "+الخارجيه", "+لخارجيه", "+خارجيه"}},
		"two words with one stem":      {"والخارجية الخارجية", []string{"والخارجيه", "+الخارجيه", "+خارجيه", "الخارجيه"}},
		"short words":                  {"في بن لها", []string{"في", "بن", "لها"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := text.NameKeys(test.given); !slices.Equal(got, test.want) {
				t.Errorf("%q has the keys %q, want %q", test.given, got, test.want)
			}
		})
	}
}

func TestNameQuery(t *testing.T) {
	for query, want := range map[string][][]string{
		"":             nil,
		"Kerry, KERRY": {{"kerry", "+kerry"}},
		"جون كيري":     {{"جون", "+جون"}, {"كيري", "+كيري", "يري"}},
		"والخارجية":    {{"والخارجيه", "+والخارجيه", "الخارجيه", "+الخارجيه", "خارجيه"}},
		"للخارجية":     {{"للخارجيه", "+للخارجيه", "لخارجيه", "الخارجيه", "+الخارجيه", "خارجيه"}},
		"في المئة 50":  {{"في", "+في"}, {"الميه", "+الميه", "ميه"}, {"50", "+50"}},
	} {
		got := text.NameQuery(query)
		if !slices.EqualFunc(got, want, func(a, b []string) bool {
			a, b = slices.Clone(a), slices.Clone(b)
			if len(a) == 0 || a[0] != b[0] {
				return false
			}
			slices.Sort(a)
			slices.Sort(b)
			return slices.Equal(a, b)
		}) {
			t.Errorf("%q asks for %q, want %q", query, got, want)
		}
	}
}

// Matching is decided anew by putting every clitic before every word.
func TestMatchNameAsTheOracleSays(t *testing.T) {
	var clitics []string
	for _, c := range []string{"", "و", "ف"} {
		for _, p := range []string{"", "ب", "ك", "ل"} {
			clitics = append(clitics, c+p)
		}
	}
	// with lists what a word of three letters or more becomes after clitics,
	// and with after clitics and the article.
	with := func(word string) (bare, definite []string) {
		if len([]rune(word)) < 3 {
			return nil, nil
		}
		for _, c := range clitics {
			if c != "" {
				bare = append(bare, c+word)
			}
			if before, ok := strings.CutSuffix(c, "ل"); ok {
				definite = append(definite, before+"لل"+word)
			} else {
				definite = append(definite, c+"ال"+word)
			}
		}
		return bare, definite
	}
	matches := func(query, name string) bool {
		if query == name {
			return true
		}
		for _, pair := range [][2]string{{query, name}, {name, query}} {
			bare, definite := with(pair[0])
			if slices.Contains(bare, pair[1]) || slices.Contains(definite, pair[1]) {
				return true
			}
			// Clitics before both where the article says so: all that can
			// stand before the longer stem of the two.
			stem, ok := strings.CutPrefix(pair[0], "ال")
			if _, definite := with(stem); ok && slices.Contains(definite, pair[1]) {
				return true
			}
		}
		for cut := range []rune(query) {
			stem := string([]rune(query)[cut:])
			_, definite := with(stem)
			if slices.Contains(definite, query) && slices.Contains(definite, name) {
				return true
			}
			// What begins like the article is taken to begin with it, also
			// where it is the word's own and another article stands before it.
			bare, definite := with("ال" + stem)
			whole := slices.Concat(bare, definite)
			if slices.Contains(whole, query) && slices.Contains(whole, name) {
				return true
			}
		}
		return false
	}
	word := rapid.Custom(func(t *rapid.T) string {
		stem := string(rapid.SliceOfN(rapid.SampledFrom([]rune("ابلوكم")), 1, 5).Draw(t, "stem"))
		before := rapid.SampledFrom(clitics).Draw(t, "clitics")
		return before + rapid.SampledFrom([]string{"", "ال", "ل"}).Draw(t, "article") + stem
	})
	both := [2]int{}
	rapid.Check(t, func(t *rapid.T) {
		query := word.Draw(t, "query")
		name := word.Draw(t, "name")
		if rapid.Bool().Draw(t, "related") {
			name = rapid.SampledFrom(clitics).Draw(t, "clitics of the name") + rapid.SampledFrom([]string{"", "ال"}).Draw(t, "article of the name") + query
		}
		want := matches(query, name)
		if got := text.MatchName(query, name); got != want {
			t.Fatalf("%s finds %s: %t, want %t (%q, %q)", query, name, got, want, text.NameQuery(query), text.NameKeys(name))
		}
		if want {
			both[0]++
		} else {
			both[1]++
		}
	})
	if both[0] < 10 || both[1] < 10 {
		t.Errorf("%d matches and %d others were tried", both[0], both[1])
	}
}

// Without clitics, a name matches if it has all words of the query.
func TestMatchNameWithoutClitics(t *testing.T) {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"anna", "berg", "Carl", "دمشق", "Дом", "x", "12"}), 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		query, name := words.Draw(t, "query"), words.Draw(t, "name")
		want := len(query) > 0
		for _, w := range query {
			want = want && slices.Contains(name, w)
		}
		if got := text.MatchName(strings.Join(query, " "), strings.Join(name, "-")); got != want {
			t.Fatalf("%q in %q: %t, want %t", query, name, got, want)
		}
	})
}

func BenchmarkNameKeys(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		text.NameKeys("وزارة الشؤون المختلقة")
	}
}
