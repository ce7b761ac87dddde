package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The widths that pages are looked at in.
const desk, phone, tall = 1300, 390, 900

// fits is true where nothing of a page sticks out at its side.
const fits = `document.documentElement.scrollWidth <= innerWidth`

func lookAtTheStart(t *testing.T, b *tab) {
	t.Helper()
	for _, lang := range []string{"en", "ar"} {
		for name, width := range map[string]int64{"desk": desk, "phone": phone} {
			b.do(t, chromedp.EmulateViewport(width, tall), chromedp.Navigate(b.url+"/?lang="+lang))
			b.is(t, fits, "true")
			b.shot(t, "start-"+lang+"-"+name)
		}
		b.is(t, `document.documentElement.dir`, map[string]string{"en": "ltr", "ar": "rtl"}[lang])
		// What is quoted runs in its own direction, on both pages.
		b.is(t, `getComputedStyle(document.querySelector(".text:lang(ar)")).direction`, "rtl")
		b.is(t, rightToLeft(`document.querySelector(".text:lang(ar)")`), "true")
		b.is(t, `[...document.querySelectorAll(".other")].every(e => e.lang !== "en" || getComputedStyle(e).direction === "ltr")`, "true")
	}
	b.do(t, chromedp.EmulateViewport(desk, tall), chromedp.Navigate(b.url+"/?lang=en"))
	b.is(t, `[...document.querySelectorAll(".counts div")].map(e => e.lastChild.textContent + " " + e.firstChild.textContent).join(", ")`,
		"20 Statements, 8 Documents, 25 Actors, 6 Events, 2 Agreements, 6 Places, 2 Topics")
	b.is(t, `document.querySelectorAll("script, style, [style]").length`, "0")
	b.is(t, `document.querySelectorAll(".records li").length`, "8")
	// Every page that it leads to is there.
	var leads []string
	if err := json.Unmarshal([]byte(b.eval(t, `JSON.stringify([...document.querySelectorAll("a[href]")].map(a => a.href))`)), &leads); err != nil {
		t.Fatal(err)
	}
	for _, at := range leads {
		if strings.HasPrefix(at, b.url) && !strings.HasSuffix(at, "/changes") {
			if res, _ := fetched(t, at); res.status != http.StatusOK {
				t.Errorf("%s: %d", at, res.status)
			}
		}
	}
	b.do(t, chromedp.Click(chromedp.CSS(`a[href="docs/"]`)), chromedp.WaitVisible(chromedp.CSS(`main table`)))
	b.shot(t, "docs")
	b.do(t, chromedp.Click(chromedp.CSS(`a[href="operations"]`)), chromedp.WaitVisible(chromedp.CSS(`#metrics`)))
	b.is(t, fits, "true")
}

func lookAtASearch(t *testing.T, b *tab) {
	t.Helper()
	b.do(t, chromedp.EmulateViewport(desk, tall), chromedp.Navigate(b.url+"/?lang=en"), chromedp.SendKeys(chromedp.CSS(`#q`), "الهدنة\n"), chromedp.WaitVisible(chromedp.CSS(`mark`)))
	b.is(t, `document.querySelectorAll("mark").length > 2`, "true")
	b.is(t, `document.querySelector("#q").value`, "الهدنة")
	b.is(t, `[...document.querySelectorAll("mark")].some(e => e.textContent === "بالهدنة" && e.closest("p").lang === "ar")`, "true")
	b.shot(t, "search")
	b.do(t, chromedp.EmulateViewport(phone, tall), chromedp.Navigate(b.url+"/?lang=ar&q="+url.QueryEscape("Lavrov")))
	b.is(t, fits, "true")
	b.shot(t, "search-ar-phone")
	// A name stays text.
	b.do(t, chromedp.Navigate(b.url+"/?lang=en&q=Avaria"))
	b.is(t, `document.querySelector(".records .text").textContent`, "<img src=x onerror=alert(1)> Avaria (made up)")
	b.is(t, `document.querySelectorAll("img").length`, "0")
	// A record that was found leads to a question about it.
	b.do(t, chromedp.EmulateViewport(desk, tall), chromedp.Click(chromedp.CSS(`.records a`)), chromedp.WaitVisible(chromedp.CSS(`.graphiql-execute-button`)))
	b.until(t, editor+`.getValue().includes('node(id: "actor/avaria")')`)
}

const (
	editor   = `document.querySelector(".graphiql-query-editor .CodeMirror").CodeMirror`
	inResult = `document.querySelector(".result-window .CodeMirror").CodeMirror.getValue()`
	execute  = `.graphiql-execute-button`
)

// forget leaves a page with nothing kept in the browser.
func (b *tab) forget(t *testing.T, address string) {
	t.Helper()
	b.do(t, chromedp.Navigate(b.url+"/start/icon.svg"))
	b.eval(t, `localStorage.clear()`)
	b.do(t, chromedp.Navigate(address))
}

