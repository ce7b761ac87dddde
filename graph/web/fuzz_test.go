package web_test

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"hudna/graph/web"
)

// FuzzDocument sends documents through the whole of the transport: whatever
// they are, the answer is JSON, its errors have codes, and none is a fault of
// ours unless it was asked for.
func FuzzDocument(f *testing.F) {
	for _, query := range []string{
		`{hello}`, `{hello(name:"هدنة") item{...F}} fragment F on Item{parent{...G}} fragment G on Item{id}`,
		`query A @asOf(revision:1){items(first:2){id items{id}}} mutation B{add(text:"x"){id}}`, `subscription{tick}`,
		`{__schema{types{fields{args{type{name}}}}}}`, `{item{...F}} fragment F on Item{...F}`, `{node{...on Item{text}}}`,
		`query($n:Int!=3){double(number:$n)}`, `{...@defer{hello}}`, `{a:hello b:hello @skip(if:true)}`, `{kind(of:PERSON)}`,
		`"description" query Q{hello}`, `{hello(name:"""block""")}`, "\ufeff{hello}", `{`, `{hello(name:{a:[1,2]})}`, doubling(12),
	} {
		f.Add(query)
	}
	d := open(f, func(o *web.Options) {
		o.Timeouts.Operation = 50 * time.Millisecond
		o.Limits.Complexity = 500
	})
	ours := []string{"wait", "panic", "fault", "required", "long"}
	f.Fuzz(func(t *testing.T, query string) {
		a := d.send(t, ask(query))
		for _, err := range a.Errors {
			code, _ := err.Extensions["code"].(string)
			asked := false
			for _, field := range ours {
				asked = asked || strings.Contains(query, field)
			}
			if code == "" || code == "INTERNAL" && !asked {
				t.Errorf("%q: %s", query, a.body)
			}
		}
		if a.status != http.StatusOK && len(a.Errors) == 0 {
			t.Errorf("%q: %d %s", query, a.status, a.body)
		}
	})
}

// FuzzBody sends bodies.
func FuzzBody(f *testing.F) {
	for _, body := range []string{
		`{"query":"{hello}"}`, `{"query":"{hello}","variables":{"a":1},"operationName":null,"extensions":{}}`, `[]`, `null`, ``, `{`,
		`{"query":"{hello}","query":"{hello}"}`, `{"query":1}`, `{"query":"query($n:Int!){double(number:$n)}","variables":{"n":2}}`,
		`{"query":"query($n:Int!){double(number:$n)}","variables":{"n":1e999}}`, `{"query":"query($k:Kind!){kind(of:$k)}","variables":{"k":"x"}}`,
	} {
		f.Add(body)
	}
	d := open(f, func(o *web.Options) { o.Timeouts.Operation = 50 * time.Millisecond })
	f.Fuzz(func(t *testing.T, body string) {
		a := d.send(t, post(body))
		if a.status != http.StatusOK && len(a.Errors) != 1 {
			t.Errorf("%q: %d %s", body, a.status, a.body)
		}
	})
}

// FuzzAccept sends wishes for a media type.
func FuzzAccept(f *testing.F) {
	for _, accept := range []string{"", "*/*", "application/json;q=0.1, application/graphql-response+json", "text/html", ",", "a/b;q=NaN", "*/*;q=-1"} {
		f.Add(accept)
	}
	d := open(f)
	f.Fuzz(func(t *testing.T, accept string) {
		a := d.send(t, withHeader(ask(`{hello}`), "Accept", accept))
		if a.status != http.StatusOK && a.status != http.StatusNotAcceptable {
			t.Errorf("%q: %d %s", accept, a.status, a.body)
		}
	})
}

// FuzzHost sends names of hosts: only those that are ours are answered.
func FuzzHost(f *testing.F) {
	for _, host := range []string{"localhost", "localhost:80", "[::1]:80", "127.0.0.1", "a.example", "", ":", "[", "]:1", "[::1%25lo]", "127.1", "0000::1"} {
		f.Add(host)
	}
	d := open(f)
	f.Fuzz(func(t *testing.T, host string) {
		r := ask(`{hello}`)
		r.Host = host
		a := d.send(t, r)
		name := strings.ToLower(host)
		loopback := net.ParseIP(host).IsLoopback() // however its zeros are written
		if a.status == http.StatusOK && !loopback && !strings.HasPrefix(name, "localhost") && !strings.HasPrefix(name, "127.") && !strings.HasPrefix(name, "[") && !strings.HasPrefix(name, "::") {
			t.Errorf("%q is answered", host)
		}
	})
}
