package main

import (
	"fmt"
	"net/http"
	"strings"
)

// hostileRepeat is something over and over.
func hostileRepeat(n int, part string) string { return strings.Repeat(part, n) }

// hostileRefused is an input of documents that are refused before anything is read.
func hostileRefused(number int, name, code string, queries ...string) hostileInput {
	return hostileInput{number: number, name: name, keys: 1, try: func(h *hostile) {
		for _, q := range queries {
			h.ask(q).refused(h, http.StatusOK, code)
		}
	}}
}

func hostileAliases(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d: __typename", i)
	}
	return "{" + b.String() + " }"
}

// hostileDoubled are fragments each of which spreads the next one twice.
func hostileDoubled(levels int) string {
	var b strings.Builder
	b.WriteString("{ ...F0 }")
	for i := range levels {
		fmt.Fprintf(&b, " fragment F%d on Query { ...F%d ...F%d }", i, i+1, i+1)
	}
	fmt.Fprintf(&b, " fragment F%d on Query { head { number } }", levels)
	return b.String()
}

// hostileCircular asks of types of fields of types.
func hostileCircular(levels int) string {
	return "{ __schema { types { " + strings.Repeat("fields { type { ", levels) + "name" + strings.Repeat(" } }", levels) + " } } }"
}

const hostileHeavy = `actors(first: 500) { nodes { statements(first: 500) { nodes { id } } } }`

