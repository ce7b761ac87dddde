package graph

import "slices"

// The values of each enumeration, in the order in which their numbers are
// stored. New values are added at the end, never between.
var (
	valuesMarking = []Marking{
		MarkingPublic, MarkingRestricted, MarkingProtected,
	}
	valuesRole = []Role{
		RoleReader, RoleCoder, RoleReviewer, RoleAdmin,
	}
	valuesStatus = []Status{
		StatusDraft, StatusPublished, StatusRetracted,
	}
	valuesVariableType = []VariableType{
		VariableText, VariableInteger, VariableNumber, VariableBoolean, VariableDate,
	}
	valuesNameKind = []NameKind{
		NamePrimary, NameAlias, NameAcronym, NameMetonym, NameEpithet, NameTransliteration, NameGeneric,
		NameHistorical,
	}
	valuesActorKind = []ActorKind{
		ActorPerson, ActorPost, ActorState, ActorOrganisation, ActorGroup, ActorCollective, ActorUnknown,
	}
	valuesSector = []Sector{
		SectorGovernment, SectorLegislature, SectorJudiciary, SectorMilitary, SectorIntelligence,
		SectorPolice, SectorParty, SectorOpposition, SectorRebels, SectorMilitia, SectorDeFactoAuthority,
		SectorIGO, SectorMonitor, SectorPeacekeepers, SectorNGO, SectorMedia, SectorBusiness,
		SectorReligious, SectorCivilians, SectorRefugees, SectorCriminals,
	}
	valuesAffiliationKind = []AffiliationKind{
		AffiliationHoldsPost, AffiliationMember, AffiliationPartOf, AffiliationAllied,
		AffiliationControlledBy,
	}
	valuesLocationKind = []LocationKind{
		LocationCountry, LocationRegion, LocationGovernorate, LocationDistrict, LocationSettlement,
		LocationSite,
	}
	valuesAgreementKind = []AgreementKind{
		AgreementCeasefire, AgreementCessation, AgreementHumanitarianPause, AgreementArmistice,
		AgreementOther,
	}
	valuesAgreementForm = []AgreementForm{
		FormUnilateral, FormBilateral, FormMultilateral,
	}
	valuesPartyRole = []PartyRole{
		PartyDeclarer, PartySignatory, PartyParty, PartyAcceded, PartyExcluded, PartySponsor,
		PartyGuarantor, PartyMediator, PartyEndorser,
	}
	valuesHowEnds = []HowEnds{
		EndedExpired, EndedCollapsed, EndedSuperseded, EndedWithdrawn, EndedUnknown,
	}
	valuesEnforcement = []Enforcement{
		EnforcementNone, EnforcementExternalState, EnforcementInternational, EnforcementUnclear,
	}
	valuesPurpose = []Purpose{
		PurposeHumanitarian, PurposePeaceProcess, PurposeHoliday, PurposeElection, PurposeOther,
	}
	valuesAgreementLinkKind = []AgreementLinkKind{
		LinkEndorsedBy, LinkImplements, LinkRenews, LinkSupersedes,
	}
	valuesEventKind = []EventKind{
		EventArmedViolence, EventBattle, EventShelling, EventAirstrike, EventDroneStrike, EventMissile,
		EventSmallArms, EventExplosion, EventIEDMine, EventSuicideAttack, EventChemical, EventOffensive,
		EventAttackOnCivilians, EventSexualViolence, EventAbduction, EventArrest, EventSiege,
		EventTerritoryChange, EventTroopMovement, EventBannedWeaponPresent, EventFortification,
		EventWithdrawal, EventPrisonerRelease, EventAccessDenied, EventAidBlocked, EventAidDelivered,
		EventDisplacement, EventLooting, EventProtest, EventRiot, EventCall, EventMeeting, EventVisit,
		EventTalks, EventMediation, EventSigning, EventVote, EventSanction, EventDeclaration, EventOther,
	}
	valuesPlacePrecision = []PlacePrecision{
		PlaceExact, PlaceNear, PlaceAround, PlaceWithin,
	}
	valuesParticipantRole = []ParticipantRole{
		ParticipantPerpetrator, ParticipantTarget, ParticipantInitiator, ParticipantRecipient,
		ParticipantSideA, ParticipantSideB, ParticipantActor1, ParticipantActor2, ParticipantAssociated,
		ParticipantHost, ParticipantMediator, ParticipantAuspices, ParticipantParticipant,
		ParticipantObserver,
	}
	valuesCertainty = []Certainty{
		CertaintyAlleged, CertaintySelfClaimed, CertaintyDisputed, CertaintyEstablished, CertaintyUnknown,
	}
	valuesEventBasis = []EventBasis{
		EventObserved, EventReported, EventAlleged, EventMachineCoded,
	}
	valuesObservation = []Observation{
		ObservedSeen, ObservedHeard, ObservedCamera, ObservedUAV, ObservedSatellite, ObservedForensic,
	}
	valuesEventLinkKind = []EventLinkKind{
		EventPartOf, EventCausedBy, EventFollows,
	}
	valuesDocumentKind = []DocumentKind{
		DocumentReport, DocumentReadout, DocumentBulletin, DocumentStatement, DocumentTranscript,
		DocumentDataset, DocumentOther,
	}
	valuesHowCopy = []HowCopy{
		CopyVerbatim, CopyAbridged, CopyRewritten, CopyTranslated,
	}
	valuesCodingStatus = []CodingStatus{
		CodingPending, CodingDone, CodingNothingFound,
	}
	valuesTopicKind = []TopicKind{
		TopicProposition, TopicIssue, TopicFrame,
	}
	valuesVerdict = []Verdict{
		VerdictSame, VerdictDifferent, VerdictUnsure,
	}
	valuesAttribution = []Attribution{
		AttributionNamed, AttributionAnonymous, AttributionPublisher,
	}
	valuesTransmission = []Transmission{
		TransmissionDirect, TransmissionRelayed, TransmissionUnstated, TransmissionUnclear,
	}
	valuesAboutRole = []AboutRole{
		AboutSubject, AboutAccused, AboutCriticised, AboutBreached, AboutAsked, AboutPartner,
		AboutBeneficiary, AboutVictim, AboutThreatened, AboutPraised, AboutCause, AboutEffect,
	}
	valuesAct = []Act{
		ActAssert, ActStress, ActAccuse, ActCriticise, ActCondemn, ActDeny, ActConfirm, ActAcknowledge,
		ActClaimResponsibility, ActDeclineComment, ActAsk, ActUrge, ActDemand, ActExpect, ActPropose,
		ActDiscuss, ActReaffirm, ActPromise, ActThreaten, ActWarn, ActExpressConcern, ActExpressSupport,
		ActDefend, ActPraise, ActWelcome, ActThank, ActApologise, ActCondole, ActAgree, ActReject,
		ActAnnounce, ActQuestion, ActOther,
	}
	valuesForce = []Force{
		ForceStated, ForcePresupposed, ForceImplied,
	}
	valuesPolarity = []Polarity{
		PolarityAffirmed, PolarityNegated,
	}
	valuesMood = []Mood{
		MoodAsserted, MoodRequested, MoodExpected, MoodPromised, MoodFeared, MoodHypothetical,
	}
	valuesAction = []Action{
		ActionComply, ActionCease, ActionMaintain, ActionPressure, ActionWorkWith, ActionAllowAccess,
		ActionInvestigate, ActionOther,
	}
	valuesConcurring = []Concurring{
		Agree, Disagree, Neutral,
	}
	valuesLinkKind = []LinkKind{
		LinkDenies, LinkDisputes, LinkConfirms, LinkDoesNotConfirm, LinkAnswers, LinkRepeats, LinkCorrects,
		LinkWithdraws,
	}
	valuesLinkOf = []LinkOf{
		LinkOfContent, LinkOfHavingSaid,
	}
	valuesWording = []Wording{
		WordingAsPrinted, WordingParaphrase, WordingTranslation,
	}
	valuesChannel = []Channel{
		ChannelBriefing, ChannelPhone, ChannelInterview, ChannelWritten, ChannelSpeech, ChannelReadout,
		ChannelPressRelease, ChannelSocial, ChannelOther,
	}
	valuesBasis = []Basis{
		BasisCoded, BasisMachineCoded, BasisExtracted,
	}
	valuesEvidencePart = []EvidencePart{
		PartClause, PartQuoted, PartCue, PartSpeaker, PartRelay, PartAddressee, PartAbout, PartDate,
		PartPlace, PartFigure,
	}
	valuesQuotedKind = []QuotedKind{
		QuotedFull, QuotedPartial, QuotedScare, QuotedUnclear,
	}
	valuesHowEdit = []HowEdit{
		EditInserted, EditElided,
	}
	valuesFigureWhat = []FigureWhat{
		FigureDeaths, FigureInjured, FigureBreaches, FigureIncidents, FigureExplosions, FigureArrests,
		FigureDisplaced, FigureSettlements, FigureGroups, FigureOther,
	}
	valuesBound = []Bound{
		BoundAtLeast, BoundAbout, BoundExact,
	}
	valuesFigureUnit = []FigureUnit{
		UnitPerson, UnitIncident, UnitBreach, UnitExplosion, UnitShot, UnitSettlement, UnitGroup,
	}
	valuesVerb = []Verb{
		VerbCreate, VerbCorrect, VerbRetract, VerbRestore, VerbMark, VerbPurge,
	}
	valuesMove = []Move{
		MoveCame, MoveWent, MoveChanged,
	}
	valuesStatementOrder = []StatementOrder{
		SaidDescending, SaidAscending, RecordedAscending, RecordedDescending, ByRelevance,
	}
	valuesEventOrder = []EventOrder{
		WhenDescending, WhenAscending,
	}
	valuesActorScope = []ActorScope{
		ScopeSelf, ScopeRepresentatives, ScopeParts, ScopeOnBehalf,
	}
	valuesFacet = []Facet{
		FacetSpeaker, FacetRelay, FacetAttestor, FacetAddressee, FacetAbout, FacetRole, FacetAct, FacetTopic,
		FacetPosition, FacetPublisher, FacetLang, FacetDay, FacetWeek, FacetMonth, FacetPlace,
	}
)

