package graphtest

import "hudna/graph"

func meta(id graph.ID) graph.Meta { return graph.Meta{ID: id} }

func named3(ar, en, ru string) []graph.Name {
	var names []graph.Name
	for _, n := range []graph.Name{{Text: ar, Lang: "ar"}, {Text: en, Lang: "en"}, {Text: ru, Lang: "ru"}} {
		if n.Text != "" {
			names = append(names, n)
		}
	}
	return names
}

func day(edtf graph.EDTF) *graph.Date { return &graph.Date{EDTF: edtf} }

func ptr[T any](v T) *T { return &v }

// actors are whoever speaks, is spoken to or is spoken of in the world.
func actors() []graph.Record {
	person := func(id graph.ID, ar, en, ru string, holds ...graph.Affiliation) *graph.Actor {
		return &graph.Actor{Meta: meta(id), Kind: graph.ActorPerson, Names: named3(ar, en, ru), Affiliations: holds}
	}
	state := func(id graph.ID, ar, en, ru, code string) *graph.Actor {
		a := &graph.Actor{Meta: meta(id), Kind: graph.ActorState, Names: named3(ar, en, ru)}
		a.Codes = []graph.Code{{System: "made-up-states", Code: code}}
		return a
	}
	post := func(id graph.ID, of graph.ID, ar, en string) *graph.Actor {
		return &graph.Actor{
			Meta: meta(id), Kind: graph.ActorPost, Names: named3(ar, en, ""),
			Affiliations: []graph.Affiliation{{Organisation: of, Kind: graph.AffiliationPartOf}},
		}
	}
	organisation := func(id graph.ID, ar, en, ru string, sectors ...graph.Sector) *graph.Actor {
		return &graph.Actor{Meta: meta(id), Kind: graph.ActorOrganisation, Sectors: sectors, Names: named3(ar, en, ru)}
	}
	holding := func(post, organisation graph.ID) graph.Affiliation {
		return graph.Affiliation{
			Organisation: organisation, Kind: graph.AffiliationHoldsPost, Post: post, SpeaksFor: true, From: day("2017-03~"),
		}
	}

	avaria := state(Avaria, "أفاريا", "Avaria", "Авария", "AVA")
	avaria.Names = append(avaria.Names, graph.Name{Text: "نظام أفاريا", Lang: "ar", Kind: graph.NameEpithet})
	government := organisation(AvariaGovernment, "الحكومة الأفارية", "Government of Avaria", "", graph.SectorGovernment)
	government.Affiliations = []graph.Affiliation{{Organisation: Avaria, Kind: graph.AffiliationPartOf, SpeaksFor: true}}
	ministry := organisation(RuritaniaMinistry, "وزارة الخارجية الروريتانية", "Ruritanian Foreign Ministry", "", graph.SectorGovernment)
	ministry.Names = append(ministry.Names, graph.Name{Text: "وزارة الخارجية", Lang: "ar", Kind: graph.NameGeneric})
	ministry.Affiliations = []graph.Affiliation{{Organisation: Ruritania, Kind: graph.AffiliationPartOf, SpeaksFor: true}}

	witness := person(HiddenWitness, "شاهد محمي", "Protected witness", "")
	witness.Marking = graph.MarkingProtected
	mediator := person(HiddenMediator, "وسيط", "Discreet mediator", "",
		graph.Affiliation{Organisation: Ruritania, Kind: graph.AffiliationMember})
	mediator.Marking = graph.MarkingRestricted

	monitor := organisation(Monitor, "مرصد ميريديان", "Meridian Monitor", "Обозреватель Меридиан", graph.SectorMonitor, graph.SectorNGO)
	monitor.Codes = []graph.Code{{System: "made-up-registry", Code: "M-1", Version: "3"}}
	wire := organisation(Wire, "", "Ostovia Wire", "Остовский вестник", graph.SectorMedia)
	wire.Codes = []graph.Code{{System: "made-up-registry", Code: "M-2"}}
	gazette := organisation(Gazette, "جريدة كارفيلا", "The Karvela Gazette", "", graph.SectorMedia)
	gazette.Codes = []graph.Code{{System: "made-up-registry", Code: "M-2"}} // the registry used one number twice

	return []graph.Record{
		avaria,
		government,
		post(AvariaMinisterPost, AvariaGovernment, "وزير خارجية أفاريا", "Foreign Minister of Avaria"),
		person(AvariaMinister, "ساهر نعمان", "Saher Noman", "Сахер Номан", holding(AvariaMinisterPost, Avaria)),
		person(AvariaSpokesman, "طارق سمّان", "Tariq Saman", "", graph.Affiliation{
			Organisation: AvariaGovernment, Kind: graph.AffiliationMember, SpeaksFor: true, SeenOn: []graph.Date{{EDTF: "2019-04-19"}},
		}),
		state(Ruritania, "روريتانيا", "Ruritania", "Руритания", "RUR"),
		ministry,
		post(RuritaniaMinisterPost, RuritaniaMinistry, "وزير خارجية روريتانيا", "Foreign Minister of Ruritania"),
		person(RuritaniaMinister, "أنطون ريكارد", "Anton Rikard", "Антон Рикард", holding(RuritaniaMinisterPost, Ruritania)),
		person(RuritaniaSpokeswoman, "ميرا دولان", "Mira Dolan", "Мира Долан", graph.Affiliation{
			Organisation: RuritaniaMinistry, Kind: graph.AffiliationMember, SpeaksFor: true,
		}),
		&graph.Actor{
			Meta: meta(ValleyMilitia), Kind: graph.ActorGroup, Sectors: []graph.Sector{graph.SectorMilitia},
			Names: named3("ميليشيا الوادي", "Valley Militia", ""),
			Affiliations: []graph.Affiliation{
				{Organisation: Avaria, Kind: graph.AffiliationAllied},
				{Organisation: HiddenMediator, Kind: graph.AffiliationControlledBy},
			},
		},
		monitor, gazette, wire,
		&graph.Actor{Meta: meta(UnnamedSource), Kind: graph.ActorUnknown},
		&graph.Actor{
			Meta: meta(AllParties), Kind: graph.ActorCollective, Names: named3("جميع أطراف الهدنة", "all parties to the truce", ""),
			Collects: []graph.ID{Avaria, Ruritania, HiddenMediator},
		},
		person(Doubtful, "أ. ريكارد", "A. Rikard", ""),
		witness,
		mediator,
	}
}

