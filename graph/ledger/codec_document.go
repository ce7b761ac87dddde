package ledger

import (
	"hudna/graph"
	"hudna/graph/ledger/pb"
)

// Documents, and the records of the work itself: import runs, judgements and
// codebooks.

func (e *bodyEncoder) document(x *graph.Document) *pb.Document {
	m := &pb.Document{
		Meta:        e.meta(graph.KindDocument, &x.Meta),
		Kind:        enumDocumentKind.number(e, x.Kind),
		Publisher:   e.ref(x.Publisher),
		Byline:      x.Byline,
		Url:         x.URL,
		ArchivedUrl: x.ArchivedURL,
		Title:       x.Title,
		Lang:        x.Lang,
		Published:   e.date(x.Published),
		Retrieved:   e.date(x.Retrieved),
		CapturedBy:  x.CapturedBy,
		MediaType:   x.MediaType,
		Text:        x.Text,
		Sha256:      x.SHA256,
		Codings: encodeList(x.Codings, func(m *pb.DocumentCoding, x *graph.DocumentCoding) {
			m.Coder, m.Scheme, m.Status = x.Coder, x.Scheme, enumCodingStatus.number(e, x.Status)
		}),
	}
	if c := x.CopyOf; c != nil {
		m.CopyOf, m.CopyOfDocument, m.CopyOfHow = true, e.ref(c.Document), enumHowCopy.number(e, c.How)
	}
	return m
}

func (d *bodyDecoder) document(m *pb.Document) *graph.Document {
	d.known(m)
	x := &graph.Document{
		Meta:        d.meta(m.Meta),
		Kind:        enumDocumentKind.value(d, m.Kind),
		Publisher:   d.ref(m.Publisher),
		Byline:      m.Byline,
		URL:         m.Url,
		ArchivedURL: m.ArchivedUrl,
		Title:       m.Title,
		Lang:        m.Lang,
		Published:   d.date(m.Published),
		Retrieved:   d.date(m.Retrieved),
		CapturedBy:  m.CapturedBy,
		MediaType:   m.MediaType,
		Text:        m.Text,
		SHA256:      m.Sha256,
		Codings: decodeList(m.Codings, func(x *graph.DocumentCoding, m *pb.DocumentCoding) {
			d.known(m)
			x.Coder, x.Scheme, x.Status = m.Coder, m.Scheme, enumCodingStatus.value(d, m.Status)
		}),
	}
	switch {
	case m.CopyOf:
		x.CopyOf = &graph.CopyOf{Document: d.ref(m.CopyOfDocument), How: enumHowCopy.value(d, m.CopyOfHow)}
	case m.CopyOfDocument != 0 || m.CopyOfHow != 0:
		d.fail("parts of a copy stand without it")
	}
	return x
}

func (e *bodyEncoder) importRun(x *graph.ImportRun) *pb.ImportRun {
	return &pb.ImportRun{
		Meta:     e.meta(graph.KindImportRun, &x.Meta),
		FileName: x.FileName,
		Sha256:   x.SHA256,
		Format:   x.Format,
		Options:  x.Options,
		New:      x.New,
		Same:     x.Same,
		Changed:  x.Changed,
		Refused:  x.Refused,
	}
}

func (d *bodyDecoder) importRun(m *pb.ImportRun) *graph.ImportRun {
	d.known(m)
	return &graph.ImportRun{
		Meta:     d.meta(m.Meta),
		FileName: m.FileName,
		SHA256:   m.Sha256,
		Format:   m.Format,
		Options:  m.Options,
		New:      m.New,
		Same:     m.Same,
		Changed:  m.Changed,
		Refused:  m.Refused,
	}
}

func (e *bodyEncoder) judgement(x *graph.Judgement) *pb.Judgement {
	return &pb.Judgement{
		Meta:    e.meta(graph.KindJudgement, &x.Meta),
		A:       e.ref(x.A),
		B:       e.ref(x.B),
		Verdict: enumVerdict.number(e, x.Verdict),
		Why:     x.Why,
	}
}

func (d *bodyDecoder) judgement(m *pb.Judgement) *graph.Judgement {
	d.known(m)
	return &graph.Judgement{
		Meta:    d.meta(m.Meta),
		A:       d.ref(m.A),
		B:       d.ref(m.B),
		Verdict: enumVerdict.value(d, m.Verdict),
		Why:     m.Why,
	}
}

func (e *bodyEncoder) codebook(x *graph.Codebook) *pb.Codebook {
	return &pb.Codebook{
		Meta:    e.meta(graph.KindCodebook, &x.Meta),
		Scheme:  x.Scheme,
		Version: x.Version,
		Title:   x.Title,
		Url:     x.URL,
		Text:    x.Text,
	}
}

func (d *bodyDecoder) codebook(m *pb.Codebook) *graph.Codebook {
	d.known(m)
	return &graph.Codebook{
		Meta:    d.meta(m.Meta),
		Scheme:  m.Scheme,
		Version: m.Version,
		Title:   m.Title,
		URL:     m.Url,
		Text:    m.Text,
	}
}
