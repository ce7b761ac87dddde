package ledger_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

// who is the actor of a name. Of z the id tells nothing.
func who(name string) graph.ID {
	if name == "z" {
		return "actor/0195a000-0000-7000-8000-00000000000f"
	}
	return graph.ID("actor/" + name)
}

// judgement is one between actors by name: "a=b" says that they are the SAME,
// "a!b" DIFFERENT, "a?b" UNSURE.
func judgement(says string) *graph.Judgement {
	i := strings.IndexAny(says, "=!?")
	verdict := map[byte]graph.Verdict{'=': graph.VerdictSame, '!': graph.VerdictDifferent, '?': graph.VerdictUnsure}[says[i]]
	sides := []string{says[:i], says[i+1:]}
	j := &graph.Judgement{A: who(sides[0]), B: who(sides[1]), Verdict: verdict}
	j.ID = graph.ID(fmt.Sprintf("judgement/%s-%s-%s", sides[0], strings.ToLower(string(verdict)), sides[1]))
	return j
}

// judge makes a change: "a=b" judges, "-a=b" retracts the judgement, "+a=b"
// restores it, "a=b>a!b" corrects the first to say what the second does.
func judge(says ...string) graph.Change {
	c := graph.Change{Message: "judge"}
	for _, say := range says {
		first, then, corrects := strings.Cut(say, ">")
		switch {
		case say[0] == '-':
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbRetract, ID: judgement(say[1:]).ID, Reason: "made up"})
		case say[0] == '+':
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbRestore, ID: judgement(say[1:]).ID})
		case corrects:
			j := judgement(then)
			j.ID = judgement(first).ID
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCorrect, Record: j})
		default:
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: judgement(say)})
		}
	}
	return c
}

// lettered is a graph of actors with a letter each; z is PROTECTED.
func lettered(tb testing.TB, letters string) *ledger.Ledger {
	tb.Helper()
	l := open(tb, memkv.New())
	var records []graph.Record
	for _, letter := range letters {
		a := actor(string(letter))
		if letter == 'z' {
			a.ID, a.Marking = who("z"), graph.MarkingProtected
		}
		records = append(records, a)
	}
	commit(tb, l, create(records...))
	return l
}

