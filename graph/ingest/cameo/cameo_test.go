package cameo_test

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ingest/cameo"
)

func Example() {
	for _, code := range []string{"1123", "0871", "196"} {
		m, _ := cameo.Of(code)
		if m.Statement {
			fmt.Println(code, m.Act, m.Role)
		} else {
			fmt.Println(code, m.Event)
		}
	}
	// Output:
	// 1123 ACCUSE ACCUSED
	// 0871 DECLARATION
	// 196 ARMED_VIOLENCE
}

func TestCodes(t *testing.T) {
	for code, want := range map[string]string{
		"010": "SUBJECT ASSERT", "016": "SUBJECT DENY", "020": "ASKED ASK", "0256": "ASKED ASK", "036": "PARTNER ANNOUNCE",
		"0356": "PARTNER ANNOUNCE", "051": "PRAISED PRAISE", "052": "PRAISED DEFEND", "053": "PRAISED EXPRESS_SUPPORT", "055": "SUBJECT APOLOGISE",
		"100": "ASKED DEMAND", "1056": "ASKED DEMAND", "111": "CRITICISED CRITICISE", "112": "ACCUSED ACCUSE", "1121": "ACCUSED ACCUSE",
		"1246": "SUBJECT REJECT", "139": "THREATENED THREATEN",
		"040": "TALKS", "041": "CALL", "050": "OTHER", "054": "OTHER", "056": "OTHER", "057": "SIGNING", "060": "OTHER", "0871": "DECLARATION",
		"090": "OTHER", "115": "OTHER", "116": "OTHER", "128": "OTHER", "129": "VOTE", "145": "RIOT", "190": "ARMED_VIOLENCE", "1952": "DRONE_STRIKE",
		"196": "ARMED_VIOLENCE", "2042": "ARMED_VIOLENCE",
		"1": "no code", "21": "no code", "00": "no code", "01234": "no code", "1a": "no code", "01a": "no code", "": "no code",
	} {
		m, ok := cameo.Of(code)
		got := "no code"
		switch {
		case ok && m.Statement:
			got = fmt.Sprintf("%s %s", m.Role, m.Act)
		case ok:
			got = string(m.Event)
		}
		if got != want {
			t.Errorf("%s: %s, not %s", code, got, want)
		}
		if m.Role == graph.AboutBreached {
			t.Errorf("%s breaches something", code)
		}
	}
}

// TestEveryCode: there is none in the published list of codes that means
// nothing.
func TestEveryCode(t *testing.T) {
	f, err := os.Open("../../../../shared/data/plover/CAMEO2PLOVER-2021.txt")
	if err != nil {
		t.Skip("the list of codes may not be published: ", err)
	}
	defer f.Close()
	n := 0
	for s := bufio.NewScanner(f); s.Scan(); {
		code, _, found := strings.Cut(s.Text(), ":")
		if !found || strings.HasPrefix(code, "#") || strings.Trim(code, "0123456789") != "" {
			continue
		}
		n++
		if _, ok := cameo.Of(code); !ok {
			t.Errorf("%s means nothing", code)
		}
	}
	if n < 250 {
		t.Errorf("there are only %d codes", n)
	}
}
