package ledger

import (
	"cmp"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// An entry is one line of an index as one version of a record asks for it: its
// LIVE key and its value without the revision.
type entry struct {
	key string
	hot keys.Hot
	// In whose counters it counts, and as which list; uncounted where the list
	// is not one of a node.
	owner   keys.Node
	list    counted
	counted bool
}

// counted names a list in the counters of a node: tag, kind of records (for the
// lists of node 0) and class.
type counted uint32

func countedList(t keys.Tag, k keys.Kind, c keys.Class) counted {
	return counted(t)<<16 | counted(k)<<8 | counted(c)
}

func (c counted) tag() keys.Tag { return keys.Tag(c >> 16) }

func (c counted) class() keys.Class { return keys.Class(c) }

// prefix is that of the entries of the list in the index, nil where counters
// name no such list.
func (c counted) prefix(owner keys.Node) []byte {
	kind := keys.Kind(c >> 8)
	switch t := c.tag(); {
	case t == keys.Recorded && owner == 0:
		return keys.AppendRecordedList(nil, keys.Live, kind, c.class())
	case t == keys.SaidDate && owner == 0 && kind == kindNumber(graph.KindStatement):
		return keys.AppendClass(keys.AppendSaidDateList(nil, keys.Live), c.class())
	case slices.Contains(referringTags, t) && owner > 0 && kind == 0:
		return keys.AppendClass(keys.AppendList(nil, keys.Live, t, owner), c.class())
	}
	return nil
}

// An indexed is what entries are made from: a version and the numbers of the
// nodes that it names.
type indexed struct {
	node    keys.Node
	kind    keys.Kind
	class   keys.Class
	created keys.Revision
	record  graph.Record
	nodeOf  map[graph.ID]keys.Node
	heard   *heard        // of the record, nil where it is not known yet
	at      keys.Position // of a statement, event or document, in every list; see [placed]
}

// entriesOf lists the index entries of a version, sorted by key, each once.
func entriesOf(v *indexed) ([]entry, error) {
	b := entryBuilder{v: v}
	b.recorded()
	b.codes()
	b.names()
	if s, ok := v.record.(*graph.Statement); ok {
		if err := b.statement(s); err != nil {
			return nil, err
		}
	}
	if err := b.edges(); err != nil {
		return nil, err
	}
	if err := b.referrers(); err != nil {
		return nil, err
	}
	slices.SortFunc(b.entries, func(x, y entry) int { return cmp.Compare(x.key, y.key) })
	for i := 1; i < len(b.entries); i++ {
		if b.entries[i].key == b.entries[i-1].key {
			return nil, fmt.Errorf("two index entries of node %d under one key", v.node)
		}
	}
	return b.entries, nil
}

type entryBuilder struct {
	v       *indexed
	entries []entry
	// listed holds the nodes under which this version stands in a list of its
	// own, so that referrers need no second entry.
	listed map[keys.Node]bool
	seen   map[seenEntry]int
}

type seenEntry struct {
	tag   keys.Tag
	owner keys.Node
}

// plain keeps entries of everything but statements at the size of a revision.
var plain = keys.Hot{Depth: keys.NoDepth}

func (b *entryBuilder) add(key []byte, hot keys.Hot) *entry {
	b.entries = append(b.entries, entry{key: string(key), hot: hot})
	return &b.entries[len(b.entries)-1]
}

func (e *entry) count(owner keys.Node, list counted) {
	e.owner, e.list, e.counted = owner, list, true
}

func (b *entryBuilder) recorded() {
	v := b.v
	key := keys.AppendRecordedList(nil, keys.Live, v.kind, v.class)
	key = keys.AppendRecorded(key, v.created, v.node)
	b.add(key, plain).count(0, countedList(keys.Recorded, v.kind, v.class))
}

// codes: a record that has been retracted is not found by its codes.
func (b *entryBuilder) codes() {
	meta := b.v.record.Shared()
	if meta.Status == graph.StatusRetracted {
		return
	}
	done := map[[2]string]bool{}
	for _, c := range meta.Codes {
		clipped := [2]string{keys.Clip(c.System), keys.Clip(c.Code)}
		if done[clipped] { // the same code in two versions, or two long ones
			continue
		}
		done[clipped] = true
		key := keys.AppendCodeList(nil, keys.Live, clipped[0], clipped[1])
		b.add(keys.AppendCode(key, b.v.kind, b.v.node), plain)
	}
}

func (b *entryBuilder) names() {
	h := b.v.heard
	if h == nil {
		h = heardOf(b.v.record)
	}
	for _, token := range h.tokens {
		key := keys.AppendNameList(nil, keys.Live, token, b.v.kind)
		b.add(keys.AppendEdge(key, b.v.class, b.v.node), plain)
	}
	for _, sound := range h.sounds {
		key := keys.AppendSoundList(nil, keys.Live, sound, b.v.kind)
		b.add(keys.AppendEdge(key, b.v.class, b.v.node), plain)
	}
}

func namesOf(r graph.Record) []graph.Name {
	switch r := r.(type) {
	case *graph.Actor:
		return r.Names
	case *graph.Location:
		return r.Names
	case *graph.Agreement:
		return r.Names
	case *graph.Event:
		return r.Names
	case *graph.Topic:
		return r.Names
	}
	return nil
}

// referrers makes the entries by which one finds who refers to a node: one for
// each node that is not the owner of another list in which this version stands.
// Main is the kind of the record, so that others are passed over unread.
func (b *entryBuilder) referrers() error {
	done := map[keys.Node]bool{}
	hot := plain
	hot.Main = uint8(b.v.kind)
	var missing error
	graph.References(b.v.record, func(r graph.Reference) {
		node, ok := b.v.nodeOf[r.ID]
		if !ok {
			missing = fmt.Errorf("%s: no node number for %s", r.Path(), r.ID)
			return
		}
		if done[node] || b.listed[node] {
			return
		}
		done[node] = true
		key := keys.AppendList(nil, keys.Live, keys.Referrer, node)
		b.add(keys.AppendEdge(key, b.v.class, b.v.node), hot).
			count(node, countedList(keys.Referrer, 0, b.v.class))
	})
	return missing
}

// placed is where a version stands in every list of statements, events or
// documents. It is found out once, when the version is written, and kept with it: where a date lies
// that has a zone follows the time zone database in use, which is corrected now
// and then.
func placed(r graph.Record, node keys.Node) (keys.Position, error) {
	p := keys.Position{Earliest: keys.NoDate, Bucket: keys.Undated, Node: node}
	date, field := dateOf(r)
	if date == nil || date.EDTF == "" {
		return p, nil
	}
	bounds, err := date.Bounds()
	if err != nil {
		return p, fmt.Errorf("%s: %w", field, err)
	}
	p.Earliest = bounds.Earliest
	p.Bucket = keys.Bucket(bounds.Bucket())
	return p, nil
}

// dateOf is the date by which a record is listed, if it has one, and in which
// field it stands.
func dateOf(r graph.Record) (date *graph.Date, field string) {
	switch r := r.(type) {
	case *graph.Statement:
		return r.Said, "said"
	case *graph.Event:
		return r.When, "when"
	case *graph.Document:
		return r.Published, "published"
	}
	return nil, ""
}

// statement makes the lists of a statement. All of them share one order; see
// [keys.Position].
func (b *entryBuilder) statement(s *graph.Statement) error {
	v, at := b.v, b.v.at
	var err error
	hot := hotOf(s)
	b.listed = map[keys.Node]bool{}
	b.seen = map[seenEntry]int{}
	list := func(t keys.Tag, id graph.ID, hot keys.Hot) {
		if id == "" {
			return
		}
		owner, ok := v.nodeOf[id]
		if !ok {
			err = fmt.Errorf("no node number for %s", id)
			return
		}
		b.listed[owner] = true
		if i, ok := b.seen[seenEntry{t, owner}]; ok { // one entry for each node and statement
			e := &b.entries[i]
			e.hot.Roles |= hot.Roles
			e.hot.Level = min(e.hot.Level, hot.Level)
			return
		}
		b.seen[seenEntry{t, owner}] = len(b.entries)
		key := keys.AppendMember(keys.AppendList(nil, keys.Live, t, owner), v.class, at)
		b.add(key, hot).count(owner, countedList(t, 0, v.class))
	}
	// Roles are, in the lists of who spoke, the kinds of links of what was said;
	// in that of a statement, those of the links to it; in that of what the words
	// are about, the roles; in that of a topic, how one stands to it.
	spoke := hot
	for i := range s.Links {
		spoke.Roles |= bitOf(linkNumbers, s.Links[i].Kind)
	}
	for i := range s.Speakers {
		list(keys.SaidBy, s.Speakers[i].Actor, spoke)
		list(keys.SaidBy, s.Speakers[i].Post, spoke)
		list(keys.OnBehalfOf, s.Speakers[i].OnBehalfOf, spoke)
	}
	for i := range s.Relays {
		list(keys.RelayedBy, s.Relays[i].Actor, hot)
		list(keys.RelayedBy, s.Relays[i].Post, hot)
		list(keys.RelayedFor, s.Relays[i].OnBehalfOf, hot)
	}
	for i := range s.Addressees {
		list(keys.SaidTo, s.Addressees[i].Actor, hot)
		list(keys.SaidTo, s.Addressees[i].Post, hot)
	}
	for i := range s.About {
		about := hot
		about.Roles = bitOf(roleNumbers, s.About[i].Role)
		about.Level = uint8(s.About[i].Level)
		list(keys.About, s.About[i].Node, about)
	}
	for i := range s.Evidence {
		list(keys.InDocument, s.Evidence[i].Document, hot)
	}
	list(keys.SaidOn, s.Occasion, hot)
	list(keys.SaidAt, s.Place, hot)
	for i := range s.Positions {
		stands := hot
		stands.Roles = bitOf(standNumbers, s.Positions[i].Agreement)
		list(keys.PositionOn, s.Positions[i].Topic, stands)
	}
	for i := range s.Links {
		links := hot
		links.Roles = bitOf(linkNumbers, s.Links[i].Kind)
		list(keys.LinkedFrom, s.Links[i].Statement, links)
	}
	if err != nil {
		return err
	}
	if s.Utterance != "" {
		key := keys.AppendUtteranceList(nil, keys.Live, string(s.Utterance))
		b.add(keys.AppendMember(key, v.class, at), hot)
	}
	key := keys.AppendMember(keys.AppendSaidDateList(nil, keys.Live), v.class, at)
	b.add(key, hot).count(0, countedList(keys.SaidDate, v.kind, v.class))
	return nil
}

// hotOf is what the entries of a statement say in every list.
func hotOf(s *graph.Statement) keys.Hot {
	hot := keys.Hot{Depth: keys.NoDepth, Basis: basisNumbers[s.Basis]}
	for i, a := range s.Acts {
		n := actNumbers[a.Act]
		if i == 0 {
			hot.Main = n
		}
		hot.Acts |= 1 << n
	}
	if depth, ok := s.Depth(); ok && depth < keys.NoDepth {
		hot.Depth = uint8(depth)
	}
	return hot
}

// bitOf is the bit of a value in [keys.Hot.Roles]; what is not given has none.
func bitOf[T ~string](numbers map[T]uint8, v T) uint32 {
	if n := numbers[v]; n > 0 {
		return 1 << n
	}
	return 0
}

// bitsOf are the bits of several values.
func bitsOf[T ~string](numbers map[T]uint8, values []T) (bits uint32) {
	for _, v := range values {
		bits |= bitOf(numbers, v)
	}
	return bits
}

// referringTags are the lists in which the records that refer to a node stand.
var referringTags = []keys.Tag{
	keys.Referrer, keys.SaidBy, keys.OnBehalfOf, keys.RelayedBy, keys.SaidTo, keys.About,
	keys.InDocument, keys.SaidOn, keys.SaidAt, keys.PositionOn, keys.LinkedFrom, keys.RelayedFor,
	keys.Judged, keys.Affiliated, keys.PartOf, keys.Within,
	keys.EventPlace, keys.EventAgreement, keys.EventParticipant, keys.PublishedBy,
}