func TestContradictionsAreRefused(t *testing.T) {
	for what, test := range map[string]struct {
		before []graph.Change
		change graph.Change
		by     graph.Marking // PROTECTED unless given
		want   *graph.Contradiction
	}{
		"the same and different": {
			[]graph.Change{judge("a=b")},
			judge("a!b"), "",
			&graph.Contradiction{A: "actor/a", B: "actor/b", Different: judgement("a!b").ID, Chain: []graph.SameStep{{From: "actor/a", Judgement: judgement("a=b").ID, To: "actor/b"}}},
		},
		"different and the same": {
			[]graph.Change{judge("a!b")},
			judge("b=a"), "",
			&graph.Contradiction{A: "actor/b", B: "actor/a", Different: judgement("a!b").ID, Chain: []graph.SameStep{{From: "actor/b", Judgement: judgement("b=a").ID, To: "actor/a"}}},
		},
		"by way of others, the shortest": {
			[]graph.Change{judge("a=b", "b=c", "c=d", "b=d", "d=e"), judge("a!f")},
			judge("e=f"), "",
			&graph.Contradiction{A: "actor/f", B: "actor/a", Different: judgement("a!f").ID, Chain: []graph.SameStep{
				{From: "actor/f", Judgement: judgement("e=f").ID, To: "actor/e"},
				{From: "actor/e", Judgement: judgement("d=e").ID, To: "actor/d"},
				{From: "actor/d", Judgement: judgement("b=d").ID, To: "actor/b"},
				{From: "actor/b", Judgement: judgement("a=b").ID, To: "actor/a"},
			}},
		},
		"within one change": {
			nil, judge("a=b", "c=b", "a!c"), "",
			&graph.Contradiction{A: "actor/a", B: "actor/c", Different: judgement("a!c").ID, Chain: []graph.SameStep{
				{From: "actor/a", Judgement: judgement("a=b").ID, To: "actor/b"},
				{From: "actor/b", Judgement: judgement("c=b").ID, To: "actor/c"},
			}},
		},
		"a judgement that is brought back": {
			[]graph.Change{judge("a=b"), judge("-a=b"), judge("a!b")},
			judge("+a=b"), "",
			&graph.Contradiction{A: "actor/a", B: "actor/b", Different: judgement("a!b").ID, Chain: []graph.SameStep{{From: "actor/a", Judgement: judgement("a=b").ID, To: "actor/b"}}},
		},
		"a judgement that is corrected": {
			[]graph.Change{judge("a=b", "b=c", "a?c")},
			judge("a?c>a!c"), "",
			&graph.Contradiction{A: "actor/a", B: "actor/c", Different: judgement("a?c").ID, Chain: []graph.SameStep{
				{From: "actor/a", Judgement: judgement("a=b").ID, To: "actor/b"},
				{From: "actor/b", Judgement: judgement("b=c").ID, To: "actor/c"},
			}},
		},
		"what one may not see is left out": {
			[]graph.Change{judge("a=z", "z=b")},
			judge("a!b"), graph.MarkingPublic,
			&graph.Contradiction{A: "actor/a", B: "actor/b", Different: judgement("a!b").ID, Hidden: true},
		},
		"also where only the end is hidden": {
			[]graph.Change{judge("a!z", "b=z")},
			judge("a=b"), graph.MarkingPublic,
			&graph.Contradiction{A: "actor/a", Chain: []graph.SameStep{{From: "actor/a", Judgement: judgement("a=b").ID, To: "actor/b"}}, Hidden: true},
		},
		"a chain that the change takes away":   {[]graph.Change{judge("a=b", "b=c")}, judge("-b=c", "a!c"), "", nil},
		"a difference that it takes away":      {[]graph.Change{judge("a!b")}, judge("-a!b", "a=b"), "", nil},
		"a chain that it corrects away":        {[]graph.Change{judge("a=b", "b=c")}, judge("b=c>b?c", "a!c"), "", nil},
		"what is not sure contradicts nothing": {[]graph.Change{judge("a=b")}, judge("a?b"), "", nil},
		"difference of others":                 {[]graph.Change{judge("a=b", "c=d", "a!c")}, judge("b!d"), "", nil},
	} {
		t.Run(what, func(t *testing.T) {
			l := lettered(t, "abcdefz")
			for _, c := range test.before {
				commit(t, l, c)
			}
			by := coder()
			if test.by != "" {
				by.Clearance = test.by
			}
			before := mustHead(t, l)
			_, err := l.Commit(t.Context(), by, test.change)
			if test.want == nil {
				if err != nil {
					t.Error(err)
				}
				wantClean(t, l)
				return
			}
			var got *graph.Contradiction
			if !errors.As(err, &got) || !errors.Is(err, graph.ErrConflict) {
				t.Fatalf("got %v", err)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
			if strings.Contains(err.Error(), string(who("z"))) && test.by == graph.MarkingPublic {
				t.Errorf("tells what is hidden: %v", err)
			}
			if mustHead(t, l) != before {
				t.Error("something was written all the same")
			}
		})
	}
}

func TestAContradictionSaysWhy(t *testing.T) {
	l := lettered(t, "abc")
	commit(t, l, judge("a=b", "b=c"))
	_, err := l.Commit(t.Context(), coder(), judge("a!c"))
	const want = "operation 1 (judgement/a-different-c): actor/a and actor/c would be judged both the same and different: " +
		"judgement/a-different-c says that they are different; judgement/a-same-b that actor/a is actor/b; judgement/b-same-c that actor/b is actor/c"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// As many may be the same as one list of answers goes through, and no more.
func TestHowManyMayBeTheSame(t *testing.T) {
	l := open(t, memkv.New())
	name := func(i int) string { return fmt.Sprintf("a-%04d", i) }
	var records, judgements []graph.Record
	for i := range graph.MaxCluster + 1 {
		records = append(records, actor(name(i)))
		if i > 0 {
			judgements = append(judgements, judgement(fmt.Sprintf("%s=%s", name(i-1), name(i))))
		}
	}
	commit(t, l, create(records[:graph.MaxCluster]...))
	commit(t, l, create(records[graph.MaxCluster:]...))
	commit(t, l, create(judgements[:graph.MaxCluster-1]...))
	one := create(judgements[graph.MaxCluster-1:]...)
	if _, err := l.Commit(t.Context(), coder(), one); !errors.Is(err, graph.ErrTooLarge) {
		t.Errorf("one too many: %v", err)
	}
	identity, err := at(t, l).Identity(t.Context(), "actor/a-0500")
	if err != nil || len(identity.Members) != graph.MaxCluster || identity.Canonical != "actor/a-0000" {
		t.Errorf("%d members, %s, %v", len(identity.Members), identity.Canonical, err)
	}
}

func TestReadingFollowsWhatIsTheSame(t *testing.T) {
	l := lettered(t, "abcdez")
	commit(t, l, judge("d=c"))        // 2
	commit(t, l, judge("c=b", "a?b")) // 3
	commit(t, l, judge("d!e"))        // 4
	commit(t, l, judge("-c=b"))       // 5
	commit(t, l, judge("e=z", "z=a")) // 6
	for _, test := range []struct {
		at        graph.Revision
		clearance graph.Marking
		id        string
		members   string
		judged    []string
	}{
		{1, graph.MarkingPublic, "d", "d", nil},
		{2, graph.MarkingPublic, "d", "cd", []string{"d=c"}},
		{3, graph.MarkingPublic, "d", "bcd", []string{"d=c", "c=b", "a?b"}},
		{4, graph.MarkingPublic, "b", "bcd", []string{"d=c", "c=b", "a?b", "d!e"}},
		{5, graph.MarkingPublic, "b", "b", []string{"a?b"}},
		{5, graph.MarkingPublic, "c", "cd", []string{"d=c", "d!e"}},
		{6, graph.MarkingPublic, "e", "e", []string{"d!e"}},
		{6, graph.MarkingRestricted, "a", "a", []string{"a?b"}},
		{6, graph.MarkingProtected, "e", "aez", []string{"a?b", "d!e", "e=z", "z=a"}},
	} {
		r := l.At(graph.View{Revision: test.at, Clearance: test.clearance})
		var want graph.Identity
		for _, letter := range test.members {
			want.Members = append(want.Members, who(string(letter)))
		}
		want.Canonical = want.Members[0]
		for _, says := range test.judged {
			want.Judgements = append(want.Judgements, judgement(says).ID)
		}
		got, err := r.Identity(t.Context(), who(test.id))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s as of %d for %s:\ngot  %v, %v\nwant %v", test.id, test.at, test.clearance, got, err, want)
		}
		ids, err := r.Canonical(t.Context(), []graph.ID{"actor/nobody", who(test.id), "nonsense"})
		if err != nil || !slices.Equal(ids, []graph.ID{"actor/nobody", want.Canonical, "nonsense"}) {
			t.Errorf("%s as of %d for %s: %v, %v", test.id, test.at, test.clearance, ids, err)
		}
	}
	// Where they lead is told at once as it is by two questions, without the projection
	// and with it, which may have seen later judgements.
	all := []graph.ID{"actor/nobody", who("a"), who("b"), who("c"), who("d"), who("e"), who("z"), who("d"), "nonsense"}
	followed := func() {
		t.Helper()
		for at := range graph.Revision(7) {
			for _, clearance := range graph.Markings() {
				r := l.At(graph.View{Revision: at, Clearance: clearance})
				leads, records, err := graph.Follow(t.Context(), r, all)
				want, wantErr := r.Canonical(t.Context(), all)
				wanted, readErr := r.Records(t.Context(), want)
				if err := errors.Join(err, wantErr, readErr); err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(leads, want) || !reflect.DeepEqual(records, wanted) {
					t.Errorf("as of %d for %s:\ngot  %v, %v\nwant %v, %v", at, clearance, leads, records, want, wanted)
				}
			}
		}
	}
	followed()
	if err := l.Project(t.Context()); err != nil {
		t.Fatal(err)
	}
	followed()
	for _, id := range []graph.ID{"actor/nobody", who("z")} {
		if _, err := l.At(graph.View{Revision: 6, Clearance: graph.MarkingPublic}).Identity(t.Context(), id); !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("%s: %v", id, err)
		}
	}
	wantClean(t, l)
}

