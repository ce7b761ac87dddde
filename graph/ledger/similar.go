package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/graph/text"
	"hudna/storage/keys"
)

// Similar gives the records that may be about the same thing as one.
func (r *reader) Similar(ctx context.Context, id graph.ID, first int) (found graph.Candidates, err error) {
	err = r.ask(ctx, "Similar", func(s *snapshot, t *graph.Traced) error {
		found = graph.Candidates{}
		if err := graph.CheckSimilar(id, first); err != nil {
			return err
		}
		n, err := s.nodeOf(id)
		if err != nil {
			return err
		}
		var own graph.Record
		if n != 0 {
			if own, err = s.seen(n, r.view); err != nil {
				return err
			}
		}
		if own == nil {
			return fmt.Errorf("%s: %w", id, graph.ErrNotFound)
		}
		l := likening{s: s, view: r.view, node: n, own: own, names: heardNames(own), hits: map[keys.Node]int{}}
		if err := l.look(); err != nil {
			return err
		}
		found.Frequent = l.frequent
		all, err := l.candidates()
		if err != nil {
			return err
		}
		found.More = len(all) > first
		found.Found = all[:min(len(all), first)]
		t.Rows = len(found.Found)
		return nil
	})
	return found, err
}

// seen gives a record as a view sees it, nil where it does not.
func (s *snapshot) seen(n keys.Node, view graph.View) (graph.Record, error) {
	v, err := s.version(n, keys.Revision(view.Revision))
	if err != nil || v == nil || !v.visible(view.Clearance) {
		return nil, err
	}
	return s.redacted(v, view)
}

// A heardName is a name that tells, and how it sounds.
type heardName struct {
	name  graph.Name
	sound text.Sound
}

func heardNames(r graph.Record) []heardName {
	var heard []heardName
	for _, name := range namesOf(r) {
		if name.Tells() {
			heard = append(heard, heardName{name, text.SoundOf(name.Text)})
		}
	}
	return heard
}

// A likening looks for what may be the same as a record.
type likening struct {
	s     *snapshot
	view  graph.View
	node  keys.Node
	own   graph.Record
	names []heardName
	// hits counts by how much each record was come upon.
	hits     map[keys.Node]int
	frequent []string
}

// look goes through the lists of everything that the record may have in common
// with others.
func (l *likening) look() error {
	done := map[string]bool{}
	for i := range l.names {
		for _, word := range l.names[i].sound.Words() {
			for _, sound := range word.Keys {
				if sound = keys.Clip(sound); done[sound] {
					continue
				}
				done[sound] = true
				if err := l.take(word.Text, func(give func(keys.Node, keys.Class) error) error { return l.sounding(sound, give) }); err != nil {
					return err
				}
			}
		}
	}
	for _, c := range l.own.Shared().Codes {
		if err := l.take(c.System+":"+c.Code, func(give func(keys.Node, keys.Class) error) error { return l.carrying(c, give) }); err != nil {
			return err
		}
	}
	for _, post := range postsOf(l.own) {
		if err := l.take(string(post.Post), func(give func(keys.Node, keys.Class) error) error { return l.holding(post.Post, give) }); err != nil {
			return err
		}
	}
	return nil
}

// errFrequent ends the reading of a list that is too long to tell anything.
var errFrequent = errors.New("more than can be candidates")

// take counts the records of a list that the view covers and that were not
// retracted, unless there are too many of them.
func (l *likening) take(what string, list func(give func(keys.Node, keys.Class) error) error) error {
	var nodes []keys.Node
	err := list(func(n keys.Node, c keys.Class) error {
		if n == l.node || c.Status() == keys.Retracted {
			return nil
		}
		hides, err := l.s.markingAt(n, c, keys.Revision(l.view.Revision))
		if err != nil || hides > markingNumber(l.view.Clearance) {
			return err
		}
		if len(nodes) == graph.MaxAlike {
			return errFrequent
		}
		nodes = append(nodes, n)
		return nil
	})
	if errors.Is(err, errFrequent) {
		if !slices.Contains(l.frequent, what) {
			l.frequent = append(l.frequent, what)
		}
		return nil
	}
	for _, n := range nodes {
		l.hits[n]++
	}
	return err
}

// sounding gives the records of which a word of a name sounds like a key.
func (l *likening) sounding(sound string, give func(keys.Node, keys.Class) error) error {
	list := func(space keys.Space) []byte {
		return keys.AppendSoundList(nil, space, sound, kindNumber(l.own.RecordKind()))
	}
	return l.s.plainList(list, keys.Revision(l.view.Revision), func(key keys.Key) error { return give(key.Node, key.Class) })
}

// carrying gives the records that carry a code. Their entries do not tell who may
// see them.
func (l *likening) carrying(c graph.Code, give func(keys.Node, keys.Class) error) error {
	list := func(space keys.Space) []byte {
		return append(keys.AppendCodeList(nil, space, keys.Clip(c.System), keys.Clip(c.Code)), byte(kindNumber(l.own.RecordKind())))
	}
	return l.s.plainList(list, keys.Revision(l.view.Revision), func(key keys.Key) error {
		v, err := l.s.version(key.Node, keys.Revision(l.view.Revision))
		if err != nil {
			return err
		}
		if v == nil {
			return l.s.corrupt(key.Node, "index entry", fmt.Errorf("the record was not there in revision %d", l.view.Revision))
		}
		return give(key.Node, v.class)
	})
}

