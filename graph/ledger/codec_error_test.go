package ledger

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage/keys"
)

func TestWhatIsNotEncoded(t *testing.T) {
	errNoNode := errors.New("no such node")
	statement := func(edit func(*graph.Statement)) graph.Record {
		s := relayedStatement()
		edit(s)
		return s
	}
	for name, c := range map[string]struct {
		record graph.Record
		want   string
		is     error
	}{
		"a value that is in no list":  {statement(func(s *graph.Statement) { s.Acts[0].Act = "SING" }), `act "SING" has no number`, nil},
		"one in a list of values":     {&graph.Actor{Sectors: []graph.Sector{"GOV", "X"}}, `sector "X" has no number`, nil},
		"a negative offset":           {statement(func(s *graph.Statement) { s.Speakers[0].Mention.Start = -1 }), "offset -1 cannot be stored: it is not from 0 to 2147483647", nil},
		"an offset that is too large": {statement(func(s *graph.Statement) { *s.Evidence[0].End = graph.MaxOffset + 1 }), "offset 2147483648 cannot be stored: it is not from 0 to 2147483647", nil},
		"a negative level":            {statement(func(s *graph.Statement) { s.About[0].Level = -1 }), "level -1 cannot be stored: it is not from 0 to 2147483647", nil},
		"content that is too deep": {statement(func(s *graph.Statement) {
			for range graph.MaxContentDepth {
				s.Content = &graph.Content{Words: "words", Content: s.Content}
			}
		}), "content is nested more than 4 deep", nil},
		"a node that does not exist": {statement(func(s *graph.Statement) { s.Place = "location/nowhere" }), "no such node", errNoNode},
		"a text that is too long": {
			&graph.Document{Text: strings.Repeat("x", maxBody)},
			"too large: the record takes up to 3145747 bytes, more than 3145728", graph.ErrTooLarge,
		},
		"too many parts": {
			&graph.Actor{Names: manyNames(maxMessages - 1)}, // and the actor, and what every record has
			"too large: the record has more than 19660 parts", graph.ErrTooLarge,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var table nodeTable
			body, err := appendBody([]byte("before"), c.record, func(id graph.ID) (keys.Node, error) {
				if id == "location/nowhere" {
					return 0, errNoNode
				}
				return table.node(id)
			})
			if err == nil || err.Error() != c.want {
				t.Fatalf("got error %v, want %s", err, c.want)
			}
			if c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("%v is not %v", err, c.is)
			}
			if body != nil {
				t.Errorf("there is a body with the error: %x", body)
			}
		})
	}
}

// What comes up to the limits is stored.
func TestBodiesUpToTheLimits(t *testing.T) {
	room := 4 + 1 + 4 + binary.MaxVarintLen64 // what every record has, the tag and length of the text, the table
	text := strings.Repeat("x", maxBody-room)
	checkRoundTrip(t, &graph.Document{Meta: graph.Meta{ID: "document/itself"}, Text: text})
	checkRoundTrip(t, &graph.Actor{Meta: graph.Meta{ID: "actor/itself"}, Names: manyNames(maxMessages - 2)})
}

func manyNames(n int) []graph.Name { return slices.Repeat([]graph.Name{{Text: "name"}}, n) }

