package plan

import (
	"bytes"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
)

// A text is written byte for byte as the executor writes it, wherever in it what stands.
func TestTextsAreWrittenAsTheExecutorWritesThem(t *testing.T) {
	for length := range 20 {
		for at := range length {
			for c := range 256 {
				for _, filler := range []string{"x", "\xd0", "\x00", `"`, `\`, "!"} {
					s := strings.Repeat(filler, at) + string([]byte{byte(c)}) + strings.Repeat(filler, length-at-1)
					var want bytes.Buffer
					graphql.MarshalString(s).MarshalGQL(&want)
					if got := appendString(nil, s); string(got) != want.String() {
						t.Fatalf("%q is written as %s; want %s", s, got, want.String())
					}
				}
			}
		}
	}
}

func BenchmarkAText(b *testing.B) {
	for name, s := range map[string]string{
		"en": strings.Repeat("Made-up words of nobody in particular. ", 4), "ar": strings.Repeat("كلمات مختلقة لا يقولها أحد. ", 4),
		"lines": strings.Repeat("a \"word\"\n", 18),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			room := make([]byte, 0, 4*len(s))
			for b.Loop() {
				room = appendString(room[:0], s)
			}
		})
	}
}
