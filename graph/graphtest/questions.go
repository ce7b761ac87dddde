package graphtest

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"hudna/graph"
)

// How many questions are drawn after each step.
const (
	questionsAtHead  = 6
	oldRevisions     = 2
	questionsAtOld   = 3 // as of each of them
	questionsRefused = 2 // after a step that changed nothing
)

// compare asks both the same questions.
func (t *trial) compare(ctx context.Context, changed bool) error {
	head, err := t.naive.Head(ctx)
	if err != nil {
		return err
	}
	d := t.asker.Dice
	at := func(r graph.Revision) graph.View {
		return graph.View{Revision: r, Clearance: pick(d, graph.Markings())}
	}
	if !changed {
		if err := t.scanAll(ctx, at(head.Revision), graph.Kinds()...); err != nil {
			return err
		}
		return t.askSome(ctx, at(head.Revision), questionsRefused)
	}
	whole := pick(d, graph.Markings())
	for _, clearance := range graph.Markings() {
		kinds := graph.Kinds()
		if clearance != whole {
			kinds = t.touched
		}
		if err := t.scanAll(ctx, graph.View{Revision: head.Revision, Clearance: clearance}, kinds...); err != nil {
			return err
		}
		if err := t.askSome(ctx, at(head.Revision), questionsAtHead/len(graph.Markings())); err != nil {
			return err
		}
	}
	for range oldRevisions {
		// The later ones hold more: two draws, and the higher.
		old := graph.Revision(max(d.N(int(head.Revision)+1), d.N(int(head.Revision)+1)))
		if err := t.askSome(ctx, at(old), questionsAtOld); err != nil {
			return err
		}
	}
	return t.scanAll(ctx, at(graph.Revision(d.N(int(head.Revision)+1))), graph.Kinds()...)
}

func (t *trial) askSome(ctx context.Context, v graph.View, n int) error {
	for range n {
		if err := t.ask(ctx, v); err != nil {
			return err
		}
	}
	return nil
}

// scanAll compares every record of some kinds of a view.
func (t *trial) scanAll(ctx context.Context, v graph.View, kinds ...graph.Kind) error {
	for _, k := range kinds {
		if err := t.scan(ctx, v, k); err != nil {
			return err
		}
	}
	return nil
}

func (t *trial) scan(ctx context.Context, v graph.View, k graph.Kind, statuses ...graph.Status) error {
	t.stats.take("reader: Scan")
	want, wantErr := gathered(t.naive.At(v).Scan(ctx, k, statuses...), 0)
	got, gotErr := gathered(t.graph.At(v).Scan(ctx, k, statuses...), 0)
	question := fmt.Sprintf("%s Scan(%s, %v)", viewed(v), k, statuses)
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	return t.sameLists(question, want, got)
}

// gathered takes what an iterator gives, up to its first error or, unless that
// is 0, a number of values.
func gathered[T any](seq iter.Seq2[T, error], most int) ([]T, error) {
	var all []T
	for v, err := range seq {
		if err != nil {
			return all, err
		}
		all = append(all, v)
		if len(all) == most {
			break
		}
	}
	return all, nil
}

// sameLists compares lists of records, and shows which they hold and in what
// the first that differ do.
func (t *trial) sameLists(question string, want, got []graph.Record) error {
	t.stats.Compared += len(want)
	for i := range max(len(want), len(got)) {
		if i < len(want) && i < len(got) && sameValue(want[i], got[i]) {
			continue
		}
		wanted, gotten := idsOf(want), idsOf(got)
		if slices.Equal(wanted, gotten) {
			return t.differs(question, want[i], append([]string{readable(got[i])}, difference(want[i], got[i])))
		}
		return t.differs(question, wanted, gotten)
	}
	return nil
}

// idsOf lists the ids of records, with a dash for none.
func idsOf(records []graph.Record) []string {
	ids := []string{fmt.Sprintf("%d records", len(records))}
	for _, r := range records {
		if r == nil {
			ids = append(ids, "-")
			continue
		}
		ids = append(ids, string(r.Shared().ID))
	}
	return ids
}