// marshalMessage encodes a message apart from the encoder of records.
func marshalMessage(tb testing.TB, m proto.Message) []byte {
	tb.Helper()
	b, err := proto.Marshal(m)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestWhatIsNotDecoded(t *testing.T) {
	meta := func(k graph.Kind) *pb.Meta {
		return &pb.Meta{Kind: uint32(slices.Index(graph.Kinds(), k) + 1)}
	}
	statement := func(m *pb.Statement) []byte {
		m.Meta = meta(graph.KindStatement)
		return marshalMessage(t, m)
	}
	event := func(m *pb.Event) []byte {
		m.Meta = meta(graph.KindEvent)
		return marshalMessage(t, m)
	}
	unknown := protowire.AppendVarint(protowire.AppendTag(nil, 99, protowire.VarintType), 1)
	withUnknown := func(number protowire.Number, inner []byte) []byte {
		b := statement(&pb.Statement{})
		b = protowire.AppendTag(b, number, protowire.BytesType)
		return protowire.AppendBytes(b, slices.Concat(inner, unknown))
	}
	for name, c := range map[string]struct {
		kind    graph.Kind
		message []byte
		want    string
	}{
		"nothing":                            {graph.KindStatement, nil, `the message is of kind "", not "statement"`},
		"the body of another kind":           {graph.KindEvent, statement(&pb.Statement{}), `the message is of kind "statement", not "event"`},
		"a kind that there is not":           {"poem", nil, `there are no records of kind "poem"`},
		"an utterance":                       {graph.KindUtterance, nil, `there are no records of kind "utterance"`},
		"a number of a kind to come":         {graph.KindActor, marshalMessage(t, &pb.Actor{Meta: &pb.Meta{Kind: 11}}), "kind of record 11 is not known"},
		"an act to come":                     {graph.KindStatement, statement(&pb.Statement{Acts: []uint32{34}, Forces: []uint32{1}}), "act 34 is not known"},
		"an act of the largest number":       {graph.KindStatement, statement(&pb.Statement{Acts: []uint32{1<<32 - 1}, Forces: []uint32{1}}), "act 4294967295 is not known"},
		"a marking to come":                  {graph.KindActor, marshalMessage(t, &pb.Actor{Meta: &pb.Meta{Kind: 1, Marking: 4}}), "marking 4 is not known"},
		"a reference outside the table":      {graph.KindStatement, statement(&pb.Statement{Place: 3}), "node 3 is not in the table of 2"},
		"one in a list of references":        {graph.KindEvent, event(&pb.Event{Claims: []uint32{1, 2, 1<<32 - 1}}), "node 4294967295 is not in the table of 2"},
		"bytes at the end":                   {graph.KindStatement, append(statement(&pb.Statement{}), 0), "the message is damaged: proto: Statement: illegal tag 0 (wire type 0)"},
		"a message cut short":                {graph.KindStatement, statement(&pb.Statement{Text: "words"})[:6], "the message is damaged: unexpected EOF"},
		"a number where a text belongs":      {graph.KindStatement, protowire.AppendVarint(protowire.AppendTag(nil, 18, protowire.VarintType), 1), "the message is damaged: proto: wrong wireType = 0 for field Text"},
		"a field that is not known":          {graph.KindStatement, slices.Concat(statement(&pb.Statement{}), unknown), "a message Statement has a field that is not known"},
		"one in the message of another":      {graph.KindStatement, withUnknown(2, nil), "a message Speaker has a field that is not known"},
		"one that every record has":          {graph.KindStatement, withUnknown(1, nil), "a message Meta has a field that is not known"},
		"a force without its act":            {graph.KindStatement, statement(&pb.Statement{Acts: []uint32{1}, Forces: []uint32{1, 1}}), "there are 2 forces of 1 acts"},
		"content that is too deep":           {graph.KindStatement, statement(&pb.Statement{Content: []*pb.Content{{}, {}, {}, {}, {}}}), "content is nested 5 deep, more than 4"},
		"an offset that is too large":        {graph.KindStatement, statement(&pb.Statement{Evidence: []*pb.Evidence{{Start: graph.MaxOffset + 2}}}), "offset 2147483648 is larger than 2147483647"},
		"a level that is too large":          {graph.KindStatement, statement(&pb.Statement{About: []*pb.About{{Level: graph.MaxOffset + 1}}}), "level 2147483648 is larger than 2147483647"},
		"a mention without an end":           {graph.KindStatement, statement(&pb.Statement{About: []*pb.About{{MentionStart: 1}}}), "an offset is missing"},
		"an edit without a start":            {graph.KindStatement, statement(&pb.Statement{Evidence: []*pb.Evidence{{Edited: []*pb.Edited{{End: 1}}}}}), "an offset is missing"},
		"the end of no mention":              {graph.KindStatement, statement(&pb.Statement{About: []*pb.About{{MentionEnd: 1}}}), "parts of a mention stand without it"},
		"the document of no mention":         {graph.KindStatement, statement(&pb.Statement{About: []*pb.About{{MentionDocument: 1}}}), "parts of a mention stand without it"},
		"the words of no cue":                {graph.KindStatement, statement(&pb.Statement{Speakers: []*pb.Speaker{{CueText: "x"}}}), "parts of a cue stand without it"},
		"the lemma of no cue":                {graph.KindStatement, statement(&pb.Statement{Relays: []*pb.Speaker{{CueLemma: "x"}}}), "parts of a cue stand without it"},
		"the scale of no stance":             {graph.KindStatement, statement(&pb.Statement{About: []*pb.About{{StanceScale: "x"}}}), "a scale stands without its stance"},
		"the words of no anchor":             {graph.KindStatement, statement(&pb.Statement{Said: &pb.Date{AnchorWords: "x"}}), "parts of an anchor stand without it"},
		"the document of no anchor":          {graph.KindStatement, statement(&pb.Statement{Said: &pb.Date{AnchorDocument: 1}}), "parts of an anchor stand without it"},
		"the end of no anchor":               {graph.KindStatement, statement(&pb.Statement{Said: &pb.Date{AnchorEnd: 1}}), "parts of an anchor stand without it"},
		"the coder of no coding":             {graph.KindActor, marshalMessage(t, &pb.Actor{Meta: &pb.Meta{Kind: 1, CodingCoder: "x"}}), "parts of a coding stand without it"},
		"the scheme of no coding":            {graph.KindActor, marshalMessage(t, &pb.Actor{Meta: &pb.Meta{Kind: 1, CodingScheme: "x"}}), "parts of a coding stand without it"},
		"the version of no coding":           {graph.KindActor, marshalMessage(t, &pb.Actor{Meta: &pb.Meta{Kind: 1, CodingVersion: "x"}}), "parts of a coding stand without it"},
		"the document of no copy":            {graph.KindDocument, marshalMessage(t, &pb.Document{Meta: meta(graph.KindDocument), CopyOfDocument: 1}), "parts of a copy stand without it"},
		"the kind of no copy":                {graph.KindDocument, marshalMessage(t, &pb.Document{Meta: meta(graph.KindDocument), CopyOfHow: 1}), "parts of a copy stand without it"},
		"half a point":                       {graph.KindLocation, marshalMessage(t, &pb.Location{Meta: meta(graph.KindLocation), PointLat: proto.Float64(1)}), "one half of a point is missing"},
		"the other half":                     {graph.KindLocation, marshalMessage(t, &pb.Location{Meta: meta(graph.KindLocation), PointLon: proto.Float64(1)}), "one half of a point is missing"},
		"a speaker with a relay's channel":   {graph.KindStatement, statement(&pb.Statement{Speakers: []*pb.Speaker{{Channel: 1}}}), "a speaker has what only a relay has"},
		"a speaker with a relay's date":      {graph.KindStatement, statement(&pb.Statement{Speakers: []*pb.Speaker{{Said: &pb.Date{}}}}), "a speaker has what only a relay has"},
		"a speaker with a relay's place":     {graph.KindStatement, statement(&pb.Statement{Speakers: []*pb.Speaker{{Place: 1}}}), "a speaker has what only a relay has"},
		"a speaker with a relay's utterance": {graph.KindStatement, statement(&pb.Statement{Speakers: []*pb.Speaker{{Utterance: "x"}}}), "a speaker has what only a relay has"},
		"a message that is too long":         {graph.KindStatement, make([]byte, maxBody+1), "the message has 3145729 bytes, more than 3145728"},
		"too many parts":                     {graph.KindStatement, slices.Concat(statement(&pb.Statement{}), bytes.Repeat([]byte{7<<3 | 2, 2, 4 << 3, 0}, maxMessages-1)), "the message has more than 19660 parts"},
		"too many parts of parts": {graph.KindActor, slices.Repeat(
			// An affiliation with 100 pieces of evidence.
			append([]byte{5<<3 | 2, 200, 1}, bytes.Repeat([]byte{8<<3 | 2, 0}, 100)...), 195,
		), "the message has more than 19660 parts"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := decodeBody(c.kind, "actor/itself", c.message, []graph.ID{"actor/avaria", "actor/borduria"})
			if err == nil || err.Error() != c.want {
				t.Fatalf("got error %v, want %s", err, c.want)
			}
			if r != nil {
				t.Errorf("there is a record with the error: %+v", r)
			}
		})
	}
}

