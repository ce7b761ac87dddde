package ledger

import (
	"hudna/graph"
	"hudna/graph/text"
	"hudna/storage/keys"
)

// A heard is under what the names of a record stand in the index. To hear a name
// takes longer than the rest of the entries of its record, and so it is done
// once, by who brings the change, and not by the writer, for whom all wait.
type heard struct {
	tokens []string
	// Under sounds, names are found that are spelt in other scripts.
	sounds []string
}

// heardOf reads and hears the names of a record.
func heardOf(r graph.Record) *heard {
	h := new(heard)
	tokens, sounds := map[string]bool{}, map[string]bool{}
	for _, name := range namesOf(r) {
		for _, token := range text.NameKeys(name.Text) {
			if token = keys.Clip(token); token == "" || tokens[token] {
				continue
			}
			tokens[token] = true
			h.tokens = append(h.tokens, token)
		}
		if !name.Tells() {
			continue
		}
		for _, word := range text.SoundOf(name.Text).Words() {
			for _, sound := range word.Keys {
				if sound = keys.Clip(sound); sounds[sound] {
					continue
				}
				sounds[sound] = true
				h.sounds = append(h.sounds, sound)
			}
		}
	}
	return h
}
