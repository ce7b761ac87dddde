package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"hudna/cmd/hudna/fiction"
	"hudna/graph"
)

// TestAProtectionThatIsKilledHolds protects an actor whom many statements name,
// and kills the process that carries the rest of it out, again and again. From
// the commit on, everything that anybody without the clearance can ask is
// answered as before these statements had come, and nothing is ever damaged.
// TestSoak… does it twenty times, with 100,000 statements of 1,000,000, or a tenth
// of HUDNA_SOAK_STATEMENTS.
func TestAProtectionThatIsKilledHolds(t *testing.T) {
	killedProtection(t, protection{statements: 900, named: 400, kills: 2, acknowledged: 5 * time.Second})
}

func TestSoakAProtectionThatIsKilledHolds(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("set HUDNA_SOAK for the long run")
	}
	all := 1_000_000
	if given := os.Getenv("HUDNA_SOAK_STATEMENTS"); given != "" {
		var err error
		if all, err = strconv.Atoi(given); err != nil {
			t.Fatal(err)
		}
	}
	killedProtection(t, protection{statements: all, named: all / 10, kills: 20, acknowledged: 200 * time.Millisecond})
}

type protection struct {
	statements, named, kills int
	acknowledged             time.Duration // within which the commit has to be
}

// The person whom nobody may find, and what may not be seen of the statements.
const (
	person  = graph.ID("actor/maro-ilinn")
	minted  = graph.ID("actor/0195d1f0-7a1c-4000-8000-0000000000aa")
	unheard = "unheardofsentence"
)

