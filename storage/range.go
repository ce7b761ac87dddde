package storage

import "bytes"

// A Range is the keys from Start up to but not including End. An empty bound
// is open on its side. A range whose End is not above its Start has no keys.
type Range struct {
	Start, End []byte
	Reverse    bool // walk from the last key to the first
}

// Prefix returns the range of all keys that begin with p, p itself among them.
// The range shares p's memory.
func Prefix(p []byte) Range {
	return Range{Start: p, End: after(p)}
}

// after returns the smallest key above every key that begins with p: p with
// its last byte that can be counted up counted up, and cut off behind it. It
// returns nil, the open bound, if there is no such key, because p is empty or
// consists of 0xff bytes alone.
func after(p []byte) []byte {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i] != 0xff {
			end := bytes.Clone(p[:i+1])
			end[i]++
			return end
		}
	}
	return nil
}

// Reversed returns r walked in the other direction.
func (r Range) Reversed() Range {
	r.Reverse = !r.Reverse
	return r
}

// Contains reports whether key lies in r.
func (r Range) Contains(key []byte) bool {
	return bytes.Compare(key, r.Start) >= 0 && (len(r.End) == 0 || bytes.Compare(key, r.End) < 0)
}

// CommonPrefix returns the longest prefix that every possible key of r shares,
// for engines that read less when they know one. It shares r's memory. What it
// returns for a range without keys means nothing.
func (r Range) CommonPrefix() []byte {
	n := 0
	for n < len(r.Start) && n < len(r.End) && r.Start[n] == r.End[n] {
		n++
	}
	// Where End is the end of a prefix of Start, as in [Prefix], that prefix
	// is common too, with whatever 0xff follow: they are the last of it.
	if n < len(r.Start) && n == len(r.End)-1 && r.Start[n]+1 == r.End[n] {
		for n++; n < len(r.Start) && r.Start[n] == 0xff; n++ {
		}
	}
	return r.Start[:n]
}
