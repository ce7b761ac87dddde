package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// VariableDistinct is the variable of a statement that lists utterances which it
// does not report, parted by spaces: somebody compared them and said so. An
// utterance is no record, so that nothing keeps such a statement from being
// withdrawn, and the id says nothing of who may not be seen.
const VariableDistinct = "utterance.distinct"

// DistinctFrom are the utterances that a statement is known not to report.
func (s *Statement) DistinctFrom() []ID {
	for _, v := range s.Variables {
		if v.Name == VariableDistinct {
			var ids []ID
			for word := range strings.FieldsSeq(v.Value) {
				ids = append(ids, ID(word))
			}
			return ids
		}
	}
	return nil
}

// distinguish sets the utterances that a statement does not report.
func (s *Statement) distinguish(from []ID) {
	s.Variables = slices.DeleteFunc(slices.Clone(s.Variables), func(v Variable) bool { return v.Name == VariableDistinct })
	if len(from) == 0 {
		return
	}
	words := make([]string, len(from))
	for i, id := range from {
		words[i] = string(id)
	}
	s.Variables = append(s.Variables, Variable{Name: VariableDistinct, Type: VariableText, Value: strings.Join(words, " ")})
}

// UtteranceFor makes an utterance for a statement that reports now (or none) and
// is to report another one: the same for the same statement, so that a change that
// is repeated is the same change.
func UtteranceFor(statement, now ID) ID {
	sum := sha256.Sum256([]byte(string(statement) + " " + string(now)))
	return ID(string(KindUtterance) + "/" + hex.EncodeToString(sum[:16]))
}

// SameUtterance makes the change after which statements report one utterance: the
// one that is given, else that of the first that has one, else a new one. Others
// are those that report, or name as the telling of a relay, an utterance that
// becomes one with it: they follow. None of them says any longer that it does not
// report one of these.
func SameUtterance(utterance ID, reports []Seen, others ...Seen) (Change, error) {
	var c Change
	var joined []ID
	for i, r := range reports {
		if r.Statement.Status == StatusRetracted {
			return c, &OpError{Index: i, ID: r.Statement.ID, Err: fmt.Errorf("%w: %s is withdrawn", ErrConflict, r.Statement.ID)}
		}
		if u := r.Statement.Utterance; u != "" {
			joined = append(joined, u)
		}
	}
	switch {
	case utterance != "" && (utterance.Validate() != nil || utterance.Kind() != KindUtterance):
		return c, &FieldError{Path: "utterance", Reason: fmt.Sprintf("%s is no id of an utterance", quoted(string(utterance)))}
	case utterance == "" && len(joined) > 0:
		utterance = joined[0]
	case utterance == "" && len(reports) > 0:
		utterance = UtteranceFor(reports[0].Statement.ID, "")
	}
	for i, r := range slices.Concat(reports, others) {
		s := *r.Statement
		changed := s.retell(joined, utterance)
		if (i < len(reports) || slices.Contains(joined, s.Utterance)) && s.Utterance != utterance {
			s.Utterance, changed = utterance, true
		}
		before := s.DistinctFrom()
		left := slices.DeleteFunc(slices.Clone(before), func(id ID) bool { return id == utterance || slices.Contains(joined, id) })
		if s.Utterance == utterance && len(left) != len(before) {
			s.distinguish(left)
			changed = true
		}
		if changed {
			c.Ops = append(c.Ops, Op{Verb: VerbCorrect, Record: &s, Expected: r.Revision})
		}
	}
	return c, nil
}

// retell puts another utterance in the place of the tellings of relays, and says
// whether there are any.
func (s *Statement) retell(from []ID, to ID) (changed bool) {
	for i := range s.Relays {
		if u := s.Relays[i].Utterance; u != to && slices.Contains(from, u) {
			if !changed {
				s.Relays = slices.Clone(s.Relays)
			}
			s.Relays[i].Utterance, changed = to, true
		}
	}
	return changed
}

// Retells reports whether a relay's telling is one of some utterances.
func (s *Statement) Retells(utterances ...ID) bool {
	return slices.ContainsFunc(s.Relays, func(r Relay) bool { return r.Utterance != "" && slices.Contains(utterances, r.Utterance) })
}

// DifferentUtterance makes the change after which two statements report different
// utterances, and one of them says so, for good: see [VariableDistinct]. Where
// they report the same one now, the second is taken out of it, and with it those
// that it tells: others in whose document it is the telling of a relay. Which of
// the two says so is the caller's to choose: the one that fewer may see.
func DifferentUtterance(one, other Seen, otherSays bool, others ...Seen) (Change, error) {
	var c Change
	a, b := *one.Statement, *other.Statement
	for i, s := range []*Statement{&a, &b} {
		if s.Status == StatusRetracted {
			return c, &OpError{Index: i, ID: s.ID, Err: fmt.Errorf("%w: %s is withdrawn", ErrConflict, s.ID)}
		}
	}
	if a.ID == b.ID {
		return c, &FieldError{Path: "ids", Reason: "names one statement twice"}
	}
	if a.Utterance == "" {
		a.Utterance = UtteranceFor(a.ID, "")
	}
	was := b.Utterance
	if was == "" || was == a.Utterance {
		b.Utterance = UtteranceFor(b.ID, was)
		if b.Utterance == a.Utterance { // it reported this one before, and the other one was added to it
			b.Utterance = UtteranceFor(b.ID, a.Utterance)
		}
	}
	says, of := &a, b.Utterance
	if otherSays {
		says, of = &b, a.Utterance
	}
	if known := says.DistinctFrom(); !slices.Contains(known, of) {
		says.distinguish(append(known, of))
	}
	for i, s := range []*Statement{&a, &b} {
		seen := []Seen{one, other}[i]
		if s.Utterance == seen.Statement.Utterance && slices.Equal(s.DistinctFrom(), seen.Statement.DistinctFrom()) {
			continue
		}
		c.Ops = append(c.Ops, Op{Verb: VerbCorrect, Record: s, Expected: seen.Revision})
	}
	for _, r := range others {
		if s := *r.Statement; was != "" && s.retell([]ID{was}, b.Utterance) {
			c.Ops = append(c.Ops, Op{Verb: VerbCorrect, Record: &s, Expected: r.Revision})
		}
	}
	return c, nil
}
