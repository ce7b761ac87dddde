package ledger

import (
	"hudna/graph"
	"hudna/graph/ledger/pb"
)

// What records of several types have in common.

func (e *bodyEncoder) meta(k graph.Kind, x *graph.Meta) *pb.Meta {
	m := &pb.Meta{
		Kind:         enumKind.number(e, k),
		Marking:      enumMarking.number(e, x.Marking),
		Status:       enumStatus.number(e, x.Status),
		StatusReason: x.StatusReason,
		Codes: encodeList(x.Codes, func(m *pb.Code, c *graph.Code) {
			m.System, m.Code, m.Version = c.System, c.Code, c.Version
		}),
		Variables: encodeList(x.Variables, func(m *pb.Variable, v *graph.Variable) {
			m.Name, m.Type, m.Value = v.Name, enumVariableType.number(e, v.Type), v.Value
		}),
	}
	if c := x.Coding; c != nil {
		m.Coding, m.CodingCoder, m.CodingScheme, m.CodingVersion = true, c.Coder, c.Scheme, c.Version
	}
	return m
}

func (d *bodyDecoder) meta(m *pb.Meta) graph.Meta {
	d.known(m)
	x := graph.Meta{
		ID:           d.id,
		Marking:      enumMarking.value(d, m.Marking),
		Status:       enumStatus.value(d, m.Status),
		StatusReason: m.StatusReason,
		Codes: decodeList(m.Codes, func(c *graph.Code, m *pb.Code) {
			d.known(m)
			c.System, c.Code, c.Version = m.System, m.Code, m.Version
		}),
		Variables: decodeList(m.Variables, func(v *graph.Variable, m *pb.Variable) {
			d.known(m)
			v.Name, v.Type, v.Value = m.Name, enumVariableType.value(d, m.Type), m.Value
		}),
	}
	switch {
	case m.Coding:
		x.Coding = &graph.Coding{Coder: m.CodingCoder, Scheme: m.CodingScheme, Version: m.CodingVersion}
	case m.CodingCoder != "" || m.CodingScheme != "" || m.CodingVersion != "":
		d.fail("parts of a coding stand without it")
	}
	return x
}

func (e *bodyEncoder) names(names []graph.Name) []*pb.Name {
	return encodeList(names, func(m *pb.Name, n *graph.Name) {
		m.Text, m.Lang = n.Text, n.Lang
		m.Kind = enumNameKind.number(e, n.Kind)
		m.From, m.To = e.date(n.From), e.date(n.To)
	})
}

func (d *bodyDecoder) names(messages []*pb.Name) []graph.Name {
	return decodeList(messages, func(n *graph.Name, m *pb.Name) {
		d.known(m)
		n.Text, n.Lang = m.Text, m.Lang
		n.Kind = enumNameKind.value(d, m.Kind)
		n.From, n.To = d.date(m.From), d.date(m.To)
	})
}

func (e *bodyEncoder) date(x *graph.Date) *pb.Date {
	if x == nil {
		return nil
	}
	m := new(pb.Date)
	e.putDate(m, x)
	return m
}

func (e *bodyEncoder) putDate(m *pb.Date, x *graph.Date) {
	m.Edtf, m.Words, m.Zone = string(x.EDTF), x.Words, x.Zone
	m.Basis = enumDateBasis.number(e, x.Basis)
	if a := x.Anchor; a != nil {
		m.AnchorStart, m.AnchorEnd = e.offset(a.Start), e.offset(a.End)
		m.AnchorDocument, m.AnchorWords = e.ref(a.Document), a.Words
	}
}

func (d *bodyDecoder) date(m *pb.Date) *graph.Date {
	if m == nil {
		return nil
	}
	x := new(graph.Date)
	d.putDate(x, m)
	return x
}

func (d *bodyDecoder) putDate(x *graph.Date, m *pb.Date) {
	d.known(m)
	x.EDTF, x.Words, x.Zone = graph.EDTF(m.Edtf), m.Words, m.Zone
	x.Basis = enumDateBasis.value(d, m.Basis)
	switch {
	case m.AnchorStart != 0:
		x.Anchor = &graph.Anchor{
			Words: m.AnchorWords, Document: d.ref(m.AnchorDocument),
			Start: d.offset(m.AnchorStart), End: d.offset(m.AnchorEnd),
		}
	case m.AnchorEnd != 0 || m.AnchorDocument != 0 || m.AnchorWords != "":
		d.fail("parts of an anchor stand without it")
	}
}

