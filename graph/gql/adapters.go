package gql

import (
	"hudna/graph/gql/exec"
	"hudna/graph/gql/plan"
)

// adapters are for what statements lead to: a page of them calls these hundreds of
// times.
func adapters() []plan.Adapter {
	return []plan.Adapter{
		plan.Adapt("Node", exec.AboutResolver.Node),
		plan.Adapt("Actor", exec.ContentResolver.Actor),
		plan.Adapt("Toward", exec.ContentResolver.Toward),
		plan.Adapt("Object", exec.ContentResolver.Object),
		plan.AdaptOne("Name", exec.ActorResolver.Name),
		plan.AdaptOne("Name", exec.AgreementResolver.Name),
		plan.AdaptOne("Name", exec.EventResolver.Name),
		plan.AdaptOne("Name", exec.LocationResolver.Name),
		plan.AdaptOne("Name", exec.TopicResolver.Name),
		plan.Adapt("Organisation", exec.AffiliationResolver.Organisation),
		plan.Adapt("Post", exec.AffiliationResolver.Post),
		plan.Adapt("Documents", exec.AgreementResolver.Documents),
		plan.Adapt("Area", exec.AgreementResolver.Area),
		plan.Adapt("Actor", exec.PartyResolver.Actor),
		plan.Adapt("Publisher", exec.DocumentResolver.Publisher),
		plan.Adapt("Observer", exec.EventResolver.Observer),
		plan.Adapt("Under", exec.EventResolver.Under),
		plan.Adapt("Event", exec.EventLinkResolver.Event),
		plan.Adapt("Location", exec.EventPlaceResolver.Location),
		plan.Adapt("Actor", exec.ParticipantResolver.Actor),
		plan.Adapt("Document", exec.EvidenceResolver.Document),
		plan.Adapt("Exact", exec.EvidenceResolver.Exact),
		plan.Adapt("Prefix", exec.EvidenceResolver.Prefix),
		plan.Adapt("Suffix", exec.EvidenceResolver.Suffix),
		plan.Adapt("Document", exec.MentionResolver.Document),
		plan.Adapt("Exact", exec.MentionResolver.Exact),
		plan.Adapt("Whose", exec.QuotedResolver.Whose),
		plan.Adapt("Node", exec.FacetValueResolver.Node),
		plan.Adapt("Of", exec.FigureResolver.Of),
		plan.Adapt("CountedBy", exec.FigureResolver.CountedBy),
		plan.Adapt("Blamed", exec.FigureResolver.Blamed),
		plan.Adapt("Place", exec.FigureResolver.Place),
		plan.Adapt("Within", exec.LocationResolver.Within),
		plan.Adapt("Row", exec.MatrixCellResolver.Row),
		plan.Adapt("Column", exec.MatrixCellResolver.Column),
		plan.Adapt("Codebook", exec.CodingResolver.Codebook),
		plan.Adapt("From", exec.PathStepResolver.From),
		plan.Adapt("To", exec.PathStepResolver.To),
		plan.Adapt("Statements", exec.PathStepResolver.Statements),
		plan.Adapt("Actor", exec.AddresseeResolver.Actor),
		plan.Adapt("Post", exec.AddresseeResolver.Post),
		plan.Adapt("Statement", exec.LinkResolver.Statement),
		plan.Adapt("Actor", exec.RelayResolver.Actor),
		plan.Adapt("Post", exec.RelayResolver.Post),
		plan.Adapt("OnBehalfOf", exec.RelayResolver.OnBehalfOf),
		plan.Adapt("Place", exec.RelayResolver.Place),
		plan.Adapt("Actor", exec.SpeakerResolver.Actor),
		plan.Adapt("Post", exec.SpeakerResolver.Post),
		plan.Adapt("OnBehalfOf", exec.SpeakerResolver.OnBehalfOf),
		plan.Adapt("Topic", exec.StandResolver.Topic),
		plan.Adapt("AttestedBy", exec.StatementResolver.AttestedBy),
		plan.Adapt("Occasion", exec.StatementResolver.Occasion),
		plan.Adapt("Place", exec.StatementResolver.Place),
		plan.Adapt("SupersededBy", exec.StatementResolver.SupersededBy),
		plan.Adapt("Sources", exec.StatementResolver.Sources),
	}
}
