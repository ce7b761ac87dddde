package main

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// record puts a record of a line into the graph, and says why it was refused.
func (h *hostile) record(lines ...string) error {
	h.Helper()
	var c graph.Change
	for _, line := range lines {
		decoded, err := ndjson.Decode([]byte(line))
		if err != nil {
			return err
		}
		c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: decoded.Record})
	}
	_, err := h.graph.ledger.Commit(h.Context(), graph.Principal{Name: "made-up importer", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}, c)
	return err
}

// actor is the line of somebody of a name.
func hostileActor(id, name string) string {
	text, err := json.Marshal(name)
	if err != nil {
		panic(err)
	}
	return `{"type":"Actor","id":"` + id + `","kind":"GROUP","names":[{"text":` + string(text) + `,"lang":"en"}]}`
}

// named demands that a record has a name to the letter.
func (h *hostile) named(id, name string) {
	h.Helper()
	got := h.ask(`{ actor(id: "` + id + `") { names { text } } }`)
	var answer struct {
		Data struct {
			Actor struct{ Names []struct{ Text string } }
		}
	}
	if err := json.Unmarshal([]byte(got.body), &answer); err != nil || len(answer.Data.Actor.Names) != 1 || answer.Data.Actor.Names[0].Text != name {
		h.Errorf("%+q is %+q (%v)", name, got.body, err)
	}
}

func (h *hostile) get(path string) *reply {
	h.Helper()
	return h.send(h.graph.server, h.request(http.MethodGet, path, ""))
}

// finds demands that somebody is found by a word.
func (h *hostile) finds(word, id string) {
	h.Helper()
	got := h.ask(`{ search(text: "` + word + `") { edges { node { ... on Node { id } } } } }`)
	got.answered(h, `"`+id+`"`)
}

const hostileMarkup = `<script>alert(1)</script><img src=x onerror=alert(2)> [a](javascript:alert(3)) data:text/html,x`

