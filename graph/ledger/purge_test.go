package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

func purger() graph.Principal {
	return graph.Principal{Name: "made-up keeper", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
}

// graves makes up ids that tell nothing.
func graves() func(graph.Kind) (graph.ID, error) {
	n := 0
	return func(k graph.Kind) (graph.ID, error) {
		n++
		return graph.ID(fmt.Sprintf("%s/0fa1e000-0000-4000-8000-%012d", k, n)), nil
	}
}

// purge purges a record out of a store, into another one.
func purge(tb testing.TB, all []storage.Pair, p ledger.Purge) (*memkv.Disk, *ledger.Purged, error) {
	tb.Helper()
	l := open(tb, diskOf(tb, all, nothing))
	disk := memkv.New()
	if p.By.Name == "" {
		p.By = purger()
	}
	if p.Reason == "" {
		p.Reason = "by order"
	}
	p.NewID = graves()
	purged, err := l.Purge(tb.Context(), p, func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) })
	return disk, purged, err
}

// everything gives all records as of a revision, by id.
func everything(tb testing.TB, l *ledger.Ledger, at graph.Revision) map[graph.ID]graph.Record {
	tb.Helper()
	all := map[graph.ID]graph.Record{}
	r := l.At(graph.View{Revision: at, Clearance: graph.MarkingProtected})
	for _, k := range graph.Kinds() {
		for record, err := range r.Scan(tb.Context(), k) {
			if err != nil {
				tb.Fatal(err)
			}
			all[record.Shared().ID] = record
		}
	}
	return all
}

// merged is a store of which nothing is pending.
func merged(tb testing.TB, all []storage.Pair) []storage.Pair {
	tb.Helper()
	disk := diskOf(tb, all, nothing)
	l, err := ledger.Open(tb.Context(), ledger.Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }})
	if err != nil {
		tb.Fatal(err)
	}
	if err := l.Merge(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return pairs2(tb, l, disk)
}

