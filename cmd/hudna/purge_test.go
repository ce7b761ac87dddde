package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"hudna/cmd/hudna/fiction"
	"hudna/graph"
	"hudna/graph/text"
	"hudna/storage"
	"hudna/storage/badgerkv"
)

// The words of the record that is purged, made up in three scripts so that
// nothing else has four letters of them on end: as they stood at first, since a
// correction, and in what was said of it.
const (
	firstWords  = "Quxelbryn zhvorgwyks kwyjibofing; الظغثخضذطش; Фъюзджэпщыхво"
	laterWords  = "Wyxolzdarf jyrgzhwing; بضثغظخشذط; Щэцъюфгджыхам"
	saidOfThem  = "Mzyqattrib clzwandqst"
	messageWord = "Uvxqerify whzqereab"
	idOfThem    = "statement/vrxqw-hzspyred-kjnq"
	codeOfThem  = "ZZ-77-KQ-1145"
)

// confidential writes a made-up graph, and the record that is to be purged.
func confidential(t *testing.T, dir string) {
	t.Helper()
	plain(t)
	file := filepath.Join(t.TempDir(), "made.ndjson")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	_, err = fiction.Write(t.Context(), f, fiction.Options{Statements: 400, Seed: 5})
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	hudna(t, "import", "--data", dir, file)
	line := func(words string) string {
		hash := sha256.Sum256([]byte(words))
		return fmt.Sprintf(`{"type":"Statement","id":%q,"codes":[{"system":"made-up","code":%q}],"attribution":"PUBLISHER","about":[{"node":"actor/someone","role":"SUBJECT"}],`+
			`"acts":[{"act":"ASSERT"}],"text":%q,"wording":"PARAPHRASE","evidence":[{"document":"document/something","start":0,"end":9,"part":"CLAUSE","hash":%q}]}`,
			idOfThem, codeOfThem, words, hex.EncodeToString(hash[:]))
	}
	lines := []string{
		`{"type":"Commit","message":"Enter who it is about"}`,
		`{"type":"Actor","id":"actor/someone","kind":"ORGANISATION"}`,
		`{"type":"Document","id":"document/something"}`,
		fmt.Sprintf(`{"type":"Commit","message":%q}`, messageWord),
		line(firstWords),
		`{"type":"Commit","message":"Correct it"}`,
		line(laterWords),
		`{"type":"Commit","message":"Withdraw it"}`,
		fmt.Sprintf(`{"type":"Retract","id":%q,"reason":%q}`, idOfThem, saidOfThem),
		`{"type":"Commit","message":"Take that back"}`,
		fmt.Sprintf(`{"type":"Restore","id":%q}`, idOfThem),
	}
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	hudna(t, "import", "--data", dir, file)
	g := opened(t, dir, openFlags{existing: true})
	if err := errors.Join(g.Merge(t.Context()), g.Close()); err != nil {
		t.Fatal(err)
	}
	unballast(t, dir)
}

// unballast removes what takes up space only, and time to copy.
func unballast(t *testing.T, dir string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, storeName, "BALLAST")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
}

// needles are the eight-byte pieces by which the record is known, each with what
// it is of. The test knows them by itself.
func needles() map[string]string {
	pieces := map[string]string{}
	add := func(of string, b string) {
		for i := range max(0, len(b)-7) {
			pieces[b[i:i+8]] = of
		}
	}
	for _, words := range []string{firstWords, laterWords} {
		hash := sha256.Sum256([]byte(words))
		add("the hash", hex.EncodeToString(hash[:]))
		for _, word := range strings.FieldsFunc(words, func(r rune) bool { return !unicode.IsLetter(r) }) {
			add("the word "+word, word)
			for _, token := range text.Tokens(word) {
				add("the folded form of "+word, token.Text)
				for _, form := range text.WordKeys(token.Text) {
					add("a form of "+word, form)
				}
			}
		}
	}
	for _, word := range strings.Fields(saidOfThem + " " + messageWord) {
		add("the word "+word, word)
	}
	add("the id", strings.TrimPrefix(idOfThem, "statement/"))
	add("the code", codeOfThem)
	return pieces
}