// A judgement adds its own rows, and touches no other but counters; taking it
// back gives back exactly what was read before.
func TestAMergeRewritesNoIndex(t *testing.T) {
	l, disk := world(t)
	commit(t, l, create(actor("merged")))
	everything := func(r graph.Reader) []byte {
		t.Helper()
		var all []any
		var ids []graph.ID
		for _, k := range graph.Kinds() {
			for record, err := range r.Scan(t.Context(), k) {
				if err != nil {
					t.Fatal(err)
				}
				if k == graph.KindJudgement {
					continue
				}
				ids = append(ids, record.Shared().ID)
				identity, err := r.Identity(t.Context(), record.Shared().ID)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, record, identity)
			}
		}
		canonical, err := r.Canonical(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		encoded, err := json.Marshal(append(all, canonical))
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	before := everything(at(t, l))
	rows := pairs2(t, l, disk)
	l = open(t, disk)
	same := &graph.Judgement{A: "actor/merged", B: "actor/avaria", Verdict: graph.VerdictSame}
	same.ID = "judgement/made-up"
	commit(t, l, create(same))
	merged := everything(at(t, l))
	if bytes.Equal(merged, before) {
		t.Error("nothing was merged")
	}
	after := map[string]storage.Pair{}
	for _, p := range pairs2(t, l, disk) {
		after[string(p.Key)] = p
	}
	for _, p := range rows {
		key, err := keys.Parse(p.Key)
		if err != nil {
			t.Fatal(err)
		}
		if key.Space != keys.Row && !bytes.Equal(after[string(p.Key)].Value, p.Value) {
			t.Errorf("%s was rewritten", key)
		}
		delete(after, string(p.Key))
	}
	for name := range after {
		if key, err := keys.Parse([]byte(name)); err != nil || key.Space != keys.Row && key.Tag != keys.Judged && key.Tag != keys.Recorded {
			t.Errorf("%s is new, %v", key, err)
		}
	}
	l = open(t, disk)
	commit(t, l, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: same.ID, Reason: "made up"}}})
	if !bytes.Equal(everything(at(t, l)), before) {
		t.Error("taking the judgement back does not give back what was there")
	}
	then := l.At(graph.View{Revision: mustHead(t, l) - 1, Clearance: graph.MarkingProtected})
	if !bytes.Equal(everything(then), merged) {
		t.Error("as of the merge, it reads otherwise than it did then")
	}
	wantClean(t, l)
}