// TestPurgeLeavesNothing purges each record of a store that has rows of every
// sort, together with what cannot stand without it: nothing is found of it
// afterwards that is found before, the store is sound, and whatever else there
// was is there as it was, at every revision, but for references to what is gone.
func TestPurgeLeavesNothing(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("one goroutine does it all: the race detector has nothing to find")
	}
	all := merged(t, damageable(t))
	before := open(t, diskOf(t, all, nothing))
	head := mustHead(t, before)
	was := make([]map[graph.ID]graph.Record, head+1)
	for r := range was {
		was[r] = everything(t, before, graph.Revision(r))
	}
	held := map[string]bool{}
	for _, pair := range all {
		for _, b := range [][]byte{pair.Key, pair.Value} {
			for i := range max(0, len(b)-7) {
				held[string(b[i:i+8])] = true
			}
		}
	}
	ids := make([]graph.ID, 0, len(was[head]))
	for id := range was[head] {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		disk, purged, err := purge(t, all, ledger.Purge{ID: id, Cascade: true})
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		left := pairs(t, disk)
		for _, pair := range left {
			for _, b := range [][]byte{pair.Key, pair.Value} {
				if piece, found := purged.Traces.Find(b); found {
					key, _ := keys.Parse(pair.Key)
					t.Errorf("%s: %q is left in %s", id, piece, key)
				}
			}
		}
		for _, piece := range purged.Traces.Pieces() {
			// Short words make pieces together with what may stand before them in keys.
			if !held[string(piece)] && bytes.IndexFunc(piece, unicode.IsControl) < 0 {
				t.Errorf("%s: %q would not have been found before", id, piece)
			}
		}
		if found := findings(t, disk); len(found) > 0 {
			t.Errorf("%s: %s", id, strings.Join(found, "\n"))
		}
		l := open(t, diskOf(t, left, nothing))
		gone := map[graph.ID]bool{}
		is := everything(t, l, head+1)
		for other := range was[head] {
			gone[other] = is[other] == nil
		}
		if !gone[id] || len(gone) < len(purged.Tombstones) {
			t.Errorf("%s is still there", id)
		}
		for r := range was {
			if is = everything(t, l, graph.Revision(r)); r%7 != 0 && graph.Revision(r) != head {
				continue
			}
			for other, record := range was[r] {
				if gone[other] {
					continue
				}
				want := graph.Redact(record, func(ref graph.ID) bool { return gone[ref] })
				if is[other] == nil || !graph.Equal(want, is[other]) {
					t.Errorf("%s: %s is another one at revision %d", id, other, r)
				}
				delete(is, other)
			}
			for other := range is {
				t.Errorf("%s: %s has come at revision %d", id, other, r)
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d records, %d revisions, %d rows", len(ids), head, len(all))
}

// into gives the ledger that a purge has written.
func into(tb testing.TB, all []storage.Pair, p ledger.Purge) (*ledger.Ledger, *ledger.Purged) {
	tb.Helper()
	disk, purged, err := purge(tb, all, p)
	if err != nil {
		tb.Fatal(err)
	}
	for _, pair := range pairs(tb, disk) {
		for _, b := range [][]byte{pair.Key, pair.Value} {
			if piece, found := purged.Traces.Find(b); found {
				tb.Errorf("%q is left in %x", piece, pair.Key)
			}
		}
	}
	l := open(tb, disk)
	wantClean(tb, l)
	return l, purged
}

// TestTombstone asks for what a purge has left.
func TestTombstone(t *testing.T) {
	l, disk := world(t)
	hidden := &graph.Topic{Meta: graph.Meta{ID: "topic/0195a000-0000-7000-8000-00000000000f", Marking: graph.MarkingProtected}, Kind: graph.TopicIssue}
	commit(t, l, create(hidden, &graph.Topic{Meta: graph.Meta{ID: "topic/wide"}, Kind: graph.TopicIssue}))
	commit(t, l, create(&graph.Topic{Meta: graph.Meta{ID: "topic/narrow"}, Kind: graph.TopicIssue, Broader: "topic/wide"}))
	commit(t, l, graph.Change{Message: "away", Ops: []graph.Op{{Verb: graph.VerbRetract, ID: "topic/narrow", Reason: "to try"}}})
	guarded := graphtest.OwnVoice()
	guarded.ID, guarded.Attribution, guarded.Speakers = "statement/guarded", graph.AttributionNamed, []graph.Speaker{{Actor: graphtest.HiddenWitness}}
	commit(t, l, create(guarded))
	head := mustHead(t, l)
	all := pairs2(t, l, disk)

	l, purged := into(t, all, ledger.Purge{ID: "topic/wide"})
	tombstone, at := purged.Tombstones[0], purged.Revision
	if at != head+1 || purged.Cut != 1 || purged.Withheld != 1 {
		t.Errorf("it says %+v", purged)
	}
	public := graph.View{Revision: at, Clearance: graph.MarkingPublic}
	var gone *graph.PurgedError
	for _, r := range []graph.Revision{at, head, head - 3} {
		_, err := l.At(graph.View{Revision: r, Clearance: graph.MarkingPublic}).Record(t.Context(), tombstone)
		if !errors.As(err, &gone) || !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("as of revision %d: %v", r, err)
		}
	}
	for id, r := range map[graph.ID]graph.Revision{tombstone: head - 4, "topic/wide": at} {
		if _, err := l.At(graph.View{Revision: r, Clearance: graph.MarkingPublic}).Record(t.Context(), id); !errors.Is(err, graph.ErrNotFound) || errors.As(err, &gone) {
			t.Errorf("%s as of revision %d: %v", id, r, err)
		}
	}
	for _, page := range []graph.Page{{First: 10}, {Last: 10}} {
		history, err := l.At(public).History(t.Context(), tombstone, page)
		if err != nil || len(history.Items) != 2 {
			t.Fatalf("its history is %v, %v", history, err)
		}
		for i, want := range []graph.Verb{graph.VerbPurge, graph.VerbCreate} {
			if v := history.Items[i].Value; v.Verb != want || v.Record != nil || v.Before != nil || len(graph.Diff(v.Before, v.Record)) > 0 {
				t.Errorf("version %d is %+v", i, v)
			}
		}
	}
	commits, err := l.At(public).Commits(t.Context(), graph.CommitQuery{Touches: tombstone}, graph.Page{First: 10})
	if err != nil || len(commits.Items) != 2 || commits.Items[0].Value.Message != "by order" || commits.Items[0].Value.Author != purger().Name {
		t.Errorf("revisions that touched it are %v, %v", commits, err)
	}
	for c, err := range l.Changes(t.Context(), public, head) {
		if err != nil || len(c.Ops) != 1 || c.Ops[0].Verb != graph.VerbPurge || c.Ops[0].ID != tombstone || c.Ops[0].Record != nil {
			t.Errorf("the feed gives %+v, %v", c, err)
		}
	}
	if policy, err := l.Policy(t.Context()); err != nil || policy != at {
		t.Errorf("the policy is of revision %d, %v", policy, err)
	}

	// Nobody takes its id, refers to it or changes it, and later revisions do
	// not forget that something was purged.
	for name, c := range map[string]struct {
		change graph.Change
		is     error
	}{
		"taking its id": {create(&graph.Topic{Meta: graph.Meta{ID: tombstone}, Kind: graph.TopicIssue}), graph.ErrConflict},
		"referring":     {create(&graph.Topic{Meta: graph.Meta{ID: "topic/new"}, Kind: graph.TopicIssue, Broader: tombstone}), graph.ErrInvalid},
		"correcting":    {graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &graph.Topic{Meta: graph.Meta{ID: tombstone}, Kind: graph.TopicFrame}}}}, graph.ErrNotFound},
		"withdrawing":   {graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: tombstone, Reason: "to try"}}}, graph.ErrNotFound},
	} {
		if _, err := l.Commit(t.Context(), purger(), c.change); !errors.Is(err, c.is) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := l.Purge(t.Context(), ledger.Purge{By: purger(), ID: tombstone, Reason: "again", NewID: graves()}, nil); !errors.As(err, &gone) {
		t.Errorf("purging it again: %v", err)
	}
	commit(t, l, create(&graph.Topic{Meta: graph.Meta{ID: "topic/wide"}, Kind: graph.TopicIssue}))
	again := open(t, diskOf(t, pairsOf(t, l), nothing))
	if policy, err := again.Policy(t.Context()); err != nil || policy != at {
		t.Errorf("later the policy is of revision %d, %v", policy, err)
	}
	wantClean(t, l)
	if disk, _, err := purge(t, pairsOf(t, l), ledger.Purge{ID: "topic/wide"}); err != nil || len(findings(t, disk)) > 0 {
		t.Errorf("purging another one of the same id: %v", err)
	}

	// The tombstone of what was hidden is hidden from the same.
	for _, id := range []graph.ID{hidden.ID, guarded.ID} {
		l, purged := into(t, all, ledger.Purge{ID: id})
		public.Revision = purged.Revision
		_, err = l.At(public).Record(t.Context(), purged.Tombstones[0])
		_, never := l.At(public).History(t.Context(), purged.Tombstones[0], graph.Page{First: 10})
		for _, err := range []error{err, never} {
			if !errors.Is(err, graph.ErrNotFound) || errors.As(err, &gone) {
				t.Errorf("the tombstone of what was hidden: %v", err)
			}
		}
		for c, err := range l.Changes(t.Context(), public, purged.Revision-1) {
			if err != nil || len(c.Ops) > 0 || c.Message != "" {
				t.Errorf("the feed gives %+v, %v", c, err)
			}
		}
	}
}

