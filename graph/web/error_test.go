package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"hudna/graph/web"
)

func TestAFaultOfOursIsANumberInTheAnswerAndACauseInTheLog(t *testing.T) {
	for name, c := range map[string]struct {
		query string
		path  string
		cause string
	}{
		"an error":                 {`{fault}`, "[fault]", "open /srv/hudna/000012.sst: input/output error"},
		"a panic":                  {`{panic}`, "[panic]", "panic: secret panic at /srv/hudna/store"},
		"an error below something": {`{item{id} x:fault}`, "[x]", "open /srv/hudna/000012.sst: input/output error"},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			a := d.send(t, ask(c.query))
			if a.status != http.StatusOK || a.code(t) != "INTERNAL" || a.Errors[0].Extensions["incident"] != "REQUEST1" {
				t.Fatalf("got %d %s", a.status, a.body)
			}
			if got := fmt.Sprint(a.Errors[0].Path); got != c.path {
				t.Errorf("path %s, want %s", got, c.path)
			}
			for _, secret := range []string{"srv", "sst", "secret", "goroutine", ".go"} {
				if strings.Contains(a.body, secret) {
					t.Errorf("%q leaks: %s", secret, a.body)
				}
			}
			log := d.log.String()
			if strings.Count(log, c.cause) != 1 || strings.Count(log, "\n") != 1 {
				t.Errorf("want the cause once, in one line: %s", log)
			}
			for _, want := range []string{"level=ERROR", `msg="request failed"`, "request=REQUEST1", "status=200", "operation=query", "codes=[INTERNAL]"} {
				if !strings.Contains(log, want) {
					t.Errorf("no %s in %s", want, log)
				}
			}
			if got := a.header.Get("X-Request-Id"); got != "REQUEST1" {
				t.Errorf("X-Request-Id: %q", got)
			}
		})
	}
}

func TestThePanicOfAResolverIsLoggedWithItsPlace(t *testing.T) {
	d := open(t)
	d.send(t, ask(`{panic}`))
	if log := d.log.String(); !strings.Contains(log, "schema_test.go") {
		t.Errorf("no stack in %s", log)
	}
	if a := d.send(t, ask(`{hello}`)); string(a.Data) != `{"hello":"hello world"}` {
		t.Errorf("afterwards: %s", a.body)
	}
}

func TestAPanicAroundAnOperationIsAnswered(t *testing.T) {
	d := open(t, func(o *web.Options) {
		o.Prepare = func(context.Context, *http.Request, *graphql.OperationContext) (context.Context, map[string]any, error) {
			panic("secret panic in prepare")
		}
	})
	a := d.send(t, ask(`{hello}`))
	if a.status != http.StatusInternalServerError || a.code(t) != "INTERNAL" || strings.Contains(a.body, "secret") {
		t.Errorf("got %d %s", a.status, a.body)
	}
	if log := d.log.String(); strings.Count(log, "panic: secret panic in prepare") != 1 || strings.Count(log, "\n") != 1 {
		t.Errorf("want the cause once, in one line: %s", log)
	}
}

func TestAPanicAfterAnAnswerBeganCutsTheConnection(t *testing.T) {
	d := open(t, func(o *web.Options) {
		o.Playground = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, strings.Repeat("half ", 1000))
			panic("secret panic half way")
		})
	})
	s := httptest.NewServer(d)
	defer s.Close()
	res, err := http.Get(s.URL + "/playground")
	if err == nil {
		_, err = io.ReadAll(res.Body)
		err = errors.Join(err, res.Body.Close())
	}
	if err == nil {
		t.Error("half an answer looks like a whole one")
	}
	if log := d.log.String(); !strings.Contains(log, "panic: secret panic half way") {
		t.Errorf("the cause is not in the log: %s", log)
	}
}

func TestAnErrorMadeForTheClientIsShownAsItIs(t *testing.T) {
	d := open(t)
	a := d.send(t, ask(`{refuse hello}`))
	if a.code(t) != "NOT_FOUND" || a.Errors[0].Message != "is not here" || string(a.Data) != `{"refuse":null,"hello":"hello world"}` {
		t.Errorf("got %s", a.body)
	}
	if log := d.log.String(); !strings.Contains(log, "level=INFO") || !strings.Contains(log, "codes=[NOT_FOUND]") {
		t.Errorf("log: %s", log)
	}
}

