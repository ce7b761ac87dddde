package gql

import "hudna/graph"

// leads are the fields that follow references, by their coordinates in the schema,
// with the place in which these stand. A plan tells from them what will be followed
// before anything is, so that all of it is read together. A field that is missing
// here costs a read of its own, and nothing else.
var leads = map[string]graph.Place{
	"About.node":               graph.AboutNode,
	"Addressee.actor":          graph.AddresseesActor,
	"Addressee.post":           graph.AddresseesPost,
	"Affiliation.organisation": graph.AffiliationsOrganisation,
	"Affiliation.post":         graph.AffiliationsPost,
	"Actor.collects":           graph.Collects,
	"Agreement.area":           graph.Area,
	"Agreement.documents":      graph.Documents,
	"AgreementLink.node":       graph.LinksNode,
	"Anchor.document":          graph.AnchorDocument,
	"Content.actor":            graph.ContentActor,
	"Content.object":           graph.ContentObject,
	"Content.toward":           graph.ContentToward,
	"CodedPassage.document":    graph.EvidenceDocument,
	"CopyOf.document":          graph.CopyOfDocument,
	"Document.publisher":       graph.Publisher,
	"Event.claims":             graph.Claims,
	"Event.documents":          graph.Documents,
	"Event.observer":           graph.Observer,
	"Event.under":              graph.Under,
	"EventLink.event":          graph.LinksEvent,
	"EventPlace.location":      graph.PlacesLocation,
	"Evidence.document":        graph.EvidenceDocument,
	"Evidence.exact":           graph.EvidenceDocument,
	"Evidence.prefix":          graph.EvidenceDocument,
	"Evidence.suffix":          graph.EvidenceDocument,
	"Figure.blamed":            graph.FiguresBlamed,
	"Figure.countedBy":         graph.FiguresCountedBy,
	"Figure.of":                graph.FiguresOf,
	"Figure.place":             graph.FiguresPlace,
	"Judgement.a":              graph.JudgedA,
	"Judgement.b":              graph.JudgedB,
	"Link.statement":           graph.LinksStatement,
	"Location.within":          graph.Within,
	"Mention.document":         graph.MentionDocument,
	"Mention.exact":            graph.MentionDocument,
	"Participant.actor":        graph.ParticipantsActor,
	"Party.actor":              graph.PartiesActor,
	"Quoted.whose":             graph.QuotedWhose,
	"Relay.actor":              graph.RelaysActor,
	"Relay.onBehalfOf":         graph.RelaysOnBehalfOf,
	"Relay.place":              graph.RelaysPlace,
	"Relay.post":               graph.RelaysPost,
	"Speaker.actor":            graph.SpeakersActor,
	"Speaker.onBehalfOf":       graph.SpeakersOnBehalfOf,
	"Speaker.post":             graph.SpeakersPost,
	"Stand.topic":              graph.PositionsTopic,
	"Statement.attestedBy":     graph.RelaysActor,
	"Statement.occasion":       graph.Occasion,
	"Statement.place":          graph.AtPlace,
	"Statement.supersededBy":   graph.SupersededBy,
	"Topic.broader":            graph.Broader,
}

// followed are the places whose references some fields follow.
func followed(fields []string) graph.Places {
	var in graph.Places
	for _, f := range fields {
		if p, ok := leads[f]; ok {
			in |= graph.PlacesOf(p)
		}
	}
	return in
}