var hostileTexts = []hostileInput{
	{number: 61, name: "a direction that is not ended", keys: 2000, try: func(h *hostile) {
		const id, name = "actor/turned", "Brigade \u202eevoba\u2067 of Karvela"
		if err := h.record(hostileActor(id, name), `{"type":"Statement","id":"statement/turned","text":"It was \u202equiet.","lang":"en","wording":"PARAPHRASE","speakers":[{"actor":"actor/turned"}],"acts":[{"act":"URGE"}],"said":{"edtf":"2019-05-06"},"positions":[{"topic":"topic/quiet","agreement":"AGREE"}],`+leakGazette+`}`); err != nil {
			h.Fatal(err)
		}
		h.named(id, name)
		got := h.get("/plot/positions.svg")
		if got.status != http.StatusOK || !strings.Contains(got.body, "Brigade") || strings.ContainsAny(got.body, "\u202e\u2067") {
			h.Errorf("%d, and what turns is shown: %.200q", got.status, got.body)
		}
	}},
	{number: 62, name: "letters that look alike", keys: 2000, try: func(h *hostile) {
		const id, name = "actor/looks-alike", "Аvаriа" // three of its letters are Cyrillic
		if err := h.record(hostileActor(id, name)); err != nil {
			h.Fatal(err)
		}
		h.named(id, name)
		h.ask(`{ actor(id: "` + id + `") { identity { members { ... on Node { id } } } } }`).answered(h)
		if got := h.ask(`{ similar(id: "` + id + `") { found { record { ... on Node { id } } } } }`); !strings.Contains(got.body, `"actor/avaria"`) {
			h.Errorf("nobody is warned of it: %s", got.body)
		}
	}},
	{number: 63, name: "letters that join nothing", keys: 2000, try: func(h *hostile) {
		const id, name = "actor/joined", "می\u200cخواهم گروه"
		if err := h.record(hostileActor(id, name)); err != nil {
			h.Fatal(err)
		}
		h.named(id, name)
		h.finds("میخواهم", id)
		h.finds("می\u200cخواهم", id)
	}},
	{number: 64, name: "one word in many spellings", keys: 2000, try: func(h *hostile) {
		const id, name = "actor/spelt", "لواء الأمـــل"
		if err := h.record(hostileActor(id, name)); err != nil {
			h.Fatal(err)
		}
		h.named(id, name)
		for _, word := range []string{"الامل", "الأمل", "ا\ufefb\ufee3\ufede", "الأَمَل"} {
			if word != "ا\ufefb\ufee3\ufede" {
				h.finds(word, id)
			}
		}
		h.finds("\ufedf\ufeee\ufe8d\ufe80", id)
	}},
	{number: 65, name: "a name of 64 KiB", try: func(h *hostile) {
		if err := h.record(hostileActor("actor/long", hostileRepeat(64<<10, "x"))); !errors.Is(err, graph.ErrInvalid) {
			h.Errorf("it is taken: %v", err)
		}
		h.ask(`{ search(text: "`+hostileRepeat(64<<10, "x")+`") { totalCount } }`).failed(h, "BAD_USER_INPUT")
	}},
	{number: 66, name: "a name that is markup", keys: 4000, try: func(h *hostile) {
		const id = "actor/markup"
		if err := h.record(hostileActor(id, hostileMarkup), `{"type":"Statement","id":"statement/markup","text":"It was quiet.","lang":"en","wording":"PARAPHRASE","speakers":[{"actor":"actor/markup"}],"acts":[{"act":"URGE"}],"said":{"edtf":"2019-05-06"},"positions":[{"topic":"topic/quiet","agreement":"AGREE"}],`+leakGazette+`}`); err != nil {
			h.Fatal(err)
		}
		h.named(id, hostileMarkup)
		got := h.get("/plot/positions.svg")
		if got.status != http.StatusOK || strings.Contains(got.body, "<script") || strings.Contains(got.body, "<img") {
			h.Errorf("%d: %.300s", got.status, got.body)
		}
		for d := xml.NewDecoder(strings.NewReader(got.body)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				h.Fatal(err)
			}
		}
		for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options"} {
			if got.header.Get(name) == "" {
				h.Errorf("no %s", name)
			}
		}
		if csp := got.header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe-inline") && strings.Contains(csp, "script") {
			h.Error(csp)
		}
	}},
	{number: 67, name: "a statement that is markup", keys: 4000, try: func(h *hostile) {
		text, err := json.Marshal("Quiet. " + hostileMarkup)
		if err != nil {
			h.Fatal(err)
		}
		if err := h.record(`{"type":"Statement","id":"statement/markup-2","text":` + string(text) + `,"lang":"en","wording":"PARAPHRASE","speakers":[{"actor":"actor/anton"}],"acts":[{"act":"URGE"}],"said":{"edtf":"2019-05-06"},` + leakGazette + `}`); err != nil {
			h.Fatal(err)
		}
		got := h.ask(`{ statement(id: "statement/markup-2") { text } cite(id: "statement/markup-2") { bibtex plain cslJson } }`)
		got.answered(h)
		if media := got.header.Get("Content-Type"); !strings.HasPrefix(media, "application/json") || got.header.Get("X-Content-Type-Options") != "nosniff" {
			h.Errorf("%s: a browser may take it for a page", media)
		}
		if got := h.get("/plot/timeline.svg"); strings.Contains(got.body, "<script") {
			h.Errorf("%.300s", got.body)
		}
	}},
	{number: 68, name: "cells that are formulas", keys: 4000, try: func(h *hostile) {
		names := []string{"=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1+1", "plain"}
		ids := []string{"f-0", "f-1", "f-2", "f-3", "f-4", "f-5", "f-6", "f-7"}
		taken := map[string]string{}
		for i, name := range names {
			if err := h.record(hostileActor("actor/"+ids[i], name)); err == nil {
				taken["actor/"+ids[i]] = name
			}
		}
		if len(taken) < len(names)-2 { // a name that is white space at an end may be refused
			h.Fatal(taken)
		}
		for path, prefixed := range map[string]bool{"/export/actors.csv": false, "/export/actors.csv?spreadsheet=true": true} {
			got := h.get(path)
			rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.body, "\ufeff"))).ReadAll()
			if err != nil {
				h.Fatal(err)
			}
			seen := 0
			for _, row := range rows {
				name, ok := taken[row[0]]
				if !ok {
					continue
				}
				seen++
				want := name
				if prefixed && name != "plain" {
					want = "'" + name
				}
				if !strings.Contains(strings.Join(row, "\x00"), "\x00"+want+"\x00") {
					h.Errorf("%s: %q is not in %q", path, want, row)
				}
			}
			if seen != len(taken) {
				h.Errorf("%s: %d of %d rows", path, seen, len(taken))
			}
		}
	}},
	{number: 69, name: "a cell that breaks out of its row", keys: 4000, try: func(h *hostile) {
		const name = "a\",\"b;c\n=2+2\n\"d"
		if err := h.record(hostileActor("actor/breaks-out", name)); err != nil {
			h.Logf("it is refused: %v", err)
			return
		}
		got := h.get("/export/actors.csv?spreadsheet=true")
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.body, "\ufeff"))).ReadAll()
		if err != nil {
			h.Fatal(err)
		}
		for _, row := range rows {
			if strings.HasPrefix(row[0], "=") || len(row) != len(rows[0]) {
				h.Errorf("%q", row)
			}
		}
	}},
}
