package peer

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"hudna/graph"
)

// listed says whether a statement is in answers that do not ask for others.
func listed(s *graph.Statement) bool {
	return s.Status == graph.StatusPublished && (s.Basis == graph.BasisCoded || s.Basis == graph.BasisExtracted) && !s.Superseded()
}

// statement writes a statement, and in which answers it stands.
func (w *writer) statement(s *graph.Statement) error {
	k := w.own[s.ID]
	said := graph.Date{}
	if s.Said != nil {
		said = *s.Said
	}
	when, err := MomentOf(s.Said)
	if err != nil {
		return err
	}
	sources, err := w.sourcesOf(s)
	if err != nil {
		return err
	}
	var coder, scheme string
	if s.Coding != nil {
		coder, scheme = s.Coding.Coder, s.Coding.Scheme
	}
	var depth *int
	if n, ok := s.Depth(); ok {
		depth = &n
	}
	err = errors.Join(
		w.out.row("statement", k, string(s.ID), string(s.Status), string(s.Marking), coder, scheme, string(s.Transmission), string(s.Attribution), depth,
			s.Text, s.Lang, string(s.Wording), string(said.EDTF), said.Words, when.Earliest, when.Latest, when.Width, when.First, when.Last,
			string(s.Polarity), s.Condition, string(s.Utterance), w.key(s.Occasion), w.key(s.Place), string(s.Channel), s.Confidence, string(s.Basis), listed(s), sources),
		w.parts(s, k),
	)
	if err != nil || !listed(s) {
		return err
	}
	texts := []string{s.Text}
	for _, t := range s.Translations {
		texts = append(texts, t.Text)
	}
	return errors.Join(w.out.row("words", k, Lexemes(texts...)), w.places(s, k, when))
}

// parts writes the rows that belong to a statement.
func (w *writer) parts(s *graph.Statement, k int) (err error) {
	row := func(table string, values ...any) {
		err = errors.Join(err, w.out.row(table, append([]any{k}, values...)...))
	}
	for i, p := range s.Speakers {
		var cue *string
		if p.Cue != nil {
			cue = &p.Cue.Text
		}
		row("speaker", i, w.key(p.Actor), w.key(p.Post), w.key(p.OnBehalfOf), cue)
	}
	for i := range s.Relays {
		p := &s.Relays[i]
		row("relay", i, w.key(p.Actor), w.key(p.Post), w.key(p.OnBehalfOf), string(p.Channel), edtf(p.Said))
	}
	for i, p := range s.Addressees {
		row("addressee", i, w.key(p.Actor), w.key(p.Post))
	}
	for i, a := range s.About {
		if w.key(a.Node) == nil || a.Node.Kind() == graph.KindStatement {
			return fmt.Errorf("about[%d]: a %s is not among the nodes", i, a.Node.Kind())
		}
		var value *float64
		var scale string
		if a.Stance != nil {
			value, scale = &a.Stance.Value, a.Stance.Scale
		}
		row("about", i, string(a.Role), a.Level, a.Term, value, scale, w.key(a.Node))
	}
	for i, a := range s.Acts {
		row("act", i, string(a.Act), string(a.Force))
	}
	for level, c := 0, s.Content; c != nil; level, c = level+1, c.Content {
		row("content", level, string(c.Mood), string(c.Action), w.key(c.Actor))
		for i, id := range c.Toward {
			row("content_toward", level, i, w.key(id))
		}
	}
	for i, p := range s.Positions {
		row("position", i, w.key(p.Topic), string(p.Agreement))
	}
	for i, l := range s.Links {
		row("link", i, string(l.Kind), string(l.Of), w.key(l.Statement))
	}
	for i := range s.Figures {
		f := &s.Figures[i]
		row("figure", i, string(f.What), f.Best, f.Low, f.High, string(f.Bound), string(f.Unit), w.key(f.CountedBy))
	}
	for i, t := range s.Translations {
		row("translation", i, t.Lang, t.Text, t.By)
	}
	for i := range s.Evidence {
		e := &s.Evidence[i]
		row("evidence", i, string(e.Part), e.Start, e.End, e.Hash, w.key(e.Document))
	}
	return err
}

// places writes in which lists a statement stands: of those who spoke and for
// whom they stood then, of those who are spoken of likewise, and of what leads
// from one actor to another.
func (w *writer) places(s *graph.Statement, k int, said Moment) error {
	spoke := map[int]bool{} // whether the actor or post is named itself
	var speakers []int
	for _, p := range s.Speakers {
		for _, id := range []graph.ID{p.Actor, p.Post} {
			if n := w.keys[id]; n != 0 {
				spoke[n] = true
			}
		}
		speakers = append(speakers, w.keys[p.Actor])
	}
	for _, n := range slices.Sorted(maps.Keys(spoke)) {
		for _, actor := range w.actorsBehind(n, said) {
			if _, named := spoke[actor]; !named {
				spoke[actor] = false
			}
		}
	}
	var err error
	for _, actor := range slices.Sorted(maps.Keys(spoke)) {
		err = errors.Join(err, w.out.row("spoke", actor, k, spoke[actor], w.kinds[actor], said.Earliest, said.Width))
	}
	seen := map[int]bool{}
	edges := map[[2]int]bool{}
	for i, a := range s.About {
		if a.Node.Kind() != graph.KindActor {
			continue
		}
		n := w.keys[a.Node]
		for _, actor := range append(w.actorsBehind(n, said), n) {
			var value *float64
			var scale string
			if a.Stance != nil {
				value, scale = &a.Stance.Value, a.Stance.Scale
			}
			err = errors.Join(err, w.out.row("spoken_of", actor, k, i, actor == n, !seen[actor], w.kinds[actor], value, scale, said.Earliest, said.Width))
			seen[actor] = true
		}
		for _, speaker := range speakers {
			if speaker != n {
				edges[[2]int{speaker, n}], edges[[2]int{n, speaker}] = true, true
			}
		}
	}
	for _, e := range slices.SortedFunc(maps.Keys(edges), func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) }) {
		err = errors.Join(err, w.out.row("led", e[0], e[1], k, said.Earliest, said.Width))
	}
	return err
}

// actorsBehind are the actors for whom somebody stood then, apart from itself.
func (w *writer) actorsBehind(member int, said Moment) []int {
	var found []int
	for _, f := range w.standFor[member] {
		if slices.ContainsFunc(f.windows, func(held window) bool { return held.holds(said) }) {
			found = append(found, f.actor)
		}
	}
	return found
}

// sourcesOf counts the sources of a statement's utterance, once for those that
// are listed; one that is not may count itself. Where it has no utterance and
// stands in one document, that is its only source.
func (w *writer) sourcesOf(s *graph.Statement) (int, error) {
	if s.Utterance == "" && len(s.Evidence) == 1 {
		return 1, nil
	}
	if n, ok := w.sources[s.Utterance]; ok && listed(s) {
		return n, nil
	}
	n, err := w.reader.SourcesOf(w.ctx, s)
	if err == nil && s.Utterance != "" && listed(s) {
		w.sources[s.Utterance] = n
	}
	return n, err
}
