package web_test

import (
	"fmt"
	"net/http/httptest"
	"testing"
)

// BenchmarkAnswer is the cost of the transport itself: the operation is small.
func BenchmarkAnswer(b *testing.B) {
	const fields = `item{id text parent{id ...F}} items(first:2){...F}`
	const fragment = ` fragment F on Item{id text parent{id text}}`
	d := open(b)
	b.Run("a document seen before", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			d.ServeHTTP(httptest.NewRecorder(), ask(`{`+fields+`}`+fragment))
		}
	})
	b.Run("a document not seen before", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			d.ServeHTTP(httptest.NewRecorder(), ask(fmt.Sprintf(`query Q%d{`, i)+fields+`}`+fragment))
		}
	})
	b.Run("a document refused", func(b *testing.B) {
		query := "{" + repeated(1900, "a%d:hello ") + "}"
		b.ReportAllocs()
		for b.Loop() {
			d.ServeHTTP(httptest.NewRecorder(), ask(query))
		}
	})
}
