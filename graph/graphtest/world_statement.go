package graphtest

import "hudna/graph"

// RelayChain is what one minister told the other on the phone, as the
// spokeswoman tells it and the newspaper prints it: a demand that presupposes
// an accusation. The quotation marks are the spokeswoman's.
func RelayChain() *graph.Statement {
	d := report()
	return &graph.Statement{
		Meta: graph.Meta{
			ID: RelayChainID, Coding: &graph.Coding{Coder: "made-up curator", Scheme: "karvela", Version: "1"},
			Variables: []graph.Variable{{Name: "row", Type: graph.VariableInteger, Value: "1"}},
		},
		Speakers: []graph.Speaker{{
			Actor: RuritaniaMinister, Post: RuritaniaMinisterPost, OnBehalfOf: Ruritania,
			Cue: &graph.Cue{Text: "أبلغ", Lemma: "أبلغ"}, Mention: mentionOf(d, "أنطون ريكارد"),
		}},
		Relays: []graph.Relay{{
			Speaker: graph.Speaker{
				Actor: RuritaniaSpokeswoman, OnBehalfOf: RuritaniaMinistry,
				Cue: &graph.Cue{Text: "قالت", Lemma: "قال"}, Mention: mentionOf(d, "ميرا دولان"),
			},
			Channel: graph.ChannelBriefing, Utterance: DolanBriefing,
		}},
		Addressees: []graph.Addressee{{
			Actor: AvariaMinister, Post: AvariaMinisterPost, Term: "نظيره الأفاري", Mention: mentionOf(d, "نظيره الأفاري"),
		}},
		Transmission: graph.TransmissionRelayed,
		About: []graph.About{
			{Node: Avaria, Role: graph.AboutAsked, Term: "أفاريا", Mention: mentionOf(d, "أفاريا")},
			{Node: Avaria, Role: graph.AboutAccused, Term: "أفاريا", Stance: &graph.Stance{Value: -0.5, Scale: "made-up 5 points"}},
			{Node: Truce, Role: graph.AboutBreached, Term: "هدنة كارفيلا"},
		},
		Acts: []graph.SpeechAct{
			{Act: graph.ActDemand, Force: graph.ForceStated}, {Act: graph.ActAccuse, Force: graph.ForcePresupposed},
		},
		Polarity:  graph.PolarityAffirmed,
		Content:   &graph.Content{Mood: graph.MoodRequested, Actor: Avaria, Action: graph.ActionCease, Object: Truce, Words: "خروقاتها"},
		Positions: []graph.Stand{{Topic: AvariaBreached, Agreement: graph.Agree}},
		Utterance: CallUtterance, Occasion: Call,
		Text: "على أفاريا أن تكف عن خروقاتها لهدنة كارفيلا", Lang: "ar", Wording: graph.WordingAsPrinted,
		Translations: []graph.Translation{{Lang: "en", Text: "Avaria must stop its breaches of the Karvela truce"}},
		Said: &graph.Date{
			EDTF: "2019-04-18", Words: "الخميس الماضي", Basis: graph.DateDerived, Anchor: anchorAt(d, "الجمعة 19 أبريل 2019"),
		},
		Channel: graph.ChannelPhone,
		Evidence: []graph.Evidence{
			Passage(d, "قالت المتحدثة باسم وزارة الخارجية الروريتانية ميرا دولان", graph.PartRelay),
			quotation(d, "على أفاريا أن تكف عن خروقاتها لهدنة كارفيلا", RuritaniaSpokeswoman),
		},
		Confidence: ptr(0.9),
	}
}

func quotation(d *graph.Document, words string, whose graph.ID) graph.Evidence {
	e := Passage(d, words, graph.PartQuoted)
	e.Quoted = &graph.Quoted{Whose: whose, Kind: graph.QuotedFull, Translated: ptr(true)}
	return e
}