// settler carries changes of markings out, and says when the graph is open, from
// when on it does so, and when it has done. Its argument is the directory.
func settler() {
	p := &program{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		getenv: os.Getenv, now: time.Now, executable: func() (string, error) { return exec.LookPath("hudna") }, engine: openEngine,
	}
	ctx := context.Background()
	g, err := p.open(ctx, os.Args[1], openFlags{existing: true})
	if err == nil {
		fmt.Println("open")
		err = errors.Join(g.Settle(ctx), g.Close())
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("done")
}

func killedProtection(t *testing.T, o protection) {
	t.Helper()
	plain(t)
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	s := shielded{data: filepath.Join(dir, "data")}
	s.build(t, dir, o)
	s.protect(t, o.acknowledged)
	s.hides(t)
	s.hidesAll(t)
	s.clean(t)

	slice := max(int64(o.named)*int64(40*time.Microsecond)/int64(o.kills), int64(2*time.Millisecond))
	killed := 0
	for killed < o.kills && s.settle(t, time.Duration(random.Int64N(slice))) {
		killed++
		s.hides(t)
		if o.statements <= 50_000 || killed == o.kills/2 {
			s.clean(t)
		}
	}
	said := hudna(t, "settle", "--data", s.data)
	t.Logf("killed %d times; the last time %s; seed %d", killed, strings.TrimSpace(said), seed)
	if killed < o.kills {
		t.Errorf("it was done after %d kills", killed)
	}
	s.hides(t)
	s.hidesAll(t)
	if proof := s.clean(t); strings.Contains(proof, "still") {
		t.Error(proof)
	}
}

// A shielded graph is one in which something may not be found.
type shielded struct {
	data           string
	before, middle graph.Revision // the last without the statements, and with them
	answers        string         // what was answered before they came
	exported       []byte
}

// build makes a graph up, asks what there is to ask, and adds the statements
// that name the person, of records that were there before.
func (s *shielded) build(t *testing.T, dir string, o protection) {
	t.Helper()
	made, frame, spoken := filepath.Join(dir, "made.ndjson"), filepath.Join(dir, "frame.ndjson"), filepath.Join(dir, "spoken.ndjson")
	f, err := os.Create(made)
	if err != nil {
		t.Fatal(err)
	}
	_, err = fiction.Write(t.Context(), f, fiction.Options{Statements: o.statements - o.named, Seed: 5})
	if err := errors.Join(err, f.Close(), os.WriteFile(frame, []byte(frameLines), 0o600), writeSpoken(spoken, o.named)); err != nil {
		t.Fatal(err)
	}
	hudna(t, "import", "--data", s.data, made, frame)
	s.before = s.head(t)
	s.answers = s.ask(t)
	s.exported = s.streamed(t, "export")
	hudna(t, "import", "--data", s.data, spoken)
	s.middle = s.head(t)
	if s.ask(t) == s.answers {
		t.Fatal("nobody can tell that the statements have come")
	}
}

func (s *shielded) head(t *testing.T) graph.Revision {
	t.Helper()
	g, err := tested(t).open(t.Context(), s.data, openFlags{readOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	head, err := g.Head(t.Context())
	if err := errors.Join(err, g.Close()); err != nil {
		t.Fatal(err)
	}
	return head.Revision
}

// protect makes the change, of which nothing is carried out yet.
func (s *shielded) protect(t *testing.T, within time.Duration) {
	t.Helper()
	p := tested(t)
	p.ledger.HoldOverlays = true
	g, err := p.open(t.Context(), s.data, openFlags{existing: true})
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	_, err = g.Commit(t.Context(), operator("operator"), graph.Change{
		Message: "Change a marking", Ops: []graph.Op{{Verb: graph.VerbMark, ID: person, Marking: graph.MarkingProtected, NewID: minted, Reason: "in danger"}},
	})
	took := time.Since(begun)
	if err := errors.Join(err, g.Close()); err != nil {
		t.Fatal(err)
	}
	if t.Logf("acknowledged in %v", took); took > within {
		t.Errorf("acknowledged in %v; at most %v", took, within)
	}
}

// settle has the change carried out until a while after the graph was opened, and
// says whether that was killed before its end.
func (s *shielded) settle(t *testing.T, after time.Duration) (killed bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "hudna-settler", s.data)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "open" {
		t.Fatalf("the settler says %q: %v", lines.Text(), errors.Join(lines.Err(), cmd.Wait()))
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	done := lines.Scan() && lines.Text() == "done"
	_ = cmd.Wait() // which it was ended by
	return !done
}

// clean proves that nothing is damaged.
func (s *shielded) clean(t *testing.T) string {
	t.Helper()
	proof := hudna(t, "check", "--data", s.data)
	if !strings.HasSuffix(proof, "clean\n") {
		t.Error(proof)
	}
	return proof
}

// hides asks again what was asked before the statements had come, now and as of
// revisions before the change.
func (s *shielded) hides(t *testing.T) {
	t.Helper()
	for name, at := range map[string][]string{
		"now": nil, "as of the revision before the change": {"--revision", fmt.Sprint(s.middle)}, "as of the revision before them": {"--revision", fmt.Sprint(s.before)},
	} {
		if got := s.ask(t, at...); got != s.answers {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, s.answers)
		}
	}
	if said, ok := s.run(t, "diff", "--from", fmt.Sprint(s.before)); !ok || !strings.HasPrefix(said, "0 records differ") {
		t.Errorf("what differs since they came: %s", said)
	}
	s.streamed(t, "revisions", "--first", "50")
	s.streamed(t, "changes", "--after", fmt.Sprint(s.before))
	s.streamed(t, "query", "--explain", `{ statements(where: {text: "`+unheard+`"}) { totalCount } search(text: "Ilinn") { totalCount } }`)
	compared := s.streamed(t, "query", fmt.Sprintf(`{ comparison(where: {to: {anyOf: ["actor/ilan-dorro"]}}, from: %d) { came went changed } }`, s.before))
	if !bytes.Contains(compared, []byte(`"came":0,"went":0,"changed":0`)) {
		t.Errorf("%s", compared)
	}
}

// hidesAll looks through all that can be had at once.
func (s *shielded) hidesAll(t *testing.T) {
	t.Helper()
	if exported := s.streamed(t, "export"); !bytes.Equal(exported, s.exported) {
		t.Errorf("the export has %d bytes, and had %d", len(exported), len(s.exported))
	}
	s.streamed(t, "export", "--history")
	for _, id := range []graph.ID{person, minted, "statement/said-1"} {
		for _, args := range [][]string{{"history", string(id)}, {"cite", string(id)}, {"diff", "--from", fmt.Sprint(s.before), string(id)}} {
			if said, ok := s.run(t, args...); ok || !strings.Contains(said, "not found") {
				t.Errorf("%v: %s", args, said)
			}
		}
	}
}

// run runs a command on the graph, and gives what it says and whether it did it.
func (s *shielded) run(t *testing.T, args ...string) (string, bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "hudna", append(args, "--data", s.data)...)
	said, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return string(said), true
	case !errors.As(err, &exit):
		t.Fatal(err)
	}
	return string(said) + string(exit.Stderr), false
}

// streamed runs a command that has to tell nothing of what is hidden, unless
// nothing is yet. It gives the beginning of what it says, and of the rest a sum.
func (s *shielded) streamed(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "hudna", append(args, "--data", s.data)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	summed := newSummed()
	told, read := lookedFor(io.TeeReader(out, summed))
	if err := errors.Join(read, cmd.Wait()); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	if told != "" && s.middle > 0 {
		t.Errorf("%v tells %q", args, told)
	}
	return summed.bytes()
}

