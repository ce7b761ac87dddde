package source_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"hudna/graph/ingest/source"
)

func Example() {
	s := source.Of("truces.csv", "name,day\nTruce of Karvela,2016-02-27\n")
	in, err := s.Reader(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := io.ReadAll(in)
	fmt.Print(string(text), s.Encoding, " ", err)
	// Output:
	// name,day
	// Truce of Karvela,2016-02-27
	// UTF-8 <nil>
}

// file writes a file and gives its path.
func file(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "made.csv")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func encoded(t *testing.T, e encoding.Encoding, text string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func gzipped(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(content)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipped(t *testing.T, members map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range members {
		m, err := w.Create(name)
		if err == nil {
			_, err = m.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	arabicText   = "الرقم,القول\n1,طالبت وزارة الخارجية بوقف إطلاق النار في مدينة كارفيلا\n2,وأوضح المتحدث أن الهدنة ما زالت سارية\n"
	cyrillicText = "номер,слова\n1,Министерство потребовало прекращения огня в городе Карвела\n2,Представитель уточнил что перемирие соблюдается\n"
)

func TestEncodings(t *testing.T) {
	zstandard, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		content  []byte
		encoding string
		packing  string
		text     string
	}{
		"UTF-8":                 {[]byte(arabicText), "UTF-8", "", arabicText},
		"UTF-8 with a mark":     {[]byte("\ufeff" + arabicText), "UTF-8", "", arabicText},
		"UTF-16LE with a mark":  {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), cyrillicText), "UTF-16LE", "", cyrillicText},
		"UTF-16BE with a mark":  {encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), cyrillicText), "UTF-16BE", "", cyrillicText},
		"UTF-16LE without one":  {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), arabicText), "UTF-16LE", "", arabicText},
		"UTF-16BE without one":  {encoded(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), arabicText), "UTF-16BE", "", arabicText},
		"windows-1256":          {encoded(t, charmap.Windows1256, arabicText), "windows-1256", "", arabicText},
		"windows-1251":          {encoded(t, charmap.Windows1251, cyrillicText), "windows-1251", "", cyrillicText},
		"windows-1256 in gzip":  {gzipped(t, encoded(t, charmap.Windows1256, arabicText)), "windows-1256", "gzip", arabicText},
		"zstd":                  {zstandard.EncodeAll([]byte(arabicText), nil), "UTF-8", "zstd", arabicText},
		"zip":                   {zipped(t, map[string][]byte{"in/made.csv": []byte(arabicText)}), "UTF-8", "zip", arabicText},
		"a long text in UTF-8":  {[]byte("x" + strings.Repeat(arabicText, 5000)), "UTF-8", "", "x" + strings.Repeat(arabicText, 5000)},
		"a zip with a long one": {zipped(t, map[string][]byte{"made.csv": []byte(strings.Repeat(cyrillicText, 5000))}), "UTF-8", "zip", strings.Repeat(cyrillicText, 5000)},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := source.Open(t.Context(), file(t, c.content), source.Options{})
			if err != nil {
				t.Fatal(err)
			}
			in, err := s.Reader(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(in)
			if err := errors.Join(err, in.Close()); err != nil {
				t.Fatal(err)
			}
			if s.Encoding != c.encoding || s.Packing != c.packing || string(text) != c.text {
				t.Errorf("%s in %s, not %s in %s: %.80q", s.Encoding, s.Packing, c.encoding, c.packing, text)
			}
			if s.Read() == 0 || s.Read() > s.Size {
				t.Errorf("%d bytes of %d were read", s.Read(), s.Size)
			}
		})
	}
}

func TestRefusedFiles(t *testing.T) {
	for name, c := range map[string]struct {
		content []byte
		reason  string
	}{
		"an empty file":             {nil, "the file is empty"},
		"an empty gzip":             {gzipped(t, nil), "the file is empty"},
		"Latin letters of 8 bits":   {encoded(t, charmap.Windows1252, "pays\nCôte d'Ivoire\nSão Tomé\n"), "is not UTF-8, and which encoding it is cannot be told for sure: name it with --encoding, one of UTF-8, UTF-16LE, UTF-16BE, windows-1250, windows-1251, windows-1252, windows-1254, windows-1256"},
		"an old Excel file":         {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"), "is an Excel file: save it as CSV (UTF-8), and import that"},
		"an Excel file":             {zipped(t, map[string][]byte{"[Content_Types].xml": []byte("<x/>"), "xl/workbook.xml": []byte("<x/>")}), "is an Excel file: save it as CSV (UTF-8), and import that"},
		"two files in a zip":        {zipped(t, map[string][]byte{"a.csv": []byte("a"), "b.csv": []byte("b")}), "the zip archive holds 2 files; one is imported at a time: unpack it"},
		"no file in a zip":          {zipped(t, nil), "the zip archive holds 0 files; one is imported at a time: unpack it"},
		"a path that leads upward":  {zipped(t, map[string][]byte{"../../made.csv": []byte("a")}), `the zip archive holds "../../made.csv", which leads out of it`},
		"a path from the root":      {zipped(t, map[string][]byte{"/etc/made.csv": []byte("a")}), `the zip archive holds "/etc/made.csv", which leads out of it`},
		"an archive in an archive":  {gzipped(t, gzipped(t, []byte("a,b"))), "is an archive in an archive (gzip in gzip): unpack it first"},
		"no zip, but for its begin": {[]byte("PK\x03\x04 and nothing else"), "cannot be unpacked: zip: not a valid zip file"},
		"a packed database":         {gzipped(t, []byte("SQLite format 3\x00 and so on")), "is an SQLite database in gzip: unpack it first"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := source.Open(t.Context(), file(t, c.content), source.Options{})
			if !errors.Is(err, source.ErrRefused) || err.Error() != c.reason {
				t.Errorf("%v, not %s", err, c.reason)
			}
		})
	}
}

func TestNamedEncoding(t *testing.T) {
	path := file(t, encoded(t, charmap.Windows1252, "pays\nCôte d'Ivoire\n"))
	s, err := source.Open(t.Context(), path, source.Options{Encoding: "WINDOWS-1252"})
	if err != nil || s.Encoding != "windows-1252" || !strings.Contains(string(s.Head), "Côte") {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := source.Open(t.Context(), path, source.Options{Encoding: "EBCDIC"}); !errors.Is(err, source.ErrRefused) {
		t.Error(err)
	}
}

// TestCutOff: what is left of a file that was cut off is told apart from a whole
// one.
func TestCutOff(t *testing.T) {
	var long strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&long, "%d,%x\n", i, i*i)
	}
	whole := gzipped(t, []byte(long.String()))
	s, err := source.Open(t.Context(), file(t, whole[:len(whole)/2]), source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in, err := s.Reader(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	text, err := io.ReadAll(in)
	if !errors.Is(err, source.ErrCut) || !strings.HasPrefix(long.String(), string(text)) || len(text) < 1000 {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}

// TestBombs: a file that unpacks to a thousand times its size is not unpacked.
func TestBombs(t *testing.T) {
	nothing := bytes.Repeat([]byte{'0'}, 32<<20)
	for name, content := range map[string][]byte{
		"gzip": gzipped(t, nothing), "zip": zipped(t, map[string][]byte{"made.csv": nothing}),
	} {
		s, err := source.Open(t.Context(), file(t, content), source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		in, err := s.Reader(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, in)
		if !errors.Is(err, source.ErrRefused) || n > 20<<20 {
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
		if err := in.Close(); err != nil {
			t.Error(err)
		}
	}
}