// holding gives the actors that are tied to a post: as such, or also as to an
// organisation.
func (l *likening) holding(post graph.ID, give func(keys.Node, keys.Class) error) error {
	n, err := l.s.nodeOf(post)
	if err != nil {
		return err
	}
	given := map[keys.Node]bool{}
	for _, tag := range []keys.Tag{keys.Referrer, keys.Affiliated, keys.PartOf} {
		err := l.s.standingEdges(tag, n, keys.Revision(l.view.Revision), l.view.Clearance, func(m keys.Member, hot keys.Hot) error {
			if given[m.Position.Node] || tag == keys.Referrer && keys.Kind(hot.Main) != kindNumber(graph.KindActor) {
				return nil
			}
			given[m.Position.Node] = true
			return give(m.Position.Node, m.Class)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// candidates looks at what was come upon, and ranks it.
func (l *likening) candidates() ([]graph.Candidate, error) {
	judged, unsure, err := l.judged()
	if err != nil {
		return nil, err
	}
	var nodes []keys.Node
	for n := range l.hits {
		if !judged[n] {
			nodes = append(nodes, n)
		}
	}
	slices.SortFunc(nodes, func(a, b keys.Node) int { return cmp.Or(cmp.Compare(l.hits[b], l.hits[a]), cmp.Compare(a, b)) })
	nodes = nodes[:min(len(nodes), graph.MaxAlike)]
	slices.Sort(nodes)
	var all []graph.Candidate
	for some := range slices.Chunk(nodes, maxBatch) {
		records, err := l.s.visibleAt(some, l.view)
		if err != nil {
			return nil, err
		}
		for i, record := range records {
			if record == nil {
				continue
			}
			if c := l.compare(record); len(c.Evidence) > 0 {
				c.Unsure = unsure[some[i]]
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b graph.Candidate) int { return cmp.Compare(b.Score, a.Score) })
	return all, nil
}

// judged finds what is judged the SAME as the record or DIFFERENT from it, and
// what a judgement is unsure about.
func (l *likening) judged() (settled, unsure map[keys.Node]bool, err error) {
	settled, unsure = map[keys.Node]bool{}, map[keys.Node]bool{}
	same, err := l.s.cluster(l.node, l.view)
	if err != nil {
		return nil, nil, err
	}
	for _, member := range same {
		settled[member] = true
		rulings, err := l.s.rulings(member, keys.Revision(l.view.Revision), l.view.Clearance)
		if err != nil {
			return nil, nil, err
		}
		for _, ruling := range rulings {
			into := map[graph.Verdict]map[keys.Node]bool{graph.VerdictDifferent: settled, graph.VerdictUnsure: unsure}[ruling.says]
			if into == nil {
				continue
			}
			others, err := l.s.cluster(ruling.other, l.view)
			if err != nil {
				return nil, nil, err
			}
			for _, other := range others {
				into[other] = true
			}
		}
	}
	return settled, unsure, nil
}

// compare says what a record has in common with the one that is asked about.
func (l *likening) compare(other graph.Record) graph.Candidate {
	c := graph.Candidate{Record: other}
	theirs := other.Shared().Codes
	own := l.own.Shared().Codes
	for i, code := range own {
		if slices.ContainsFunc(theirs, func(o graph.Code) bool { return o.System == code.System && o.Code == code.Code }) {
			c.Score++
			c.Evidence = append(c.Evidence, graph.Likeness{Kind: graph.LikeCode, Code: &own[i]})
		}
	}
	if best := l.compareNames(other); best.Alike > 0 {
		c.Score += best.Alike
		c.Evidence = append(c.Evidence, best)
	}
	posts := postsOf(other)
	for _, f := range postsOf(l.own) {
		lo, hi := mayHold(f)
		if slices.ContainsFunc(posts, func(o *graph.Affiliation) bool {
			from, to := mayHold(o)
			return o.Post == f.Post && max(lo, from) <= min(hi, to)
		}) && !slices.ContainsFunc(c.Evidence, func(e graph.Likeness) bool { return e.Post == f.Post }) {
			c.Score += 0.5
			c.Evidence = append(c.Evidence, graph.Likeness{Kind: graph.LikePost, Post: f.Post})
		}
	}
	return c
}

// compareNames gives the first of the names that sound most alike.
func (l *likening) compareNames(other graph.Record) (best graph.Likeness) {
	heard, least := heardNames(other), 1.0
	if mayBePerson(l.own) && mayBePerson(other) {
		least = 0.5
	}
	for i := range l.names {
		for j := range heard {
			if alike := l.names[i].sound.Alike(heard[j].sound); alike >= least && alike > best.Alike {
				best = graph.Likeness{Kind: graph.LikeName, Own: &l.names[i].name, Other: &heard[j].name, Alike: alike}
			}
		}
	}
	return best
}

// mayBePerson: of others, a part of a name is the name of something else.
func mayBePerson(r graph.Record) bool {
	a, ok := r.(*graph.Actor)
	return ok && (a.Kind == graph.ActorPerson || a.Kind == graph.ActorUnknown || a.Kind == "")
}

// postsOf are the affiliations by which an actor holds a post.
func postsOf(r graph.Record) []*graph.Affiliation {
	a, ok := r.(*graph.Actor)
	if !ok {
		return nil
	}
	var posts []*graph.Affiliation
	for i := range a.Affiliations {
		if a.Affiliations[i].Post != "" {
			posts = append(posts, &a.Affiliations[i])
		}
	}
	return posts
}