// RelayChainReadout is the same words on the same call, as the other side's
// readout has them: a source of its own.
func RelayChainReadout() *graph.Statement {
	d := readout()
	words := "The Ruritanian minister called on Avaria to stop its breaches of the Karvela truce."
	return &graph.Statement{
		Meta:         meta(RelayChainReadoutID),
		Speakers:     []graph.Speaker{{Actor: RuritaniaMinister, Post: RuritaniaMinisterPost, Cue: &graph.Cue{Text: "called on", Lemma: "call"}}},
		Relays:       []graph.Relay{{Speaker: graph.Speaker{Actor: AvariaGovernment}, Channel: graph.ChannelReadout}},
		Addressees:   []graph.Addressee{{Actor: AvariaMinister, Post: AvariaMinisterPost}},
		Transmission: graph.TransmissionRelayed,
		About:        []graph.About{{Node: Avaria, Role: graph.AboutAsked}, {Node: Truce, Role: graph.AboutBreached}},
		Acts:         []graph.SpeechAct{{Act: graph.ActUrge}, {Act: graph.ActAccuse, Force: graph.ForcePresupposed}},
		Utterance:    CallUtterance, Occasion: Call,
		Text: words, Lang: "en", Wording: graph.WordingAsPrinted,
		Said:     day("2019-04-18"),
		Channel:  graph.ChannelPhone,
		Evidence: []graph.Evidence{Passage(d, words, graph.PartClause)},
	}
}

// RelayChainCopy is the same again, in a dispatch that copies the newspaper:
// no source of its own. Nobody says when the call was.
func RelayChainCopy() *graph.Statement {
	d := dispatch()
	words := "Министр Рикард призвал Аварию прекратить нарушения перемирия"
	return &graph.Statement{
		Meta:     meta(RelayChainCopyID),
		Speakers: []graph.Speaker{{Actor: RuritaniaMinister}},
		Relays: []graph.Relay{{
			Speaker: graph.Speaker{Actor: RuritaniaSpokeswoman, Cue: &graph.Cue{Text: "сообщила", Lemma: "сообщить"}}, Utterance: DolanBriefing,
		}},
		Transmission: graph.TransmissionRelayed,
		About:        []graph.About{{Node: Avaria, Role: graph.AboutAsked, Term: "Аварию"}},
		Acts:         []graph.SpeechAct{{Act: graph.ActUrge}},
		Utterance:    CallUtterance,
		Text:         words, Lang: "ru", Wording: graph.WordingAsPrinted,
		Evidence: []graph.Evidence{Passage(d, words, graph.PartClause)},
	}
}

// NestedHope is what the spokeswoman says in her own name: that Ruritania
// hopes that Avaria urges the militia to comply. Avaria and the militia say
// nothing in it.
func NestedHope() *graph.Statement {
	d := report()
	return &graph.Statement{
		Meta:         meta(NestedHopeID),
		Speakers:     []graph.Speaker{{Actor: RuritaniaSpokeswoman, OnBehalfOf: Ruritania, Cue: &graph.Cue{Text: "أضافت", Lemma: "أضاف"}}},
		Transmission: graph.TransmissionDirect,
		About: []graph.About{
			{Node: Avaria, Role: graph.AboutAsked},
			{Node: ValleyMilitia, Role: graph.AboutAsked, Level: 1, Term: "ميليشيا الوادي"},
			{Node: Truce, Role: graph.AboutSubject, Level: 1},
		},
		Acts: []graph.SpeechAct{{Act: graph.ActExpect}},
		Content: &graph.Content{
			Mood: graph.MoodExpected, Actor: Avaria, Act: graph.ActUrge, Toward: []graph.ID{ValleyMilitia},
			Content: &graph.Content{Mood: graph.MoodRequested, Actor: ValleyMilitia, Action: graph.ActionComply, Object: Truce},
		},
		Utterance: DolanBriefing,
		Text:      "Ruritania hopes that Avaria will urge the Valley Militia to comply", Lang: "en", Wording: graph.WordingParaphrase,
		Said: day("2019-04-19"), Channel: graph.ChannelBriefing,
		Evidence: []graph.Evidence{Passage(d, "بلادها تأمل أن تحث أفاريا ميليشيا الوادي على الالتزام بالهدنة", graph.PartClause)},
	}
}

