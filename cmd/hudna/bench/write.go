package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"hudna/cmd/hudna/fiction"
)

// WriteOptions say how writing to a graph is measured.
type WriteOptions struct {
	Requests int           // of each kind, by each number of clients
	Limit    time.Duration // of each of these
	Clients  []int         // how many write at a time
	// Again, when given, writes what the last commit wrote once more, by the
	// engine alone and to another store, and says how long the commit took, and
	// how long that; 0 where it cannot tell what it was.
	Again func(ctx context.Context) (commit, engine time.Duration, err error)
	// Resident and Progress are those of [Options].
	Resident func() Memory
	Progress func(what string)
}

// What is written, and how it is told from an answer that nothing was: a
// mutation tells in its payload what a person can mend.
const (
	writing = `mutation Q8($record: StatementInput!) {
  createStatement(input: {record: $record}) { record { id } problems: errors { message } }
}`
	correcting = `mutation Q8($record: StatementInput!) {
  correctStatement(input: {record: $record}) { record { id } problems: errors { message } }
}`
	modelling = `query Model($id: ID!) {
  statement(id: $id) {
    text lang wording transmission attribution said { edtf } acts { act force }
    speakers { actor { id } post { id } } relays { actor { id } post { id } channel }
    about { role node { id } stance { value scale } }
    evidence { document { id } start end part hash }
  }
}`
)

// models is how many statements of the graph new ones are made after, and
// modelsLookedAt how many are looked at to find them.
const (
	models         = 64
	modelsLookedAt = 50 * models
)

// MeasureWrites measures how long it takes until a change is acknowledged: new
// statements with a span, a chain and two entries of whom they are about, and
// corrections of these. They are made after statements of the graph, so that
// they come into lists as long as the graph is large. Where the engine is asked
// too, both take turns, by one client.
func MeasureWrites(ctx context.Context, ask Ask, s *Survey, o WriteOptions, each func(Result) error) error {
	like, err := s.models(ctx, ask)
	if err != nil {
		return err
	}
	var bodies []Request
	for _, m := range like {
		r, err := request(writing, map[string]any{"record": m.input()}, 0, false)
		if err != nil {
			return err
		}
		bodies = append(bodies, r)
	}
	for i, clients := range o.Clients {
		if o.Progress != nil {
			o.Progress(fmt.Sprintf("Q8 new, %d clients", clients))
		}
		r, ids, err := o.write(ctx, ask, bodies, clients)
		if err != nil {
			return fmt.Errorf("Q8 new: %w", err)
		}
		r.Question, r.At, r.Percent, r.Statements = fmt.Sprintf("Q8 new, %d at a time", clients), "head", 100, s.Statements
		if err := each(*r); err != nil {
			return err
		}
		if i > 0 {
			continue
		}
		if o.Progress != nil {
			o.Progress("Q8 corrected")
		}
		var corrections []Request
		for j, id := range ids {
			record := like[j%len(like)].input()
			record["id"], record["confidence"] = id, 0.5
			c, err := request(correcting, map[string]any{"record": record}, 0, false)
			if err != nil {
				return err
			}
			corrections = append(corrections, c)
		}
		if r, _, err = o.write(ctx, ask, corrections, clients); err != nil {
			return fmt.Errorf("Q8 corrected: %w", err)
		}
		r.Question, r.At, r.Percent, r.Statements = fmt.Sprintf("Q8 corrected, %d at a time", clients), "head", 100, s.Statements
		if err := each(*r); err != nil {
			return err
		}
	}
	return nil
}

// write puts changes to the graph, and gives the ids of the statements that one
// client has changed, in the order of the requests.
func (o WriteOptions) write(ctx context.Context, ask Ask, requests []Request, clients int) (*Result, []string, error) {
	l := load{ask: ask, requests: requests, count: o.Requests, limit: o.Limit}
	var ids []string
	var commit, engine tally
	if clients == 1 {
		l.after = func(body []byte) error {
			a, err := said(body)
			if err != nil {
				return err
			}
			id, err := a.written()
			if err != nil {
				return err
			}
			ids = append(ids, id)
			if o.Again == nil {
				return nil
			}
			own, alone, err := o.Again(ctx)
			if alone > 0 {
				commit.times, engine.times = append(commit.times, own), append(engine.times, alone)
			}
			return err
		}
	}
	t := l.closed(ctx, clients)
	switch {
	case t.err != nil:
		return nil, nil, t.err
	case t.failed > 0:
		reason, err := said(t.reason)
		if err == nil {
			_, err = reason.written()
		}
		return nil, nil, fmt.Errorf("%d of %d changes failed: %w", t.failed, t.failed+len(t.times), err)
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	}
	r := &Result{Closed: t.summed(), Bytes: float64(t.bytes) / float64(max(len(t.times), 1))}
	r.Closed.Clients = clients
	if len(engine.times) > 0 {
		own, alone := join([]tally{commit}, 0), join([]tally{engine}, 0)
		r.Engine = &Beside{Commit: own.summed(), Alone: alone.summed()}
	}
	if o.Resident != nil {
		r.Memory = o.Resident()
	}
	return r, ids, nil
}

