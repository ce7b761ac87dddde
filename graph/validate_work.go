package graph

// Validate reports every problem with r, joined, or nil.
func (r *ImportRun) Validate() error { return validate(r) }

// Validate reports every problem with j, joined, or nil.
func (j *Judgement) Validate() error { return validate(j) }

// Validate reports every problem with c, joined, or nil.
func (c *Codebook) Validate() error { return validate(c) }

func (v *validator) importRun(r *ImportRun) {
	v.text("fileName", r.FileName, MaxShort, optional)
	v.digest("sha256", r.SHA256)
	v.text("format", r.Format, MaxShort, optional)
	v.text("options", r.Options, MaxWords, optional)
	for _, n := range []struct {
		name  string
		value int64
	}{{"new", r.New}, {"same", r.Same}, {"changed", r.Changed}, {"refused", r.Refused}} {
		if n.value < 0 {
			v.report(n.name, "is negative")
		}
	}
}

func (v *validator) judgement(j *Judgement) {
	v.ref("a", j.A)
	v.ref("b", j.B)
	switch {
	case j.A == "" || j.B == "":
	case j.A == j.B:
		v.report("b", "is the same record as a")
	case j.A.Kind().Valid() && j.B.Kind().Valid() && j.A.Kind() != j.B.Kind():
		v.report("b", "is %s, and a is %s: both have to be of one kind", article(j.B.Kind()), article(j.A.Kind()))
	}
	oneOf(v, "verdict", j.Verdict, valuesVerdict, needed)
	if j.Verdict == VerdictSame && j.A.Kind() == KindDocument {
		v.report("verdict", "is %s, of documents; that one is a copy of another, its copyOf says", j.Verdict)
	}
	v.text("why", j.Why, MaxWords, optional)
}

func (v *validator) codebook(c *Codebook) {
	v.text("scheme", c.Scheme, MaxShort, needed)
	v.text("version", c.Version, MaxShort, optional)
	v.text("title", c.Title, MaxTitle, optional)
	v.url("url", c.URL)
	v.text("text", c.Text, MaxDocumentText, optional)
}
