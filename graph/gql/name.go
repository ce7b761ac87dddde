package gql

import (
	"strings"

	"hudna/graph"
)

// nameTier says how willingly a kind of name is shown as the name of a record:
// the less, the better. What others call somebody is shown only where there is
// no other name, and what could be anybody's only where there is nothing else.
func nameTier(k graph.NameKind) int {
	switch k {
	case graph.NamePrimary, "":
		return 0
	case graph.NameMetonym, graph.NameEpithet:
		return 2
	case graph.NameGeneric:
		return 3
	default:
		return 1
	}
}

// nameFor chooses the name to show: see Named.name in the schema. It is nil
// where there are no names.
func nameFor(names []graph.Name, langs []string) *string {
	best, found := 0, -1
	for i := range names {
		n := &names[i]
		rank := len(langs)
		for j, lang := range langs {
			if speaks(n.Lang, lang) {
				rank = j
				break
			}
		}
		// A name of one's own in any language comes before what others say in
		// the best; among those, the language decides, and then the kind.
		tier := nameTier(n.Kind)
		score := rank*2 + tier
		if tier > 1 {
			score = (tier-1)*2*(len(langs)+1) + rank
		}
		if found < 0 || score < best {
			best, found = score, i
		}
	}
	if found < 0 {
		return nil
	}
	return &names[found].Text
}

// speaks reports whether a language tag is in a language range: the range
// itself or a prefix of the tag's subtags, as in the basic filtering of RFC
// 4647. "ar" finds "ar-SY"; the case of letters does not matter.
func speaks(tag, wanted string) bool {
	if len(tag) < len(wanted) || wanted == "" || !strings.EqualFold(tag[:len(wanted)], wanted) {
		return false
	}
	return len(tag) == len(wanted) || tag[len(wanted)] == '-'
}
