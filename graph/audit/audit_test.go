package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/audit"
	"hudna/graph/graphtest"
)

var clock = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }

func opened(t *testing.T, edit ...func(*audit.Options)) (*audit.Log, string) {
	t.Helper()
	o := audit.Options{Path: filepath.Join(t.TempDir(), "audit.ndjson"), Now: clock}
	for _, e := range edit {
		e(&o)
	}
	l, err := audit.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l, o.Path
}

func lines(t *testing.T, path string) []audit.Entry {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []audit.Entry
	for line := range bytes.Lines(text) {
		var e audit.Entry
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		all = append(all, e)
	}
	return all
}

// The methods of a reader that are not noted, and why not: they tell of revisions, or
// of ids that whoever asks has already, or who wrote what was noted.
var silent = []string{"View", "Commit", "Commits", "Renamed", "Canonical", "Identity", "Authors"}

// TestEveryQuestionIsNoted: whatever a reader answers of what is hidden from others is
// noted, by every one of its methods that is not silent.
func TestEveryQuestionIsNoted(t *testing.T) {
	watched := reflect.TypeOf(audit.Watch(graphtest.NewNaive(clock)).At(graph.View{Clearance: graph.MarkingProtected}))
	port := reflect.TypeFor[graph.Reader]()
	for i := range port.NumMethod() {
		name := port.Method(i).Name
		method, ok := watched.MethodByName(name)
		if !ok {
			t.Fatal(name)
		}
		// One that is only handed on is the compiler's, and in no file.
		at := runtime.FuncForPC(method.Func.Pointer())
		file, _ := at.FileLine(at.Entry())
		if own := strings.HasSuffix(file, ".go"); own == slices.Contains(silent, name) {
			t.Errorf("%s (%s): is it noted? Give it a method in graph/audit, or say here why not", name, file)
		}
	}
}

