package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

type plotCommand struct {
	Picture string `arg:"" enum:"timeline,positions,network,map" help:"What is drawn: a timeline, a heat map of positions, a discourse network, or a map of where events happened."`
	whereFlags
	Title       string   `placeholder:"TEXT" help:"The title."`
	Source      string   `placeholder:"TEXT" help:"A line that says where what is drawn comes from, besides the graph and its revision."`
	Lang        string   `placeholder:"LANG" help:"en or ar; a picture in Arabic is read from the right. Default: en."`
	Where       string   `placeholder:"JSON" help:"Which statements or events count: a filter as a JSON object, or @FILE."`
	Period      string   `placeholder:"PERIOD" help:"Of a timeline: hour, day, week, month or year. Default: month."`
	Zone        string   `placeholder:"ZONE" help:"Of which IANA time zone the periods are."`
	Inexact     string   `placeholder:"HOW" help:"What becomes of a date that lies in several periods: aside or spread. Default: aside."`
	By          string   `placeholder:"BY" help:"Of a timeline, the facet by which it is grouped; of a network, how it is made: the argument by of the field network, as a JSON object, or @FILE."`
	First       *int     `placeholder:"N" help:"Of a timeline, how many groups: 1 to 12. Default: 6."`
	Periods     *int     `placeholder:"N" help:"Of a timeline, how many periods at most: 1 to 1,000. Default: 366."`
	On          string   `placeholder:"WHAT" help:"What positions are on: topics or targets. Default: topics."`
	Kinds       []string `placeholder:"KIND" help:"Put speakers under actors of these kinds for which they stand, such as STATE."`
	TargetKinds []string `placeholder:"KIND" help:"The same for the actors of whom they speak."`
	Scale       string   `placeholder:"NAME" help:"Only stances on this scale count as for and against."`
	Level       string   `placeholder:"KIND" help:"Of a map: the kind of places by which events are counted, or ANY for their own places, of whatever kind. Default: GOVERNORATE."`
	Country     string   `placeholder:"ID" help:"Of a map: only what happened in this place."`
	Seed        *uint64  `placeholder:"N" help:"Of a network: where the nodes begin. Default: 1."`
	Revision    *uint64  `placeholder:"N" help:"As of this revision; without it as of the newest."`
}

// Help is the end of the command's help.
func (plotCommand) Help() string {
	return `A picture as SVG, the one that GET /plot/PICTURE.svg of a server gives. It says its title, its sources and the revision; its metadata hold the question, the seed and a citation. The same call gives the same bytes.

Examples:

    hudna plot timeline --by act --inexact spread > timeline.svg
    hudna plot positions --kinds STATE --on targets --target-kinds STATE > positions.svg
    hudna plot network --by '{"aggregation": "SUBTRACT", "qualifier": "BOOLEAN"}' --seed 7 > network.svg
    hudna plot map --country location/syria --lang ar > map.svg
`
}

// address is where the picture is.
func (c *plotCommand) address(p *program) (string, error) {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	for name, value := range map[string]string{"where": c.Where, "by": c.By} {
		if strings.HasPrefix(value, "@") {
			text, err := argument(value, p.stdin)
			if err != nil {
				return "", failed(codeUsage, "--%s: %v", name, err)
			}
			value = strings.TrimSpace(text)
		}
		set(name, value)
	}
	set("title", c.Title)
	set("source", c.Source)
	set("lang", c.Lang)
	set("period", c.Period)
	set("zone", c.Zone)
	set("inexact", c.Inexact)
	set("on", c.On)
	set("kinds", strings.Join(c.Kinds, ","))
	set("targetKinds", strings.Join(c.TargetKinds, ","))
	set("scale", c.Scale)
	set("level", c.Level)
	set("country", c.Country)
	if c.First != nil {
		set("first", strconv.Itoa(*c.First))
	}
	if c.Periods != nil {
		set("periods", strconv.Itoa(*c.Periods))
	}
	if c.Seed != nil {
		set("seed", strconv.FormatUint(*c.Seed, 10))
	}
	if c.Revision != nil {
		set("revision", strconv.FormatUint(*c.Revision, 10))
	}
	return "plot/" + c.Picture + ".svg?" + q.Encode(), nil // which sorts the names
}

// Run writes the picture.
func (c *plotCommand) Run(ctx context.Context, p *program) (err error) {
	address, err := c.address(p)
	if err != nil {
		return err
	}
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	picture, err := at.get(ctx, address)
	if err != nil {
		return err
	}
	_, err = p.stdout.Write(picture)
	return err
}

// get gives what the address of a directory's server holds.
func (d *directory) get(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/"+address, http.NoBody)
	if err != nil {
		return nil, err
	}
	request.RequestURI, request.RemoteAddr = "/"+address, "localhost"
	var a answer
	d.server.ServeHTTP(&a, request)
	return pictured(a.Header().Get("Content-Type"), a.body.Bytes())
}

func (r *remote) get(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, r.patience)
	defer cancel()
	path, query, _ := strings.Cut(address, "?")
	at := r.base.JoinPath(path)
	at.RawQuery = query
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), http.NoBody)
	if err != nil {
		return nil, err
	}
	answer, err := r.send(ctx, request)
	if err != nil {
		return nil, err
	}
	said, err := io.ReadAll(io.LimitReader(answer.Body, int64(r.most)+1))
	switch err = errors.Join(err, answer.Body.Close()); {
	case err != nil:
		return nil, r.cutOff(ctx, err)
	case len(said) > r.most:
		return nil, failed(codeFailed, "%s: its answer has more than %d bytes", r.name, r.most)
	}
	if b, err := pictured(answer.Header.Get("Content-Type"), said); !errors.Is(err, errNoPicture) {
		return b, err
	}
	return nil, r.stranger(answer.Status)
}

var errNoPicture = errors.New("the answer is no picture")

// pictured is a picture, or what was said instead of one.
func pictured(media string, said []byte) ([]byte, error) {
	if strings.HasPrefix(media, "image/svg+xml") {
		return said, nil
	}
	var whole struct{ Errors []answerError }
	if err := json.Unmarshal(said, &whole); err != nil || len(whole.Errors) == 0 {
		return nil, fmt.Errorf("%w: %s", errNoPicture, media)
	}
	return nil, &whole.Errors[0]
}
