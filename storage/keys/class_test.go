package keys_test

import (
	"testing"

	"hudna/storage/keys"
)

func TestEveryByteIsAClassOrNone(t *testing.T) {
	valid := 0
	for b := range 256 {
		c := keys.Class(b)
		known := c.Status() <= keys.Retracted && c.Marking() <= keys.Protected
		if c.Valid() != known {
			t.Errorf("%02x is valid: %v, want %v", b, c.Valid(), known)
		}
		if known {
			valid++
		}
		if back := keys.ClassOf(c.Status(), c.Marking()); back != c {
			t.Errorf("%02x comes back as %02x", b, byte(back))
		}
	}
	if valid != 15 {
		t.Errorf("%d classes, want 5 statuses in 3 markings", valid)
	}
}

func TestClassesOfAClearanceAreOneRun(t *testing.T) {
	for status := range keys.Status(keys.Statuses) {
		for clearance := range keys.Marking(keys.Markings) {
			first, last := keys.Classes(status, clearance)
			for b := range 256 {
				c := keys.Class(b)
				inside := first <= c && c <= last
				seen := c.Valid() && c.Status() == status && c.Marking() <= clearance
				if inside != seen {
					t.Errorf("%s is in the run of %s up to %s: %v, want %v", c, status, clearance, inside, seen)
				}
			}
		}
	}
}

func TestClassesForPeople(t *testing.T) {
	for want, c := range map[string]keys.Class{
		"curated/public":          keys.ClassOf(keys.Curated, keys.Public),
		"machine-coded/public":    keys.ClassOf(keys.MachineCoded, keys.Public),
		"superseded/restricted":   keys.ClassOf(keys.Superseded, keys.Restricted),
		"draft/protected":         keys.ClassOf(keys.Draft, keys.Protected),
		"retracted/public":        keys.ClassOf(keys.Retracted, keys.Public),
		"status-5/public":         keys.ClassOf(5, keys.Public),
		"curated/marking-3":       keys.ClassOf(keys.Curated, 3),
		"status-63/marking-3":     keys.Class(255),
		"machine-coded/protected": keys.Class(6),
	} {
		if got := c.String(); got != want {
			t.Errorf("%02x is called %s, want %s", byte(c), got, want)
		}
	}
}
