package ledger_test

import (
	"errors"
	"testing"

	"hudna/graph"
	"hudna/storage/memkv"
)

// TestPrepared prepares changes that are committed in another order, or never:
// nothing happens before.
func TestPrepared(t *testing.T) {
	g := open(t, memkv.New())
	affiliated := actor("b")
	affiliated.Affiliations = []graph.Affiliation{{Organisation: "actor/a", Kind: graph.AffiliationMember}}
	later, err := graph.Prepare(g, coder(), create(affiliated))
	if err != nil {
		t.Fatal(err)
	}
	sooner, err := graph.Prepare(g, coder(), create(actor("a")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Prepare(g, coder(), create(actor("never"))); err != nil {
		t.Fatal(err)
	}
	if now := mustHead(t, g); now != 0 {
		t.Fatalf("head %d before anything was committed", now)
	}
	for i, commit := range []func() (graph.Revision, error){
		func() (graph.Revision, error) { return sooner(t.Context()) },
		func() (graph.Revision, error) { return later(t.Context()) },
	} {
		if made, err := commit(); err != nil || made != graph.Revision(i+1) {
			t.Fatalf("revision %d, %v", made, err)
		}
	}
	if _, err := at(t, g).Record(t.Context(), "actor/never"); !errors.Is(err, graph.ErrNotFound) {
		t.Errorf("what was only prepared: %v", err)
	}
}

// TestPrepareRefuses what needs no look at the store to be refused.
func TestPrepareRefuses(t *testing.T) {
	g := open(t, memkv.New())
	nameless := actor("a")
	nameless.Names = []graph.Name{{Lang: "en"}}
	reader := coder()
	reader.Role = graph.RoleReader
	for name, c := range map[string]struct {
		by   graph.Principal
		what graph.Change
		want error
	}{
		"a record at fault":     {coder(), create(nameless), graph.ErrInvalid},
		"who may not commit":    {reader, create(actor("a")), graph.ErrForbidden},
		"a change of no record": {coder(), graph.Change{}, graph.ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			if commit, err := graph.Prepare(g, c.by, c.what); !errors.Is(err, c.want) || commit != nil {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}
