package fiction

import (
	"fmt"

	"hudna/graph"
)

// Each state has a country of so many governorates, each of these so many
// districts, and each of these so many settlements.
const (
	governorates = 4
	districts    = 3
	settlements  = 4
)

// country is the location of a state.
func country(state int) graph.ID { return graph.ID(fmt.Sprintf("location/c%02d", state+1)) }

// inside is the n-th location within another.
func inside(around graph.ID, n int) graph.ID { return graph.ID(fmt.Sprintf("%s-%d", around, n+1)) }

// somewhere is a location in a state's country: mostly a settlement, and mostly
// one of the first ones.
func (m *maker) somewhere(state int) graph.ID {
	d := m.dice
	skewed := func(n int) int { return min(d.n(n), d.n(n)) }
	at := country(state)
	deep := d.weighted(5, 15, 20, 60)
	for level, n := range []int{governorates, districts, settlements} {
		if level == deep {
			break
		}
		at = inside(at, skewed(n))
	}
	return at
}

func (m *maker) recordPlaces() {
	n := namesOfPlaces
	place := func(id, within graph.ID, kind graph.LocationKind) {
		m.put(&graph.Location{Meta: graph.Meta{ID: id}, Kind: kind, Names: coin(n).names(), Within: within})
		n++
	}
	for state := range m.shape.states {
		whole := country(state)
		m.put(&graph.Location{
			Meta: graph.Meta{ID: whole, Codes: []graph.Code{{System: "invented-iso", Code: fmt.Sprintf("X%02d", state+1)}}},
			Kind: graph.LocationCountry, Names: m.sides[2*state].name.names(),
		})
		for g := range governorates {
			governorate := inside(whole, g)
			place(governorate, whole, graph.LocationGovernorate)
			for i := range districts {
				district := inside(governorate, i)
				place(district, governorate, graph.LocationDistrict)
				for j := range settlements {
					place(inside(district, j), district, graph.LocationSettlement)
				}
			}
		}
	}
}
