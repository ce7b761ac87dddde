package export

import (
	"strconv"
	"strings"

	"hudna/graph"
)

// nodeOfRecord is the node that stands for a record.
func nodeOfRecord(r graph.Record, quotes map[passage]quote) object {
	m := r.Shared()
	o := object{"@id": ownNodes + string(m.ID)}
	o.put("schema:creativeWorkStatus", string(m.Status))
	o.put("hudna:marking", string(m.Marking))
	for _, c := range m.Codes {
		code := object{"@type": "schema:PropertyValue", "schema:propertyID": c.System, "schema:value": c.Code}
		code.put("schema:version", c.Version)
		o.add("schema:identifier", code)
		if c.System == "wikidata" {
			o.add("schema:sameAs", object{"@id": "http://www.wikidata.org/entity/" + c.Code})
		}
	}
	if c := m.Coding; c != nil {
		by := object{"@type": "prov:Activity", "prov:wasAssociatedWith": object{"@type": "prov:Agent", "schema:name": c.Coder}}
		by.put("hudna:scheme", c.Scheme)
		by.put("hudna:schemeVersion", c.Version)
		o.put("prov:wasGeneratedBy", by)
	}
	for _, v := range m.Variables {
		variable := object{"@type": "schema:PropertyValue", "schema:name": v.Name, "schema:value": v.Value}
		o.add("schema:additionalProperty", variable)
	}
	o.put("schema:copyrightNotice", termsOf(m).line)
	switch r := r.(type) {
	case *graph.Statement:
		o.statement(r, quotes)
	case *graph.Actor:
		o.actor(r)
	case *graph.Event:
		o.event(r)
	case *graph.Location:
		o.location(r)
	case *graph.Agreement:
		o.agreement(r)
	case *graph.Document:
		o.document(r)
	case *graph.Topic:
		o["@type"] = "schema:DefinedTerm"
		o.named(r.Names)
		o.put("hudna:kind", string(r.Kind))
		o.put("hudna:broader", ref(r.Broader))
	case *graph.ImportRun:
		o["@type"] = "prov:Activity"
		o.put("schema:name", r.FileName)
		o.put("hudna:sha256", r.SHA256)
	case *graph.Judgement:
		o["@type"] = "hudna:Judgement"
		o.put("hudna:judged", []any{ref(r.A), ref(r.B)})
		o.put("hudna:verdict", string(r.Verdict))
		o.put("schema:description", r.Why)
	case *graph.Codebook:
		o["@type"] = []any{"schema:CreativeWork", "prov:Plan"}
		o.put("schema:name", r.Title)
		o.put("schema:url", r.URL)
		o.put("schema:version", r.Version)
		o.put("hudna:scheme", r.Scheme)
	}
	return o
}

// add puts a further value under a name.
func (o object) add(name string, value any) {
	list, _ := o[name].([]any)
	o[name] = append(list, value)
}

