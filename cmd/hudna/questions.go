package main

import "hudna/graph/web/playground"

// A question is one that the playground opens with.
type question struct{ title, query string }

func tabs(questions []question) []playground.Tab {
	all := make([]playground.Tab, len(questions))
	for i, q := range questions {
		all[i] = playground.Tab{Title: q.title, Query: q.query}
	}
	return all
}

// general are the questions that any graph can answer.
var general = []question{
	{"What was said?", `query WhatWasSaid {
  statements(first: 20) {
    totalCount
    nodes {
      id
      said { edtf }
      speakers { actor { id name } }
      acts { act force }
      text
      evidence { document { id title } }
    }
  }
}`},
	{"What has changed?", `query WhatHasChanged {
  revisions(first: 20) {
    nodes { number time author message }
  }
}`},
}

// questions are about the sample: the five of README.md. The first three are
// printed by the demonstration.
var questions = []question{
	{"Who accuses Damascus of breaching the cessation, how, and who told us?", `query WhoAccusesDamascus {
  statements(where: {about: [
    {roles: [ACCUSED], actor: {anyOf: ["actor/syrian-government"]}}
    {roles: [BREACHED], agreement: "agreement/syria-cessation-2016"}
  ]}) {
    nodes {
      speakers { actor { name(lang: ["en"]) } }
      relays { actor { name(lang: ["en"]) } }
      acts { act force }
      depth
      evidence { part start end hash exact }
    }
  }
}`},
	{"What did Kerry tell Lavrov in the call, and who told us so?", `query WhatKerryToldLavrov {
  statements(where: {by: {anyOf: ["actor/john-kerry"]}, occasion: "event/kerry-lavrov-call"}) {
    utterances
    sources
    nodes {
      translations { text }
      acts { act }
      depth
      transmission
      relays { actor { name(lang: ["en"]) } }
    }
  }
}`},
	{"What did both say together, and why is its depth null?", `query WhatBothSaid {
  statements(where: {by: {allOf: ["actor/john-kerry", "actor/sergey-lavrov"]}}) {
    nodes {
      translations { text }
      acts { act }
      transmission
      depth
    }
  }
}`},
	{"What is Russia asked to do, by whom, toward whom?", `query WhatRussiaIsAsked {
  statements(where: {about: [{roles: [ASKED], actor: {anyOf: ["actor/russia"]}}]}) {
    nodes {
      speakers { actor { name(lang: ["en"]) } onBehalfOf { name(lang: ["en"]) } }
      acts { act }
      content {
        mood
        act
        action
        actor { name(lang: ["en"]) }
        toward { name(lang: ["en"]) }
        content { mood action actor { name(lang: ["en"]) } }
      }
    }
  }
}`},
	{"What did the United States say about the Syrian forces, and when exactly?", `query WhatTheUnitedStatesSaid {
  statement(id: "statement/us-concern-over-aleppo-offensive") {
    translations { text }
    acts { act }
    transmission
    said { edtf words basis anchor { words } }
    dayOfTruce(agreement: "agreement/syria-cessation-2016") { from to }
  }
}`},
}
