package badgerkv

import (
	"fmt"
	"log/slog"
	"strings"
)

// A logger is Badger's logger.
type logger struct{ log *slog.Logger }

func (l logger) Errorf(format string, args ...any) { l.log.Error("badger", "says", said{format, args}) }

func (l logger) Warningf(format string, args ...any) {
	l.log.Warn("badger", "says", said{format, args})
}

func (l logger) Infof(format string, args ...any) { l.log.Debug("badger", "says", said{format, args}) }

// Debugf drops what Badger tells of each single write.
func (l logger) Debugf(string, ...any) {}

// said is put into words only if the log wants it.
type said struct {
	format string
	args   []any
}

// LogValue implements [slog.LogValuer].
func (s said) LogValue() slog.Value {
	return slog.StringValue(strings.TrimSpace(fmt.Sprintf(s.format, s.args...)))
}
