package resolve

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/text"
)

// What a name proves.
const (
	// Certain is the score from which a name decides, unless there is a rival.
	Certain = 0.9
	// rival is the score from which a second record makes the first uncertain.
	rival = 0.8
	// worth is the score from which a pair is worth somebody's look.
	worth = 0.5

	exact  = 1.0
	folded = 0.95
	heard  = 0.75 // all words sound alike; less where some do
)

// What more than one thing may have, or what contradicts, lowers a score to at
// most this.
const (
	capLanguage = 0.94 // the names are of two languages that are written alike
	capPart     = 0.85 // one word of a longer name: others bear it, too
	capAcronym  = 0.85 // few letters stand for many things
	capWord     = 0.85 // one word, if nothing says that it is no person or town
	capGroup    = 0.85 // names of armed groups recur from war to war
	capPlace    = 0.85 // a place that nothing but its name tells from its namesakes
	capGeneric  = 0.5  // "the Foreign Ministry" is in every country
	capCountry  = 0.85 // one is told by its country, and of the other none is known
	capDate     = 0.5  // the name was not borne then
	capKind     = 0.5  // a city is no governorate, and a person no state
	capCode     = 0.5  // they have codes of one system, and not one in common
	capForeign  = 0.5  // they are of two countries
)

// maxAcronym is how many letters a name may have that stands for longer ones.
const maxAcronym = 5

// A likeness is how much two names prove, and in words why.
type likeness struct {
	score float64
	why   string
}

// side is one of the two records that are compared.
type side struct {
	record graph.Record
	names  []graph.Name
	within graph.ID // the canonical place around a place
}

func sideOf(r graph.Record) side {
	switch r := r.(type) {
	case *graph.Actor:
		return side{record: r, names: r.Names}
	case *graph.Location:
		return side{record: r, names: r.Names, within: r.Within}
	}
	return side{record: r}
}

// compare gives what proves most among the names of two records.
func compare(meant, other side, when *graph.Date) (best likeness) {
	for i := range meant.names {
		for j := range other.names {
			if l := compareNames(meant, other, &meant.names[i], &other.names[j], when); l.score > best.score {
				best = l
			}
		}
	}
	return best
}

func compareNames(meant, other side, a, b *graph.Name, when *graph.Date) likeness {
	l := likeness{}
	switch {
	case a.Text == b.Text:
		l = likeness{exact, fmt.Sprintf("%q is its name", b.Text)}
	case called(meant.record, a.Text) != "" && called(meant.record, a.Text) == called(other.record, b.Text):
		l = likeness{folded, fmt.Sprintf("%q and %q are one name but for the spelling", a.Text, b.Text)}
	default:
		alike := text.SoundOf(a.Text).Alike(text.SoundOf(b.Text))
		if alike == 0 || alike < 1 && !(mayBePerson(meant.record) && mayBePerson(other.record)) {
			return l // a part of the name of anything else is the name of something else
		}
		return likeness{heard * alike, fmt.Sprintf("%q sounds like %q", a.Text, b.Text)}
	}
	lower := func(to float64, why string) {
		if l.score > to {
			l.score = to
			l.why += ", but " + why
		}
	}
	if a.Lang != "" && b.Lang != "" && base(a.Lang) != base(b.Lang) {
		lower(capLanguage, "in another language")
	}
	if partial(other.names, b) || partial(meant.names, a) {
		lower(capPart, "it is a part of longer names")
	}
	if a.Kind == graph.NameAcronym || b.Kind == graph.NameAcronym || short(a.Text) && short(b.Text) {
		lower(capAcronym, "an acronym may stand for others")
	}
	switch k, o := kindOf(meant.record), kindOf(other.record); {
	case k == graph.ActorGroup || o == graph.ActorGroup:
		lower(capGroup, "groups of other wars may bear it")
	case meant.record.RecordKind() == graph.KindActor && !strings.Contains(called(meant.record, a.Text), " ") && !collective(k) && !collective(o):
		lower(capWord, "one word may be anybody's name")
	}
	if !a.Tells() || !b.Tells() {
		lower(capGeneric, "such a name tells nothing by itself")
	}
	if when != nil && !borne(b, *when) {
		lower(capDate, "it was not borne then")
	}
	if apart(meant.record, other.record) {
		lower(capKind, "they are of different kinds")
	} else if !placed(meant, other) {
		lower(capPlace, "nothing else tells it from places of the same name")
	}
	if contradict(meant.record.Shared().Codes, other.record.Shared().Codes) {
		lower(capCode, "their codes differ")
	}
	switch mine, theirs := countriesOf(meant.record), countriesOf(other.record); {
	case len(mine) == 0 && len(theirs) == 0:
	case slices.ContainsFunc(mine, func(c string) bool { return slices.Contains(theirs, c) }):
	case len(mine) > 0 && len(theirs) > 0:
		lower(capForeign, "they are of different countries")
	case kindOf(meant.record) != graph.ActorState && kindOf(other.record) != graph.ActorState:
		lower(capCountry, "of one the country is known, and of the other not")
	}
	return l
}