// places are the places and topics of the world, its codebook and its import.
func places() []graph.Record {
	return []graph.Record{
		&graph.Location{
			Meta: meta(KarvelaLand), Kind: graph.LocationGovernorate, Names: named3("محافظة كارفيلا", "Karvela Province", ""),
		},
		&graph.Location{
			Meta: meta(KarvelaCity), Kind: graph.LocationSettlement, Names: named3("كارفيلا", "Karvela", "Карвела"),
			Within: KarvelaLand, Point: &graph.Point{Lat: -48.5, Lon: -123.25},
		},
		&graph.Location{Meta: meta(School), Kind: graph.LocationSite, Names: named3("مدرسة كارفيلا", "Karvela school", ""), Within: KarvelaCity},
		&graph.Topic{
			Meta: meta(AvariaBreached), Kind: graph.TopicProposition, Names: named3("أفاريا خرقت الهدنة", "Avaria breached the truce", ""),
		},
		&graph.Topic{Meta: meta(Aid), Kind: graph.TopicIssue, Names: named3("المساعدات", "aid to Karvela", "")},
		&graph.Codebook{Meta: meta(KarvelaScheme), Scheme: "karvela", Version: "1", Title: "A made-up scheme of coding"},
		&graph.ImportRun{Meta: meta(FirstImport), FileName: "rows.csv", SHA256: Digest("made-up rows"), Format: "csv", New: 1},
	}
}

// sources are the agreement and the documents of the world.
func sources() []graph.Record {
	notes := &graph.Document{Meta: meta(HiddenNotes), Kind: graph.DocumentOther, Title: "Notes of a talk that is not to be known"}
	notes.Marking = graph.MarkingRestricted
	return []graph.Record{
		TruceOfKarvela(), report(), readout(), dispatch(),
		&graph.Document{Meta: meta(Dataset), Kind: graph.DocumentDataset, Title: "Rows coded by a made-up machine", Lang: "en"},
		notes,
	}
}

