package analysis_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/analysis"
	"hudna/graph/graphtest"
)

// How many documents and statements a tale has.
const (
	taleDocuments  = 7
	taleStatements = 22
)

// tale makes reports of a few acts of speaking, in documents of which some are copies
// of others. All of it is made up; the texts are of small Latin letters, as the
// oracle knows no others.
func (h *happened) tale() (changes []graph.Change) {
	d := h.dice
	add := func(message string, records ...graph.Record) {
		c := graph.Change{Message: message}
		for _, r := range records {
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
		}
		changes = append(changes, c)
	}
	teller := func(name string, f graph.Affiliation) *graph.Actor {
		return &graph.Actor{Meta: graph.Meta{ID: graph.ID("actor/tale-" + name)}, Kind: graph.ActorPerson, Names: []graph.Name{{Text: "A made-up teller", Lang: "en"}}, Affiliations: []graph.Affiliation{f}}
	}
	add("tellers that are made up",
		teller("spokesman", graph.Affiliation{Organisation: "actor/debater-0", SpeaksFor: true}),
		teller("part", graph.Affiliation{Organisation: "actor/debater-2", Kind: graph.AffiliationPartOf}),
		&graph.Actor{Meta: graph.Meta{ID: "actor/tale-unknown"}, Kind: graph.ActorUnknown, Names: []graph.Name{{Text: "Somebody made up", Lang: "en"}}},
		&graph.Event{Meta: graph.Meta{ID: "event/tale-call"}, Kind: graph.EventCall, Basis: graph.EventReported},
		&graph.Event{Meta: graph.Meta{ID: "event/tale-visit"}, Kind: graph.EventCall, Basis: graph.EventReported},
	)
	who := func() graph.ID {
		return drawnOf(d, "actor/debater-0", "actor/debater-1", "actor/debater-2", "actor/tale-spokesman", graph.ID("actor/tale-part"))
	}
	day := func() *graph.Date {
		if d.Chance(20) {
			return nil
		}
		return &graph.Date{EDTF: drawnOf(d, graph.EDTF(fmt.Sprintf("2016-05-0%d", 1+d.N(5))), graph.EDTF(fmt.Sprintf("2016-05-0%d", 1+d.N(5))), "2016-05", "2016-05-02/2016-05-04", "2016-05/..")}
	}
	var sentences []string
	for i := range 9 {
		var words []string
		for j := range 12 + d.N(4) {
			words = append(words, fmt.Sprintf("s%cw%c%c", 'a'+i, 'a'+j, 'a'+d.N(3)))
		}
		if i%3 == 0 { // words within quotation marks, behind as many others as a copy is known by
			words = append(words, "“", "and so", fmt.Sprintf("q%c it was said by all", 'a'+i), "”")
		}
		sentences = append(sentences, strings.Join(words, " "))
	}
	var documents []graph.Record
	for i := range taleDocuments {
		var text []string
		for _, s := range sentences {
			if !d.Chance(65) {
				continue
			}
			if d.Chance(25) {
				s = drawnOf(d, "reportedly ", "according to ") + s
			}
			if d.Chance(40) {
				s = strings.NewReplacer("“ ", "", " ”", "").Replace(s)
			}
			text = append(text, s+".")
		}
		one := &graph.Document{
			Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("document/tale-%d", i))}, Kind: graph.DocumentReport, Lang: "en", Published: day(),
			Title: fmt.Sprintf("Made-up tale %d", i), Text: strings.Join(text, " "),
		}
		if d.Chance(60) {
			one.Publisher = who()
		}
		if i > 0 && d.Chance(20) {
			one.CopyOf = &graph.CopyOf{Document: graph.ID(fmt.Sprintf("document/tale-%d", d.N(i)))}
		}
		documents = append(documents, one)
	}
	add("documents that are made up", documents...)
	var statements []graph.Record
	for i := range taleStatements {
		statements = append(statements, h.report(i, who, day))
	}
	add("reports that are made up", statements...)
	add("what is not the same", &graph.Judgement{Meta: graph.Meta{ID: "judgement/tale-apart"}, A: "document/tale-0", B: "document/tale-1", Verdict: graph.VerdictDifferent})
	add("who is the same", &graph.Judgement{Meta: graph.Meta{ID: "judgement/tale-same"}, A: "actor/debater-1", B: "actor/debater-5", Verdict: graph.VerdictSame})
	add("which is the same", &graph.Judgement{Meta: graph.Meta{ID: "judgement/tale-call"}, A: "event/tale-call", B: "event/tale-visit", Verdict: graph.VerdictSame})
	return changes
}