// Valid reports whether k is a kind of record.
func (k Kind) Valid() bool { return slices.Contains(Kinds(), k) }

// Markings lists every [Marking], in stored order.
func Markings() []Marking { return slices.Clone(valuesMarking) }

// Valid reports whether m is one of [Markings].
func (m Marking) Valid() bool { return slices.Contains(valuesMarking, m) }

// Roles lists every [Role], in stored order.
func Roles() []Role { return slices.Clone(valuesRole) }

// Valid reports whether r is one of [Roles].
func (r Role) Valid() bool { return slices.Contains(valuesRole, r) }

// Statuses lists every [Status], in stored order.
func Statuses() []Status { return slices.Clone(valuesStatus) }

// Valid reports whether s is one of [Statuses].
func (s Status) Valid() bool { return slices.Contains(valuesStatus, s) }

// VariableTypes lists every [VariableType], in stored order.
func VariableTypes() []VariableType { return slices.Clone(valuesVariableType) }

// Valid reports whether v is one of [VariableTypes].
func (v VariableType) Valid() bool { return slices.Contains(valuesVariableType, v) }

// NameKinds lists every [NameKind], in stored order.
func NameKinds() []NameKind { return slices.Clone(valuesNameKind) }

// Valid reports whether n is one of [NameKinds].
func (n NameKind) Valid() bool { return slices.Contains(valuesNameKind, n) }

