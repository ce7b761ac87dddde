package keys_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"hudna/storage/keys"
)

// An example is a key built as the ledger builds it, and what it must parse as.
type example struct {
	built []byte
	key   keys.Key
}

// examples returns one key of each tag, in LIVE where it is an index's. All
// names in it are made up.
func examples() []example {
	const (
		speaker  = 7
		target   = 8
		record   = 42
		revision = 3
		earliest = 1460592000 // 2016-04-14
		kind     = 9
	)
	at := time.Date(2016, time.April, 15, 9, 30, 0, 250_000_000, time.UTC)
	mac := keys.Hash([]byte("0123456789abcdef"))
	place := keys.Position{Earliest: earliest, Bucket: keys.Month, Node: record}
	inClass := keys.ClassOf(keys.MachineCoded, keys.Restricted)

	row := func(built []byte, k keys.Key) example {
		k.Space = keys.Row
		return example{built, k}
	}
	dated := func(list []byte, k keys.Key) example {
		k.Space, k.Class, k.Bucket, k.Earliest, k.Node = keys.Live, inClass, keys.Month, earliest, record
		return example{keys.AppendMember(list, inClass, place), k}
	}
	owned := func(t keys.Tag) example {
		return dated(keys.AppendList(nil, keys.Live, t, speaker), keys.Key{Tag: t, Owner: speaker})
	}
	edge := func(t keys.Tag) example {
		list := keys.AppendList(nil, keys.Live, t, speaker)
		return example{
			keys.AppendEdge(list, inClass, record),
			keys.Key{Space: keys.Live, Tag: t, Owner: speaker, Class: inClass, Node: record},
		}
	}
	return []example{
		row(keys.AppendTag(nil, keys.Row, keys.Format), keys.Key{Tag: keys.Format}),
		row(keys.AppendTag(nil, keys.Row, keys.Head), keys.Key{Tag: keys.Head}),
		row(keys.AppendTag(nil, keys.Row, keys.Epoch), keys.Key{Tag: keys.Epoch}),
		row(keys.AppendCommit(nil, revision), keys.Key{Tag: keys.Commit, Revision: revision}),
		row(keys.AppendRevisionTime(nil, at, revision), keys.Key{Tag: keys.RevisionTime, Time: at, Revision: revision}),
		row(keys.AppendIdempotency(nil, mac), keys.Key{Tag: keys.Idempotency, Hash: mac}),
		row(keys.AppendFeed(nil, revision, 1), keys.Key{Tag: keys.Feed, Revision: revision, Index: 1}),
		row(keys.AppendRecord(nil, record), keys.Key{Tag: keys.Record, Node: record}),
		row(keys.AppendRecordAt(nil, record, revision), keys.Key{Tag: keys.RecordAt, Node: record, Since: revision}),
		row(keys.AppendChunk(nil, record, revision, 1), keys.Key{Tag: keys.Chunk, Node: record, Since: revision, Index: 1}),
		row(keys.AppendNodeOfID(nil, "actor/avaria-spokesman"), keys.Key{Tag: keys.NodeOfID, Text: "actor/avaria-spokesman"}),
		row(keys.AppendIDOfNode(nil, record), keys.Key{Tag: keys.IDOfNode, Node: record}),
		row(keys.AppendOverlay(nil, record, revision), keys.Key{Tag: keys.Overlay, Node: record, Revision: revision}),
		row(keys.AppendCounter(nil, record), keys.Key{Tag: keys.Counter, Node: record}),
		row(keys.AppendPosting(keys.AppendPostings(nil, "هدنه", kind, inClass), revision, 1), keys.Key{Tag: keys.Posting, Text: "هدنه", Kind: kind, Class: inClass, Revision: revision, Index: 1}),
		row(keys.AppendImportRow(nil, mac), keys.Key{Tag: keys.ImportRow, Hash: mac}),
		row(keys.AppendPending(nil, revision, 1), keys.Key{Tag: keys.Pending, Revision: revision, Index: 1}),
		row(keys.AppendWord(nil, "*هدن", "بالهدنه"), keys.Key{Tag: keys.Word, Form: "*هدن", Text: "بالهدنه"}),
		row(keys.AppendEnded(nil, record, 1), keys.Key{Tag: keys.Ended, Node: record, Index: 1}),
		row(keys.AppendRemarked(nil, record, 1), keys.Key{Tag: keys.Remarked, Node: record, Index: 1}),
		row(keys.AppendShifted(nil, revision), keys.Key{Tag: keys.Shifted, Revision: revision}),
		row(keys.AppendFormerID(nil, mac), keys.Key{Tag: keys.FormerID, Hash: mac}),

		{
			keys.AppendCode(keys.AppendCodeList(nil, keys.Live, "madeup", "AV-1"), kind, record),
			keys.Key{Space: keys.Live, Tag: keys.Code, System: "madeup", Text: "AV-1", Kind: kind, Node: record},
		},
		{
			keys.AppendEdge(keys.AppendNameList(nil, keys.Live, "avaria", kind), inClass, record),
			keys.Key{Space: keys.Live, Tag: keys.Name, Text: "avaria", Kind: kind, Class: inClass, Node: record},
		},
		{
			keys.AppendRecorded(keys.AppendRecordedList(nil, keys.Live, kind, inClass), revision, record),
			keys.Key{Space: keys.Live, Tag: keys.Recorded, Kind: kind, Class: inClass, Revision: revision, Node: record},
		},
		edge(keys.Judged),
		edge(keys.Affiliated),
		edge(keys.PartOf),
		edge(keys.Within),
		edge(keys.Referrer),
		edge(keys.SpokenFor),

		owned(keys.SaidBy),
		owned(keys.OnBehalfOf),
		owned(keys.RelayedBy),
		owned(keys.SaidTo),
		owned(keys.About),
		dated(keys.AppendByAboutList(nil, keys.Live, speaker, target), keys.Key{Tag: keys.ByAbout, Owner: speaker, About: target}),
		owned(keys.InDocument),
		owned(keys.PublishedBy),
		owned(keys.SaidOn),
		dated(keys.AppendUtteranceList(nil, keys.Live, "avaria-briefing-1"), keys.Key{Tag: keys.Utterance, Text: "avaria-briefing-1"}),
		owned(keys.SaidAt),
		owned(keys.PositionOn),
		dated(keys.AppendSaidDateList(nil, keys.Live), keys.Key{Tag: keys.SaidDate}),
		owned(keys.LinkedFrom),
		owned(keys.RelayedFor),

		owned(keys.EventPlace),
		owned(keys.EventAgreement),
		owned(keys.EventParticipant),
		dated(keys.AppendEventKindList(nil, keys.Live, kind), keys.Key{Tag: keys.EventKind, Kind: kind}),
		dated(keys.AppendEventDateList(nil, keys.Live), keys.Key{Tag: keys.EventDate}),
	}
}

