package gql

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"hudna/graph"
)

// A shelf is a reader of records alone. An id whose name ends in "gone" is not
// there.
//
// What stands for a record is another one where same says so.
type shelf struct {
	graph.Reader
	text  int // bytes of the text of each document
	same  map[graph.ID]graph.ID
	asked []int // what how many stand for
	calls []int // how many records each call asked for
	err   error
}

func (s *shelf) Records(ctx context.Context, ids []graph.ID) ([]graph.Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.calls = append(s.calls, len(ids))
	if s.err != nil {
		return nil, s.err
	}
	out := make([]graph.Record, len(ids))
	for i, id := range ids {
		if strings.HasSuffix(string(id), "gone") {
			continue
		}
		out[i] = graph.New(id.Kind())
		out[i].Shared().ID = id
		if d, ok := out[i].(*graph.Document); ok {
			d.Text = strings.Repeat("x", s.text)
		}
	}
	return out, nil
}

func (s *shelf) Canonical(_ context.Context, ids []graph.ID) ([]graph.ID, error) {
	s.asked = append(s.asked, len(ids))
	out := slices.Clone(ids)
	for i, id := range ids {
		if to, ok := s.same[id]; ok {
			out[i] = to
		}
	}
	return out, s.err
}

func numbered(kind graph.Kind, n int) []graph.ID {
	ids := make([]graph.ID, n)
	for i := range ids {
		ids[i] = graph.ID(fmt.Sprintf("%s/%d", kind, i))
	}
	return ids
}

func idsOf(list []graph.Record) string {
	var ids []string
	for _, r := range list {
		if r == nil {
			ids = append(ids, "-")
			continue
		}
		ids = append(ids, r.Shared().ID.Name())
	}
	return strings.Join(ids, " ")
}

func TestRecordsInOrder(t *testing.T) {
	s := &shelf{}
	rs := newRecords(s)
	for range 2 {
		list, err := rs.get(t.Context(), "", "actor/b", "actor/gone", "actor/a", "actor/b")
		if err != nil || idsOf(list) != "b - a b" {
			t.Fatalf("got %s, %v", idsOf(list), err)
		}
	}
	if fmt.Sprint(s.calls) != "[3]" {
		t.Errorf("read %v", s.calls)
	}
}

// TestRecordsStand: what is judged to be the same leads to one record, which is
// read once, and what is asked for itself does not.
func TestRecordsStand(t *testing.T) {
	s := &shelf{same: map[graph.ID]graph.ID{"actor/b": "actor/a", "actor/c": "actor/a", "topic/y": "topic/x"}}
	rs := newRecords(s)
	rs.keep(&graph.Judgement{Meta: graph.Meta{ID: "judgement/1"}, A: "actor/c", B: "actor/a"})
	rs.await(amongValues, "topic/y", "topic/z")
	for _, step := range []struct {
		what string
		ids  []graph.ID
		get  func(*records, ...graph.ID) ([]graph.Record, error)
		want string
		read string // the calls so far: who stands for whom, and records
	}{
		{"what stands for them", []graph.ID{"actor/b", "actor/a", "actor/gone", "document/d"}, get(""), "a a - d", "[3] [3]"},
		{"the same again", []graph.ID{"actor/a", "actor/b", "document/d"}, get(""), "a a d", "[3] [3]"},
		{"one more that it stands for", []graph.ID{"actor/c"}, get("a"), "a", "[3 1] [3]"},
		{"one of them itself", []graph.ID{"actor/b", "actor/a"}, own(""), "b a", "[3 1] [3 1]"},
		{"what stands for it, still", []graph.ID{"actor/b"}, get(""), "a", "[3 1] [3 1]"},
		{"what is awaited with it", []graph.ID{"topic/y"}, get(amongValues), "x", "[3 1 2] [3 1 2]"},
		{"what was awaited", []graph.ID{"topic/z"}, get(amongValues), "z", "[3 1 2] [3 1 2]"},
	} {
		list, err := step.get(rs, step.ids...)
		if err != nil || idsOf(list) != step.want {
			t.Errorf("%s: got %s, %v, want %s", step.what, idsOf(list), err, step.want)
		}
		if read := fmt.Sprint(s.asked, s.calls); read != step.read {
			t.Errorf("%s: read %s, not %s", step.what, read, step.read)
		}
	}
}

