package ledger

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

// A valueList is an enumeration without its type.
type valueList struct {
	name   string
	values []string
}

// enumerations lists the enumerations that stand in bodies, by their type.
func enumerations() map[reflect.Type]valueList {
	m := map[reflect.Type]valueList{}
	addEnumeration(m, enumKind)
	addEnumeration(m, enumMarking)
	addEnumeration(m, enumStatus)
	addEnumeration(m, enumVariableType)
	addEnumeration(m, enumNameKind)
	addEnumeration(m, enumDateBasis)
	addEnumeration(m, enumEvidencePart)
	addEnumeration(m, enumQuotedKind)
	addEnumeration(m, enumHowEdit)
	addEnumeration(m, enumFigureWhat)
	addEnumeration(m, enumBound)
	addEnumeration(m, enumFigureUnit)
	addEnumeration(m, enumActorKind)
	addEnumeration(m, enumSector)
	addEnumeration(m, enumAffiliationKind)
	addEnumeration(m, enumAttribution)
	addEnumeration(m, enumTransmission)
	addEnumeration(m, enumAboutRole)
	addEnumeration(m, enumAct)
	addEnumeration(m, enumForce)
	addEnumeration(m, enumPolarity)
	addEnumeration(m, enumMood)
	addEnumeration(m, enumAction)
	addEnumeration(m, enumConcurring)
	addEnumeration(m, enumLinkKind)
	addEnumeration(m, enumLinkOf)
	addEnumeration(m, enumWording)
	addEnumeration(m, enumChannel)
	addEnumeration(m, enumBasis)
	addEnumeration(m, enumEventKind)
	addEnumeration(m, enumPlacePrecision)
	addEnumeration(m, enumParticipantRole)
	addEnumeration(m, enumCertainty)
	addEnumeration(m, enumEventBasis)
	addEnumeration(m, enumObservation)
	addEnumeration(m, enumEventLinkKind)
	addEnumeration(m, enumLocationKind)
	addEnumeration(m, enumAgreementKind)
	addEnumeration(m, enumAgreementForm)
	addEnumeration(m, enumPartyRole)
	addEnumeration(m, enumHowEnds)
	addEnumeration(m, enumEnforcement)
	addEnumeration(m, enumPurpose)
	addEnumeration(m, enumAgreementLinkKind)
	addEnumeration(m, enumDocumentKind)
	addEnumeration(m, enumHowCopy)
	addEnumeration(m, enumCodingStatus)
	addEnumeration(m, enumTopicKind)
	addEnumeration(m, enumVerdict)
	return m
}

func addEnumeration[T ~string](m map[reflect.Type]valueList, e enumeration[T]) {
	list := valueList{name: e.name}
	for _, v := range e.values {
		list.values = append(list.values, string(v))
	}
	m[reflect.TypeFor[T]()] = list
}

// compareLayout compares with a file of testdata, which UPDATE=1 rewrites; the
// change is then reviewed like code.
func compareLayout(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		g, w := "", ""
		if i < len(gotLines) {
			g = gotLines[i]
		}
		if i < len(wantLines) {
			w = wantLines[i]
		}
		if g != w {
			t.Fatalf("line %d of %s:\n got %s\nwant %s\nStored graphs have the numbers of the file. (UPDATE=1 rewrites it.)", i+1, file, g, w)
		}
	}
}

func TestTheNumbersOfEnumerationsStayAsTheyAre(t *testing.T) {
	var b strings.Builder
	b.WriteString("# The numbers under which the values of enumerations stand in stored records.\n" +
		"# New values are added at the end of their list; no line of this file ever changes.\n")
	lists := enumerations()
	types := slices.SortedFunc(maps.Keys(lists), func(a, b reflect.Type) int { return strings.Compare(a.Name(), b.Name()) })
	for _, typ := range types {
		fmt.Fprintf(&b, "\n%s (%s)\n", typ.Name(), lists[typ].name)
		for i, v := range lists[typ].values {
			fmt.Fprintf(&b, "%3d %s\n", i+1, v)
		}
	}
	compareLayout(t, "testdata/enumerations.txt", b.String())
}

func TestEveryValueOfAnEnumerationHasItsNumber(t *testing.T) {
	for i, act := range graph.Acts() {
		var e bodyEncoder
		n := enumAct.number(&e, act)
		if e.err != nil || n != uint32(i+1) {
			t.Errorf("%s has number %d (%v), want %d", act, n, e.err, i+1)
		}
		var d bodyDecoder
		if got := enumAct.value(&d, n); d.err != nil || got != act {
			t.Errorf("%d is %q (%v), want %q", n, got, d.err, act)
		}
	}
	for name, e := range enumerations() {
		if len(e.values) == 0 || slices.Contains(e.values, "") {
			t.Errorf("%s has no values, or an empty one: %q", name, e.values)
		}
		if sorted := slices.Sorted(slices.Values(e.values)); len(slices.Compact(sorted)) != len(e.values) {
			t.Errorf("%s has a value twice: %q", name, e.values)
		}
	}
}
