package text_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"hudna/graph/text"
)

func TestFold(t *testing.T) {
	for name, test := range map[string]struct{ given, want string }{
		"nothing":                             {"", ""},
		"ASCII letters":                       {"KERRY, John (1)", "kerry, john (1)"},
		"alef with hamza above":               {"أسد", "اسد"},
		"alef with hamza below":               {"إدلب", "ادلب"},
		"alef with madda":                     {"آل", "ال"},
		"alef wasla":                          {"ٱلله", "الله"},
		"alef with a hamza that stands apart": {"ا\u0654سد", "اسد"},
		"alef with a madda that stands apart": {"ا\u0653ل", "ال"},
		"alef maksura":                        {"موسى", "موسي"},
		"Farsi yeh":                           {"کیری", "كيري"},
		"alef with a wavy hamza":              {"ٲٳ", "اا"},
		"yeh barree":                          {"ےۓ", "يي"},
		"yeh with hamza":                      {"هيئة", "هييه"},
		"waw with hamza":                      {"مؤتمر", "موتمر"},
		"hamza on its own stays":              {"وزراء", "وزراء"},
		"teh marbuta":                         {"وزارة", "وزاره"},
		"teh marbuta goal":                    {"وزارۃ", "وزاره"},
		"heh goal":                            {"ہدنہۂ", "هدنهه"},
		"heh doachashmee":                     {"ھدنه", "هدنه"},
		"heh with yeh above":                  {"خانۀ", "خانه"},
		"heh with a hamza that stands apart":  {"خانه\u0654", "خانه"},
		"swash kaf":                           {"ڪ", "ك"},
		"letters borrowed by Arabic stay":     {"پاریس گاز ڤ چ", "پاريس گاز ڤ چ"},
		"tatweel":                             {"هـــدنة", "هدنه"},
		"vowel signs":                         {"هُدْنَةٌ", "هدنه"},
		"shadda":                              {"حضَّا", "حضا"},
		"superscript alef":                    {"هٰذا", "هذا"},
		"high hamza":                          {"قازاق\u0674", "قازاق"},
		"letter with a high hamza":            {"\u0678", "ي"},
		"Quranic marks":                       {"ال\u06DAم\u06E1\u08F0", "الم"},
		"lam-alef ligature":                   {"ﻻﻓﺮﻭﻑ", "لافروف"},
		"presentation forms":                  {"ﻛﻴﺮﻱ", "كيري"},
		"ligature for a whole word":           {"ﷲ", "الله"},
		"ligature for a phrase":               {"ﷺ", "صلي الله عليه وسلم"},
		"zero width non-joiner":               {"می\u200Cخواهم", "ميخواهم"},
		"zero width joiner":                   {"ه\u200D", "ه"},
		"bidi marks":                          {"\u200Eكيري\u200F \u2067Kerry\u2069 \u202Aa\u202C\u061C", "كيري kerry a"},
		"byte order mark":                     {"\uFEFFكيري", "كيري"},
		"word joiner and soft hyphen":         {"a\u2060b\u00ADc", "abc"},
		"variation selector":                  {"a\uFE0Fb", "ab"},
		"zero width space":                    {"a\u200Bb", "a b"},
		"no-break space":                      {"a\u00A0b", "a b"},
		"Arabic punctuation stays":            {"لماذا؟ نعم، لا؛", "لماذا؟ نعم، لا؛"},
		"Latin accents":                       {"Élysée Gümüş Šešelj Ñandú", "elysee gumus seselj nandu"},
		"Latin accents that stand apart":      {"E\u0301lyse\u0301e", "elysee"},
		"two accents on a letter":             {"Nguyễn", "nguyen"},
		"Turkish i":                           {"İstanbul Yıldırım ISPARTA", "istanbul yildirim isparta"},
		"sharp s":                             {"Weißenfels WEISSENFELS ẞ", "weissenfels weissenfels ss"},
		"letters that do not decompose":       {"Øystein Đilas Łódź Ħal Ŧ Æsir Œuvre Þór Ð", "oystein dilas lodz hal t aesir oeuvre thor d"},
		"ligatures of Latin":                  {"ﬁﬀ ĳ ǆ", "fiff ij dz"},
		"long s":                              {"ſ", "s"},
		"fullwidth letters":                   {"ＫＥＲＲＹ＇Ｓ", "kerrys"},
		"apostrophe between letters":          {"Sana'a Sana’a Sana‘a Sana`a", "sanaa sanaa sanaa sanaa"},
		"romanized ayn and hamza":             {"Sanʿāʾ Darʻā Baʼth", "sana dara bath"},
		"quotation marks stay":                {"'Kerry' said", "'kerry' said"},
		"quotation marks after a word stay":   {"said 'Kerry'", "said 'kerry'"},
		"an apostrophe at an end stays":       {"the Kerrys' call", "the kerrys' call"},
		"two apostrophes stay":                {"a''b", "a''b"},
		"Russian":                             {"ЛАВРОВ Сергей", "лавров сергей"},
		"yo":                                  {"Королёв ЁЛКА", "королев елка"},
		"yo that stands apart":                {"Королёв", "королев"},
		"short i stays":                       {"Чайка Й", "чайка й"},
		"short i that stands apart":           {"Чай\u0306ка"[:len("Ча")] + "и\u0306ка", "чайка"},
		"stress":                              {"Ки\u0301ев ѐ ѝ", "киев е и"},
		"Ukrainian":                           {"Зеленський Київ Ґ Є", "зеленський київ ґ є"},
		"Macedonian":                          {"Ѓ Ќ Љ", "ѓ ќ љ"},
		"Greek":                               {"ΆΡΗΣ Άρης ᾳ ΐ", "αρησ αρησ α ι"},
		"Arabic-Indic digits":                 {"٢٠١٦", "2016"},
		"Persian digits":                      {"۲۰۱۶", "2016"},
		"Devanagari digits":                   {"२०१६", "2016"},
		"superscript and circled digits":      {"x² ①", "x2 1"},
		"mathematical digits":                 {"𝟐𝟎𝟏𝟔", "2016"},
		"Devanagari vowel signs stay":         {"दिल्ली", "दिल्ली"},
		"Japanese voicing stays":              {"が か\u3099", "が が"},
		"Korean composes":                     {"\u1112\u1161\u11AB", "한"},
		"Korean composes after an accent":     {"\u1112\u0301\u1161\u11AB", "한"},
		"Armenian":                            {"ԵՐԵՎԱՆ և", "երեվան եւ"},
		"Hebrew":                              {"שָׁלוֹם", "שָׁלוֹם"},
		"bytes that are not UTF-8":            {"a\xffb", "a\uFFFDb"},
		"lines":                               {"a\n\tb", "a\n\tb"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := text.Fold(test.given); got != test.want {
				t.Errorf("%q folds to %q (%+q), want %q (%+q)", test.given, got, got, test.want, test.want)
			}
		})
	}
}

