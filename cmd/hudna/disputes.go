package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"hudna/graph"
	"hudna/graph/analysis"
)

type disputesCommand struct {
	Agreement string `arg:"" help:"The id of the agreement."`
	whereFlags
	resultFlags
	Of         string   `default:"disputes" enum:"disputes,counts,bias,days" placeholder:"WHAT" help:"What is listed: the disputes, what was counted by whom (counts), who speaks of whose breaches (bias), or the ledger by day, place and accused (days). Default: ${default}."`
	State      []string `placeholder:"STATE" help:"Only disputes in this state: ALLEGED, DISPUTED, DENIED, CONFIRMED or ADMITTED; may be repeated."`
	Accused    []string `placeholder:"ID" help:"Only disputes of this accused; may be repeated."`
	Unanswered bool     `help:"Only disputes in which something is alleged that nobody has answered."`
	Said       string   `placeholder:"DATES" help:"Only what was said then, from one date to another: 2016-02-27/2016-04-30."`
	Revision   *uint64  `placeholder:"N" help:"As of this revision; without it as of the newest."`
	CSV        bool     `name:"csv" xor:"form" help:"Write CSV, the names of the columns first."`
	JSON       bool     `name:"json" xor:"form" help:"A JSON object a line, for machines."`
}

// Help is the end of the command's help.
func (disputesCommand) Help() string {
	return `What is in dispute under a ceasefire, by what was said and by whom: an allegation is a statement, and no event is called a breach. The rules are in docs/analysis.md. Counts of different counters stand beside each other and are never added up. Each row names its statements.

Examples:

    hudna disputes agreement/syria-cessation-2016
    hudna disputes agreement/syria-cessation-2016 --state DENIED --csv
    hudna disputes agreement/syria-cessation-2016 --of counts
    hudna disputes agreement/syria-cessation-2016 --of days --said 2016-02-27/2016-04-30 --csv
`
}

// disputesPages are how many are asked for at once: so many that an operation may
// answer with them. Of counters it is one, with so many of its counts.
var disputesPages = map[string]int{"disputes": 100, "counts": 1, "bias": 200, "days": 200}

// countsPage is how many counts of one counter are asked for at once.
const countsPage = 500

// A sheet is a table of texts: what a command prints of an analysis, as columns,
// as CSV or as JSON.
type sheet struct {
	columns []string
	rows    [][]string
}

func (s *sheet) add(row ...string) { s.rows = append(s.rows, row) }

// print writes the sheet in one of the forms.
func (s *sheet) print(w io.Writer, asCSV, asJSON bool) error {
	switch {
	case asCSV:
		out := csv.NewWriter(w)
		if err := out.Write(s.columns); err != nil {
			return err
		}
		if err := out.WriteAll(s.rows); err != nil {
			return err
		}
		out.Flush()
		return out.Error()
	case asJSON:
		for _, row := range s.rows {
			o := map[string]string{}
			for i, name := range s.columns {
				if row[i] != "" {
					o[name] = row[i]
				}
			}
			if err := printJSON(w, o); err != nil {
				return err
			}
		}
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, strings.ToUpper(strings.Join(s.columns, "\t")))
	for _, row := range s.rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(t, "\t")
			}
			fmt.Fprint(t, orDash(cell))
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// A reference is a record of which an answer tells the id alone.
type reference struct{ ID graph.ID }

func (r *reference) text() string {
	if r == nil {
		return ""
	}
	return string(r.ID)
}

func idsOf(list []reference) string {
	ids := make([]string, len(list))
	for i, r := range list {
		ids[i] = string(r.ID)
	}
	return strings.Join(ids, " ")
}

// disputesFound is as much of Disputes of the API as is shown.
type disputesFound struct {
	Found []struct {
		Key             string
		Accused, Event  *reference
		Utterance       string
		State           string
		Excluded        bool
		Unanswered      bool
		AllegationCount int
		AnswerCount     int
		Allegations     []struct{ Statement reference }
		Admissions      []struct{ Statement reference }
		Answers         []struct {
			Statement reference
			Link      struct{ Kind string }
			By        []string
			Withdrawn bool
		}
	}
	Tallies []struct {
		Counter *reference
		Total   int
		Counts  []struct {
			Statement reference
			Figure    struct {
				What, Unit, Bound, Words string
				Low, Best, High          *int64
				Includes                 []string
				Window                   *struct{ EDTF, Words string }
				Place                    *reference
				Cumulative               *bool
			}
			Blamed      *reference
			Own         bool
			Overlapping int
		}
	}
	Biases []struct {
		By, Of                                 *reference
		Own                                    bool
		Allegations, Admissions, Counts, Total int
		Statements                             []reference
	}
	Days []struct {
		Day, Dating                                                  string
		DayOfTruce                                                   *struct{ From, To int }
		Place, Accused                                               *reference
		Excluded                                                     bool
		Alleged, Observed, Reported, RecordedAsAlleged, MachineCoded int
		Statements, Events                                           []reference
	}
}

