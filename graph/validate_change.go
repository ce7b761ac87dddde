package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// ValidateChange reports what is wrong with a change by itself, joined, or nil:
// its size, its message, what each operation needs, and the records in it. The
// problem of an operation is an [*OpError] around a [*FieldError], whose path
// begins with "record." where the record is at fault; the problem of the change
// as a whole is a [*FieldError]. Up to [MaxProblems] are reported. Of a change of
// more than [MaxOps] operations, which is [ErrTooLarge], nothing else is said.
//
// What the graph holds is not asked; that is left to [Graph].
func ValidateChange(c Change) error {
	if len(c.Ops) > MaxOps {
		return fmt.Errorf("%w: the change has %d operations, more than %d; split it", ErrTooLarge, len(c.Ops), MaxOps)
	}
	var v validator
	switch {
	case len(c.Ops) == 0 && !c.Placeholder:
		v.report("ops", "is empty")
	case len(c.Ops) > 0 && c.Placeholder:
		v.report("ops", "is not for a placeholder")
	}
	v.text("message", c.Message, MaxMessage, optional)
	if c.Placeholder && c.Message != "" {
		v.report("message", "is not for a placeholder")
	}
	v.text("idempotencyKey", c.IdempotencyKey, MaxIdempotencyKey, optional)
	var errs []error
	for _, p := range v.problems {
		errs = append(errs, p)
	}

	if len(c.Ops) > 1 && slices.ContainsFunc(c.Ops, func(o Op) bool { return o.Verb == VerbMark }) {
		errs = append(errs, &FieldError{Path: "ops", Reason: fmt.Sprintf("has a %s, which is a change of its own", VerbMark)})
	}
	first := make(map[ID]int, len(c.Ops))
	more := 0
	for i := range c.Ops {
		v.problems = v.problems[:0]
		v.op(&c.Ops[i])
		id := c.Ops[i].Target()
		if j, taken := first[id]; taken && id != "" {
			v.report("", "is about the same record as operation %d", j+1)
		} else {
			first[id] = i
		}
		for _, p := range v.problems {
			if len(errs) == MaxProblems {
				more++
				continue
			}
			errs = append(errs, &OpError{Index: i, ID: id, Err: p})
		}
	}
	if more += v.more; more > 0 {
		errs = append(errs, moreProblems(more))
	}
	return errors.Join(errs...)
}

// op checks that an operation has what its verb needs and nothing else.
func (v *validator) op(o *Op) {
	v.text("reason", o.Reason, MaxReason, optional)
	if o.Verb != VerbMark {
		if o.Marking != "" {
			v.report("marking", "is not for a %s", o.Verb)
		}
		if o.NewID != "" {
			v.report("newId", "is not for a %s", o.Verb)
		}
		if o.Former != "" {
			v.report("former", "is not for a %s", o.Verb)
		}
	}
	switch o.Verb {
	case VerbCreate, VerbCorrect:
		if isNil(o.Record) {
			v.report("record", "is missing")
		} else {
			v.in("record")
			v.record(o.Record)
			v.out()
		}
		if o.ID != "" {
			v.report("id", "is not for a %s: the record has it", o.Verb)
		}
		if o.Reason != "" {
			v.report("reason", "is not for a %s", o.Verb)
		}
		if o.Verb == VerbCreate && o.Expected != 0 {
			v.report("expected", "is not for a %s", o.Verb)
		}
	case VerbRetract, VerbRestore, VerbMark:
		if o.Record != nil { // nor one without a value
			v.report("record", "is not for a %s", o.Verb)
		}
		if err := o.ID.Validate(); err != nil {
			v.report("id", "%v", err)
		} else if !o.ID.Kind().Valid() {
			v.report("id", "%s is %s, which is no record", quoted(string(o.ID)), article(o.ID.Kind()))
		}
		if o.Verb == VerbRetract && o.Reason == "" {
			v.report("reason", "is missing")
		}
		if o.Verb == VerbMark {
			v.mark(o)
		}
	case VerbPurge:
		v.report("verb", "is %s, which no change can do: the store is written anew for it", o.Verb)
	default:
		asked := slices.DeleteFunc(Verbs(), func(v Verb) bool { return v == VerbPurge })
		oneOf(v, "verb", o.Verb, asked, needed)
	}
}

// mark checks what a change of a marking needs.
func (v *validator) mark(o *Op) {
	oneOf(v, "marking", o.Marking, valuesMarking, needed)
	switch {
	case o.NewID == "":
	case o.NewID.Validate() != nil || o.NewID.Kind() != o.ID.Kind():
		v.report("newId", "%s is no id of %s", quoted(string(o.NewID)), article(o.ID.Kind()))
	case !o.NewID.Opaque():
		v.report("newId", "says something about the record: it has to be a UUID after the slash")
	case o.Marking == MarkingPublic:
		v.report("newId", "is not for a marking of %s, which is never raised", o.Marking)
	}
	switch {
	case o.Former == "":
	case len(o.Former) != hex.EncodedLen(sha256.Size) || strings.Trim(o.Former, "0123456789abcdef") != "":
		v.report("former", "is no SHA-256 hash in hexadecimal digits")
	case o.NewID != o.ID:
		v.report("former", "is only for a record that has its new id already")
	}
}

// ValidatePrincipal reports every problem with who asks for a change, joined,
// or nil. Each is a [*FieldError].
func ValidatePrincipal(p Principal) error {
	var v validator
	v.text("name", p.Name, MaxPrincipalName, needed)
	if strings.ContainsFunc(p.Name, unicode.IsControl) {
		v.report("name", "contains a control character")
	}
	oneOf(&v, "role", p.Role, valuesRole, needed)
	oneOf(&v, "clearance", p.Clearance, valuesMarking, needed)
	return v.err()
}