// The decimal digits of Unicode are in runs of ten, which folding relies on.
func TestFoldDigitsOfEveryScript(t *testing.T) {
	runs := 0
	check := func(low, high, stride rune) {
		if stride != 1 || (high-low+1)%10 != 0 {
			t.Errorf("%U to %U by %d is not in tens", low, high, stride)
		}
		for r := low; r <= high; r++ {
			if got, want := text.Fold(string(r)), fmt.Sprint((r-low)%10); got != want {
				t.Errorf("%U folds to %q, want %q", r, got, want)
			}
		}
		runs++
	}
	for _, run := range unicode.Nd.R16 {
		check(rune(run.Lo), rune(run.Hi), rune(run.Stride))
	}
	for _, run := range unicode.Nd.R32 {
		check(rune(run.Lo), rune(run.Hi), rune(run.Stride))
	}
	if runs < 50 {
		t.Errorf("only %d runs of digits", runs)
	}
}

func TestFoldDropsEveryArabicMark(t *testing.T) {
	marks := 0
	for r := range codePoints {
		if unicode.Is(unicode.Mn, r) && unicode.In(r, unicode.Arabic, unicode.Inherited) {
			marks++
			if got := text.Fold("س" + string(r) + "د"); got != "سد" {
				t.Errorf("%U is left in %+q", r, got)
			}
		}
	}
	if marks < 100 {
		t.Errorf("only %d marks", marks)
	}
}

