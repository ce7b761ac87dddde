package ledger

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"

	"hudna/graph"
	"hudna/graph/ledger/pb"
)

// TestTheLayoutOfABodyStaysAsItIs compares the body of one statement with a
// file: its table, each field of its message by name, and every byte.
func TestTheLayoutOfABodyStaysAsItIs(t *testing.T) {
	s := relayedStatement()
	body, table := encodeBody(t, s)
	nodes, message, err := bodyNodes(body)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "The body of a statement of made-up people: its table of nodes, its message, its %d bytes.\n\n", len(body))
	for i, n := range nodes {
		fmt.Fprintf(&b, "%2d = node %d, %s\n", i+1, n, table.ids[i])
	}
	b.WriteByte('\n')
	writeMessage(t, &b, "", new(pb.Statement).ProtoReflect().Descriptor(), message)
	b.WriteByte('\n')
	b.WriteString(hex.Dump(body))
	compareLayout(t, "testdata/statement.txt", b.String())
}

// writeMessage writes the fields of a message in the order in which they stand.
func writeMessage(t *testing.T, b *strings.Builder, indent string, m protoreflect.MessageDescriptor, encoded []byte) {
	t.Helper()
	for len(encoded) > 0 {
		number, wire, n := protowire.ConsumeTag(encoded)
		if n < 0 {
			t.Fatal(protowire.ParseError(n))
		}
		encoded = encoded[n:]
		n = protowire.ConsumeFieldValue(number, wire, encoded)
		if n < 0 {
			t.Fatal(protowire.ParseError(n))
		}
		value := encoded[:n]
		encoded = encoded[n:]
		f := m.Fields().ByNumber(number)
		fmt.Fprintf(b, "%s%d %s", indent, number, f.Name())
		inner, _ := protowire.ConsumeBytes(value)
		switch {
		case wire == protowire.BytesType && f.Message() != nil:
			b.WriteByte('\n')
			writeMessage(t, b, indent+"  ", f.Message(), inner)
		case wire == protowire.BytesType && f.Kind() == protoreflect.StringKind:
			fmt.Fprintf(b, " %q\n", inner)
		default:
			fmt.Fprintf(b, " %x\n", value)
		}
	}
}

// No message may hold itself: a damaged body could otherwise nest so deep that
// the stack overflows, which nothing can recover.
func TestNoMessageHoldsItself(t *testing.T) {
	var walk func(path []protoreflect.FullName, m protoreflect.MessageDescriptor)
	deepest := 0
	walk = func(path []protoreflect.FullName, m protoreflect.MessageDescriptor) {
		for _, outer := range path {
			if outer == m.FullName() {
				t.Fatalf("%s holds itself: %v", m.FullName(), path)
			}
		}
		path = append(path, m.FullName())
		deepest = max(deepest, len(path))
		for i := range m.Fields().Len() {
			if inner := m.Fields().Get(i).Message(); inner != nil {
				walk(path, inner)
			}
		}
	}
	messages := pb.File_graph_ledger_pb_record_proto.Messages()
	for i := range messages.Len() {
		walk(nil, messages.Get(i))
	}
	if deepest < 3 || messages.Len() < len(graph.Kinds()) {
		t.Fatalf("%d messages, %d deep: the walk has missed some", messages.Len(), deepest)
	}
}
