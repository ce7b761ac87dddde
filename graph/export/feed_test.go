package export

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/graph/ndjson"
	"hudna/storage"
	"hudna/storage/memkv"
)

// pieces are what a feed gives, up to its first error.
func pieces(ctx context.Context, g graph.Graph, o FeedOptions) (all []string, err error) {
	for lines, err := range Feed(ctx, g, o) {
		if err != nil {
			return all, err
		}
		all = append(all, string(lines))
	}
	return all, nil
}

// Every piece of a feed is a whole commit, its line first, and says how many
// lines follow.
func TestFeedGivesWholeCommits(t *testing.T) {
	g := world(t)
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range graph.Markings() {
		all, err := pieces(t.Context(), g, FeedOptions{After: 2, Clearance: m})
		if err != nil || len(all) != int(head.Revision)-2 {
			t.Fatalf("%d pieces, %v", len(all), err)
		}
		r := graph.Revision(2)
		for want, err := range g.Changes(t.Context(), graph.View{Revision: head.Revision, Clearance: m}, 2) {
			if err != nil {
				t.Fatal(err)
			}
			r++
			var lines []ndjson.Line
			for line, err := range ndjson.NewReader(strings.NewReader(all[r-3])).Lines() {
				if err != nil {
					t.Fatal(err)
				}
				lines = append(lines, line)
			}
			c := lines[0].Commit
			if c == nil || c.Revision != r || c.Operations != len(lines)-1 || len(want.Ops) != c.Operations || c.Author != want.Author || !c.Time.Equal(want.Time) {
				t.Errorf("revision %d for %s: %+v", r, m, c)
			}
		}
	}
}

func TestFeedEnds(t *testing.T) {
	g := world(t)
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if all, err := pieces(t.Context(), g, FeedOptions{After: head.Revision, Clearance: graph.MarkingPublic}); err != nil || all != nil {
		t.Errorf("after the newest: %q %v", all, err)
	}
	var field *graph.FieldError
	if _, err := pieces(t.Context(), g, FeedOptions{After: head.Revision + 1, Clearance: graph.MarkingPublic, Follow: true}); !errors.As(err, &field) || field.Path != "after" {
		t.Errorf("beyond the newest: %v", err)
	}
	if _, err := pieces(t.Context(), g, FeedOptions{}); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("for nobody: %v", err)
	}
	n := 0
	for _, err := range Feed(t.Context(), g, FeedOptions{Clearance: graph.MarkingPublic}) {
		if err != nil {
			t.Error(err)
		}
		n++
		break
	}
	if n != 1 {
		t.Errorf("who leaves early got %d", n)
	}
}

// Who follows gets what comes, and a sign of life while nothing does.
func TestFeedFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := graphtest.NewNaive(time.Now)
		by := graph.Principal{Name: "A. Coder", Role: graph.RoleCoder, Clearance: graph.MarkingPublic}
		commit := func(id graph.ID) {
			if _, err := g.Commit(t.Context(), by, graph.Change{Ops: []graph.Op{{Verb: graph.VerbCreate, Record: &graph.Topic{Meta: graph.Meta{ID: id}}}}}); err != nil {
				t.Error(err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		var got []string
		var failed error
		done := make(chan struct{})
		go func() {
			defer close(done)
			got, failed = pieces(ctx, g, FeedOptions{Clearance: graph.MarkingPublic, Follow: true, Beat: time.Minute})
		}()
		synctest.Wait()
		commit("topic/a")
		time.Sleep(150 * time.Second)
		commit("topic/b")
		synctest.Wait()
		cancel()
		<-done
		if !errors.Is(failed, context.Canceled) {
			t.Errorf("it ended with %v", failed)
		}
		kinds := make([]string, len(got))
		for i, piece := range got {
			switch piece {
			case "":
				kinds[i] = "waits"
			case "\n":
				kinds[i] = "beats"
			default:
				_, id, _ := strings.Cut(piece, `"id":"`)
				kinds[i], _, _ = strings.Cut(id, `"`)
			}
		}
		if want := []string{"waits", "topic/a", "waits", "beats", "beats", "topic/b", "waits"}; !slices.Equal(kinds, want) {
			t.Errorf("got %q, want %q", kinds, want)
		}
	})
}

func ExampleFeed() {
	ctx := context.Background()
	disk := memkv.New()
	g, err := ledger.Open(ctx, ledger.Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer g.Close()
	_, err = g.Commit(ctx, graph.Principal{Name: "A. Coder", Role: graph.RoleAdmin, Clearance: graph.MarkingPublic}, graph.Change{
		Message: "enter Karvela", Time: time.Date(2020, 5, 1, 9, 30, 0, 0, time.UTC),
		Ops: []graph.Op{{Verb: graph.VerbCreate, Record: &graph.Location{Meta: graph.Meta{ID: "location/karvela"}}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for lines, err := range Feed(ctx, g, FeedOptions{Clearance: graph.MarkingPublic}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Print(string(lines))
	}
	// Output:
	// {"type":"Commit","revision":1,"author":"A. Coder","message":"enter Karvela","time":"2020-05-01T09:30:00Z","operations":1}
	// {"type":"Location","id":"location/karvela","marking":"PUBLIC","status":"PUBLISHED"}
}
