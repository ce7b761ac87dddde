package graph_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hudna/graph"
)

func someChange() graph.Change {
	actor := func(id graph.ID) graph.Record { return &graph.Actor{Meta: graph.Meta{ID: id}} }
	return graph.Change{
		Message: "Code the call of 14 April", IdempotencyKey: "k-1",
		Ops: []graph.Op{
			{Verb: graph.VerbCreate, Record: actor("actor/avaria")},
			{Verb: graph.VerbCorrect, Record: actor("actor/ruritania"), Expected: 3},
			{Verb: graph.VerbRetract, ID: "statement/twice", Reason: "coded twice", Expected: 4},
			{Verb: graph.VerbRestore, ID: "statement/once", Expected: 5},
			{Verb: graph.VerbRestore, ID: "event/call", Reason: "it took place"},
		},
	}
}

const mintedID = graph.ID("actor/00000000-0000-4000-8000-000000000001")

func marks(id graph.ID, m graph.Marking, newID graph.ID) graph.Op {
	return graph.Op{Verb: graph.VerbMark, ID: id, Marking: m, NewID: newID}
}

func TestValidateChange(t *testing.T) {
	type change = *graph.Change
	var nobody *graph.Actor
	for name, test := range map[string]struct {
		edit func(change)
		want []string
	}{
		"what every verb allows":   {func(change) {}, nil},
		"without a message or key": {func(c change) { c.Message, c.IdempotencyKey = "", "" }, nil},
		"nothing to do":            {func(c change) { c.Ops = nil }, []string{"ops: is empty"}},
		"keeps a number":           {func(c change) { *c = graph.Change{Placeholder: true} }, nil},
		"keeps a number, and more": {
			func(c change) { c.Placeholder = true }, []string{"ops: is not for a placeholder", "message: is not for a placeholder"},
		},
		"a message without end":  {func(c change) { c.Message = strings.Repeat("x", graph.MaxMessage+1) }, []string{"message: is longer than 4096 bytes"}},
		"a message at its limit": {func(c change) { c.Message = strings.Repeat("x", graph.MaxMessage) }, nil},
		"a message of bytes":     {func(c change) { c.Message = "\xc3" }, []string{"message: is not UTF-8"}},
		"a key without end":      {func(c change) { c.IdempotencyKey = strings.Repeat("x", graph.MaxIdempotencyKey+1) }, []string{"idempotencyKey: is longer than 256 bytes"}},
		"a key at its limit":     {func(c change) { c.IdempotencyKey = strings.Repeat("x", graph.MaxIdempotencyKey) }, nil},
		"a key with a NUL":       {func(c change) { c.IdempotencyKey = "\x00" }, []string{"idempotencyKey: contains a NUL character"}},

		"no verb":             {func(c change) { c.Ops[0].Verb = "" }, []string{"operation 1 (actor/avaria): verb: is missing"}},
		"an unknown verb":     {func(c change) { c.Ops[0].Verb = "DELETE" }, []string{`operation 1 (actor/avaria): verb: is "DELETE", not one of CREATE, CORRECT, RETRACT, RESTORE, MARK`}},
		"a purge":             {func(c change) { c.Ops[0].Verb = graph.VerbPurge }, []string{"operation 1 (actor/avaria): verb: is PURGE, which no change can do: the store is written anew for it"}},
		"creates nothing":     {func(c change) { c.Ops[0].Record = nil }, []string{"operation 1: record: is missing"}},
		"creates nobody":      {func(c change) { c.Ops[0].Record = nobody }, []string{"operation 1: record: is missing"}},
		"creates, with an id": {func(c change) { c.Ops[0].ID = "actor/avaria" }, []string{"operation 1 (actor/avaria): id: is not for a CREATE: the record has it"}},
		"creates what was":    {func(c change) { c.Ops[0].Expected = 1 }, []string{"operation 1 (actor/avaria): expected: is not for a CREATE"}},
		"creates for reasons": {func(c change) { c.Ops[0].Reason = "new" }, []string{"operation 1 (actor/avaria): reason: is not for a CREATE"}},
		"corrects, with an id and a reason": {
			func(c change) { c.Ops[1].ID, c.Ops[1].Reason = "x", "y" },
			[]string{"operation 2 (actor/ruritania): id: is not for a CORRECT: the record has it", "operation 2 (actor/ruritania): reason: is not for a CORRECT"},
		},
		"retracts without a reason": {func(c change) { c.Ops[2].Reason = "" }, []string{"operation 3 (statement/twice): reason: is missing"}},
		"retracts for blanks":       {func(c change) { c.Ops[2].Reason = " " }, []string{"operation 3 (statement/twice): reason: is blank"}},
		"retracts at length":        {func(c change) { c.Ops[2].Reason = strings.Repeat("x", graph.MaxReason+1) }, []string{"operation 3 (statement/twice): reason: is longer than 1024 bytes"}},
		"retracts at the limit":     {func(c change) { c.Ops[2].Reason = strings.Repeat("x", graph.MaxReason) }, nil},
		"retracts nobody":           {func(c change) { c.Ops[2].Record = nobody }, []string{"operation 3 (statement/twice): record: is not for a RETRACT"}},
		"retracts nothing":          {func(c change) { c.Ops[2].ID = "" }, []string{"operation 3: id: is missing"}},
		"retracts a telling":        {func(c change) { c.Ops[2].ID = "utterance/x" }, []string{`operation 3 (utterance/x): id: "utterance/x" is an utterance, which is no record`}},
		"restores what is no id":    {func(c change) { c.Ops[3].ID = "x" }, []string{`operation 4 (x): id: "x" is no id: it does not begin with a kind such as actor/`}},
		"restores another version": {
			func(c change) { c.Ops[3].Record, c.Ops[3].ID = c.Ops[0].Record, "" },
			[]string{"operation 4 (actor/avaria): record: is not for a RESTORE", "operation 4 (actor/avaria): id: is missing", "operation 4 (actor/avaria): is about the same record as operation 1"},
		},
		"marks": {func(c change) { c.Ops = []graph.Op{marks("actor/a", graph.MarkingProtected, mintedID)} }, nil},
		"marks in a marking that there is not": {
			func(c change) { c.Ops = []graph.Op{marks("actor/a", "SECRET", "")} },
			[]string{`operation 1 (actor/a): marking: is "SECRET", not one of PUBLIC, RESTRICTED, PROTECTED`},
		},
		"marks in none": {func(c change) { c.Ops = []graph.Op{marks("actor/a", "", "")} }, []string{"operation 1 (actor/a): marking: is missing"}},
		"marks, with an id that says something": {
			func(c change) { c.Ops = []graph.Op{marks("actor/a", graph.MarkingProtected, "actor/b")} },
			[]string{"operation 1 (actor/a): newId: says something about the record: it has to be a UUID after the slash"},
		},
		"marks, with an id of something else": {
			func(c change) { c.Ops = []graph.Op{marks("event/a", graph.MarkingProtected, mintedID)} },
			[]string{`operation 1 (event/a): newId: "` + string(mintedID) + `" is no id of an event`},
		},
		"marks in public, with an id": {
			func(c change) { c.Ops = []graph.Op{marks("actor/a", graph.MarkingPublic, mintedID)} },
			[]string{"operation 1 (actor/a): newId: is not for a marking of PUBLIC, which is never raised"},
		},
		"marks, with the hash of no id": {
			func(c change) {
				op := marks("actor/a", graph.MarkingProtected, "actor/a")
				op.ID, op.NewID, op.Former = mintedID, mintedID, "0A"
				c.Ops = []graph.Op{op}
			},
			[]string{"operation 1 (" + string(mintedID) + "): former: is no SHA-256 hash in hexadecimal digits"},
		},
		"marks, with a former id and a new one": {
			func(c change) {
				op := marks("actor/a", graph.MarkingProtected, mintedID)
				op.Former = graph.FormerHash(time.Time{}, "actor/b")
				c.Ops = []graph.Op{op}
			},
			[]string{"operation 1 (actor/a): former: is only for a record that has its new id already"},
		},
		"corrects, with a former id": {
			func(c change) { c.Ops[1].Former = graph.FormerHash(time.Time{}, "actor/b") },
			[]string{"operation 2 (actor/ruritania): former: is not for a CORRECT"},
		},
		"marks beside something else": {
			func(c change) { c.Ops = append(c.Ops[:1], marks("actor/a", graph.MarkingProtected, "")) },
			[]string{"ops: has a MARK, which is a change of its own"},
		},
		"corrects, with a marking and an id": {
			func(c change) { c.Ops[1].Marking, c.Ops[1].NewID = graph.MarkingProtected, mintedID },
			[]string{"operation 2 (actor/ruritania): marking: is not for a CORRECT", "operation 2 (actor/ruritania): newId: is not for a CORRECT"},
		},
		"a record twice":       {func(c change) { c.Ops[3].ID = "actor/avaria" }, []string{"operation 4 (actor/avaria): is about the same record as operation 1"}},
		"a record with a flaw": {func(c change) { c.Ops[1].Record = &graph.Actor{Meta: graph.Meta{ID: "actor/ruritania"}, Kind: "ROBOT"} }, []string{`operation 2 (actor/ruritania): record.kind: is "ROBOT", not one of PERSON, POST, STATE, ORGANISATION, GROUP, COLLECTIVE, UNKNOWN`}},
		"a record with a flaw in it": {func(c change) {
			c.Ops[1].Record = &graph.Actor{Meta: graph.Meta{ID: "actor/ruritania"}, Names: []graph.Name{{}}}
		}, []string{"operation 2 (actor/ruritania): record.names[0].text: is missing"}},
		"a record that names nothing":  {func(c change) { c.Ops[0].Record = &graph.Event{Meta: graph.Meta{ID: "event/x"}, Under: "?"} }, []string{`operation 1 (event/x): record.under: "?" is no id: it does not begin with a kind such as actor/`}},
		"a record without an id":       {func(c change) { c.Ops[0].Record.Shared().ID = "" }, []string{"operation 1: record.id: is missing"}},
		"a flaw here and a flaw there": {func(c change) { c.Message, c.Ops[0].Reason, c.Ops[4].ID = "\xff", "y", "" }, []string{"message: is not UTF-8", "operation 1 (actor/avaria): reason: is not for a CREATE", "operation 5: id: is missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := someChange()
			test.edit(&c)
			wantProblems(t, graph.ValidateChange(c), test.want...)
		})
	}
}

