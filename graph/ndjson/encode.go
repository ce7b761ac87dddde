package ndjson

import (
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/go-json-experiment/json"

	"hudna/graph"
)

// An envelope puts the type before the fields of what it holds, which is no
// record.
type envelope[T any] struct {
	Type string `json:"type"`
	Body *T     `json:",embed"`
}

func sealed[T any](name string, body *T) *envelope[T] { return &envelope[T]{Type: name, Body: body} }

// Encode gives the canonical form of a line, without an end of line. It refuses
// what no line can hold: a number that is not finite, text that is not UTF-8, a
// time outside the years 0 to 9999, and more than [MaxLine] bytes, which is
// [graph.ErrTooLarge].
func Encode(l Line) ([]byte, error) {
	b, err := l.append(nil)
	if err != nil {
		return nil, err
	}
	return b, nil
}

// Append adds the canonical form of a line, with its end, to what is gathered. It
// adds nothing where it refuses what [Encode] does.
func Append(b []byte, l Line) ([]byte, error) {
	longer, err := l.append(b)
	if err != nil {
		return b, err
	}
	return append(longer, '\n'), nil
}

func (l Line) append(b []byte) ([]byte, error) {
	if err := l.saysOne(); err != nil {
		return b, fmt.Errorf("ndjson: %w", err)
	}
	begin := len(b)
	if l.Record != nil {
		record, ok := lineOf(l.Record)
		if !ok {
			return b, fmt.Errorf("ndjson: %T is no type of record", l.Record)
		}
		b, err := record.append(b, l.Record)
		return b, l.told(len(b)-begin, err)
	}
	line, err := json.Marshal(l.envelope())
	return append(b, line...), l.told(len(line), err)
}

// told says of which line it is that it cannot be encoded, or is too long.
func (l Line) told(length int, err error) error {
	switch {
	case err != nil:
		return fmt.Errorf("ndjson: %s: %w", l.subject(), err)
	case length > MaxLine:
		return fmt.Errorf("ndjson: %s: line is longer than %d bytes: %w", l.subject(), MaxLine, graph.ErrTooLarge)
	}
	return nil
}

// saysOne refuses a line that says nothing, or several things.
func (l Line) saysOne() error {
	set := 0
	for _, is := range []bool{l.Record != nil && !reflect.ValueOf(l.Record).IsZero(), l.Commit != nil, l.Retract != nil, l.Restore != nil, l.Mark != nil, l.Purge != nil} {
		if is {
			set++
		}
	}
	switch {
	case set == 0:
		return errors.New("the line says nothing")
	case set > 1:
		return errors.New("the line says several things")
	}
	return nil
}

// envelope is what the encoder is given for a line that is no record.
func (l Line) envelope() any {
	switch {
	case l.Commit != nil:
		c := *l.Commit
		if !c.Time.IsZero() {
			c.Time = c.Time.UTC().Round(0)
		}
		return sealed(typeCommit, &c)
	case l.Retract != nil:
		return sealed(typeRetract, l.Retract)
	case l.Restore != nil:
		return sealed(typeRestore, l.Restore)
	case l.Mark != nil:
		return sealed(typeMark, l.Mark)
	}
	return sealed(typePurge, l.Purge)
}

// subject says in an error which line is meant.
func (l Line) subject() string {
	switch {
	case l.Record != nil:
		return string(l.Record.Shared().ID)
	case l.Commit != nil:
		return "commit of " + l.Commit.Time.Format(time.RFC3339)
	case l.Retract != nil:
		return "retraction of " + string(l.Retract.ID)
	case l.Mark != nil:
		return "marking of " + string(l.Mark.ID)
	}
	if l.Purge != nil {
		return "purge of " + string(l.Purge.ID)
	}
	return "restoration of " + string(l.Restore.ID)
}