// TestPurgeIsRefused says what cannot be purged.
func TestPurgeIsRefused(t *testing.T) {
	l, disk := world(t)
	all := pairs2(t, l, disk)
	coder, blind := purger(), purger()
	coder.Role, blind.Clearance = graph.RoleReviewer, graph.MarkingPublic
	for name, c := range map[string]struct {
		purge ledger.Purge
		is    error
	}{
		"by who may not":                 {ledger.Purge{By: coder, ID: graphtest.Witness().ID}, graph.ErrForbidden},
		"what is not there":              {ledger.Purge{ID: "actor/nobody"}, graph.ErrNotFound},
		"what they do not see":           {ledger.Purge{By: blind, ID: graphtest.Witness().ID}, graph.ErrNotFound},
		"for no reason":                  {ledger.Purge{ID: graphtest.Witness().ID, Reason: " \t"}, graph.ErrInvalid},
		"for a reason that is no text":   {ledger.Purge{ID: graphtest.Witness().ID, Reason: "\xff"}, graph.ErrInvalid},
		"for a reason beyond all bounds": {ledger.Purge{ID: graphtest.Witness().ID, Reason: strings.Repeat("x", graph.MaxReason+1)}, graph.ErrInvalid},
		"for a reason that tells it":     {ledger.Purge{ID: graphtest.Witness().ID, Reason: "of " + string(graphtest.Witness().ID), Cascade: true}, graph.ErrInvalid},
		"who spoke":                      {ledger.Purge{ID: graphtest.RuritaniaMinistry}, graph.ErrConflict},
	} {
		disk, _, err := purge(t, all, c.purge)
		if !errors.Is(err, c.is) || errors.Is(c.is, graph.ErrConflict) && !errors.As(err, new(*graph.StillReferred)) {
			t.Errorf("%s: %v", name, err)
		}
		if left := pairs(t, disk); len(left) > 0 {
			t.Errorf("%s: %d rows were written", name, len(left))
		}
	}
	if _, _, err := purge(t, all, ledger.Purge{ID: graphtest.Witness().ID, Reason: strings.Repeat("x", graph.MaxReason)}); err != nil && !errors.Is(err, graph.ErrConflict) {
		t.Errorf("for a reason within bounds: %v", err)
	}
	full := diskOf(t, all, nothing)
	l = open(t, diskOf(t, all, nothing))
	if _, err := l.Purge(t.Context(), ledger.Purge{By: purger(), ID: graphtest.Witness().ID, Reason: "by order", Cascade: true, NewID: graves()},
		func(ctx context.Context) (storage.Store, error) { return full.Open(ctx) }); err == nil {
		t.Error("into a store that is not empty: no error")
	}
}

