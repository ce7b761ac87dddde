package main

import "hudna/graph/web/playground"

// A question is one that the playground opens with. All are about the sample.
type question struct{ title, query string }

func tabs() []playground.Tab {
	all := make([]playground.Tab, len(questions))
	for i, q := range questions {
		all[i] = playground.Tab{Title: q.title, Query: q.query}
	}
	return all
}

// The first three are printed by the demonstration.
var questions = []question{
	{"Who accuses Damascus of breaching the cessation, how, and who told us?", `query WhoAccusesDamascus {
  statements(where: {about: [
    {roles: [ACCUSED], actor: {anyOf: ["actor/syrian-government"]}}
    {roles: [BREACHED], agreement: "agreement/syria-cessation-2016"}
  ]}) {
    nodes {
      speakers { actor { name(lang: ["ar", "en"]) } }
      relays { actor { name(lang: ["ar", "en"]) } cue { text } }
      addressees { actor { name(lang: ["ar", "en"]) } }
      text
      wording
      acts { act force }
      depth
      said { edtf words }
      evidence { part start end hash exact }
    }
  }
}`},
	{"What did Kerry tell Lavrov in the call, and who told us so?", `query WhatKerryToldLavrov {
  statements(where: {by: {anyOf: ["actor/john-kerry"]}, to: {anyOf: ["actor/sergey-lavrov"]}}) {
    nodes {
      text
      translations { lang text }
      acts { act force }
      relays { actor { name(lang: ["en"]) } }
      attestedBy { name(lang: ["en"]) }
      utterance
      sources
    }
  }
}`},
	{"What is Russia asked to do, by whom, toward whom?", `query WhatRussiaIsAsked {
  statements(where: {about: [{roles: [ASKED], actor: {anyOf: ["actor/russia"]}}]}) {
    nodes {
      speakers { actor { name(lang: ["en"]) } onBehalfOf { name(lang: ["en"]) } }
      acts { act force }
      content { mood act action words actor { name(lang: ["en"]) } toward { name(lang: ["en"]) } }
      translations { lang text }
    }
  }
}`},
	{"What did both ministers say together, and why is its depth null?", `query WhatBothSaid {
  statements(where: {by: {allOf: ["actor/john-kerry", "actor/sergey-lavrov"]}}) {
    nodes {
      translations { lang text }
      speakers { actor { name(lang: ["en"]) } }
      transmission
      depth
      evidence { part start end }
    }
  }
}`},
	{"Which day of the truce was it?", `query WhichDayOfTheTruce {
  agreement(id: "agreement/syria-cessation-2016") {
    names { text lang kind }
    inForce { edtf }
    zone
    parties { actor { name(lang: ["en"]) } role }
    statements(orderBy: SAID_ASC, first: 50) {
      nodes {
        said { edtf }
        dayOfTruce(agreement: "agreement/syria-cessation-2016") { from to }
        translations { lang text }
      }
    }
  }
}`},
	{"Find people by a name in any spelling", `query FindByName {
  found: actors(where: {name: "كيري"}) { nodes { id names { text lang } } }
  withoutVowels: actors(where: {name: "لافروف"}) { nodes { id name(lang: ["en"]) } }
}`},
	{"What was corrected, and what did it say before?", `query WhatWasCorrected {
  revisions(first: 20) { nodes { number time author message } }
  statement(id: "statement/us-concern-over-aleppo-offensive") {
    history { nodes { verb revision { number } statement: record { ... on Statement { said { edtf words anchor { words } } } } } }
  }
}`},
}
