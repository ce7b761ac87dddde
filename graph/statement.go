package graph

// A Statement records that somebody uttered something about others. It claims
// only that the words were uttered; whether they are true is the business of
// the events and statements that bear on them.
type Statement struct {
	Meta
	// Speakers are who spoke: several for a joint statement, none for the
	// document's own voice.
	Speakers []Speaker `json:"speakers,omitempty"`
	// Relays are through whom the words reached us, outermost first. Kirby
	// said that Kerry told Lavrov: Kirby.
	Relays       []Relay      `json:"relays,omitempty"`
	Addressees   []Addressee  `json:"addressees,omitempty"`
	Attribution  Attribution  `json:"attribution,omitempty"` // NAMED unless given
	Transmission Transmission `json:"transmission,omitempty"`
	About        []About      `json:"about,omitempty"`
	Acts         []SpeechAct  `json:"acts,omitempty"` // the first is the main one
	Polarity     Polarity     `json:"polarity,omitempty"`
	Condition    string       `json:"condition,omitempty"` // the words of a condition
	Content      *Content     `json:"content,omitempty"`
	Positions    []Stand      `json:"positions,omitempty"`
	Links        []Link       `json:"links,omitempty"`
	// Utterance is the act of speaking ("utterance/..."): its clauses, and
	// every report of it in any document, share it.
	Utterance    ID            `json:"utterance,omitempty"`
	Occasion     ID            `json:"occasion,omitempty"` // the event at which it was said
	Figures      []Figure      `json:"figures,omitempty"`
	Text         string        `json:"text,omitempty"` // the words, or a paraphrase of them: see Wording
	Lang         string        `json:"lang,omitempty"` // BCP 47
	Wording      Wording       `json:"wording,omitempty"`
	Translations []Translation `json:"translations,omitempty"`
	Said         *Date         `json:"said,omitempty"`
	Place        ID            `json:"place,omitempty"`
	Channel      Channel       `json:"channel,omitempty"`
	Evidence     []Evidence    `json:"evidence,omitempty"`
	Confidence   *float64      `json:"confidence,omitempty"` // 0 to 1
	Basis        Basis         `json:"basis,omitempty"`      // CODED unless given
	// SupersededBy is the coding of the same passage that answers instead of
	// this one. While both are published, default answers leave this one out;
	// see [Statement.Superseded].
	SupersededBy ID `json:"supersededBy,omitempty"`
	// AssignedTo is who is to review a draft.
	AssignedTo string `json:"assignedTo,omitempty"`
}

// RecordKind is [KindStatement].
func (*Statement) RecordKind() Kind { return KindStatement }

// Superseded reports whether another coding of the passage answers instead:
// the statement is published, and names one. A draft or what was retracted is
// left out of default answers as such, whatever it names.
func (s *Statement) Superseded() bool {
	return s.Status != StatusDraft && s.Status != StatusRetracted && s.SupersededBy != ""
}

// Depth is the number of relays between the words and the document. It is not
// known (false) unless the transmission is DIRECT or RELAYED.
func (s *Statement) Depth() (int, bool) {
	if s.Transmission != TransmissionDirect && s.Transmission != TransmissionRelayed {
		return 0, false
	}
	return len(s.Relays), true
}

// A Speaker is who uttered the words, as the document has it.
type Speaker struct {
	Actor      ID       `json:"actor"`
	Post       ID       `json:"post,omitempty"`       // the post in which they spoke
	OnBehalfOf ID       `json:"onBehalfOf,omitempty"` // the actor for whom they spoke
	Cue        *Cue     `json:"cue,omitempty"`        // the word that says that they spoke
	Mention    *Mention `json:"mention,omitempty"`    // where they are named
}

// A Relay is somebody through whom the words reached us.
type Relay struct {
	Speaker
	Channel   Channel `json:"channel,omitempty"`
	Said      *Date   `json:"said,omitempty"`
	Place     ID      `json:"place,omitempty"`
	Utterance ID      `json:"utterance,omitempty"` // the relay's own telling
}

// An Addressee is to whom the words were said.
type Addressee struct {
	Actor   ID       `json:"actor"`
	Post    ID       `json:"post,omitempty"`
	Term    string   `json:"term,omitempty"` // the label as printed
	Mention *Mention `json:"mention,omitempty"`
}

// A Cue is the verb or phrase that introduces reported words.
type Cue struct {
	Text  string `json:"text"` // as printed
	Lemma string `json:"lemma,omitempty"`
}

// A Mention is where a document names somebody or something: Unicode code
// points of the document's text, half-open.
type Mention struct {
	Document ID  `json:"document"`
	Start    int `json:"start"`
	End      int `json:"end"`
}

// Attribution says who is named as having spoken.
type Attribution string