func viewed(v graph.View) string { return fmt.Sprintf("as of %d for %s:", v.Revision, v.Clearance) }

// ask draws one question.
func (t *trial) ask(ctx context.Context, v graph.View) error {
	t.stats.Questions++
	t.stats.take("for " + string(v.Clearance))
	if v.Revision == t.naive.head() {
		t.stats.take("as of the head")
	} else {
		t.stats.take("as of an earlier revision")
	}
	return t.asks.deal(t.asker.Dice)(t, ctx, v)
}

// A question is one that can be drawn.
type question func(*trial, context.Context, graph.View) error

// drawnQuestions are all of them, the common ones more than once.
func drawnQuestions() []question {
	all := []question{
		(*trial).askMatrix, (*trial).askMatrix, (*trial).askSeries, (*trial).askSeries, (*trial).askPositions, (*trial).askPaths, (*trial).askPaths,
		(*trial).askSources, (*trial).askActors, (*trial).askActors, (*trial).askActors, (*trial).askLocations, (*trial).askLocations, (*trial).askTopics, (*trial).askTopics,
		(*trial).askAgreements, (*trial).askAgreements, (*trial).askDocuments, (*trial).askDocuments, (*trial).askEvents, (*trial).askEvents,
		(*trial).askEvents, (*trial).askSearch, (*trial).askSearch, (*trial).askSearch, (*trial).askIdentity, (*trial).askCanonical, (*trial).askFollow, (*trial).askSimilar, (*trial).askSimilar, (*trial).askRenamed, (*trial).askRecord, (*trial).askRecords, (*trial).askByCode,
		(*trial).askScan, (*trial).askHistory, (*trial).askHistory, (*trial).askAuthors, (*trial).askCommits,
		(*trial).askCommits, (*trial).askCommits, (*trial).askDifferences, (*trial).askDifferences, (*trial).askCompare, (*trial).askCompare,
		(*trial).askCompare, (*trial).askCompare, (*trial).askAwait, (*trial).askCommit, (*trial).askChanges, (*trial).askRevisionAt,
		(*trial).askAcross, (*trial).askAcross, (*trial).askAcross, (*trial).askAmiss, (*trial).askAmiss, (*trial).askAmiss,
	}
	for range 18 {
		all = append(all, (*trial).askStatements)
	}
	return all
}

// someID draws the id of a record that the view sees, that it does not see, or
// that there never was.
func (t *trial) someID(v graph.View) graph.ID {
	d := t.asker.Dice
	if s, _ := t.asker.seen(v); len(s.records) > 0 && d.Chance(70) {
		return pick(d, s.records).Shared().ID
	}
	if len(t.naive.nodes) > 0 && d.Chance(80) {
		return pick(d, t.naive.nodes).last().record.Shared().ID
	}
	return pick(d, []graph.ID{"actor/nobody", "utterance/u1", "nonsense", ""})
}

func (t *trial) askRecord(ctx context.Context, v graph.View) error {
	id := t.someID(v)
	t.stats.take("reader: Record")
	want, wantErr := t.naive.At(v).Record(ctx, id)
	got, gotErr := t.graph.At(v).Record(ctx, id)
	question := fmt.Sprintf("%s Record(%s)", viewed(v), id)
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	if wantErr != nil {
		return nil //nolint:nilerr // an error that both gave is no difference
	}
	return t.sameLists(question, []graph.Record{want}, []graph.Record{got})
}

func (t *trial) askRecords(ctx context.Context, v graph.View) error {
	var ids []graph.ID
	for range t.asker.N(8) {
		ids = append(ids, t.someID(v))
	}
	t.stats.take("reader: Records")
	want, wantErr := t.naive.At(v).Records(ctx, ids)
	got, gotErr := t.graph.At(v).Records(ctx, ids)
	question := fmt.Sprintf("%s Records(%v)", viewed(v), ids)
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	return t.sameLists(question, want, got)
}

