package main

import "hudna/graph/web"

// subscriptionFlags bound what is told of changes.
type subscriptionFlags struct {
	Subscriptions       int `config:"" default:"8192" placeholder:"N" help:"How many subscriptions may be under way at one time; of one caller a quarter of them. Default: ${default}."`
	SocketSubscriptions int `config:"" default:"32" placeholder:"N" help:"How many of them on one WebSocket. Default: ${default}."`
	Sockets             int `config:"" default:"1024" placeholder:"N" help:"How many WebSockets may be open at one time. Default: ${default}."`
}

// mostSubscriptions bounds them all: a million of them take some 10 GiB.
const mostSubscriptions = 1_000_000

// limits are the bounds as the server has them.
func (f *subscriptionFlags) limits() (l web.Limits, err error) {
	for _, bound := range []struct {
		flag string
		n    int
		to   *int
	}{
		{"subscriptions", f.Subscriptions, &l.Subscriptions},
		{"socket-subscriptions", f.SocketSubscriptions, &l.SocketSubscriptions},
		{"sockets", f.Sockets, &l.Sockets},
	} {
		if bound.n < 1 || bound.n > mostSubscriptions {
			return l, failed(codeUsage, "--%s %d: is not between 1 and %d", bound.flag, bound.n, mostSubscriptions)
		}
		*bound.to = bound.n
	}
	return l, nil
}
