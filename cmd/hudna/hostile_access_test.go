package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"hudna/graph"
	"hudna/graph/access"
	"hudna/graph/audit"
	"hudna/graph/web"
	"hudna/graph/web/issuer"
)

// hostileNever is an id like one that is hidden, which never was.
const hostileNever = "actor/0195b000-0000-7000-8000-0000000000ff"

var hostileAccess = []hostileInput{
	{number: 51, name: "tokens that are no good", keys: 1, try: func(h *hostile) {
		url, sign := issuing(h.T)
		believed, err := issuer.New(h.Context(), issuer.Options{URL: url, Audience: "hudna"})
		if err != nil {
			h.Fatal(err)
		}
		rule, err := access.ParseRule("scope=read:reader:PUBLIC")
		if err != nil {
			h.Fatal(err)
		}
		old, _, err := h.graph.keys.Create(graph.Principal{Name: "made-up asker", Role: graph.RoleReader, Clearance: graph.MarkingPublic}, time.Nanosecond)
		if err != nil {
			h.Fatal(err)
		}
		d := &door{flags: &accessFlags{rules: []access.Rule{rule}, OidcName: "sub"}, graph: h.graph.ledger, plain: h.graph.ledger, keys: h.graph.keys, issuer: believed, lost: tested(h.T).log}
		s, err := d.server(tested(h.T), web.Options{})
		if err != nil {
			h.Fatal(err)
		}
		part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
		claims := fmt.Sprintf(`{"iss":%q,"aud":"hudna","sub":"x","scope":"read","exp":%d}`, url, time.Now().Add(time.Hour).Unix())
		answers := map[string]string{}
		for name, token := range map[string]string{
			"none": "", "garbage": "x.y.z", "without a signature": part(`{"alg":"none"}`) + "." + part(claims) + ".",
			"signed with a shared secret": part(`{"alg":"HS256"}`) + "." + part(claims) + "." + part("x"),
			"expired":                     sign(map[string]any{"scope": "read", "exp": time.Now().Add(-time.Hour).Unix()}),
			"for another":                 sign(map[string]any{"scope": "read", "aud": "another"}),
			"ours, expired":               old, "ours, guessed": h.token("READER", "PUBLIC") + "x",
		} {
			value := ""
			if token != "" {
				value = "Bearer " + token
			}
			got := h.send(s, h.request(http.MethodPost, "/graphql", hostileBody("{ __typename }"), header("Authorization", value)))
			got.refused(h, http.StatusUnauthorized, "UNAUTHENTICATED")
			answers[got.body] = name
		}
		if len(answers) != 1 {
			h.Errorf("the answers tell what is wrong: %v", answers)
		}
		h.send(s, h.request(http.MethodPost, "/graphql", hostileBody("{ __typename }"), header("Authorization", "Bearer "+sign(map[string]any{"scope": "read"})))).answered(h)
	}},
	{number: 52, name: "a reader who changes something", keys: 2, try: func(h *hostile) {
		h.ask(hostileChange).refused(h, http.StatusForbidden, "FORBIDDEN")
		h.ask("{ __typename } "+hostileChange).refused(h, http.StatusOK, "GRAPHQL_VALIDATION_FAILED")
	}},
	{number: 53, name: "what is hidden, and what never was", try: func(h *hostile) {
		for _, c := range []struct{ query, hidden, never string }{
			{`{ actor(code: {system: "made-up", code: "ID"}) { id } }`, "Q-77", "Q-78"},
			{`{ search(text: "ID") { totalCount } }`, "quellin", "quellix"},
			{`{ actors(where: {startsWith: "ID"}) { totalCount } }`, "zorvath quel", "zorvath quex"},
			{`{ statements(where: {text: "ID"}) { totalCount } }`, "vexillum", "vexillux"},
		} {
			h.alike(c.query, c.hidden, c.never)
		}
		for _, query := range []string{
			`{ node(id: "ID") { id } actor(id: "ID") { id } nodes(ids: ["ID"]) { id } }`, `{ statements(where: {by: {anyOf: ["ID"]}}) { totalCount } }`,
			`{ similar(id: "ID") { more } }`, `{ cite(id: "ID") { id } }`, `{ shortestPaths(from: "ID", to: "actor/avaria") { length } }`,
		} {
			h.alike(query, leakHidden, hostileNever)
		}
	}},
	{number: 54, name: "what is hidden by every way", keys: 100_000, try: func(h *hostile) {
		// That each answer is that of a graph in which it never was, TestLeaks says.
		for i := range leakChannels {
			for _, request := range leakChannels[i].requests {
				r := request(hostileNever)
				got := h.graph.ask(h.T, graph.RoleReader, graph.MarkingPublic, r)
				for _, secret := range []string{hostileHidden, "Q-77", leakHidden} {
					if strings.Contains(got, secret) && !strings.Contains(r.URL.String(), secret) && !strings.Contains(got, `"code":"`+"BAD_USER_INPUT") {
						h.Errorf("%s: %s: %.300s", leakChannels[i].name, secret, got)
					}
				}
			}
		}
	}},
	{number: 55, name: "counts with and without", try: func(h *hostile) {
		h.ask(`{ all: statements { totalCount } about: statements(where: {about: [{actor: {anyOf: ["actor/berun"]}}]}) { totalCount }
			not: statements(where: {not: {about: [{actor: {anyOf: ["actor/berun"]}}]}}) { totalCount }  }`).
			answered(h, `"all":{"totalCount":4}`, `"about":{"totalCount":2}`, `"not":{"totalCount":2}`)
		for _, filter := range []string{`{by: {anyOf: ["ID"]}}`, `{not: {by: {anyOf: ["ID"]}}}`} {
			asked := `{ statements(where: ` + filter + `) { totalCount } }`
			hidden, never := h.ask(strings.ReplaceAll(asked, "ID", leakHidden)), h.ask(strings.ReplaceAll(asked, "ID", hostileNever))
			if hidden.body != strings.ReplaceAll(never.body, hostileNever, leakHidden) {
				h.Errorf("%s, and %s", hidden.body, never.body)
			}
		}
	}},
	{number: 56, name: "a marking lowered by a coder", try: func(h *hostile) {
		path := h.TempDir() + "/audit"
		log, err := audit.Open(audit.Options{Path: path, Now: time.Now})
		if err != nil {
			h.Fatal(err)
		}
		d := &door{flags: &accessFlags{}, graph: audit.Watch(h.graph.ledger), plain: h.graph.ledger, keys: h.graph.keys, log: log, lost: tested(h.T).log}
		s, err := d.server(tested(h.T), web.Options{})
		if err != nil {
			h.Fatal(err)
		}
		r := h.request(http.MethodPost, "/graphql", hostileBody(`mutation { mark(input: {id: "`+leakHidden+`", marking: PUBLIC, reason: "x"}) { errors { code } } }`),
			header("Authorization", "Bearer "+h.token(graph.RoleCoder, graph.MarkingProtected)))
		got := h.send(s, r)
		if !strings.Contains(got.body, "FORBIDDEN") {
			h.Errorf("%d %s", got.status, got.body)
		}
		h.send(s, h.request(http.MethodPost, "/graphql", hostileBody(hostileChange))).refused(h, http.StatusForbidden, "FORBIDDEN")
		if err := log.Close(); err != nil {
			h.Fatal(err)
		}
		lines, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(lines), "FORBIDDEN") || strings.Contains(string(lines), hostileHidden) {
			h.Errorf("%v: %s", err, lines)
		}
	}},
	{number: 57, name: "a thousand ids", keys: 1, try: func(h *hostile) {
		var ids, fields strings.Builder
		for i := range 1000 {
			fmt.Fprintf(&fields, ` a%d: node(id: "actor/%d") { id }`, i, i)
			fmt.Fprintf(&ids, `"actor/%d" `, i)
		}
		h.ask("{"+fields.String()+" }").refused(h, http.StatusOK, "TOO_COMPLEX")
		h.ask("{ nodes(ids: ["+ids.String()+"]) { id } }").failed(h, "TOO_LARGE")
		// Objects count, in however few aliases.
		h.ask("query($i: [ID!]!) { nodes(ids: $i) { ... on Actor { statements(first: 100) { nodes { id } } } } }", `{"i":["a"`+hostileRepeat(499, `,"a"`)+`]}`).
			refused(h, http.StatusOK, "TOO_COMPLEX")
	}},
	{number: 58, name: "a page that is switched off", keys: 1, try: func(h *hostile) {
		for _, path := range []string{"/", "/assets/playground.js", "/playground"} {
			if got := h.send(h.strict, h.request(http.MethodGet, path, "")); got.status != http.StatusNotFound {
				h.Errorf("%s: %d", path, got.status)
			}
		}
		// Who shows no token is not told what is in the graph.
		got := h.send(h.graph.server, h.request(http.MethodGet, "/", "", header("Authorization", "")))
		for _, name := range []string{"Karvela", "Avaria", "Gazette"} {
			if strings.Contains(got.body, name) {
				h.Errorf("/ tells of %s: %.300s", name, got.body)
			}
		}
	}},
	{number: 59, name: "what is for operators", keys: 1, try: func(h *hostile) {
		for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/cmdline", "/debug/vars", "/.git/config", "/tokens.json", "/audit.ndjson", "/store", "/%2e%2e/tokens.json", "/export/../tokens.json"} {
			got := h.send(h.graph.server, h.request(http.MethodGet, path, ""))
			if got.status < http.StatusMovedPermanently || got.status >= http.StatusInternalServerError {
				h.Errorf("%s: %d", path, got.status)
			}
		}
	}},
	{number: 60, name: "an error that names a path", try: func(h *hostile) {
		fault := hostileFault(func(context.Context) error {
			return errors.New("open /tmp/made-up/store/000001.vlog: input/output error of Zorvath")
		})
		h.fault.Store(&fault)
		defer h.fault.Store(nil)
		got := h.ask(`{ search(text: "gazette at fault") { totalCount } }`)
		got.codedAsFault(h)
		h.fault.Store(nil)
		if !strings.Contains(h.log.String(), "000001.vlog") {
			h.Error("the cause is not in the log")
		}
		h.log.Reset()
	}},
}