// report makes one report of a tale.
func (h *happened) report(i int, who func() graph.ID, day func() *graph.Date) *graph.Statement {
	d := h.dice
	s := &graph.Statement{
		Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("statement/tale-%02d", i)), Coding: &graph.Coding{Coder: "made-up coder", Scheme: "tale", Version: "1"}},
		Said: day(), Lang: drawnOf(d, "en", "en", "en-GB", "de"), Evidence: []graph.Evidence{{Document: graph.ID(fmt.Sprintf("document/tale-%d", d.N(taleDocuments)))}},
	}
	var words []string
	for range 2 + d.N(4) {
		words = append(words, drawnOf(d, "the truce will hold", "nobody came", "he counted 12 shells", "she counted 7 shells", "aid has to reach the town soon", "in 2016 it was quiet", "all of them deny it"))
	}
	s.Text = strings.Join(words, " ")
	if d.Chance(10) {
		s.Text = "no comment"
	}
	switch d.N(6) {
	case 0:
		s.Attribution = graph.AttributionAnonymous
	case 1:
		s.Attribution = graph.AttributionPublisher
	case 2:
		s.Speakers = []graph.Speaker{{Actor: "actor/tale-unknown", OnBehalfOf: drawnOf(d, "", graph.ID("actor/debater-0"))}}
	default:
		s.Speakers = []graph.Speaker{{Actor: who()}}
	}
	if act := drawnOf(d, "", graph.ActAssert, graph.ActStress, graph.ActUrge, graph.ActDemand, graph.ActDeny); act != "" {
		s.Acts = []graph.SpeechAct{{Act: act, Force: graph.ForceStated}}
	}
	if d.Chance(50) {
		s.Addressees = []graph.Addressee{{Actor: who(), Term: drawnOf(d, "", "the partner", "the other side")}}
	}
	for _, node := range []graph.ID{"actor/debater-1", "actor/debater-3", "actor/debater-5", "agreement/scene-truce"} {
		if d.Chance(40) {
			s.About = append(s.About, graph.About{Node: node, Role: graph.AboutSubject, Term: drawnOf(d, "", "the regime", "the government", "the cessation", "the truce")})
		}
	}
	if d.Chance(30) {
		s.Utterance = graph.ID(fmt.Sprintf("utterance/tale-%d", d.N(4)))
		if d.Chance(40) {
			s.Variables = []graph.Variable{{Name: graph.VariableDistinct, Type: graph.VariableText, Value: "utterance/tale-9"}}
		} else if s.Utterance != "utterance/tale-3" && d.Chance(40) {
			s.Variables = []graph.Variable{{Name: graph.VariableDistinct, Type: graph.VariableText, Value: "utterance/tale-3"}}
		}
	}
	if d.Chance(60) {
		s.Occasion = drawnOf(d, "event/tale-call", "event/tale-call", graph.ID("event/tale-visit"))
	}
	if d.Chance(35) {
		s.Relays = []graph.Relay{{Speaker: graph.Speaker{Actor: who()}}}
		s.Transmission = graph.TransmissionRelayed
	}
	if d.Chance(15) {
		s.Condition = "if they come"
	}
	return s
}

// tales are the documents of the tale, and what reports in them.
func tales() (ids []graph.ID) {
	for i := range taleDocuments {
		ids = append(ids, graph.ID(fmt.Sprintf("document/tale-%d", i)))
	}
	return ids
}

