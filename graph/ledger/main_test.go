package ledger_test

import (
	"testing"

	"go.uber.org/goleak"
)

// A ledger that is closed has ended its writer, and one that was not opened has
// begun none.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