func TestEveryTagHasAShapeAndAnExample(t *testing.T) {
	tags := map[keys.Tag]bool{}
	names := map[string]bool{}
	for tag := range keys.Tags() {
		if tags[tag] || names[tag.String()] || !tag.Valid() {
			t.Errorf("%s stands twice in the table, or not at all", tag)
		}
		tags[tag], names[tag.String()] = true, true
		if _, ok := shapes[tag]; !ok {
			t.Errorf("%s has no shape", tag)
		}
		if rows, entries := tag.In(keys.Row), tag.In(keys.Live); rows == entries || entries != tag.In(keys.Closed) || tag.In(0) || tag.In(4) {
			t.Errorf("%s stands among rows: %v, among entries: %v", tag, rows, entries)
		}
		if got, want := tag.Dated(), strings.Contains(shapes[tag], "class width -date node"); got != want {
			t.Errorf("%s is dated: %v, want %v", tag, got, want)
		}
		if tag.Indexed() && !strings.HasSuffix(shapes[tag], "node") {
			t.Errorf("the entries of %s do not end with their record", tag)
		}
	}
	if len(shapes) != len(tags) {
		t.Errorf("%d shapes for %d tags", len(shapes), len(tags))
	}
	for _, e := range examples() {
		if !tags[e.key.Tag] {
			t.Errorf("%s has two examples", e.key.Tag)
		}
		delete(tags, e.key.Tag)
		if got, err := keys.Parse(e.built); err != nil || got != e.key {
			t.Errorf("%x parses as %v, %v, want %v", e.built, got, err, e.key)
		}
		if again := e.key.Append(nil); !bytes.Equal(again, e.built) {
			t.Errorf("%v is written %x and built %x", e.key, again, e.built)
		}
	}
	for tag := range tags {
		t.Errorf("%s has no example", tag)
	}
	for tag := range keys.Tags() {
		for yielded := range keys.Tags() {
			if yielded == tag {
				break // The table may be left at any place.
			}
		}
	}
}

