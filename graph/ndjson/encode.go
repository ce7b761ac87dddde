package ndjson

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/go-json-experiment/json"

	"hudna/graph"
)

// An envelope puts the type before the fields of what it holds.
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
	v, err := l.envelope()
	if err != nil {
		return nil, fmt.Errorf("ndjson: %w", err)
	}
	b, err := json.Marshal(v)
	if err := l.told(len(b), err); err != nil {
		return nil, err
	}
	return b, nil
}

// Write adds the canonical form of a line, with its end, to what is gathered. It
// adds nothing where it refuses what [Encode] does.
func Write(b *bytes.Buffer, l Line) error {
	v, err := l.envelope()
	if err != nil {
		return fmt.Errorf("ndjson: %w", err)
	}
	begin := b.Len()
	err = json.MarshalWrite(b, v)
	if err := l.told(b.Len()-begin, err); err != nil {
		b.Truncate(begin)
		return err
	}
	return b.WriteByte('\n')
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

// envelope is what the encoder is given for l.
func (l Line) envelope() (any, error) {
	set := 0
	for _, is := range []bool{l.Record != nil && !reflect.ValueOf(l.Record).IsZero(), l.Commit != nil, l.Retract != nil, l.Restore != nil, l.Mark != nil, l.Purge != nil} {
		if is {
			set++
		}
	}
	switch {
	case set == 0:
		return nil, errors.New("the line says nothing")
	case set > 1:
		return nil, errors.New("the line says several things")
	case l.Commit != nil:
		c := *l.Commit
		if !c.Time.IsZero() {
			c.Time = c.Time.UTC().Round(0)
		}
		return sealed(typeCommit, &c), nil
	case l.Retract != nil:
		return sealed(typeRetract, l.Retract), nil
	case l.Restore != nil:
		return sealed(typeRestore, l.Restore), nil
	case l.Mark != nil:
		return sealed(typeMark, l.Mark), nil
	case l.Purge != nil:
		return sealed(typePurge, l.Purge), nil
	}
	name := TypeOf(l.Record.RecordKind())
	switch r := l.Record.(type) {
	case *graph.Actor:
		return sealed(name, r), nil
	case *graph.Statement:
		return sealed(name, r), nil
	case *graph.Event:
		return sealed(name, r), nil
	case *graph.Location:
		return sealed(name, r), nil
	case *graph.Agreement:
		return sealed(name, r), nil
	case *graph.Document:
		return sealed(name, r), nil
	case *graph.Topic:
		return sealed(name, r), nil
	case *graph.ImportRun:
		return sealed(name, r), nil
	case *graph.Judgement:
		return sealed(name, r), nil
	case *graph.Codebook:
		return sealed(name, r), nil
	}
	return nil, fmt.Errorf("%T is no type of record", l.Record)
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
