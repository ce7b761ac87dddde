package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage/keys"
)

// The body of a record is the table of the nodes that it refers to, and then
// the record as a message of record.proto:
//
//	uvarint count, count times uvarint node, message
//
// The table holds each node once, in the order in which the message first names
// them. It stands outside of the message so that whoever wants to know what a
// record refers to need not decode it. The id of the record itself is not in its
// body. The same record always has the same body.

// The limits of a body, by which a damaged one cannot ask for much memory. No
// valid record reaches them: [graph.MaxRecord] bounds its JSON form, which is
// longer, and in which every message is an object that counts for 160 bytes.
const (
	maxBody     = graph.MaxRecord
	maxMessages = graph.MaxRecord / 160
)

// A bodyMessage is what the generated messages of records have in common.
type bodyMessage interface {
	protoreflect.ProtoMessage
	GetMeta() *pb.Meta
	SizeVT() int
	MarshalToSizedBufferVT(dst []byte) (int, error)
	UnmarshalVT(src []byte) error
}

// appendBody appends the body of r, which has been normalized. It asks nodeOf
// once for each node. A body that would be too long is [graph.ErrTooLarge].
func appendBody(dst []byte, r graph.Record, nodeOf func(graph.ID) (keys.Node, error)) ([]byte, error) {
	e := bodyEncoder{
		nodeOf: nodeOf,
		nodes:  make([]keys.Node, 0, indexedNodes), ids: make([]graph.ID, 0, indexedNodes),
	}
	m := e.record(r)
	if e.err != nil {
		return nil, e.err
	}
	size := m.SizeVT()
	room := size + (1+len(e.nodes))*binary.MaxVarintLen64
	if room > maxBody {
		return nil, fmt.Errorf("%w: the record takes up to %d bytes, more than %d", graph.ErrTooLarge, room, maxBody)
	}
	dst = slices.Grow(dst, room)
	dst = binary.AppendUvarint(dst, uint64(len(e.nodes)))
	for _, n := range e.nodes {
		dst = binary.AppendUvarint(dst, uint64(n))
	}
	begin, end := len(dst), len(dst)+size
	dst = dst[:end]
	if _, err := m.MarshalToSizedBufferVT(dst[begin:]); err != nil {
		return nil, fmt.Errorf("encoding the record: %w", err)
	}
	if tooManyMessages(m, dst[begin:]) {
		return nil, fmt.Errorf("%w: the record has more than %d parts", graph.ErrTooLarge, maxMessages)
	}
	return dst, nil
}

// bodyNodes reads the table of nodes only, and where the message begins. The
// message is a part of the body.
func bodyNodes(body []byte) (nodes []keys.Node, message []byte, err error) {
	if len(body) > maxBody {
		return nil, nil, fmt.Errorf("the body has %d bytes, more than %d", len(body), maxBody)
	}
	count, n := binary.Uvarint(body)
	// Each node takes a byte at least, so that a damaged count makes no
	// large table.
	if n <= 0 || count > uint64(len(body)-n) {
		return nil, nil, errShortTable
	}
	body = body[n:]
	if count > 0 {
		nodes = make([]keys.Node, count)
	}
	for i := range nodes {
		v, n := binary.Uvarint(body)
		if n <= 0 {
			return nil, nil, errShortTable
		}
		nodes[i] = keys.Node(v)
		body = body[n:]
	}
	return nodes, body, nil
}

var errShortTable = errors.New("the table of nodes is cut short")

// decodeBody makes the record of kind k with the given id of its message; ids[i]
// is the public id of the i-th node of the table. The record keeps nothing of
// message. Whatever a message says that no record of that kind could have said
// is an error.
func decodeBody(k graph.Kind, id graph.ID, message []byte, ids []graph.ID) (graph.Record, error) {
	if len(message) > maxBody {
		return nil, fmt.Errorf("the message has %d bytes, more than %d", len(message), maxBody)
	}
	d := bodyDecoder{ids: ids, kind: k, id: id, message: message}
	r := d.record()
	if d.err != nil {
		return nil, d.err
	}
	return r, nil
}

