package ledger

import (
	"fmt"

	"hudna/graph"
	"hudna/storage/keys"
)

// The bits of [keys.Hot.Roles] in the lists whose members are nodes. In a list
// of judgements Main is the verdict, and Acts the number of the other record.
const (
	// speaksFor: one of the affiliations by which the actor stands in the list
	// says that it speaks for the owner of the list.
	speaksFor uint32 = 1 << 1
)

// edges makes the lists of everything but statements.
func (b *entryBuilder) edges() error {
	switch r := b.v.record.(type) {
	case *graph.Judgement:
		return b.judgement(r)
	case *graph.Actor:
		return b.affiliations(r)
	case *graph.Location:
		return b.edge(keys.Within, r.Within, plain)
	case *graph.Event:
		return b.event(r)
	case *graph.Document:
		return b.list(keys.PublishedBy, r.Publisher, plain, b.dated)
	}
	return nil
}

// edge puts the record into a list whose members are nodes.
func (b *entryBuilder) edge(t keys.Tag, id graph.ID, hot keys.Hot) error {
	return b.list(t, id, hot, func(list []byte) []byte { return keys.AppendEdge(list, b.v.class, b.v.node) })
}

// list puts the record into a list of a node, once: what is found out again
// adds to the roles.
func (b *entryBuilder) list(t keys.Tag, id graph.ID, hot keys.Hot, member func([]byte) []byte) error {
	if id == "" {
		return nil
	}
	owner, ok := b.v.nodeOf[id]
	if !ok {
		return fmt.Errorf("no node number for %s", id)
	}
	if b.listed == nil {
		b.listed, b.seen = map[keys.Node]bool{}, map[seenEntry]int{}
	}
	b.listed[owner] = true
	if i, ok := b.seen[seenEntry{t, owner}]; ok {
		b.entries[i].hot.Roles |= hot.Roles
		return nil
	}
	b.seen[seenEntry{t, owner}] = len(b.entries)
	b.add(member(keys.AppendList(nil, keys.Live, t, owner)), hot).count(owner, countedList(t, 0, b.v.class))
	return nil
}

// dated completes a list in the order of [keys.Position].
func (b *entryBuilder) dated(list []byte) []byte { return keys.AppendMember(list, b.v.class, b.v.at) }

// judgement: what stands for what is found without reading a judgement.
func (b *entryBuilder) judgement(j *graph.Judgement) error {
	for _, side := range [][2]graph.ID{{j.A, j.B}, {j.B, j.A}} {
		hot := plain
		hot.Main = uint8(numberOf(enumVerdict.values, j.Verdict))
		hot.Acts = uint64(b.v.nodeOf[side[1]])
		if err := b.edge(keys.Judged, side[0], hot); err != nil {
			return err
		}
	}
	return nil
}

// affiliations: an actor stands under an organisation once as a part of it, and
// once for whatever else ties the two. Who speaks for it stands in a list of its
// own as well, as few of many members do.
func (b *entryBuilder) affiliations(a *graph.Actor) error {
	for i := range a.Affiliations {
		f := &a.Affiliations[i]
		tag, hot := keys.Affiliated, plain
		if f.Kind == graph.AffiliationPartOf {
			tag = keys.PartOf
		}
		if f.SpeaksFor {
			hot.Roles = speaksFor
		}
		if err := b.edge(tag, f.Organisation, hot); err != nil {
			return err
		}
		if f.SpeaksFor && tag == keys.Affiliated {
			if err := b.edge(keys.SpokenFor, f.Organisation, plain); err != nil {
				return err
			}
		}
	}
	return nil
}

// event makes the lists of an event, in the order of [keys.Position] as those of
// statements. Main is its kind, Basis its basis, and Roles are the precisions
// with which it stands in the list of a place, or the roles in that of an actor.
func (b *entryBuilder) event(e *graph.Event) error {
	hot := plain
	hot.Main = uint8(numberOf(enumEventKind.values, e.Kind))
	hot.Basis = uint8(numberOf(enumEventBasis.values, e.Basis))
	for i := range e.Places {
		hot.Roles = 1 << numberOf(enumPlacePrecision.values, e.Places[i].Precision)
		if err := b.list(keys.EventPlace, e.Places[i].Location, hot, b.dated); err != nil {
			return err
		}
	}
	for i := range e.Participants {
		hot.Roles = 1 << numberOf(enumParticipantRole.values, e.Participants[i].Role)
		if err := b.list(keys.EventParticipant, e.Participants[i].Actor, hot, b.dated); err != nil {
			return err
		}
	}
	hot.Roles = 0
	if err := b.list(keys.EventAgreement, e.Under, hot, b.dated); err != nil {
		return err
	}
	if e.Kind != "" {
		kind := keys.Kind(hot.Main)
		b.add(b.dated(keys.AppendEventKindList(nil, keys.Live, kind)), hot).count(0, countedList(keys.EventKind, kind, b.v.class))
	}
	b.add(b.dated(keys.AppendEventDateList(nil, keys.Live)), hot).count(0, countedList(keys.EventDate, b.v.kind, b.v.class))
	return nil
}
