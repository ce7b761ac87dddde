package main

// spaceFlags say how much of the disk is kept free. Other commands that write take the
// floor as it is unless given, and leave the ballast that is there.
type spaceFlags struct {
	DiskFloor int64 `config:"" default:"256" placeholder:"MIB" help:"How many MiB of the disk have to be free for anything to be written, besides what the engine takes to tidy up. Default: ${default}, the least."`
	Ballast   int64 `config:"" default:"256" placeholder:"MIB" help:"How many MiB the file BALLAST takes up, which can be removed when the disk is full; 0 makes none. Default: ${default}."`
}

// mostSpace bounds both: a terabyte, in MiB.
const mostSpace = 1 << 20

// sound refuses what the engine cannot keep to.
func (f *spaceFlags) sound() error {
	if f.DiskFloor < leastFloor || f.DiskFloor > mostSpace {
		return failed(codeUsage, "--disk-floor %d: is not between %d and %d", f.DiskFloor, leastFloor, mostSpace)
	}
	if f.Ballast < 0 || f.Ballast > mostSpace {
		return failed(codeUsage, "--ballast %d: is not between 0 and %d", f.Ballast, mostSpace)
	}
	return nil
}

// in has a graph opened with so much space kept free.
func (f *spaceFlags) in(o openFlags) openFlags {
	o.floor, o.ballast = f.DiskFloor<<20, f.Ballast<<20
	if f.Ballast == 0 {
		o.ballast = -1
	}
	return o
}
