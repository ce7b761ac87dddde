package ledger

import (
	"reflect"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"

	"hudna/graph"
	"hudna/graph/ledger/pb"
)

// filledRecord is a normalized record with every field given.
func filledRecord(tb testing.TB, k graph.Kind) graph.Record {
	tb.Helper()
	r := graph.New(k)
	fillRecord(tb, new(everything), reflect.ValueOf(r).Elem(), 0)
	r.Shared().ID = idOf(k)
	graph.Normalize(r)
	return r
}

// messageOf describes the message of a kind of records.
func messageOf(k graph.Kind) protoreflect.MessageDescriptor {
	return map[graph.Kind]protoreflect.ProtoMessage{
		graph.KindActor: (*pb.Actor)(nil), graph.KindStatement: (*pb.Statement)(nil), graph.KindEvent: (*pb.Event)(nil),
		graph.KindLocation: (*pb.Location)(nil), graph.KindAgreement: (*pb.Agreement)(nil),
		graph.KindDocument: (*pb.Document)(nil), graph.KindTopic: (*pb.Topic)(nil),
		graph.KindImportRun: (*pb.ImportRun)(nil), graph.KindJudgement: (*pb.Judgement)(nil),
		graph.KindCodebook: (*pb.Codebook)(nil),
	}[k].ProtoReflect().Descriptor()
}

// A bodyPlace is a message somewhere in an encoded message.
type bodyPlace struct {
	name protoreflect.Name
	with func(extra []byte) []byte // the whole, with extra bytes at the end of this message
}

// messagesOf lists the message of a record and every message in it.
func messagesOf(k graph.Kind, encoded []byte) []bodyPlace {
	return bodyPlaces(messageOf(k), encoded, func(m []byte) []byte { return m })
}

func bodyPlaces(m protoreflect.MessageDescriptor, encoded []byte, whole func([]byte) []byte) []bodyPlace {
	list := []bodyPlace{{m.Name(), func(extra []byte) []byte { return whole(concat(encoded, extra)) }}}
	for at := 0; at < len(encoded); {
		number, wire, n := protowire.ConsumeTag(encoded[at:])
		start := at + n
		end := start + protowire.ConsumeFieldValue(number, wire, encoded[start:])
		if f := m.Fields().ByNumber(number); wire == protowire.BytesType && f.Message() != nil {
			inner, _ := protowire.ConsumeBytes(encoded[start:end])
			list = append(list, bodyPlaces(f.Message(), inner, func(changed []byte) []byte {
				return whole(concat(protowire.AppendBytes(concat(encoded[:start], nil), changed), encoded[end:]))
			})...)
		}
		at = end
	}
	return list
}

func concat(a, b []byte) []byte { return append(append(make([]byte, 0, len(a)+len(b)), a...), b...) }
