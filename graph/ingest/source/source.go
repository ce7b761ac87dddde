package source

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/transform"
)

// HeadBytes is how much of the beginning is looked at to tell what a file is.
const HeadBytes = 256 << 10

// ErrRefused is wrapped by what is wrong with a file, in words for whoever
// brought it.
var ErrRefused = errors.New("refused")

// A refusal is an [ErrRefused] that reads as its reason alone.
type refusal struct{ reason string }

func (r *refusal) Error() string { return r.reason }

func (r *refusal) Is(target error) bool { return target == ErrRefused }

func refuse(format string, args ...any) error { return &refusal{fmt.Sprintf(format, args...)} }

// A Kind says what a file holds.
type Kind string

// The kinds.
const (
	Text    Kind = "TEXT"
	SQLite  Kind = "SQLITE"
	Parquet Kind = "PARQUET"
)

// A Source is a file that can be imported, as it was found when it was opened.
type Source struct {
	Name     string // of the file, without its folder
	Path     string
	Size     int64  // in bytes, as it lies there
	SHA256   string // of the file as it lies there, 64 hexadecimal digits
	Kind     Kind
	Packing  string // "gzip", "zstd", "zip" or "" for none
	Member   string // of a zip archive
	Encoding string // of text: "UTF-8", "UTF-16LE", "UTF-16BE", "windows-1256", …
	BOM      bool   // whether the text begins with a byte order mark
	Head     []byte // the beginning of the text in UTF-8, at most [HeadBytes]
	Whole    bool   // whether Head is all of it
	// Broken is why the text ends where it does, where it ends too early.
	Broken error
	text   *string // at hand, where it is no file
	ahead  atomic.Int64
}

// Of is a source of a text that is at hand, in UTF-8.
func Of(name, text string) *Source {
	sum := sha256.Sum256([]byte(text))
	return &Source{
		Name: name, Size: int64(len(text)), SHA256: hex.EncodeToString(sum[:]), Kind: Text, Encoding: "UTF-8",
		Head: []byte(text[:min(len(text), HeadBytes)]), Whole: len(text) <= HeadBytes, text: &text,
	}
}

// Options say what is known of a file beforehand.
type Options struct {
	Name     string // what reports call the file; the name in its path unless given
	Encoding string // the name of the encoding, where it is not to be guessed
}

// Open looks at a file: its sum, what it is packed in, how it is written.
func Open(ctx context.Context, path string, o Options) (*Source, error) {
	s := &Source{Name: o.Name, Path: path}
	if s.Name == "" {
		s.Name = filepath.Base(path)
	}
	if err := s.sum(ctx); err != nil {
		return nil, err
	}
	if s.Size == 0 {
		return nil, refuse("the file is empty")
	}
	packed, err := s.unpack()
	if err != nil {
		return nil, err
	}
	head, err := readHead(packed)
	if closed := packed.Close(); err == nil && closed != nil {
		return nil, closed
	}
	if err != nil {
		if len(head) == 0 {
			return nil, refuse("cannot be unpacked: %v", err)
		}
		s.Broken = err
	}
	if len(head) == 0 {
		return nil, refuse("the file is empty")
	}
	if err := s.look(head); err != nil {
		return nil, err
	}
	if s.Kind != Text {
		return s, nil
	}
	if err := s.tell(head, o.Encoding); err != nil {
		return nil, err
	}
	s.Whole = len(head) < HeadBytes
	return s, nil
}

// readHead reads the beginning of something.
func readHead(r io.Reader) ([]byte, error) {
	head := make([]byte, HeadBytes)
	n, err := io.ReadFull(r, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) { // it is shorter
		err = nil
	}
	return head[:n], err
}

// sum reads the whole file once, for its sum and size.
func (s *Source) sum(ctx context.Context) error {
	f, err := os.Open(s.Path)
	if err != nil {
		return err
	}
	hash := sha256.New()
	s.Size, err = io.Copy(hash, &checked{ctx: ctx, r: f})
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	s.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return nil
}

