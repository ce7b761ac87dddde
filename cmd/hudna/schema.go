package main

import (
	"fmt"

	"hudna/schema"
)

type schemaCommand struct{}

// Help is the end of the command's help.
func (schemaCommand) Help() string {
	return `It is what generators of clients take, and what the server answers about itself, with the words that explain it.

Examples:

    hudna schema > hudna.graphql
    hudna schema | grep -A3 '^type Statement '
`
}

// Run prints the schema.
func (schemaCommand) Run(p *program) error {
	_, err := fmt.Fprint(p.stdout, schema.SDL())
	return err
}