// codedAsFault demands a fault of ours, told by its number alone.
func (r *reply) codedAsFault(h *hostile) {
	h.Helper()
	if len(r.codes) != 1 || r.codes[0] != "INTERNAL" || !strings.Contains(r.body, `"incident"`) {
		h.Errorf("%d %s", r.status, r.body)
	}
}

// alike demands that a question about something hidden and one about what never was get
// the same answer, by about as much work.
func (h *hostile) alike(query, hidden, never string) {
	h.Helper()
	var bodies [2]string
	var keys [2]int64
	h.ask(strings.ReplaceAll(query, "ID", never+"f")) // which makes whatever is made once
	for i, id := range []string{hidden, never} {
		before := h.reads.Load()
		got := h.ask(strings.ReplaceAll(query, "ID", id))
		keys[i] = h.reads.Load() - before
		bodies[i] = leakVolatile.ReplaceAllString(strings.ReplaceAll(got.body, id, "ID"), "")
	}
	// The time class is that of the work: a few keys do not tell the two apart.
	const few = 8
	if bodies[0] != bodies[1] || max(keys[0]-keys[1], keys[1]-keys[0]) > few {
		h.Errorf("%s: %s by %d keys, and %s by %d", query, bodies[0], keys[0], bodies[1], keys[1])
	}
}
