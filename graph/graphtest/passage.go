package graphtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"hudna/graph"
)

// Passage is the evidence that words stand in a document whose text is held:
// their first occurrence, in code points, with their hash. It panics when they
// are not there, since then the fixture itself is wrong.
func Passage(d *graph.Document, words string, part graph.EvidencePart) graph.Evidence {
	start, end := offsets(d, words)
	return graph.Evidence{Document: d.ID, Start: &start, End: &end, Part: part, Hash: Digest(words)}
}

// mentionOf is where a document first has certain words.
func mentionOf(d *graph.Document, words string) *graph.Mention {
	start, end := offsets(d, words)
	return &graph.Mention{Document: d.ID, Start: start, End: end}
}

// anchorAt is the anchor of a date that was worked out from words of a
// document.
func anchorAt(d *graph.Document, words string) *graph.Anchor {
	start, end := offsets(d, words)
	return &graph.Anchor{Words: words, Document: d.ID, Start: start, End: end}
}

func offsets(d *graph.Document, words string) (start, end int) {
	before, _, found := strings.Cut(d.Text, words)
	if !found {
		panic(fmt.Sprintf("graphtest: %s does not have the words %q", d.ID, words))
	}
	start = utf8.RuneCountInString(before)
	return start, start + utf8.RuneCountInString(words)
}

// Digest is the SHA-256 of a text in the form in which records keep it.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// The made-up text of the newspaper's report, of the readout of the other side
// and of the dispatch, from which the statements of the world are coded.
const (
	reportText = `كارفيلا – الجمعة 19 أبريل 2019 – قالت المتحدثة باسم وزارة الخارجية الروريتانية ميرا دولان إن الوزير أنطون ريكارد ` +
		`أبلغ نظيره الأفاري ساهر نعمان في اتصال هاتفي الخميس الماضي أن «على أفاريا أن تكف عن خروقاتها لهدنة كارفيلا». ` +
		`وأضافت دولان أن بلادها تأمل أن تحث أفاريا ميليشيا الوادي على الالتزام بالهدنة. ` +
		`وأكد الوزيران أهمية إيصال المساعدات إلى كارفيلا. ` +
		`ونفى المتحدث باسم الحكومة الأفارية طارق سمان أن تكون بلاده خرقت الهدنة، وقال إنها ترحب بالمراقبين. ` +
		`وأحصى مرصد ميريديان سبعة خروقات على الأقل منذ يوم الأحد. ` +
		`وقال مصدر لم يذكر اسمه إن القصف أصاب مدرسة. ` +
		`واعتبرت الصحيفة أن الهدنة صامدة. ` +
		`وأكد الوزيران أهمية إيصال المساعدات إلى كارفيلا.`

	readoutText = `Readout of the minister's call. The Ruritanian minister called on Avaria to stop its breaches of the Karvela truce. ` +
		`Minister Noman answered that Avaria keeps the truce and asked for the monitors' list.`

	dispatchText = `КАРВЕЛА. Министр Рикард призвал Аварию прекратить нарушения перемирия, сообщила Мира Долан.`
)