// codePoints yields every assigned code point; of the tens of thousands of
// caseless characters from U+3000 on that are not Arabic (Chinese, Korean,
// private, pictures), some.
func codePoints(yield func(rune) bool) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		assigned := unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf, unicode.Co)
		if !utf8.ValidRune(r) || !assigned || r%97 != 0 && r >= 0x3000 && unicode.In(r, unicode.Lo, unicode.So, unicode.Co) && !unicode.Is(unicode.Arabic, r) {
			continue
		}
		if !yield(r) {
			return
		}
	}
}

// Every code point alone, and between letters that may compose with what it
// leaves.
func TestFoldTwiceIsFoldOnceForEveryCodePoint(t *testing.T) {
	for r := range codePoints {
		for _, s := range []string{string(r), string([]rune{'и', r, 0x0306}), string([]rune{0x1112, r, 0x1161})} {
			once := text.Fold(s)
			if twice := text.Fold(once); twice != once {
				t.Fatalf("%+q folds to %+q, and that to %+q", s, once, twice)
			}
		}
	}
}

// No upper case, no presentation form, no tatweel, no Arabic vowel sign and no
// ignorable code point is left by any code point.
func TestFoldLeavesNothingToFold(t *testing.T) {
	for r := range codePoints {
		if r == 0xFE73 { // a piece of a letter, which stands for none
			continue
		}
		for _, left := range text.Fold(string(r)) {
			switch {
			case unicode.IsUpper(left) && !unicode.Is(unicode.Cherokee, left) && unicode.ToLower(left) != left,
				unicode.Is(unicode.Nd, left) && left > '9',
				unicode.IsLetter(left) && (0xFB50 <= left && left <= 0xFDFF || 0xFE70 <= left && left <= 0xFEFC),
				strings.ContainsRune("أإآٱىیئکؤةـ\u064B\u0650\u0670\u200B\u200C\u200D\u200E\u200F\u202B\u2067\uFEFFёøı", left):
				t.Errorf("%U leaves %U", r, left)
			}
		}
	}
}

// What the fast way and the thorough way make of a text is the same: a letter
// that only the thorough way can fold, set apart, makes no difference.
func TestFoldFastIsFoldThorough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t, "text")
		fast, thorough := text.Fold(s+" "), text.Fold(s+" é")
		if fast+"e" != thorough {
			t.Fatalf("%+q folds to %+q alone and to %+q with another", s, fast, thorough)
		}
	})
}

// drawText draws text of what is hard about folding.
func drawText(t *rapid.T, label string) string {
	runes := []rune("كيريبلافروفأإآىةئؤکیٱ ـًٌّْ\u0653\u0654\u0670\u06D6٠۹ABCdéßøıİñ'’` -.,ЁёЙйи\u0306\u0301\u0308\u200B\u200C\u200D\u200F\u202A\uFEFF\u1112\u1161\u11ABかが\u3099ﷺﻻﷲﹰ«»—²①ΆΣς\u0345क़\u093C\u09C7\u09BE\u0600\u06DD")
	return string(rapid.SliceOfN(rapid.SampledFrom(runes), 0, 12).Draw(t, label))
}

func TestFoldTwiceIsFoldOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t, "text")
		once := text.Fold(s)
		if twice := text.Fold(once); twice != once {
			t.Fatalf("%+q folds to %+q, and that to %+q", s, once, twice)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for name, s := range map[string]string{
		"ASCII":    "Ministry of made-up affairs of Avaria",
		"Arabic":   "وِزارة الشّؤون المُختلَقة في أفاريا",
		"Cyrillic": "Министерство придуманных дел Аварии",
		"Latin":    "Ministère des affaires imaginées d'Avarie",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				text.Fold(s)
			}
		})
	}
}
