package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"hudna/graph/web"
)

// misfit is an extension of no use anywhere.
type misfit struct{}

func (misfit) ExtensionName() string                   { return "Misfit" }
func (misfit) Validate(graphql.ExecutableSchema) error { return errors.New("not for this schema") }

// stamped is an extension that puts something into each answer.
type stamped struct{}

func (stamped) ExtensionName() string                   { return "Stamped" }
func (stamped) Validate(graphql.ExecutableSchema) error { return nil }
func (stamped) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	graphql.RegisterExtension(ctx, "stamp", true)
	return next(ctx)
}

func TestAnExtensionOfTheExecutorTakesPart(t *testing.T) {
	d := open(t, func(o *web.Options) {
		o.Extensions = []graphql.HandlerExtension{stamped{}}
		o.Prepare = func(ctx context.Context, _ *http.Request, _ *graphql.OperationContext) (context.Context, map[string]any, error) {
			return ctx, map[string]any{"revision": 7}, nil
		}
	})
	const want = `{"data":{"hello":"hello world"},"extensions":{"revision":7,"stamp":true}}`
	if a := d.send(t, ask(`{hello}`)); strings.TrimSpace(a.body) != want {
		t.Errorf("got %s", a.body)
	}
}

func TestPrepareChoosesWhatIsReadAndSaysSo(t *testing.T) {
	d := open(t, func(o *web.Options) {
		o.Prepare = func(ctx context.Context, r *http.Request, op *graphql.OperationContext) (context.Context, map[string]any, error) {
			revision := r.Header.Get("Hudna-Revision")
			if at := op.Operation.Directives.ForName("asOf"); at != nil {
				value, err := at.Arguments.ForName("revision").Value.Value(op.Variables)
				if err != nil {
					return nil, nil, err
				}
				revision = fmt.Sprint(value)
			}
			switch revision {
			case "99":
				return nil, nil, &gqlerror.Error{Message: "revision 99 is after the head", Extensions: map[string]any{"code": "BAD_USER_INPUT"}}
			case "98":
				return nil, nil, errors.New("read /srv/hudna: input/output error")
			}
			return context.WithValue(ctx, seenKey{}, revision), map[string]any{"revision": revision}, nil
		}
	})
	for name, c := range map[string]struct {
		request *http.Request
		want    string
	}{
		"from a header field": {withHeader(ask(`{seen}`), "Hudna-Revision", "7"), `{"data":{"seen":"7"},"extensions":{"revision":"7"}}`},
		"from a directive":    {ask(`query @asOf(revision: 8) {seen}`), `{"data":{"seen":"8"},"extensions":{"revision":"8"}}`},
		"from a variable":     {ask(`query($r:Int) @asOf(revision: $r) {seen}`, map[string]any{"r": 9}), `{"data":{"seen":"9"},"extensions":{"revision":"9"}}`},
		"or refuses":          {ask(`query @asOf(revision: 99) {seen}`), `{"errors":[{"message":"revision 99 is after the head","extensions":{"code":"BAD_USER_INPUT"}}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			a := d.send(t, c.request)
			if a.status != http.StatusOK || strings.TrimSpace(a.body) != c.want {
				t.Errorf("got %d %s", a.status, a.body)
			}
		})
	}
	t.Run("or fails", func(t *testing.T) {
		a := d.send(t, ask(`query @asOf(revision: 98) {seen}`))
		if a.status != http.StatusInternalServerError || a.code(t) != "INTERNAL" || strings.Contains(a.body, "srv") {
			t.Errorf("got %d %s", a.status, a.body)
		}
		if !strings.Contains(d.log.String(), "read /srv/hudna: input/output error") {
			t.Errorf("the cause is not in the log: %s", d.log)
		}
	})
	t.Run("and is not asked about what does not run", func(t *testing.T) {
		if a := d.send(t, ask(`query @asOf(revision: "x") {seen}`)); a.code(t) != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("got %s", a.body)
		}
	})
}