// Every message of every record is asked whether it has fields that are not
// known: one is put into each message of a full body in turn.
func TestNoMessageMayHaveAFieldThatIsNotKnown(t *testing.T) {
	unknown := protowire.AppendVarint(protowire.AppendTag(nil, 99, protowire.VarintType), 1)
	for _, k := range graph.Kinds() {
		t.Run(string(k), func(t *testing.T) {
			r := filledRecord(t, k)
			body, table := encodeBody(t, r)
			_, message, err := bodyNodes(body)
			if err != nil {
				t.Fatal(err)
			}
			count := 0
			for _, m := range messagesOf(k, message) {
				damaged := m.with(unknown)
				count++
				if _, err := decodeBody(k, "actor/itself", damaged, table.ids); err == nil || err.Error() != fmt.Sprintf("a message %s has a field that is not known", m.name) {
					t.Errorf("in a message %s: %v", m.name, err)
				}
			}
			if want := countMessages(messageOf(k), message); count != want {
				t.Errorf("tried %d of %d messages", count, want)
			}
		})
	}
}

func TestTablesThatAreNotRead(t *testing.T) {
	for name, body := range map[string][]byte{
		"nothing":                          {},
		"a count that does not end":        {0x80},
		"a count that overflows":           bytes.Repeat([]byte{0xff}, 11),
		"more nodes than bytes":            {3, 1, 2},
		"a count that no memory holds":     {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01},
		"a count that fills the memory":    {0x80, 0x80, 0x80, 0x80, 0x80, 0x02, 1, 2, 3},
		"a last node that does not end":    {2, 1, 0x80},
		"a node that overflows":            append([]byte{1}, bytes.Repeat([]byte{0xff}, 11)...),
		"a node that takes another's byte": {2, 0x80, 1},
	} {
		t.Run(name, func(t *testing.T) {
			nodes, message, err := bodyNodes(body)
			if !errors.Is(err, errShortTable) || err.Error() != "the table of nodes is cut short" {
				t.Fatalf("got %v, %v and error %v", nodes, message, err)
			}
		})
	}
	_, _, err := bodyNodes(make([]byte, maxBody+1))
	if err == nil || err.Error() != "the body has 3145729 bytes, more than 3145728" {
		t.Errorf("got error %v for a body that is too long", err)
	}
}

