package resolve

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"hudna/graph"
	"hudna/graph/ingest"
)

// The limits of looking for one record.
const (
	maxAsked = 10  // names of it that are looked up
	maxFound = 200 // records that have the words of a name: of more none is certain
)

// coder is who is named as the coder of a judgement.
const (
	coder   = "import"
	scheme  = "resolve"
	version = "1"
)

// Names resolves by codes, and judges by names.
type Names struct{ ingest.ByCode }

var _ ingest.Judge = Names{}

// A Candidate is a record that a source may mean.
type Candidate struct {
	ID    graph.ID // that stands for all that are judged to be the same
	Score float64  // 0 to 1
	Why   string   // the evidence, in words
	// Taken: the source has another record that is it, or that lays claim to it,
	// and tells the two apart.
	Taken bool
	// Own: it is nothing but a record of the source.
	Own bool

	doubts []*graph.Judgement // see [ingest.Judged]
}

// Candidates are the records that a source may mean by the names of one, the
// likeliest first. When is the time at which it names it, nil where that is not
// known. Many says that a name is that of more records than are looked at: then
// none is certain.
func Candidates(ctx context.Context, r graph.Reader, meant graph.Record, when *graph.Date) (all []Candidate, many bool, err error) {
	m, err := canonicalSide(ctx, r, meant)
	if err != nil {
		return nil, false, err
	}
	var found []graph.Record
	for _, name := range m.names[:min(len(m.names), maxAsked)] {
		some, more, err := named(ctx, r, meant.RecordKind(), called(meant, name.Text))
		if err != nil {
			return nil, false, err
		}
		many = many || more
		found = append(found, some...)
	}
	all, err = weigh(ctx, r, m, found, when)
	return all, many, err
}

// named finds the records of a kind that have all words of a name.
func named(ctx context.Context, r graph.Reader, kind graph.Kind, name string) (found []graph.Record, many bool, err error) {
	if name == "" {
		return nil, false, nil
	}
	page := graph.Page{First: maxFound}
	if kind == graph.KindLocation {
		list, err := r.Locations(ctx, graph.LocationSet{Name: name}, page)
		if err != nil {
			return nil, false, err
		}
		for _, item := range list.Items {
			found = append(found, item.Value)
		}
		return found, list.More, nil
	}
	list, err := r.Actors(ctx, graph.ActorQuery{Name: name}, page)
	if err != nil {
		return nil, false, err
	}
	for _, item := range list.Items {
		found = append(found, item.Value)
	}
	return found, list.More, nil
}

// weigh compares what was found with what is meant. Records that are judged to be
// the same are one candidate.
func weigh(ctx context.Context, r graph.Reader, m side, found []graph.Record, when *graph.Date) ([]Candidate, error) {
	ids := make([]graph.ID, len(found))
	for i, record := range found {
		ids[i] = record.Shared().ID
	}
	canonical, err := r.Canonical(ctx, ids)
	if err != nil {
		return nil, err
	}
	at := map[graph.ID]int{}
	var all []Candidate
	for i, record := range found {
		if ids[i] == m.record.Shared().ID || record.Shared().Marking.Level() > graph.MarkingPublic.Level() {
			continue
		}
		o, err := canonicalSide(ctx, r, record)
		if err != nil {
			return nil, err
		}
		l := compare(m, o, when)
		own := sameSource(m.record, record)
		if l.score == 0 {
			continue
		}
		if n, there := at[canonical[i]]; there {
			all[n].Taken, all[n].Own = all[n].Taken || own, all[n].Own && own
			if l.score > all[n].Score {
				all[n].Score, all[n].Why = l.score, l.why
			}
			continue
		}
		at[canonical[i]] = len(all)
		all = append(all, Candidate{ID: canonical[i], Score: l.score, Why: l.why, Taken: own, Own: own})
	}
	if err := fromSource(ctx, r, m.record, all); err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Candidate) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID)) })
	return all, nil
}