// JointStatement is what both ministers stress. Nobody is named as having told
// us, so that its depth is not known.
func JointStatement() *graph.Statement {
	d := report()
	return &graph.Statement{
		Meta: meta(JointStatementID),
		Speakers: []graph.Speaker{
			{Actor: RuritaniaMinister, Post: RuritaniaMinisterPost, Cue: &graph.Cue{Text: "أكد", Lemma: "أكد"}},
			{Actor: AvariaMinister, Post: AvariaMinisterPost},
		},
		Transmission: graph.TransmissionUnstated,
		About:        []graph.About{{Node: Aid, Role: graph.AboutSubject}, {Node: KarvelaCity, Role: graph.AboutBeneficiary}},
		Acts:         []graph.SpeechAct{{Act: graph.ActStress}},
		Occasion:     Call,
		Text:         "Both ministers stressed how important it is that aid reaches Karvela", Lang: "en", Wording: graph.WordingParaphrase,
		Said:     day("2019-04-18"),
		Evidence: []graph.Evidence{Passage(d, "وأكد الوزيران أهمية إيصال المساعدات إلى كارفيلا", graph.PartClause)},
	}
}

// CodedTwice is the same passage, coded a second time where it is repeated. It
// is retracted later.
func CodedTwice() *graph.Statement {
	s := JointStatement()
	s.ID = CodedTwiceID
	return s
}

// Denial is what the other side's spokesman says of the accusation. It denies
// what it links to and nothing else.
func Denial() *graph.Statement {
	d := report()
	return &graph.Statement{
		Meta: meta(DenialID),
		Speakers: []graph.Speaker{{
			Actor: AvariaSpokesman, OnBehalfOf: AvariaGovernment, Cue: &graph.Cue{Text: "نفى", Lemma: "نفى"},
		}},
		Transmission: graph.TransmissionDirect,
		About:        []graph.About{{Node: Avaria, Role: graph.AboutSubject, Term: "بلاده"}, {Node: Truce, Role: graph.AboutBreached}},
		Acts:         []graph.SpeechAct{{Act: graph.ActDeny}, {Act: graph.ActWelcome, Force: graph.ForceImplied}},
		Polarity:     graph.PolarityNegated,
		Positions:    []graph.Stand{{Topic: AvariaBreached, Agreement: graph.Disagree}},
		Links:        []graph.Link{{Kind: graph.LinkDenies, Statement: RelayChainID}},
		Text:         "Avaria's spokesman denied that his country had breached the truce", Lang: "en", Wording: graph.WordingParaphrase,
		Said:     day("2019-04-19T14:00:00+03:00"),
		Evidence: []graph.Evidence{Passage(d, "ونفى المتحدث باسم الحكومة الأفارية طارق سمان أن تكون بلاده خرقت الهدنة", graph.PartClause)},
	}
}

// Count is the monitor's number, with who counted and over which time.
func Count() *graph.Statement {
	d := report()
	return &graph.Statement{
		Meta:         meta(CountID),
		Speakers:     []graph.Speaker{{Actor: Monitor, Cue: &graph.Cue{Text: "أحصى", Lemma: "أحصى"}}},
		Transmission: graph.TransmissionDirect,
		About:        []graph.About{{Node: Truce, Role: graph.AboutBreached}},
		Acts:         []graph.SpeechAct{{Act: graph.ActAssert}},
		Figures: []graph.Figure{{
			What: graph.FigureBreaches, Words: "سبعة خروقات على الأقل", Low: ptr[int64](7), Bound: graph.BoundAtLeast, Unit: graph.UnitBreach,
			CountedBy: Monitor, Window: day("2019-04-14/2019-04-19"), Place: KarvelaLand, Cumulative: ptr(false),
		}},
		Text: "The Meridian Monitor counted at least seven breaches since Sunday", Lang: "en", Wording: graph.WordingParaphrase,
		Said:     day("2019-04"),
		Evidence: []graph.Evidence{Passage(d, "وأحصى مرصد ميريديان سبعة خروقات على الأقل منذ يوم الأحد", graph.PartClause)},
	}
}

