package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	kongcompletion "github.com/jotaen/kong-completion"

	"hudna/graph/ledger"
)

// A program is what the commands get from the outside.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time
	// executable is the path of the program itself, which it runs as its child.
	executable func() (string, error)
	engine     engine
	ledger     ledger.Options // but for what [program.openLedger] says
	log        *slog.Logger
	config     *configuration  // nil until a flag was looked for in it
	given      map[string]bool // flags on the command line itself
	// level is the least that is logged.
	level slog.LevelVar
}

// commandLine is what can be asked of the program.
type commandLine struct {
	Serve          serveCommand              `cmd:"" help:"Answer GraphQL over HTTP, with a playground."`
	Import         importCommand             `cmd:"" help:"Bring records in: NDJSON, datasets, tables."`
	Doctor         doctorCommand             `cmd:"" help:"Say what a file is, and what an import would make of it."`
	Provenance     provenanceCommand         `cmd:"" help:"Say which row of which file a record comes from."`
	Export         exportCommand             `cmd:"" help:"Write every record as NDJSON, in one order."`
	Record         recordCommand             `cmd:"" help:"Record something new."`
	Correct        correctCommand            `cmd:"" help:"Change fields of a record."`
	Retract        retractCommand            `cmd:"" help:"Withdraw a record, with the reason."`
	Restore        restoreCommand            `cmd:"" help:"Take the withdrawal of a record back."`
	Judge          judgeCommand              `cmd:"" help:"Judge whether two records are about the same thing."`
	Revoke         revokeCommand             `cmd:"" help:"Withdraw a judgement."`
	Resolve        resolveCommand            `cmd:"" help:"List names of which it is not certain whom they mean, and decide."`
	Review         reviewCommand             `cmd:"" help:"List drafts, and decide about them."`
	Changes        changesCommand            `cmd:"" help:"Write the commits after a revision as NDJSON, and follow them."`
	History        historyCommand            `cmd:"" help:"Say who changed a record, when, why and in which fields."`
	Diff           diffCommand               `cmd:"" help:"Say what differs between two revisions."`
	Revisions      revisionsCommand          `cmd:"" help:"List the revisions of the graph."`
	Query          queryCommand              `cmd:"" help:"Answer one GraphQL document."`
	Document       documentCommand           `cmd:"" help:"Attach the text of a document."`
	Mark           markCommand               `cmd:"" help:"Raise or lower the marking of a record, with its past."`
	Settle         settleCommand             `cmd:"" help:"Carry out the rest of changes of markings."`
	Similar        similarCommand            `cmd:"" help:"Find records that may be about the same thing as one, and why."`
	Disputes       disputesCommand           `cmd:"" help:"Say what is in dispute under an agreement, and by whom."`
	Trace          traceCommand              `cmd:"" help:"Say how a claim travelled, and who passed it on."`
	Same           sameCommand               `cmd:"" help:"List statements that may be reports of one utterance, and decide about them."`
	Copies         copiesCommand             `cmd:"" help:"List documents that may be copies, and say what a copy left out."`
	Readouts       readoutsCommand           `cmd:"" help:"Set side by side what was told of one occasion."`
	Positions      positionsCommand          `cmd:"" help:"Tabulate who takes which positions, as CSV."`
	Network        networkCommand            `cmd:"" help:"Write a discourse network as CSV, UCINET DL, GraphML or GEXF."`
	Series         seriesCommand             `cmd:"" help:"Count when it was said, as CSV."`
	Places         placesCommand             `cmd:"" help:"Count where events happened, as CSV."`
	Plot           plotCommand               `cmd:"" help:"Draw a picture of what was said, as SVG."`
	Cite           citeCommand               `cmd:"" help:"Cite a record or an answer, so that it can be verified later."`
	VerifyCitation verifyCitationCommand     `cmd:"" help:"See whether what is cited is still the same."`
	Purge          purgeCommand              `cmd:"" help:"Leave nothing of a record but a tombstone."`
	Token          tokenCommand              `cmd:"" help:"Give out, list and revoke tokens for a server."`
	Documents      documentsCommand          `cmd:"" help:"List the GraphQL documents that a server is to answer."`
	Check          checkCommand              `cmd:"" help:"Prove that the stored data is whole."`
	Bench          benchCommand              `cmd:"" help:"Measure how fast a made-up graph answers."`
	Generate       generateCommand           `cmd:"" help:"Make up a graph of any size, to measure and to test with."`
	Stats          statsCommand              `cmd:"" help:"Say what the store is made of."`
	Upgrade        upgradeCommand            `cmd:"" help:"Make a store of an older format anew."`
	Config         configCommand             `cmd:"" help:"Show the settings, and where each comes from."`
	Schema         schemaCommand             `cmd:"" help:"Print the GraphQL schema."`
	Man            manCommand                `cmd:"" help:"Print the manual page."`
	Completion     kongcompletion.Completion `cmd:"" help:"Say how bash, zsh or fish complete the commands and flags."`
	Version        versionCommand            `cmd:"" help:"Say which version of the program this is."`
	Tables         tablesCommand             `cmd:"" hidden:"" help:"Compare the engine's tables with their checksums."`

	ConfigFile string `name:"config" placeholder:"FILE" help:"The configuration file. Default: $$HUDNA_CONFIG, else hudna/config.yaml where the user's are; see \"hudna config\"."`
	LogFormat  string `config:"" enum:"text,json" default:"text" help:"How log lines on standard error look: ${enum}."`
}