func get(in place) func(*records, ...graph.ID) ([]graph.Record, error) {
	return func(rs *records, ids ...graph.ID) ([]graph.Record, error) {
		return rs.get(context.Background(), in, ids...)
	}
}

func own(in place) func(*records, ...graph.ID) ([]graph.Record, error) {
	return func(rs *records, ids ...graph.ID) ([]graph.Record, error) {
		return rs.own(context.Background(), in, ids...)
	}
}

// TestRecordsTogether: what the other records have in the same place is read
// with the first, and nothing else.
func TestRecordsTogether(t *testing.T) {
	s := &shelf{}
	rs := newRecords(s)
	for i := range 3 {
		rs.keep(&graph.Statement{
			Meta:     graph.Meta{ID: graph.ID(fmt.Sprintf("statement/%d", i))},
			Speakers: []graph.Speaker{{Actor: graph.ID(fmt.Sprintf("actor/speaker-%d", i)), Post: "actor/post"}},
			Relays:   []graph.Relay{{Speaker: graph.Speaker{Actor: graph.ID(fmt.Sprintf("actor/relay-%d", i))}}},
		})
	}
	steps := []struct {
		in   place
		id   graph.ID
		want string // the calls so far
	}{
		{"statements", "statement/1", "[]"},
		{"speakers.actor", "actor/speaker-1", "[3]"},
		{"speakers.actor", "actor/speaker-0", "[3]"},
		{"speakers.post", "actor/post", "[3 1]"},
		{"relays.actor", "actor/relay-2", "[3 1 3]"},
		{"relays.actor", "actor/elsewhere", "[3 1 3 1]"},
	}
	for _, step := range steps {
		list, err := rs.get(t.Context(), step.in, step.id)
		if err != nil || list[0].Shared().ID != step.id {
			t.Fatalf("%s: got %v, %v", step.id, list, err)
		}
		if calls := fmt.Sprint(s.calls); calls != step.want {
			t.Errorf("%s: read %s, not %s", step.id, calls, step.want)
		}
	}
}