func TestThePresenterDecidesWhatIsShown(t *testing.T) {
	disk := errors.New("input/output error")
	for name, c := range map[string]struct {
		present graphql.ErrorPresenterFunc
		code    string
		message string
		logged  bool
	}{
		"with a code of its own": {func(_ context.Context, err error) *gqlerror.Error {
			return &gqlerror.Error{Message: "gone", Err: disk, Extensions: map[string]any{"code": "NOT_FOUND"}}
		}, "NOT_FOUND", "gone", false},
		"and a fault that is told is logged as well": {func(_ context.Context, err error) *gqlerror.Error {
			return &gqlerror.Error{Message: "damaged", Err: disk, Extensions: map[string]any{"code": "CORRUPT"}}
		}, "CORRUPT", "damaged", true},
		"but not of what it calls internal": {func(_ context.Context, err error) *gqlerror.Error {
			return &gqlerror.Error{Message: "secret", Err: disk, Extensions: map[string]any{"code": "INTERNAL"}}
		}, "INTERNAL", "internal error; its cause is in the server's log under the incident number", true},
		"nor of what it leaves without a code": {func(_ context.Context, err error) *gqlerror.Error {
			return &gqlerror.Error{Message: "secret", Err: disk}
		}, "INTERNAL", "internal error; its cause is in the server's log under the incident number", true},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, func(o *web.Options) { o.Present = c.present })
			a := d.send(t, ask(`{fault}`))
			if a.code(t) != c.code || a.Errors[0].Message != c.message {
				t.Errorf("got %s", a.body)
			}
			if logged := strings.Contains(d.log.String(), disk.Error()); logged != c.logged {
				t.Errorf("logged: %t: %s", logged, d.log)
			}
		})
	}
}

func TestTheStatusOfWhatPrepareRefuses(t *testing.T) {
	for code, want := range map[string]int{
		"":                http.StatusInternalServerError,
		"INTERNAL":        http.StatusInternalServerError,
		"CORRUPT":         http.StatusInternalServerError,
		"OUTCOME_UNKNOWN": http.StatusInternalServerError,
		"STORAGE_FULL":    http.StatusServiceUnavailable,
		"UNAVAILABLE":     http.StatusServiceUnavailable,
		"FORBIDDEN":       http.StatusForbidden,
		"NOT_FOUND":       http.StatusOK,
		"BAD_USER_INPUT":  http.StatusOK,
	} {
		d := open(t, func(o *web.Options) {
			o.Prepare = func(context.Context, *http.Request, *graphql.OperationContext) (context.Context, map[string]any, error) {
				err := &gqlerror.Error{Message: "refused", Extensions: map[string]any{}}
				if code != "" {
					err.Extensions["code"] = code
				}
				return nil, nil, err
			}
		})
		if a := d.send(t, ask(`{hello}`)); a.status != want || a.Data != nil {
			t.Errorf("%q: %d %s", code, a.status, a.body)
		}
	}
}

func TestErrorsOfFieldsAreBounded(t *testing.T) {
	d := open(t)
	if a := d.send(t, ask(`{faults(count:100)}`)); len(a.Errors) != 100 || a.Errors[99].Extensions["code"] != "INTERNAL" {
		t.Errorf("at the limit: %d errors", len(a.Errors))
	}
	a := d.send(t, ask(`{faults(count:101)}`))
	if len(a.Errors) != 101 || a.Errors[100].Extensions["code"] != "TOO_LARGE" {
		t.Errorf("over it: %d errors, the last %v", len(a.Errors), a.Errors[len(a.Errors)-1])
	}
	for line := range strings.Lines(d.log.String()) {
		if strings.Count(line, "secret") > 5 || len(line) > 2_000 {
			t.Errorf("a line of %d bytes: %.300s", len(line), line)
		}
	}
}

func TestErrorsOfADocumentAreBounded(t *testing.T) {
	d := open(t)
	for n, want := range map[int]int{9: 9, 10: 10, 11: 10} {
		if a := d.send(t, ask("{"+repeated(n, "unknown%d ")+"}")); len(a.Errors) != want {
			t.Errorf("%d unknown fields: %d errors", n, len(a.Errors))
		}
	}
}