// TestLayout compares the layout of all keys and values with what is committed:
// UPDATE=1 rewrites it, and the change is then reviewed like code.
func TestLayout(t *testing.T) {
	const file = "testdata/layout.txt"
	got := golden()
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		if g, w := line(gotLines, i), line(wantLines, i); g != w {
			t.Fatalf("line %d of %s:\n got %s\nwant %s\nStored graphs have the layout of the file. (UPDATE=1 rewrites it.)", i+1, file, g, w)
		}
	}
}

func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(the end)"
}

// golden renders the whole layout.
func golden() string {
	var out strings.Builder
	out.WriteString("The layout of a store: an example of each key and value, in bytes and as it is read.\n")
	out.WriteString("A stored graph has exactly this layout: nothing here may change, lines may be added.\n")

	out.WriteString("\n== Keys\n")
	for _, e := range examples() {
		fmt.Fprintf(&out, "\n%s\n    %s\n", e.key, split(e.built, e.key))
		if e.key.Tag.Indexed() {
			b := keys.AppendClosed(nil, e.built, 9)
			k, err := keys.Parse(b)
			if err != nil {
				panic(err)
			}
			fmt.Fprintf(&out, "%s\n    %s\n", k, split(b, k))
		}
	}

	out.WriteString("\n== Classes\n\n")
	for s := range keys.Status(keys.Statuses) {
		for m := range keys.Marking(keys.Markings) {
			c := keys.ClassOf(s, m)
			fmt.Fprintf(&out, "%02x %s\n", byte(c), c)
		}
	}

	out.WriteString("\n== Widths of dates\n\n")
	for b := range keys.Bucket(keys.Buckets) {
		reach := "any"
		if from := b.Reach(0); from != keys.NoDate {
			reach = fmt.Sprintf("at most %d seconds", -from)
		}
		fmt.Fprintf(&out, "%02x %s, %s\n", byte(b), b, reach)
	}

	out.WriteString("\n== Positions\n\n")
	for _, p := range []keys.Position{{Earliest: 1460592000, Bucket: keys.Month, Node: 42}, {Earliest: keys.NoDate, Bucket: keys.Undated, Node: 42}} {
		fmt.Fprintf(&out, "%x %s\n", keys.AppendPosition(nil, p), p)
	}

	out.WriteString("\n== Strings\n\n")
	for _, s := range []string{"", "avaria", "هدنة", "\x00\x01\x02"} {
		fmt.Fprintf(&out, "%x %q\n", keys.AppendString(nil, s), s)
	}

	out.WriteString("\n== Values of entries\n\n")
	for _, h := range []keys.Hot{
		{Depth: keys.NoDepth},
		{Revision: 3, Depth: keys.NoDepth},
		{Revision: 300},
		{Revision: 3, Roles: 1 << 2, Acts: 1<<4 | 1<<32, Main: 4, Depth: 1, Level: 1, Basis: 2},
	} {
		fmt.Fprintf(&out, "%x %+v\n", keys.AppendHot(nil, h), h)
	}

	out.WriteString("\n== The value of the format row\n\n")
	fmt.Fprintf(&out, "%x %q\n", keys.AppendFormat(nil, keys.FormatVersion), keys.AppendFormat(nil, keys.FormatVersion))
	return out.String()
}

// split renders the bytes of key k with a bar between the fields of its shape.
func split(b []byte, k keys.Key) string {
	out := fmt.Sprintf("%02x %02x", b[0], b[1])
	b = b[2:]
	for _, f := range shape(k.Space, k.Tag) {
		n := 8
		switch f {
		case "system", "form", "text":
			n = bytes.IndexByte(b, 0) + 1
		case "kind", "class", "width":
			n = 1
		case "part":
			n = 4
		case "time":
			n = 12
		case "hash":
			n = 16
		}
		out += fmt.Sprintf(" | %x", b[:n])
		b = b[n:]
	}
	if len(b) > 0 {
		panic(fmt.Sprintf("%x is left of %v", b, k))
	}
	return out
}
