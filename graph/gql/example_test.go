package gql_test

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/graphtest"
)

// A question to a small made-up world: what did the minister say on the phone,
// and who told us?
func Example() {
	g := graphtest.NewNaive(func() time.Time { return time.Date(2021, time.January, 1, 0, 0, 0, 0, time.UTC) })
	if err := graphtest.LoadWorld(context.Background(), g); err != nil {
		fmt.Println(err)
		return
	}
	api, err := gql.New(g, gql.Options{Clearance: graph.MarkingPublic})
	if err != nil {
		fmt.Println(err)
		return
	}
	answer := api.Answer(context.Background(), &graphql.RawParams{Query: `query @asOf(revision: 11) {
  statements(where: {by: {anyOf: ["actor/anton-rikard"]}, occasion: "event/call-2019-04-18", depth: {min: 1}}, first: 1) {
    nodes { acts { act force } attestedBy { name(lang: ["en"]) } }
    utterances sources
  }
}`})
	text, err := json.MarshalIndent(answer, "", "  ")
	fmt.Printf("%s\n%v\n", text, err)
	// Output:
	// {
	//   "data": {
	//     "statements": {
	//       "nodes": [
	//         {
	//           "acts": [
	//             {
	//               "act": "DEMAND",
	//               "force": "STATED"
	//             },
	//             {
	//               "act": "ACCUSE",
	//               "force": "PRESUPPOSED"
	//             }
	//           ],
	//           "attestedBy": [
	//             {
	//               "name": "Mira Dolan"
	//             }
	//           ]
	//         }
	//       ],
	//       "utterances": 1,
	//       "sources": 2
	//     }
	//   },
	//   "extensions": {
	//     "revision": {
	//       "number": 11,
	//       "time": "2020-05-11T09:30:00Z"
	//     }
	//   }
	// }
	// <nil>
}