// TestRecordsBounds: reads, what is kept and what is awaited stay within their
// bounds, and the answers are the same on either side of them.
func TestRecordsBounds(t *testing.T) {
	t.Run("a read", func(t *testing.T) {
		for n, want := range map[int]string{maxBatch: "[500]", maxBatch + 1: "[500 1]", 2*maxBatch + 1: "[500 500 1]"} {
			s := &shelf{}
			list, err := newRecords(s).get(t.Context(), "", numbered(graph.KindActor, n)...)
			if err != nil || len(list) != n || list[n-1] == nil || fmt.Sprint(s.calls) != want {
				t.Errorf("%d records: %v in reads of %v", n, err, s.calls)
			}
		}
	})
	t.Run("a read of documents", func(t *testing.T) {
		for n, want := range map[int]string{maxDocuments: "[50]", maxDocuments + 1: "[50 1]"} {
			s := &shelf{}
			if _, err := newRecords(s).get(t.Context(), "", numbered(graph.KindDocument, n)...); err != nil || fmt.Sprint(s.calls) != want {
				t.Errorf("%d documents: %v in reads of %v", n, err, s.calls)
			}
		}
	})
	t.Run("records kept", func(t *testing.T) {
		rs := newRecords(&shelf{})
		for range 3 {
			list, err := rs.get(t.Context(), "", numbered(graph.KindActor, maxRecords+1)...)
			if err != nil || list[0] == nil || list[maxRecords] == nil {
				t.Fatal(err)
			}
			read := 0
			for _, r := range rs.known {
				if r.read {
					read++
				}
			}
			if read > maxRecords || read != rs.count || len(rs.made)*roomAtOnce > maxRecords {
				t.Errorf("%d records are kept, and %d counted, in room for %d", read, rs.count, len(rs.made)*roomAtOnce)
			}
		}
	})
	t.Run("texts kept", func(t *testing.T) {
		rs := newRecords(&shelf{text: 1 << 20})
		for n := 60; n <= 100; n += 10 {
			list, err := rs.get(t.Context(), "", numbered(graph.KindDocument, n)...)
			if err != nil || list[0] == nil || list[n-1] == nil {
				t.Fatal(err)
			}
			held := 0
			for _, r := range rs.known {
				held += lengthOf(r.record)
			}
			if held > maxKept || held != rs.kept {
				t.Errorf("%d bytes are kept, and %d counted", held, rs.kept)
			}
		}
	})
	t.Run("what is known to stand for others", func(t *testing.T) {
		same := map[graph.ID]graph.ID{}
		for _, id := range numbered(graph.KindActor, maxReferences) {
			same[id] = "actor/1"
		}
		rs := newRecords(&shelf{same: same})
		for range 2 {
			list, err := rs.get(t.Context(), "", numbered(graph.KindActor, maxReferences+1)...)
			if err != nil || list[0].Shared().ID != "actor/1" || list[maxReferences] == nil {
				t.Fatal(err)
			}
			if len(rs.known) > maxReferences {
				t.Errorf("of %d it is kept what stands for them", len(rs.known))
			}
		}
	})
	t.Run("references awaited", func(t *testing.T) {
		rs := newRecords(&shelf{})
		met := &graph.Agreement{Meta: graph.Meta{ID: "agreement/long"}, Area: numbered(graph.KindLocation, maxAwaited+10)}
		rs.keep(met)
		rs.walk()
		if rs.waiting != maxAwaited || len(rs.awaited[graph.Area]) != maxAwaited {
			t.Errorf("%d references are awaited", rs.waiting)
		}
		list, err := rs.get(t.Context(), "area", met.Area[maxAwaited+9])
		if err != nil || list[0] == nil || rs.waiting != 0 {
			t.Errorf("got %v, %v; %d are awaited", list, err, rs.waiting)
		}
	})
}

// TestRecordsForeseen: what a plan foresees is read at once, wherever it stands, and
// what it did not foresee still is for all records that were met.
func TestRecordsForeseen(t *testing.T) {
	s := &shelf{}
	rs := newRecords(s)
	rs.foresee(graph.PlacesOf(graph.SpeakersActor, graph.Occasion))
	for i := range 10 {
		id := func(k graph.Kind, what string) graph.ID { return graph.ID(fmt.Sprintf("%s/%s-%d", k, what, i)) }
		rs.keep(&graph.Statement{
			Meta: graph.Meta{ID: id(graph.KindStatement, "s")}, Speakers: []graph.Speaker{{Actor: id(graph.KindActor, "speaker")}},
			Occasion: id(graph.KindEvent, "talks"), About: []graph.About{{Node: id(graph.KindActor, "accused")}},
		})
	}
	for _, step := range []struct {
		in   place
		id   graph.ID
		read int // records so far
	}{
		{"speakers.actor", "actor/speaker-3", 20},
		{"occasion", "event/talks-7", 20},
		{"speakers.actor", "actor/speaker-9", 20},
		{"about.node", "actor/accused-0", 30},
		{"about.node", "actor/accused-9", 30},
	} {
		list, err := rs.get(t.Context(), step.in, step.id)
		if err != nil || list[0].Shared().ID != step.id {
			t.Fatal(list, err)
		}
		read := 0
		for _, n := range s.calls {
			read += n
		}
		if read != step.read {
			t.Errorf("%s: %d records were read, not %d", step.id, read, step.read)
		}
	}
	if rs.waiting != 0 {
		t.Errorf("%d references are awaited", rs.waiting)
	}
}