func TestValidateChangeSaysWhichOperation(t *testing.T) {
	c := someChange()
	c.Ops[2].Reason = ""
	err := graph.ValidateChange(c)
	var op *graph.OpError
	var field *graph.FieldError
	if !errors.As(err, &op) || op.Index != 2 || op.ID != "statement/twice" || !errors.As(op, &field) || *field != (graph.FieldError{Path: "reason", Reason: "is missing"}) {
		t.Errorf("%v", err)
	}
}

func TestLimitsOfAChange(t *testing.T) {
	with := func(n int, edit func(i int, a *graph.Actor)) graph.Change {
		return graph.Change{Ops: many(n, func(i int) graph.Op {
			a := &graph.Actor{Meta: graph.Meta{ID: nth(graph.KindActor)(i)}}
			edit(i, a)
			return graph.Op{Verb: graph.VerbCreate, Record: a}
		})}
	}
	fine := func(int, *graph.Actor) {}
	wantProblems(t, graph.ValidateChange(with(graph.MaxOps, fine)))
	if err := graph.ValidateChange(with(graph.MaxOps+1, fine)); !errors.Is(err, graph.ErrTooLarge) || errors.Is(err, graph.ErrInvalid) {
		t.Errorf("one operation too many: %v", err)
	}

	// A hundred problems are told, whether of one record or of many.
	wrong := func(_ int, a *graph.Actor) { a.Kind = "ROBOT" }
	got := problems(t, graph.ValidateChange(with(graph.MaxProblems, wrong)))
	if len(got) != 100 || !strings.HasPrefix(got[99], "operation 100 (actor/n99): record.kind: ") {
		t.Errorf("%d problems, the last %q", len(got), got[len(got)-1])
	}
	got = problems(t, graph.ValidateChange(with(graph.MaxOps, wrong)))
	if len(got) != 101 || got[100] != "and 900 more problems" {
		t.Errorf("%d problems, the last %q", len(got), got[len(got)-1])
	}
	got = problems(t, graph.ValidateChange(with(2, func(_ int, a *graph.Actor) { a.Names = make([]graph.Name, 130) })))
	if len(got) != 101 || got[99] != "operation 1 (actor/n0): record.names[99].text: is missing" || got[100] != "and 160 more problems" {
		t.Errorf("%d problems, the last %q", len(got), got[len(got)-2:])
	}
}