// TruceOfKarvela is the agreement of which everybody speaks: two names, its
// days counted in Damascus, for want of a city of its own in the time zone
// database.
func TruceOfKarvela() *graph.Agreement {
	return &graph.Agreement{
		Meta: meta(Truce), Kind: graph.AgreementCessation, Form: graph.FormBilateral,
		Names: append(named3("هدنة كارفيلا", "Karvela truce", ""), graph.Name{
			Text: "وقف الأعمال العدائية في كارفيلا", Lang: "ar", Kind: graph.NameAlias,
		}),
		Parties: []graph.Party{
			{Actor: Avaria, Role: graph.PartySignatory},
			{Actor: ValleyMilitia, Role: graph.PartyAcceded, From: day("2019-03")},
			{Actor: Ruritania, Role: graph.PartySponsor},
			{Actor: HiddenMediator, Role: graph.PartyMediator},
		},
		Terms: []graph.Term{
			{Key: "fire", Words: "Both sides stop firing"}, {Key: "access", Words: "Aid is let in"},
		},
		Verification: "by monitors of both sides",
		Zone:         "Asia/Damascus",
		Declared:     day("2019-02-20"),
		InForce:      day("2019-02-27"),
		Area:         []graph.ID{KarvelaLand},
		Written:      ptr(true),
		Mediated:     ptr(false),
		Enforcement:  graph.EnforcementNone,
		Purpose:      []graph.Purpose{graph.PurposeHumanitarian, graph.PurposeHoliday},
	}
}

func report() *graph.Document {
	d := &graph.Document{
		Meta: meta(Report), Kind: graph.DocumentReport, Publisher: Gazette, URL: "https://gazette.example/2019/04/19",
		Title: "روريتانيا تطالب أفاريا بوقف الخروقات", Lang: "ar", MediaType: "text/plain", CapturedBy: "made-up curator",
		Text: reportText, SHA256: Digest(reportText),
		Codings: []graph.DocumentCoding{{Coder: "made-up curator", Scheme: "karvela", Status: graph.CodingDone}},
	}
	d.Published = &graph.Date{
		EDTF: "2019-04-19", Basis: graph.DateDerived, Words: "الجمعة 19 أبريل 2019",
		Anchor: anchorAt(d, "الجمعة 19 أبريل 2019"), // its own words say when it appeared
	}
	return d
}

func readout() *graph.Document {
	return &graph.Document{
		Meta: meta(Readout), Kind: graph.DocumentReadout, Publisher: AvariaGovernment, Title: "Readout of the minister's call",
		Lang: "en", Published: day("2019-04-18T21:15:00+03:00"), Text: readoutText, SHA256: Digest(readoutText),
	}
}

// dispatch takes over the newspaper's report in another language.
func dispatch() *graph.Document {
	return &graph.Document{
		Meta: meta(Dispatch), Kind: graph.DocumentReport, Publisher: Wire, Lang: "ru", Published: day("2019-04-19"),
		Text: dispatchText, SHA256: Digest(dispatchText),
		CopyOf: &graph.CopyOf{Document: Report, How: graph.CopyTranslated},
	}
}

// CallBetweenMinisters is the occasion on which the minister spoke.
func CallBetweenMinisters() *graph.Event {
	return &graph.Event{
		Meta: meta(Call), Kind: graph.EventCall, When: day("2019-04-18"), Basis: graph.EventReported,
		Participants: []graph.Participant{
			{Actor: RuritaniaMinister, Role: graph.ParticipantInitiator},
			{Actor: AvariaMinister, Role: graph.ParticipantRecipient},
			{Actor: HiddenMediator, Role: graph.ParticipantAuspices},
		},
		Documents: []graph.ID{Report, Readout},
	}
}

// SchoolShelling is an event that rests on what somebody said, and on nothing
// else; who did it is alleged.
func SchoolShelling() *graph.Event {
	return &graph.Event{
		Meta: meta(Shelling), Kind: graph.EventShelling, When: &graph.Date{EDTF: "[2019-04-15..2019-04-19]", Words: "هذا الأسبوع"},
		Places: []graph.EventPlace{{Location: School, Precision: graph.PlaceNear}},
		Participants: []graph.Participant{
			{Actor: ValleyMilitia, Role: graph.ParticipantPerpetrator},
		},
		Basis: graph.EventAlleged, Claims: []graph.ID{AnonymousID}, Under: Truce,
	}
}