func lookAtThePlayground(t *testing.T, b *tab) {
	t.Helper()
	b.do(t, chromedp.EmulateViewport(desk, tall))
	b.forget(t, b.url+"/playground")
	b.do(t, chromedp.WaitVisible(chromedp.CSS(`.graphiql-tab:nth-child(5) .graphiql-tab-button`)))
	b.is(t, `[...document.querySelectorAll(".graphiql-tab-button")].map(e => e.textContent).join(", ")`,
		"WhoAccusesDamascus, WhatKerryToldLavrov, WhatBothSaid, WhatRussiaIsAsked, WhatTheUnitedStatesSaid")
	for i, want := range []string{"PRESUPPOSED", `"utterances": 1`, "UNSTATED", "PRESSURE", "الخميس الماضي"} {
		b.do(t, chromedp.Click(chromedp.CSS(fmt.Sprintf(`.graphiql-tab:nth-child(%d) .graphiql-tab-button`, i+1))))
		b.until(t, editor+`.getValue().startsWith("query `+tabOf(i)+`")`)
		b.do(t, chromedp.Sleep(300*time.Millisecond), chromedp.Click(chromedp.CSS(execute))) // GraphiQL looks for the operation's name late
		b.until(t, inResult+`.includes(`+quoted(want)+`)`)
		if i < 2 {
			b.shot(t, fmt.Sprintf("playground-%d", i+1))
		}
	}
	b.is(t, `document.getElementById("revision").textContent.slice(0, 23)`, "Answered as of revision")
	// Arabic runs from right to left within its line, which does not.
	const arabic = `[...document.querySelectorAll(".result-window .cm-string")].find(e => e.textContent.includes("الخميس"))`
	b.is(t, `getComputedStyle(`+arabic+`).unicodeBidi`, "plaintext")
	b.is(t, rightToLeft(arabic), "true")
	b.shot(t, "playground-arabic")
	b.do(t, chromedp.EmulateViewport(phone, tall), chromedp.Sleep(300*time.Millisecond))
	b.is(t, fits, "true")
	b.shot(t, "playground-phone")
	b.do(t, chromedp.EmulateViewport(desk, tall))
	// It completes names.
	b.eval(t, editor+`.setValue("query WhatTheUnitedStatesSaid { stateme }"); `+editor+`.setCursor(0, 39); `+editor+`.focus()`)
	b.eval(t, editor+`.showHint({completeSingle: false})`)
	b.until(t, `[...document.querySelectorAll(".CodeMirror-hint")].some(e => e.textContent.startsWith("statements"))`)
	b.shot(t, "playground-completes")
	b.eval(t, editor+`.setValue("{ head { number } }")`)
	// The documentation is there, and so is the way back.
	b.do(t, chromedp.Click(chromedp.CSS(`button[aria-label="Show Documentation Explorer"]`)), chromedp.WaitVisible(chromedp.CSS(`.graphiql-doc-explorer-title`)))
	b.until(t, `document.querySelector(".graphiql-doc-explorer").textContent.includes("Query")`)
	b.shot(t, "playground-docs")
	b.do(t, chromedp.Click(chromedp.CSS(`#restart`)), chromedp.Sleep(300*time.Millisecond), chromedp.WaitVisible(chromedp.CSS(`.graphiql-tab:nth-child(5) .graphiql-tab-button`)))
	b.until(t, editor+`.getValue().startsWith("query WhoAccusesDamascus")`)
}

func tabOf(i int) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(questions[i].query, "query "), " ")
	return name
}

func quoted(text string) string {
	out, _ := json.Marshal(text)
	return string(out)
}

func lookForHeaders(t *testing.T, b *tab) {
	t.Helper()
	b.forget(t, b.url+"/playground")
	b.do(t, chromedp.WaitVisible(chromedp.CSS(`button[data-name="headers"]`)), chromedp.Click(chromedp.CSS(`button[data-name="headers"]`)), chromedp.Sleep(300*time.Millisecond))
	b.eval(t, `[...document.querySelectorAll(".graphiql-editor-tool .CodeMirror")].at(-1).CodeMirror.setValue('{"X-Secret": "secret words"}')`)
	b.do(t, chromedp.Sleep(time.Second), chromedp.Click(chromedp.CSS(execute)))
	b.until(t, inResult+`.includes("PRESUPPOSED")`)
	b.do(t, chromedp.Sleep(time.Second)) // GraphiQL writes to the storage half a second late
	b.mu.Lock()
	sent := b.secret
	b.mu.Unlock()
	if sent != "secret words" {
		t.Errorf("the header field was sent as %q", sent)
	}
	for _, kept := range []string{b.eval(t, `JSON.stringify(localStorage)`), b.eval(t, `location.href`)} {
		if !strings.Contains(kept, "WhoAccusesDamascus") || strings.Contains(strings.ToLower(kept), "secret") {
			t.Errorf("kept in the browser: %s", kept)
		}
	}
}

