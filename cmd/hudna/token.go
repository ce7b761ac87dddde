package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"hudna/graph"
	"hudna/graph/access"
)

// tokensName is the file of the tokens, beside the store: nothing that reads the
// graph can reach it.
const tokensName = "tokens.json"

type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Give somebody a token, and print it."`
	List   tokenListCommand   `cmd:"" help:"List the tokens that were given out."`
	Revoke tokenRevokeCommand `cmd:"" help:"Revoke tokens: they are good no more, at once."`
}

type tokenCreateCommand struct {
	directoryFlag
	Name      string `arg:"" help:"Who gets it: the author of what is changed with it."`
	Role      string `enum:"reader,coder,reviewer,admin" default:"reader" placeholder:"ROLE" help:"What it lets them do: ${enum}. Default: ${default}."`
	Clearance string `enum:"PUBLIC,RESTRICTED,PROTECTED" default:"PUBLIC" placeholder:"MARKING" help:"Up to which marking it shows records: ${enum}. Default: ${default}."`
	JSON      bool   `name:"json" help:"Print the token with what is known of it as a JSON object, for machines."`
	Lasts     string `default:"90d" placeholder:"TIME" help:"For how long it is good, such as 90d or 12h, or never to end. Default: ${default}."`
}

// Help is the end of the command's help.
func (tokenCreateCommand) Help() string {
	return `The token alone is on standard output, once: the directory keeps a hash of it. A server that runs knows it at once. Each person and each program should have one of its own.

Examples:

    hudna token create --data ./syria "A. Reader"
    hudna token create --data ./syria --role coder --clearance RESTRICTED --lasts 30d "A. Coder" > coder.token
    hudna query --server https://example.org --token-file coder.token '{ head { number } }'
`
}

// maxLasts bounds how long a token is good that ends: a hundred years.
const maxLasts = 100 * 366 * 24 * time.Hour

// lasts reads a time in days or as Go has it; 0 is never to end.
func lasts(text string) (time.Duration, error) {
	if text == "never" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if days, ok := strings.CutSuffix(text, "d"); ok {
		var n int64
		if n, err = strconv.ParseInt(days, 10, 32); err == nil {
			d = time.Duration(n) * 24 * time.Hour
		}
	}
	if err != nil || d < time.Second || d > maxLasts {
		return 0, failed(codeUsage, "--lasts %s: is neither a time such as 90d or 12h, up to a hundred years, nor never", text)
	}
	return d, nil
}

// Run creates a token.
func (c *tokenCreateCommand) Run(p *program) error {
	d, err := lasts(c.Lasts)
	if err != nil {
		return err
	}
	to := graph.Principal{Name: c.Name, Role: graph.Role(strings.ToUpper(c.Role)), Clearance: graph.Marking(c.Clearance)}
	var field *graph.FieldError
	if err := graph.ValidatePrincipal(to); errors.As(err, &field) {
		return failed(codeUsage, "the name: %s", field.Reason)
	} else if err != nil {
		return err
	}
	if err := os.MkdirAll(c.dir(), 0o700); err != nil {
		return notOpened(c.dir(), err)
	}
	keys, err := p.keyring(c.dir())
	if err != nil {
		return err
	}
	text, t, err := keys.Create(to, d)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(p.stdout, map[string]any{"token": text, "id": t.ID, "name": t.Name, "role": t.Role, "clearance": t.Clearance, "expires": unlessZero(t.Expires)})
	}
	until := "for good"
	if !t.Expires.IsZero() {
		until = "until " + t.Expires.Format(time.RFC3339)
	}
	fmt.Fprintf(p.stderr, "token %s for %s: %s up to %s, %s; it is shown only now\n", t.ID, t.Name, t.Role, t.Clearance, until)
	_, err = fmt.Fprintln(p.stdout, text)
	return err
}

// keyring opens the tokens of a directory.
func (p *program) keyring(dir string) (*access.Keyring, error) {
	keys, err := access.Open(filepath.Join(dir, tokensName), p.now)
	if err != nil {
		return nil, failed(codeNotOpened, "%v", err)
	}
	return keys, nil
}

type tokenListCommand struct {
	directoryFlag
	JSON bool `name:"json" help:"Print them as a JSON object, for machines."`
}

// Help is the end of the command's help.
func (tokenListCommand) Help() string {
	return `Those that are good no more are listed, too. What a token is, nobody can be told: only its hash is kept.

Examples:

    hudna token list --data ./syria
`
}

// Run lists the tokens.
func (c *tokenListCommand) Run(p *program) error {
	keys, err := p.keyring(c.dir())
	if err != nil {
		return err
	}
	all, err := keys.List()
	if err != nil {
		return err
	}
	now := p.now()
	if c.JSON {
		type line struct {
			ID        string        `json:"id"`
			Name      string        `json:"name"`
			Role      graph.Role    `json:"role"`
			Clearance graph.Marking `json:"clearance"`
			Created   time.Time     `json:"created"`
			Expires   *time.Time    `json:"expires"`
			Revoked   *time.Time    `json:"revoked"`
			State     string        `json:"state"`
		}
		lines := []line{}
		for i := range all {
			t := &all[i]
			lines = append(lines, line{t.ID, t.Name, t.Role, t.Clearance, t.Created, unlessZero(t.Expires), unlessZero(t.Revoked), stateOf(t, now)})
		}
		return printJSON(p.stdout, map[string]any{"tokens": lines})
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tSTATE\tROLE\tCLEARANCE\tCREATED\tEXPIRES\tNAME")
	for i := range all {
		t := &all[i]
		expires := "never"
		if !t.Expires.IsZero() {
			expires = t.Expires.Format(time.RFC3339)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", t.ID, stateOf(t, now), t.Role, t.Clearance, t.Created.Format(time.RFC3339), expires, t.Name)
	}
	return w.Flush()
}

// unlessZero is a time, nil for none.
func unlessZero(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// stateOf says whether a token is good, and why not.
func stateOf(t *access.Token, now time.Time) string {
	switch {
	case !t.Revoked.IsZero():
		return "revoked"
	case !t.Good(now):
		return "expired"
	}
	return "good"
}

type tokenRevokeCommand struct {
	directoryFlag
	JSON bool     `name:"json" help:"Print the ids of those that are revoked as a JSON object, for machines."`
	IDs  []string `arg:"" name:"id" help:"The ids of the tokens, as \"hudna token list\" tells them."`
}

// Help is the end of the command's help.
func (tokenRevokeCommand) Help() string {
	return `A server that runs refuses them from the next request on, and ends within a second what lasts: feeds and exports.

Examples:

    hudna token revoke --data ./syria k7w2mq4xgv5ea
`
}

// Run revokes tokens.
func (c *tokenRevokeCommand) Run(p *program) error {
	keys, err := p.keyring(c.dir())
	if err != nil {
		return err
	}
	var errs []error
	revoked := []string{}
	for _, id := range c.IDs {
		t, err := keys.Revoke(id)
		switch errs = append(errs, err); {
		case err != nil:
		case c.JSON:
			revoked = append(revoked, t.ID)
		default:
			fmt.Fprintf(p.stdout, "revoked %s of %s\n", t.ID, t.Name)
		}
	}
	if c.JSON {
		errs = append(errs, printJSON(p.stdout, map[string]any{"revoked": revoked}))
	}
	if err := errors.Join(errs...); err != nil {
		return failed(cmp.Or(failureOf(err).code, codeRefused), "%s", oneLine(err))
	}
	return nil
}