// TestPurgeOfMany purges more than one revision can tell of.
func TestPurgeOfMany(t *testing.T) {
	disk := memkv.New()
	l := open(t, disk)
	commit(t, l, create(&graph.Location{Meta: graph.Meta{ID: "location/there"}}, document("report", "")))
	const many = graph.MaxOps + 5
	for from := 0; from < many; from += 500 {
		var records []graph.Record
		for i := from; i < min(from+500, many); i++ {
			s := graphtest.OwnVoice()
			s.ID, s.Place, s.Evidence = graph.ID(fmt.Sprintf("statement/s%d", i)), "", []graph.Evidence{{Document: "document/report", Part: graph.PartClause}}
			s.About = []graph.About{{Node: "location/there", Role: graph.AboutSubject}}
			records = append(records, s)
		}
		commit(t, l, create(records...))
	}
	head := mustHead(t, l)
	l, purged := into(t, pairs2(t, l, disk), ledger.Purge{ID: "document/report", Cascade: true})
	if purged.Revision != head+2 || len(purged.Tombstones) != many+1 {
		t.Errorf("revision %d after %d, %d tombstones", purged.Revision, head, len(purged.Tombstones))
	}
	if left := everything(t, l, purged.Revision); len(left) != 1 {
		t.Errorf("%d records are left", len(left))
	}
}

// TestEveryTagIsTreated fails where rows have come of which nobody has said how a
// purge makes them tell of a record no more.
func TestEveryTagIsTreated(t *testing.T) {
	for tag := range keys.Tags() {
		if !ledger.Treated(tag) {
			t.Errorf("a purge stops at rows %s: see treatments", tag)
		}
	}
}