// Anonymous is what a source says who is not named. When, it does not say.
func Anonymous() *graph.Statement {
	d := report()
	return &graph.Statement{
		Meta: meta(AnonymousID), Speakers: []graph.Speaker{{Actor: UnnamedSource}},
		Attribution: graph.AttributionAnonymous, Transmission: graph.TransmissionDirect,
		About: []graph.About{{Node: School, Role: graph.AboutVictim}},
		Acts:  []graph.SpeechAct{{Act: graph.ActAssert}},
		Text:  "A source that was not named said that shelling hit a school", Lang: "en", Wording: graph.WordingParaphrase,
		Said:     &graph.Date{Words: "لاحقاً"},
		Evidence: []graph.Evidence{Passage(d, "وقال مصدر لم يذكر اسمه إن القصف أصاب مدرسة", graph.PartClause)},
	}
}

// OwnVoice is what the newspaper says itself. It has no speaker.
func OwnVoice() *graph.Statement {
	d := report()
	return &graph.Statement{
		Meta: meta(OwnVoiceID), Attribution: graph.AttributionPublisher, Transmission: graph.TransmissionDirect,
		About: []graph.About{{Node: Truce, Role: graph.AboutSubject, Stance: &graph.Stance{Value: 0.25, Scale: "made-up 5 points"}}},
		Acts:  []graph.SpeechAct{{Act: graph.ActAssert}},
		Text:  "The newspaper holds that the truce stands", Lang: "en", Wording: graph.WordingParaphrase,
		Said:     day("2019-04-19"),
		Evidence: []graph.Evidence{Passage(d, "واعتبرت الصحيفة أن الهدنة صامدة", graph.PartClause)},
	}
}

// MachineCoded is a row of a dataset. It is never listed unless asked for.
func MachineCoded() *graph.Statement {
	return &graph.Statement{
		Meta: graph.Meta{
			ID: MachineCodedID, Codes: []graph.Code{{System: "made-up-rows", Code: "17"}},
			Coding: &graph.Coding{Coder: "made-up machine"},
		},
		Speakers: []graph.Speaker{{Actor: Ruritania}},
		About:    []graph.About{{Node: Avaria, Role: graph.AboutAccused}},
		Acts:     []graph.SpeechAct{{Act: graph.ActAccuse}},
		Text:     "Ruritania accuses Avaria", Lang: "en", Wording: graph.WordingParaphrase,
		Said:     day("2019-04-19"),
		Evidence: []graph.Evidence{{Document: Dataset}},
		Basis:    graph.BasisMachineCoded,
	}
}

// Draft is a statement that is still being worked on.
func Draft() *graph.Statement {
	d := readout()
	words := "Minister Noman answered that Avaria keeps the truce and asked for the monitors' list."
	return &graph.Statement{
		Meta:         graph.Meta{ID: DraftID, Status: graph.StatusDraft},
		Speakers:     []graph.Speaker{{Actor: AvariaMinister, Post: AvariaMinisterPost, OnBehalfOf: Avaria}},
		Relays:       []graph.Relay{{Speaker: graph.Speaker{Actor: AvariaGovernment}, Channel: graph.ChannelReadout}},
		Addressees:   []graph.Addressee{{Actor: RuritaniaMinister}},
		Transmission: graph.TransmissionRelayed,
		About:        []graph.About{{Node: Ruritania, Role: graph.AboutAsked}, {Node: RelayChainReadoutID, Role: graph.AboutSubject}},
		Acts:         []graph.SpeechAct{{Act: graph.ActAsk}},
		Links:        []graph.Link{{Kind: graph.LinkAnswers, Statement: RelayChainReadoutID}},
		Utterance:    NomanUtterance, Occasion: Call,
		Text: words, Lang: "en", Wording: graph.WordingAsPrinted,
		Said:     day("2019-04-18T20:40:00+03:00"),
		Evidence: []graph.Evidence{Passage(d, words, graph.PartClause)},
	}
}

