package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/web"
)

// A recipe is a question of docs/cookbook.md.
type recipe struct {
	title, query string
	has, lacks   []string
}

func recipes(t *testing.T) []recipe {
	t.Helper()
	text, err := os.ReadFile("../../docs/cookbook.md")
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile("(?s)^(\\d+\\. [^\n]+)\n\n```graphql\n(.*?)\n```\n\n[^`]+\n\n```text\n(.*?)```\n*$")
	var all []recipe
	for _, part := range strings.Split(string(text), "\n## ")[1:] {
		m := form.FindStringSubmatch(part)
		if m == nil {
			t.Fatalf("this is no recipe:\n%s", part)
		}
		r := recipe{title: m[1], query: m[2]}
		for line := range strings.Lines(m[3]) {
			verb, what, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
			what = strings.TrimLeft(what, " ")
			switch verb {
			case "has":
				r.has = append(r.has, what)
			case "lacks":
				r.lacks = append(r.lacks, what)
			default:
				t.Fatalf("%s: %q says neither", r.title, line)
			}
		}
		if len(r.has) == 0 || len(r.lacks) == 0 {
			t.Errorf("%s: it does not say both what is in the answer and what is not", r.title)
		}
		all = append(all, r)
	}
	return all
}

// TestTheCookbookIsAnsweredAsItSays asks the 25 questions of docs/cookbook.md of the
// sample.
func TestTheCookbookIsAnsweredAsItSays(t *testing.T) {
	all := recipes(t)
	if len(all) != 25 {
		t.Errorf("the cookbook has %d questions", len(all))
	}
	server, err := tested(t).server(opened(t, sampled(t), openFlags{readOnly: true}), graph.MarkingPublic, web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		t.Run(r.title, func(t *testing.T) {
			body, err := json.Marshal(map[string]string{"query": r.query})
			if err != nil {
				t.Fatal(err)
			}
			answer, err := answered(t.Context(), server, body, nil)
			out := string(answer)
			if err != nil || strings.Contains(out, `"errors"`) {
				t.Fatalf("%v, %s", err, out)
			}
			for _, want := range r.has {
				if !strings.Contains(out, want) {
					t.Errorf("the answer lacks %s:\n%s", want, out)
				}
			}
			for _, not := range r.lacks {
				if strings.Contains(out, not) {
					t.Errorf("the answer has %s:\n%s", not, out)
				}
			}
		})
	}
}
