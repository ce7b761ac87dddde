package ndjson_test

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/ndjson"
)

func TestDecodeRefuses(t *testing.T) {
	for name, test := range map[string]struct{ line, want string }{
		"nothing":                    {``, `is not JSON: it ends too early`},
		"words":                      {`hello`, `is not JSON at byte 1: invalid character 'h' at start of value`},
		"a list":                     {`[1]`, `is a list, not an object such as {"type":"Actor",…}`},
		"null":                       {`null`, `is null, not an object such as {"type":"Actor",…}`},
		"a string":                   {`"Actor"`, `is a string, not an object such as {"type":"Actor",…}`},
		"a comma too many":           {`{"id":"actor/x",}`, `is not JSON at byte 16: invalid character ',' at start of value`},
		"a comma too many inside":    {`{"type":"Actor","names":[{"text":"x",}]}`, `names[0]: is not JSON at byte 37: invalid character ',' at start of value`},
		"half a line":                {`{"type":"Actor","id":"actor/x"`, `is not JSON: it ends too early`},
		"half a string":              {`{"type":"Actor","id":"actor/x`, `id: is not JSON: it ends too early`},
		"half a type":                {`{"type":"Act`, `type: is not JSON: it ends too early`},
		"two objects":                {`{"type":"Actor","id":"actor/x"}{}`, `is not JSON at byte 32: invalid character '{' after top-level value`},
		"words behind it":            {`{"type":"Actor","id":"actor/x"} x`, `is not JSON at byte 33: invalid character 'x' after top-level value`},
		"a comment":                  {`{"type":"Actor"/* who */}`, `is not JSON at byte 16: invalid character '/' after object value (expecting ',' or '}')`},
		"a line break in a string":   {"{\"type\":\"Actor\",\"id\":\"a\nb\"}", `id: is not JSON at byte 24: invalid character '\n' in string (expecting non-control character)`},
		"half a surrogate pair":      {`{"type":"Statement","text":"\ud83d!"}`, "text: is not JSON at byte 29: invalid surrogate pair `\\ud83d!\"}` in string"},
		"bytes that are not UTF-8":   {"{\"type\":\"Actor\",\"names\":[{\"text\":\"\xe9\"}]}", `names[0].text: is not UTF-8 at byte 35`},
		"bytes before the type":      {"{\"id\":\"\xff\",\"type\":\"Actor\"}", `id: is not UTF-8 at byte 8`},
		"UTF-16":                     {"\xff\xfe{\x00", `is not UTF-8 at byte 1`},
		"a number without an end":    {`{"type":"Statement","confidence":0.}`, `confidence: is not JSON at byte 36: invalid character '}' in number (expecting digit)`},
		"no type":                    {`{"id":"actor/x"}`, `type: is missing`},
		"nothing in it":              {`{}`, `type: is missing`},
		"a type that is a number":    {`{"type":3}`, `type: is a number, not a string`},
		"a type that is null":        {`{"type":null}`, `type: is null, not a string`},
		"a type that is an object":   {`{"type":{"type":"Actor"}}`, `type: is an object, not a string`},
		"a type of another case":     {`{"type":"statement"}`, `type: "statement" is no type of line: did you mean "Statement"?`},
		"a type as in ids":           {`{"type":"import-run"}`, `type: "import-run" is no type of line: did you mean "ImportRun"?`},
		"a type of nothing":          {`{"type":"Person"}`, `type: "Person" is no type of line`},
		"a very long type":           {`{"type":"` + strings.Repeat("x", 500) + `"}`, `type: "` + strings.Repeat("x", 79) + `… is no type of line`},
		"a type inside":              {`{"names":[{"type":"Actor"}],"id":"actor/x"}`, `type: is missing`},
		"the type twice":             {`{"type":"Actor","id":"actor/x","type":"Actor"}`, `type: is repeated`},
		"an unknown field":           {`{"type":"Actor","age":40}`, `age: there is no such field`},
		"a field of another type":    {`{"type":"Actor","speaksFor":true}`, `speaksFor: there is no such field`},
		"an unknown field inside":    {`{"type":"Statement","about":[{"node":"actor/x"},{"tone":1}]}`, `about[1].tone: there is no such field`},
		"a field in another case":    {`{"type":"Statement","Text":"x"}`, `Text: there is no such field: did you mean "text"?`},
		"another case inside":        {`{"type":"Statement","speakers":[{"on_behalf_of":"actor/x"}]}`, `speakers[0].on_behalf_of: there is no such field: did you mean "onBehalfOf"?`},
		"another case of a relay":    {`{"type":"Statement","relays":[{"Actor":"actor/x"}]}`, `relays[0].Actor: there is no such field: did you mean "actor"?`},
		"another case of an id":      {`{"type":"Retract","ID":"actor/x"}`, `ID: there is no such field: did you mean "id"?`},
		"the name of our envelope":   {`{"type":"Actor","body":{}}`, `body: there is no such field`},
		"a field that is no name":    {`{"type":"Actor","a.b[0]":1}`, `"a.b[0]": there is no such field`},
		"a field that is a number":   {`{"type":"Actor","names":[{"7":1}]}`, `names[0].7: there is no such field`},
		"a field without a name":     {`{"type":"Actor","":1}`, `"": there is no such field`},
		"a very long field":          {`{"type":"Actor","` + strings.Repeat("y", 500) + `":1}`, `"` + strings.Repeat("y", 79) + `…: there is no such field`},
		"a field twice":              {`{"type":"Actor","id":"actor/x","id":"actor/x"}`, `id: is repeated`},
		"a field twice inside":       {`{"type":"Statement","about":[{"stance":{"value":1,"value":1}}]}`, `about[0].stance.value: is repeated`},
		"a field twice, escaped":     {`{"type":"Actor","kind":"STATE","\u006bind":"STATE"}`, `kind: is repeated`},
		"an id that is a number":     {`{"type":"Actor","id":7}`, `id: is a number, not a string`},
		"a text that is true":        {`{"type":"Statement","text":true}`, `text: is true, not a string`},
		"a date that is a string":    {`{"type":"Statement","said":"2016-04-14"}`, `said: is a string, not an object`},
		"a list that is an object":   {`{"type":"Statement","about":{}}`, `about: is an object, not a list`},
		"an entry that is a string":  {`{"type":"Actor","names":["Avaria"]}`, `names[0]: is a string, not an object`},
		"an object that is a list":   {`{"type":"Actor","coding":[]}`, `coding: is a list, not an object`},
		"a reference in an object":   {`{"type":"Event","claims":[{"id":"statement/x"}]}`, `claims[0]: is an object, not a string`},
		"a number that is a string":  {`{"type":"Statement","confidence":"0.5"}`, `confidence: is a string, not a number`},
		"a level that is a string":   {`{"type":"Statement","about":[{"level":"1"}]}`, `about[0].level: is a string, not a whole number`},
		"a level with a fraction":    {`{"type":"Statement","about":[{"level":1.5}]}`, `about[0].level: is 1.5, not a whole number of 64 bits`},
		"a level with an exponent":   {`{"type":"Statement","about":[{"level":1e0}]}`, `about[0].level: is 1e0, not a whole number of 64 bits`},
		"a number too large":         {`{"type":"Event","figures":[{"best":9223372036854775808}]}`, `figures[0].best: is 9223372036854775808, not a whole number of 64 bits`},
		"a real number too large":    {`{"type":"Statement","confidence":1e999}`, `confidence: is 1e999, not a number of 64 bits`},
		"a very long number":         {`{"type":"Statement","about":[{"level":` + strings.Repeat("9", 500) + `}]}`, `about[0].level: is ` + strings.Repeat("9", 80) + `…, not a whole number of 64 bits`},
		"yes for true":               {`{"type":"Agreement","written":"yes"}`, `written: is a string, not true or false`},
		"1 for true":                 {`{"type":"Actor","affiliations":[{"speaksFor":1}]}`, `affiliations[0].speaksFor: is a number, not true or false`},
		"a negative revision":        {`{"type":"Retract","id":"actor/x","expected":-1}`, `expected: is -1, not a positive whole number of 64 bits`},
		"a time in words":            {`{"type":"Commit","time":"yesterday"}`, `time: is no time in RFC 3339, such as "2016-04-15T21:30:00Z"`},
		"a time without a zone":      {`{"type":"Commit","time":"2016-04-15T21:30:00"}`, `time: is no time in RFC 3339, such as "2016-04-15T21:30:00Z"`},
		"a time of no calendar":      {`{"type":"Commit","time":"2016-02-30T21:30:00Z"}`, `time: is no time in RFC 3339, such as "2016-04-15T21:30:00Z"`},
		"a time in seconds":          {`{"type":"Commit","time":1460755800}`, `time: is a number, not a time`},
		"a stance without a value":   {`{"type":"Statement","about":[{"stance":{"scale":"s"}}]}`, `about[0].stance.value: is missing`},
		"a stance that is null":      {`{"type":"Statement","about":[{"stance":{"scale":"s","value":null}}]}`, `about[0].stance.value: is missing`},
		"a point without latitude":   {`{"type":"Location","point":{"lon":3}}`, `point.lat: is missing`},
		"a point without longitude":  {`{"type":"Location","point":{"lat":3}}`, `point.lon: is missing`},
		"a mention without a start":  {`{"type":"Statement","speakers":[{"mention":{"document":"document/x","end":3}}]}`, `speakers[0].mention.start: is missing`},
		"a mention without an end":   {`{"type":"Statement","relays":[{"mention":{"document":"document/x","start":3}}]}`, `relays[0].mention.end: is missing`},
		"an edit without a start":    {`{"type":"Event","evidence":[{"edited":[{"start":1,"end":2},{"end":3}]}]}`, `evidence[0].edited[1].start: is missing`},
		"an edit that is null":       {`{"type":"Event","evidence":[{"edited":[null]}]}`, `evidence[0].edited[0].start: is missing`},
		"an anchor without an end":   {`{"type":"Statement","said":{"anchor":{"document":"document/x","start":3}}}`, `said.anchor.end: is missing`},
		"an anchor without a start":  {`{"type":"Statement","said":{"anchor":{"document":"document/x","end":3}}}`, `said.anchor.start: is missing`},
		"an anchor of another field": {`{"type":"Statement","said":{"anchor":{"Words":"x"}}}`, `said.anchor.Words: there is no such field: did you mean "words"?`},
		"content far too deep":       {`{"type":"Statement"` + strings.Repeat(`,"content":{"mood":"FEARED"`, 20_000) + strings.Repeat("}", 20_001), `content` + strings.Repeat(".content", 15) + `.…: is not JSON at byte 270004: exceeded max depth`},
	} {
		t.Run(name, func(t *testing.T) {
			line, err := ndjson.Decode([]byte(test.line))
			var field *graph.FieldError
			if err == nil || !errors.As(err, &field) || !errors.Is(err, graph.ErrInvalid) || line != (ndjson.Line{}) {
				t.Fatalf("%+v: %T: %v", line, err, err)
			}
			if err.Error() != test.want {
				t.Errorf("\ngot  %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestDecodeTakes(t *testing.T) {
	zero, fifth := 0.0, graph.Location{Meta: graph.Meta{ID: "location/x", Marking: "PUBLIC", Status: "PUBLISHED"}, Point: &graph.Point{}}
	start := 0
	for name, test := range map[string]struct {
		line string
		want ndjson.Line
	}{
		"the type at the end": {`{"id":"import-run/x","type":"ImportRun","new":9223372036854775807}`, ndjson.Line{Record: &graph.ImportRun{
			Meta: graph.Meta{ID: "import-run/x", Marking: "PUBLIC", Status: "PUBLISHED"}, New: math.MaxInt64,
		}}},
		"an end of line, and blanks": {" { \"type\" : \"Topic\", \"id\":\"topic/x\" }\t\r\n", ndjson.Line{Record: &graph.Topic{
			Meta: graph.Meta{ID: "topic/x", Marking: "PUBLIC", Status: "PUBLISHED"},
		}}},
		"null for what is left out": {`{"type":"Statement","id":"statement/x","about":null,"text":null,"said":null,"confidence":null,"basis":"MACHINE_CODED"}`, ndjson.Line{Record: &graph.Statement{
			Meta: graph.Meta{ID: "statement/x", Marking: "PUBLIC", Status: "PUBLISHED"}, Basis: "MACHINE_CODED",
		}}},
		"0 where it is said": {`{"type":"Statement","id":"statement/x","confidence":-0,"basis":"CODED","evidence":[{"document":"document/x","start":0,"quoted":{}}]}`, ndjson.Line{Record: &graph.Statement{
			Meta: graph.Meta{ID: "statement/x", Marking: "PUBLIC", Status: "PUBLISHED"}, Basis: "CODED", Confidence: &zero,
			Evidence: []graph.Evidence{{Document: "document/x", Start: &start}},
		}}},
		"a point at the origin":         {`{"type":"Location","id":"location/x","point":{"lat":0,"lon":0.0}}`, ndjson.Line{Record: &fifth}},
		"an anchor without a span":      {`{"type":"Document","id":"document/x","published":{"anchor":{"words":"Friday"}}}`, ndjson.Line{Record: &graph.Document{Meta: graph.Meta{ID: "document/x", Marking: "PUBLIC", Status: "PUBLISHED"}, Published: &graph.Date{Anchor: &graph.Anchor{Words: "Friday"}}}}},
		"a value of no enumeration":     {`{"type":"Topic","id":"topic/x","kind":"CONCEPT"}`, ndjson.Line{Record: &graph.Topic{Meta: graph.Meta{ID: "topic/x", Marking: "PUBLIC", Status: "PUBLISHED"}, Kind: "CONCEPT"}}},
		"a commit of nobody":            {`{"type":"Commit"}`, ndjson.Line{Commit: &ndjson.Commit{}}},
		"a commit in another time zone": {`{"type":"Commit","author":"a","message":"m","time":"2016-04-15T21:30:00+03:00"}`, ndjson.Line{Commit: &ndjson.Commit{Author: "a", Message: "m", Time: time.Date(2016, 4, 15, 18, 30, 0, 0, time.UTC)}}},
		"a retraction":                  {`{"type":"Retract","id":"actor/x","reason":"twice"}`, ndjson.Line{Retract: &ndjson.Retract{ID: "actor/x", Reason: "twice"}}},
		"a restoration":                 {`{"type":"Restore","id":"actor/x","expected":3}`, ndjson.Line{Restore: &ndjson.Restore{ID: "actor/x", Expected: 3}}},
		"a marking":                     {`{"type":"Mark","id":"actor/x","marking":"RESTRICTED"}`, ndjson.Line{Mark: &ndjson.Mark{ID: "actor/x", Marking: "RESTRICTED"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ndjson.Decode([]byte(test.line))
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("\ngot  %+v %v\nwant %+v", got.Record, err, test.want.Record)
			}
		})
	}
}

func TestDecodeKeepsNothingOfItsInput(t *testing.T) {
	line := []byte(`{"type":"Statement","id":"statement/x","text":"Ruritania must stop."}`)
	got, err := ndjson.Decode(line)
	if err != nil {
		t.Fatal(err)
	}
	for i := range line {
		line[i] = '#'
	}
	if s, ok := got.Record.(*graph.Statement); !ok || s.Text != "Ruritania must stop." || s.ID != "statement/x" {
		t.Errorf("%+v", s)
	}
}

func TestDecodeHoldsToTheLimitOfALine(t *testing.T) {
	line := func(n int) []byte {
		const head, tail = `{"type":"Codebook","id":"codebook/x","scheme":"s","text":"`, `"}`
		return []byte(head + repeat("x", n-len(head)-len(tail)) + tail)
	}
	if _, err := ndjson.Decode(append(line(ndjson.MaxLine), '\r', '\n')); err != nil {
		t.Errorf("a line at the limit: %v", err)
	}
	_, err := ndjson.Decode(line(ndjson.MaxLine + 1))
	if !errors.Is(err, graph.ErrTooLarge) || err.Error() != "line is longer than 4194304 bytes: too large" {
		t.Errorf("a line beyond the limit: %v", err)
	}
}