// Help is the end of the program's help.
func (commandLine) Help() string {
	return `A first look at the sample, in a directory that is removed afterwards:

    hudna serve --demo

Exit codes:

` + exitCodes()
}

const about = "A knowledge graph of ceasefires, and of who said what about whom."

// A dataFlag says where the graph is. It is part of most commands.
type dataFlag struct {
	Data string `config:"" placeholder:"DIR" help:"The directory of the graph. Default: $$HUDNA_DATA, else ./hudna-data."`
}

// defaultData is the directory that is meant when none is given.
const defaultData = "hudna-data"

// dir is the directory that was given, or is meant when none was.
func (f dataFlag) dir() string { return cmp.Or(f.Data, defaultData) }

// A directoryFlag is a dataFlag of a command that works on a directory alone.
type directoryFlag struct {
	dataFlag
	Server string `hidden:"" help:"Is refused."`
}

// Validate refuses a server, so that nobody thinks that it was asked.
func (f directoryFlag) Validate() error {
	if f.Server != "" {
		return errors.New("--server: this command works on a directory alone, where the graph is: give --data")
	}
	return nil
}

// run runs one command line and returns the exit code.
func run(args []string, p *program) int {
	var line commandLine
	helped := false
	parser, err := kong.New(
		&line, kong.Name("hudna"), kong.Description(about), kong.Writers(p.stdout, p.stderr),
		kong.Exit(func(int) { helped = true }), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	)
	if err != nil {
		fmt.Fprintf(p.stderr, "hudna: %v\n", err)
		return codeFailed
	}
	configured := &configured{p: p, model: parser.Model.Node}
	if err := kong.Resolvers(configured).Apply(parser); err != nil {
		fmt.Fprintf(p.stderr, "hudna: %v\n", err)
		return codeFailed
	}
	kongcompletion.Register(parser) // where a shell asks for a completion, it answers and ends the process
	parsed, err := parser.Parse(args)
	if helped {
		return codeOK
	}
	if configured.err != nil {
		fmt.Fprintf(p.stderr, "hudna: %v\n", configured.err)
		return codeUsage
	}
	if err != nil {
		fmt.Fprintf(p.stderr, "hudna: %v\nRun `hudna --help` to see what can be asked.\n", err)
		return codeUsage
	}
	p.given = map[string]bool{}
	for _, on := range parsed.Path {
		if on.Flag != nil && !on.Resolved {
			p.given[on.Flag.Name] = true
		}
	}
	p.log = newLog(p.stderr, line.LogFormat, &p.level)

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	// The first signal asks for a clean stop; the second one ends the process.
	defer context.AfterFunc(ctx, stop)()

	parsed.BindTo(ctx, (*context.Context)(nil))
	err = parsed.Run(p)
	return p.report(ctx, err)
}

// report says what a command ended with, and gives its exit code.
func (p *program) report(ctx context.Context, err error) int {
	if err == nil {
		return codeOK
	}
	f := failureOf(err)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		f = failure{code: codeInterrupted, say: "interrupted: " + err.Error()}
	}
	if f.say != "" {
		fmt.Fprintf(p.stderr, "hudna: %s\n", f.say)
	}
	return f.code
}

func newLog(w io.Writer, format string, least slog.Leveler) *slog.Logger {
	o := &slog.HandlerOptions{Level: least}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

type versionCommand struct {
	JSON bool `name:"json" help:"Print it as a JSON object, for machines."`
}

// Run prints the version that the program was built from.
func (c *versionCommand) Run(p *program) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("the program was built without its build information")
	}
	version, revision, changed := info.Main.Version, "", false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value
		case "vcs.modified":
			changed = s.Value == "true"
		}
	}
	if version == "" {
		version = "(devel)"
	}
	if c.JSON {
		return printJSON(p.stdout, map[string]any{
			"version": version, "revision": revision, "changed": changed, "go": info.GoVersion, "format": ledger.FormatVersion,
		})
	}
	if revision != "" {
		version += " " + revision
	}
	if changed {
		version += " (changed)"
	}
	_, err := fmt.Fprintf(p.stdout, "hudna %s %s\n", version, info.GoVersion)
	return err
}