func TestTheTableIsReadAlone(t *testing.T) {
	nodes, message, err := bodyNodes([]byte{2, 5, 0xac, 0x02, 'r', 'e', 's', 't'})
	if err != nil || !slices.Equal(nodes, []keys.Node{5, 300}) || string(message) != "rest" {
		t.Fatalf("got %v, %q, %v", nodes, message, err)
	}
	if nodes, message, err = bodyNodes(make([]byte, maxBody)); err != nil || nodes != nil || len(message) != maxBody-1 {
		t.Fatalf("got %d nodes and %d bytes of an empty table, %v", len(nodes), len(message), err)
	}
}

// A damaged body cannot ask for much memory, whatever its length.
func TestDecodingIsBoundedInMemory(t *testing.T) {
	const most = 64 << 20
	messages := map[string][]byte{}
	for _, number := range []protowire.Number{1, 2, 7, 12, 17, 22, 25} {
		one := protowire.AppendBytes(protowire.AppendTag(nil, number, protowire.BytesType), nil)
		messages[fmt.Sprintf("field %d as often as there is room", number)] = bytes.Repeat(one, maxBody/len(one))
		messages[fmt.Sprintf("field %d as often as it may stand", number)] = bytes.Repeat(one, maxMessages/2)
	}
	packed := protowire.AppendTag(nil, 8, protowire.BytesType)
	messages["a list of numbers"] = protowire.AppendBytes(packed, make([]byte, maxBody-100))
	for name, message := range messages {
		meta := marshalMessage(t, &pb.Statement{Meta: &pb.Meta{Kind: 2}})
		message = append(meta, message...)
		message = message[:min(len(message), maxBody)]
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = decodeBody(graph.KindStatement, "statement/itself", message, nil) // whether it is refused or not
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > most {
			t.Errorf("%s: %d bytes make %d", name, len(message), used)
		}
	}
}