func lookAtLinksAndFiles(t *testing.T, b *tab) {
	t.Helper()
	const query = "query Names($first: Int!) {\n  actors(first: $first) {\n    nodes {\n      id\n      names { text }\n    }\n  }\n  head { number }\n}"
	link := b.url + "/playground#" + url.Values{"query": {query}, "variables": {`{"first": 2}`}}.Encode()
	b.forget(t, link)
	b.do(t, chromedp.WaitVisible(chromedp.CSS(execute)))
	b.until(t, editor+`.getValue() === `+quoted(query))
	b.is(t, `document.getElementById("csv").disabled`, "true")
	b.do(t, chromedp.Sleep(500*time.Millisecond), chromedp.Click(chromedp.CSS(execute)))
	b.until(t, `!document.getElementById("csv").disabled`)
	b.eval(t, editor+`.setValue(`+quoted(query+"\n")+`)`)
	b.until(t, `new URLSearchParams(location.hash.slice(1)).get("query") === `+quoted(query+"\n"))
	b.is(t, `new URLSearchParams(location.hash.slice(1)).get("variables")`, `{"first": 2}`)

	var answer struct {
		Data struct {
			Actors struct {
				Nodes []struct {
					ID    string
					Names []struct{ Text string }
				}
			}
		}
		Extensions struct{ Revision struct{ Number int } }
	}
	name := "hudna-21"
	if err := json.Unmarshal([]byte(b.download(t, `#json`, name+".json")), &answer); err != nil {
		t.Fatal(err)
	}
	nodes := answer.Data.Actors.Nodes
	if len(nodes) != 2 || answer.Extensions.Revision.Number != 21 {
		t.Errorf("the file is %+v", answer)
	}
	text, marked := strings.CutPrefix(b.download(t, `#csv`, name+".csv"), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(rows) != 1+len(nodes) || rows[0][0] != "id" || rows[0][1] != "names.0.text" || rows[1][0] != nodes[0].ID || rows[1][1] != nodes[0].Names[0].Text {
		t.Errorf("the table is %q, %v", rows, err)
	}
	// What a spreadsheet would take for a formula, and what it would not.
	b.is(t, `table({data: {a: {edges: [{node: {v: "=1+1", n: -5, s: "-5"}}, {node: {v: "a \"b\", c\nd", w: [true, null]}}]}, short: [1]}})`,
		"\ufeffnode.v,node.n,node.s,node.w.0,node.w.1\r\n'=1+1,-5,-5,,\r\n\"a \"\"b\"\", c\nd\",,,true,\r\n")
}

func lookAtTheForm(t *testing.T, b *tab) {
	t.Helper()
	b.do(t, chromedp.Navigate(b.plain+"/playground"))
	b.until(t, `document.querySelectorAll("#question option").length === 5`)
	b.do(t, chromedp.SetValue(chromedp.CSS(`#question`), "4"))
	b.eval(t, `document.getElementById("question").dispatchEvent(new Event("change"))`)
	b.do(t, chromedp.Click(chromedp.CSS(`#ask`)), chromedp.WaitVisible(chromedp.CSS(`#answer bdi`)))
	if got := b.eval(t, `document.getElementById("answer").textContent`); !strings.Contains(got, `"words": "الخميس الماضي"`) || !strings.HasPrefix(got, "{\n  \"data\": {\n    \"statement\"") {
		t.Errorf("answer: %s", got)
	}
	b.is(t, rightToLeft(`[...document.querySelectorAll("#answer bdi")].find(e => e.textContent.includes("الخميس"))`), "true")
	b.shot(t, "form")
	b.do(t, chromedp.SetValue(chromedp.CSS(`#query`), `{ actor(id: "actor/avaria") { name } }`), chromedp.Click(chromedp.CSS(`#ask`)))
	b.until(t, `document.getElementById("answer").textContent.includes("<img src=x")`)
	b.is(t, `document.querySelectorAll("#answer img").length`, "0")
	b.is(t, `new URLSearchParams(location.hash.slice(1)).get("query")`, `{ actor(id: "actor/avaria") { name } }`)
	b.do(t, chromedp.EmulateViewport(phone, tall))
	b.is(t, fits, "true")
	b.shot(t, "form-phone")
	b.do(t, chromedp.SetValue(chromedp.CSS(`#variables`), "{"), chromedp.Click(chromedp.CSS(`#ask`)))
	b.until(t, `document.getElementById("answer").textContent.includes("JSON")`)
}