func TestRecordsFail(t *testing.T) {
	s := &shelf{err: graph.ErrClosed}
	rs := newRecords(s)
	if _, err := rs.get(t.Context(), "", "actor/a"); !errors.Is(err, graph.ErrClosed) || err.Error() != "what records stand for: closed" {
		t.Errorf("got %v", err)
	}
	if _, err := rs.own(t.Context(), "", "actor/a"); !errors.Is(err, graph.ErrClosed) || err.Error() != "records: closed" {
		t.Errorf("got %v", err)
	}
	// A failure is not remembered as an absence.
	s.err = nil
	if list, err := rs.get(t.Context(), "", "actor/a"); err != nil || list[0] == nil {
		t.Errorf("got %v, %v", list, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := rs.get(ctx, "", "actor/b"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestRecordsFromAll: many goroutines get what they ask for, and nothing
// is read twice.
func TestRecordsFromAll(t *testing.T) {
	s := &shelf{}
	rs := newRecords(s)
	ids := numbered(graph.KindActor, 200)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range ids {
				id := ids[(j*7+i)%len(ids)]
				list, err := rs.get(context.Background(), "speakers.actor", id)
				if err != nil || list[0].Shared().ID != id {
					t.Errorf("%s: got %v, %v", id, list, err)
				}
				rs.keep(&graph.Statement{Meta: graph.Meta{ID: "statement/x"}, Speakers: []graph.Speaker{{Actor: id}}})
			}
		})
	}
	wg.Wait()
	total := 0
	for _, n := range s.calls {
		total += n
	}
	if total != len(ids) {
		t.Errorf("%d records were read for %d", total, len(ids))
	}
}

// slowPlace is the place of a path, cut from its text.
func slowPlace(path string) place {
	names := strings.Split(regexp.MustCompile(`\[\d+\]`).ReplaceAllString(path, ""), ".")
	return place(strings.Join(names[max(0, len(names)-2):], "."))
}

// TestPlaces: every place that the resolvers name is one that some record has,
// so that none is read alone for want of a letter.
func TestPlaces(t *testing.T) {
	known := make(map[place]bool)
	id := func(k graph.Kind) graph.ID { return graph.ID(k) + "/x" }
	date := func() *graph.Date { return &graph.Date{Anchor: &graph.Anchor{Document: id(graph.KindDocument)}} }
	mention := &graph.Mention{Document: id(graph.KindDocument)}
	evidence := []graph.Evidence{{Document: id(graph.KindDocument), Quoted: &graph.Quoted{Whose: id(graph.KindActor)}}}
	speaker := graph.Speaker{Actor: id(graph.KindActor), Post: id(graph.KindActor), OnBehalfOf: id(graph.KindActor), Mention: mention}
	figures := []graph.Figure{{Of: id(graph.KindActor), CountedBy: id(graph.KindActor), Blamed: id(graph.KindActor), Place: id(graph.KindLocation)}}
	for _, r := range []graph.Record{
		&graph.Actor{
			Affiliations: []graph.Affiliation{{Organisation: id(graph.KindActor), Post: id(graph.KindActor), From: date()}},
			Collects:     []graph.ID{id(graph.KindActor)},
		},
		&graph.Statement{
			Speakers: []graph.Speaker{speaker}, Relays: []graph.Relay{{Speaker: speaker, Place: id(graph.KindLocation)}},
			Addressees: []graph.Addressee{{Actor: id(graph.KindActor), Post: id(graph.KindActor)}}, About: []graph.About{{Node: id(graph.KindTopic)}},
			Content:   &graph.Content{Actor: id(graph.KindActor), Toward: []graph.ID{id(graph.KindActor)}, Object: id(graph.KindTopic)},
			Positions: []graph.Stand{{Topic: id(graph.KindTopic)}}, Links: []graph.Link{{Statement: id(graph.KindStatement)}},
			Occasion: id(graph.KindEvent), Figures: figures, Place: id(graph.KindLocation), Evidence: evidence,
			SupersededBy: id(graph.KindStatement),
		},
		&graph.Event{
			Places: []graph.EventPlace{{Location: id(graph.KindLocation)}}, Participants: []graph.Participant{{Actor: id(graph.KindActor)}},
			Observer: id(graph.KindActor), Claims: []graph.ID{id(graph.KindStatement)}, Under: id(graph.KindAgreement),
			Links: []graph.EventLink{{Event: id(graph.KindEvent)}}, Documents: []graph.ID{id(graph.KindDocument)},
		},
		&graph.Location{Within: id(graph.KindLocation)},
		&graph.Topic{Broader: id(graph.KindTopic)},
		&graph.Agreement{
			Parties: []graph.Party{{Actor: id(graph.KindActor)}}, Area: []graph.ID{id(graph.KindLocation)},
			Links: []graph.AgreementLink{{Node: id(graph.KindAgreement)}},
		},
		&graph.Document{Publisher: id(graph.KindActor), CopyOf: &graph.CopyOf{Document: id(graph.KindDocument)}},
		&graph.Judgement{A: id(graph.KindActor), B: id(graph.KindActor)},
	} {
		graph.References(r, func(ref graph.Reference) {
			p := slowPlace(ref.Path())
			if place(ref.Place.String()) != p || placesByName[p] != ref.Place {
				t.Errorf("%s is in the place %q, not %q", ref.Path(), ref.Place, p)
			}
			known[p] = true
		})
	}
	used := placesInSource(t)
	if len(used) < 30 {
		t.Errorf("only %d places were found in the source", len(used))
	}
	for p, file := range used {
		if !known[p] {
			t.Errorf("%s: no record has a reference in %q", file, p)
		}
	}
	for p := range known {
		if used[p] == "" {
			t.Errorf("no resolver follows the references in %q", p)
		}
	}
}

// TestRecordsOfAnother: what an operation has read, and what it awaited, is not known to
// another one that is given its room, and what took much room is not kept for one.
func TestRecordsOfAnother(t *testing.T) {
	rs := newRecords(&shelf{same: map[graph.ID]graph.ID{"actor/b": "actor/a"}})
	rs.foresee(graph.PlacesOf(graph.SpeakersActor))
	for i := range 50 {
		rs.keep(&graph.Statement{
			Meta:     graph.Meta{ID: graph.ID(fmt.Sprintf("statement/%d", i))},
			Speakers: []graph.Speaker{{Actor: graph.ID(fmt.Sprintf("actor/%d", i))}}, Occasion: "event/e",
		})
	}
	rs.await(amongValues, "topic/y")
	if list, err := rs.get(t.Context(), "speakers.actor", "actor/b"); err != nil || idsOf(list) != "a" {
		t.Fatal(list, err)
	}
	rs.keep(&graph.Statement{Meta: graph.Meta{ID: "statement/last"}, Occasion: "event/e"})
	if !rs.empty() {
		t.Error("what took little room is not kept for others")
	}
	for _, some := range rs.made {
		for _, r := range some {
			if r != (reference{}) {
				t.Errorf("%v is left", r)
			}
		}
	}
	for _, list := range [][]graph.Record{rs.fresh[:cap(rs.fresh)], rs.walked[:cap(rs.walked)]} {
		for _, r := range list {
			if r != nil {
				t.Errorf("%v is left", r)
			}
		}
	}
	s := &shelf{}
	rs.reader, rs.foreseen = s, graph.AllPlaces
	if _, ok := rs.met("actor/b"); ok || rs.kept+rs.count+rs.waiting+len(rs.known)+len(rs.among) > 0 {
		t.Errorf("%v, %d bytes, %d records and %d awaited are left", rs.known, rs.kept, rs.count, rs.waiting)
	}
	if list, err := rs.get(t.Context(), "speakers.actor", "actor/b"); err != nil || idsOf(list) != "b" || fmt.Sprint(s.asked, s.calls) != "[1] [1]" {
		t.Errorf("%v, error %v, read %v %v", list, err, s.asked, s.calls)
	}
	if _, err := rs.get(t.Context(), "", numbered(graph.KindActor, 2*mostSpared)...); err != nil {
		t.Fatal(err)
	}
	if rs.empty() {
		t.Error("what took much room is kept for others")
	}
}

// A guide is a shelf that says at once where ids lead, and counts how often it did.
type guide struct {
	*shelf
	followed []int
}

func (g *guide) Follow(ctx context.Context, ids []graph.ID) ([]graph.ID, []graph.Record, error) {
	g.followed = append(g.followed, len(ids))
	leads, err := g.Canonical(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	records, err := g.Records(ctx, leads)
	return leads, records, err
}

// TestRecordsFollowedAtOnce: a reader that says at once where ids lead is asked once for
// what others are asked twice for, and what is got is the same.
func TestRecordsFollowedAtOnce(t *testing.T) {
	same := map[graph.ID]graph.ID{"actor/b": "actor/a", "actor/c": "actor/a", "topic/y": "topic/x"}
	g := &guide{shelf: &shelf{same: same}}
	rs, plain := newRecords(g), newRecords(&shelf{same: same})
	for _, step := range []struct {
		what     string
		ids      []graph.ID
		get      func(*records, ...graph.ID) ([]graph.Record, error)
		followed string // so far
		read     string // by itself
	}{
		{"what stands for them", []graph.ID{"actor/b", "actor/a", "actor/gone", "document/d", "actor/b"}, get(""), "[4]", "[4]"},
		{"the same again", []graph.ID{"actor/a", "actor/b", "document/d"}, get(""), "[4]", "[4]"},
		{"one more that it stands for", []graph.ID{"actor/c", "actor/gone"}, get(""), "[4 1]", "[4 1]"},
		{"one of them itself", []graph.ID{"actor/b"}, own(""), "[4 1]", "[4 1 1]"},
		{"what stands for it, still", []graph.ID{"actor/b"}, get(""), "[4 1]", "[4 1 1]"},
		{"and for another", []graph.ID{"actor/c", "actor/new"}, get(""), "[4 1 1]", "[4 1 1 1]"},
		{"one itself, and what stands for it", []graph.ID{"topic/x"}, own(""), "[4 1 1]", "[4 1 1 1 1]"},
		{"which was read", []graph.ID{"topic/y", "topic/x"}, get(""), "[4 1 1 2]", "[4 1 1 1 1 2]"},
		{"many documents", numbered(graph.KindDocument, maxDocuments+1), get(""), "[4 1 1 2 50 1]", "[4 1 1 1 1 2 50 1]"},
		{"as many others", numbered(graph.KindActor, maxBatch+1), get(""), "[4 1 1 2 50 1 500 1]", "[4 1 1 1 1 2 50 1 500 1]"},
	} {
		got, err := step.get(rs, step.ids...)
		want, plainErr := step.get(plain, step.ids...)
		if err != nil || plainErr != nil || idsOf(got) != idsOf(want) {
			t.Errorf("%s: %s, %v, want %s, %v", step.what, idsOf(got), err, idsOf(want), plainErr)
		}
		if followed, read := fmt.Sprint(g.followed), fmt.Sprint(g.calls); followed != step.followed || read != step.read {
			t.Errorf("%s: followed %s, want %s; read %s, want %s", step.what, followed, step.followed, read, step.read)
		}
	}
	g.err = graph.ErrClosed
	if _, err := rs.get(t.Context(), "", "actor/newer"); !errors.Is(err, graph.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