// statement is a Claim that somebody made. It is a Quotation only where words
// stand between quotation marks, and theirs to whom the marks belong: the words
// that a relay is quoted with are never the speaker's.
func (o object) statement(s *graph.Statement, quotes map[passage]quote) {
	types := []any{"schema:Claim", "prov:Entity"}
	for i := range s.Evidence {
		q := s.Evidence[i].Quoted
		if q == nil || q.Whose == "" || q.Kind != graph.QuotedFull && q.Kind != graph.QuotedPartial {
			continue
		}
		if o["schema:spokenByCharacter"] == nil {
			types = append(types, "schema:Quotation")
		}
		o.add("schema:spokenByCharacter", ref(q.Whose))
	}
	o["@type"] = types
	o.put("schema:text", inLang(s.Text, s.Lang))
	for _, t := range s.Translations {
		o.add("hudna:translation", inLang(t.Text, t.Lang))
	}
	o.put("hudna:wording", string(s.Wording))
	o.put("schema:author", refs(s.Speakers, func(x *graph.Speaker) graph.ID { return x.Actor }))
	o.put("hudna:onBehalfOf", refs(s.Speakers, func(x *graph.Speaker) graph.ID { return x.OnBehalfOf }))
	o.put("hudna:relay", inOrder(refs(s.Relays, func(x *graph.Relay) graph.ID { return x.Actor })))
	o.put("hudna:addressee", refs(s.Addressees, func(x *graph.Addressee) graph.ID { return x.Actor }))
	o.put("hudna:attribution", string(s.Attribution))
	o.put("hudna:transmission", string(s.Transmission))
	o.put("hudna:said", dateNode(s.Said))
	o.put("hudna:place", ref(s.Place))
	o.put("hudna:occasion", ref(s.Occasion))
	o.put("hudna:utterance", ref(s.Utterance))
	o.put("hudna:basis", string(s.Basis))
	o.put("hudna:polarity", string(s.Polarity))
	if s.Confidence != nil {
		o["hudna:confidence"] = typed(*s.Confidence, "xsd:double")
	}
	acts := make([]any, len(s.Acts))
	for i, a := range s.Acts {
		acts[i] = string(a.Act)
	}
	o.put("hudna:act", inOrder(acts))
	o.put("schema:about", refs(s.About, func(x *graph.About) graph.ID { return x.Node }))
	for _, a := range s.About {
		about := object{"hudna:node": ref(a.Node)}
		about.put("hudna:role", string(a.Role))
		about.put("hudna:term", a.Term)
		if a.Stance != nil {
			about["hudna:stance"] = typed(a.Stance.Value, "xsd:double")
			about.put("hudna:scale", a.Stance.Scale)
		}
		o.add("hudna:about", about)
	}
	for _, l := range s.Links {
		o.add("hudna:link", object{"hudna:kind": string(l.Kind), "hudna:statement": ref(l.Statement)})
	}
	o.put("hudna:condition", s.Condition)
	o.put("hudna:content", contentNode(s.Content))
	for _, p := range s.Positions {
		stand := object{"@type": "hudna:Position"}
		stand.put("schema:about", ref(p.Topic))
		stand.put("hudna:agreement", string(p.Agreement))
		o.add("hudna:position", stand)
	}
	o.figures(s.Figures)
	documents := refs(s.Evidence, func(x *graph.Evidence) graph.ID { return x.Document })
	o.put("schema:appearance", documents)
	o.put("prov:hadPrimarySource", documents)
	for i := range s.Evidence {
		o.add("hudna:evidence", annotation(s.ID, &s.Evidence[i], quotes))
	}
}

// annotation ties a statement to the passage where it stands, with the selectors
// of the Web Annotation Data Model: positions in code points and, where the text
// is held, the words.
func annotation(body graph.ID, e *graph.Evidence, quotes map[passage]quote) object {
	target := object{"@type": "oa:SpecificResource", "oa:hasSource": ref(e.Document)}
	if start, end, ok := e.Span(); ok {
		target.add("oa:hasSelector", object{
			"@type":    "oa:TextPositionSelector",
			"oa:start": typed(strconv.Itoa(start), "xsd:nonNegativeInteger"), "oa:end": typed(strconv.Itoa(end), "xsd:nonNegativeInteger"),
		})
		if q, held := quotes[passage{e.Document, start, end}]; held {
			words := object{"@type": "oa:TextQuoteSelector", "oa:exact": q.exact}
			words.put("oa:prefix", q.prefix)
			words.put("oa:suffix", q.suffix)
			target.add("oa:hasSelector", words)
		}
	}
	a := object{"@type": "oa:Annotation", "oa:hasBody": ref(body), "oa:hasTarget": target, "oa:motivatedBy": object{"@id": "oa:identifying"}}
	a.put("hudna:part", string(e.Part))
	a.put("hudna:sha256", e.Hash)
	return a
}

// named puts the names in: the primary ones, and what else the record is called.
func (o object) named(names []graph.Name) {
	for _, n := range names {
		if n.Kind == graph.NamePrimary || n.Kind == "" {
			o.add("schema:name", inLang(n.Text, n.Lang))
		} else {
			o.add("schema:alternateName", inLang(n.Text, n.Lang))
		}
	}
}

