package graph

// Validate reports every problem with d, joined, or nil.
func (d *Document) Validate() error { return validate(d) }

func (v *validator) document(d *Document) {
	oneOf(v, "kind", d.Kind, valuesDocumentKind, optional)
	v.text("byline", d.Byline, MaxShort, optional)
	v.url("url", d.URL)
	v.url("archivedUrl", d.ArchivedURL)
	v.text("title", d.Title, MaxTitle, optional)
	v.lang(d.Lang, optional)
	v.date("published", d.Published)
	v.date("retrieved", d.Retrieved)
	v.text("capturedBy", d.CapturedBy, MaxShort, optional)
	v.mediaType("mediaType", d.MediaType)
	v.text("text", d.Text, MaxDocumentText, optional)
	v.digest("sha256", d.SHA256)
	if d.Text != "" && d.SHA256 != "" && len(d.Text) <= MaxDocumentText && digestOf(d.Text) != d.SHA256 {
		v.report("sha256", "is not that of the text")
	}
	if c := d.CopyOf; c != nil {
		v.in("copyOf")
		v.ref("document", c.Document)
		oneOf(v, "how", c.How, valuesHowCopy, optional)
		v.out()
	}
	codings := upTo(v, "codings", d.Codings, MaxCodings)
	for i := range codings {
		c := &codings[i]
		v.at("codings", i)
		v.text("coder", c.Coder, MaxShort, needed)
		v.text("scheme", c.Scheme, MaxShort, optional)
		oneOf(v, "status", c.Status, valuesCodingStatus, needed)
		v.out()
	}
	repeats(v, "codings", codings, func(c *DocumentCoding) DocumentCoding {
		return DocumentCoding{Coder: c.Coder, Scheme: c.Scheme}
	})
}