func TestAnExtensionThatCannotBeEncodedIsAFault(t *testing.T) {
	d := open(t, func(o *web.Options) {
		o.Prepare = func(ctx context.Context, _ *http.Request, _ *graphql.OperationContext) (context.Context, map[string]any, error) {
			return ctx, map[string]any{"revision": func() {}}, nil
		}
	})
	a := d.send(t, ask(`{hello}`))
	if a.status != http.StatusInternalServerError || a.code(t) != "INTERNAL" || a.Data != nil {
		t.Errorf("got %d %s", a.status, a.body)
	}
	if !strings.Contains(d.log.String(), "extensions of an answer: json: unsupported type") {
		t.Errorf("log: %s", d.log)
	}
}

func TestAnOperationThatTakesTooLongIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t)
		start := time.Now()
		a := d.send(t, ask(`{hello wait}`))
		if took := time.Since(start); took != 30*time.Second {
			t.Errorf("after %v", took)
		}
		if a.status != http.StatusGatewayTimeout || a.code(t) != "TIMEOUT" || a.Data != nil {
			t.Errorf("got %d %s", a.status, a.body)
		}
		if log := d.log.String(); !strings.Contains(log, "level=WARN") || !strings.Contains(log, "codes=[TIMEOUT]") {
			t.Errorf("log: %s", log)
		}
	})
}

func TestAnOperationStopsWhenItsClientLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t)
		ctx, leave := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			d.ServeHTTP(httptest.NewRecorder(), ask(`{wait}`).WithContext(ctx))
		}()
		<-d.tiny.entered
		start := time.Now()
		leave()
		<-done
		if took := time.Since(start); took != 0 {
			t.Errorf("after %v", took)
		}
		if log := d.log.String(); strings.Contains(log, "INTERNAL") {
			t.Errorf("a client that leaves is no fault of ours: %s", log)
		}
	})
}

func TestOperationsAtWorkAndWaitingAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t, func(o *web.Options) { o.Limits.Operations, o.Limits.Waiting = 2, 3 })
		ctx, leave := context.WithCancel(t.Context())
		for range 2 {
			go d.ServeHTTP(httptest.NewRecorder(), ask(`{wait}`).WithContext(ctx))
			<-d.tiny.entered
		}
		answers := make(chan *answer, 3)
		for range 3 {
			go func() { answers <- d.send(t, ask(`{hello}`)) }()
		}
		synctest.Wait()
		start := time.Now()
		a := d.send(t, ask(`{hello}`))
		if a.status != http.StatusServiceUnavailable || a.code(t) != "OVERLOADED" || a.header.Get("Retry-After") != "1" {
			t.Errorf("the fourth in the queue: %d %s", a.status, a.body)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("it was turned away after %v", took)
		}
		for range 3 {
			if a := <-answers; a.code(t) != "OVERLOADED" {
				t.Errorf("one in the queue: %d %s", a.status, a.body)
			}
		}
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("the queue was turned away after %v", took)
		}
		for range 3 {
			go func() { answers <- d.send(t, ask(`{hello}`)) }()
		}
		synctest.Wait()
		leave()
		for range 3 {
			if a := <-answers; string(a.Data) != `{"hello":"hello world"}` {
				t.Errorf("one in the queue when there was room: %d %s", a.status, a.body)
			}
		}
	})
}

func TestTheLogHasNothingThatAClientWrote(t *testing.T) {
	d := open(t)
	d.send(t, ask(`{helo(name:"secret")}`))
	d.send(t, ask(`query Secret($n:Int!){double(number:$n)}`, map[string]any{"n": "secret"}))
	d.send(t, get(`{secret}`))
	if log := d.log.String(); strings.Contains(strings.ToLower(log), "secret") || strings.Count(log, "\n") != 3 {
		t.Errorf("log: %s", log)
	}
	d.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "http://localhost/"+strings.Repeat("x", 10_000), nil))
	for line := range strings.Lines(d.log.String()) {
		if len(line) > 500 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}

func TestWhatSucceedsIsNotLogged(t *testing.T) {
	d := open(t)
	d.send(t, ask(`{hello}`))
	if log := d.log.String(); log != "" {
		t.Errorf("log: %s", log)
	}
}
