package gql_test

import (
	"testing"

	"hudna/graph"
)

// ofWords asks for documents by words in their titles and texts. The oracle
// finds them, and does not say where the words stand.
const ofWords = `{ list: documents(where: {text: "minutes", and: [{text: "\"keep quiet\""}], not: {text: "nothing"}}) {
  nodes { id } edges { highlights { path start end text } }
} }`

// TestDocumentsByWords: a list of documents shows the words by which each is in
// it.
func TestDocumentsByWords(t *testing.T) {
	got := at(t, data(t, serving(t, graphs(t)["ledger"], graph.MarkingPublic), ofWords, ""), "list")
	var want any
	decode(t, []byte(`{"nodes": [{"id": "document/lake-minutes"}], "edges": [{"highlights": [
	  {"path": "title", "start": 0, "end": 7, "text": "Minutes"}, {"path": "text", "start": 28, "end": 38, "text": "keep quiet"}
	]}]}`), &want)
	same(t, got, want)
}