// pairsOf reads the store of a ledger that is open.
func pairsOf(tb testing.TB, l *ledger.Ledger) (all []storage.Pair) {
	tb.Helper()
	err := l.Rows(tb.Context(), func(pair storage.Pair) { all = append(all, pair) })
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

// TestPurgeWithholdsMessages: also where a revision did something else, and its
// message tells.
func TestPurgeWithholdsMessages(t *testing.T) {
	l, disk := world(t)
	commit(t, l, create(&graph.Topic{Meta: graph.Meta{ID: "topic/kept"}, Kind: graph.TopicIssue}))
	told := create(&graph.Topic{Meta: graph.Meta{ID: "topic/vrxqw"}, Kind: graph.TopicIssue, Names: []graph.Name{{Text: "Quxelbrynzhv", Lang: "en"}}})
	told.Message = "in the usual order"
	commit(t, l, told)
	kept := &graph.Topic{Meta: graph.Meta{ID: "topic/kept"}, Kind: graph.TopicFrame}
	commit(t, l, graph.Change{Message: "unlike Quxelbrynzhv", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: kept}}})
	head := mustHead(t, l)
	l, purged := into(t, pairs2(t, l, disk), ledger.Purge{ID: "topic/vrxqw", Reason: told.Message})
	if purged.Withheld != 2 {
		t.Errorf("%d messages are withheld", purged.Withheld)
	}
	r := l.At(graph.View{Revision: purged.Revision, Clearance: graph.MarkingProtected})
	for at, want := range map[graph.Revision]graph.Commit{
		head - 2: {Author: coder().Name, Message: "create"},
		head - 1: {}, // it did nothing else that anybody sees
		head:     {Author: coder().Name, Message: "(withheld)"},
	} {
		c, err := r.Commit(t.Context(), at)
		if err != nil || c.Author != want.Author || c.Message != want.Message {
			t.Errorf("revision %d is by %q: %q, %v", at, c.Author, c.Message, err)
		}
	}
}

// TestPurgeLeavesNoInvalidRecord: what would not be valid without what goes, or
// would answer again, goes with it.
func TestPurgeLeavesNoInvalidRecord(t *testing.T) {
	l, disk := world(t)
	for _, id := range []graph.ID{"statement/one", "statement/two"} {
		s := graphtest.OwnVoice()
		s.ID = id
		commit(t, l, create(s))
	}
	denial := graphtest.OwnVoice()
	denial.ID, denial.Acts, denial.About = "statement/no", []graph.SpeechAct{{Act: graph.ActDeny, Force: graph.ForceStated}}, nil
	denial.Links = []graph.Link{{Kind: graph.LinkDenies, Statement: "statement/one", Of: graph.LinkOfContent}}
	commit(t, l, create(denial))
	superseded := graphtest.OwnVoice()
	superseded.ID, superseded.SupersededBy = "statement/two", "statement/one"
	commit(t, l, graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: superseded}}})
	all := pairs2(t, l, disk)
	var referred *graph.StillReferred
	if _, _, err := purge(t, all, ledger.Purge{ID: "statement/one"}); !errors.As(err, &referred) || !slices.Equal(referred.By, []graph.ID{"statement/two", "statement/no"}) {
		t.Errorf("it is refused with %v", err)
	}
	if _, purged := into(t, all, ledger.Purge{ID: "statement/one", Cascade: true}); len(purged.Tombstones) != 3 {
		t.Errorf("it takes along %d", len(purged.Tombstones)-1)
	}
}

// TestPurgeCutsLongRecords: of a referrer whose body is in pieces, those are
// written anew as well, of each version.
func TestPurgeCutsLongRecords(t *testing.T) {
	l, disk := world(t)
	commit(t, l, create(document("source", "")))
	long := document("long", strings.Repeat("a made-up line. ", storage.MaxValue/8))
	long.CopyOf = &graph.CopyOf{Document: "document/source", How: graph.CopyAbridged}
	commit(t, l, create(long))
	titled := *long
	titled.Title = "Made up"
	commit(t, l, graph.Change{Message: "title", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &titled}}})
	head := mustHead(t, l)
	l, purged := into(t, pairs2(t, l, disk), ledger.Purge{ID: "document/source"})
	if purged.Cut != 1 {
		t.Errorf("%d records lost a reference", purged.Cut)
	}
	for at, title := range map[graph.Revision]string{head - 1: "", purged.Revision: "Made up"} {
		r, err := l.At(graph.View{Revision: at, Clearance: graph.MarkingPublic}).Record(t.Context(), long.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d, ok := r.(*graph.Document); !ok || d.CopyOf != nil || d.Text != long.Text || d.Title != title {
			t.Errorf("as of revision %d it is another one", at)
		}
	}
}

