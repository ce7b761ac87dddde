package ledger

import (
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// The numbers under which the enumerations of the domain are stored. Each is
// the place of the value in the domain's own list, which only grows at its end,
// plus one: zero is for nothing.

func numberOf[T ~string](values []T, v T) uint32 { return uint32(slices.Index(values, v) + 1) }

func valueOf[T ~string](values []T, n uint32) (T, bool) {
	if n == 0 || int(n) > len(values) {
		var none T
		return none, false
	}
	return values[n-1], true
}

var (
	kindValues   = graph.Kinds()
	verbValues   = graph.Verbs()
	statusValues = graph.Statuses()
	actNumbers   = numbers(graph.Acts())
	roleNumbers  = numbers(graph.AboutRoles())
	basisNumbers = numbers(graph.Bases())
	linkNumbers  = numbers(graph.LinkKinds())
	standNumbers = numbers(graph.Concurrings())
)

func numbers[T ~string](values []T) map[T]uint8 {
	m := make(map[T]uint8, len(values))
	for i, v := range values {
		m[v] = uint8(i + 1)
	}
	return m
}

func kindNumber(k graph.Kind) keys.Kind { return keys.Kind(numberOf(kindValues, k)) }

func markingNumber(m graph.Marking) keys.Marking { return keys.Marking(m.Level()) }

// classOf is the class of a version: the first of the states that holds, and
// the highest of the markings that hide it.
func classOf(r graph.Record, hides keys.Marking) keys.Class {
	status := keys.Curated
	switch m := r.Shared(); {
	case m.Status == graph.StatusRetracted:
		status = keys.Retracted
	case m.Status == graph.StatusDraft:
		status = keys.Draft
	case superseded(r):
		status = keys.Superseded
	case machineCoded(r):
		status = keys.MachineCoded
	}
	return keys.ClassOf(status, hides)
}

func superseded(r graph.Record) bool {
	s, ok := r.(*graph.Statement)
	return ok && s.Superseded()
}

func machineCoded(r graph.Record) bool {
	switch r := r.(type) {
	case *graph.Statement:
		return r.Basis == graph.BasisMachineCoded
	case *graph.Event:
		return r.Basis == graph.EventMachineCoded
	}
	return false
}
