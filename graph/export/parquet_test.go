package export

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"testing"

	another "github.com/fraugster/parquet-go"

	"hudna/graph"
)

// byAnother has another's implementation read a file: the physical types of its
// columns, and its rows by the names of the columns.
func byAnother(t *testing.T, text string) (types map[string]string, rows []map[string]string, groups int) {
	t.Helper()
	in, err := another.NewFileReader(bytes.NewReader([]byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	types = map[string]string{}
	for _, c := range in.Columns() {
		types[c.Name()] = c.Type().String()
	}
	for {
		row, err := in.NextRow()
		if err == io.EOF { // bare: what ends within a page wraps it
			return types, rows, in.RowGroupCount()
		}
		if err != nil {
			t.Fatal(err)
		}
		cells := map[string]string{}
		for name, value := range row {
			switch v := value.(type) {
			case []byte:
				cells[name] = string(v)
			case float64:
				cells[name] = strconv.FormatFloat(v, 'g', -1, 64)
			case int64, bool:
				cells[name] = fmt.Sprint(v)
			default:
				t.Fatalf("%s is %T", name, value)
			}
		}
		rows = append(rows, cells)
	}
}

// TestParquetLosesNothing makes every record again from what another's reader
// found in the file.
func TestParquetLosesNothing(t *testing.T) {
	for name, g := range map[string]graph.Graph{"world": world(t), "sample": sampled(t), "empty": empty(t)} {
		r := at(t, g, graph.MarkingProtected)
		for _, k := range graph.Kinds() {
			text, p := wrote(t, r, Request{Format: Parquet, Selection: everything(k)})
			types, rows, _ := byAnother(t, text)
			if len(rows) != p.Records || len(types) != len(Columns(k)) {
				t.Fatalf("%s: %d rows with %d columns, of %d records of kind %s", name, len(rows), len(types), p.Records, k)
			}
			for _, row := range rows {
				got := rebuilt(t, k, func(column string) string { return row[column] })
				want, err := r.Record(t.Context(), got.Shared().ID)
				if err != nil || !graph.Equal(got, want) {
					t.Errorf("%s: %s is not what it was: %v", name, got.Shared().ID, err)
				}
			}
		}
	}
}

func TestParquetHasTypes(t *testing.T) {
	r := at(t, sampled(t), graph.MarkingPublic)
	text, _ := wrote(t, r, Request{Format: Parquet, Selection: Selection{Kind: graph.KindStatement}})
	types, _, _ := byAnother(t, text)
	for column, want := range map[string]string{"confidence": "DOUBLE", "depth": "INT64", "text": "BYTE_ARRAY"} {
		if got := types[column]; got != want {
			t.Errorf("%s is %s, want %s", column, got, want)
		}
	}
}

// TestParquetHasRowGroups writes more rows than a group holds.
func TestParquetHasRowGroups(t *testing.T) {
	g := empty(t)
	var some []graph.Record
	for i := range rowGroup + 1 {
		some = append(some, &graph.Topic{Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("topic/t%05d", i))}})
		if len(some) == 1000 || i == rowGroup {
			commit(t, g, some...)
			some = nil
		}
	}
	text, p := wrote(t, at(t, g, graph.MarkingPublic), Request{Format: Parquet, Selection: Selection{Kind: graph.KindTopic}})
	if _, rows, groups := byAnother(t, text); groups != 2 || len(rows) != p.Records || p.Records != rowGroup+1 {
		t.Errorf("%d rows in %d groups, of %d records", len(rows), groups, p.Records)
	}
}