// ActorKinds lists every [ActorKind], in stored order.
func ActorKinds() []ActorKind { return slices.Clone(valuesActorKind) }

// Valid reports whether a is one of [ActorKinds].
func (a ActorKind) Valid() bool { return slices.Contains(valuesActorKind, a) }

// Sectors lists every [Sector], in stored order.
func Sectors() []Sector { return slices.Clone(valuesSector) }

// Valid reports whether s is one of [Sectors].
func (s Sector) Valid() bool { return slices.Contains(valuesSector, s) }

// AffiliationKinds lists every [AffiliationKind], in stored order.
func AffiliationKinds() []AffiliationKind { return slices.Clone(valuesAffiliationKind) }

// Valid reports whether a is one of [AffiliationKinds].
func (a AffiliationKind) Valid() bool { return slices.Contains(valuesAffiliationKind, a) }

// LocationKinds lists every [LocationKind], in stored order.
func LocationKinds() []LocationKind { return slices.Clone(valuesLocationKind) }

// Valid reports whether l is one of [LocationKinds].
func (l LocationKind) Valid() bool { return slices.Contains(valuesLocationKind, l) }

// AgreementKinds lists every [AgreementKind], in stored order.
func AgreementKinds() []AgreementKind { return slices.Clone(valuesAgreementKind) }

