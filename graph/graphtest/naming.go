package graphtest

import "hudna/graph"

// naming draws made-up names and other spellings of them. The words of one
// line are one word to whoever looks for it; no two lines are.
type naming struct{ words [][]string }

func newNaming() *naming {
	return &naming{words: [][]string{
		{"أنطون", "انطون", "أَنطون"},
		{"ريكارد", "ريـكارد", "رِيكارد"},
		{"كريم", "كَريم"},
		{"كريمي", "كريمى"},
		{"خارجية", "الخارجية", "خارجيه", "والخارجية"},
		{"وزارة", "الوزارة", "وزاره"},
		{"مجلس", "المجلس", "مَجلِس", "للمجلس"},
		{"كارفيلا", "کارفیلا"},
		{"سمّان", "سمان"},
		{"لافيرا"},
		{"Rikard", "RIKARD", "Ríkard"},
		{"Dolan", "dolan", "Dölan"},
		{"Émile", "Emile", "EMILE"},
		{"Noman"},
		{"Nomans"},
		{"Karvela", "KARVELA"},
		{"Рикард", "РИКАРД"},
		{"Фёдор", "Федор", "ФЁДОР"},
		{"Йорк", "йорк"},
		{"Иорк"},
		{"Вестник", "ВЕСТНИК"},
		{"2019", "٢٠١٩"},
	}}
}

// scripts are the stretches of the table that are written together.
var scripts = [][2]int{{0, 10}, {10, 16}, {16, 21}}

// name draws one to three words of one script.
func (n *naming) name(d *Dice) string {
	script := pick(d, scripts)
	words := n.words[script[0]:script[1]]
	name := pick(d, pick(d, words))
	for range d.N(3) {
		name += pick(d, []string{" ", " ", "-", "، "}) + pick(d, pick(d, words))
	}
	if d.Chance(10) {
		name += " " + pick(d, n.words[21])
	}
	return name
}

// names draws up to three names.
func (n *naming) names(d *Dice) []graph.Name {
	var names []graph.Name
	for range d.N(4) {
		name := graph.Name{Text: n.name(d), Kind: maybe(d, 50, graph.NameKinds()), Lang: maybe(d, 50, []string{"ar", "en", "ru", "ar-SY"})}
		if d.Chance(10) {
			name.From = &graph.Date{EDTF: "2010"}
		}
		known := false
		for _, other := range names {
			known = known || other.Text == name.Text
		}
		if !known {
			names = append(names, name)
		}
	}
	return names
}

// query draws what somebody might look for: a word or two out of the table, in
// any of their spellings.
func (n *naming) query(d *Dice) string {
	query := pick(d, pick(d, n.words))
	if d.Chance(25) {
		query += " " + pick(d, pick(d, n.words))
	}
	return query
}

// respelled is a word of the table in another spelling; a word that is not in
// the table stays.
func (n *naming) respelled(d *Dice, word string) string {
	for _, line := range n.words {
		for _, spelling := range line {
			if spelling == word {
				return pick(d, line)
			}
		}
	}
	return word
}
