package gql

// A resolver resolves the fields of all types. It has no state: what an
// operation reads comes with its context.
type resolver struct{}