// foundIn looks through all files of a graph, tables unpacked.
func foundIn(t *testing.T, dir string, pieces map[string]string) map[string]string {
	t.Helper()
	unballast(t, dir)
	found := map[string]string{}
	// Most of what there is to look at, such as logs that are still empty, is told
	// by two bytes, which is far quicker than by the map.
	var begins [1 << 16]bool
	for piece := range pieces {
		begins[int(piece[0])<<8|int(piece[1])] = true
	}
	look := func(where string, b []byte) {
		for i := range max(0, len(b)-7) {
			if !begins[int(b[i])<<8|int(b[i+1])] {
				continue
			}
			if of, ok := pieces[string(b[i:i+8])]; ok {
				found[string(b[i:i+8])] = of + " in " + where
			}
		}
	}
	err := badgerkv.Content(filepath.Join(dir, storeName), 7, func(p badgerkv.Piece) error {
		look(p.What+" of "+p.File, p.Bytes)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name() == storeName {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		look(f.Name(), b)
	}
	return found
}

var purging = []string{"purge", "--as", "A. Keeper", "--role", "admin", "--reason", "order 12", "--data"}

// TestNoFileHoldsWhatWasPurged looks for every piece of the record's words, of
// their folded forms and stems, of its id, code and hashes, in all files, and in
// those of a copy that was made before, where each is found.
func TestNoFileHoldsWhatWasPurged(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "graph")
	confidential(t, dir)
	copied := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	before := hudna(t, "export", "--data", dir)
	hudna(t, append(slices.Clone(purging), dir, idOfThem)...)

	pieces := needles()
	held := foundIn(t, copied, pieces)
	for piece, of := range pieces {
		if held[piece] == "" {
			t.Errorf("%q, of %s, would not have been found", piece, of)
		}
	}
	for piece, where := range foundIn(t, dir, pieces) {
		t.Errorf("%q is left: %s", piece, where)
	}
	if len(pieces) < 200 {
		t.Errorf("only %d pieces were looked for", len(pieces))
	}
	if proof := hudna(t, "check", "--files", "--data", dir); !strings.HasSuffix(proof, "clean\n") {
		t.Error(proof)
	}
	if after := hudna(t, "export", "--data", dir); after != without(before, idOfThem) {
		t.Error("the export is not the one of before without the record")
	}
}

// TestATombstoneIsKnownByItsID: it has a history that says when, and no more.
func TestATombstoneIsKnownByItsID(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "graph")
	confidential(t, dir)
	said := hudna(t, append(slices.Clone(purging), dir, idOfThem)...)
	tombstone := regexp.MustCompile(`(?m)^purged; a tombstone is left as (statement/[0-9a-f-]{36})$`).FindStringSubmatch(said)
	if tombstone == nil {
		t.Fatal(said)
	}
	history := hudna(t, "history", "--data", dir, tombstone[1])
	verbs := regexp.MustCompile(`(?m)^  (.*)$`).FindAllStringSubmatch(history, -1)
	if got := fmt.Sprint(verbs); got != "[[  purged purged] [  purged purged] [  purged purged] [  purged purged] [  purged purged]]" {
		t.Error(history)
	}
	ask := func(revision int) string {
		query := fmt.Sprintf(`{ a: node(id: %q) { id } b: statement(id: %[1]q) { id } }`, tombstone[1])
		out, err := exec.CommandContext(t.Context(), "hudna", "query", "--data", dir, "--revision", strconv.Itoa(revision), query).Output()
		if strings.Contains(string(out), "errors") != (err != nil) {
			t.Error(err)
		}
		return string(out)
	}
	at, err := strconv.Atoi(regexp.MustCompile(`(?m)^revision (\d+)$`).FindStringSubmatch(said)[1])
	if err != nil {
		t.Fatal(err)
	}
	for revision, purged := range map[int]int{at: 2, at - 1: 2, 1: 0} {
		if said := ask(revision); strings.Count(said, `"code":"PURGED"`) != purged {
			t.Errorf("as of revision %d: %s", revision, said)
		}
	}
}

