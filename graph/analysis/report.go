package analysis

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"hudna/graph"
	"hudna/graph/text"
)

// A report is a statement as it is compared with others.
type report struct {
	s    *graph.Statement
	when graph.Bounds
	// voices are the speakers, with posts and principals; reach is with them all
	// that they stand for. Empty where nobody is named.
	voices, reach []graph.ID
	heard         []graph.ID // the addressees, with posts
	nodes         []graph.ID // of whom and of what it speaks, in the order of the ids
	documents     []graph.ID
	roots         []graph.ID // what the documents are copies of, as far as it was read
	texts         []wording
	numbers       []string
	sounds        map[string]string // how its longer words sound, and the words
	script        string            // of the text, as far as names are told by it
}

// A wording is one text of a statement: its own, a translation, or a passage that
// it quotes.
type wording struct {
	words    []word
	text     []rune
	shingles []uint64 // in the order of the words
	set      []uint64 // each once, in their own order
}

// MaxWording bounds how many words of one text of a statement are compared.
const maxWording = 2_000

func wordingOf(s string) (w wording, ok bool) {
	words := wordsOf(s)
	words = words[:min(len(words), maxWording)]
	w = wording{words: words, text: []rune(s), shingles: shingles(words, clauseWords)}
	w.set = distinct(w.shingles)
	return w, len(w.set) > 0
}

// A reporting reads what statements name, so that they can be compared.
type reporting struct {
	gathering
	sides    *sides
	editions map[graph.ID]edition
	passages map[graph.ID][]string // what statements quote, by their ids
}

// An edition is what is kept of a document without its text.
type edition struct {
	publisher, copyOf graph.ID
}

// documentsAtOnce is how many documents are read at a time: they may hold long
// texts.
const documentsAtOnce = 50

func reportingOf(ctx context.Context, r graph.Reader) *reporting {
	return &reporting{
		gathering: gathering{ctx: ctx, r: r, met: map[graph.ID]bool{}, c: &Case{
			Events: map[graph.ID]*graph.Event{}, Actors: map[graph.ID]*graph.Actor{}, Same: map[graph.ID]graph.ID{},
		}},
		editions: map[graph.ID]edition{}, passages: map[graph.ID][]string{},
	}
}

// read reads what some statements name.
func (g *reporting) read(statements []*graph.Statement) error {
	var ids, others []graph.ID
	for _, s := range statements {
		for i := range s.Speakers {
			x := &s.Speakers[i]
			ids = append(ids, x.Actor, x.Post, x.OnBehalfOf)
		}
		for i := range s.Relays {
			x := &s.Relays[i]
			ids = append(ids, x.Actor, x.Post, x.OnBehalfOf)
		}
		for _, a := range s.Addressees {
			others = append(others, a.Actor, a.Post)
		}
		for _, a := range s.About {
			if a.Node.Kind() != graph.KindStatement {
				others = append(others, a.Node)
			}
		}
		others = append(others, s.Occasion)
	}
	if err := g.documents(statements, &ids); err != nil {
		return err
	}
	if err := g.stand(others); err != nil {
		return err
	}
	if err := g.actors(ids); err != nil {
		return err
	}
	g.sides = newSides(g.c.Actors, g.c.Same)
	return nil
}

// documents reads the documents of statements, and of which they are copies; of their
// texts what the statements quote and do not have.
func (g *reporting) documents(statements []*graph.Statement, publishers *[]graph.ID) error {
	quoting := map[graph.ID][]*graph.Statement{}
	var ids []graph.ID
	for _, s := range statements {
		for i := range s.Evidence {
			id := s.Evidence[i].Document
			ids = append(ids, id)
			if s.Evidence[i].Part == graph.PartQuoted && s.Wording != graph.WordingAsPrinted && !slices.Contains(quoting[id], s) {
				quoting[id] = append(quoting[id], s)
			}
		}
	}
	for range maxTies {
		ids = slices.DeleteFunc(ids, func(id graph.ID) bool {
			_, known := g.editions[id]
			return known || id == ""
		})
		slices.Sort(ids)
		var next []graph.ID
		for some := range slices.Chunk(slices.Compact(ids), documentsAtOnce) {
			found, err := g.r.Records(g.ctx, some)
			if err != nil {
				return err
			}
			for _, record := range found {
				d, ok := record.(*graph.Document)
				if !ok {
					continue
				}
				e := edition{publisher: d.Publisher}
				if d.CopyOf != nil {
					e.copyOf = d.CopyOf.Document
					next = append(next, e.copyOf)
				}
				g.editions[d.ID] = e
				*publishers = append(*publishers, d.Publisher)
				for _, s := range quoting[d.ID] {
					g.passages[s.ID] = append(g.passages[s.ID], quotedIn(d, s)...)
				}
			}
		}
		if ids = next; len(ids) == 0 {
			return nil
		}
	}
	return nil
}

