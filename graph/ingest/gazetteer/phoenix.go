package gazetteer

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
	"hudna/graph/text"
)

// Phoenix are dictionaries of actors in the form of TABARI and PETRARCH: a name,
// the names that stand for it, each behind a +, and the codes of CAMEO for what
// it was, with the time where that is known. What is behind a # is a remark. The
// dictionaries of agents have codes that begin with a ~, of who is meant in
// whatever country.
//
// An entry is an actor. A dictionary puts cities, leaders and peoples beside a
// country's name, as events are coded alike for them; so a name that has no word
// in common with the entry's first one is a METONYM, which tells nothing alone.
type Phoenix struct{}

const phoenix = "phoenix"

// Name is "phoenix".
func (Phoenix) Name() string { return phoenix }

// Scheme is "phoenix".
func (Phoenix) Scheme() string { return phoenix }

// Gazetteer says that the format lists names.
func (Phoenix) Gazetteer() {}

// The lines of a dictionary.
var (
	roleIn  = regexp.MustCompile(`\[([^\]]*)\]`)
	roleHas = regexp.MustCompile(`^~?([A-Za-z]{3}(?:[A-Za-z]{3})*)\s*(?:([<>])\s*(\d{6}|\d{8})>?|(\d{6}|\d{8})\s*-\s*(\d{6}|\d{8}))?$`)
)

// Fit looks for names with codes in brackets, and for nothing else.
func (Phoenix) Fit(s *source.Source) (int, string) {
	if s.Kind != source.Text {
		return 0, ""
	}
	entries, others := 0, 0
	for line := range strings.Lines(string(s.Head)) {
		line = uncommented(line)
		switch {
		case strings.TrimSpace(line) == "", strings.HasPrefix(line, "+"):
		case roleIn.MatchString(line) || strings.HasSuffix(strings.TrimSpace(line), "_"):
			entries++
		default:
			others++
		}
	}
	if entries < 3 || entries < others {
		return 0, ""
	}
	return 85, "has names with codes of CAMEO in brackets"
}

func uncommented(line string) string {
	line, _, _ = strings.Cut(line, "#")
	return strings.TrimRight(line, " \t\r\n")
}

// An entry is a name with what belongs to it.
type entry struct {
	line  int
	raw   strings.Builder
	names []string
	roles []string
}

type dictionary struct {
	in    io.ReadCloser
	lines *bufio.Scanner
	line  int
	next  *entry
	ended error
}

// maxEntry bounds the bytes of an entry.
const maxEntry = 256 << 10

// Open begins to decode a dictionary.
func (Phoenix) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	in, err := s.Reader(ctx)
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, table.MaxRow)
	return &dictionary{in: in, lines: lines}, nil
}

// Close lets go of the file.
func (d *dictionary) Close() error { return d.in.Close() }

// Next decodes an entry.
func (d *dictionary) Next(context.Context) (*ingest.Draft, error) {
	for d.ended == nil {
		e := d.next
		d.next = nil
		for e != nil || d.ended == nil {
			if !d.lines.Scan() {
				if d.ended = d.lines.Err(); d.ended == nil {
					d.ended = io.EOF
				}
				if errors.Is(d.ended, bufio.ErrTooLong) {
					d.ended = &table.Fault{Line: d.line + 1, Reason: fmt.Sprintf("the line is longer than %d bytes", table.MaxRow)}
				}
				break
			}
			d.line++
			line := uncommented(d.lines.Text())
			if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "!") || strings.HasPrefix(line, "&") {
				continue
			}
			begins := !strings.HasPrefix(line, "+") && !strings.HasPrefix(strings.TrimSpace(line), "[")
			if begins && e != nil {
				d.next = &entry{line: d.line}
				d.next.add(d.lines.Text(), line)
				return e.draft(), nil
			}
			if begins {
				e = &entry{line: d.line}
			}
			if e != nil {
				e.add(d.lines.Text(), line)
			}
		}
		if e != nil {
			return e.draft(), nil
		}
	}
	if d.next != nil {
		e := d.next
		d.next = nil
		return e.draft(), nil
	}
	return nil, d.ended
}

// add takes a line of an entry.
func (e *entry) add(raw, line string) {
	if e.raw.Len()+len(raw) > maxEntry {
		return
	}
	e.raw.WriteString(raw + "\n")
	name, _, _ := strings.Cut(line, "[")
	name = strings.Join(strings.FieldsFunc(strings.TrimPrefix(strings.TrimSpace(name), "+"), func(r rune) bool { return r == '_' || r == ' ' || r == '\t' }), " ")
	if name != "" && !slices.Contains(e.names, name) {
		e.names = append(e.names, name)
	}
	if i := strings.LastIndex(line, "]"); i >= 0 {
		// The Arabic dictionary of agents has the translation there.
		if behind := strings.TrimSpace(line[i+1:]); languageIn(behind) == "ar" && !slices.Contains(e.names, behind) {
			e.names = append(e.names, behind)
		}
	}
	for _, m := range roleIn.FindAllStringSubmatch(line, -1) {
		e.roles = append(e.roles, strings.TrimSpace(m[1]))
	}
}

// sectors are the codes of CAMEO that say what somebody is, in whatever country.
var sectors = strings.Fields(`GOV MIL REB OPP PTY COP JUD SPY LEG MED EDU BUS CRM CVL DEV ELI ENV HLH HRI LAB REF MOD RAD AGR INS SEP UAF SET`)

