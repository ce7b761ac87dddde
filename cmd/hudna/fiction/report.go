package fiction

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"hudna/graph"
)

// A report is a document while its statements are made up.
type report struct {
	doc    *graph.Document
	lang   int // of languages
	day    int
	outlet int
	held   bool // its text is in the graph
	text   strings.Builder
	length int // of the text, in code points
}

// report makes one document with what it tells: statements, and the event of
// which some of them speak.
func (m *maker) report(day int) {
	d := m.dice
	r := m.newReport(day)
	var fresh *happened
	var event *graph.Event
	if d.in(420) {
		fresh, event = m.happen(day, r.doc.ID)
	}
	count := min(1+d.weighted(30, 20, 14, 10, 8, 6, 4, 3, 2, 1, 1, 1), m.o.Statements-m.made)
	var all []*told
	for range count {
		t := m.tell(r, fresh)
		all = append(all, t)
		if event != nil && event.Basis == graph.EventReported && d.in(200) && t.speaksOf(event.ID) {
			event.Basis = graph.EventAlleged
			event.Claims = []graph.ID{t.s.ID}
			t.referred = true
		}
	}
	if r.held {
		r.doc.Text = r.text.String()
		r.doc.SHA256 = digest(r.doc.Text)
	}
	m.put(r.doc)
	if event != nil {
		m.put(event)
		m.eras[month(day)].happened.add(fresh)
	}
	for _, t := range all {
		m.put(t.s)
	}
	for _, t := range all {
		m.remember(day, t)
	}
	if h, ok := near(m, day, happenedOf); ok && !h.twin && d.in(12) {
		m.twin(h, r.doc.ID)
	}
	m.eras[month(day)].docs.add(r.doc.ID)
}

func (t *told) speaksOf(node graph.ID) bool {
	for i := range t.s.About {
		if t.s.About[i].Node == node {
			return true
		}
	}
	return false
}

func (m *maker) newReport(day int) *report {
	d := m.dice
	m.docs++
	r := &report{day: day, lang: d.weighted(spoken...), outlet: m.others.outlets.draw(d), held: d.in(120)}
	r.doc = &graph.Document{
		Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("document/d%07d", m.docs))}, Kind: graph.DocumentReport,
		Publisher: m.others.media[r.outlet], Lang: languages[r.lang],
		URL:   fmt.Sprintf("https://news-%02d.example/%s/%d", r.outlet+1, iso(day), m.docs),
		Title: m.words.sentence(d, r.lang, 5), Published: on(day),
		Codings: []graph.DocumentCoding{{Coder: m.coder(), Scheme: scheme, Status: graph.CodingDone}},
	}
	switch d.weighted(70, 10, 10, 10) {
	case 1:
		r.doc.Kind = graph.DocumentBulletin
		r.doc.Publisher = one(d, m.others.monitors)
	case 2:
		r.doc.Kind = graph.DocumentTranscript
	case 3:
		r.doc.Kind = graph.DocumentStatement
		r.doc.Publisher = m.sides[m.ranks.draw(d)].id
	}
	if d.in(60) {
		r.doc.Published = m.roughly(day)
	}
	if earlier, ok := near(m, day, docsOf); ok && d.in(40) {
		r.doc.CopyOf = &graph.CopyOf{Document: earlier, How: graph.CopyRewritten}
	}
	if r.held {
		r.add(r.doc.Title + "\n")
	}
	return r
}

func (m *maker) coder() string {
	return fmt.Sprintf("invented-coder-%d", m.out.manifest.Commits%coders+1)
}

// add appends to the text, and gives where that begins and ends.
func (r *report) add(s string) (start, end int) {
	start = r.length
	r.text.WriteString(s)
	r.length += utf8.RuneCountInString(s)
	return start, r.length
}

// print puts a statement into the text of the report, where that is held, and
// gives the evidence for it. Of a text that is not held, the place and the hash
// of the words may be known all the same.
func (m *maker) print(r *report, s *graph.Statement, speaker string) {
	d := m.dice
	clause := graph.Evidence{Document: r.doc.ID, Part: graph.PartClause}
	s.Wording = graph.WordingAsPrinted
	switch {
	case r.held:
		from, to := r.add(speaker)
		cue := m.words.words[r.lang][100+d.n(40)]
		r.add(" " + cue + ": ")
		start, end := r.add(s.Text)
		r.add(alphabets[r.lang].stop)
		if d.in(700) {
			r.add(m.words.sentence(d, r.lang, 8) + alphabets[r.lang].stop)
		}
		clause.Start, clause.End, clause.Hash = &start, &end, digest(s.Text)
		s.Evidence = []graph.Evidence{clause}
		if len(s.Speakers) > 0 {
			s.Speakers[0].Cue = &graph.Cue{Text: cue}
			s.Speakers[0].Mention = &graph.Mention{Document: r.doc.ID, Start: from, End: to}
			s.Evidence = append(s.Evidence, graph.Evidence{Document: r.doc.ID, Start: &from, End: &to, Part: graph.PartSpeaker, Hash: digest(speaker)})
		}
	case d.in(400):
		start := d.n(3000)
		end := start + utf8.RuneCountInString(s.Text)
		clause.Start, clause.End, clause.Hash = &start, &end, digest(s.Text)
		s.Evidence = []graph.Evidence{clause}
	default:
		s.Wording = graph.WordingParaphrase
		s.Evidence = []graph.Evidence{{Document: r.doc.ID}}
	}
	if d.in(30) { // the same words in an earlier report
		if other, ok := near(m, r.day, docsOf); ok {
			s.Evidence = append(s.Evidence, graph.Evidence{Document: other})
		}
	}
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
