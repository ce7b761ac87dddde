package web

import (
	"encoding/json"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
)

// costs are what the operations of a document may cost, for the variables with
// which they were asked of late: many requests differ only in whom they ask about.
type costs struct {
	mu    sync.Mutex
	known map[string]int // by operation and variables
}

const (
	maxCosts   = 16
	maxCostKey = 256
)

// of is the cost of an operation, which reckon finds out where it is not known.
func (c *costs) of(op *ast.OperationDefinition, variables map[string]any, reckon func() int) int {
	key, ok := costKey(op, variables)
	if !ok {
		return reckon()
	}
	c.mu.Lock()
	cost, ok := c.known[key]
	c.mu.Unlock()
	if ok {
		return cost
	}
	cost = reckon()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) == maxCosts {
		c.known = make(map[string]int, maxCosts)
	}
	c.known[key] = cost
	return cost
}

// costKey is the name of an operation and its variables, but for single ids: which
// record is asked for says nothing of how many objects may be in the answer. What
// is long or nested is not kept.
func costKey(op *ast.OperationDefinition, variables map[string]any) (string, bool) {
	key := append(make([]byte, 0, maxCostKey), op.Name...)
	for _, v := range op.VariableDefinitions {
		if v.Type.NamedType == "ID" {
			continue
		}
		key = append(key, 0)
		if value, given := variables[v.Variable]; given {
			text, ok := simple(value)
			if !ok {
				return "", false
			}
			key = append(key, text...)
		}
		if len(key) > maxCostKey {
			return "", false
		}
	}
	return string(key), true
}

// simple writes a value that is neither a list nor an object.
func simple(value any) ([]byte, bool) {
	switch value.(type) {
	case nil, bool, string, json.Number, int, int64, float64:
		text, err := json.Marshal(value)
		return text, err == nil
	}
	return nil, false
}
