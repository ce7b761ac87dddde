package gql

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"hudna/graph"
)

// A hub holds the follower of the graph, as long as there is somebody to follow it
// for.
type hub struct {
	mu  sync.Mutex
	now *follower // nil where nobody subscribes

	loners atomic.Uint64 // subscriptions of which each is told by itself
}

// A follower follows the graph for all who subscribe: what a revision means to those
// who ask the same is found out once.
type follower struct {
	hub      *hub
	graph    graph.Graph
	stop     context.CancelFunc
	turns    chan struct{} // a slot for each that catches up at this moment
	watching int           // subscriptions that were not closed; the hub's to change

	mu     sync.Mutex
	at     graph.Revision // of which all who are up to date were told
	groups map[string]*group
	broken error // why it does not follow any more
}

// catchers is how many subscriptions read what came before at one moment; the others
// wait for their turn, revision by revision.
const catchers = 2

// A group is the subscriptions that ask the same, and may see the same.
type group struct {
	key  string
	tell func(ctx context.Context, of graph.Commit) (news, error)
	live map[*Subscription]struct{}
}

// News are what a group is told of a revision: nothing where they are nil.
type news []byte

// follow gives the follower, which begins at a revision if there is none yet. It
// counts whoever asks for it until leave.
func (h *hub) follow(g graph.Graph, head graph.Revision) *follower {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.now == nil {
		ctx, stop := context.WithCancel(context.Background()) //nolint:forbidigo // it lasts longer than whoever was the first
		h.now = &follower{
			hub: h, graph: g, stop: stop, turns: make(chan struct{}, catchers), at: head, groups: make(map[string]*group),
		}
		go h.now.run(ctx)
	}
	h.now.watching++
	return h.now
}

// leave ends the follower when nobody is left.
func (h *hub) leave(f *follower) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if f.watching--; f.watching > 0 {
		return
	}
	f.stop()
	if h.now == f {
		h.now = nil
	}
}

func (f *follower) run(ctx context.Context) {
	for {
		f.mu.Lock()
		at := f.at
		f.mu.Unlock()
		head, err := f.graph.Await(ctx, at)
		for r := at + 1; err == nil && r <= head.Revision; r++ {
			err = f.tell(ctx, r)
		}
		if err != nil {
			f.fail(err)
			return
		}
	}
}

// fail ends all subscriptions, and lets the next one begin with another follower.
func (f *follower) fail(err error) {
	f.hub.mu.Lock()
	if f.hub.now == f {
		f.hub.now = nil
	}
	f.hub.mu.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.broken = fmt.Errorf("following the graph: %w", err)
	for _, g := range f.groups {
		for s := range g.live {
			s.end(f.broken)
		}
	}
	clear(f.groups)
}

// An outcome is what became of telling a group.
type outcome struct {
	news news
	err  error
}

// tell tells all who are up to date of the next revision. Who catches up meanwhile
// either comes in time to be told with the others, or finds that one revision more
// has gone by.
func (f *follower) tell(ctx context.Context, r graph.Revision) error {
	// Of the commit only number and time are used: what else may be told of it
	// depends on who asks.
	commit, err := f.graph.At(graph.View{Revision: r, Clearance: graph.MarkingPublic}).Commit(ctx, r)
	if err != nil {
		return fmt.Errorf("revision %d: %w", r, err)
	}
	outcomes := make(map[*group]outcome)
	for {
		missing := f.untold(r, outcomes)
		if missing == nil {
			return nil
		}
		made := make([]outcome, len(missing))
		var at errgroup.Group
		at.SetLimit(runtime.GOMAXPROCS(0))
		for i, g := range missing {
			at.Go(func() error {
				made[i].news, made[i].err = g.tell(ctx, commit)
				return nil
			})
		}
		_ = at.Wait() // the errors are in the outcomes
		if err := ctx.Err(); err != nil {
			return err
		}
		for i, g := range missing {
			outcomes[g] = made[i]
		}
	}
}

// untold gives the groups of which it is not known yet what they are told. When there
// are none, it tells all, and gives nil.
func (f *follower) untold(r graph.Revision, outcomes map[*group]outcome) (missing []*group) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, g := range f.groups {
		if _, known := outcomes[g]; !known {
			missing = append(missing, g)
		}
	}
	if missing != nil {
		return missing
	}
	for g, o := range outcomes {
		for s := range g.live {
			if s.push(r, o) {
				continue
			}
			f.remove(g, s)
		}
	}
	f.at = r
	return nil
}

// join makes a subscription one of those who are told, if it has not missed anything:
// else it is false, and the next revision is to be caught up with.
func (f *follower) join(s *Subscription) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken != nil {
		s.end(f.broken)
		return true
	}
	if s.read < f.at {
		return false
	}
	g := f.groups[s.group.key]
	if g == nil {
		g = s.group
		f.groups[g.key] = g
	}
	s.group = g
	g.live[s] = struct{}{}
	return true
}

// remove takes a subscription from those who are told.
func (f *follower) remove(g *group, s *Subscription) {
	delete(g.live, s)
	if len(g.live) == 0 && f.groups[g.key] == g {
		delete(f.groups, g.key)
	}
}

// catchUp finds out what a subscription is told of a revision that has gone by.
func (f *follower) catchUp(ctx context.Context, s *Subscription, r graph.Revision) (news, error) {
	select {
	case f.turns <- struct{}{}:
		defer func() { <-f.turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	commit, err := f.graph.At(graph.View{Revision: r, Clearance: graph.MarkingPublic}).Commit(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("revision %d: %w", r, err)
	}
	return s.group.tell(ctx, commit)
}
