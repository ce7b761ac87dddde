package bench

import "time"

// A Side is one of two that are asked the same.
type Side struct {
	Name string
	Ask  Ask
	// Used tells what its processes have used so far; nil where it is not known.
	Used func() Use
}

// Use is what processes have used.
type Use struct {
	CPU      time.Duration // of their users and of the system
	Resident uint64        // bytes in memory now; pages that they share count once
}

func (s *Side) used() Use {
	if s.Used == nil {
		return Use{}
	}
	return s.Used()
}