func (t *trial) askByCode(ctx context.Context, v graph.View) error {
	d := t.asker.Dice
	k, c := pick(d, graph.Kinds()), graph.Code{System: "made-up a", Code: fmt.Sprint(d.N(10)), Version: maybe(d, 50, []string{"1", "9"})}
	if s, _ := t.asker.seen(v); len(s.records) > 0 && d.Chance(80) {
		for range 8 {
			if r := pick(d, s.records); len(r.Shared().Codes) > 0 {
				k, c = r.RecordKind(), pick(d, r.Shared().Codes)
				break
			}
		}
	}
	t.stats.take("reader: ByCode")
	want, wantErr := t.naive.At(v).ByCode(ctx, k, c)
	got, gotErr := t.graph.At(v).ByCode(ctx, k, c)
	question := fmt.Sprintf("%s ByCode(%s, %+v)", viewed(v), k, c)
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	if wantErr != nil {
		t.stats.takeError("reader: ByCode", wantErr)
		return nil
	}
	return t.sameLists(question, []graph.Record{want}, []graph.Record{got})
}

func (t *trial) askScan(ctx context.Context, v graph.View) error {
	d := t.asker.Dice
	if d.Chance(30) { // who stops listening gets nothing more, and no harm is done
		t.stats.take("reader: Scan, left early")
		k, most := pick(d, graph.Kinds()), 1+d.N(3)
		want, _ := gathered(t.naive.At(v).Scan(ctx, k), most)
		got, err := gathered(t.graph.At(v).Scan(ctx, k), most)
		if err != nil {
			return t.differs(viewed(v)+" Scan, left early", nil, err)
		}
		return t.sameLists(fmt.Sprintf("%s the first %d of Scan(%s)", viewed(v), most, k), want, got)
	}
	t.stats.take("reader: Scan by status")
	return t.scan(ctx, v, pick(d, graph.Kinds()), append(some(d, graph.Statuses(), 2), pick(d, graph.Statuses()))...)
}

func (t *trial) askCommit(ctx context.Context, v graph.View) error {
	r := graph.Revision(t.asker.N(int(v.Revision) + 3))
	t.stats.take("reader: Commit")
	want, wantErr := t.naive.At(v).Commit(ctx, r)
	got, gotErr := t.graph.At(v).Commit(ctx, r)
	question := fmt.Sprintf("%s Commit(%d)", viewed(v), r)
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	if !sameCommit(want, got) {
		return t.differs(question, want, got)
	}
	if view := t.graph.At(v).View(); view != v {
		return t.differs("View()", v, view)
	}
	t.stats.take("reader: View")
	return nil
}

func (t *trial) askRevisionAt(ctx context.Context, v graph.View) error {
	head, err := t.naive.At(v).Commit(ctx, v.Revision)
	if err != nil {
		return err
	}
	at := head.Time.Add(pick(t.asker.Dice, []time.Duration{-time.Hour, -1, 0, 1, time.Hour}))
	t.stats.take("graph: RevisionAt")
	want, wantErr := t.naive.RevisionAt(ctx, at)
	got, gotErr := t.graph.RevisionAt(ctx, at)
	question := fmt.Sprintf("RevisionAt(%s)", at.Format(time.RFC3339Nano))
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	if !sameCommit(want, got) {
		return t.differs(question, want, got)
	}
	return nil
}

func (t *trial) askChanges(ctx context.Context, v graph.View) error {
	after := graph.Revision(t.asker.N(int(v.Revision) + 1))
	most := 0
	t.stats.take("graph: Changes")
	if t.asker.Chance(20) {
		t.stats.take("graph: Changes, left early")
		most = 1
	}
	want, wantErr := gathered(t.naive.Changes(ctx, v, after), most)
	got, gotErr := gathered(t.graph.Changes(ctx, v, after), most)
	question := fmt.Sprintf("%s Changes(after %d)", viewed(v), after)
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	if len(want) != len(got) {
		return t.differs("how many "+question, len(want), len(got))
	}
	for i := range want {
		if !sameCommit(want[i], got[i]) {
			return t.differs(question, want[i], append([]string{readable(got[i])}, difference(want[i], got[i])))
		}
	}
	return nil
}
