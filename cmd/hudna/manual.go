package main

import (
	"fmt"

	"github.com/alecthomas/kong"
	mangokong "github.com/alecthomas/mango-kong"
	"github.com/muesli/roff"
)

type manCommand struct{}

// Help is the end of the command's help.
func (manCommand) Help() string {
	return `It is made from the same words as --help.

Examples:

    hudna man > hudna.1
    hudna man | man -l -
`
}

// Run prints the manual page.
func (manCommand) Run(k *kong.Context, p *program) error {
	_, err := fmt.Fprint(p.stdout, mangokong.NewManPage(1, k.Model).Build(roff.NewDocument()))
	return err
}
