package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"sync/atomic"

	"hudna/graph"
	"hudna/graph/search"
	"hudna/storage/keys"
)

// A request is a change on its way through the writer.
type request struct {
	by     graph.Principal
	change graph.Change
	bodies []body // of the records of the operations, as far as they have one
	size   int    // bytes, of the bodies, the ids in them, and what else is said

	// Of a change that is only validated: which operations have a record that
	// validation refuses, and where each stood in the change that was given.
	malformed []bool
	indexes   []int

	key     keys.Hash // of the idempotency key, the ledger's own if there was none
	content []byte    // keyed hash of the change, for a key of the user's

	state  atomic.Int32 // waiting, taken or gone
	answer chan answer  // gets one
	// result is what the transaction under way would answer.
	result answer
}

// author is who made the revision: of what only keeps a number, nobody.
func (r *request) author() string {
	if r.change.Placeholder {
		return ""
	}
	return r.by.Name
}

const (
	waiting int32 = iota
	taken         // the writer is at it: Commit waits for the answer
	gone          // the one who asked has left before the writer came to it
)

type answer struct {
	revision graph.Revision
	err      error
}

// A body is an encoded record but for the table of the nodes that it refers to.
type body struct {
	message []byte
	refs    []graph.ID    // the table, as ids
	words   *search.Words // of the record's texts, nil where they are not known yet
	heard   *heard        // of the record, nil where it is not known yet
}

// Commit makes one revision of a change; see [graph.Graph].
func (l *Ledger) Commit(ctx context.Context, by graph.Principal, c graph.Change) (graph.Revision, error) {
	commit, err := l.Prepare(by, c)
	if err != nil {
		return 0, err
	}
	return commit(ctx)
}

// Prepare checks and encodes a change; see [graph.Preparer].
func (l *Ledger) Prepare(by graph.Principal, c graph.Change) (commit func(context.Context) (graph.Revision, error), err error) {
	if l.opts.ReadOnly {
		return nil, errReadOnly
	}
	r, err := l.request(by, c)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (graph.Revision, error) { return l.send(ctx, r) }, nil
}

// send hands a request to the writer, and waits for the answer.
func (l *Ledger) send(ctx context.Context, r *request) (graph.Revision, error) {
	select {
	case <-l.closing:
		return 0, graph.ErrClosed
	default:
	}
	if err := l.room.take(ctx, r.size, l.closing); err != nil {
		return 0, err
	}
	defer l.room.give(r.size)
	select {
	case l.queue <- r:
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-l.closing:
		return 0, graph.ErrClosed
	}
	select {
	case a := <-r.answer:
		return a.revision, a.err
	case <-l.done:
	case <-ctx.Done():
		if r.state.CompareAndSwap(waiting, gone) {
			r.change, r.bodies = graph.Change{}, nil // what is left in the queue takes no room
			return 0, ctx.Err()
		}
		a := <-r.answer // what has begun runs to its end, and this is it
		return a.revision, a.err
	}
	// The writer has ended; it may have answered just before.
	select {
	case a := <-r.answer:
		return a.revision, a.err
	default:
		return 0, graph.ErrClosed
	}
}

// request checks and encodes a change as far as that can be done without
// knowing what is in the store.
func (l *Ledger) request(by graph.Principal, c graph.Change) (*request, error) {
	normalize(c)
	if err := errors.Join(graph.ValidatePrincipal(by), graph.ValidateChange(c)); err != nil {
		return nil, err
	}
	if err := mayCommit(by, c); err != nil {
		return nil, err
	}
	r := &request{
		by: by, change: c, bodies: make([]body, len(c.Ops)), malformed: make([]bool, len(c.Ops)),
		answer: make(chan answer, 1),
	}
	var weight load
	r.size = len(c.Message)
	for i := range c.Ops {
		r.size += len(c.Ops[i].ID) + len(c.Ops[i].Reason)
		record := c.Ops[i].Record
		if record == nil {
			continue
		}
		b, err := weight.add(by, record)
		if err != nil {
			return nil, &graph.OpError{Index: i, ID: record.Shared().ID, Err: err}
		}
		b.words = search.WordsOf(record)
		r.bodies[i] = b
		for _, id := range b.refs {
			r.size += len(id)
		}
	}
	r.size += weight.bytes
	if err := weight.fits(); err != nil {
		return nil, err
	}
	if err := l.identify(r); err != nil {
		return nil, err
	}
	return r, nil
}

// index is where an operation of the request stood in the change.
func (r *request) index(i int) int {
	if r.indexes != nil {
		return r.indexes[i]
	}
	return i
}

// normalize writes out what the records of a change leave to their defaults.
func normalize(c graph.Change) {
	for i := range c.Ops {
		if c.Ops[i].Record != nil {
			graph.Normalize(c.Ops[i].Record)
		}
	}
}

