package graph

import (
	"fmt"
	"strconv"
)

// evidence checks where something stands.
func (v *validator) evidence(evidence []Evidence) {
	evidence = upTo(v, "evidence", evidence, MaxEvidence)
	for i := range evidence {
		v.at("evidence", i)
		v.passage(&evidence[i])
		v.out()
	}
	repeats(v, "evidence", evidence, keyOfPassage)
}

func (v *validator) passage(e *Evidence) {
	v.ref("document", e.Document)
	start, end, whole := e.Span()
	switch {
	case whole:
		v.span(start, end)
	case e.Start != nil:
		v.report("end", "is missing: there is a start")
	case e.End != nil:
		v.report("start", "is missing: there is an end")
	}
	oneOf(v, "part", e.Part, valuesEvidencePart, optional)
	if q := e.Quoted; q != nil {
		v.in("quoted")
		if *q == (Quoted{}) {
			v.report("", "is empty")
		}
		oneOf(v, "kind", q.Kind, valuesQuotedKind, optional)
		if q.Whose != "" && !e.quotes() {
			v.report("whose", "is only for a part of %s or %s", PartQuoted, PartClause)
		}
		v.out()
	}
	v.edited(e)
	v.digest("hash", e.Hash)
	if e.Hash != "" && !whole {
		v.report("hash", "needs start and end: it is the hash of the words between them")
	}
}

// quotes reports whether the evidence holds the words of a statement themselves.
func (e *Evidence) quotes() bool { return e.Part == PartQuoted || e.Part == PartClause }

// edited checks what an editor did within a passage.
func (v *validator) edited(e *Evidence) {
	start, end, whole := e.Span()
	edited := upTo(v, "edited", e.Edited, MaxEdited)
	if len(edited) > 0 && !whole {
		v.report("edited", "needs start and end")
	}
	for i := range edited {
		d := &edited[i]
		v.at("edited", i)
		v.span(d.Start, d.End)
		if whole && d.Start < d.End && (d.Start < start || end < d.End) {
			v.report("", "is not within start and end of the evidence")
		}
		oneOf(v, "how", d.How, valuesHowEdit, needed)
		for j := range i {
			if o := &edited[j]; d.Start < o.End && o.Start < d.End {
				v.report("", "overlaps %s", element("edited", j))
				break
			}
		}
		v.out()
	}
}

// span checks offsets in a document's text.
func (v *validator) span(start, end int) {
	switch {
	case start < 0:
		v.report("start", "is negative")
	case start > MaxOffset:
		v.report("start", "is greater than %d", MaxOffset)
	}
	switch {
	case end <= start:
		v.report("end", "is not after start")
	case end > MaxOffset:
		v.report("end", "is greater than %d", MaxOffset)
	}
}

// A passageKey tells passages apart.
type passageKey struct {
	document   ID
	start, end int
	whole      bool
	part       EvidencePart
	hash       string
	quoted     bool
	whose      ID
	kind       QuotedKind
	translated string
	edited     string
}

func keyOfPassage(e *Evidence) passageKey {
	k := passageKey{document: e.Document, part: e.Part, hash: e.Hash}
	k.start, k.end, k.whole = e.Span()
	if q := e.Quoted; q != nil {
		k.quoted, k.whose, k.kind = true, q.Whose, q.Kind
		if q.Translated != nil {
			k.translated = strconv.FormatBool(*q.Translated)
		}
	}
	if len(e.Edited) > 0 {
		k.edited = fmt.Sprint(e.Edited)
	}
	return k
}

// mention checks where somebody or something is named.
func (v *validator) mention(m *Mention) {
	if m == nil {
		return
	}
	v.in("mention")
	v.ref("document", m.Document)
	v.span(m.Start, m.End)
	v.out()
}

// figures checks what was counted.
func (v *validator) figures(figures []Figure) {
	figures = upTo(v, "figures", figures, MaxFigures)
	for i := range figures {
		v.at("figures", i)
		v.figure(&figures[i])
		v.out()
	}
}

func (v *validator) figure(f *Figure) {
	oneOf(v, "what", f.What, valuesFigureWhat, needed)
	v.text("words", f.Words, MaxShort, optional)
	if f.Low == nil && f.Best == nil && f.High == nil && f.Words == "" {
		v.report("", "has neither a number nor words")
	}
	numbers := []struct {
		name  string
		value *int64
	}{{"low", f.Low}, {"best", f.Best}, {"high", f.High}}
	below, floor := "", int64(0)
	for _, n := range numbers {
		switch {
		case n.value == nil:
			continue
		case *n.value < 0:
			v.report(n.name, "is negative")
		case *n.value < floor:
			v.report(n.name, "is less than %s", below)
		}
		below, floor = n.name, *n.value
	}
	oneOf(v, "bound", f.Bound, valuesBound, optional)
	oneOf(v, "unit", f.Unit, valuesFigureUnit, optional)
	set(v, "includes", f.Includes, valuesFigureWhat, MaxIncludes)
	v.date("window", f.Window)
}
