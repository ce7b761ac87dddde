// Package cameo says what the codes of CAMEO (Conflict and Mediation Event
// Observations, version 1.1b3) become: a statement of the coded actor about the
// coded target, or an event between the two.
//
// Words are a statement: to say, appeal, promise, praise, demand, accuse,
// reject, threaten. What is done is an event, also where it is done by talking:
// to consult, to sign. CAMEO codes nobody as the one who was spoken to, so that
// nothing here makes an addressee; and that a code is called "violate ceasefire"
// makes no event a violation of anything. Goldstein scores say nothing about
// what somebody thinks of somebody, and are not used.
package cameo

import (
	"hudna/graph"
)

// A Meaning is what a code becomes.
type Meaning struct {
	// Statement is whether it is words; an event otherwise.
	Statement bool
	Role      graph.AboutRole // of the target in a statement
	Act       graph.Act       // of a statement
	Words     string          // what the code says, as the paraphrase of a statement
	Event     graph.EventKind
}

// Of says what a code becomes: what its longest beginning that is listed
// becomes. It reports false for what is no code of CAMEO. Codes are texts, as
// "01" and "1" differ.
func Of(code string) (Meaning, bool) {
	if len(code) < 2 || len(code) > 4 {
		return Meaning{}, false
	}
	for _, c := range []byte(code) {
		if c < '0' || c > '9' {
			return Meaning{}, false
		}
	}
	for n := len(code); n >= 2; n-- {
		if s, ok := statements[code[:n]]; ok {
			return Meaning{Statement: true, Role: s.role, Act: s.act, Words: "CAMEO " + code + ": " + s.words}, true
		}
		if e, ok := events[code[:n]]; ok {
			return Meaning{Event: e}, true
		}
	}
	return Meaning{}, false
}

type uttered struct {
	role  graph.AboutRole
	act   graph.Act
	words string
}

var statements = map[string]uttered{
	"01":  {graph.AboutSubject, graph.ActAssert, "make public statement"},
	"011": {graph.AboutSubject, graph.ActDeclineComment, "decline comment"},
	"015": {graph.AboutSubject, graph.ActAcknowledge, "acknowledge or claim responsibility"},
	"016": {graph.AboutSubject, graph.ActDeny, "deny responsibility"},
	"017": {graph.AboutSubject, graph.ActOther, "engage in symbolic act"},
	"018": {graph.AboutSubject, graph.ActOther, "make empathetic comment"},
	"019": {graph.AboutSubject, graph.ActAgree, "express accord"},
	"02":  {graph.AboutAsked, graph.ActAsk, "appeal"},
	"03":  {graph.AboutPartner, graph.ActAnnounce, "express intent to cooperate"},
	"051": {graph.AboutPraised, graph.ActPraise, "praise or endorse"},
	"052": {graph.AboutPraised, graph.ActDefend, "defend verbally"},
	"053": {graph.AboutPraised, graph.ActExpressSupport, "rally support on behalf of"},
	"055": {graph.AboutSubject, graph.ActApologise, "apologise"},
	"10":  {graph.AboutAsked, graph.ActDemand, "demand"},
	"11":  {graph.AboutCriticised, graph.ActCriticise, "disapprove"},
	"112": {graph.AboutAccused, graph.ActAccuse, "accuse"},
	"12":  {graph.AboutSubject, graph.ActReject, "reject"},
	"13":  {graph.AboutThreatened, graph.ActThreaten, "threaten"},
}

var events = map[string]graph.EventKind{
	"04":   graph.EventTalks, // consult
	"041":  graph.EventCall,
	"042":  graph.EventVisit, // make a visit
	"043":  graph.EventVisit, // host a visit
	"044":  graph.EventMeeting,
	"045":  graph.EventMediation,
	"05":   graph.EventOther, // diplomatic cooperation
	"054":  graph.EventOther, // grant diplomatic recognition
	"056":  graph.EventOther, // forgive
	"057":  graph.EventSigning,
	"06":   graph.EventOther, // material cooperation
	"07":   graph.EventOther, // provide aid
	"073":  graph.EventAidDelivered,
	"08":   graph.EventOther, // yield
	"0841": graph.EventPrisonerRelease,
	"0871": graph.EventDeclaration, // declare truce, ceasefire
	"0874": graph.EventWithdrawal,  // retreat or surrender
	"09":   graph.EventOther,       // investigate
	"115":  graph.EventOther,       // bring lawsuit against
	"116":  graph.EventOther,       // find guilty
	"128":  graph.EventOther,       // defy norms, law
	"129":  graph.EventVote,        // veto
	"14":   graph.EventProtest,
	"145":  graph.EventRiot,
	"15":   graph.EventOther, // exhibit force
	"154":  graph.EventTroopMovement,
	"16":   graph.EventOther, // reduce relations
	"163":  graph.EventSanction,
	"17":   graph.EventOther, // coerce
	"173":  graph.EventArrest,
	"18":   graph.EventArmedViolence, // unconventional violence
	"181":  graph.EventAbduction,
	"184":  graph.EventOther, // use as human shield
	"1821": graph.EventSexualViolence,
	"183":  graph.EventExplosion, // suicide, car or other bombing
	"1831": graph.EventSuicideAttack,
	"182":  graph.EventOther, // physically assault
	"1833": graph.EventIEDMine,
	"19":   graph.EventArmedViolence,
	"191":  graph.EventSiege,
	"192":  graph.EventTerritoryChange,
	"193":  graph.EventSmallArms,
	"194":  graph.EventShelling,
	"195":  graph.EventAirstrike,
	"1952": graph.EventDroneStrike,
	"196":  graph.EventArmedViolence, // violate ceasefire
	"20":   graph.EventArmedViolence, // mass violence
	"201":  graph.EventDisplacement,
	"202":  graph.EventAttackOnCivilians,
	"203":  graph.EventAttackOnCivilians,
}