// disputesQuestions ask for what is listed, by the value of --of.
var disputesQuestions = map[string]string{
	"disputes": `found(first: $first, after: $after, state: $state, accused: $accused, unanswered: $unanswered) {
      key accused { id } event { id } utterance state excluded unanswered allegationCount answerCount
      allegations(first: 20) { statement { id } } admissions(first: 5) { statement { id } } answers(first: 20) { statement { id } link { kind } by withdrawn }
    }`,
	"counts": `tallies(first: $first, skip: $skip) {
      counter { id } total counts(first: 500, skip: $counts) {
        statement { id } blamed { id } own overlapping
        figure { what unit bound words low best high includes window { edtf words } place { id } cumulative }
      }
    }`,
	"bias": `biases(first: $first, skip: $skip) { by { id } of { id } own allegations admissions counts total statements { id } }`,
	"days": `days(first: $first, skip: $skip) {
      day dating dayOfTruce { from to } place { id } accused { id } excluded
      alleged observed reported recordedAsAlleged machineCoded statements { id } events { id }
    }`,
}

// disputesVariables are those that each of the questions takes.
var disputesVariables = map[string]string{
	"disputes": "$after: String, $state: [DisputeState!], $accused: [ID!], $unanswered: Boolean, ", "days": "$skip: Int, ", "bias": "$skip: Int, ", "counts": "$skip: Int, $counts: Int, ",
}

// Run prints what is in dispute.
func (c *disputesCommand) Run(ctx context.Context, p *program) (err error) {
	if c.Of != "disputes" && (c.State != nil || c.Accused != nil || c.Unanswered) {
		return failed(codeUsage, "--state, --accused and --unanswered are for disputes, and not for --of %s", c.Of)
	}
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	variables := map[string]any{"id": c.Agreement, "first": disputesPages[c.Of], "said": saidIn(c.Said)}
	if c.Of == "disputes" {
		variables["state"], variables["accused"] = listed(c.State), listed(c.Accused)
		if c.Unanswered {
			variables["unanswered"] = true
		}
	} else {
		variables["skip"], variables["counts"] = 0, 0
	}
	if c.Of == "bias" || c.Of == "days" {
		delete(variables, "counts")
	}
	parameters, err := json.Marshal(map[string]any{
		"agreement": c.Agreement, "said": variables["said"], "of": c.Of, "state": variables["state"], "accused": variables["accused"], "unanswered": c.Unanswered,
	})
	if err != nil {
		return err
	}
	s := &sheet{columns: disputesColumns[c.Of]}
	asOf := (*graph.Revision)(c.Revision)
	for more := true; more; {
		answer, read, err := ask[struct {
			Agreement *struct{ Disputes disputesFound }
		}](ctx, at, operation{
			document: "query($id: ID!, $first: Int, " + disputesVariables[c.Of] + "$said: DateMatch) {\n  agreement(id: $id) { disputes(said: $said) { " +
				disputesQuestions[c.Of] + " } }\n}",
			variables: variables, asOf: asOf,
		})
		if err != nil {
			return err
		}
		if answer.Agreement == nil {
			return fmt.Errorf("%s: %w", c.Agreement, graph.ErrNotFound)
		}
		if asOf == nil {
			asOf = &read // all pages are as of one revision
		}
		found := &answer.Agreement.Disputes
		found.list(s)
		more = found.goOn(variables)
	}
	return c.print(ctx, p, at, operation{document: disputesSummary, variables: map[string]any{"id": c.Agreement, "said": saidIn(c.Said)}}, s, c.CSV, c.JSON,
		resultProvenance{Result: "disputes", Revision: *asOf, Version: analysis.DisputesDefinition, Parameters: parameters, Notes: []string{
			"It was asked for page by page; the citation is of how many disputes there are, in which states.",
		}})
}

// disputesSummary is what is cited of a list that takes several answers: the same
// disputes, counted.
const disputesSummary = `query($id: ID!, $said: DateMatch) {
  agreement(id: $id) { disputes(said: $said) { definition read total unanswered states { state count } } }
}`

