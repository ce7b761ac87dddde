package main

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

// All pages of a listing are as of one revision: that of the first answer, though
// the server has a newer one by then.
func TestPagesOfDisputesAreAsOfOneRevision(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header.Get("Hudna-Revision"))
		list := `{"counter":{"id":"actor/monitor"},"total":1,"counts":[{"statement":{"id":"statement/n1"},"figure":{"what":"BREACHES"}}]}`
		if len(asked) > 2 {
			list = ""
		}
		answering(`{"data":{"agreement":{"disputes":{"tallies":[`+list+`]}}},"extensions":{"revision":{"number":`+string(rune('6'+len(asked)))+`}}}`)(w, r)
	}))
	t.Cleanup(server.Close)
	if code, _, said := says(t, tested(t), "disputes", "agreement/truce", "--of", "counts", "--server", server.URL); code != codeOK {
		t.Fatalf("%d: %s", code, said)
	}
	if want := []string{"", "7", "7"}; !slices.Equal(asked, want) {
		t.Errorf("%q, want %q", asked, want)
	}
}
