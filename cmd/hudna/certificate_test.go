package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certify writes a certificate of a serial number and its key.
func certify(t *testing.T, cert, key string, serial int64, at time.Time) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "made-up"}, DNSNames: []string{"localhost"},
		NotBefore: at.Add(-time.Hour), NotAfter: at.Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if name == "" {
			continue
		}
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, at, at); err != nil {
			t.Fatal(err)
		}
	}
}

// TestACertificateIsRenewedWithoutAStop connects before its files are replaced, while one
// of them is, and afterwards.
func TestACertificateIsRenewedWithoutAStop(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	now := time.Now()
	certify(t, cert, key, 1, now)
	var log strings.Builder
	c, err := newCertificate(cert, key, func() time.Time { return now }, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := c.listen(plain)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 1)) // which makes the handshake
			_ = conn.Close()
		}
	}()
	serial := func() int64 {
		t.Helper()
		conn, err := (&tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}).DialContext(t.Context(), "tcp", plain.Addr().String()) //nolint:gosec // made up
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		encrypted, ok := conn.(*tls.Conn)
		if !ok {
			t.Fatalf("%T is not encrypted", conn)
		}
		return encrypted.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	}
	is := func(when string, want int64) {
		t.Helper()
		if got := serial(); got != want {
			t.Errorf("%s: certificate %d, want %d", when, got, want)
		}
	}
	is("at first", 1)
	certify(t, cert, "", 2, now.Add(time.Minute))
	is("at once", 1)
	now = now.Add(2 * lookAgain)
	is("while the key is still the old one", 1)
	now = now.Add(2 * lookAgain)
	is("and again", 1)
	if n := strings.Count(log.String(), "cannot be used"); n != 1 {
		t.Errorf("it is said %d times: %s", n, log.String())
	}
	certify(t, cert, key, 3, now.Add(2*time.Minute))
	now = now.Add(2 * lookAgain)
	is("with both files", 3)
	if err := os.Remove(cert); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * lookAgain)
	is("without a file", 3)
	if _, err := newCertificate(cert, key, time.Now, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "--tls-cert") {
		t.Errorf("a file that is not there: %v", err)
	}
}
