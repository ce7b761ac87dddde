package ndjson

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
)

// A LineError says which line of a stream is at fault. It wraps what [Decode]
// said.
type LineError struct {
	Number int // from 1
	Err    error
	// Commit says that the line was meant to begin a commit, as far as its type
	// can be read.
	Commit bool
	// Cut says that the stream ends within the line.
	Cut bool
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Number, e.Err) }

// Unwrap gives the cause.
func (e *LineError) Unwrap() error { return e.Err }

// A Reader reads the lines of a stream, one at a time. Lines end in LF or CRLF,
// the last one need not; a byte order mark before the first and lines without
// anything in them are passed over (and counted). It holds one line at most.
type Reader struct {
	r      *bufio.Reader
	line   []byte
	number int
	end    int64 // bytes read as lines
	cut    bool  // the last line had no end
}

// NewReader makes a Reader of a stream, which it reads ahead.
func NewReader(r io.Reader) *Reader {
	return &Reader{r: bufio.NewReaderSize(r, 64<<10)}
}

// Read reads the next line that says something. At the end of the stream it
// returns [io.EOF] itself. A [*LineError] is about that line alone: the next
// call goes on with the one after it. Every other error is the stream's, and
// the end of it.
func (r *Reader) Read() (Line, error) {
	text, err := r.Text()
	if err != nil {
		return Line{}, err
	}
	return text.Line()
}

// A Text is a line that has not been decoded.
type Text struct {
	Number int    // from 1
	End    int64  // how many bytes of the stream it and the lines before it are
	Bytes  []byte // without the end of the line
	Cut    bool   // the stream ends without the end of the line
}

// Text reads what [Reader.Read] does, and leaves it to the caller to decode it,
// which several goroutines can do with several lines. The bytes are good until
// the next call.
func (r *Reader) Text() (Text, error) {
	for {
		text, err := r.next()
		if err != nil {
			return Text{}, err
		}
		if len(bytes.Trim(text, " \t\r\n")) > 0 {
			return Text{Number: r.number, End: r.end, Bytes: text, Cut: r.cut}, nil
		}
	}
}

// Waiting reports whether the next call may have to wait for the stream, rather
// than for what has been read ahead of it.
func (r *Reader) Waiting() bool { return r.r.Buffered() == 0 }

// Line decodes the text. Its error is a [*LineError].
func (t Text) Line() (Line, error) {
	l, err := Decode(t.Bytes)
	if err != nil {
		name, _ := typeOf(t.Bytes)
		return Line{}, &LineError{Number: t.Number, Err: err, Commit: name == typeCommit, Cut: t.Cut}
	}
	l.Number = t.Number
	return l, nil
}

// Lines gives what Read gives, up to the end of the stream. After a
// [*LineError] it goes on as long as it is asked to; after any other error it
// ends.
func (r *Reader) Lines() iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		for {
			l, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			var of *LineError
			if !yield(l, err) || err != nil && !errors.As(err, &of) {
				return
			}
		}
	}
}

// next reads the bytes of one line, without its end. They are good until the
// next call.
func (r *Reader) next() ([]byte, error) {
	r.line = r.line[:0]
	long := false
	for {
		part, err := r.r.ReadSlice('\n')
		r.end += int64(len(part))
		// Two more bytes: the end of the line is not counted.
		if !long && len(r.line)+len(part) <= MaxLine+len("\r\n") {
			r.line = append(r.line, part...)
		} else if len(part) > 0 {
			long, r.line = true, r.line[:0]
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return nil, fmt.Errorf("ndjson: reading line %d: %w", r.number+1, err)
		case err != nil && len(r.line) == 0 && !long:
			return nil, io.EOF
		}
		r.number++
		r.cut = err != nil
		if long {
			return nil, &LineError{Number: r.number, Err: errLineTooLong, Cut: r.cut}
		}
		line := r.line
		if r.number == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		line = bytes.TrimSuffix(line, []byte("\n"))
		return bytes.TrimSuffix(line, []byte("\r")), nil
	}
}