func (h *happened) told(t *testing.T, v graph.View) {
	t.Helper()
	if v.Revision < h.toldSince {
		return
	}
	h.same(t, v)
	h.copies(t, v)
	h.readouts(t, v, drawnOf(h.dice, "event/tale-call", graph.ID("event/tale-visit")))
	h.losses(t, v, drawnOf(h.dice, tales()...), drawnOf(h.dice, tales()...))
}

func (h *happened) same(t *testing.T, v graph.View) {
	t.Helper()
	set := graph.StatementSet{Document: &graph.DocumentSet{AnyOf: tales()}}
	above := drawnOf(h.dice, analysis.SameThreshold, 0.3, 0.7)
	asking := fmt.Sprintf("%+v of reports above %v", v, above)
	got, err := analysis.SameOf(t.Context(), h.ledger.At(v), analysis.SameQuestion{Where: set, Above: &above})
	if err != nil {
		t.Fatal(asking, err)
	}
	want, err := h.naive.Same(t.Context(), v, set, above)
	if err != nil {
		t.Fatal(asking, err)
	}
	found := map[[2]graph.ID]analysis.SamePair{}
	for _, p := range got.Pairs {
		found[[2]graph.ID{p.A.ID, p.B.ID}] = p
	}
	refused, escaped := 0, 0
	for _, p := range want {
		is, ok := found[[2]graph.ID{p.A, p.B}]
		delete(found, [2]graph.ID{p.A, p.B})
		switch {
		case p.Distinct && ok, !p.Distinct && !ok && p.Certainly:
			t.Fatalf("%s: %+v, found: %v", asking, p, ok)
		case p.Distinct && p.Certainly:
			refused++
		case p.Distinct:
			escaped++
		}
		if !ok {
			continue
		}
		signs := map[string]float64{}
		for _, s := range is.Signs {
			signs[string(s.Kind)] = s.Weight
		}
		for _, kind := range analysis.SignKinds() {
			if math.Abs(signs[string(kind)]-p.Signs[string(kind)]) > 1e-9 {
				t.Fatalf("%s: %s and %s have %v, want %v", asking, p.A, p.B, signs, p.Signs)
			}
		}
		if math.Abs(is.Score-p.Score) > 1e-8 {
			t.Fatalf("%s: %s and %s score %v, want %v", asking, p.A, p.B, is.Score, p.Score)
		}
		h.took["pairs of reports"]++
	}
	if len(found) > 0 || got.Refused < refused || got.Refused > refused+escaped {
		t.Fatalf("%s: %v are no candidates; %d were refused, want %d", asking, found, got.Refused, refused)
	}
	h.took["pairs that were refused"] += refused
}

func (h *happened) copies(t *testing.T, v graph.View) {
	t.Helper()
	set := graph.DocumentSet{AnyOf: tales()}
	got, err := analysis.CopiesOf(t.Context(), h.ledger.At(v), analysis.CopyQuestion{Where: set})
	if err != nil {
		t.Fatalf("%+v: %v", v, err)
	}
	want, refused, err := h.naive.Copies(t.Context(), v, set)
	if err != nil {
		t.Fatalf("%+v: %v", v, err)
	}
	var is []graphtest.ToldCopy
	for _, p := range got.Pairs {
		is = append(is, graphtest.ToldCopy{Original: p.Original, Copy: p.Copy, How: p.How, Certain: p.Certain, Shared: p.Shared, Others: p.Others, OfCopy: p.OfCopy, OfOriginal: p.OfOriginal})
	}
	sorted := func(list []graphtest.ToldCopy) string {
		slices.SortFunc(list, func(a, b graphtest.ToldCopy) int {
			return strings.Compare(string(a.Copy+a.Original), string(b.Copy+b.Original))
		})
		return fmt.Sprintf("%+v", list)
	}
	if sorted(is) != sorted(want) || got.Refused != refused {
		t.Fatalf("%+v: copies\n%+v, %d refused, want\n%+v, %d", v, is, got.Refused, want, refused)
	}
	h.took["copies"] += len(want)
	h.took["copies that were refused"] += refused
}

