package graph

import "slices"

// contentDepth is how many contents are nested, no further than one beyond
// [MaxContentDepth].
func contentDepth(c *Content) int {
	depth := 0
	for ; c != nil && depth <= MaxContentDepth; c = c.Content {
		depth++
	}
	return depth
}

// content checks what the words ask, expect, promise or fear. The outermost
// content stands at level 0.
func (v *validator) content(s *Statement) {
	level := 0
	for c := s.Content; c != nil; c = c.Content {
		v.in("content")
		level++
		if level > MaxContentDepth {
			v.report("", "is nested deeper than %d", MaxContentDepth)
			break
		}
		v.contentNode(s, c, level-1)
	}
	for range level {
		v.out()
	}
}

func (v *validator) contentNode(s *Statement, c *Content, level int) {
	oneOf(v, "mood", c.Mood, valuesMood, optional)
	oneOf(v, "act", c.Act, valuesAct, optional)
	oneOf(v, "eventKind", c.EventKind, valuesEventKind, optional)
	oneOf(v, "action", c.Action, valuesAction, optional)
	oneOf(v, "polarity", c.Polarity, valuesPolarity, optional)
	v.text("condition", c.Condition, MaxWords, optional)
	v.text("words", c.Words, MaxWords, optional)
	v.refs("toward", c.Toward, MaxToward)

	said := 0
	for _, is := range []bool{c.Act != "", c.EventKind != "", c.Action != ""} {
		if is {
			said++
		}
	}
	if said > 1 {
		v.report("", "has more than one of act, eventKind and action")
	}
	if said == 0 && c.Mood == "" && c.Actor == "" && c.Polarity == "" && c.Condition == "" && len(c.Toward) == 0 &&
		c.Object == "" && c.Words == "" && c.Content == nil {
		v.report("", "is empty")
	}

	// Who is in it has to be found by what the words are about.
	if c.Actor != "" && !s.speaksOf(c.Actor, level, level) {
		v.report("actor", "%s has no about entry of level %d", quoted(string(c.Actor)), level)
	}
	for i, id := range c.Toward[:min(len(c.Toward), MaxToward)] {
		if id.Kind() == KindActor && !s.speaksOf(id, level, level+1) {
			v.report(element("toward", i), "%s has no about entry of level %d or %d", quoted(string(id)), level, level+1)
		}
	}
	if c.Object.Kind() == KindActor && !s.speaksOf(c.Object, level, level+1) {
		v.report("object", "%s has no about entry of level %d or %d", quoted(string(c.Object)), level, level+1)
	}
}

// speaksOf reports whether an about entry names a node at one of the levels.
func (s *Statement) speaksOf(node ID, from, to int) bool {
	return slices.ContainsFunc(s.About, func(a About) bool { return a.Node == node && from <= a.Level && a.Level <= to })
}
