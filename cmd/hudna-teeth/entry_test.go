package main

import (
	"strings"
	"testing"
)

const good = `# about the package
== adds
file sum.go
test TestSum/adds
 func sum(a, b int) int {
-	return a + b
+	return a - b

== says so
file say/say.go
test graph/ledger TestSay
-	say()
`

func TestParse(t *testing.T) {
	l, err := parse("graph/text", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	want := []entry{
		{
			sentence: "adds", file: "graph/text/sum.go", testPkg: "graph/text", pattern: "TestSum/adds", line: 2,
			before: "func sum(a, b int) int {\n\treturn a + b\n", after: "func sum(a, b int) int {\n\treturn a - b\n",
		},
		{sentence: "says so", file: "graph/text/say/say.go", testPkg: "graph/ledger", pattern: "TestSay", line: 9, before: "\tsay()\n"},
	}
	if len(l.entries) != len(want) || l.entries[0] != want[0] || l.entries[1] != want[1] || l.pkg != "graph/text" || l.exempt != "" {
		t.Errorf("got  %+v\nwant %+v", l, want)
	}

	l, err = parse("graph/gql/model", []byte("exempt types alone\n"))
	if err != nil || l.exempt != "types alone" {
		t.Errorf("got %+v, %v", l, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"nothing at all":               {good, "# only a comment\n", "a list has entries, or says that the package is exempt and why"},
		"entries of an exempt package": {"# about", "exempt because\n# about", "a list has entries, or says that the package is exempt and why"},
		"two reasons":                  {good, "exempt a\nexempt b\n", "line 2: exempt needs one reason"},
		"a line before the entries":    {"# about the package", "file a.go", `line 1: "file a.go" stands before the first entry`},
		"an entry without sentence":    {"== adds", "==", "line 2: an entry needs a sentence of its own"},
		"a sentence twice":             {"== says so", "== adds", "line 9: an entry needs a sentence of its own"},
		"an entry without file":        {"file sum.go\n", "", `line 2: "adds" has no file`},
		"an entry without test":        {"test TestSum/adds\n", "", `line 2: "adds" has no test`},
		"an entry without lines":       {"-\tsay()\n", "", `line 9: "says so" names no line of the file`},
		"an entry that only adds":      {"-\tsay()\n", "+\tsay()\n", `line 9: "says so" names no line of the file`},
		"an entry that changes nothing": {
			"-\tsay()\n", " \tsay()\n", `line 9: "says so" changes nothing`,
		},
		"two files":                 {"file sum.go", "file sum.go\nfile sub.go", `line 4: what is "file sub.go"?`},
		"a file of another package": {"file sum.go", "file ../sum.go", `line 3: "../sum.go" is not a file below the package's folder`},
		"a package outside":         {"test graph/ledger", "test ../ledger", `line 11: "../ledger" is not a package's folder`},
		"a test in three words":     {"test TestSum/adds", "test a b c", "line 4: a test is [PACKAGE] PATTERN"},
		"a word nobody knows":       {"file sum.go", "files sum.go", `line 3: what is "files sum.go"?`},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(good, c.old) {
				t.Fatalf("the good list has no %q", c.old)
			}
			_, err := parse("graph/text", []byte(strings.Replace(good, c.old, c.new, 1)))
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestApply(t *testing.T) {
	const text = "one\ntwo\nthree\ntwo\nfour"
	for name, c := range map[string]struct{ before, after, want, err string }{
		"the first line":             {"one\n", "1\n", "1\ntwo\nthree\ntwo\nfour\n", ""},
		"the last line":              {"four\n", "", "one\ntwo\nthree\ntwo\n", ""},
		"two lines":                  {"two\nthree\n", "2\n", "one\n2\ntwo\nfour\n", ""},
		"a line that is not there":   {"five\n", "", "", "a.go has no such lines any more"},
		"a part of a line":           {"thre\n", "", "", "a.go has no such lines any more"},
		"the end of a line":          {"our\n", "", "", "a.go has no such lines any more"},
		"a line that is there twice": {"two\n", "", "", "a.go has these lines more than once: add a line before or after them"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := entry{file: "a.go", before: c.before, after: c.after}.apply([]byte(text))
			if string(got) != c.want || (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// FuzzParse: any text is a list or an error, and what is a list can be tried: it names a file, a test and lines.
func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("exempt types alone"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := parse("graph/text", text)
		if err != nil {
			return
		}
		for _, e := range l.entries {
			if e.sentence == "" || e.pattern == "" || e.before == "" || e.before == e.after || !strings.HasPrefix(e.file, "graph/text/") {
				t.Errorf("%+v", e)
			}
			if changed, err := e.apply([]byte(e.before)); err != nil || string(changed) != e.after {
				t.Errorf("applied to its own lines: %q, %v", changed, err)
			}
		}
	})
}