// The attributions. PUBLISHER is the document's own voice; it has no speakers.
const (
	AttributionNamed     Attribution = "NAMED"
	AttributionAnonymous Attribution = "ANONYMOUS"
	AttributionPublisher Attribution = "PUBLISHER"
)

// Transmission says how the words reached the document.
type Transmission string

// The transmissions. UNSTATED: nobody is named as having told us. UNCLEAR: it
// does not show how far an attribution reaches.
const (
	TransmissionDirect   Transmission = "DIRECT"
	TransmissionRelayed  Transmission = "RELAYED"
	TransmissionUnstated Transmission = "UNSTATED"
	TransmissionUnclear  Transmission = "UNCLEAR"
)

// About says of whom or what the words speak, and in which role.
type About struct {
	Node ID        `json:"node"` // an actor, event, agreement, location, topic or statement
	Role AboutRole `json:"role,omitempty"`
	// Level is the depth in Content at which the node stands, from 0.
	Level   int      `json:"level,omitzero"`
	Term    string   `json:"term,omitempty"` // the label as printed
	Mention *Mention `json:"mention,omitempty"`
	Stance  *Stance  `json:"stance,omitempty"`
}

// An AboutRole says in which role the words speak of something.
type AboutRole string

// The roles. ASKED is who should act, which need not be the addressee;
// BREACHED points at the agreement said to be violated.
const (
	AboutSubject     AboutRole = "SUBJECT"
	AboutAccused     AboutRole = "ACCUSED"
	AboutCriticised  AboutRole = "CRITICISED"
	AboutBreached    AboutRole = "BREACHED"
	AboutAsked       AboutRole = "ASKED"
	AboutPartner     AboutRole = "PARTNER"
	AboutBeneficiary AboutRole = "BENEFICIARY"
	AboutVictim      AboutRole = "VICTIM"
	AboutThreatened  AboutRole = "THREATENED"
	AboutPraised     AboutRole = "PRAISED"
	AboutCause       AboutRole = "CAUSE"
	AboutEffect      AboutRole = "EFFECT"
)

// A Stance says how the words evaluate a node, on a named scale. It is never
// derived from the act, from Goldstein scores or from tone.
type Stance struct {
	Value float64 `json:"value"` // -1 (against) to 1 (for)
	Scale string  `json:"scale"` // the scale on which it was given
}

// A SpeechAct is something that the words do.
type SpeechAct struct {
	Act   Act   `json:"act"`
	Force Force `json:"force,omitempty"` // STATED unless given
}

// An Act is a kind of speech act.
type Act string

// The acts.
const (
	ActAssert              Act = "ASSERT"
	ActStress              Act = "STRESS"
	ActAccuse              Act = "ACCUSE"
	ActCriticise           Act = "CRITICISE"
	ActCondemn             Act = "CONDEMN"
	ActDeny                Act = "DENY"
	ActConfirm             Act = "CONFIRM"
	ActAcknowledge         Act = "ACKNOWLEDGE"
	ActClaimResponsibility Act = "CLAIM_RESPONSIBILITY"
	ActDeclineComment      Act = "DECLINE_COMMENT"
	ActAsk                 Act = "ASK"
	ActUrge                Act = "URGE"
	ActDemand              Act = "DEMAND"
	ActExpect              Act = "EXPECT"
	ActPropose             Act = "PROPOSE"
	ActDiscuss             Act = "DISCUSS"
	ActReaffirm            Act = "REAFFIRM"
	ActPromise             Act = "PROMISE"
	ActThreaten            Act = "THREATEN"
	ActWarn                Act = "WARN"
	ActExpressConcern      Act = "EXPRESS_CONCERN"
	ActExpressSupport      Act = "EXPRESS_SUPPORT"
	ActDefend              Act = "DEFEND"
	ActPraise              Act = "PRAISE"
	ActWelcome             Act = "WELCOME"
	ActThank               Act = "THANK"
	ActApologise           Act = "APOLOGISE"
	ActCondole             Act = "CONDOLE"
	ActAgree               Act = "AGREE"
	ActReject              Act = "REJECT"
	ActAnnounce            Act = "ANNOUNCE"
	ActQuestion            Act = "QUESTION"
	ActOther               Act = "OTHER"
)

// Force says whether an act is stated or only carried along: "he must stop his
// violations" states a demand and presupposes an accusation.
type Force string

// The forces.
const (
	ForceStated      Force = "STATED"
	ForcePresupposed Force = "PRESUPPOSED"
	ForceImplied     Force = "IMPLIED"
)

// Polarity says whether something is affirmed or negated.
type Polarity string

// The polarities.
const (
	PolarityAffirmed Polarity = "AFFIRMED"
	PolarityNegated  Polarity = "NEGATED"
)

