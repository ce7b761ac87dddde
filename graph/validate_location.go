package graph

// Validate reports every problem with l, joined, or nil.
func (l *Location) Validate() error { return validate(l) }

func (v *validator) location(l *Location) {
	oneOf(v, "kind", l.Kind, valuesLocationKind, optional)
	v.names(l.Names)
	if p := l.Point; p != nil {
		v.in("point")
		v.between("lat", p.Lat, -90, 90)
		v.between("lon", p.Lon, -180, 180)
		v.out()
	}
}

// Validate reports every problem with t, joined, or nil.
func (t *Topic) Validate() error { return validate(t) }

func (v *validator) topic(t *Topic) {
	oneOf(v, "kind", t.Kind, valuesTopicKind, optional)
	v.names(t.Names)
}