// Witness is marked PROTECTED itself, and so is who speaks.
func Witness() *graph.Statement {
	return &graph.Statement{
		Meta:         graph.Meta{ID: WitnessID, Marking: graph.MarkingProtected},
		Speakers:     []graph.Speaker{{Actor: HiddenWitness}},
		Transmission: graph.TransmissionDirect,
		About:        []graph.About{{Node: Shelling, Role: graph.AboutSubject}, {Node: ValleyMilitia, Role: graph.AboutAccused}},
		Acts:         []graph.SpeechAct{{Act: graph.ActAccuse}},
		Text:         "A protected witness accuses the Valley Militia of the shelling", Lang: "en", Wording: graph.WordingParaphrase,
		Said:     day("2019-05-02"),
		Evidence: []graph.Evidence{{Document: HiddenNotes}},
	}
}

// ToldToMediator may be read by everybody. To whom it was said, and who is to
// be thanked, may not.
func ToldToMediator() *graph.Statement {
	return &graph.Statement{
		Meta:         meta(ToldToMediatorID),
		Speakers:     []graph.Speaker{{Actor: AvariaSpokesman}},
		Addressees:   []graph.Addressee{{Actor: HiddenMediator}, {Actor: Gazette}},
		Transmission: graph.TransmissionDirect,
		About: []graph.About{
			{Node: HiddenMediator, Role: graph.AboutPraised, Level: 1}, {Node: Truce, Role: graph.AboutSubject}, {Node: WitnessID, Role: graph.AboutSubject},
		},
		Acts: []graph.SpeechAct{{Act: graph.ActThank}},
		Content: &graph.Content{
			Mood: graph.MoodPromised, Action: graph.ActionMaintain, Object: Truce,
			Content: &graph.Content{Mood: graph.MoodExpected, Actor: HiddenMediator, Act: graph.ActPraise},
		},
		Text: "The spokesman promised that the truce would be kept", Lang: "en", Wording: graph.WordingParaphrase,
		Said:     day("2019-04-20"),
		Evidence: []graph.Evidence{{Document: Report}},
	}
}

// FromNotes carries no marking of its own and is as hidden as the notes in
// which it stands.
func FromNotes() *graph.Statement {
	return &graph.Statement{
		Meta:         meta(NotesID),
		Speakers:     []graph.Speaker{{Actor: AvariaMinister}},
		Transmission: graph.TransmissionDirect,
		About:        []graph.About{{Node: Avaria, Role: graph.AboutAccused}, {Node: Truce, Role: graph.AboutBreached}},
		Acts:         []graph.SpeechAct{{Act: graph.ActAcknowledge}},
		Text:         "The minister acknowledged a breach in confidence", Lang: "en", Wording: graph.WordingParaphrase,
		Said:     day("2019-04-21"),
		Evidence: []graph.Evidence{{Document: HiddenNotes}, {Document: Report}},
	}
}

// JudgedSame says that two records are about one minister.
func JudgedSame() *graph.Judgement {
	return &graph.Judgement{Meta: meta(SameMinister), A: Doubtful, B: RuritaniaMinister, Verdict: graph.VerdictSame, Why: "same post, same week"}
}

// JudgedHidden carries no marking of its own and is as hidden as those it is
// about.
func JudgedHidden() *graph.Judgement {
	return &graph.Judgement{Meta: meta(HiddenJudgement), A: HiddenMediator, B: HiddenWitness, Verdict: graph.VerdictDifferent}
}