// ask puts questions of every sort, and gives the answers.
func (s *shielded) ask(t *testing.T, at ...string) string {
	t.Helper()
	var b strings.Builder
	for _, query := range []string{countedAnswers, listedAnswers} {
		var answer struct {
			Data   json.RawMessage `json:"data"`
			Errors json.RawMessage `json:"errors"`
		}
		said, _ := s.run(t, append([]string{"query", query}, at...)...)
		if err := json.Unmarshal([]byte(said), &answer); err != nil || answer.Errors != nil {
			t.Fatalf("%s: %v", said, err)
		}
		b.Write(answer.Data)
		b.WriteByte('\n')
	}
	return b.String()
}

const countedAnswers = `{
  statements { totalCount facets(by: ACT) { distinct without values { value count } } }
  actors { totalCount }
  words: statements(where: {text: "quorble"}, orderBy: RELEVANCE, first: 3) { totalCount edges { score node { id } } }
  unheard: statements(where: {text: "unheardofsentence"}) { totalCount }
  search(text: "quorble", first: 3) { totalCount edges { score node { __typename } } }
  name: search(text: "Ilinn") { totalCount }
  to: statements(where: {to: {anyOf: ["actor/ilan-dorro"]}}) { totalCount utterances sources }
  occasion: statements(where: {occasion: "event/meeting"}) { totalCount }
  utterance: statements(where: {utterance: "utterance/u1"}) { totalCount }
}`

const listedAnswers = `{
  statements(first: 3) { nodes { id text } }
  recorded: statements(orderBy: RECORDED_DESC, first: 3) { nodes { id } }
  actor(id: "actor/ilan-dorro") {
    statements(first: 3) { totalCount nodes { id } }
    mentions(first: 3) { totalCount nodes { id } facets(by: SPEAKER) { distinct values { value count } } }
  }
  document(id: "document/report") { statements(first: 3) { totalCount nodes { id } facets(by: MONTH) { distinct values { value count } } } }
  event(id: "event/meeting") { statements(first: 3) { totalCount } }
  location(id: "location/karvela-square") { statements(first: 3) { totalCount } }
  topic(id: "topic/all-is-well") { statements(first: 3) { totalCount } }
  statement(id: "statement/open") { text sources answered: links { kind } }
  linked: statements(where: {answered: true}) { totalCount }
}`

// frameLines are what the statements that are added hang on.
const frameLines = `{"type":"Actor","id":"actor/ilan-dorro","kind":"PERSON","names":[{"text":"Ilan Dorro","lang":"en"}]}
{"type":"Document","id":"document/report","kind":"REPORT","title":"An invented report","lang":"en"}
{"type":"Location","id":"location/karvela-square","kind":"SITE","names":[{"text":"Karvela Square","lang":"en"}]}
{"type":"Event","id":"event/meeting","kind":"MEETING","when":{"edtf":"2031-02-03"}}
{"type":"Topic","id":"topic/all-is-well","kind":"PROPOSITION","names":[{"text":"All is well","lang":"en"}]}
{"type":"Statement","id":"statement/open","addressees":[{"actor":"actor/ilan-dorro"}],"attribution":"ANONYMOUS","transmission":"UNSTATED","acts":[{"act":"ASSERT"}],"about":[{"node":"actor/ilan-dorro","role":"SUBJECT"}],"utterance":"utterance/u1","occasion":"event/meeting","place":"location/karvela-square","said":{"edtf":"2031-02-03"},"text":"An open sentence about a quorble.","lang":"en","wording":"PARAPHRASE","evidence":[{"document":"document/report"}]}
`

// writeSpoken writes statements of the person.
func writeSpoken(file string, statements int) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(f)
	fmt.Fprintf(b, `{"type":"Actor","id":%q,"kind":"PERSON","names":[{"text":"Maro Ilinn","lang":"en"}]}`+"\n", person)
	for i := range statements {
		fmt.Fprintf(b, `{"type":"Statement","id":"statement/said-%d","speakers":[{"actor":%q}],"addressees":[{"actor":"actor/ilan-dorro"}],"attribution":"NAMED","transmission":"UNSTATED",`+
			`"acts":[{"act":"ASSERT"}],"about":[{"node":"actor/ilan-dorro","role":"SUBJECT"},{"node":"event/meeting","role":"CAUSE"},{"node":"location/karvela-square","role":"SUBJECT"}],`+
			`"positions":[{"topic":"topic/all-is-well","agreement":"AGREE"}],"links":[{"kind":"ANSWERS","statement":"statement/open"}],`+
			`"utterance":"utterance/u%d","occasion":"event/meeting","place":"location/karvela-square","said":{"edtf":"2031-02-%02d"},`+
			`"text":"An unheardofsentence about a quorble, number %d.","lang":"en","wording":"PARAPHRASE","evidence":[{"document":"document/report"}]}`+"\n",
			i, person, i%7, 1+i%28, i)
	}
	return errors.Join(b.Flush(), f.Close())
}
