package analysis

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hudna/graph"
)

// Reports of made-up utterances by made-up people about a made-up truce: each
// utterance is told in several documents, in the ways in which reports differ.
type press struct {
	dice    *rand.Rand
	records []graph.Record
	truth   map[[2]graph.ID]bool // pairs that report one utterance
	told    []graph.ID           // reports of the utterance that is being told
	n       int
}

func actor(id string, kind graph.ActorKind, ties ...graph.Affiliation) *graph.Actor {
	return &graph.Actor{Meta: graph.Meta{ID: graph.ID("actor/" + id)}, Kind: kind, Affiliations: ties}
}

func newPress(seed uint64) *press {
	p := &press{dice: rand.New(rand.NewPCG(seed, 7)), truth: map[[2]graph.ID]bool{}} //nolint:gosec // the same each time
	speaksFor := func(org string) graph.Affiliation {
		return graph.Affiliation{Organisation: graph.ID("actor/" + org), Kind: graph.AffiliationMember, SpeaksFor: true}
	}
	p.records = append(p.records,
		actor("avaria", graph.ActorState), actor("berun", graph.ActorState),
		actor("anton-rikard", graph.ActorPerson, speaksFor("avaria")), actor("mira-soltan", graph.ActorPerson, speaksFor("avaria")),
		actor("saman-orel", graph.ActorPerson, speaksFor("berun")), actor("dara-velik", graph.ActorPerson, speaksFor("berun")),
		actor("gazette", graph.ActorOrganisation), actor("courier", graph.ActorOrganisation), actor("an-official", graph.ActorUnknown),
		&graph.Agreement{Meta: graph.Meta{ID: "agreement/truce"}, Kind: graph.AgreementCeasefire},
		&graph.Location{Meta: graph.Meta{ID: "location/karvela"}, Kind: graph.LocationSettlement},
		&graph.Location{Meta: graph.Meta{ID: "location/tolmin"}, Kind: graph.LocationSettlement},
	)
	return p
}

// document makes one in which a report stands.
func (p *press) document() graph.ID {
	p.n++
	id := graph.ID(fmt.Sprintf("document/d%03d", p.n))
	p.records = append(p.records, &graph.Document{Meta: graph.Meta{ID: id}, Publisher: "actor/gazette"})
	return id
}

// tell adds a report of the utterance that is being told.
func (p *press) tell(s graph.Statement) *graph.Statement {
	s.Evidence = []graph.Evidence{{Document: p.document()}}
	s.ID = graph.ID(fmt.Sprintf("statement/s%03d", p.n))
	s.Status = graph.StatusPublished
	for _, other := range p.told {
		p.truth[[2]graph.ID{min(other, s.ID), max(other, s.ID)}] = true
	}
	p.told = append(p.told, s.ID)
	p.records = append(p.records, &s)
	return &s
}

// vocabulary of made-up statements; each utterance draws its own words.
var vocabulary = strings.Fields(`the guns must fall silent before harvest and every road to valley stay open for grain
we counted shells upon mill bridge that nobody answers letter commission wrote twice prisoners will come home by winter
our patrols keep behind river line as agreed while neighbours dig trenches near orchard wells bring water engineers back
no convoy passed checkpoint since monday monitors saw smoke over ridge where mortar crew camped talks resume when both sides sign map`)

var arabic = strings.Fields(`كلمات مختلقة عن الهدنة والطريق والجسر والقمح والنهر والحصاد والبئر والمهندسين والخريطة والدخان والتلة والقافلة والحاجز`)

func drawn(dice *rand.Rand, from []string, n int) []string {
	words := make([]string, n)
	for i := range words {
		words[i] = from[dice.IntN(len(from))]
	}
	return words
}

func (p *press) words(n int) []string { return drawn(p.dice, vocabulary, n) }