// Valid reports whether a is one of [AgreementKinds].
func (a AgreementKind) Valid() bool { return slices.Contains(valuesAgreementKind, a) }

// AgreementForms lists every [AgreementForm], in stored order.
func AgreementForms() []AgreementForm { return slices.Clone(valuesAgreementForm) }

// Valid reports whether a is one of [AgreementForms].
func (a AgreementForm) Valid() bool { return slices.Contains(valuesAgreementForm, a) }

// PartyRoles lists every [PartyRole], in stored order.
func PartyRoles() []PartyRole { return slices.Clone(valuesPartyRole) }

// Valid reports whether p is one of [PartyRoles].
func (p PartyRole) Valid() bool { return slices.Contains(valuesPartyRole, p) }

// HowsEnds lists every [HowEnds], in stored order.
func HowsEnds() []HowEnds { return slices.Clone(valuesHowEnds) }

// Valid reports whether h is one of [HowsEnds].
func (h HowEnds) Valid() bool { return slices.Contains(valuesHowEnds, h) }

// Enforcements lists every [Enforcement], in stored order.
func Enforcements() []Enforcement { return slices.Clone(valuesEnforcement) }

// Valid reports whether e is one of [Enforcements].
func (e Enforcement) Valid() bool { return slices.Contains(valuesEnforcement, e) }

// Purposes lists every [Purpose], in stored order.
func Purposes() []Purpose { return slices.Clone(valuesPurpose) }

// Valid reports whether p is one of [Purposes].
func (p Purpose) Valid() bool { return slices.Contains(valuesPurpose, p) }

// AgreementLinkKinds lists every [AgreementLinkKind], in stored order.
func AgreementLinkKinds() []AgreementLinkKind { return slices.Clone(valuesAgreementLinkKind) }

// Valid reports whether a is one of [AgreementLinkKinds].
func (a AgreementLinkKind) Valid() bool { return slices.Contains(valuesAgreementLinkKind, a) }

// EventKinds lists every [EventKind], in stored order.
func EventKinds() []EventKind { return slices.Clone(valuesEventKind) }

// Valid reports whether e is one of [EventKinds].
func (e EventKind) Valid() bool { return slices.Contains(valuesEventKind, e) }

// PlacePrecisions lists every [PlacePrecision], in stored order.
func PlacePrecisions() []PlacePrecision { return slices.Clone(valuesPlacePrecision) }

// Valid reports whether p is one of [PlacePrecisions].
func (p PlacePrecision) Valid() bool { return slices.Contains(valuesPlacePrecision, p) }

// ParticipantRoles lists every [ParticipantRole], in stored order.
func ParticipantRoles() []ParticipantRole { return slices.Clone(valuesParticipantRole) }

// Valid reports whether p is one of [ParticipantRoles].
func (p ParticipantRole) Valid() bool { return slices.Contains(valuesParticipantRole, p) }

// Certainties lists every [Certainty], in stored order.
func Certainties() []Certainty { return slices.Clone(valuesCertainty) }

// Valid reports whether c is one of [Certainties].
func (c Certainty) Valid() bool { return slices.Contains(valuesCertainty, c) }

// EventBases lists every [EventBasis], in stored order.
func EventBases() []EventBasis { return slices.Clone(valuesEventBasis) }

// Valid reports whether e is one of [EventBases].
func (e EventBasis) Valid() bool { return slices.Contains(valuesEventBasis, e) }

// Observations lists every [Observation], in stored order.
func Observations() []Observation { return slices.Clone(valuesObservation) }

// Valid reports whether o is one of [Observations].
func (o Observation) Valid() bool { return slices.Contains(valuesObservation, o) }

// EventLinkKinds lists every [EventLinkKind], in stored order.
func EventLinkKinds() []EventLinkKind { return slices.Clone(valuesEventLinkKind) }

