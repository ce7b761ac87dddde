package ledger_test

import (
	"fmt"
	"testing"

	"hudna/graph"
	"hudna/storage/memkv"
)

// BenchmarkCommitWhileProjected commits statements, one each, with a projection
// that follows and without one.
func BenchmarkCommitWhileProjected(b *testing.B) {
	for _, projected := range []bool{false, true} {
		b.Run(fmt.Sprintf("projected=%t", projected), func(b *testing.B) {
			l := open(b, memkv.New())
			stage(b, l)
			if projected {
				if err := l.Project(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s := said(graph.ID(fmt.Sprintf("statement/s%d", i)), "actor/one", "document/stage", "Made up.")
				s.About = []graph.About{{Node: "actor/one", Role: graph.AboutSubject}}
				commit(b, l, create(s))
			}
		})
	}
}
