package gql_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/graphtest"
	"hudna/graph/web"
)

// A question to a small made-up world: what did the minister say on the phone,
// and who told us?
func Example() {
	g := graphtest.NewNaive(clock)
	if err := graphtest.LoadWorld(context.Background(), g); err != nil {
		fmt.Println(err)
		return
	}
	api, err := gql.New(g, gql.Options{Clearance: graph.MarkingPublic})
	if err != nil {
		fmt.Println(err)
		return
	}
	server, err := web.New(web.Options{
		Schema:  api.Schema(),
		Present: gql.Present,
		Prepare: func(ctx context.Context, _ *http.Request, op *graphql.OperationContext) (context.Context, map[string]any, error) {
			return api.Prepare(ctx, op)
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	question := url.Values{"query": {`query @asOf(revision: 11) {
  statements(where: {by: {anyOf: ["actor/anton-rikard"]}, occasion: "event/call-2019-04-18", depth: {min: 1}}, first: 1) {
    nodes { acts { act force } attestedBy { name(lang: ["en"]) } }
    utterances sources
  }
}`}}
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, httptest.NewRequestWithContext(context.Background(), http.MethodGet, "http://localhost/graphql?"+question.Encode(), nil))
	var indented bytes.Buffer
	err = json.Indent(&indented, answer.Body.Bytes(), "", "  ")
	fmt.Println(strings.TrimSpace(indented.String()), err)
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
	// } <nil>
}