// contradict says whether there is a system of which both have codes, and none
// in common.
func contradict(a, b []graph.Code) bool {
	common := map[string]bool{}
	for _, x := range a {
		for _, y := range b {
			if x.System == y.System {
				common[x.System] = common[x.System] || strings.EqualFold(x.Code, y.Code)
			}
		}
	}
	for _, some := range common {
		if !some {
			return true
		}
	}
	return false
}

// alpha3 are the codes that [ingest.VariableCountry] has: those of two letters and
// the numbers are not compared with them.
var alpha3 = regexp.MustCompile(`^[A-Z]{3}$`)

// countriesOf are the codes of the country that an actor is in, or is: none where
// that is not known.
func countriesOf(r graph.Record) (codes []string) {
	if r.RecordKind() != graph.KindActor {
		return nil
	}
	for _, v := range r.Shared().Variables {
		if v.Name == ingest.VariableCountry && v.Value != "" {
			codes = append(codes, strings.ToUpper(v.Value))
		}
	}
	if kindOf(r) != graph.ActorState {
		return codes
	}
	for _, c := range r.Shared().Codes {
		if code := strings.ToUpper(c.Code); c.System == "iso3166" && alpha3.MatchString(code) {
			codes = append(codes, code)
		}
	}
	return codes
}

func mayBePerson(r graph.Record) bool {
	return r.RecordKind() == graph.KindActor && !collective(kindOf(r))
}

// kindOf is the kind of an actor, "" of anything else.
func kindOf(r graph.Record) graph.ActorKind {
	if a, ok := r.(*graph.Actor); ok {
		return a.Kind
	}
	return ""
}

// collective says whether a kind is that of no single person.
func collective(k graph.ActorKind) bool {
	return k != "" && k != graph.ActorPerson && k != graph.ActorUnknown
}

// key is a name as it is compared: its folded words, without an article before
// them and without what joins words.
func key(name string) string {
	var words []string
	for i, token := range text.Tokens(name) {
		if i == 0 && token.Text == "the" {
			continue
		}
		words = append(words, token.Text)
	}
	return strings.Join(words, " ")
}

// called is the key of a name of a record. UCDP calls a state its government.
func called(r graph.Record, name string) string {
	k := key(name)
	if a, ok := r.(*graph.Actor); ok && a.Kind == graph.ActorState {
		k = strings.TrimPrefix(k, "government of ")
	}
	return k
}

// base is the language of a tag: en of en-GB.
func base(lang string) string {
	primary, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return primary
}

// partial says whether a name is one word of a longer name of the record. The
// first name of a record is never a part: it is what it is called.
func partial(names []graph.Name, name *graph.Name) bool {
	word := key(name.Text)
	if len(names) == 0 || strings.Contains(word, " ") || key(names[0].Text) == word {
		return false
	}
	for i := range names {
		for _, other := range strings.Fields(key(names[i].Text)) {
			if other == word && names[i].Text != name.Text && key(names[i].Text) != word {
				return true
			}
		}
	}
	return false
}

// short says whether a name is written like an acronym.
func short(name string) bool {
	letters := []rune(name)
	return len(letters) <= maxAcronym && name == strings.ToUpper(name) && name != strings.ToLower(name)
}

// borne says whether a name may have been borne at a date. What is not known may
// be any time.
func borne(n *graph.Name, when graph.Date) bool {
	at, err := when.Bounds()
	if err != nil || at.Undated {
		return true
	}
	if n.From != nil {
		if from, err := n.From.Bounds(); err == nil && !from.Undated && at.Latest < from.Earliest {
			return false
		}
	}
	if n.To != nil {
		if to, err := n.To.Bounds(); err == nil && !to.Undated && at.Earliest > to.Latest {
			return false
		}
	}
	return true
}

// apart says whether two records are of kinds that exclude each other. What says
// nothing of its kind excludes nothing.
func apart(a, b graph.Record) bool {
	switch a := a.(type) {
	case *graph.Actor:
		o, ok := b.(*graph.Actor)
		return !ok || class(a.Kind) != class(o.Kind) && class(a.Kind) != "" && class(o.Kind) != ""
	case *graph.Location:
		o, ok := b.(*graph.Location)
		return !ok || a.Kind != o.Kind && a.Kind != "" && o.Kind != ""
	}
	return true
}

// class is what sources agree on of a kind: whether a group is an organisation
// they do not.
func class(k graph.ActorKind) graph.ActorKind {
	switch k {
	case graph.ActorGroup:
		return graph.ActorOrganisation
	case graph.ActorUnknown:
		return ""
	}
	return k
}

// placed says whether more than its name tells which place is meant: that it is
// a country, or that it has a kind and lies within the same place.
func placed(a, b side) bool {
	p, ok := a.record.(*graph.Location)
	if !ok {
		return true
	}
	o, ok := b.record.(*graph.Location)
	if !ok || p.Kind != o.Kind || p.Kind == "" {
		return false
	}
	return p.Kind == graph.LocationCountry || a.within != "" && a.within == b.within
}
