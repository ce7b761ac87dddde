package badgerkv

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
)

// A logger is Badger's logger.
type logger struct{ log *slog.Logger }

func (l logger) Errorf(format string, args ...any)   { l.print(slog.LevelError, format, args) }
func (l logger) Warningf(format string, args ...any) { l.print(slog.LevelWarn, format, args) }
func (l logger) Infof(format string, args ...any)    { l.print(slog.LevelDebug, format, args) }

// Debugf drops what Badger tells of each single write.
func (l logger) Debugf(string, ...any) {}

func (l logger) print(level slog.Level, format string, args []any) {
	if ctx := context.Background(); l.log.Enabled(ctx, level) {
		l.log.Log(ctx, level, "badger: "+strings.TrimSpace(fmt.Sprintf(format, args...)))
	}
}
