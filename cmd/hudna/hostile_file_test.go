package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"unicode/utf16"
)

// imports runs an import of a file of UCDP GED, and demands what is said of it and how
// many events went in.
func (h *hostile) imports(name, content, says string, events int, more ...string) {
	h.Helper()
	dir := h.TempDir()
	file := h.file(dir, name, content)
	said, code := h.command(append(append([]string{"import", "--data", dir + "/data", "--format", "ucdp-ged"}, more...), file)...)
	if !regexp.MustCompile("(?m)" + says).MatchString(strings.ReplaceAll(said, dir+"/", "")) {
		h.Errorf("%s: %d: %.500s", name, code, said)
	}
	if len(said) > 64<<10 {
		h.Errorf("%s: a report of %d bytes", name, len(said))
	}
	if _, err := os.Stat(dir + "/data/store"); err != nil && events == 0 {
		return
	}
	all, code := h.command("export", "--data", dir+"/data")
	if got := strings.Count(all, `"type":"Event"`); code != codeOK || got != events {
		h.Errorf("%s: %d events, not %d: %.500s", name, got, events, said)
	}
}

// elsewhere demands that a test is there that is more than what this one could be.
func (h *hostile) elsewhere(file, test string) {
	h.Helper()
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), "\nfunc "+test+"(") {
		h.Errorf("%s is not in %s: %v", test, file, err)
	}
}

// utf16Of is a text in UTF-16, with a byte order mark.
func utf16Of(text string) string {
	b := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		b = append(b, byte(unit), byte(unit>>8))
	}
	return string(b)
}

// linked is an archive with a member that is a symbolic link.
func (h *hostile) linked(to string) string {
	h.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	head := &zip.FileHeader{Name: "made.csv"}
	head.SetMode(os.ModeSymlink | 0o777)
	member, err := w.CreateHeader(head)
	if err == nil {
		_, err = member.Write([]byte(to))
	}
	if err != nil {
		h.Fatal(err)
	}
	if err := w.Close(); err != nil {
		h.Fatal(err)
	}
	return b.String()
}

// hostileStore is what a store in a directory may allocate when it is opened, several
// times over.
const hostileStore = 1 << 30

var hostileFiles = []hostileInput{
	{number: 70, name: "a quotation mark that is never closed", bytes: hostileStore, try: func(h *hostile) {
		h.imports("made.csv", rowsOf()+`4,1,1,"`+hostileRepeat(8<<20, "x"), `a quotation mark is opened here and not closed|is longer than|more than`, 3)
	}},
	{number: 71, name: "encodings of others", bytes: hostileStore, try: func(h *hostile) {
		h.imports("made.csv", utf16Of(rowsOf("side_a", "هدنة")), `3 new|UTF-16`, 3)
		// Whatever it is made of, a letter that is none is never put in its place.
		h.imports("made.csv", rowsOf("side_a", "\xe5\xcf\xe4\xc9"), `encoding|UTF-8|windows`, 0)
		h.imports("made.csv", rowsOf("side_a", "هدنة \xe5\xcf"), `UTF-8|encoding|windows`, 0)
	}},
	{number: 72, name: "tables of no shape", bytes: hostileStore, try: func(h *hostile) {
		h.imports("made.csv", hostileRepeat(10_000, "c,")+"c\n"+hostileRepeat(10_000, "1,")+"1\n", `at most 2000 are read`, 0)
		h.imports("made.csv", badNames, `0 new`, 0)
		h.imports("made.csv", strings.Replace(rowsOf(), "adm_1", "side_a", 1), `have the same name`, 0)
		h.imports("made.csv", rowsOf()+"4,1\n", `the row has 2 cells`, 3)
	}},
	{number: 73, name: "days that are none", bytes: hostileStore, try: func(h *hostile) {
		rows, says := badNames, ""
		for i, day := range []string{"31/02/2016", "2016-02-30", "1437-05-21", "16-03-01", "03/04/2016", "03.04.16"} {
			rows += strings.Replace(fmt.Sprintf(badRow, fmt.Sprint(i+1)), "2016-03-01", day, 1)
			says += `made\.csv:` + fmt.Sprint(i+2) + `: date_start "` + regexp.QuoteMeta(day) + `"(.|\n)*`
		}
		h.imports("made.csv", rows+fmt.Sprintf(badRow, "9"), says, 1)
	}},
	{number: 74, name: "the same again", bytes: hostileStore, try: func(h *hostile) {
		dir := h.TempDir()
		file := h.file(dir, "made.csv", rowsOf())
		for _, want := range []string{`[1-9]\d* new, 0 changed`, `0 new, 0 changed`} {
			said, code := h.command("import", "--data", dir+"/data", "--format", "ucdp-ged", file)
			if code != codeOK || !regexp.MustCompile(`(?m)^`+want).MatchString(said) {
				h.Errorf("%d: not %s: %s", code, want, said)
			}
		}
	}},
	{number: 75, name: "killed in the middle", try: func(h *hostile) {
		h.elsewhere("import_kill_test.go", "TestAnImportThatIsKilledGoesOn")
		h.elsewhere("import_rows_kill_test.go", "TestRowsThatAreKilledGoOn")
	}},
	{number: 76, name: "archives that lie", bytes: hostileStore, try: func(h *hostile) {
		sound := rowsOf()
		h.imports("made.zip", zipped(h.T, badNames+hostileRepeat(16<<20, "0"), "made.csv"), `unpacks|times`, 0)
		h.imports("made.zip", zipped(h.T, sound, "../../made.csv"), `leads out of it`, 0)
		h.imports("made.zip", zipped(h.T, sound, "/etc/made.csv"), `leads out of it`, 0)
		h.imports("made.zip", h.linked("/etc/passwd"), `is no plain file`, 0)
		h.imports("made.zip", zipped(h.T, zipped(h.T, sound, "made.csv"), "made.zip"), `archive|packed|zip`, 0)
		h.imports("made.zip", zipped(h.T, sound, "a.csv", "b.csv"), `more than one|several|2 files|which`, 0)
	}},
	{number: 77, name: "addresses instead of files", try: func(h *hostile) {
		for _, address := range []string{"http://127.0.0.1:1/x.csv", "http://169.254.169.254/latest", "http://[::1]/x", "http://2130706433/x", "file:///etc/passwd", "ftp://127.0.0.1/x"} {
			said, code := h.command("import", "--data", h.TempDir()+"/data", "--format", "ucdp-ged", address)
			if code == codeOK || strings.Contains(said, "root:") || strings.Contains(said, "refused by") || strings.Contains(said, "connection") {
				h.Errorf("%s: %d: %s", address, code, said)
			}
		}
	}},
	{number: 78, name: "a workbook that reaches out", try: func(h *hostile) {
		const workbook = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>`
		for _, name := range []string{"made.xlsx", "made.csv"} {
			h.imports(name, zipped(h.T, workbook, "[Content_Types].xml", "xl/workbook.xml", "xl/externalLinks/externalLink1.xml"), `save it as CSV`, 0)
		}
	}},
}