// mayCommit says whether somebody has the right to what every change needs.
func mayCommit(by graph.Principal, c graph.Change) error {
	switch {
	case !by.Role.Allows(graph.RoleCoder):
		return fmt.Errorf("%w: a %s may not commit", graph.ErrForbidden, by.Role)
	case !c.Time.IsZero() && !by.Role.Allows(graph.RoleAdmin):
		return fmt.Errorf("%w: only an %s may give the time of a commit", graph.ErrForbidden, graph.RoleAdmin)
	case c.Placeholder && !by.Role.Allows(graph.RoleAdmin):
		return fmt.Errorf("%w: only an %s may keep the number of a revision", graph.ErrForbidden, graph.RoleAdmin)
	}
	return nil
}

// A load is what the records of a change weigh.
type load struct{ bytes, entries int }

// add encodes a record and weighs it.
func (w *load) add(by graph.Principal, record graph.Record) (body, error) {
	if marking := record.Shared().Marking; !by.Clearance.Covers(marking) {
		return body{}, fmt.Errorf("%w: it is marked %s, above the clearance of %s", graph.ErrForbidden, marking, by.Name)
	}
	b, err := encode(record)
	if err != nil {
		return body{}, err
	}
	b.heard = heardOf(record)
	n, err := measure(record, b)
	if err != nil {
		return body{}, err
	}
	w.bytes += len(b.message)
	w.entries += n
	return b, nil
}

// fits refuses more than one change may bring.
func (w *load) fits() error {
	switch {
	case w.bytes > maxChangeBytes:
		return fmt.Errorf("%w: the records of the change have %d bytes, more than %d", graph.ErrTooLarge, w.bytes, maxChangeBytes)
	case w.entries > maxEntries:
		return fmt.Errorf("%w: the change makes %d index entries, more than %d", graph.ErrTooLarge, w.entries, maxEntries)
	}
	return nil
}

// maxChangeBytes bounds the encoded records of a change, so that with their
// index entries they fit into one transaction.
const maxChangeBytes = 3 << 20

// marks says whether the change is one of a marking.
func (r *request) marks() bool {
	return len(r.change.Ops) > 0 && r.change.Ops[0].Verb == graph.VerbMark
}

// encode makes the body of a record, with the table of its references as ids:
// their numbers are known to the writer only.
func encode(record graph.Record) (body, error) {
	var b body
	encoded, err := appendBody(nil, record, func(id graph.ID) (keys.Node, error) {
		b.refs = append(b.refs, id)
		return keys.Node(len(b.refs)), nil
	})
	if err != nil {
		return body{}, err
	}
	_, b.message, err = bodyNodes(encoded)
	return b, err
}

// measure counts the index entries of a record, and refuses one that could not be
// withdrawn again. How many there are and how long they are does not depend on
// the numbers that the writer finds for what the record names.
func measure(record graph.Record, b body) (entries int, err error) {
	const own = 1
	nodeOf := make(map[graph.ID]keys.Node, len(b.refs))
	for i, id := range b.refs {
		nodeOf[id] = keys.Node(own + 1 + i)
	}
	made, err := entriesOf(&indexed{
		node: own, kind: kindNumber(record.RecordKind()), record: record, nodeOf: nodeOf, heard: b.heard,
		at: keys.Position{Node: own},
	})
	if err != nil {
		return 0, err
	}
	return len(made), withdrawable(made, len(b.message))
}

// identify gives the change a key by which its outcome can be found again.
func (l *Ledger) identify(r *request) error {
	if r.change.IdempotencyKey == "" {
		_, err := rand.Read(r.key[:]) //nolint:forbidigo // a key that nobody else can have made
		return err
	}
	copy(r.key[:], l.keyedHash("key", []byte(r.change.IdempotencyKey)))
	content, err := json.Marshal(struct {
		Author string
		Change graph.Change
	}{r.by.Name, r.change})
	if err != nil {
		return fmt.Errorf("hashing the change: %w", err)
	}
	r.content = l.keyedHash("change", content)[:len(r.key)]
	return nil
}

// Salt is made of the secret of the store for a purpose: always the same one, another for
// every other purpose and store, and it tells nothing of the secret.
func (l *Ledger) Salt(purpose string) string {
	return hex.EncodeToString(l.keyedHash("salt", []byte(purpose)))
}

// keyedHash hashes with the secret of the store, so that a hash that is kept
// tells nothing about what was hashed.
func (l *Ledger) keyedHash(purpose string, data []byte) []byte {
	mac, ok := l.macs.Get().(hash.Hash)
	if !ok {
		mac = hmac.New(sha256.New, l.secret)
	}
	defer l.macs.Put(mac)
	mac.Reset()
	mac.Write([]byte(purpose))
	mac.Write([]byte{0})
	mac.Write(data)
	return mac.Sum(nil)
}
