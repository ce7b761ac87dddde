package main

import (
	"crypto/tls"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"
)

// A certificate is one in two files, which are read again when they change: so that it
// is renewed without a stop.
type certificate struct {
	cert, key string
	now       func() time.Time
	log       *slog.Logger

	mu     sync.Mutex
	loaded *tls.Certificate
	looked time.Time // at the files
	seen   [2]stamp  // what they were when they were read last
	said   string    // why they could not be
}

// A stamp tells whether a file is the one that was read.
type stamp struct {
	changed time.Time
	size    int64
}

// lookAgain is after how long the files are looked at again, when somebody connects.
const lookAgain = time.Second

// newCertificate reads a certificate and its key.
func newCertificate(cert, key string, now func() time.Time, log *slog.Logger) (*certificate, error) {
	c := &certificate{cert: cert, key: key, now: now, log: log}
	seen, err := c.stamps()
	if err != nil {
		return nil, failed(codeUsage, "--tls-cert, --tls-key: %v", err)
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, failed(codeUsage, "--tls-cert, --tls-key: %v", err)
	}
	c.loaded, c.seen, c.looked = &pair, seen, now()
	return c, nil
}

func (c *certificate) stamps() (seen [2]stamp, err error) {
	for i, name := range []string{c.cert, c.key} {
		s, err := os.Stat(name)
		if err != nil {
			return seen, err
		}
		seen[i] = stamp{s.ModTime(), s.Size()}
	}
	return seen, nil
}

// current is the certificate for who connects now. Files that do not fit each other, as
// while one of them is being replaced, leave the one that was good: it is said once, and
// tried again.
func (c *certificate) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if now.Sub(c.looked) < lookAgain {
		return c.loaded, nil
	}
	c.looked = now
	seen, err := c.stamps()
	if err == nil && seen == c.seen {
		return c.loaded, nil
	}
	var pair tls.Certificate
	if err == nil {
		pair, err = tls.LoadX509KeyPair(c.cert, c.key)
	}
	if err != nil {
		if text := err.Error(); text != c.said {
			c.said = text
			c.log.Error("the new certificate cannot be used; the one before it is", "cause", err)
		}
		return c.loaded, nil
	}
	c.loaded, c.seen, c.said = &pair, seen, ""
	c.log.Info("the certificate was renewed", "until", pair.Leaf.NotAfter)
	return c.loaded, nil
}

// listen encrypts what a listener accepts.
func (c *certificate) listen(l net.Listener) net.Listener {
	return tls.NewListener(l, &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}, GetCertificate: c.current})
}
