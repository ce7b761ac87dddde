package graph

import (
	"context"
	"sync/atomic"
)

// A Meter adds up what the questions of one operation have cost, so that a
// bound holds for all of them together: many small questions can cost as much
// as one large one.
type Meter struct{ keys atomic.Int64 }

type meterKey struct{}

// WithMeter makes the questions that are asked with the context, or one made
// from it, share a new meter. A graph that bounds what a question may cost
// bounds with it what all of them may cost together.
func WithMeter(ctx context.Context) context.Context {
	return context.WithValue(ctx, meterKey{}, new(Meter))
}

// MeterOf gives the meter of a context, or nil.
func MeterOf(ctx context.Context) *Meter {
	m, _ := ctx.Value(meterKey{}).(*Meter)
	return m
}

// Add counts keys that were read, and gives how many it has been in all.
func (m *Meter) Add(keys int) int64 { return m.keys.Add(int64(keys)) }
