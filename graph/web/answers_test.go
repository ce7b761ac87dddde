package web_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"hudna/graph/web"
)

// A keeper is a server that keeps answers, of a state that tests change.
type keeper struct {
	*desk
	mu    sync.Mutex
	state string
	none  bool
	fails error
}

func keeping(t *testing.T, most int) *keeper {
	t.Helper()
	k := &keeper{state: "1"}
	k.desk = open(t, func(o *web.Options) {
		o.Answers = most
		o.State = func(context.Context) (string, bool, error) {
			k.mu.Lock()
			defer k.mu.Unlock()
			return k.state, !k.none, k.fails
		}
	})
	return k
}

func (k *keeper) told(t *testing.T, query string) string {
	t.Helper()
	return k.send(t, ask(query)).header.Get("Hudna-Cache")
}

const longer = `{ long(bytes: 100) }`

func TestAnAnswerIsGivenAgain(t *testing.T) {
	k := keeping(t, 1<<20)
	first := k.send(t, ask(longer))
	again := k.send(t, ask(longer))
	if first.header.Get("Hudna-Cache") != "miss" || again.header.Get("Hudna-Cache") != "hit" || again.header.Get("Age") != "0" {
		t.Errorf("%v, then %v", first.header, again.header)
	}
	if first.body != again.body || !strings.Contains(again.body, strings.Repeat("x", 100)) {
		t.Errorf("%s, then %s", first.body, again.body)
	}
	for _, h := range []string{"Vary", "Cache-Control", "Content-Type"} {
		if first.header.Get(h) != again.header.Get(h) {
			t.Errorf("%s: %q, then %q", h, first.header.Get(h), again.header.Get(h))
		}
	}
}

// An answer is known by all that it depends on.
func TestAnotherQuestionIsAnsweredAnew(t *testing.T) {
	k := keeping(t, 1<<20)
	two := "query A($n: Int! = 3) { long(bytes: $n) } query B($n: Int! = 3) { long(bytes: $n) }"
	for i, body := range []string{
		`{"query": "{ long(bytes: 100) }"}`,
		`{"query": "{ long(bytes: 101) }"}`,
		fmt.Sprintf(`{"query": %q, "operationName": "A"}`, two),
		fmt.Sprintf(`{"query": %q, "operationName": "B"}`, two),
		fmt.Sprintf(`{"query": %q, "operationName": "B", "variables": {"n": 4}}`, two),
	} {
		if got := k.send(t, post(body)).header.Get("Hudna-Cache"); got != "miss" {
			t.Errorf("%d: %q", i, got)
		}
		if got := k.send(t, post(body)).header.Get("Hudna-Cache"); got != "hit" {
			t.Errorf("%d again: %q", i, got)
		}
	}
	// A variable that is left out has its default.
	if got := k.send(t, post(fmt.Sprintf(`{"query": %q, "operationName": "B", "variables": {"n": 3}}`, two))).header.Get("Hudna-Cache"); got != "hit" {
		t.Errorf("the default: %q", got)
	}
	other := ask(longer)
	other.Header.Set("Accept", "application/graphql-response+json")
	if got := k.send(t, other).header.Get("Hudna-Cache"); got != "miss" {
		t.Errorf("of another media type: %q", got)
	}
	k.state = "2"
	if got := k.told(t, longer); got != "miss" {
		t.Errorf("of another state: %q", got)
	}
}

func TestWhatIsNotKept(t *testing.T) {
	k := keeping(t, 64<<10)
	for what, query := range map[string]string{
		"an error":      `{ fault }`,
		"a long answer": `{ long(bytes: 10000) }`,
	} {
		for range 2 {
			if got := k.told(t, query); got != "miss" {
				t.Errorf("%s: %q", what, got)
			}
		}
	}
	k.none = true
	for range 2 {
		if got := k.told(t, longer); got != "" {
			t.Errorf("without a state: %q", got)
		}
	}
	k.none, k.fails = false, errors.New("made-up fault")
	if a := k.send(t, ask(longer)); a.code(t) != "INTERNAL" {
		t.Error(a.body)
	}
	off := open(t, func(o *web.Options) {
		o.State = func(context.Context) (string, bool, error) { return "1", true, nil }
	})
	off.send(t, ask(longer))
	if got := off.send(t, ask(longer)).header.Get("Hudna-Cache"); got != "" {
		t.Errorf("switched off: %q", got)
	}
}

// The oldest answers give way.
func TestKeptAnswersAreBounded(t *testing.T) {
	k := keeping(t, 20<<10)
	for n := range 100 {
		k.told(t, fmt.Sprintf(`{ long(bytes: %d) }`, 1000+n))
	}
	if got := k.told(t, `{ long(bytes: 1099) }`); got != "hit" {
		t.Errorf("the newest: %q", got)
	}
	if got := k.told(t, `{ long(bytes: 1000) }`); got != "miss" {
		t.Errorf("the oldest: %q", got)
	}
}

// Of requests that are alike and come together one is answered.
func TestOneOfSeveralIsAnswered(t *testing.T) {
	k := keeping(t, 1<<20)
	var wg sync.WaitGroup
	told := make(chan string, 8)
	gate := make(chan struct{})
	k.tiny.until = gate
	for range cap(told) {
		wg.Go(func() { told <- k.told(t, `{ wait }`) })
	}
	<-k.tiny.entered
	select {
	case <-k.tiny.entered:
		t.Error("two were answered")
	case <-time.After(50 * time.Millisecond):
	}
	close(gate)
	wg.Wait()
	close(told)
	hits := 0
	for s := range told {
		if s == "hit" {
			hits++
		}
	}
	if hits != cap(told)-1 {
		t.Errorf("%d of %d were given the answer of another one", hits, cap(told))
	}
}
