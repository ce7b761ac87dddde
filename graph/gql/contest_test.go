package gql_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/anishathalye/porcupine"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// A deed is what a client asks of a record: to read it, or to correct it to a
// value as of what it has read.
type deed struct {
	record   int
	value    string // empty to read
	expected graph.Revision
}

// A sight is what it gets: the newest version where it read, the one that it made,
// or the one that stood in the way.
type sight struct {
	revision graph.Revision
	value    string
	refused  bool
}

// register says what one record does, asked by one after the other.
var register = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		var parts [][]porcupine.Operation
		at := map[int]int{}
		for _, o := range history {
			record := o.Input.(deed).record //nolint:errcheck,forcetypeassert // all of them are
			if _, ok := at[record]; !ok {
				at[record] = len(parts)
				parts = append(parts, nil)
			}
			parts[at[record]] = append(parts[at[record]], o)
		}
		return parts
	},
	Init: func() any { return sight{} },
	Step: func(state, input, output any) (bool, any) {
		is, asked, got := state.(sight), input.(deed), output.(sight) //nolint:errcheck,forcetypeassert // all of them are
		switch {
		case asked.value == "":
			return is == got, is
		case got.refused:
			got.refused = false
			return is == got && asked.expected < is.revision, is
		}
		return got.revision > is.revision && asked.expected >= is.revision, got
	},
}

// A contest is many clients at a few records.
type contest struct {
	api   *gql.API
	ids   []graph.ID
	clock atomic.Int64
	next  atomic.Int64

	mu       sync.Mutex
	history  []porcupine.Operation
	problems []string
	done     int // versions that were acknowledged
	refused  int // corrections that somebody came before
}

const (
	readName = `query($id: ID!) { topic(id: $id) { names { text } history(first: 1) { nodes { revision { number } } } } }`
	makeName = `mutation($r: TopicInput!, $at: Revision64!) { correctTopic(input: {record: $r, expectedRevision: $at}) {
		revision { number }
		errors { code conflict {
			expected { revision { number author } record { ... on Named { names { text } } } }
			actual { revision { number author } record { ... on Named { names { text } } } }
		} }
	} }`
)

// What the two answer.
type (
	called struct {
		Names []struct{ Text string }
	}
	numberedRevision struct {
		Number graph.Revision
		Author string
	}
	shownVersion struct {
		Revision numberedRevision
		Record   called
	}
	readAnswer struct {
		Topic struct {
			called
			History struct{ Nodes []shownVersion }
		}
	}
	madeAnswer struct {
		CorrectTopic struct {
			Revision *numberedRevision
			Errors   []struct {
				Code     string
				Conflict *struct{ Expected, Actual *shownVersion }
			}
		}
	}
)

func (n called) text() string {
	if len(n.Names) != 1 {
		return ""
	}
	return n.Names[0].Text
}

// put puts one request to the API, and reads the answer.
func (c *contest) put(query string, variables map[string]any, into any) error {
	answer := answered(context.Background(), c.api, &graphql.RawParams{Query: query, Variables: variables})
	if len(answer.Errors) > 0 {
		return answer.Errors
	}
	return json.Unmarshal(answer.Data, into)
}

// client reads a record and corrects it to what nobody else has said.
func (c *contest) client(n, record int) error {
	id := string(c.ids[record])
	var seen readAnswer
	begun := c.clock.Add(1)
	if err := c.put(readName, map[string]any{"id": id}, &seen); err != nil {
		return err
	}
	nodes := seen.Topic.History.Nodes
	if len(nodes) != 1 {
		return fmt.Errorf("%d versions", len(nodes))
	}
	saw := sight{revision: nodes[0].Revision.Number, value: seen.Topic.text()}
	c.note(n, begun, deed{record: record}, saw)

	d := deed{record: record, value: fmt.Sprintf("made-up name %d", c.next.Add(1)), expected: saw.revision}
	var answer madeAnswer
	begun = c.clock.Add(1)
	if err := c.put(makeName, map[string]any{
		"at": json.Number(fmt.Sprint(d.expected)),
		"r":  map[string]any{"id": id, "names": []any{map[string]any{"text": d.value}}},
	}, &answer); err != nil {
		return err
	}
	got := answer.CorrectTopic
	if got.Revision != nil {
		c.note(n, begun, d, sight{revision: got.Revision.Number, value: d.value})
		return nil
	}
	if len(got.Errors) != 1 || got.Errors[0].Code != "CONFLICT" || got.Errors[0].Conflict == nil {
		return fmt.Errorf("refused with %+v", got.Errors)
	}
	was, is := got.Errors[0].Conflict.Expected, got.Errors[0].Conflict.Actual
	switch {
	case was == nil || is == nil:
		return fmt.Errorf("a conflict without both versions: %+v", got.Errors[0].Conflict)
	case was.Revision.Number != saw.revision || was.Record.text() != saw.value:
		return fmt.Errorf("saw %+v, and the conflict says %+v", saw, was)
	case is.Revision.Author != coder.Name:
		return fmt.Errorf("nobody made %+v", is)
	}
	c.note(n, begun, d, sight{revision: is.Revision.Number, value: is.Record.text(), refused: true})
	return nil
}

