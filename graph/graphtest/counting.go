package graphtest

import "hudna/graph"

// countOf counts statements, the acts of speaking that they report, and the
// acts of telling by which they reached us.
func (k *seeker) countOf(statements []*graph.Statement) graph.StatementCount {
	utterances, sources := map[graph.ID]bool{}, map[string]bool{}
	for _, statement := range statements {
		if statement.Utterance != "" {
			utterances[statement.Utterance] = true
		} else {
			utterances[statement.ID] = true
		}
		if len(statement.Relays) > 0 && statement.Relays[0].Utterance != "" {
			sources[string(statement.Relays[0].Utterance)] = true
			continue
		}
		for _, e := range statement.Evidence {
			told := string(k.original(e.Document))
			if len(statement.Relays) > 0 {
				told = string(k.canonical(statement.Relays[0].Actor)) + " in " + told
			}
			sources[told] = true
		}
	}
	return graph.StatementCount{Statements: len(statements), Utterances: len(utterances), Sources: len(sources)}
}

// original is the document of which another is a copy, as far as the view can
// tell.
func (k *seeker) original(id graph.ID) graph.ID {
	for range k.snapshot.records { // a chain is no longer than that
		document, ok := k.snapshot.byID[id].(*graph.Document)
		if !ok || document.CopyOf == nil {
			return id
		}
		id = document.CopyOf.Document
	}
	return id
}
