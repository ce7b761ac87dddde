package plot

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// measuring looks at every text of every picture where a browser draws it.
const measuring = `<script>
const faults = [];
let texts = 0;
for (const picture of document.querySelectorAll("div")) {
	const edge = picture.querySelector("svg").getBoundingClientRect();
	const drawn = [...picture.querySelectorAll("text")].map(t => [t.getBoundingClientRect(), t.textContent]);
	texts += drawn.length;
	drawn.forEach(([a, said], i) => {
		if (a.left < edge.left - 1 || a.right > edge.right + 1) faults.push(picture.title + ": " + said + " leaves the picture");
		for (const [b, other] of drawn.slice(0, i)) {
			const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
			// A box has room above and below its letters.
			if (wide > 0.5 && high > 3) faults.push(picture.title + ": " + said + " lies on " + other);
		}
	});
}
document.body.innerHTML = "<pre>TEXTS " + texts + " FAULTS " + faults.length + " " + faults.slice(0, 20).join("; ") + "</pre>";
</script>`

// Where Chromium draws the texts none lies on another one: the widths that are
// estimated are not less than those of its fonts.
func TestTextsAsABrowserDrawsThem(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("HUDNA_CI") != "" {
			t.Fatal(err)
		}
		t.Skip("the widths of texts are measured by Chromium: ", err)
	}
	page := bytes.NewBufferString(`<!doctype html><meta charset="utf-8"><body>`)
	for name, p := range standard() {
		if strings.Contains(name, "long") {
			continue // a thousand bars have no more texts than a few
		}
		b, _, err := p.draw()
		if err != nil {
			t.Fatal(err)
		}
		_, svg, _ := strings.Cut(string(b), "<svg")
		fmt.Fprintf(page, "<div title=%q><svg%s</div>\n", name, svg)
	}
	page.WriteString(measuring)
	dir := t.TempDir()
	file := filepath.Join(dir, "pictures.html")
	if err := os.WriteFile(file, page.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	said, err := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--host-resolver-rules=MAP * ~NOTFOUND", "--dump-dom", "file://"+file).Output()
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`TEXTS ([0-9]+) FAULTS ([0-9]+) ([^<]*)`).FindStringSubmatch(string(said))
	if len(found) != 4 || found[1] == "0" {
		t.Fatalf("it measured nothing: %.200s", said)
	}
	if found[2] != "0" {
		t.Errorf("of %s texts: %s", found[1], found[3])
	}
}