var hostileDocuments = []hostileInput{
	hostileRefused(1, "eleven hundred aliases", "TOO_COMPLEX", hostileAliases(1101)),
	hostileRefused(2, "a hundred thousand aliases", "TOO_COMPLEX", "{"+hostileRepeat(100_000, "a:id ")+"}"),
	hostileRefused(3, "one field over and over", "TOO_COMPLEX", "{"+hostileRepeat(500, "__typename ")+"}", "{"+hostileRepeat(90_000, "__typename ")+"}"),
	hostileRefused(4, "nested fields over and over", "TOO_COMPLEX", "{"+hostileRepeat(3000, `actor(id:"actor/avaria"){names{text}}`)+"}"),
	{number: 5, name: "directives that nobody knows", keys: 1, try: func(h *hostile) {
		got := h.ask("{ __typename " + hostileRepeat(10, "@nobody ") + "}")
		if got.refused(h, http.StatusOK, "GRAPHQL_VALIDATION_FAILED"); len(got.codes) > 2 { // unknown, and more than once
			h.Errorf("the same is said %d times", len(got.codes))
		}
		got = h.ask("{ __typename " + hostileRepeat(200_000, "@n ") + "}")
		got.refused(h, http.StatusOK, "TOO_COMPLEX")
		if len(got.codes) > 10 {
			h.Errorf("%d errors", len(got.codes))
		}
	}},
	hostileRefused(6, "conditions over and over", "GRAPHQL_VALIDATION_FAILED", "{ __typename "+hostileRepeat(20, "@include(if: true) @skip(if: false) ")+"}"),
	{number: 7, name: "fields within fields", keys: 1, try: func(h *hostile) {
		h.ask(hostileRepeat(1001, "{a")+hostileRepeat(1001, "}")).refused(h, http.StatusOK, "TOO_COMPLEX")
		h.ask(hostileRepeat(400_000, "{a")+"}").refused(h, http.StatusOK, "TOO_COMPLEX")
		h.ask(hostileRepeat(1_000_000, "{a")).refused(h, http.StatusRequestEntityTooLarge, "TOO_LARGE")
	}},
	hostileRefused(8, "lists within lists", "TOO_COMPLEX", "{ nodes(ids: "+hostileRepeat(1_000_000, "[")+") { id } }"),
	hostileRefused(9, "fragments that double", "TOO_COMPLEX", hostileDoubled(25)),
	hostileRefused(10, "fragments in a circle", "GRAPHQL_VALIDATION_FAILED",
		"{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "{ ...A } fragment A on Query { ...A }"),
	hostileRefused(11, "fragments that nothing spreads", "TOO_COMPLEX", "{ __typename }"+hostileRepeat(1000, " fragment F on Query { __typename }")),
	{number: 12, name: "what is in a fragment costs as much", keys: 1, try: func(h *hostile) {
		inlined, named := h.ask("{ "+hostileHeavy+" }"), h.ask("{ ...F } fragment F on Query { "+hostileHeavy+" }")
		inlined.refused(h, http.StatusOK, "TOO_COMPLEX")
		if inlined.body != named.body {
			h.Errorf("%s, and as a fragment %s", inlined.body, named.body)
		}
		h.ask("{ ...F } fragment F on Query " + hostileRepeat(16, "{ ... ") + "{ __typename }" + hostileRepeat(16, "}")).answered(h)
		h.ask("query { ...F } fragment F on Query { actor(id: \"actor/avaria\") "+hostileRepeat(20, "{ identity { canonical { ... on Actor ")+
			"{ id }"+hostileRepeat(20, "} } }")+" }").refused(h, http.StatusOK, "TOO_COMPLEX")
	}},
	{number: 13, name: "questions about the schema", try: func(h *hostile) {
		const asked = "{ __schema { queryType { name } } }"
		h.post(hostileBody(asked), header("Authorization", "")).refused(h, http.StatusUnauthorized, "UNAUTHENTICATED")
		h.ask(asked).answered(h, `"name":"Query"`)
		h.send(h.strict, h.request(http.MethodPost, "/graphql", hostileBody(asked))).refused(h, http.StatusOK, "FORBIDDEN")
	}},
	hostileRefused(14, "types of fields of types", "GRAPHQL_VALIDATION_FAILED", hostileCircular(4), hostileCircular(8)),
	hostileRefused(15, "a name that is no licence", "TOO_COMPLEX", "query IntrospectionQuery { __schema { queryType { name } } "+hostileHeavy+" }"),
	{number: 16, name: "a mebibyte of comments", try: func(h *hostile) {
		h.ask("#"+hostileRepeat(1<<20, "x")+"\n{ __typename }").refused(h, http.StatusRequestEntityTooLarge, "TOO_LARGE")
		h.ask("#" + hostileRepeat(1000<<10, "x") + "\n{ __typename }").answered(h)
		h.ask(hostileRepeat(300_000, "#\n")+"{ __typename }").refused(h, http.StatusOK, "TOO_COMPLEX")
	}},
	{number: 17, name: "a text of 900 kB", try: func(h *hostile) {
		h.ask(`{ search(text: "`+hostileRepeat(900_000, "x")+`") { totalCount } }`).failed(h, "BAD_USER_INPUT")
	}},
	hostileRefused(18, "a name of 100,000 characters", "TOO_COMPLEX", "{ "+hostileRepeat(100_000, "x")+" }"),
	{number: 19, name: "bodies that are no request", keys: 1, try: func(h *hostile) {
		for _, body := range []string{"", "null", `""`, "{}", "{", `{"query":null}`, `{"query":""}`, `{"query":7}`} {
			h.post(body).refused(h, http.StatusBadRequest, "BAD_REQUEST")
		}
	}},
	{number: 20, name: "which operation", keys: 1, try: func(h *hostile) {
		const two = `"query A { __typename } query B { __typename }"`
		h.post(`{"query":`+two+`}`).refused(h, http.StatusOK, "BAD_USER_INPUT")
		h.post(`{"query":`+two+`,"operationName":"C"}`).refused(h, http.StatusOK, "BAD_USER_INPUT")
	}},
	{number: 21, name: "what is no text", keys: 1, try: func(h *hostile) {
		h.ask("{ __typename \x00 }").refused(h, http.StatusOK, "GRAPHQL_PARSE_FAILED")
		h.post("{\"query\":\"{ __typename \xff }\"}").refused(h, http.StatusBadRequest, "BAD_REQUEST")
		h.post(`{"query":"{ __typename # \ud800 \n}"}`).refused(h, http.StatusBadRequest, "BAD_REQUEST")
		h.post("{\"query\":\"{ __typename }\x00\"}").refused(h, http.StatusBadRequest, "BAD_REQUEST")
	}},
	{number: 22, name: "a byte order mark", try: func(h *hostile) {
		h.post("\ufeff"+hostileBody("{ __typename }")).refused(h, http.StatusBadRequest, "BAD_REQUEST")
		h.ask("\ufeff{ __typename }").answered(h)
	}},
	{number: 23, name: "names to be guessed", keys: 1, try: func(h *hostile) {
		got := h.ask("{ actr { id } }")
		got.refused(h, http.StatusOK, "GRAPHQL_VALIDATION_FAILED")
		if !strings.Contains(got.body, "actor") {
			h.Errorf("who may ask about the schema is told no name: %s", got.body)
		}
		got = h.send(h.strict, h.request(http.MethodPost, "/graphql", hostileBody("{ actr(idd: 1) { id } }")))
		got.refused(h, http.StatusOK, "GRAPHQL_VALIDATION_FAILED")
		if strings.Contains(got.body, "actor") || strings.Contains(got.body, "mean") {
			h.Errorf("a name is suggested: %s", got.body)
		}
		h.post(hostileBody("{ actr { id } }"), header("Authorization", "")).refused(h, http.StatusUnauthorized, "UNAUTHENTICATED")
	}},
	{number: 24, name: "variables of another type", try: func(h *hostile) {
		const asked = "query($n: Int) { statements(first: $n) { totalCount } }"
		for _, n := range []string{`"1"`, "1e400", "9223372036854775808", "1.5", "true", "{}", "[1]", "1e3"} {
			h.ask(asked, `{"n":`+n+`}`).codedAs(h, "BAD_USER_INPUT")
		}
		h.ask(asked, `{"n":NaN}`).refused(h, http.StatusBadRequest, "BAD_REQUEST")
		h.ask(asked, `[1]`).refused(h, http.StatusBadRequest, "BAD_REQUEST")
		h.ask(asked, `{"n":null}`).answered(h)
	}},
	{number: 25, name: "variables that nobody knows", keys: 1, try: func(h *hostile) {
		h.ask("{ statements(first: $n) { totalCount } }").refused(h, http.StatusOK, "GRAPHQL_VALIDATION_FAILED")
		h.ask("query($n: Nobody) { statements(first: $n) { totalCount } }").refused(h, http.StatusOK, "GRAPHQL_VALIDATION_FAILED")
	}},
	{number: 26, name: "variables within variables", keys: 1, try: func(h *hostile) {
		h.ask("query($w: StatementFilter) { statements(where: $w) { totalCount } }", hostileRepeat(10_000, `{"not":`)+"{}"+hostileRepeat(10_000, "}")).refused(h, http.StatusRequestEntityTooLarge, "TOO_LARGE")
		h.ask("query($w: StatementFilter) { statements(where: $w) { totalCount } }", `{"w":`+hostileRepeat(40, `{"not":`)+"{}"+hostileRepeat(40, "}")+"}").failed(h, "TOO_COMPLEX")
	}},
	{number: 27, name: "a list of 100,000", keys: 1, try: func(h *hostile) {
		h.ask("query($i: [ID!]!) { nodes(ids: $i) { id } }", `{"i":["a"`+hostileRepeat(99_999, `,"a"`)+"]}").refused(h, http.StatusRequestEntityTooLarge, "TOO_LARGE")
		h.ask("query($i: [ID!]!) { nodes(ids: $i) { id } }", `{"i":["a"`+hostileRepeat(500, `,"a"`)+"]}").codedAs(h, "BAD_USER_INPUT", "TOO_LARGE")
	}},
	{number: 28, name: "pages of no size", try: func(h *hostile) {
		for _, n := range []string{"-1", "501", "2147483647"} {
			h.ask(`{ statements(first: `+n+`) { totalCount } }`).codedAs(h, "BAD_USER_INPUT", "TOO_COMPLEX")
			h.ask("query($n: Int) { statements(last: $n) { totalCount } }", `{"n":`+n+`}`).codedAs(h, "BAD_USER_INPUT", "TOO_COMPLEX")
		}
		h.ask(`{ statements(first: 0) { totalCount } }`).codedAs(h, "BAD_USER_INPUT")
		h.ask(`{ statements(first: 2147483648) { totalCount } }`).codedAs(h, "BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED")
	}},
	{number: 29, name: "cursors of others", try: func(h *hostile) {
		got := h.ask(`{ actors(first: 1) { pageInfo { endCursor } } }`)
		_, cursor, _ := strings.Cut(got.body, `"endCursor":"`)
		cursor, _, _ = strings.Cut(cursor, `"`)
		if cursor == "" {
			h.Fatal(got.body)
		}
		for _, c := range []string{cursor, cursor[1:], cursor[:len(cursor)-1], "x", hostileRepeat(100_000, "A"), "actor/avaria"} {
			h.ask(`query($c: String) { statements(after: $c) { nodes { id } } }`, `{"c":"`+c+`"}`).codedAs(h, "INVALID_CURSOR")
		}
		h.ask(`query($c: String) { actors(after: $c) { totalCount } }`, `{"c":"`+cursor+`"}`).answered(h)
	}},
	hostileRefused(30, "pages of pages of pages", "TOO_COMPLEX",
		`{ actors(first: 50) { nodes { statements(first: 50) { nodes { speakers { actor { mentions(first: 50) { nodes { id } } } } } } } } }`),
}
