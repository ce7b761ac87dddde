package search

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/graph/text"
	"hudna/storage/keys"
)

// A Field is one of the texts of a record.
type Field struct {
	Path string // "text", "translations[0].text", "names[2].text", "title"
	Text string
}

// Fields lists the texts of a record that are searched, in their order.
func Fields(r graph.Record) []Field {
	switch r := r.(type) {
	case *graph.Statement:
		fields := []Field{{"text", r.Text}}
		for i := range r.Translations {
			fields = append(fields, Field{fmt.Sprintf("translations[%d].text", i), r.Translations[i].Text})
		}
		return fields
	case *graph.Document:
		return []Field{{"title", r.Title}, {"text", r.Text}}
	case *graph.Actor:
		return nameFields(r.Names)
	case *graph.Location:
		return nameFields(r.Names)
	case *graph.Agreement:
		return nameFields(r.Names)
	case *graph.Event:
		return nameFields(r.Names)
	case *graph.Topic:
		return nameFields(r.Names)
	}
	return nil
}

func nameFields(names []graph.Name) []Field {
	fields := make([]Field, len(names))
	for i := range names {
		fields[i] = Field{fmt.Sprintf("names[%d].text", i), names[i].Text}
	}
	return fields
}

// SameTexts reports whether two versions of a record have the same texts.
func SameTexts(a, b graph.Record) bool { return slices.Equal(Fields(a), Fields(b)) }

// Words are the words of a record's texts.
type Words struct {
	Terms  []Term // sorted, each once
	Length int    // how many words there are, with repetitions
}

// A Term is a word in its exact form, and where it stands.
type Term struct {
	Text   string
	Places []uint32 // ascending
}

// WordsOf reads the texts of a record.
func WordsOf(r graph.Record) *Words {
	type occurrence struct {
		text  string
		place uint32
	}
	var all []occurrence
	place := uint32(0)
	for _, f := range Fields(r) {
		for _, token := range text.Tokens(f.Text) {
			all = append(all, occurrence{term(token.Text), place})
			place++
		}
		place++ // no phrase goes on in the next field
	}
	slices.SortFunc(all, func(a, b occurrence) int {
		return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.place, b.place))
	})
	w := &Words{Length: len(all)}
	places := make([]uint32, 0, len(all))
	for i := 0; i < len(all); {
		from := len(places)
		j := i
		for ; j < len(all) && all[j].text == all[i].text; j++ {
			places = append(places, all[j].place)
		}
		w.Terms = append(w.Terms, Term{all[i].text, places[from:len(places):len(places)]})
		i = j
	}
	return w
}

// term is how a word stands in keys. One that is too long for them is cut, and
// told from others by a hash, behind a character that is in no word.
func term(word string) string {
	if len(word) <= keys.MaxString {
		return word
	}
	sum := sha256.Sum256([]byte(word))
	hash := "#" + hex.EncodeToString(sum[:12])
	cut := keys.Clip(word)
	for len(cut)+len(hash) > keys.MaxString {
		cut = cut[:len(cut)-1]
	}
	return cut + hash
}

// formsOf are the keys under which a term is found.
func formsOf(t string) []string {
	forms := text.WordKeys(t)
	for i := range forms {
		forms[i] = term(forms[i])
	}
	return forms
}