// mention gives the three fields of a mention, which are 0 where there is none.
func (e *bodyEncoder) mention(x *graph.Mention) (start, end, document uint32) {
	if x == nil {
		return 0, 0, 0
	}
	return e.offset(x.Start), e.offset(x.End), e.ref(x.Document)
}

func (d *bodyDecoder) mention(start, end, document uint32) *graph.Mention {
	if start == 0 {
		if end != 0 || document != 0 {
			d.fail("parts of a mention stand without it")
		}
		return nil
	}
	d.mentions = append(d.mentions, graph.Mention{Start: d.offset(start), End: d.offset(end), Document: d.ref(document)})
	return &d.mentions[len(d.mentions)-1]
}

func (e *bodyEncoder) evidence(evidence []graph.Evidence) []*pb.Evidence {
	return encodeList(evidence, func(m *pb.Evidence, x *graph.Evidence) {
		m.Document = e.ref(x.Document)
		m.Start, m.End = e.offsetOrNone(x.Start), e.offsetOrNone(x.End)
		m.Part, m.Hash = enumEvidencePart.number(e, x.Part), x.Hash
		// A normalized quotation is not empty, and so needs no mark of its own.
		if q := x.Quoted; q != nil {
			m.QuotedWhose, m.QuotedKind, m.QuotedTranslated = e.ref(q.Whose), enumQuotedKind.number(e, q.Kind), q.Translated
		}
		m.Edited = encodeList(x.Edited, func(m *pb.Edited, x *graph.Edited) {
			m.Start, m.End, m.How = e.offset(x.Start), e.offset(x.End), enumHowEdit.number(e, x.How)
		})
	})
}

func (d *bodyDecoder) evidence(messages []*pb.Evidence) []graph.Evidence {
	if len(messages) == 0 {
		return nil
	}
	// All offsets of a list stand in one piece.
	spans := make([]int, 0, 2*len(messages))
	offset := func(n uint32) *int {
		if n == 0 {
			return nil
		}
		spans = append(spans, d.offset(n))
		return &spans[len(spans)-1]
	}
	return decodeList(messages, func(x *graph.Evidence, m *pb.Evidence) {
		d.known(m)
		x.Document = d.ref(m.Document)
		x.Start, x.End = offset(m.Start), offset(m.End)
		x.Part, x.Hash = enumEvidencePart.value(d, m.Part), m.Hash
		if m.QuotedWhose != 0 || m.QuotedKind != 0 || m.QuotedTranslated != nil {
			x.Quoted = &graph.Quoted{
				Whose: d.ref(m.QuotedWhose), Kind: enumQuotedKind.value(d, m.QuotedKind), Translated: m.QuotedTranslated,
			}
		}
		x.Edited = decodeList(m.Edited, func(x *graph.Edited, m *pb.Edited) {
			d.known(m)
			x.Start, x.End, x.How = d.offset(m.Start), d.offset(m.End), enumHowEdit.value(d, m.How)
		})
	})
}

func (e *bodyEncoder) figures(figures []graph.Figure) []*pb.Figure {
	return encodeList(figures, func(m *pb.Figure, x *graph.Figure) {
		m.What = enumFigureWhat.number(e, x.What)
		m.Of, m.Words = e.ref(x.Of), x.Words
		m.Low, m.Best, m.High = x.Low, x.Best, x.High
		m.Bound, m.Unit = enumBound.number(e, x.Bound), enumFigureUnit.number(e, x.Unit)
		m.CountedBy, m.Blamed = e.ref(x.CountedBy), e.ref(x.Blamed)
		m.Includes = enumFigureWhat.numbers(e, x.Includes)
		m.Window, m.Place, m.Cumulative = e.date(x.Window), e.ref(x.Place), x.Cumulative
	})
}

func (d *bodyDecoder) figures(messages []*pb.Figure) []graph.Figure {
	return decodeList(messages, func(x *graph.Figure, m *pb.Figure) {
		d.known(m)
		x.What = enumFigureWhat.value(d, m.What)
		x.Of, x.Words = d.ref(m.Of), m.Words
		x.Low, x.Best, x.High = m.Low, m.Best, m.High
		x.Bound, x.Unit = enumBound.value(d, m.Bound), enumFigureUnit.value(d, m.Unit)
		x.CountedBy, x.Blamed = d.ref(m.CountedBy), d.ref(m.Blamed)
		x.Includes = enumFigureWhat.list(d, m.Includes)
		x.Window, x.Place, x.Cumulative = d.date(m.Window), d.ref(m.Place), m.Cumulative
	})
}