// world is a graph in which much is hidden, watched.
func world(t *testing.T) (plain, watched graph.Graph) {
	t.Helper()
	g := graphtest.NewNaive(clock)
	if err := graphtest.LoadWorld(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	return g, audit.Watch(g)
}

func TestReadsOfWhatIsHidden(t *testing.T) {
	plain, watched := world(t)
	head, err := plain.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		clearance graph.Marking
		ask       func(context.Context, graph.Reader) error
		want      string
	}{
		"what everybody may see": {graph.MarkingProtected, func(ctx context.Context, r graph.Reader) error {
			_, err := r.Record(ctx, "actor/avaria")
			return err
		}, ""},
		"a record": {graph.MarkingProtected, func(ctx context.Context, r graph.Reader) error {
			_, err := r.Record(ctx, graphtest.HiddenWitness)
			return err
		}, "PROTECTED [" + string(graphtest.HiddenWitness) + "] [] [] 0"},
		"what its speaker hides": {graph.MarkingProtected, func(ctx context.Context, r graph.Reader) error {
			_, err := r.Records(ctx, []graph.ID{graphtest.WitnessID, graphtest.HiddenMediator})
			return err
		}, "PROTECTED [" + string(graphtest.WitnessID) + "] [" + string(graphtest.HiddenMediator) + "] [] 0"},
		"what is hidden from the asker": {graph.MarkingRestricted, func(ctx context.Context, r graph.Reader) error {
			_, err := r.Records(ctx, []graph.ID{graphtest.WitnessID, graphtest.HiddenMediator})
			return err
		}, "RESTRICTED [] [" + string(graphtest.HiddenMediator) + "] [] 0"},
		"a sum": {graph.MarkingRestricted, func(ctx context.Context, r graph.Reader) error {
			_, err := r.CountStatements(ctx, graph.StatementQuery{})
			return err
		}, "RESTRICTED [] [] [CountStatements] 0"},
		"by everybody": {graph.MarkingPublic, func(ctx context.Context, r graph.Reader) error {
			_, err := r.CountStatements(ctx, graph.StatementQuery{})
			return err
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			l, path := opened(t)
			a := &audit.Account{Caller: "token/x", By: graph.Principal{Name: "A. Reader", Role: graph.RoleReader, Clearance: c.clearance}}
			ctx := audit.WithAccount(t.Context(), a)
			if err := c.ask(ctx, watched.At(graph.View{Revision: head.Revision, Clearance: c.clearance})); err != nil {
				t.Fatal(err)
			}
			if err := l.Settle(ctx, plain, a, audit.Request{Number: "R1", Path: "/graphql", Status: 200}); err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, e := range lines(t, path) {
				if e.Act != audit.ActRead || e.Name != "A. Reader" || e.Request != "R1" || !e.Time.Equal(clock()) {
					t.Errorf("%+v", e)
				}
				got += fmt.Sprint(e.Clearance, " ", e.Protected, " ", e.Restricted, " ", e.Questions, " ", e.More)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestReadsOfAHiddenPast: what was hidden at the revision that is read was hidden, however
// public it is now.
func TestReadsOfAHiddenPast(t *testing.T) {
	plain, watched := world(t)
	old, err := plain.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const made graph.Revision = 9 // of the world, where the record is made
	open := graphtest.FromNotes()
	open.Evidence = []graph.Evidence{{Document: graphtest.Report}}
	now, err := plain.Commit(t.Context(), graphtest.Curator(), graph.Change{Message: "made up", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: open, Expected: made}}})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		at   graph.Revision
		ask  func(context.Context, graph.Reader) error
		want int
	}{
		"the record then": {old.Revision, func(ctx context.Context, r graph.Reader) error {
			_, err := r.Record(ctx, graphtest.NotesID)
			return err
		}, 1},
		"the record now": {now, func(ctx context.Context, r graph.Reader) error {
			_, err := r.Record(ctx, graphtest.NotesID)
			return err
		}, 0},
		"its history": {now, func(ctx context.Context, r graph.Reader) error {
			_, err := r.History(ctx, graphtest.NotesID, graph.Page{First: 10})
			return err
		}, 1},
		"its newest version, with what was before": {now, func(ctx context.Context, r graph.Reader) error {
			_, err := r.History(ctx, graphtest.NotesID, graph.Page{First: 1})
			return err
		}, 1},
		"what differs": {now, func(ctx context.Context, r graph.Reader) error {
			_, err := r.Differences(ctx, made, graph.Page{First: 10})
			return err
		}, 1},
		"the feed": {now, func(ctx context.Context, _ graph.Reader) error {
			for _, err := range watched.Changes(ctx, graph.View{Revision: old.Revision, Clearance: graph.MarkingProtected}, made-1) {
				if err != nil {
					return err
				}
			}
			return nil
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			l, path := opened(t)
			a := &audit.Account{By: graph.Principal{Name: "A. Reader", Role: graph.RoleReader, Clearance: graph.MarkingProtected}}
			ctx := audit.WithAccount(t.Context(), a)
			if err := c.ask(ctx, watched.At(graph.View{Revision: c.at, Clearance: graph.MarkingProtected})); err != nil {
				t.Fatal(err)
			}
			if err := l.Settle(ctx, plain, a, audit.Request{}); err != nil {
				t.Fatal(err)
			}
			named := 0
			for _, e := range lines(t, path) {
				if slices.Contains(append(e.Protected, e.Restricted...), graphtest.NotesID) {
					named++
				}
			}
			if named != c.want {
				t.Errorf("%d lines name it, not %d", named, c.want)
			}
		})
	}
}

// TestAnAccountIsSettledOnce: what has a line has no second one, and what comes later has
// its own.
func TestAnAccountIsSettledOnce(t *testing.T) {
	plain, watched := world(t)
	head, err := plain.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l, path := opened(t)
	a := &audit.Account{By: graph.Principal{Name: "A. Reader", Role: graph.RoleReader, Clearance: graph.MarkingProtected}}
	ctx := audit.WithAccount(t.Context(), a)
	for _, id := range []graph.ID{graphtest.HiddenWitness, "", graphtest.HiddenWitness} {
		if id != "" {
			if _, err := watched.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingProtected}).Record(ctx, id); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Settle(ctx, plain, a, audit.Request{}); err != nil {
			t.Fatal(err)
		}
		if !a.Empty() {
			t.Error("the account is not empty")
		}
	}
	if all := lines(t, path); len(all) != 2 {
		t.Errorf("%+v", all)
	}
}

// TestNobodyHidesAmongWhatIsPublic: however much that everybody may see is read with it,
// what is hidden is named.
func TestNobodyHidesAmongWhatIsPublic(t *testing.T) {
	plain, watched := world(t)
	var ops []graph.Op
	var ids []graph.ID
	const many = 2_500
	for i := range many {
		ids = append(ids, graph.ID(fmt.Sprintf("topic/made-up-%d", i)))
		ops = append(ops, graph.Op{Verb: graph.VerbCreate, Record: &graph.Topic{Meta: graph.Meta{ID: ids[i]}, Kind: graph.TopicIssue}})
	}
	var at graph.Revision
	for some := range slices.Chunk(ops, graph.MaxPage) {
		var err error
		if at, err = plain.Commit(t.Context(), graphtest.Curator(), graph.Change{Message: "made up", Ops: some}); err != nil {
			t.Fatal(err)
		}
	}
	l, path := opened(t)
	a := &audit.Account{By: graph.Principal{Name: "A. Reader", Role: graph.RoleReader, Clearance: graph.MarkingProtected}}
	ctx := audit.WithAccount(t.Context(), a)
	r := watched.At(graph.View{Revision: at, Clearance: graph.MarkingProtected})
	for some := range slices.Chunk(append(ids, graphtest.HiddenWitness), graph.MaxPage) {
		if _, err := r.Records(ctx, some); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Settle(ctx, plain, a, audit.Request{}); err != nil {
		t.Fatal(err)
	}
	if all := lines(t, path); len(all) != 1 || !slices.Equal(all[0].Protected, []graph.ID{graphtest.HiddenWitness}) || all[0].More != 0 {
		t.Errorf("%+v", all)
	}
}

func TestWritesAndDenials(t *testing.T) {
	plain, watched := world(t)
	l, path := opened(t)
	do := func(role graph.Role, denied ...string) error {
		by := graph.Principal{Name: "A. Coder", Role: role, Clearance: graph.MarkingPublic}
		a := &audit.Account{Caller: "token/x", By: by}
		ctx := audit.WithAccount(t.Context(), a)
		_, err := watched.Commit(ctx, by, graph.Change{Message: "made-up message", Ops: []graph.Op{{Verb: graph.VerbCreate, Record: &graph.Topic{Meta: graph.Meta{ID: "topic/made-up", Marking: graph.MarkingPublic}, Kind: graph.TopicIssue}}}})
		return errors.Join(err, l.Settle(ctx, plain, a, audit.Request{Number: "R1", Status: 200, Denied: denied}))
	}
	if err := do(graph.RoleReader); !errors.Is(err, graph.ErrForbidden) {
		t.Fatal(err)
	}
	if err := do(graph.RoleCoder); err != nil {
		t.Fatal(err)
	}
	if err := do(graph.RoleReader, "RATE_LIMITED"); !errors.Is(err, graph.ErrForbidden) {
		t.Fatal(err)
	}
	all := lines(t, path)
	if len(all) != 3 || all[0].Act != audit.ActDenied || all[0].Codes[0] != "FORBIDDEN" || all[1].Act != audit.ActWrite ||
		len(all[1].Written) != 1 || all[1].Written[0].Changes != 1 || all[2].Codes[0] != "RATE_LIMITED" {
		t.Errorf("%+v", all)
	}
	if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), "made-up") {
		t.Errorf("%v: the log tells of contents: %s", err, text)
	}
}

