package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"
	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/v2"
)

// maxConfig bounds the configuration file, in bytes.
const maxConfig = 64 << 10

// A setting is a flag that the configuration may give, in each command that has
// it: those whose field has the tag `config:""`.
type setting struct {
	name, env string
	flag      *kong.Flag
}

// settings finds the settings of all commands, by their names.
func settings(node *kong.Node) map[string]setting {
	all := map[string]setting{}
	_ = kong.Visit(node, func(v kong.Visitable, next kong.Next) error {
		if n, ok := v.(*kong.Node); ok {
			for _, f := range n.Flags {
				if f.Tag.Has("config") {
					all[f.Name] = setting{f.Name, "HUDNA_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_")), f}
				}
			}
		}
		return next(nil)
	})
	return all
}

// A configuration is what the configuration file and the environment say, the
// environment over the file. Flags of the command line go over both.
type configuration struct {
	file   string // empty where there is none
	values *koanf.Koanf
	from   map[string]string // by name: where the value comes from
}

// configured resolves the flags that were not given.
type configured struct {
	p      *program
	model  *kong.Node
	loaded *configuration
	err    error // why it cannot be read; a flag is not at fault for that
}

// Validate has nothing to say before a flag is asked for.
func (*configured) Validate(*kong.Application) error { return nil }

// Resolve gives the value of a flag, or nil.
func (c *configured) Resolve(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if !flag.Tag.Has("config") {
		return nil, nil
	}
	if c.loaded == nil && c.err == nil {
		file := ""
		for _, on := range ctx.Path {
			if on.Flag != nil && on.Flag.Name == "config" {
				file, _ = ctx.FlagValue(on.Flag).(string)
			}
		}
		c.loaded, c.err = c.p.configure(file, settings(c.model))
		c.p.config = c.loaded
	}
	if c.loaded == nil || !c.loaded.values.Exists(flag.Name) {
		return nil, nil
	}
	return c.loaded.values.String(flag.Name), nil
}

// configure reads the configuration: the file that is named, which has to be
// there, or the usual one, which need not.
func (p *program) configure(file string, known map[string]setting) (*configuration, error) {
	c := &configuration{values: koanf.New("."), from: map[string]string{}}
	named := cmp.Or(file, p.getenv("HUDNA_CONFIG"))
	c.file = cmp.Or(named, p.usualConfig())
	text, err := readConfig(c.file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && named == "":
		c.file = ""
	case err != nil:
		return nil, fmt.Errorf("the configuration file: %w", err)
	default:
		if err := c.values.Load(rawbytes.Provider(text), yaml.Parser()); err != nil {
			return nil, fmt.Errorf("the configuration file %s: %w", c.file, err)
		}
	}
	for _, name := range c.values.Keys() {
		if _, is := known[name]; !is {
			return nil, fmt.Errorf("the configuration file %s: %s is no setting; there are %s", c.file, name, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
		c.from[name] = c.file
	}
	environment := map[string]any{}
	for name, s := range known {
		if v := p.getenv(s.env); v != "" {
			environment[name], c.from[name] = v, "$"+s.env
		}
	}
	return c, c.values.Load(confmap.Provider(environment, "."), nil)
}

// said reports whether a setting was given: on the command line, in the environment or
// in the configuration file.
func (p *program) said(name string) bool {
	return p.given[name] || p.config != nil && p.config.values.Exists(name)
}

// usualConfig is where the configuration file is looked for: where the system
// keeps those of a user. It is empty where nothing tells.
func (p *program) usualConfig() string {
	dir := p.getenv("XDG_CONFIG_HOME")
	if home := p.getenv("HOME"); dir == "" && home != "" {
		dir = filepath.Join(home, ".config")
	}
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "hudna", "config.yaml")
}

func readConfig(file string) ([]byte, error) {
	if file == "" {
		return nil, fs.ErrNotExist
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err == nil && len(text) > maxConfig {
		err = fmt.Errorf("%s has more than %d bytes", file, maxConfig)
	}
	return text, err
}

type configCommand struct {
	JSON bool `name:"json" help:"Print it as JSON."`
}

// Help is the end of the command's help.
func (configCommand) Help() string {
	return `A setting is a flag that most runs share. It comes from the first of these that has it: the command line, the environment (HUDNA_ and its name), the configuration file (--config, $HUDNA_CONFIG, or hudna/config.yaml in $XDG_CONFIG_HOME or ~/.config), the default. The file is YAML:

    data: ./syria
    as: A. Coder
    listen: 127.0.0.1:9000

Examples:

    hudna config
    HUDNA_DATA=./syria hudna config --json
`
}

// Run prints the settings, and where each comes from.
func (c *configCommand) Run(k *kong.Context, p *program) error {
	type line struct {
		Name  string `json:"name"`
		Value string `json:"value"`
		From  string `json:"from"`
		Env   string `json:"env"`
	}
	known := settings(k.Model.Node)
	loaded := p.config
	if loaded == nil {
		var err error
		if loaded, err = p.configure("", known); err != nil {
			return failed(codeUsage, "%v", err)
		}
	}
	var lines []line
	for _, name := range slices.Sorted(maps.Keys(known)) {
		s := known[name]
		l := line{name, s.flag.Default, "default", s.env}
		if name == "data" {
			l.Value = defaultData
		}
		if loaded.values.Exists(name) {
			l.Value, l.From = loaded.values.String(name), loaded.from[name]
		}
		lines = append(lines, l)
	}
	if c.JSON {
		e := json.NewEncoder(p.stdout)
		e.SetEscapeHTML(false)
		return e.Encode(map[string]any{"file": loaded.file, "settings": lines})
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SETTING\tVALUE\tFROM\tENVIRONMENT")
	for _, l := range lines {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", l.Name, l.Value, l.From, l.Env)
	}
	return w.Flush()
}
