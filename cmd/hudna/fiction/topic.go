package fiction

import (
	"fmt"

	"hudna/graph"
)

// A graph has so many propositions, on which one can take a position, and so
// many issues above them.
const (
	propositions = 60
	issues       = 12
)

func (m *maker) recordTopics() {
	for i := range issues + propositions {
		t := &graph.Topic{Kind: graph.TopicIssue, Names: coin(namesOfTopics+i).with(coined{"The question of", "مسألة", "вопрос о"}, nothing).names()}
		t.ID = graph.ID(fmt.Sprintf("topic/issue-%02d", i+1))
		if i >= issues {
			t.ID = graph.ID(fmt.Sprintf("topic/proposition-%02d", i-issues+1))
			t.Kind, t.Broader = graph.TopicProposition, m.topics[i%issues]
		}
		m.topics = append(m.topics, t.ID)
		m.put(t)
	}
}

func (m *maker) proposition() graph.ID {
	return m.topics[issues+min(m.dice.n(propositions), m.dice.n(propositions))]
}
