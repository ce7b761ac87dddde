package graph

// A Location is a place on the ground.
type Location struct {
	Meta
	Kind   LocationKind `json:"kind,omitempty"`
	Names  []Name       `json:"names,omitempty"`
	Within ID           `json:"within,omitempty"` // the location around it
	Point  *Point       `json:"point,omitempty"`
}

// RecordKind is [KindLocation].
func (*Location) RecordKind() Kind { return KindLocation }

// A Point is a position in WGS 84.
type Point struct {
	Lat float64 `json:"lat"` // degrees north, -90 to 90
	Lon float64 `json:"lon"` // degrees east, -180 to 180
}

// A LocationKind says what sort of place it is.
type LocationKind string

// The kinds of locations, from large to small.
const (
	LocationCountry     LocationKind = "COUNTRY"
	LocationRegion      LocationKind = "REGION"
	LocationGovernorate LocationKind = "GOVERNORATE"
	LocationDistrict    LocationKind = "DISTRICT"
	LocationSettlement  LocationKind = "SETTLEMENT"
	LocationSite        LocationKind = "SITE"
)
