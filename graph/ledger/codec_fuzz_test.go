package ledger

import (
	"fmt"
	"reflect"
	"testing"

	"hudna/graph"
	"hudna/storage/keys"
)

// FuzzDecodeBody decodes any bytes as a record of any kind. What is accepted is
// a record that has a body of its own, from which it is made again.
func FuzzDecodeBody(f *testing.F) {
	for i, k := range graph.Kinds() {
		body, _ := encodeBody(f, filledRecord(f, k))
		f.Add(byte(i), body)
		empty := graph.New(k)
		body, _ = encodeBody(f, empty)
		f.Add(byte(i), body)
	}
	statement, _ := encodeBody(f, relayedStatement())
	f.Add(byte(1), statement)
	f.Fuzz(func(t *testing.T, kind byte, body []byte) {
		k := graph.Kinds()[int(kind)%len(graph.Kinds())]
		nodes, message, err := bodyNodes(body)
		if err != nil {
			return
		}
		ids := make([]graph.ID, len(nodes))
		for i := range nodes {
			ids[i] = graph.ID(fmt.Sprintf("actor/a-%d", i))
		}
		r, err := decodeBody(k, "actor/itself", message, ids)
		if err != nil {
			if r != nil {
				t.Fatalf("there is a record with the error %v", err)
			}
			return
		}
		if r.RecordKind() != k || r.Shared().ID != "actor/itself" {
			t.Fatalf("got %s %s", r.RecordKind(), r.Shared().ID)
		}
		var own nodeTable
		again, err := appendBody(nil, r, own.node)
		if err != nil {
			t.Fatalf("what was decoded has no body: %v\n%+v", err, r)
		}
		nodes, message, err = bodyNodes(again)
		if err != nil || len(nodes) != len(own.ids) {
			t.Fatalf("the table of %d nodes: %v, %v", len(own.ids), nodes, err)
		}
		for i, n := range nodes {
			if n != firstNode+keys.Node(i) {
				t.Fatalf("node %d is %d", i, n)
			}
		}
		same, err := decodeBody(k, "actor/itself", message, own.ids)
		if err != nil {
			t.Fatalf("what was encoded is refused: %v\n%+v", err, r)
		}
		if path, ok := sameBits(reflect.ValueOf(r), reflect.ValueOf(same)); !ok {
			t.Fatalf("differs at %s:\n got %+v\nwant %+v", path, same, r)
		}
	})
}
