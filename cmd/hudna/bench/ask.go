package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// An Ask puts a request to a graph and gives the body of the answer, which may
// tell of errors. The error is for an answer that never came. It is safe for use
// by several goroutines.
type Ask func(ctx context.Context, r Request) ([]byte, error)

// A Request is one request of GraphQL over HTTP.
type Request struct {
	Body     []byte // the JSON body
	Revision uint64 // for the header Hudna-Revision; 0 for the newest
}

// request writes a request.
func request(query string, variables map[string]any, revision uint64, explain bool) (Request, error) {
	body := map[string]any{"query": query, "variables": variables}
	if explain {
		body["extensions"] = map[string]any{"explain": true}
	}
	b, err := json.Marshal(body)
	return Request{Body: b, Revision: revision}, err
}

// An answer is the body of an answer, taken apart.
type answer struct {
	Data   json.RawMessage `json:"data"`
	Errors []struct {
		Message string `json:"message"`
	} `json:"errors"`
	Extensions struct {
		Explain *struct {
			KeysRead       int `json:"keysRead"`
			RecordsDecoded int `json:"recordsDecoded"`
		} `json:"explain"`
	} `json:"extensions"`
}

// said takes the body of an answer apart. An answer with errors is an error.
func said(body []byte) (*answer, error) {
	a := new(answer)
	if err := json.Unmarshal(body, a); err != nil {
		return nil, fmt.Errorf("the answer is no JSON: %w", err)
	}
	if len(a.Errors) > 0 {
		messages := make([]string, len(a.Errors))
		for i, e := range a.Errors {
			messages[i] = e.Message
		}
		return nil, fmt.Errorf("the answer has errors: %s", strings.Join(messages, "; "))
	}
	return a, nil
}

// failedAt tells an answer with errors from others without taking it apart, and
// one with what is wrong with a change: the names cannot stand in a text but with
// their quotation marks escaped.
func failedAt(body []byte) bool {
	return bytes.Contains(body, []byte(`"errors":[`)) || bytes.Contains(body, []byte(`"problems":[{`))
}

// rows counts the rows of an answer: the edges of its list, the cells of its
// matrix, the paths of a list without pages, or its one record.
func (a *answer) rows() (int, error) {
	var data map[string]json.RawMessage
	if err := json.Unmarshal(a.Data, &data); err != nil {
		return 0, err
	}
	rows := 0
	for _, field := range data {
		var list []json.RawMessage
		var page *struct {
			Edges *[]json.RawMessage `json:"edges"`
			Cells *[]json.RawMessage `json:"cells"`
		}
		if json.Unmarshal(field, &list) == nil {
			rows += len(list) // of null there are none
			continue
		}
		if err := json.Unmarshal(field, &page); err != nil {
			return 0, err
		}
		switch {
		case page.Edges != nil:
			rows += len(*page.Edges)
		case page.Cells != nil:
			rows += len(*page.Cells)
		default:
			rows++
		}
	}
	return rows, nil
}
