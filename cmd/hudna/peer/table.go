package peer

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A table is the file of one table: a line for each row, in the text format of
// COPY.
type table struct {
	file *os.File
	w    *bufio.Writer
	rows int
	err  error // the first of writing
}

// tables are the files of a folder, by the names of their tables.
type tables struct {
	dir    string
	byName map[string]*table
}

// row writes a row: strings, of which an empty one is NULL, numbers, truth
// values, and pointers to them; nil is NULL, too. Text that may be empty and is
// there is given by a pointer.
func (ts *tables) row(name string, values ...any) error {
	t := ts.byName[name]
	if t == nil {
		f, err := os.Create(filepath.Join(ts.dir, name+".copy"))
		if err != nil {
			return err
		}
		t = &table{file: f, w: bufio.NewWriterSize(f, 1<<16)}
		ts.byName[name] = t
	}
	for i, v := range values {
		if i > 0 {
			t.put("\t")
		}
		text, err := field(v)
		if err != nil {
			return fmt.Errorf("%s, column %d: %w", name, i+1, err)
		}
		t.put(text)
	}
	t.put("\n")
	t.rows++
	return t.err
}

func (t *table) put(s string) {
	if t.err == nil {
		_, t.err = t.w.WriteString(s)
	}
}

const null = `\N`

// escaped are the characters that COPY reads in another way.
var escaped = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

func field(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return null, nil
	case string:
		if v == "" {
			return null, nil
		}
		return escaped.Replace(v), nil
	case bool:
		return strconv.FormatBool(v)[:1], nil
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), nil
	case *int:
		if v == nil {
			return null, nil
		}
		return strconv.Itoa(*v), nil
	case *int64:
		if v == nil {
			return null, nil
		}
		return strconv.FormatInt(*v, 10), nil
	case *float64:
		if v == nil {
			return null, nil
		}
		return field(*v)
	case *string:
		if v == nil {
			return null, nil
		}
		return escaped.Replace(*v), nil
	}
	return "", fmt.Errorf("a %T is no value of a column", v)
}

// close ends the files, and gives how many rows each has.
func (ts *tables) close() (map[string]int, error) {
	rows := map[string]int{}
	var errs []error
	for name, t := range ts.byName {
		rows[name] = t.rows
		errs = append(errs, t.err, t.w.Flush(), t.file.Close())
	}
	return rows, errors.Join(errs...)
}