// Valid reports whether e is one of [EventLinkKinds].
func (e EventLinkKind) Valid() bool { return slices.Contains(valuesEventLinkKind, e) }

// DocumentKinds lists every [DocumentKind], in stored order.
func DocumentKinds() []DocumentKind { return slices.Clone(valuesDocumentKind) }

// Valid reports whether d is one of [DocumentKinds].
func (d DocumentKind) Valid() bool { return slices.Contains(valuesDocumentKind, d) }

// HowCopies lists every [HowCopy], in stored order.
func HowCopies() []HowCopy { return slices.Clone(valuesHowCopy) }

// Valid reports whether h is one of [HowCopies].
func (h HowCopy) Valid() bool { return slices.Contains(valuesHowCopy, h) }

// CodingStatuses lists every [CodingStatus], in stored order.
func CodingStatuses() []CodingStatus { return slices.Clone(valuesCodingStatus) }

// Valid reports whether c is one of [CodingStatuses].
func (c CodingStatus) Valid() bool { return slices.Contains(valuesCodingStatus, c) }

// TopicKinds lists every [TopicKind], in stored order.
func TopicKinds() []TopicKind { return slices.Clone(valuesTopicKind) }

// Valid reports whether t is one of [TopicKinds].
func (t TopicKind) Valid() bool { return slices.Contains(valuesTopicKind, t) }

// Verdicts lists every [Verdict], in stored order.
func Verdicts() []Verdict { return slices.Clone(valuesVerdict) }

// Valid reports whether v is one of [Verdicts].
func (v Verdict) Valid() bool { return slices.Contains(valuesVerdict, v) }

// Attributions lists every [Attribution], in stored order.
func Attributions() []Attribution { return slices.Clone(valuesAttribution) }

// Valid reports whether a is one of [Attributions].
func (a Attribution) Valid() bool { return slices.Contains(valuesAttribution, a) }

// Transmissions lists every [Transmission], in stored order.
func Transmissions() []Transmission { return slices.Clone(valuesTransmission) }

// Valid reports whether t is one of [Transmissions].
func (t Transmission) Valid() bool { return slices.Contains(valuesTransmission, t) }

// AboutRoles lists every [AboutRole], in stored order.
func AboutRoles() []AboutRole { return slices.Clone(valuesAboutRole) }

// Valid reports whether a is one of [AboutRoles].
func (a AboutRole) Valid() bool { return slices.Contains(valuesAboutRole, a) }

// Acts lists every [Act], in stored order.
func Acts() []Act { return slices.Clone(valuesAct) }

// Valid reports whether a is one of [Acts].
func (a Act) Valid() bool { return slices.Contains(valuesAct, a) }

// Forces lists every [Force], in stored order.
func Forces() []Force { return slices.Clone(valuesForce) }

// Valid reports whether f is one of [Forces].
func (f Force) Valid() bool { return slices.Contains(valuesForce, f) }

// Polarities lists every [Polarity], in stored order.
func Polarities() []Polarity { return slices.Clone(valuesPolarity) }

// Valid reports whether p is one of [Polarities].
func (p Polarity) Valid() bool { return slices.Contains(valuesPolarity, p) }

// Moods lists every [Mood], in stored order.
func Moods() []Mood { return slices.Clone(valuesMood) }

// Valid reports whether m is one of [Moods].
func (m Mood) Valid() bool { return slices.Contains(valuesMood, m) }

// Actions lists every [Action], in stored order.
func Actions() []Action { return slices.Clone(valuesAction) }

// Valid reports whether a is one of [Actions].
func (a Action) Valid() bool { return slices.Contains(valuesAction, a) }

// Concurrings lists every [Concurring], in stored order.
func Concurrings() []Concurring { return slices.Clone(valuesConcurring) }

// Valid reports whether c is one of [Concurrings].
func (c Concurring) Valid() bool { return slices.Contains(valuesConcurring, c) }

// LinkKinds lists every [LinkKind], in stored order.
func LinkKinds() []LinkKind { return slices.Clone(valuesLinkKind) }

// Valid reports whether l is one of [LinkKinds].
func (l LinkKind) Valid() bool { return slices.Contains(valuesLinkKind, l) }

// LinkOfs lists every [LinkOf], in stored order.
func LinkOfs() []LinkOf { return slices.Clone(valuesLinkOf) }