// TestPurgeAfterMarkings purges what was hidden since it was entered, or named
// somebody who was: what the change left behind of it goes as well.
func TestPurgeAfterMarkings(t *testing.T) {
	l, disk := world(t)
	commit(t, l, create(
		&graph.Actor{Meta: graph.Meta{ID: "actor/raised"}, Names: []graph.Name{{Text: "Quxelbrynzhv", Lang: "en"}}},
		&graph.Actor{Meta: graph.Meta{ID: "actor/kept"}, Names: []graph.Name{{Text: "Wyxolzdarf", Lang: "en"}}},
	))
	for i, speaker := range []graph.ID{"actor/raised", "actor/raised", "actor/kept"} {
		s := graphtest.OwnVoice()
		s.ID, s.Attribution = graph.ID(fmt.Sprintf("statement/said%d", i)), graph.AttributionNamed
		s.Speakers, s.Text = []graph.Speaker{{Actor: speaker}}, fmt.Sprintf("a text of zhvorgwyks %d", i)
		commit(t, l, create(s))
	}
	for _, id := range []graph.ID{"actor/raised", "actor/kept"} {
		if _, err := l.Commit(t.Context(), purger(), graph.Change{Message: "hide", Ops: []graph.Op{{Verb: graph.VerbMark, ID: id, Marking: graph.MarkingProtected, Reason: "to try"}}}); err != nil {
			t.Fatal(err)
		}
	}
	wantClean(t, l)
	var raised graph.ID
	for id, r := range everything(t, l, mustHead(t, l)) {
		if a, ok := r.(*graph.Actor); ok && len(a.Names) > 0 && a.Names[0].Text == "Quxelbrynzhv" {
			raised = id
		}
	}
	all := pairs2(t, l, disk)
	count := func(all []storage.Pair) map[keys.Tag]int {
		n := map[keys.Tag]int{}
		for _, pair := range all {
			if k, err := keys.Parse(pair.Key); err == nil {
				n[k.Tag]++
			}
		}
		return n
	}
	before := count(all)
	if before[keys.FormerID] != 2 {
		t.Fatalf("there are %d former ids", before[keys.FormerID])
	}
	l, _ = into(t, all, ledger.Purge{ID: "statement/said0"})
	if after := count(pairsOf(t, l)); after[keys.Remarked] == 0 || after[keys.Shifted] == 0 || after[keys.FormerID] != 2 {
		t.Errorf("of the other texts there is %v", after)
	}
	l, purged := into(t, all, ledger.Purge{ID: raised, Cascade: true})
	if after := count(pairsOf(t, l)); len(purged.Tombstones) != 3 || after[keys.FormerID] != 1 || after[keys.Overlay] != 0 {
		t.Errorf("%d tombstones, and of the other there is %v", len(purged.Tombstones), after)
	}
}

// What is answered from columns knows nothing of tombstones: neither counts them
// nor fails over what they do not say any more.
func TestAnalysisKnowsNothingOfTombstones(t *testing.T) {
	l, disk := world(t)
	judged := &graph.Judgement{Meta: graph.Meta{ID: "judgement/made-up"}, A: "actor/avaria", B: graphtest.HiddenWitness, Verdict: graph.VerdictUnsure}
	said := graphtest.OwnVoice()
	said.ID = "statement/made-up"
	commit(t, l, create(judged, said))
	all := pairs2(t, l, disk)
	for _, id := range []graph.ID{judged.ID, said.ID} {
		l, purged := into(t, all, ledger.Purge{ID: id, Cascade: true})
		r := l.At(graph.View{Revision: purged.Revision, Clearance: graph.MarkingProtected})
		before, err := r.CountStatements(t.Context(), graph.StatementQuery{})
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Project(t.Context()); err != nil {
			t.Fatalf("without %s: %v", id, err)
		}
		after, err := r.CountStatements(t.Context(), graph.StatementQuery{})
		if err != nil || after != before {
			t.Errorf("without %s: %+v from columns, %+v from keys, %v", id, after, before, err)
		}
		then, err := l.At(graph.View{Revision: purged.Revision - 1, Clearance: graph.MarkingProtected}).CountStatements(t.Context(), graph.StatementQuery{})
		if err != nil || then != before {
			t.Errorf("without %s, a revision before: %+v, %v", id, then, err)
		}
	}
}
