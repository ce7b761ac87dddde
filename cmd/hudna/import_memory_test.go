package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// An import holds what it is at, whatever the size of the file: of a file that is
// twice as long no more than of the first. HUDNA_MEMORY_MB is the size of the larger
// file, 200 unless given.
func TestSoakAnImportHoldsLittle(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("set HUDNA_SOAK for the long run")
	}
	megabytes := 200
	if given, err := strconv.Atoi(os.Getenv("HUDNA_MEMORY_MB")); err == nil {
		megabytes = given
	}
	dir := t.TempDir()
	held := func(name string, size int) int {
		file := filepath.Join(dir, name+".csv")
		if err := madeLongRows(file, size<<20); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "hudna", "import", "--data", filepath.Join(dir, name), "--dry-run", file)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		if !ok {
			t.Skip("this system does not tell how much memory a process took")
		}
		if err := errors.Join(os.Remove(file), os.RemoveAll(filepath.Join(dir, name))); err != nil {
			t.Fatal(err)
		}
		took := int(usage.Maxrss >> 10)
		t.Logf("%s: %d MB of rows, %d MiB held at most", name, size, took)
		return took
	}
	// Nothing is written: what the engine keeps of a store is not the import's.
	const most = 600
	half, whole := held("half", megabytes/2), held("whole", megabytes)
	if whole > most || whole > half+half/4 {
		t.Errorf("%d MiB for a file of half the size, and %d MiB", half, whole)
	}
}

// madeLongRows writes rows in the form of UCDP GED, of 1,100 bytes each, that are
// made up.
func madeLongRows(path string, size int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	n, _ := fmt.Fprint(w, "id,type_of_violence,side_a_new_id,side_a,side_b_new_id,side_b,date_prec,date_start,date_end,where_prec,where_coordinates,adm_1,country,country_id,latitude,longitude,best,low,high,source_article\n")
	article := strings.Repeat("The made-up wire of Karvela tells at length what is made up. ", 16)
	for i := 0; n < size; i++ {
		wrote, _ := fmt.Fprintf(w, "%d,%d,%d,Group %d,%d,Group %d,1,2016-03-%02d,2016-03-%02d,1,\"Place %d, made up\",Province %d,Avaria,999,%d.5,20.5,%d,0,9,%s\n",
			i, 1+i%2, i%13, i%13, 20+i%11, 20+i%11, 1+i%28, 1+i%28, i%300, i%9, i%60, i%7, article)
		n += wrote
	}
	return errors.Join(w.Flush(), f.Close())
}