// utter tells one utterance in the ways in which reports differ.
func (p *press) utter(nth int) {
	p.told = nil
	who := []string{"anton-rikard", "mira-soltan", "saman-orel", "dara-velik"}[nth%4]
	state := []string{"avaria", "avaria", "berun", "berun"}[nth%4]
	others := []string{"saman-orel", "dara-velik"}
	if state == "berun" {
		others = []string{"anton-rikard", "mira-soltan"}
	}
	other := others[p.dice.IntN(2)]
	day := fmt.Sprintf("2019-04-%02d", 1+nth/4%28)
	next := fmt.Sprintf("2019-04-%02d", 2+nth/4%28)
	count := 20 + p.dice.IntN(900)
	words := p.words(26)
	full := strings.Join(words[:20], " ") + fmt.Sprintf(" %d times ", count) + strings.Join(words[20:], " ")
	place := []graph.ID{"location/karvela", "location/tolmin"}[p.dice.IntN(2)]
	about := []graph.About{
		{Node: "agreement/truce", Role: graph.AboutSubject},
		{Node: place, Role: graph.AboutSubject},
		{Node: graph.ID("actor/" + other), Role: graph.AboutAsked},
	}
	base := graph.Statement{
		Speakers: []graph.Speaker{{Actor: graph.ID("actor/" + who)}}, Addressees: []graph.Addressee{{Actor: graph.ID("actor/" + other)}},
		About: about, Acts: []graph.SpeechAct{{Act: graph.ActDemand}}, Text: full, Lang: "en", Said: &graph.Date{EDTF: graph.EDTF(day)},
	}
	p.tell(base)
	part := base // another paper quotes a part of it, and does not say to whom it was said
	part.Text, part.Addressees = strings.Join(words[4:18], " "), nil
	p.tell(part)
	abroad := base // in another language, without a word in common
	abroad.Lang, abroad.Text = "ar", strings.Join(drawn(p.dice, arabic, 14), " ")+fmt.Sprintf(" %d", count)
	p.tell(abroad)
	bare := base // undated
	bare.Said, bare.Addressees, bare.About = nil, nil, nil
	p.tell(bare)
	late := base // in another time zone, and of the state instead of its spokesman
	late.Said, late.Speakers = &graph.Date{EDTF: graph.EDTF(next)}, []graph.Speaker{{Actor: graph.ID("actor/" + state)}}
	p.tell(late)

	p.told = nil    // what is like it and is another utterance
	if nth%6 == 0 { // a form of words that is repeated weeks later: the undated report may be of either
		again := base
		again.Said = &graph.Date{EDTF: graph.EDTF("2019-06" + day[7:])}
		p.tell(again)
		p.told = nil
	}
	echo := base // another one says the same
	echo.Speakers = []graph.Speaker{{Actor: "actor/gazette"}}
	p.tell(echo)
	p.told = nil
	more := base // the same one says something else on that day, to nobody who is named
	more.Text, more.Addressees = strings.Join(p.words(16), " ")+fmt.Sprintf(" %d", count+7), nil
	more.About = []graph.About{{Node: "actor/avaria"}, {Node: "actor/berun"}, {Node: "agreement/truce"}}
	p.tell(more)
}

// TestSameUtterancesOfGeneratedReports holds what is found against what was told.
func TestSameUtterancesOfGeneratedReports(t *testing.T) {
	p := newPress(3) // the weights were chosen on others
	for i := range 48 {
		p.utter(i)
	}
	var first *SameUtterances
	for name, g := range graphs(t) {
		head := commit(t, g, p.records...)
		r := g.At(graph.View{Revision: head, Clearance: graph.MarkingPublic})
		found, err := SameOf(t.Context(), r, SameQuestion{})
		if err != nil {
			t.Fatal(err)
		}
		right, wrong := 0, 0
		for i := range found.Pairs {
			if p.truth[[2]graph.ID{found.Pairs[i].A.ID, found.Pairs[i].B.ID}] {
				right++
			} else if wrong++; wrong < 5 {
				t.Log("wrong:", shown(&found.Pairs[i]))
			}
		}
		precision, recall := float64(right)/float64(len(found.Pairs)), float64(right)/float64(len(p.truth))
		t.Logf("%s: %d statements, %d pairs in truth, %d found: precision %.3f, recall %.3f", name, found.Read, len(p.truth), len(found.Pairs), precision, recall)
		if precision < 0.95 || recall < 0.9 {
			t.Errorf("%s: precision %.3f, recall %.3f", name, precision, recall)
		}
		if first == nil {
			first = found
		} else if diff := cmp.Diff(first.Pairs, found.Pairs); diff != "" {
			t.Errorf("the two graphs say different things: %s", diff)
		}
	}
}

// Asked of one statement, the candidates are those that the queue has of it.
func TestSameUtterancesOfOne(t *testing.T) {
	p := newPress(2)
	for i := range 5 {
		p.utter(i)
	}
	for name, g := range graphs(t) {
		head := commit(t, g, p.records...)
		r := g.At(graph.View{Revision: head, Clearance: graph.MarkingPublic})
		all, err := SameOf(t.Context(), r, SameQuestion{})
		if err != nil {
			t.Fatal(err)
		}
		for n := 1; n <= p.n; n++ {
			id := graph.ID(fmt.Sprintf("statement/s%03d", n))
			var want []string
			for i := range all.Pairs {
				if all.Pairs[i].A.ID == id || all.Pairs[i].B.ID == id {
					want = append(want, all.Pairs[i].Key())
				}
			}
			of, err := SameOf(t.Context(), r, SameQuestion{Of: id})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for i := range of.Pairs {
				got = append(got, of.Pairs[i].Key())
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: of %s: %q, want %q", name, id, got, want)
			}
		}
	}
}

// shown is a pair with its signs, in one line.
func shown(p *SamePair) string {
	s := fmt.Sprintf("%s %.2f", p.Key(), p.Score)
	for _, sign := range p.Signs {
		s += fmt.Sprintf(" %s %+.2f", sign.Kind, sign.Weight)
	}
	return s
}
