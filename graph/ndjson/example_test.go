package ndjson_test

import (
	"errors"
	"fmt"
	"strings"

	"hudna/graph"
	"hudna/graph/ndjson"
)

func ExampleDecode() {
	line, err := ndjson.Decode([]byte(`{"type":"Actor","id":"actor/avaria","kind":"STATE","names":[{"text":"Avaria","lang":"en"}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	if a, ok := line.Record.(*graph.Actor); ok {
		fmt.Println(a.ID, a.Kind, a.Names[0].Text, a.Names[0].Kind, a.Marking)
	}

	_, err = ndjson.Decode([]byte(`{"type":"Statement","id":"statement/x","about":[{"node":"actor/avaria","stance":{"value":"high"}}]}`))
	fmt.Println(err)
	// Output:
	// actor/avaria STATE Avaria PRIMARY PUBLIC
	// about[0].stance.value: is a string, not a number
}

func ExampleEncode() {
	b, err := ndjson.Encode(ndjson.Line{Record: &graph.Topic{
		Meta: graph.Meta{ID: "topic/shelling-must-stop"}, Kind: graph.TopicProposition,
		Names: []graph.Name{{Text: "القصف يجب أن يتوقف", Lang: "ar"}},
	}})
	fmt.Println(string(b), err)
	// Output: {"type":"Topic","id":"topic/shelling-must-stop","kind":"PROPOSITION","names":[{"text":"القصف يجب أن يتوقف","lang":"ar"}]} <nil>
}

func ExampleReader() {
	r := ndjson.NewReader(strings.NewReader(`
{"type":"Commit","author":"coder-one","message":"Code the call","time":"2016-04-15T21:30:00Z"}
{"type":"Actor","id":"actor/avaria","kind":"STATE"}
{"type":"Actor","id":"actor/ruritania","Kind":"STATE"}
{"type":"Retract","id":"statement/twice","reason":"coded twice"}
`))
	for line, err := range r.Lines() {
		var bad *ndjson.LineError
		switch {
		case errors.As(err, &bad):
			fmt.Println("refused:", err)
		case err != nil:
			fmt.Println("cannot go on:", err)
		case line.Commit != nil:
			fmt.Println("commit:", line.Commit.Author, line.Commit.Message)
		case line.Record != nil:
			fmt.Println("record:", line.Record.Shared().ID)
		case line.Retract != nil:
			fmt.Println(line.Retract.Op().Verb, line.Retract.ID)
		}
	}
	// Output:
	// commit: coder-one Code the call
	// record: actor/avaria
	// refused: line 4: Kind: there is no such field: did you mean "kind"?
	// RETRACT statement/twice
}