// goOn has the next part of a list asked for, if there may be one.
func (d *disputesFound) goOn(variables map[string]any) (more bool) {
	skip := func(name string, got int) {
		before, _ := variables[name].(int)
		variables[name] = before + got
	}
	switch first := variables["first"]; {
	case len(d.Tallies) == 1 && len(d.Tallies[0].Counts) == countsPage:
		skip("counts", countsPage)
		return true
	case len(d.Tallies) == 1:
		skip("skip", 1)
		variables["counts"] = 0
		return true
	case len(d.Found) == first:
		variables["after"] = d.Found[len(d.Found)-1].Key
		return true
	case len(d.Biases) == first || len(d.Days) == first:
		skip("skip", max(len(d.Biases), len(d.Days)))
		return true
	}
	return false
}

// listed is a list of a flag, nil where it was not given.
func listed(list []string) any {
	if list == nil {
		return nil
	}
	return list
}

// saidIn is a stretch of time as a DateMatch.
func saidIn(dates string) any {
	if dates == "" {
		return nil
	}
	from, to, both := strings.Cut(dates, "/")
	if !both {
		to = from
	}
	match := map[string]any{}
	if from != "" && from != ".." {
		match["from"] = from
	}
	if to != "" && to != ".." {
		match["to"] = to
	}
	return match
}

// disputesColumns are the columns of what is listed.
var disputesColumns = map[string][]string{
	"disputes": {"accused", "event", "utterance", "state", "excluded", "unanswered", "allegations", "answers", "alleging", "admitting", "answering"},
	"counts": {
		"counter", "what", "unit", "bound", "low", "best", "high", "words", "includes", "window", "cumulative", "place", "blamed", "own",
		"overlapping", "statement",
	},
	"bias": {"by", "of", "own", "allegations", "admissions", "counts", "total", "statements"},
	"days": {
		"day", "dating", "truceDay", "place", "accused", "excluded", "alleged", "observed", "reported", "recordedAsAlleged", "machineCoded",
		"statements", "events",
	},
}

// list adds the rows of an answer.
func (d *disputesFound) list(s *sheet) {
	for _, one := range d.Found {
		var alleging, admitting []reference
		for _, a := range one.Allegations {
			alleging = append(alleging, a.Statement)
		}
		for _, a := range one.Admissions {
			admitting = append(admitting, a.Statement)
		}
		var answering []string
		for _, a := range one.Answers {
			text := a.Link.Kind + " by " + strings.Join(a.By, "+") + " " + string(a.Statement.ID)
			if a.Withdrawn {
				text += " withdrawn"
			}
			answering = append(answering, text)
		}
		s.add(one.Accused.text(), one.Event.text(), one.Utterance, one.State, yes(one.Excluded), yes(one.Unanswered),
			strconv.Itoa(one.AllegationCount), strconv.Itoa(one.AnswerCount), idsOf(alleging), idsOf(admitting), strings.Join(answering, "; "))
	}
	for _, t := range d.Tallies {
		for _, c := range t.Counts {
			window, cumulative := "", ""
			if w := c.Figure.Window; w != nil {
				if window = w.EDTF; window == "" {
					window = w.Words
				}
			}
			if c.Figure.Cumulative != nil {
				cumulative = yes(*c.Figure.Cumulative)
			}
			s.add(t.Counter.text(), c.Figure.What, c.Figure.Unit, c.Figure.Bound, numberText(c.Figure.Low), numberText(c.Figure.Best), numberText(c.Figure.High),
				c.Figure.Words, strings.Join(c.Figure.Includes, " "), window, cumulative, c.Figure.Place.text(), c.Blamed.text(), yes(c.Own),
				strconv.Itoa(c.Overlapping), string(c.Statement.ID))
		}
	}
	for _, b := range d.Biases {
		s.add(b.By.text(), b.Of.text(), yes(b.Own), strconv.Itoa(b.Allegations), strconv.Itoa(b.Admissions), strconv.Itoa(b.Counts),
			strconv.Itoa(b.Total), idsOf(b.Statements))
	}
	for _, r := range d.Days {
		day := ""
		if r.DayOfTruce != nil {
			day = strconv.Itoa(r.DayOfTruce.From)
			if r.DayOfTruce.To != r.DayOfTruce.From {
				day += "-" + strconv.Itoa(r.DayOfTruce.To)
			}
		}
		s.add(r.Day, r.Dating, day, r.Place.text(), r.Accused.text(), yes(r.Excluded), strconv.Itoa(r.Alleged), strconv.Itoa(r.Observed),
			strconv.Itoa(r.Reported), strconv.Itoa(r.RecordedAsAlleged), strconv.Itoa(r.MachineCoded), idsOf(r.Statements), idsOf(r.Events))
	}
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

func numberText(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}
