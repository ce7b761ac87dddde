package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"hudna/graph"
)

type networkCommand struct {
	whereFlags
	resultFlags
	By       string  `placeholder:"JSON" help:"How the network is made: the argument by of the field network, as a JSON object, or @FILE."`
	Where    string  `placeholder:"JSON" help:"Which statements count: the argument where of the field network, as a JSON object, or @FILE."`
	Revision *uint64 `placeholder:"N" help:"As of this revision; without it as of the newest."`
	Format   string  `enum:"csv,dl,graphml,gexf" default:"csv" placeholder:"FORMAT" help:"How it is written: ${enum}. Default: ${default}."`
	Slice    *int    `placeholder:"N" help:"Only this slice, from 0. csv and gexf hold all of them unless told otherwise; dl and graphml hold one, the first."`
}

// Help is the end of the command's help.
func (networkCommand) Help() string {
	return `A discourse network of who takes the same positions, by the definitions of the Discourse Network Analyzer: as that program computes (DNA), or as the method means it (CORRECTED, the default). Where the two give different numbers, standard error says why. What each word of --by means the schema says: see NetworkBy. What makes up one weight the field edge of a network tells.

Examples:

    hudna network --by '{"qualifier": "BOOLEAN", "aggregation": "CONGRUENCE"}' --output network.csv
    hudna verify-citation network.csv.provenance.json
    hudna network --format gexf --by '{"window": {"unit": "MONTHS", "size": 1}}' > network.gexf
    hudna network --format dl --by '{"mode": "TWO_MODE", "on": "TARGETS", "actors": {"kinds": ["STATE"]}}' > network.dl
`
}

const networkQuestion = `query($where: StatementFilter, $by: NetworkBy, $format: NetworkFormat!, $slice: Int) {
  network(where: $where, by: $by) { version parameters notes left file(format: $format, slice: $slice) }
}`

// Run writes the network.
func (c *networkCommand) Run(ctx context.Context, p *program) (err error) {
	formats := map[string]string{"csv": "CSV", "dl": "DL", "graphml": "GRAPHML", "gexf": "GEXF"}
	asked := map[string]any{"format": formats[c.Format]}
	if c.Slice != nil {
		asked["slice"] = *c.Slice
	}
	if err := errors.Join(objectFlag(p, asked, "by", c.By), objectFlag(p, asked, "where", c.Where)); err != nil {
		return err
	}
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	op := operation{document: networkQuestion, variables: asked, asOf: (*graph.Revision)(c.Revision)}
	answer, revision, err := ask[struct {
		Network struct {
			Version, Parameters, Left, File string
			Notes                           []string
		}
	}](ctx, at, op)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stderr, "hudna: of the positions, %s\n", answer.Network.Left)
	for _, note := range answer.Network.Notes {
		fmt.Fprintf(p.stderr, "hudna: the two definitions differ here: %s\n", note)
	}
	return c.write(ctx, p, at, op, []byte(answer.Network.File), resultProvenance{
		Result: "network", Format: formats[c.Format], Revision: revision,
		Version: answer.Network.Version, Parameters: json.RawMessage(answer.Network.Parameters), Notes: answer.Network.Notes,
	})
}

// objectFlag takes a JSON object from a flag, or from the file that it names, for
// a variable.
func objectFlag(p *program, into map[string]any, name, given string) error {
	if given == "" {
		return nil
	}
	text, err := argument(given, p.stdin)
	if err != nil {
		return failed(codeUsage, "--%s: %v", name, err)
	}
	if text = strings.TrimSpace(text); !strings.HasPrefix(text, "{") || !json.Valid([]byte(text)) {
		return failed(codeUsage, "--%s: is no JSON object", name)
	}
	into[name] = json.RawMessage(text)
	return nil
}
