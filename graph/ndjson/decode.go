package ndjson

import (
	"bytes"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"hudna/graph"
)

// Decode reads one line, with or without its end. A record comes normalized
// ([graph.Normalize]) and not validated. What is wrong with a line is a
// [*graph.FieldError], with the path of the field as in "about[2].stance"; a
// line longer than [MaxLine] is [graph.ErrTooLarge]. Decode keeps nothing of
// the bytes that it is given.
func Decode(line []byte) (Line, error) {
	line = bytes.TrimRight(line, "\r\n")
	if len(line) > MaxLine {
		return Line{}, errLineTooLong
	}
	name, err := typeOf(line)
	if err != nil {
		return Line{}, err
	}
	switch name {
	case typeCommit:
		c, err := open[Commit](line)
		if err != nil {
			return Line{}, err
		}
		c.Time = c.Time.UTC()
		return Line{Commit: c}, nil
	case typeRetract:
		r, err := open[Retract](line)
		if err != nil {
			return Line{}, err
		}
		return Line{Retract: r}, nil
	case typeRestore:
		r, err := open[Restore](line)
		if err != nil {
			return Line{}, err
		}
		return Line{Restore: r}, nil
	case typeMark:
		m, err := open[Mark](line)
		if err != nil {
			return Line{}, err
		}
		return Line{Mark: m}, nil
	case typePurge:
		p, err := open[Purge](line)
		if err != nil {
			return Line{}, err
		}
		return Line{Purge: p}, nil
	case TypeOf(graph.KindActor):
		return record(open[graph.Actor](line))
	case TypeOf(graph.KindStatement):
		return record(open[graph.Statement](line))
	case TypeOf(graph.KindEvent):
		return record(open[graph.Event](line))
	case TypeOf(graph.KindLocation):
		return record(open[graph.Location](line))
	case TypeOf(graph.KindAgreement):
		return record(open[graph.Agreement](line))
	case TypeOf(graph.KindDocument):
		return record(open[graph.Document](line))
	case TypeOf(graph.KindTopic):
		return record(open[graph.Topic](line))
	case TypeOf(graph.KindImportRun):
		return record(open[graph.ImportRun](line))
	case TypeOf(graph.KindJudgement):
		return record(open[graph.Judgement](line))
	case TypeOf(graph.KindCodebook):
		return record(open[graph.Codebook](line))
	}
	return Line{}, unknownType(name)
}

// errLineTooLong refuses a line without having looked at it.
var errLineTooLong = fmt.Errorf("line is longer than %d bytes: %w", MaxLine, graph.ErrTooLarge)

// typeOf finds the "type" of a line, which need not be its first member.
func typeOf(line []byte) (string, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(line))
	if kind := d.PeekKind(); kind != jsontext.KindBeginObject {
		if err := d.SkipValue(); err != nil {
			return "", malformed(line, err)
		}
		return "", &graph.FieldError{Reason: "is " + describeKind(kind) + ", not an object such as {\"type\":\"Actor\",…}"}
	}
	if _, err := d.ReadToken(); err != nil {
		return "", malformed(line, err)
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return "", malformed(line, err)
		}
		if name.String() != "type" {
			if err := d.SkipValue(); err != nil {
				return "", malformed(line, err)
			}
			continue
		}
		value, err := d.ReadToken()
		if err != nil {
			return "", malformed(line, err)
		}
		if value.Kind() != '"' {
			return "", &graph.FieldError{Path: "type", Reason: "is " + describeKind(value.Kind()) + ", not a string"}
		}
		return value.String(), nil
	}
	return "", &graph.FieldError{Path: "type", Reason: "is missing"}
}

// open decodes the whole of a line as a T.
func open[T any](line []byte) (*T, error) {
	e := envelope[T]{Body: new(T)}
	if err := json.Unmarshal(line, &e, json.RejectUnknownMembers(true), json.WithUnmarshalers(required)); err != nil {
		return nil, refused(line, err, reflect.TypeFor[T]())
	}
	return e.Body, nil
}

// record makes a line of a decoded record.
func record[T any, R interface {
	*T
	graph.Record
}](r R, err error) (Line, error) {
	if err != nil {
		return Line{}, err
	}
	graph.Normalize(r)
	return Line{Record: r}, nil
}