// Valid reports whether l is one of [LinkOfs].
func (l LinkOf) Valid() bool { return slices.Contains(valuesLinkOf, l) }

// Wordings lists every [Wording], in stored order.
func Wordings() []Wording { return slices.Clone(valuesWording) }

// Valid reports whether w is one of [Wordings].
func (w Wording) Valid() bool { return slices.Contains(valuesWording, w) }

// Channels lists every [Channel], in stored order.
func Channels() []Channel { return slices.Clone(valuesChannel) }

// Valid reports whether c is one of [Channels].
func (c Channel) Valid() bool { return slices.Contains(valuesChannel, c) }

// Bases lists every [Basis], in stored order.
func Bases() []Basis { return slices.Clone(valuesBasis) }

// Valid reports whether b is one of [Bases].
func (b Basis) Valid() bool { return slices.Contains(valuesBasis, b) }

// EvidenceParts lists every [EvidencePart], in stored order.
func EvidenceParts() []EvidencePart { return slices.Clone(valuesEvidencePart) }

// Valid reports whether e is one of [EvidenceParts].
func (e EvidencePart) Valid() bool { return slices.Contains(valuesEvidencePart, e) }

// QuotedKinds lists every [QuotedKind], in stored order.
func QuotedKinds() []QuotedKind { return slices.Clone(valuesQuotedKind) }

// Valid reports whether q is one of [QuotedKinds].
func (q QuotedKind) Valid() bool { return slices.Contains(valuesQuotedKind, q) }

// HowEdits lists every [HowEdit], in stored order.
func HowEdits() []HowEdit { return slices.Clone(valuesHowEdit) }

// Valid reports whether h is one of [HowEdits].
func (h HowEdit) Valid() bool { return slices.Contains(valuesHowEdit, h) }

// FigureWhats lists every [FigureWhat], in stored order.
func FigureWhats() []FigureWhat { return slices.Clone(valuesFigureWhat) }

// Valid reports whether f is one of [FigureWhats].
func (f FigureWhat) Valid() bool { return slices.Contains(valuesFigureWhat, f) }

// FigureBounds lists every [Bound], in stored order.
func FigureBounds() []Bound { return slices.Clone(valuesBound) }

// Valid reports whether b is one of [FigureBounds].
func (b Bound) Valid() bool { return slices.Contains(valuesBound, b) }

// FigureUnits lists every [FigureUnit], in stored order.
func FigureUnits() []FigureUnit { return slices.Clone(valuesFigureUnit) }

// Valid reports whether f is one of [FigureUnits].
func (f FigureUnit) Valid() bool { return slices.Contains(valuesFigureUnit, f) }

// Verbs lists every [Verb], in stored order.
func Verbs() []Verb { return slices.Clone(valuesVerb) }

// Valid reports whether v is one of [Verbs].
func (v Verb) Valid() bool { return slices.Contains(valuesVerb, v) }

// Moves lists every [Move].
func Moves() []Move { return slices.Clone(valuesMove) }

// Valid reports whether m is one of [Moves].
func (m Move) Valid() bool { return slices.Contains(valuesMove, m) }

// StatementOrders lists every [StatementOrder], in stored order.
func StatementOrders() []StatementOrder { return slices.Clone(valuesStatementOrder) }

// Valid reports whether s is one of [StatementOrders].
func (s StatementOrder) Valid() bool { return slices.Contains(valuesStatementOrder, s) }

// EventOrders lists every [EventOrder].
func EventOrders() []EventOrder { return slices.Clone(valuesEventOrder) }

// Valid reports whether e is one of [EventOrders].
func (e EventOrder) Valid() bool { return slices.Contains(valuesEventOrder, e) }

// ActorScopes lists every [ActorScope].
func ActorScopes() []ActorScope { return slices.Clone(valuesActorScope) }

// Valid reports whether a is one of [ActorScopes].
func (a ActorScope) Valid() bool { return slices.Contains(valuesActorScope, a) }

// Facets lists every [Facet].
func Facets() []Facet { return slices.Clone(valuesFacet) }

// Valid reports whether f is one of [Facets].
func (f Facet) Valid() bool { return slices.Contains(valuesFacet, f) }
