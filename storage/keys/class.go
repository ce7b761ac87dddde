package keys

import "fmt"

// A Status is the first half of a [Class]: the first of the states below, from
// the last to the first, that holds for a record. Default answers show Curated.
type Status byte

// The statuses in the order of their bytes. Their numbers are part of the
// layout and never change.
const (
	Curated Status = iota
	MachineCoded
	Superseded
	Draft
	Retracted

	Statuses = iota // How many there are.
)

// A Marking is the second half of a [Class]: who may see the record.
type Marking byte

// The markings, from open to closed, in the order of their bytes. Their numbers
// are part of the layout and never change.
const (
	Public Marking = iota
	Restricted
	Protected

	Markings = iota // How many there are.
)

// A Class is the byte that stands before the date in the keys of an index, so
// that an answer does not walk what it hides. Classes sort by status, then by
// marking: what a reader of some clearance may see of one status is one run of
// classes; see [Classes].
type Class byte

// ClassOf composes a class.
func ClassOf(s Status, m Marking) Class {
	return Class(s)<<2 | Class(m)
}

// Classes returns the first and the last class that a reader who may see up to
// the given clearance sees of a status. No hidden class lies between them.
func Classes(s Status, clearance Marking) (first, last Class) {
	return ClassOf(s, Public), ClassOf(s, clearance)
}

// Status returns the first half of c.
func (c Class) Status() Status { return Status(c >> 2) }

// Marking returns the second half of c.
func (c Class) Marking() Marking { return Marking(c & 3) }

// Valid tells whether c is composed of a known status and a known marking.
func (c Class) Valid() bool {
	return c.Status() < Statuses && c.Marking() < Markings
}

// String names both halves: "curated/public".
func (c Class) String() string {
	return c.Status().String() + "/" + c.Marking().String()
}

// String names s in lower case.
func (s Status) String() string {
	switch s {
	case Curated:
		return "curated"
	case MachineCoded:
		return "machine-coded"
	case Superseded:
		return "superseded"
	case Draft:
		return "draft"
	case Retracted:
		return "retracted"
	default:
		return fmt.Sprintf("status-%d", byte(s))
	}
}

// String names m in lower case.
func (m Marking) String() string {
	switch m {
	case Public:
		return "public"
	case Restricted:
		return "restricted"
	case Protected:
		return "protected"
	default:
		return fmt.Sprintf("marking-%d", byte(m))
	}
}