func (o object) actor(a *graph.Actor) {
	kind := "hudna:Actor"
	switch a.Kind {
	case graph.ActorPerson:
		kind = "schema:Person"
	case graph.ActorState:
		kind = "schema:Country"
	case graph.ActorOrganisation, graph.ActorGroup:
		kind = "schema:Organization"
	}
	o["@type"] = []any{kind, "prov:Agent"}
	o.put("hudna:kind", string(a.Kind))
	o.named(a.Names)
	for _, s := range a.Sectors {
		o.add("hudna:sector", string(s))
	}
	o.put("schema:affiliation", refs(a.Affiliations, func(x *graph.Affiliation) graph.ID { return x.Organisation }))
	o.put("hudna:post", refs(a.Affiliations, func(x *graph.Affiliation) graph.ID { return x.Post }))
}

func (o object) event(e *graph.Event) {
	o["@type"] = []any{"schema:Event", "prov:Entity"}
	o.put("hudna:kind", string(e.Kind))
	o.named(e.Names)
	o.put("hudna:when", dateNode(e.When))
	o.put("hudna:basis", string(e.Basis))
	o.put("hudna:under", ref(e.Under))
	for _, p := range e.Places {
		place := object{"schema:location": ref(p.Location)}
		place.put("hudna:precision", string(p.Precision))
		place.put("hudna:words", p.Words)
		o.add("hudna:at", place)
	}
	for _, p := range e.Participants {
		part := object{"hudna:actor": ref(p.Actor)}
		part.put("hudna:role", string(p.Role))
		part.put("hudna:certainty", string(p.Certainty))
		o.add("hudna:participant", part)
	}
	o.figures(e.Figures)
	o.put("hudna:claim", refs(e.Claims, same))
	o.put("prov:hadPrimarySource", refs(e.Documents, same))
}

func same(id *graph.ID) graph.ID { return *id }

func (o object) location(l *graph.Location) {
	o["@type"] = "schema:Place"
	o.put("hudna:kind", string(l.Kind))
	o.named(l.Names)
	o.put("schema:containedInPlace", ref(l.Within))
	if p := l.Point; p != nil {
		o["schema:geo"] = object{
			"@type":           "schema:GeoCoordinates",
			"schema:latitude": typed(p.Lat, "xsd:double"), "schema:longitude": typed(p.Lon, "xsd:double"),
		}
	}
}

func (o object) agreement(a *graph.Agreement) {
	o["@type"] = []any{"hudna:Agreement", "prov:Entity"}
	o.put("hudna:kind", string(a.Kind))
	o.named(a.Names)
	o.put("hudna:declared", dateNode(a.Declared))
	o.put("hudna:inForce", dateNode(a.InForce))
	for _, p := range a.Parties {
		party := object{"hudna:actor": ref(p.Actor)}
		party.put("hudna:role", string(p.Role))
		o.add("hudna:party", party)
	}
	o.put("schema:spatialCoverage", refs(a.Area, same))
	o.put("prov:hadPrimarySource", refs(a.Documents, same))
}

func (o object) document(d *graph.Document) {
	kind := "schema:CreativeWork"
	switch d.Kind {
	case graph.DocumentReport:
		kind = "schema:Report"
	case graph.DocumentDataset:
		kind = "schema:Dataset"
	}
	o["@type"] = []any{kind, "prov:Entity"}
	o.put("hudna:kind", string(d.Kind))
	o.put("schema:name", inLang(d.Title, d.Lang))
	o.put("schema:inLanguage", d.Lang)
	o.put("schema:url", d.URL)
	o.put("schema:archivedAt", d.ArchivedURL)
	o.put("schema:creditText", d.Byline)
	o.put("schema:publisher", ref(d.Publisher))
	o.put("schema:datePublished", dateNode(d.Published))
	o.put("schema:encodingFormat", strings.TrimSpace(d.MediaType))
	o.put("hudna:sha256", d.SHA256)
	if d.CopyOf != nil {
		o.put("schema:isBasedOn", ref(d.CopyOf.Document))
	}
}