// TestRotation: no line is lost, files are put aside at their bound, and the oldest
// go.
func TestRotation(t *testing.T) {
	now := clock()
	l, path := opened(t, func(o *audit.Options) {
		o.Bytes, o.Keep = 500, 3
		o.Now = func() time.Time { now = now.Add(time.Second); return now }
	})
	for i := range 40 {
		if err := l.Write(audit.Entry{Act: audit.ActWrite, Request: fmt.Sprint(i), Name: "A. Coder"}); err != nil {
			t.Fatal(err)
		}
	}
	old, err := filepath.Glob(path + ".*")
	if err != nil || len(old) != 3 {
		t.Fatalf("%v, %v", old, err)
	}
	last := -1
	for _, name := range append(old, path) {
		if info, err := os.Stat(name); err != nil || info.Size() > 500 || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
		for _, e := range lines(t, name) {
			var n int
			if _, err := fmt.Sscan(e.Request, &n); err != nil || last >= 0 && n != last+1 {
				t.Errorf("%s comes after %d", e.Request, last)
			}
			last = n
		}
	}
	if last != 39 {
		t.Errorf("the last line is %d", last)
	}
}

// TestDenialsDoNotFillTheLog: of the denials of a caller, and of all those whom nobody
// knows, only so many get a line; the others are counted. Those of one caller take nothing
// from another's, and writes and reads always have a line.
func TestDenialsDoNotFillTheLog(t *testing.T) {
	now := clock()
	l, path := opened(t, func(o *audit.Options) { o.Now = func() time.Time { return now } })
	write := func(times int, e audit.Entry) int {
		t.Helper()
		before := len(lines(t, path))
		for range times {
			if err := l.Write(e); err != nil {
				t.Fatal(err)
			}
		}
		return len(lines(t, path)) - before
	}
	if n := write(300, audit.Entry{Act: audit.ActDenied, Caller: "address/192.0.2.7"}) + write(200, audit.Entry{Act: audit.ActDenied, Caller: "address/192.0.2.8"}); n != 50 {
		t.Errorf("%d lines of strangers", n)
	}
	if n := write(500, audit.Entry{Act: audit.ActDenied, Name: "A. Reader", Caller: "token/a"}); n != 50 {
		t.Errorf("%d lines of one caller", n)
	}
	if n := write(1, audit.Entry{Act: audit.ActDenied, Name: "A. Coder", Caller: "token/b"}); n != 1 {
		t.Error("no line of another caller")
	}
	all := lines(t, path)
	if last := all[len(all)-1]; last.Name != "A. Coder" || last.Omitted != 450 || all[50].Omitted != 450 {
		t.Errorf("%+v, %+v", all[50], last)
	}
	if n := write(60, audit.Entry{Act: audit.ActRead, Name: "A. Reader", Caller: "token/a"}); n != 60 {
		t.Errorf("%d lines of reads", n)
	}
	now = now.Add(2 * time.Second)
	if n := write(500, audit.Entry{Act: audit.ActDenied, Name: "A. Reader", Caller: "token/a"}); n != 10 {
		t.Errorf("%d lines after a while", n)
	}
}

// TestTheLogSaysThatItFails: where nothing can be written, it says so until it can.
func TestTheLogSaysThatItFails(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	l, _ := opened(t, func(o *audit.Options) { o.Path, o.Bytes = filepath.Join(dir, "audit.ndjson"), 1 })
	if err := l.Write(audit.Entry{Act: audit.ActWrite}); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := l.Write(audit.Entry{Act: audit.ActWrite}); err == nil || l.Err() == nil {
		t.Errorf("%v, %v", err, l.Err())
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := l.Write(audit.Entry{Act: audit.ActWrite}); err != nil || l.Err() != nil {
		t.Errorf("%v, %v", err, l.Err())
	}
	if _, err := audit.Open(audit.Options{Path: filepath.Join(dir, "no", "audit"), Now: clock}); err == nil {
		t.Error("opened where there is no folder")
	}
}