// quotedIn are the passages of a document that a statement quotes.
func quotedIn(d *graph.Document, s *graph.Statement) (list []string) {
	for i := range s.Evidence {
		e := &s.Evidence[i]
		if start, end, ok := e.Span(); ok && e.Document == d.ID && e.Part == graph.PartQuoted {
			if exact, _, _, ok := d.Quote(start, end); ok {
				list = append(list, exact)
			}
		}
	}
	return list
}

// root is what a document is a copy of in the end, as far as it was read.
func (g *reporting) root(id graph.ID) graph.ID {
	for range maxTies {
		of := g.editions[id].copyOf
		if of == "" {
			break
		}
		id = of
	}
	return id
}

// canonical are what stands for some records, each once.
func (g *reporting) canonical(ids ...graph.ID) (list []graph.ID) {
	for _, id := range ids {
		if id != "" {
			list = appendNew(list, g.sides.canonical(id))
		}
	}
	return list
}

// known says whether it is known who an actor is.
func (g *reporting) known(id graph.ID) bool {
	a := g.c.Actors[g.sides.canonical(id)]
	return a == nil || a.Kind != graph.ActorUnknown
}

// report is a statement as it is compared. What it names was read before.
func (g *reporting) report(s *graph.Statement) *report {
	r := &report{s: s, when: boundsOf(s.Said), sounds: map[string]string{}}
	for i := range s.Speakers {
		x := &s.Speakers[i]
		if x.Actor != "" && !g.known(x.Actor) {
			r.voices = appendNew(r.voices, g.canonical(x.OnBehalfOf)...)
			continue
		}
		r.voices = appendNew(r.voices, g.canonical(x.Actor, x.Post, x.OnBehalfOf)...)
	}
	for i := range s.Evidence {
		id := s.Evidence[i].Document
		r.documents = appendNew(r.documents, id)
		r.roots = appendNew(r.roots, g.root(id))
		if s.Attribution == graph.AttributionPublisher {
			r.voices = appendNew(r.voices, g.canonical(g.editions[id].publisher)...)
		}
	}
	r.reach = g.sides.reach(r.voices, r.when, false)
	for i := range s.Addressees {
		r.heard = appendNew(r.heard, g.canonical(s.Addressees[i].Actor, s.Addressees[i].Post)...)
	}
	for i := range s.About {
		if s.About[i].Node.Kind() != graph.KindStatement {
			r.nodes = appendNew(r.nodes, g.canonical(s.About[i].Node)...)
		}
	}
	slices.Sort(r.nodes)
	r.read(append([]string{s.Text}, g.passages[s.ID]...), s.Translations)
	r.count()
	return r
}

// read takes the texts in.
func (r *report) read(own []string, translations []graph.Translation) {
	for i, one := range own {
		if w, ok := wordingOf(one); ok {
			r.texts = append(r.texts, w)
		}
		if i == 0 {
			r.listen(one)
		}
	}
	for i := range translations {
		if w, ok := wordingOf(translations[i].Text); ok {
			r.texts = append(r.texts, w)
		}
	}
}

// minSound is how many consonants a word has that is compared by its sound: names
// of fewer sound like many others.
const minSound = 4

// listen finds how the longer words of a text sound: so a name is known again in
// another script.
func (r *report) listen(s string) {
	words := strings.Fields(s)
	for len(words) > 0 {
		n := min(len(words), 16)
		for _, heard := range text.SoundOf(strings.Join(words[:n], " ")).Words() {
			if r.script == "" {
				r.script = scriptOf(heard.Text)
			}
			for _, key := range heard.Keys {
				if consonants := strings.TrimLeft(key, "'"); len([]rune(consonants)) >= minSound && !strings.HasPrefix(key, "=") {
					r.sounds[key] = heard.Text
				}
			}
		}
		words = words[n:]
	}
}

// count finds the numbers: those in the text, but for years, and the figures.
func (r *report) count() {
	for _, t := range text.Tokens(r.s.Text) {
		if n, err := strconv.ParseUint(t.Text, 10, 63); err == nil && !(len(t.Text) == 4 && n >= 1900 && n < 2100) {
			r.numbers = append(r.numbers, strconv.FormatUint(n, 10))
		}
	}
	for i := range r.s.Figures {
		f := &r.s.Figures[i]
		for _, n := range []*int64{f.Low, f.Best, f.High} {
			if n != nil {
				r.numbers = append(r.numbers, strconv.FormatInt(*n, 10))
			}
		}
	}
	slices.Sort(r.numbers)
	r.numbers = slices.Compact(r.numbers)
}