func (h *happened) readouts(t *testing.T, v graph.View, occasion graph.ID) {
	t.Helper()
	got, err := analysis.ReadoutsOf(t.Context(), h.ledger.At(v), occasion)
	if err != nil {
		t.Fatalf("%+v of %s: %v", v, occasion, err)
	}
	sides, clauses, err := h.naive.Readouts(t.Context(), v, occasion)
	if err != nil {
		t.Fatalf("%+v of %s: %v", v, occasion, err)
	}
	var isSides []graphtest.ToldSide
	for _, s := range got.Sides {
		isSides = append(isSides, graphtest.ToldSide{Actor: s.Actor, Tellers: s.Tellers, Documents: s.Documents, Statements: s.Count})
	}
	var is []graphtest.ToldClause
	for _, c := range got.Clauses {
		one := graphtest.ToldClause{SameActs: c.SameActs}
		for _, given := range c.Given {
			var ids []graph.ID
			for _, s := range given {
				ids = append(ids, s.ID)
			}
			one.Given = append(one.Given, ids)
		}
		for _, r := range c.Relabels {
			a, b := fmt.Sprintf("%d %s", r.SideA, r.TermA), fmt.Sprintf("%d %s", r.SideB, r.TermB)
			one.Relabels = append(one.Relabels, string(r.Node)+": "+min(a, b)+", "+max(a, b))
			h.took["relabels"]++
		}
		slices.Sort(one.Relabels)
		is = append(is, one)
		if len(given(one)) > 1 {
			h.took["clauses of several sides"]++
		}
	}
	if fmt.Sprintf("%+v", isSides) != fmt.Sprintf("%+v", sides) {
		t.Fatalf("%+v of %s: sides\n%+v, want\n%+v", v, occasion, isSides, sides)
	}
	if fmt.Sprintf("%+v", is) != fmt.Sprintf("%+v", clauses) {
		t.Fatalf("%+v of %s: clauses\n%+v, want\n%+v", v, occasion, is, clauses)
	}
}

// given are the sides that give a clause.
func given(c graphtest.ToldClause) (sides []int) {
	for i, ids := range c.Given {
		if len(ids) > 0 {
			sides = append(sides, i)
		}
	}
	return sides
}

func (h *happened) losses(t *testing.T, v graph.View, original, copied graph.ID) {
	t.Helper()
	if original == copied {
		return
	}
	asking := fmt.Sprintf("%+v of %s in %s", v, original, copied)
	got, err := analysis.LossesOf(t.Context(), h.ledger.At(v), original, copied)
	want, statements, wantErr := h.naive.Losses(t.Context(), v, original, copied)
	if err != nil || wantErr != nil {
		if err == nil || wantErr == nil {
			t.Fatalf("%s: %v, the oracle %v", asking, err, wantErr)
		}
		return
	}
	var is []string
	for _, l := range got.Losses {
		line := string(l.Kind)
		switch l.Kind {
		case analysis.LossRelay:
			line += " " + string(l.Actor)
		case analysis.LossLabel:
			line += fmt.Sprintf(" %s, %s for %s", l.Node, l.Instead, l.Words)
		case analysis.LossHedge:
			line += " " + l.Words
		}
		if l.Original != nil {
			line += fmt.Sprintf(": %d-%d, %d-%d", l.Original.Start, l.Original.End, l.Copy.Start, l.Copy.End)
		} else {
			line += fmt.Sprintf(": %s, %s", l.OriginalStatement.ID, l.CopyStatement.ID)
		}
		is = append(is, line)
		h.took["losses: "+string(l.Kind)]++
	}
	if slices.Sort(is); !slices.Equal(is, want) || got.Statements != statements {
		t.Fatalf("%s:\n%s (%d), want\n%s (%d)", asking, strings.Join(is, "\n"), got.Statements, strings.Join(want, "\n"), statements)
	}
}