func TestValidatePrincipal(t *testing.T) {
	good := graph.Principal{Name: "coder-one", Role: graph.RoleCoder, Clearance: graph.MarkingRestricted}
	for name, test := range map[string]struct {
		edit func(*graph.Principal)
		want []string
	}{
		"somebody":            {func(*graph.Principal) {}, nil},
		"nobody":              {func(p *graph.Principal) { *p = graph.Principal{} }, []string{"name: is missing", "role: is missing", "clearance: is missing"}},
		"a name at its limit": {func(p *graph.Principal) { p.Name = strings.Repeat("x", 256) }, nil},
		"a name too long":     {func(p *graph.Principal) { p.Name = strings.Repeat("x", 257) }, []string{"name: is longer than 256 bytes"}},
		"a name of bytes":     {func(p *graph.Principal) { p.Name = "\xff" }, []string{"name: is not UTF-8"}},
		"a name of two lines": {func(p *graph.Principal) { p.Name = "a\nb" }, []string{"name: contains a control character"}},
		"a role of no list":   {func(p *graph.Principal) { p.Role = "KING" }, []string{`role: is "KING", not one of READER, CODER, REVIEWER, ADMIN`}},
		"a clearance of none": {func(p *graph.Principal) { p.Clearance = "SECRET" }, []string{`clearance: is "SECRET", not one of PUBLIC, RESTRICTED, PROTECTED`}},
	} {
		t.Run(name, func(t *testing.T) {
			p := good
			test.edit(&p)
			wantProblems(t, graph.ValidatePrincipal(p), test.want...)
		})
	}
}

func TestTarget(t *testing.T) {
	var got []graph.ID
	for _, o := range someChange().Ops {
		got = append(got, o.Target())
	}
	if want := []graph.ID{"actor/avaria", "actor/ruritania", "statement/twice", "statement/once", "event/call"}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	var nobody *graph.Actor
	if got := (graph.Op{Record: nobody, ID: "actor/avaria"}).Target(); got != "actor/avaria" {
		t.Errorf("without a record: %q", got)
	}
}

func ExampleValidateChange() {
	err := graph.ValidateChange(graph.Change{Ops: []graph.Op{
		{Verb: graph.VerbCreate, Record: &graph.Actor{
			Meta:  graph.Meta{ID: "actor/avaria"},
			Names: []graph.Name{{Text: "Avaria", Lang: "en"}, {Lang: "ar"}},
		}},
		{Verb: graph.VerbRetract, ID: "statement/twice"},
	}})
	fmt.Println(err)
	// Output:
	// operation 1 (actor/avaria): record.names[1].text: is missing
	// operation 2 (statement/twice): reason: is missing
}