func (c *contest) note(client int, begun int64, in deed, out sight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.history = append(c.history, porcupine.Operation{ClientId: client, Input: in, Call: begun, Output: out, Return: c.clock.Add(1)})
	switch {
	case in.value == "":
	case out.refused:
		c.refused++
	default:
		c.done++
	}
}

// hold runs a contest until it is over, and looks at what came of it.
func hold(t *testing.T, clients, records int, over func(round int) bool) {
	t.Helper()
	l, err := ledger.Open(t.Context(), ledger.Options{Open: memkv.New().Open})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &contest{api: writing(t, l, coder, graph.MarkingPublic)}
	for i := range records {
		c.ids = append(c.ids, graph.ID(fmt.Sprintf("topic/contested-%d", i)))
		begun := c.clock.Add(1)
		created := data(t, c.api, `mutation { createTopic(input: {record: {id: "`+string(c.ids[i])+`", names: [{text: "first"}]}}) { errors { code } } }`, "")
		same(t, at(t, created, "createTopic", "errors"), []any{})
		c.note(0, begun, deed{record: i, value: "first"}, sight{revision: graph.Revision(i + 1), value: "first"})
	}
	var wg sync.WaitGroup
	for n := range clients {
		wg.Go(func() {
			for round := 0; !over(round); round++ {
				if err := c.client(n, (n+round)%records); err != nil {
					c.mu.Lock()
					c.problems = append(c.problems, err.Error())
					c.mu.Unlock()
					return
				}
			}
		})
	}
	wg.Wait()
	for _, p := range c.problems {
		t.Error(p)
	}
	if result := porcupine.CheckOperationsTimeout(register, c.history, time.Minute); result != porcupine.Ok {
		t.Errorf("the history is not linearizable: %s", result)
	}
	// Nothing that was acknowledged is lost, and nothing else was made.
	versions := 0
	for _, id := range c.ids {
		for page, after := true, ""; page; {
			list, err := newest(t, l).History(t.Context(), id, graph.Page{First: graph.MaxPage, After: after})
			if err != nil {
				t.Fatal(err)
			}
			versions += len(list.Items)
			if page = list.More; page {
				after = list.Items[len(list.Items)-1].Cursor
			}
		}
	}
	if versions != c.done {
		t.Errorf("%d versions were acknowledged, and there are %d", c.done, versions)
	}
	if c.done <= records || c.refused == 0 {
		t.Errorf("%d versions, %d conflicts", c.done, c.refused)
	}
	report, err := l.Check(t.Context(), func(done, of uint64) {})
	if err != nil || len(report.Findings) > 0 {
		t.Errorf("%v, %+v", err, report)
	}
	t.Logf("%d versions, %d conflicts", c.done, c.refused)
}

// TestContest: many clients at a few records, four at each at a time, so that the
// orders that have to be tried stay few. Each sees what it would have seen
// had all come one after the other, and whoever came too late sees both
// versions.
func TestContest(t *testing.T) {
	hold(t, 64, 16, func(round int) bool { return round == 6 })
}

// TestSoakContest is a contest for a hundred records that takes a minute.
func TestSoakContest(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("takes a minute: make soak")
	}
	end := time.Now().Add(time.Minute)
	hold(t, 64, 100, func(int) bool { return !time.Now().Before(end) })
}