// look tells by its first bytes what a file is that is not text.
func (s *Source) look(head []byte) error {
	switch {
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		s.Kind = SQLite
		if s.Packing != "" {
			return refuse("is an SQLite database in %s: unpack it first", s.Packing)
		}
		return nil
	case bytes.HasPrefix(head, []byte("PAR1")):
		s.Kind = Parquet
		if s.Packing != "" {
			return refuse("is Parquet in %s: unpack it first", s.Packing)
		}
		return nil
	case bytes.HasPrefix(head, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return refuse("is an Excel file: save it as CSV (UTF-8), and import that")
	case s.Packing != "" && packingOf(head) != "":
		return refuse("is an archive in an archive (%s in %s): unpack it first", packingOf(head), s.Packing)
	}
	s.Kind = Text
	return nil
}

// packingOf tells by its first bytes what something is packed in.
func packingOf(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		return "gzip"
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return "zstd"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return "zip"
	}
	return ""
}

// Reader gives the text in UTF-8, without a byte order mark. It ends with an
// error where the file is cut off or grows beyond all measure.
func (s *Source) Reader(ctx context.Context) (io.ReadCloser, error) {
	s.ahead.Store(0)
	in, err := s.unpack()
	if err != nil {
		return nil, err
	}
	var text io.Reader = &checked{ctx: ctx, r: in}
	if d := decoderOf(s.Encoding); d != nil {
		text = transform.NewReader(text, d)
	}
	buffered := bufio.NewReaderSize(text, 1<<20)
	if mark, err := buffered.Peek(len(bom)); err == nil && string(mark) == bom {
		if _, err := buffered.Discard(len(bom)); err != nil {
			return nil, errors.Join(err, in.Close())
		}
	}
	return struct {
		io.Reader
		io.Closer
	}{buffered, in}, nil
}

// Read is how many bytes of the file as it lies there have been read by the
// last [Source.Reader].
func (s *Source) Read() int64 { return s.ahead.Load() }

// unpack opens the file and gives what is in it, as bytes.
func (s *Source) unpack() (io.ReadCloser, error) {
	if s.text != nil {
		return io.NopCloser(&counted{r: strings.NewReader(*s.text), n: &s.ahead}), nil
	}
	f, err := os.Open(s.Path)
	if err != nil {
		return nil, err
	}
	in := &counted{r: f, n: &s.ahead}
	head := make([]byte, 4)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.Join(err, f.Close())
	}
	fail := func(err error) (io.ReadCloser, error) {
		return nil, errors.Join(err, f.Close())
	}
	switch s.Packing = packingOf(head[:n]); s.Packing {
	case "gzip":
		z, err := gzip.NewReader(bufio.NewReaderSize(in, 256<<10))
		if err != nil {
			return fail(refuse("cannot be unpacked: %v", err))
		}
		return &unpacked{r: z, in: &s.ahead, close: func() error { return errors.Join(z.Close(), f.Close()) }}, nil
	case "zstd":
		z, err := zstd.NewReader(in, zstd.WithDecoderMaxMemory(128<<20), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return fail(refuse("cannot be unpacked: %v", err))
		}
		return &unpacked{r: z, in: &s.ahead, close: func() error { z.Close(); return f.Close() }}, nil
	case "zip":
		member, err := s.member(f)
		if err != nil {
			return fail(err)
		}
		z, err := member.Open()
		if err != nil {
			return fail(refuse("cannot be unpacked: %v", err))
		}
		s.Member = member.Name
		s.ahead.Store(0)
		return &unpacked{r: z, in: &s.ahead, most: int64(min(member.CompressedSize64, 1<<62)), close: func() error { return errors.Join(z.Close(), f.Close()) }}, nil
	}
	return struct {
		io.Reader
		io.Closer
	}{in, f}, nil
}

// member finds the one file of a zip archive.
func (s *Source) member(f *os.File) (*zip.File, error) {
	archive, err := zip.NewReader(&countedAt{r: f, n: &s.ahead}, s.Size)
	if err != nil {
		return nil, refuse("cannot be unpacked: %v", err)
	}
	var found []*zip.File
	for _, m := range archive.File {
		switch {
		case m.Name == "[Content_Types].xml":
			return nil, refuse("is an Excel file: save it as CSV (UTF-8), and import that")
		case m.FileInfo().IsDir():
			continue
		case !m.Mode().IsRegular():
			return nil, refuse("the zip archive holds %.100q, which is no plain file", m.Name)
		case !filepath.IsLocal(m.Name) || strings.Contains(m.Name, `\`):
			return nil, refuse("the zip archive holds %.100q, which leads out of it", m.Name)
		}
		found = append(found, m)
	}
	if len(found) != 1 {
		return nil, refuse("the zip archive holds %d files; one is imported at a time: unpack it", len(found))
	}
	return found[0], nil
}
