package graphtest

import (
	"fmt"
	"strings"

	"hudna/graph"
)

// The words of made-up texts, in stretches of which each is of one language.
// They are such that one stands in many forms: with what is written as one with
// it, with endings, in other spellings.
var stretches = [][]string{
	{
		"قالت وزارة الخارجية", "وقالت الوزارة", "للوزارة", "إن وقف الأعمال القتالية صامد", "وقف أعمال القتال", "في كارفيلا", "لكارفيلا",
		"خروقات الهدنة", "وخروقات للهدنة", "هدنة كارفيلا", "الهُدْنَة", "خرقها الوادي", "ميليشيا الوادي", "القصف أصاب المدرسة", "بالقصف",
		"مدرسة", "ريكارد", "ودولان", "دولان", "نعمان", "بيان", "في البيان", "المساعدات", "مساعداتها", "بالمساعدات إلى كارفيلا",
		"عام ٢٠١٩", "الخروقات", "خرق الهدنة", "فالهدنة صامدة", "هدنتهم", "للمدرسة",
	},
	{
		"The truce holds", "truces held", "the ministry said", "Ministries say", "shelling of the school", "they shelled schools",
		"aid to Karvela", "Dolan denied breaches", "breaching the truce", "cessation of hostilities", "a cessation", "Rikard", "in 2019", "DOLAN",
	},
	{
		"перемирие в Карвеле", "нарушения перемирия", "министр Рикард", "министра Рикарда", "обстрел школы", "обстрелы школ", "Долан",
		"вёл переговоры", "вел разговор", "нарушение", "в 2019 году", "школа",
	},
}

// phrases is how many statements can print their text: see [sheet].
const phrases = 45

// phrase is the text of a drawn statement: the same one of the same number.
func phrase(n int) string {
	d := NewDice(uint64(n))
	var parts []string
	for range 1 + d.N(4) {
		parts = append(parts, pick(d, stretches[n%len(stretches)]))
	}
	return strings.Join(parts, pick(d, []string{" ", " ", "، ", ", "})) + "."
}

// A sheet is the text of every drawn document that has one: long enough for
// every drawn passage, and with every phrase in it.
type sheet struct {
	text   string
	points []rune
}

func newSheet() *sheet {
	var b strings.Builder
	b.WriteString("نص مختلق لا يقول شيئاً عن أحد. ")
	for n := range phrases {
		b.WriteString(phrase(n) + " ")
	}
	for n := 0; b.Len() < 2400; n++ {
		fmt.Fprintf(&b, "كلمة %d، word, слово. ", n)
	}
	return &sheet{b.String(), []rune(b.String())}
}

// of is the text of a document: the sheet, with a few words of its own at the
// end.
func (s *sheet) of(id graph.ID) string {
	n := 0
	for _, r := range id {
		n += int(r)
	}
	return s.text + fmt.Sprintf("ملحق %d: %s", n%7, phrase(n%phrases))
}

// printed is the evidence that a phrase stands in a document.
func (s *sheet) printed(id graph.ID, words string) graph.Evidence {
	return Passage(&graph.Document{Meta: graph.Meta{ID: id}, Text: s.text}, words, graph.PartClause)
}

// passage draws the evidence that some words of a document stand somewhere in
// it.
func (w *draw) passage(id graph.ID) graph.Evidence {
	start := w.N(1000)
	end := start + 1 + w.N(9)
	return graph.Evidence{
		Document: id, Start: &start, End: &end, Part: graph.PartClause, Hash: Digest(string(w.h.sheet.points[start:end])),
	}
}