// Content is what the words ask, expect, promise or fear, as a value. It is
// nested at most 4 deep: the US expects that Russia urges that the regime
// complies. Nobody in it is a speaker.
type Content struct {
	Mood      Mood      `json:"mood,omitempty"`
	Actor     ID        `json:"actor,omitempty"` // who is to act
	Act       Act       `json:"act,omitempty"`   // at most one of Act, EventKind and Action
	EventKind EventKind `json:"eventKind,omitempty"`
	Action    Action    `json:"action,omitempty"`
	Polarity  Polarity  `json:"polarity,omitempty"`
	Condition string    `json:"condition,omitempty"`
	Toward    []ID      `json:"toward,omitempty"` // actors
	Object    ID        `json:"object,omitempty"` // any node that can be spoken about
	Words     string    `json:"words,omitempty"`
	Content   *Content  `json:"content,omitempty"`
}

// MaxContentDepth bounds how deep content is nested.
const MaxContentDepth = 4

// A Mood says how content is put forward.
type Mood string

// The moods.
const (
	MoodAsserted     Mood = "ASSERTED"
	MoodRequested    Mood = "REQUESTED"
	MoodExpected     Mood = "EXPECTED"
	MoodPromised     Mood = "PROMISED"
	MoodFeared       Mood = "FEARED"
	MoodHypothetical Mood = "HYPOTHETICAL"
)

// An Action is what somebody is to do, where it is neither a speech act nor a
// kind of event.
type Action string

// The actions.
const (
	ActionComply      Action = "COMPLY"
	ActionCease       Action = "CEASE"
	ActionMaintain    Action = "MAINTAIN"
	ActionPressure    Action = "PRESSURE"
	ActionWorkWith    Action = "WORK_WITH"
	ActionAllowAccess Action = "ALLOW_ACCESS"
	ActionInvestigate Action = "INVESTIGATE"
	ActionOther       Action = "OTHER"
)

// A Stand says whether the speaker agrees with a proposition.
type Stand struct {
	Topic     ID         `json:"topic"` // of kind PROPOSITION
	Agreement Concurring `json:"agreement"`
}

// Concurring says how one stands to a proposition.
type Concurring string

// The ways to stand to a proposition.
const (
	Agree    Concurring = "AGREE"
	Disagree Concurring = "DISAGREE"
	Neutral  Concurring = "NEUTRAL"
)

// A Link ties a statement to an earlier one.
type Link struct {
	Kind      LinkKind `json:"kind"`
	Statement ID       `json:"statement"`
	Of        LinkOf   `json:"of,omitempty"` // CONTENT unless given
}

// A LinkKind says what a statement does to another.
type LinkKind string

// The kinds of links.
const (
	LinkDenies         LinkKind = "DENIES"
	LinkDisputes       LinkKind = "DISPUTES"
	LinkConfirms       LinkKind = "CONFIRMS"
	LinkDoesNotConfirm LinkKind = "DOES_NOT_CONFIRM"
	LinkAnswers        LinkKind = "ANSWERS"
	LinkRepeats        LinkKind = "REPEATS"
	LinkCorrects       LinkKind = "CORRECTS"
	LinkWithdraws      LinkKind = "WITHDRAWS"
)

// LinkOf says what a link is about: what was said, or that it was said.
type LinkOf string

// What a link is about.
const (
	LinkOfContent    LinkOf = "CONTENT"
	LinkOfHavingSaid LinkOf = "HAVING_SAID"
)

// Wording says what Text is.
type Wording string

// The wordings. AS_PRINTED equals the words of a CLAUSE or QUOTED span. A
// paraphrase is never shown in quotation marks.
const (
	WordingAsPrinted   Wording = "AS_PRINTED"
	WordingParaphrase  Wording = "PARAPHRASE"
	WordingTranslation Wording = "TRANSLATION"
)

// A Translation renders Text in another language.
type Translation struct {
	Lang string `json:"lang"` // BCP 47
	Text string `json:"text"`
	By   string `json:"by,omitempty"` // who translated
}

// A Channel says how something was said.
type Channel string

// The channels.
const (
	ChannelBriefing     Channel = "BRIEFING"
	ChannelPhone        Channel = "PHONE"
	ChannelInterview    Channel = "INTERVIEW"
	ChannelWritten      Channel = "WRITTEN"
	ChannelSpeech       Channel = "SPEECH"
	ChannelReadout      Channel = "READOUT"
	ChannelPressRelease Channel = "PRESS_RELEASE"
	ChannelSocial       Channel = "SOCIAL"
	ChannelOther        Channel = "OTHER"
)

// Basis says how a statement came into the graph.
type Basis string

// The bases of statements.
const (
	BasisCoded        Basis = "CODED"
	BasisMachineCoded Basis = "MACHINE_CODED"
	BasisExtracted    Basis = "EXTRACTED"
)
