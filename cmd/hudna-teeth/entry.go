package main

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
)

// A list is what one file under .ci/teeth says of one package.
type list struct {
	pkg     string // folder from the module's root: "graph/ledger"
	exempt  string // why nothing can be taken out; then there are no entries
	entries []entry
}

// An entry is one change that a test must notice.
type entry struct {
	sentence string // what the code does, as long as the change is not made
	file     string // that is changed, from the module's root
	testPkg  string // whose tests run, from the module's root
	pattern  string // of the tests, as go test -run takes it
	before   string // whole lines of the file
	after    string // what stands in their place
	line     int    // in the list's file, where the entry begins
}

// parse reads the list of a package. The form is made for people who know diffs:
//
//	# a comment; empty lines count for nothing
//	== a sentence that says what the code does
//	file memkv.go
//	test TestLaws/rollback
//	 	tx := s.begin()
//	-	if err := fn(tx); err != nil {
//	-		return err
//	-	}
//	+	_ = fn(tx)
//
// The file lies in the package's folder. The test is a pattern for go test -run, of the package itself or, with another
// package before it, of that one ("test graph/ledger TestReopen"). Lines with "-" are taken out, lines with "+" put in,
// lines with a blank stay; without the sign they are whole lines of the file as they stand there, and they stand there
// once. A list without entries says why: "exempt REASON".
func parse(pkg string, text []byte) (list, error) {
	l := list{pkg: pkg}
	var current *entry
	var fields map[string]bool
	sentences := map[string]bool{}

	finish := func() error {
		switch {
		case current == nil:
			return nil
		case current.file == "":
			return fmt.Errorf("line %d: %q has no file", current.line, current.sentence)
		case current.pattern == "":
			return fmt.Errorf("line %d: %q has no test", current.line, current.sentence)
		case current.before == "":
			return fmt.Errorf("line %d: %q names no line of the file", current.line, current.sentence)
		case current.before == current.after:
			return fmt.Errorf("line %d: %q changes nothing", current.line, current.sentence)
		}
		l.entries = append(l.entries, *current)
		return nil
	}

	for i, raw := range bytes.Split(text, []byte("\n")) {
		line := strings.TrimSuffix(string(raw), "\r")
		number := i + 1
		word, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		switch {
		case line == "" || line[0] == '#':
		case word == "==":
			if err := finish(); err != nil {
				return list{}, err
			}
			if rest == "" || sentences[rest] {
				return list{}, fmt.Errorf("line %d: an entry needs a sentence of its own", number)
			}
			sentences[rest] = true
			current, fields = &entry{sentence: rest, line: number}, map[string]bool{}
		case word == "exempt":
			if rest == "" || l.exempt != "" {
				return list{}, fmt.Errorf("line %d: exempt needs one reason", number)
			}
			l.exempt = rest
		case current == nil:
			return list{}, fmt.Errorf("line %d: %q stands before the first entry", number, line)
		case line[0] == '-' || line[0] == '+' || line[0] == ' ':
			if line[0] != '+' {
				current.before += line[1:] + "\n"
			}
			if line[0] != '-' {
				current.after += line[1:] + "\n"
			}
		case (word == "file" || word == "test") && !fields[word] && rest != "":
			fields[word] = true
			if err := set(current, pkg, word, rest); err != nil {
				return list{}, fmt.Errorf("line %d: %w", number, err)
			}
		default:
			return list{}, fmt.Errorf("line %d: what is %q?", number, line)
		}
	}
	if err := finish(); err != nil {
		return list{}, err
	}
	if (l.exempt == "") == (len(l.entries) == 0) {
		return list{}, errors.New("a list has entries, or says that the package is exempt and why")
	}
	return l, nil
}

// set takes a "file" or "test" line into e.
func set(e *entry, pkg, field, value string) error {
	if field == "file" {
		if strings.ContainsAny(value, `\`) || path.Clean("/"+value) != "/"+value {
			return fmt.Errorf("%q is not a file below the package's folder", value)
		}
		e.file = path.Join(pkg, value)
		return nil
	}
	words := strings.Fields(value)
	switch len(words) {
	case 1:
		e.testPkg, e.pattern = pkg, words[0]
	case 2:
		e.testPkg, e.pattern = words[0], words[1]
	default:
		return errors.New("a test is [PACKAGE] PATTERN")
	}
	if path.Clean("/"+e.testPkg) != "/"+e.testPkg {
		return fmt.Errorf("%q is not a package's folder", e.testPkg)
	}
	return nil
}

// apply makes the change in the file's text. The lines must stand there, once: an entry that fits nowhere is out of
// date, and one that fits twice does not say what it takes out.
func (e entry) apply(text []byte) ([]byte, error) {
	// With a line break before and after, whole lines are found and no parts of them.
	padded := "\n" + strings.ReplaceAll(string(text), "\r\n", "\n")
	if !strings.HasSuffix(padded, "\n") {
		padded += "\n"
	}
	before, after, found := strings.Cut(padded, "\n"+e.before)
	if !found {
		return nil, fmt.Errorf("%s has no such lines any more", e.file)
	}
	if strings.Contains("\n"+after, "\n"+e.before) {
		return nil, fmt.Errorf("%s has these lines more than once: add a line before or after them", e.file)
	}
	return []byte(strings.TrimPrefix(before+"\n"+e.after+after, "\n")), nil
}