// without is an export without the line of a record.
func without(export, id string) string {
	var left []string
	for line := range strings.Lines(export) {
		if !strings.Contains(line, `"id":"`+id+`"`) {
			left = append(left, line)
		}
	}
	return strings.Join(left, "")
}

// TestAPurgeThatIsKilledGoesOn kills purges at random points: each is either not
// done, and can be done again, or is done once the graph has been opened.
// TestSoak… does it fifty times.
func TestAPurgeThatIsKilledGoesOn(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("many processes, each slow with the race detector: the run without it has them")
	}
	killedPurges(t, 6)
}

func TestSoakAPurgeThatIsKilledGoesOn(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("set HUDNA_SOAK for the long run")
	}
	killedPurges(t, 50)
}

func killedPurges(t *testing.T, kills int) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	origin := filepath.Join(t.TempDir(), "graph")
	confidential(t, origin)
	before := hudna(t, "export", "--data", origin)
	after := without(before, idOfThem)
	copyOf := func() string {
		dir := filepath.Join(t.TempDir(), "graph")
		if err := os.CopyFS(dir, os.DirFS(origin)); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	begun := time.Now()
	hudna(t, append(slices.Clone(purging), copyOf(), idOfThem)...)
	took := time.Since(begun)
	killed, stages := 0, map[string]int{}
	for range kills {
		dir := copyOf()
		cmd := exec.CommandContext(t.Context(), "hudna", append(slices.Clone(purging), dir, idOfThem)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(random.Int64N(int64(took))), func() { _ = cmd.Process.Kill() })
		var exit *exec.ExitError
		if errors.As(cmd.Wait(), &exit) && !exit.Exited() {
			killed++
		}
		timer.Stop()
		stage, err := stageOf(dir)
		if err != nil {
			t.Fatal(err)
		}
		stages[strings.TrimSpace(string(stage))]++
		switch now := hudna(t, "export", "--data", dir); now {
		case after:
		case before:
			if stage == stageReplacing {
				t.Error("a purge that was whole has not been ended")
			}
			hudna(t, append(slices.Clone(purging), dir, idOfThem)...)
		default:
			t.Fatalf("the graph is neither the one before nor the one after; seed %d", seed)
		}
		if now := hudna(t, "export", "--data", dir); now != after {
			t.Errorf("the graph is not the one after; seed %d", seed)
		}
		if proof := hudna(t, "check", "--data", dir); !strings.HasSuffix(proof, "clean\n") {
			t.Error(proof)
		}
		for piece, where := range foundIn(t, dir, needles()) {
			t.Errorf("%q is left: %s", piece, where)
		}
		files, err := os.ReadDir(dir)
		if err != nil || len(files) != 2 {
			t.Errorf("what is left is %v, %v", files, err)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("killed %d times, at %v; seed %d", killed, stages, seed)
	if killed == 0 {
		t.Error("no purge was killed before its end")
	}
}

// TestAPurgeIsEndedByWhoOpensTheGraph stops purges when their stores are whole,
// before and between the renames.
func TestAPurgeIsEndedByWhoOpensTheGraph(t *testing.T) {
	origin := filepath.Join(t.TempDir(), "graph")
	confidential(t, origin)
	done := filepath.Join(t.TempDir(), "graph")
	if err := os.CopyFS(done, os.DirFS(origin)); err != nil {
		t.Fatal(err)
	}
	hudna(t, append(slices.Clone(purging), done, idOfThem)...)
	after := hudna(t, "export", "--data", done)
	unballast(t, done)
	for name, stopped := range map[string]func(dir string) error{
		"before the renames": func(string) error { return nil },
		"between the renames": func(dir string) error {
			return os.Rename(filepath.Join(dir, storeName), filepath.Join(dir, storeName+".old"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "graph")
			if err := errors.Join(
				os.CopyFS(dir, os.DirFS(origin)),
				os.CopyFS(filepath.Join(dir, freshName), os.DirFS(filepath.Join(done, storeName))),
				stageReplacing.set(dir), stopped(dir),
			); err != nil {
				t.Fatal(err)
			}
			if now := hudna(t, "export", "--data", dir); now != after {
				t.Error("the graph is not the one that was purged")
			}
			files, err := os.ReadDir(dir)
			if err != nil || len(files) != 2 {
				t.Errorf("what is left is %v, %v", files, err)
			}
		})
	}
	// One whose store is not whole counts for nothing, and says so.
	dir := filepath.Join(t.TempDir(), "graph")
	if err := errors.Join(
		os.CopyFS(dir, os.DirFS(origin)), stageWriting.set(dir),
		os.CopyFS(filepath.Join(dir, freshName), os.DirFS(filepath.Join(done, storeName))),
	); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "hudna", "export", "--data", dir)
	cmd.Stderr = &said
	if now, err := cmd.Output(); err != nil || string(now) == after || !strings.Contains(said.String(), "a purge was stopped, or is under way, and nothing has been purged yet") {
		t.Errorf("with a store that is not whole: %v\n%s", err, said.String())
	}
	// And a stage that says nothing is no reason to guess.
	if err := os.WriteFile(filepath.Join(dir, purgeName), []byte("hudna purge 1: repl"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := tested(t).open(t.Context(), dir, openFlags{readOnly: true}); !errors.Is(err, graph.ErrCorrupt) {
		t.Errorf("with a damaged stage: %v", err)
	}
}

// leaky is an engine that leaves something in every store that a purge begins,
// as a copy would that does not know what to leave out.
func leaky(leave func(dir string, store storage.Store) error) engine {
	return func(ctx context.Context, dir string, o engineOptions) (storage.Store, error) {
		store, err := openEngine(ctx, dir, o)
		if err != nil || filepath.Base(dir) != freshName || o.readOnly {
			return store, err
		}
		return seemingEmpty{store}, leave(dir, store)
	}
}

// seemingEmpty is a store that does not show what was left in it.
type seemingEmpty struct{ storage.Store }

func (seemingEmpty) View(context.Context, func(storage.ReadTx) error) error { return nil }

// TestAPurgeThatLeavesSomethingIsNotDone: neither words in a file nor a row that
// is wrong.
func TestAPurgeThatLeavesSomethingIsNotDone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "graph")
	confidential(t, dir)
	before := hudna(t, "export", "--data", dir)
	for says, leave := range map[string]func(dir string, store storage.Store) error{
		"hudna: nothing was purged: words of it would still be found, in the bytes of LEFT\n": func(dir string, _ storage.Store) error {
			return os.WriteFile(filepath.Join(dir, "LEFT"), []byte("of Quxelbryn"), 0o600)
		},
		"hudna: nothing was purged: what would be left is damaged, beginning with: corrupt counters of node 65281": func(_ string, store storage.Store) error {
			return store.Update(t.Context(), func(tx storage.WriteTx) error {
				return tx.Set([]byte("\x01\x31\x00\x00\x00\x00\x00\x00\xff\x01"), []byte("nothing")) // counters of a node
			})
		},
	} {
		var said bytes.Buffer
		p := tested(t)
		p.engine, p.stderr = leaky(leave), &said
		if code := run(append(slices.Clone(purging), dir, idOfThem), p); code == codeOK || !strings.Contains(said.String(), says) {
			t.Errorf("exit code %d: %s", code, said.String())
		}
		if now := hudna(t, "export", "--data", dir); now != before {
			t.Error("the graph is another one")
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) != 2 {
			t.Errorf("what is left is %v, %v", files, err)
		}
	}
}

// TestAStoreThatIsAboutToBeReplacedIsNotOpened: a purge may come that far between
// a look at how far it is and the opening of the store.
func TestAStoreThatIsAboutToBeReplacedIsNotOpened(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "graph")
	confidential(t, dir)
	p := tested(t)
	p.engine = func(ctx context.Context, store string, o engineOptions) (storage.Store, error) {
		opened, err := openEngine(ctx, store, o)
		return opened, errors.Join(err, stageReplacing.set(dir))
	}
	_, err := p.open(t.Context(), dir, openFlags{existing: true})
	if !errors.Is(err, storage.ErrLocked) {
		t.Errorf("opening it: %v", err)
	}
	if err := stageNone.set(dir); err != nil {
		t.Fatal(err)
	}
	opened(t, dir, openFlags{existing: true}) // it has been closed
}