// tooManyMessages reports whether the encoded form of a message like m has more
// than maxMessages messages in it. It looks only where there is room for them.
func tooManyMessages(m protoreflect.ProtoMessage, encoded []byte) bool {
	const least = 2 // bytes that a message takes in another
	return len(encoded) > least*maxMessages && countMessages(m.ProtoReflect().Descriptor(), encoded) > maxMessages
}

// countMessages counts a message and the messages in it, as far as they can be
// read. How deep it goes is a matter of the schema: no message holds itself.
func countMessages(message protoreflect.MessageDescriptor, encoded []byte) int {
	count := 1
	for len(encoded) > 0 {
		number, wire, n := protowire.ConsumeTag(encoded)
		if n < 0 {
			break
		}
		encoded = encoded[n:]
		if n = protowire.ConsumeFieldValue(number, wire, encoded); n < 0 {
			break
		}
		if f := message.Fields().ByNumber(number); f != nil && f.Message() != nil && wire == protowire.BytesType {
			inner, _ := protowire.ConsumeBytes(encoded)
			count += countMessages(f.Message(), inner)
		}
		encoded = encoded[n:]
	}
	return count
}

// A bodyEncoder makes the message of one record. It keeps the first error and
// goes on, so that what uses it reads as a list of fields.
type bodyEncoder struct {
	nodeOf func(graph.ID) (keys.Node, error)
	nodes  []keys.Node
	ids    []graph.ID          // of nodes
	index  map[graph.ID]uint32 // of ids, once they are many
	err    error
}

// indexedNodes is how many nodes are looked through before an index of them
// pays.
const indexedNodes = 16

func (e *bodyEncoder) fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// record makes the message of any record.
func (e *bodyEncoder) record(r graph.Record) bodyMessage {
	switch r := r.(type) {
	case *graph.Actor:
		return e.actor(r)
	case *graph.Statement:
		return e.statement(r)
	case *graph.Event:
		return e.event(r)
	case *graph.Location:
		return e.location(r)
	case *graph.Agreement:
		return e.agreement(r)
	case *graph.Document:
		return e.document(r)
	case *graph.Topic:
		return e.topic(r)
	case *graph.ImportRun:
		return e.importRun(r)
	case *graph.Judgement:
		return e.judgement(r)
	case *graph.Codebook:
		return e.codebook(r)
	}
	e.fail(fmt.Errorf("there is no message for %T", r))
	return nil
}

// ref gives the place of a node in the table, plus one, and 0 for no node.
func (e *bodyEncoder) ref(id graph.ID) uint32 {
	if id == "" {
		return 0
	}
	if e.index != nil {
		if place, ok := e.index[id]; ok {
			return place
		}
	} else if i := slices.Index(e.ids, id); i >= 0 {
		return uint32(i + 1)
	}
	if e.err != nil {
		return 0
	}
	n, err := e.nodeOf(id)
	if err != nil {
		e.fail(err)
		return 0
	}
	e.nodes = append(e.nodes, n)
	e.ids = append(e.ids, id)
	place := uint32(len(e.ids))
	switch {
	case e.index != nil:
		e.index[id] = place
	case len(e.ids) > indexedNodes:
		e.index = make(map[graph.ID]uint32, 4*len(e.ids))
		for i, id := range e.ids {
			e.index[id] = uint32(i + 1)
		}
	}
	return place
}

func (e *bodyEncoder) refs(ids []graph.ID) []uint32 {
	if len(ids) == 0 {
		return nil
	}
	places := make([]uint32, len(ids))
	for i, id := range ids {
		places[i] = e.ref(id)
	}
	return places
}

// number holds what is never negative to what a message can say.
func (e *bodyEncoder) number(what string, n int) uint32 {
	if n < 0 || n > graph.MaxOffset {
		e.fail(fmt.Errorf("%s %d cannot be stored: it is not from 0 to %d", what, n, graph.MaxOffset))
		return 0
	}
	return uint32(n)
}

// offset gives an offset plus one.
func (e *bodyEncoder) offset(n int) uint32 { return e.number("offset", n) + 1 }

func (e *bodyEncoder) offsetOrNone(n *int) uint32 {
	if n == nil {
		return 0
	}
	return e.offset(*n)
}