// written gives the id of the statement that a mutation wrote.
func (a *answer) written() (string, error) {
	var data map[string]struct {
		Record *struct {
			ID string `json:"id"`
		} `json:"record"`
		Problems []struct {
			Message string `json:"message"`
		} `json:"problems"`
	}
	if err := json.Unmarshal(a.Data, &data); err != nil {
		return "", err
	}
	for _, payload := range data {
		switch {
		case len(payload.Problems) > 0:
			return "", fmt.Errorf("the change was refused: %s", payload.Problems[0].Message)
		case payload.Record != nil:
			return payload.Record.ID, nil
		}
	}
	return "", errors.New("the answer holds no record")
}

// A model is a statement of the graph that others are made after.
type model struct {
	Text     string           `json:"text"`
	Lang     string           `json:"lang"`
	Wording  string           `json:"wording"`
	Through  string           `json:"transmission"`
	Credited string           `json:"attribution"`
	Said     map[string]any   `json:"said"`
	Acts     []map[string]any `json:"acts"`
	Speakers []map[string]any `json:"speakers"`
	Relays   []map[string]any `json:"relays"`
	About    []map[string]any `json:"about"`
	Evidence []map[string]any `json:"evidence"`
}

// fits says whether it has all that a new one is to have.
func (m *model) fits() bool {
	return m != nil && m.Text != "" && len(m.Speakers) > 0 && len(m.Relays) > 0 && len(m.About) >= 2 && len(m.Evidence) > 0
}

// models draws statements of the graph that have a chain, a span, and two
// entries of whom they are about.
func (s *Survey) models(ctx context.Context, ask Ask) (found []*model, err error) {
	draw := rand.New(rand.NewPCG(2, uint64(s.Statements))).IntN
	for range modelsLookedAt {
		r, err := request(modelling, map[string]any{"id": fiction.StatementID(1 + draw(s.Statements))}, 0, false)
		if err != nil {
			return nil, err
		}
		body, err := ask(ctx, r)
		if err != nil {
			return nil, err
		}
		a, err := said(body)
		if err != nil {
			return nil, err
		}
		var data struct{ Statement *model }
		if err := json.Unmarshal(a.Data, &data); err != nil {
			return nil, err
		}
		if !data.Statement.fits() {
			continue
		}
		data.Statement.About = data.Statement.About[:2]
		if found = append(found, data.Statement); len(found) == models {
			break
		}
	}
	if len(found) == 0 {
		return nil, errors.New("there is no statement with a span, a relay and two entries of whom it is about, to make others after")
	}
	return found, nil
}

// input is what the mutation takes: where a record was shown, its id.
func (m *model) input() map[string]any {
	record := map[string]any{
		"text": m.Text, "lang": m.Lang, "wording": m.Wording, "transmission": m.Through, "attribution": m.Credited, "coding": map[string]any{"coder": "bench", "scheme": "invented"},
		"acts": named(m.Acts), "speakers": named(m.Speakers), "relays": named(m.Relays), "about": named(m.About), "evidence": named(m.Evidence[:1]),
	}
	if m.Said != nil {
		record["said"] = m.Said
	}
	return record
}

// named puts ids in the place of records, and leaves out what is not there.
func named(parts []map[string]any) []map[string]any {
	all := make([]map[string]any, len(parts))
	for i, part := range parts {
		all[i] = map[string]any{}
		for name, value := range part {
			if record, ok := value.(map[string]any); ok && record["id"] != nil {
				value = record["id"]
			}
			if value != nil {
				all[i][name] = value
			}
		}
	}
	return all
}
