package bench_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"hudna/cmd/hudna/bench"
)

// A notebook is a graph that shows the same statement whatever is asked for,
// and keeps what is written to it.
type notebook struct {
	mu      sync.Mutex
	bare    bool // what it shows has no relays
	refuses string
	records []map[string]any
}

func (n *notebook) ask(_ context.Context, r bench.Request) ([]byte, error) {
	var request struct {
		Query     string
		Variables struct{ Record map[string]any }
	}
	if err := json.Unmarshal(r.Body, &request); err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if strings.HasPrefix(request.Query, "query Model(") {
		relays := `{"actor":{"id":"actor/r"},"post":null,"channel":"BRIEFING"}`
		if n.bare {
			relays = ""
		}
		return []byte(`{"data":{"statement":{"text":"w","lang":"en","wording":"AS_PRINTED","transmission":"RELAYED","attribution":"NAMED",
			"said":{"edtf":"2019"},"acts":[{"act":"ASK","force":"STATED"}],"speakers":[{"actor":{"id":"actor/s"},"post":{"id":"actor/p"}}],
			"relays":[` + relays + `],"about":[{"role":"ASKED","node":{"id":"actor/a"},"stance":null},{"role":"SUBJECT","node":{"id":"topic/b"},"stance":{"value":1,"scale":"x"}},{"role":"SUBJECT","node":{"id":"topic/c"},"stance":null}],
			"evidence":[{"document":{"id":"document/d"},"start":1,"end":2,"part":"QUOTED","hash":"00"}]}}}`), nil
	}
	if n.refuses != "" {
		return fmt.Appendf(nil, `{"data":{"createStatement":{"record":null,"problems":[{"message":%q}]}}}`, n.refuses), nil
	}
	n.records = append(n.records, request.Variables.Record)
	return fmt.Appendf(nil, `{"data":{"m":{"record":{"id":"statement/n%d"},"problems":[]}}}`, len(n.records)), nil
}

func TestMeasureWrites(t *testing.T) {
	n := &notebook{}
	again := 0
	o := bench.WriteOptions{
		Requests: 20, Limit: time.Minute, Clients: []int{1, 4},
		Again: func(context.Context) (commit, engine time.Duration, err error) {
			if again++; again == 3 {
				return 0, 0, nil // it cannot tell
			}
			return 3 * time.Millisecond, 2 * time.Millisecond, nil
		},
		Resident: func() bench.Memory { return bench.Memory{Own: 7} },
	}
	run := &bench.Run{Statements: 50}
	if err := bench.MeasureWrites(t.Context(), n.ask, &bench.Survey{Statements: 50}, o, func(r bench.Result) error {
		run.Results = append(run.Results, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, r := range run.Results {
		told = append(told, fmt.Sprint(r.Question, ": ", r.Closed.Answers, " by ", r.Closed.Clients, ", ", r.Memory.Own))
	}
	want := []string{"Q8 new, 1 at a time: 20 by 1, 7", "Q8 corrected, 1 at a time: 20 by 1, 7", "Q8 new, 4 at a time: 20 by 4, 7"}
	if fmt.Sprint(told) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", told, want)
	}
	if e := run.Results[0].Engine; e == nil || e.Alone.Answers != 19 || e.Commit.P50 != 3000 || e.Alone.P50 != 2000 {
		t.Errorf("%+v", e)
	}
	if again != 40 || run.Results[2].Engine != nil {
		t.Errorf("written again %d times", again)
	}
	var table strings.Builder
	if err := run.Table(&table, nil); err != nil || !strings.Contains(table.String(), "\nQ8 new, 1 at a time: 3.00 ms of ") || !strings.Contains(table.String(), " 1.50 times ") {
		t.Errorf("%v\n%s", err, table.String())
	}
	record, err := json.Marshal(n.records[25])
	wanted := `{"about":[{"node":"actor/a","role":"ASKED"},{"node":"topic/b","role":"SUBJECT","stance":{"scale":"x","value":1}}],` +
		`"acts":[{"act":"ASK","force":"STATED"}],"attribution":"NAMED","coding":{"coder":"bench","scheme":"invented"},"confidence":0.5,` +
		`"evidence":[{"document":"document/d","end":2,"hash":"00","part":"QUOTED","start":1}],"id":"statement/n6","lang":"en",` +
		`"relays":[{"actor":"actor/r","channel":"BRIEFING"}],"said":{"edtf":"2019"},"speakers":[{"actor":"actor/s","post":"actor/p"}],` +
		`"text":"w","transmission":"RELAYED","wording":"AS_PRINTED"}`
	if err != nil || string(record) != wanted {
		t.Errorf("%v\ngot  %s\nwant %s", err, record, wanted)
	}
}

func TestWritesThatFail(t *testing.T) {
	o := bench.WriteOptions{Requests: 5, Limit: time.Minute, Clients: []int{1}}
	for want, n := range map[string]*notebook{
		"to make others after":     {bare: true},
		"refused: has to be later": {refuses: "has to be later"},
	} {
		err := bench.MeasureWrites(t.Context(), n.ask, &bench.Survey{Statements: 9}, o, func(bench.Result) error { return nil })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