// A bodyDecoder makes one record of a message. It keeps the first error and
// goes on; what it has made then is thrown away.
type bodyDecoder struct {
	kind    graph.Kind
	id      graph.ID
	message []byte
	ids     []graph.ID
	// mentions is where the mentions of a statement stand, in one piece.
	mentions []graph.Mention
	err      error
}

func (d *bodyDecoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(format, args...)
	}
}

// record makes the record of the kind asked for.
func (d *bodyDecoder) record() graph.Record {
	switch d.kind {
	case graph.KindActor:
		return decodeAs(d, new(pb.Actor), d.actor)
	case graph.KindStatement:
		return decodeAs(d, newStatement(), d.statement)
	case graph.KindEvent:
		return decodeAs(d, new(pb.Event), d.event)
	case graph.KindLocation:
		return decodeAs(d, new(pb.Location), d.location)
	case graph.KindAgreement:
		return decodeAs(d, new(pb.Agreement), d.agreement)
	case graph.KindDocument:
		return decodeAs(d, new(pb.Document), d.document)
	case graph.KindTopic:
		return decodeAs(d, new(pb.Topic), d.topic)
	case graph.KindImportRun:
		return decodeAs(d, new(pb.ImportRun), d.importRun)
	case graph.KindJudgement:
		return decodeAs(d, new(pb.Judgement), d.judgement)
	case graph.KindCodebook:
		return decodeAs(d, new(pb.Codebook), d.codebook)
	}
	d.fail("there are no records of kind %q", d.kind)
	return nil
}

// decodeAs reads the message and, when it is one of the right kind, makes the
// record of it.
func decodeAs[M bodyMessage, R graph.Record](d *bodyDecoder, m M, record func(M) R) graph.Record {
	if tooManyMessages(m, d.message) {
		d.fail("the message has more than %d parts", maxMessages)
		return nil
	}
	if err := m.UnmarshalVT(d.message); err != nil {
		d.fail("the message is damaged: %w", err)
		return nil
	}
	if k := enumKind.value(d, m.GetMeta().GetKind()); k != d.kind {
		d.fail("the message is of kind %q, not %q", k, d.kind)
		return nil
	}
	return record(m)
}

// known demands that a message has no field that this program does not know: to
// leave it out would be to change what the record says.
func (d *bodyDecoder) known(m protoreflect.ProtoMessage) {
	if m := m.ProtoReflect(); len(m.GetUnknown()) > 0 {
		d.fail("a message %s has a field that is not known", m.Descriptor().Name())
	}
}

// ref gives the id of the node at a place of the table, plus one.
func (d *bodyDecoder) ref(place uint32) graph.ID {
	if place == 0 {
		return ""
	}
	if uint64(place) > uint64(len(d.ids)) {
		d.fail("node %d is not in the table of %d", place, len(d.ids))
		return ""
	}
	return d.ids[place-1]
}

func (d *bodyDecoder) refs(places []uint32) []graph.ID {
	if len(places) == 0 {
		return nil
	}
	ids := make([]graph.ID, len(places))
	for i, p := range places {
		ids[i] = d.ref(p)
	}
	return ids
}

// number holds a number to what the encoder writes.
func (d *bodyDecoder) number(what string, n uint32) int {
	if n > graph.MaxOffset {
		d.fail("%s %d is larger than %d", what, n, graph.MaxOffset)
		return 0
	}
	return int(n)
}

// offset gives the offset that was stored plus one.
func (d *bodyDecoder) offset(n uint32) int {
	if n == 0 {
		d.fail("an offset is missing")
		return 0
	}
	return d.number("offset", n-1)
}

// encodeList makes the messages of a list, all in one piece.
func encodeList[T, M any](list []T, encode func(*M, *T)) []*M {
	if len(list) == 0 {
		return nil
	}
	made := make([]M, len(list))
	messages := make([]*M, len(list))
	for i := range list {
		encode(&made[i], &list[i])
		messages[i] = &made[i]
	}
	return messages
}

// decodeList makes a list of its messages.
func decodeList[T, M any](messages []*M, decode func(*T, *M)) []T {
	if len(messages) == 0 {
		return nil
	}
	list := make([]T, len(messages))
	for i := range messages {
		decode(&list[i], messages[i])
	}
	return list
}
