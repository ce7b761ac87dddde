package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestRowsThatAreKilledGoOn kills an import of rows in the middle, again and
// again, and runs it once more each time: in the end the graph is the one of an
// import that nobody kills, down to what the import run says of itself.
// TestSoak… does it twenty times.
func TestRowsThatAreKilledGoOn(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("many processes, each slow with the race detector: the run without it has them")
	}
	killedRows(t, 6_000, 4)
}

func TestSoakRowsThatAreKilledGoOn(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("set HUDNA_SOAK for the long run")
	}
	killedRows(t, 100_000, 20)
}

// madeRows writes rows in the form of UCDP GED that are made up. Some are at
// fault.
func madeRows(path string, rows int) error {
	var b strings.Builder
	b.WriteString("id,type_of_violence,side_a_new_id,side_a,side_b_new_id,side_b,date_prec,date_start,date_end,where_prec,where_coordinates,adm_1,country,country_id,latitude,longitude,best,low,high,source_original\n")
	for i := range rows {
		best := fmt.Sprint(i % 7)
		if i%500 == 17 {
			best = "many"
		}
		fmt.Fprintf(&b, "%d,%d,%d,Group %d,%d,Group %d,1,2016-03-%02d,2016-03-%02d,1,\"Place %d, made up\",Province %d,Avaria,999,%d.5,20.5,%s,0,9,made up\n",
			i, 1+i%2, i%13, i%13, 20+i%11, 20+i%11, 1+i%28, 1+i%28, i%300, i%9, i%60, best)
	}
	return os.WriteFile(path, []byte(b.String()), 0o600)
}

func killedRows(t *testing.T, rows, kills int) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	file := filepath.Join(dir, "made.csv")
	if err := madeRows(file, rows); err != nil {
		t.Fatal(err)
	}
	whole, parts := filepath.Join(dir, "whole"), filepath.Join(dir, "parts")
	// Some rows are at fault, so that the program says so and ends with 1.
	run := func(data string) (string, error) {
		out, err := exec.CommandContext(t.Context(), "hudna", "import", "--data", data, "--keep-rows", file).Output()
		return string(out), err
	}
	begun := time.Now()
	want, err := run(whole)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != codeRefused {
		t.Fatalf("%v: %s", err, want)
	}
	took := time.Since(begun)
	killed := 0
	for range kills {
		cmd := exec.CommandContext(t.Context(), "hudna", "import", "--data", parts, "--keep-rows", file)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(random.Int64N(int64(took)))/time.Duration(min(kills, 5)), func() { _ = cmd.Process.Kill() })
		if errors.As(cmd.Wait(), &exit) && !exit.Exited() {
			killed++
		}
		timer.Stop()
	}
	said, err := run(parts)
	if !errors.As(err, &exit) || exit.ExitCode() != codeRefused && exit.ExitCode() != codeOK {
		t.Logf("the last import: %v", err)
	}
	t.Logf("killed %d times; the last import ended with %.200s; seed %d", killed, said[max(0, len(said)-200):], seed)
	if killed == 0 {
		t.Fatal("no import was killed before its end")
	}
	if a, b := hudna(t, "export", "--data", whole), hudna(t, "export", "--data", parts); a != b {
		t.Error("the graph is not the one of an import that was not killed")
	}
	if proof := hudna(t, "check", "--data", parts); !strings.HasSuffix(proof, "clean\n") {
		t.Error(proof)
	}
	if again := hudna(t, "import", "--data", parts, "--keep-rows", file); !strings.Contains(again, "no new revision") {
		t.Error(again)
	}
}
