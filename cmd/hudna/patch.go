package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// setAll sets fields of an object, each given as PATH=VALUE.
func setAll(object map[string]any, settings []string) error {
	for _, setting := range settings {
		path, value, ok := strings.Cut(setting, "=")
		if !ok {
			return failed(codeUsage, "--set %s: is not PATH=VALUE", setting)
		}
		if err := put(object, path, valueOf(value)); err != nil {
			return failed(codeUsage, "--set %s: %v", path, err)
		}
	}
	return nil
}

// valueOf is the value that somebody wrote: JSON, or else a text as it stands.
func valueOf(text string) any {
	value, err := decoded([]byte(text))
	if err != nil {
		return text
	}
	return value
}

// decoded reads one JSON value. Numbers keep their digits.
func decoded(text []byte) (value any, err error) {
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more than one value")
	}
	return value, nil
}

// A gone is the value of a field that is taken out.
type gone struct{}

// put sets the field at the end of a path, or takes it out. Objects on the way
// are made, and lists; an entry right behind the last one is appended.
func put(object map[string]any, path string, value any) error {
	steps, err := stepsIn(path)
	if err != nil {
		return err
	}
	_, err = putIn(object, steps, value)
	return err
}

// A step leads to a field of an object or, without a name, to an entry of a list.
type step struct {
	name  string
	entry int
}

var errNoPath = errors.New("is no path such as names[0].text")

// maxSteps bounds how deep a path leads: deeper than any record does.
const maxSteps = 32

// stepsIn takes a path apart: "names[0].text".
func stepsIn(path string) (steps []step, err error) {
	for _, part := range strings.Split(path, ".") {
		name, rest, _ := strings.Cut(part, "[")
		if name == "" {
			return nil, errNoPath
		}
		steps = append(steps, step{name: name})
		for rest != "" {
			number, after, closed := strings.Cut(rest, "]")
			n, err := strconv.ParseUint(number, 10, 16)
			if err != nil || !closed || after != "" && after[0] != '[' {
				return nil, errNoPath
			}
			steps = append(steps, step{entry: int(n)})
			rest = strings.TrimPrefix(after, "[")
		}
	}
	if len(steps) > maxSteps {
		return nil, fmt.Errorf("has more than %d steps", maxSteps)
	}
	return steps, nil
}

// putIn sets what the steps lead to from a value, and gives that value as it is
// then.
func putIn(from any, steps []step, value any) (any, error) {
	if len(steps) == 0 {
		return value, nil
	}
	_, out := value.(gone)
	s := steps[0]
	if s.name == "" {
		list, ok := from.([]any)
		switch {
		case from != nil && !ok:
			return nil, errors.New("there is no list of which an entry could be meant")
		case s.entry > len(list), out && s.entry == len(list):
			return nil, fmt.Errorf("there is no entry [%d]: the list has %d", s.entry, len(list))
		case out && len(steps) == 1:
			return append(list[:s.entry:s.entry], list[s.entry+1:]...), nil
		case s.entry == len(list):
			list = append(list, nil)
		}
		inner, err := putIn(list[s.entry], steps[1:], value)
		list[s.entry] = inner
		return list, err
	}
	object, ok := from.(map[string]any)
	switch {
	case from != nil && !ok:
		return nil, fmt.Errorf("%s: there is no object of which a field could be meant", s.name)
	case out && object[s.name] == nil:
		return nil, errors.New("is not there")
	case out && len(steps) == 1:
		delete(object, s.name)
		return object, nil
	case object == nil:
		object = map[string]any{}
	}
	inner, err := putIn(object[s.name], steps[1:], value)
	object[s.name] = inner
	return object, err
}

// merged is a value with a merge patch (RFC 7396): fields of objects are set,
// null takes one out, and everything else takes the place of what was there.
func merged(value, patch any) any {
	fields, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	object, ok := value.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	for name, field := range fields {
		if field == nil {
			delete(object, name)
			continue
		}
		object[name] = merged(object[name], field)
	}
	return object
}
