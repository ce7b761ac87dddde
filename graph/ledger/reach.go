package ledger

import (
	"fmt"
	"math"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

// A reach is how far the lists of a revision reach: a scan as of it begins
// there, and does not walk through what came later.
type reach struct {
	// said and when are up to which sort-key instant the statements and the
	// events begin that had been recorded.
	said, when int64
	next       keys.Node // the number that the next new record got
}

// noReach is that of an empty graph.
var noReach = reach{said: math.MinInt64, when: math.MinInt64, next: 1}

// add takes a version in.
func (r *reach) add(k graph.Kind, at keys.Position) {
	switch k {
	case graph.KindStatement:
		r.said = max(r.said, at.Earliest)
	case graph.KindEvent:
		r.when = max(r.when, at.Earliest)
	}
}

func readReach(tx storage.ReadTx, r keys.Revision) (reach, error) {
	var row pb.Commit
	if err := readRow(tx, keys.AppendCommit(nil, r), &row, fmt.Sprintf("commit row of revision %d", r)); err != nil {
		return reach{}, err
	}
	return reachOf(&row), nil
}

func reachOf(row *pb.Commit) reach {
	return reach{said: row.LatestSaid, when: row.LatestWhen, next: keys.Node(row.NextNode)}
}