// fromSource marks the candidates of which another record comes from the source
// of what is meant, under whatever name, or that another lays claim to, and lowers
// those of which one has codes that contradict.
func fromSource(ctx context.Context, r graph.Reader, meant graph.Record, all []Candidate) error {
	for i := range all {
		if all[i].Score < worth {
			continue
		}
		identity, err := r.Identity(ctx, all[i].ID)
		if err != nil {
			return err
		}
		own := map[graph.ID]bool{}
		if len(identity.Members) > 1 {
			if own, err = amongMembers(ctx, r, meant, identity.Members, &all[i]); err != nil {
				return err
			}
		}
		if all[i].Score >= Certain && !all[i].Own {
			if err := claims(ctx, r, meant, identity, own, &all[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// amongMembers looks at all that are judged to be the same as a candidate, and
// gives those that come from the source of what is meant.
func amongMembers(ctx context.Context, r graph.Reader, meant graph.Record, members []graph.ID, c *Candidate) (own map[graph.ID]bool, err error) {
	records, err := r.Records(ctx, members)
	if err != nil {
		return nil, err
	}
	own = map[graph.ID]bool{}
	var codes []graph.Code
	for _, member := range records {
		switch {
		case member == nil || member.Shared().ID == meant.Shared().ID:
		case sameSource(meant, member):
			c.Taken, own[member.Shared().ID] = true, true
		default:
			c.Own = false
			codes = append(codes, member.Shared().Codes...)
		}
	}
	if c.Score > capCode && contradict(meant.Shared().Codes, codes) {
		c.Score, c.Why = capCode, c.Why+", but their codes differ"
	}
	return own, nil
}

// maxClaims bounds the judgements about a candidate that are looked at. Of more it
// is not known who else lays claim to it, so that it counts as taken.
const maxClaims = 500

// claims looks at the judgements that names have brought about a candidate of which
// the name of what is meant is certain. One that is certain, too, on another record
// of the source takes it, though that record waits; and what is judged SAME by
// nothing but that is in doubt from now on.
func claims(ctx context.Context, r graph.Reader, meant graph.Record, identity graph.Identity, own map[graph.ID]bool, c *Candidate) error {
	if len(identity.Judgements) > maxClaims {
		c.Taken = true
	}
	records, err := r.Records(ctx, identity.Judgements[:min(len(identity.Judgements), maxClaims)])
	if err != nil {
		return err
	}
	for _, record := range records {
		j, ok := record.(*graph.Judgement)
		if !ok || j.A == meant.Shared().ID || !byNames(j) || scoreOf(j) < Certain {
			continue
		}
		switch {
		case j.Verdict == graph.VerdictSame && own[j.A]:
			decided, err := touched(ctx, r, j.ID)
			if err != nil {
				return err
			}
			if !decided {
				doubted := *j
				doubted.Verdict = graph.VerdictUnsure
				c.doubts = append(c.doubts, &doubted)
			}
		case j.Verdict == graph.VerdictUnsure && slices.Contains(identity.Members, j.B):
			other, err := r.Records(ctx, []graph.ID{j.A})
			if err != nil {
				return err
			}
			c.Taken = c.Taken || other[0] != nil && sameSource(meant, other[0])
		}
	}
	return nil
}

// byNames says whether a judgement was made here.
func byNames(j *graph.Judgement) bool {
	return j.Coding != nil && j.Coding.Coder == coder && j.Coding.Scheme == scheme
}

// scoreOf is what the names of a judgement prove.
func scoreOf(j *graph.Judgement) float64 {
	for _, v := range j.Variables {
		if v.Name == graph.VariableScore {
			if score, err := strconv.ParseFloat(v.Value, 64); err == nil {
				return score
			}
		}
	}
	return 0
}

// touched says whether a record was changed since it was made: whoever decides
// changes the judgement.
func touched(ctx context.Context, r graph.Reader, id graph.ID) (bool, error) {
	versions, err := r.History(ctx, id, graph.Page{First: 2})
	return len(versions.Items) != 1 || versions.More, err
}

// sameSource says whether two records were coded by one scheme.
func sameSource(a, b graph.Record) bool {
	x, y := a.Shared().Coding, b.Shared().Coding
	return x != nil && y != nil && x.Scheme != "" && x.Scheme == y.Scheme
}

// canonicalSide is a record with the place around it as it is read.
func canonicalSide(ctx context.Context, r graph.Reader, record graph.Record) (side, error) {
	s := sideOf(record)
	if s.within == "" {
		return s, nil
	}
	within, err := r.Canonical(ctx, []graph.ID{s.within})
	if err != nil {
		return s, err
	}
	s.within = within[0]
	return s, nil
}

// Decide gives the candidate that is certain: that proves enough, and has no
// rival. What a source tells apart is not one, however alike the names are, and
// is a rival all the same.
func Decide(all []Candidate, many bool) (Candidate, bool) { return DecideFrom(all, many, Certain) }

// DecideFrom is [Decide] with another score from which a name is certain, to
// measure what it costs and what it brings.
func DecideFrom(all []Candidate, many bool, certain float64) (Candidate, bool) {
	if many || len(all) == 0 || all[0].Score < certain || all[0].Taken || len(all) > 1 && all[1].Score >= min(rival, certain) {
		return Candidate{}, false
	}
	return all[0], true
}

// Judge judges a record that a row brings by its names. Other records of its
// source are none that it may be, however they are called: they count by what they
// lay claim to.
func (Names) Judge(ctx context.Context, r graph.Reader, made graph.Record, when *graph.Date) (judged []ingest.Judged, err error) {
	all, many, err := Candidates(ctx, r, made, when)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(c Candidate) bool { return c.Own })
	sure, ok := Decide(all, many)
	if ok {
		return []ingest.Judged{{Judgement: judgement(made, sure, graph.VerdictSame), Claims: true}}, nil
	}
	for i, j := range unsure(made, all) {
		c := all[slices.IndexFunc(all, func(c Candidate) bool { return c.ID == j.B })]
		of := ingest.Judged{Judgement: j, Claims: c.Score >= Certain, Doubts: c.doubts}
		if i == 0 && c.Taken {
			alone := slices.Clone(all)
			alone[0].Taken = false
			_, of.Apart = Decide(alone, many)
		}
		judged = append(judged, of)
	}
	return judged, nil
}

// Hear judges a record that is there by how its names sound, and by what it has
// in common with others besides.
func (Names) Hear(ctx context.Context, r graph.Reader, made graph.Record) ([]*graph.Judgement, error) {
	similar, err := r.Similar(ctx, made.Shared().ID, 4*ingest.MaxJudged)
	if err != nil {
		return nil, err
	}
	var found []graph.Record
	for i := range similar.Found {
		if !similar.Found[i].Unsure {
			found = append(found, similar.Found[i].Record)
		}
	}
	m, err := canonicalSide(ctx, r, made)
	if err != nil {
		return nil, err
	}
	all, err := weigh(ctx, r, m, found, nil)
	if err != nil {
		return nil, err
	}
	// Where the source has somebody else for it, more than a sound has to say that
	// this one is meant.
	return unsure(made, slices.DeleteFunc(all, func(c Candidate) bool { return c.Taken && (c.Own || c.Score < Certain) })), nil
}

// unsure are the judgements on the candidates that are worth a look.
func unsure(made graph.Record, all []Candidate) (judged []*graph.Judgement) {
	for _, c := range all {
		if c.Score >= worth && len(judged) < ingest.MaxJudged {
			judged = append(judged, judgement(made, c, graph.VerdictUnsure))
		}
	}
	return judged
}

// judgement has an id that is derived from those of the two, so that the same
// pair is not judged twice.
func judgement(made graph.Record, c Candidate, verdict graph.Verdict) *graph.Judgement {
	a, b := made.Shared().ID, c.ID
	pair := []graph.ID{a, b}
	slices.Sort(pair)
	return &graph.Judgement{
		Meta: graph.Meta{
			ID:     ingest.NewID(graph.KindJudgement, scheme, fmt.Sprintf("%s %s", pair[0], pair[1])),
			Coding: &graph.Coding{Coder: coder, Scheme: scheme, Version: version},
			Variables: []graph.Variable{
				{Name: graph.VariableScore, Type: graph.VariableNumber, Value: strconv.FormatFloat(c.Score, 'f', 2, 64)},
			},
		},
		A: a, B: b, Verdict: verdict, Why: c.Why,
	}
}
