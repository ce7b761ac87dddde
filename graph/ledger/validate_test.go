package ledger_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// faults are what is joined in an error, a line for each.
func faults(err error) []string {
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}

func TestValidateTellsEveryFault(t *testing.T) {
	l := open(t, memkv.New())
	d := document("held", "Short words.")
	quoted := document("quoted", "Other words.")
	commit(t, l, create(actor("a"), actor("b"), d, quoted, spoken("statement/s", quoted.ID, 0, 5)))
	changed := commit(t, l, graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: actor("a")}}})
	before := mustHead(t, l)

	bad := spoken("statement/bad", d.ID, 0, 900)
	bad.Lang = "no language"
	bad.Said = &graph.Date{EDTF: "2019-02-30"}
	bad.Speakers = []graph.Speaker{{Actor: "actor/never-was"}}
	bad.Attribution = graph.AttributionNamed
	marked := actor("a")
	marked.ID, marked.Marking = "actor/b", graph.MarkingPublic
	marked.Names[0].Text = ""
	err := l.Validate(t.Context(), coder(), graph.Change{
		Message: strings.Repeat("x", graph.MaxMessage+1),
		Ops: []graph.Op{
			{Verb: graph.VerbCreate, Record: bad},
			{Verb: graph.VerbCorrect, Record: actor("a"), Expected: changed - 1},
			{Verb: graph.VerbCorrect, Record: marked},
			{Verb: graph.VerbRetract, ID: quoted.ID, Reason: "made up"},
			{Verb: graph.VerbRestore, ID: "statement/s"},
			{Verb: graph.VerbCreate, Record: &graph.Topic{Meta: graph.Meta{ID: "topic/t"}, Broader: "topic/t2"}},
			{Verb: graph.VerbCreate, Record: &graph.Topic{Meta: graph.Meta{ID: "topic/t2"}, Broader: "topic/t"}},
			{Verb: graph.VerbRetract, ID: "actor/never-was"},
			{Verb: graph.VerbRetract, ID: "no id", Reason: "made up"},
		},
	})
	got := faults(err)
	for _, want := range []string{
		"message: ",
		"operation 1 (statement/bad): record.lang",
		"operation 1 (statement/bad): record.said.edtf",
		"operation 1 (statement/bad): speakers[0].actor: there is no record actor/never-was",
		"operation 1 (statement/bad): evidence[0].end: is 900",
		"operation 2 (actor/a): actor/a was changed in revision 2",
		"operation 3 (actor/b): record.names[0].text: is missing",
		"operation 4 (document/quoted): document/quoted is still referred to by statement/s",
		"operation 5 (statement/s): conflicting change: it has not been retracted",
		"operation 6 (topic/t): broader: leads back to topic/t itself: topic/t, topic/t2, topic/t",
		"operation 7 (topic/t2): broader: leads back to topic/t2 itself",
		"operation 8 (actor/never-was): reason: is missing",
		"operation 8 (actor/never-was): not found: there is no such record",
		"operation 9 (no id): id:",
	} {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("nothing is said of %q", want)
		}
	}
	if len(got) != 14 {
		t.Errorf("%d faults:\n%s", len(got), strings.Join(got, "\n"))
	}
	if after := mustHead(t, l); after != before {
		t.Errorf("revision %d was made", after)
	}
}

// What is hidden from who asks is as if it were not there: neither does anybody
// learn whether words stand in a hidden text, nor what a hidden record was like.
func TestValidateTellsNothingOfTheHidden(t *testing.T) {
	l := open(t, memkv.New())
	secret := document("x", "Hidden words.")
	secret.ID, secret.Marking = hiddenID(graph.KindDocument, 1), graph.MarkingProtected
	commit(t, l, create(secret))
	for _, id := range []graph.ID{secret.ID, hiddenID(graph.KindDocument, 2)} {
		quoting := spoken("statement/q", id, 0, 900)
		other := document("x", "Other words.")
		other.ID = id
		err := l.Validate(t.Context(), public(), graph.Change{Ops: []graph.Op{
			{Verb: graph.VerbCreate, Record: quoting},
			{Verb: graph.VerbCorrect, Record: other},
			{Verb: graph.VerbRetract, ID: id + "0", Reason: "made up"},
		}})
		want := []string{
			"operation 2 (" + string(id) + "): not found: there is no such record",
			"operation 3 (" + string(id) + "0): not found: there is no such record",
			"operation 1 (statement/q): evidence[0].document: there is no record " + string(id),
		}
		if got := faults(err); !slices.Equal(got, want) {
			t.Errorf("%s:\n%s", id, strings.Join(got, "\n"))
		}
	}
}

func TestValidateKnowsKeys(t *testing.T) {
	l := open(t, memkv.New())
	c := create(actor("a"))
	c.IdempotencyKey = "key"
	commit(t, l, c)
	again := create(actor("a"))
	again.IdempotencyKey = "key"
	if err := l.Validate(t.Context(), coder(), again); err != nil {
		t.Errorf("what was made before: %v", err)
	}
	other := create(actor("b"))
	other.IdempotencyKey = "key"
	var used *graph.KeyUsed
	if err := l.Validate(t.Context(), coder(), other); !errors.As(err, &used) || used.Revision != 1 {
		t.Errorf("another change: %v", err)
	}
}

func TestValidateMeasures(t *testing.T) {
	l := open(t, memkv.New())
	var large graph.Change
	for i := range 4 {
		large.Ops = append(large.Ops, create(document(string(rune('a'+i)), strings.Repeat("word ", 180_000))).Ops...)
	}
	_, refused := l.Commit(t.Context(), coder(), large)
	if err := l.Validate(t.Context(), coder(), large); !errors.Is(err, graph.ErrTooLarge) || err.Error() != refused.Error() {
		t.Errorf("validation says %v, and the commit %v", err, refused)
	}
	many := graph.Change{Ops: make([]graph.Op, graph.MaxOps+1)}
	for i := range many.Ops {
		many.Ops[i] = graph.Op{Verb: graph.VerbRetract, ID: "actor/a", Reason: "x"}
	}
	if err := l.Validate(t.Context(), coder(), many); !errors.Is(err, graph.ErrTooLarge) {
		t.Errorf("a thousand and one operations: %v", err)
	}
	if err := l.Validate(t.Context(), coder(), graph.Change{}); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("no operation: %v", err)
	}
	by := coder()
	by.Role = graph.RoleReader
	if err := l.Validate(t.Context(), by, create(actor("a"))); !errors.Is(err, graph.ErrForbidden) {
		t.Errorf("a reader: %v", err)
	}
}

func TestValidateReadsOnly(t *testing.T) {
	disk := memkv.New()
	l, err := ledger.Open(t.Context(), ledger.Options{Open: disk.Open})
	if err != nil {
		t.Fatal(err)
	}
	commit(t, l, create(actor("a")))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if l, err = ledger.Open(t.Context(), ledger.Options{Open: disk.Open, ReadOnly: true}); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Validate(t.Context(), coder(), create(actor("b"))); !errors.Is(err, graph.ErrForbidden) {
		t.Errorf("a store that is only read: %v", err)
	}
}