// organised are the codes of what is an organisation and nothing else; persons
// who work for one have a role of another code as well.
var organised = []string{"IGO", "NGO", "NGM", "MNC"}

// draft makes an actor of an entry.
func (e *entry) draft() *ingest.Draft {
	d := &ingest.Draft{Line: e.line, Raw: e.raw.String()}
	refuse := func(value, reason string) {
		d.Faults = append(d.Faults, &table.Fault{Line: e.line, Value: table.Shorten(value), Reason: reason})
	}
	if len(e.names) == 0 {
		refuse(e.raw.String(), "the entry has no name")
		return d
	}
	first := table.Cut(e.names[0], graph.MaxName)
	if len(text.Tokens(first)) == 0 {
		refuse(first, "the name has no word")
		return d
	}
	a := &graph.Actor{Meta: meta(ingest.NewID(graph.KindActor, phoenix, strings.ToLower(first)), phoenix, nil)}
	generic := len(e.roles) > 0
	for _, role := range e.roles {
		generic = generic && (strings.HasPrefix(role, "~") || slices.Contains(sectors, role[:min(3, len(role))]))
	}
	if len(e.roles) > 0 && !slices.ContainsFunc(e.roles, func(role string) bool { return !slices.Contains(organised, role[:min(3, len(role))]) }) {
		a.Kind = graph.ActorOrganisation
	}
	for _, role := range e.roles {
		m := roleHas.FindStringSubmatch(role)
		if m == nil {
			d.Flagged = table.Cut("a role is not understood: "+role, graph.MaxShort)
			continue
		}
		e.affiliate(d, a, m)
	}
	words := wordsOf(first)
	for i, name := range e.names {
		if i == graph.MaxNames {
			d.Flagged = fmt.Sprintf("of %d names the first %d are taken", len(e.names), graph.MaxNames)
			break
		}
		n := graph.Name{Text: table.Cut(name, graph.MaxName), Lang: languageIn(name)}
		switch {
		case generic:
			n.Kind = graph.NameGeneric
		case i > 0 && !slices.ContainsFunc(wordsOf(name), func(w string) bool { return slices.Contains(words, w) }):
			n.Kind = graph.NameMetonym
		case i > 0:
			n.Kind = graph.NameAlias
		}
		a.Names = append(a.Names, n)
	}
	d.With = append(d.With, a)
	d.Amends = []ingest.Amend{{IDs: []graph.ID{a.ID}, Add: func(r graph.Record) graph.Record { return with(r, nil, a.Names...) }}}
	return d
}

// affiliate adds a role. What the code of a whole country is, is not said: it may
// be the state, a city or a people.
func (e *entry) affiliate(d *ingest.Draft, a *graph.Actor, m []string) {
	code := strings.ToUpper(m[1])
	if len(code) == 3 || strings.HasPrefix(m[0], "~") {
		a.Variables = append(a.Variables, graph.Variable{Name: fmt.Sprintf("cameo.%d", len(a.Variables)+1), Type: graph.VariableText, Value: m[0]})
		return
	}
	group := &graph.Actor{
		Meta:  meta(ingest.NewID(graph.KindActor, "cameo", strings.ToLower(code)), phoenix, []graph.Code{{System: "cameo", Code: code}}),
		Names: []graph.Name{{Text: code, Kind: graph.NameAcronym}},
	}
	f := graph.Affiliation{Organisation: group.ID, Kind: graph.AffiliationMember}
	switch m[2] {
	case ">":
		f.From = day(m[3])
	case "<":
		f.To = day(m[3])
	default:
		f.From, f.To = day(m[4]), day(m[5])
	}
	if f.From != nil && f.To != nil && f.To.EDTF < f.From.EDTF {
		f.To = nil // the dictionaries write 1800 for an end that has not come
	}
	if !slices.ContainsFunc(d.With, func(r graph.Record) bool { return r.Shared().ID == group.ID }) {
		d.With = append(d.With, group)
	}
	same := func(o graph.Affiliation) bool {
		return o.Organisation == f.Organisation && sameDay(o.From, f.From) && sameDay(o.To, f.To)
	}
	if !slices.ContainsFunc(a.Affiliations, same) {
		a.Affiliations = append(a.Affiliations, f)
	}
}

func sameDay(a, b *graph.Date) bool { return a == b || a != nil && b != nil && *a == *b }

// day reads a date of a dictionary: YYYYMMDD, or YYMMDD, of which 26 to 99 are of
// the last century. It is nil for what is no day.
func day(digits string) *graph.Date {
	if len(digits) == 6 {
		century := "20"
		if digits[:2] > "25" {
			century = "19"
		}
		digits = century + digits
	}
	t, err := time.Parse("20060102", digits)
	if err != nil {
		return nil
	}
	return &graph.Date{EDTF: graph.EDTF(t.Format(time.DateOnly))}
}

// joining words are in too many names to tell anything.
var joining = strings.Fields("the of and in for al el a de la")

func wordsOf(name string) (words []string) {
	for _, token := range text.Tokens(name) {
		if !slices.Contains(joining, token.Text) {
			words = append(words, token.Text)
		}
	}
	return words
}

// languageIn tells Arabic by its letters; the other dictionaries are English, with
// names of every language.
func languageIn(name string) string {
	for _, r := range name {
		if r >= 0x600 && r <= 0x6ff {
			return "ar"
		}
	}
	return ""
}
