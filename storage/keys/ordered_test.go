package keys_test

import (
	"bytes"
	"cmp"
	"errors"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"hudna/storage/keys"
)

// ordering checks that the encodings of a and b sort as want says and that
// neither is a prefix of the other.
func ordering(t interface {
	Helper()
	Errorf(string, ...any)
}, a, b []byte, want int,
) {
	t.Helper()
	if got := bytes.Compare(a, b); got != want {
		t.Errorf("%x and %x sort %d, want %d", a, b, got, want)
	}
	if want != 0 && (bytes.HasPrefix(a, b) || bytes.HasPrefix(b, a)) {
		t.Errorf("one of %x and %x is a prefix of the other", a, b)
	}
}

// rest stands behind every value that a test decodes.
var rest = []byte("rest")

func TestNumbersSortAsValuesAndComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := unsigned.Draw(t, "a"), unsigned.Draw(t, "b")
		ordering(t, keys.AppendUint64(nil, a), keys.AppendUint64(nil, b), cmp.Compare(a, b))
		ordering(t, keys.AppendUint64Desc(nil, a), keys.AppendUint64Desc(nil, b), cmp.Compare(b, a))
		if v, r, err := keys.CutUint64(append(keys.AppendUint64(nil, a), rest...)); v != a || !bytes.Equal(r, rest) || err != nil {
			t.Errorf("%d comes back as %d, %q, %v", a, v, r, err)
		}
		if v, r, err := keys.CutUint64Desc(append(keys.AppendUint64Desc(nil, a), rest...)); v != a || !bytes.Equal(r, rest) || err != nil {
			t.Errorf("%d comes back from descending as %d, %q, %v", a, v, r, err)
		}

		c, d := signed.Draw(t, "c"), signed.Draw(t, "d")
		ordering(t, keys.AppendInt64(nil, c), keys.AppendInt64(nil, d), cmp.Compare(c, d))
		ordering(t, keys.AppendInt64Desc(nil, c), keys.AppendInt64Desc(nil, d), cmp.Compare(d, c))
		if v, r, err := keys.CutInt64(append(keys.AppendInt64(nil, c), rest...)); v != c || !bytes.Equal(r, rest) || err != nil {
			t.Errorf("%d comes back as %d, %q, %v", c, v, r, err)
		}
		if v, r, err := keys.CutInt64Desc(append(keys.AppendInt64Desc(nil, c), rest...)); v != c || !bytes.Equal(r, rest) || err != nil {
			t.Errorf("%d comes back from descending as %d, %q, %v", c, v, r, err)
		}
	})
}

func TestStringsSortAsValuesAndComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		ordering(t, keys.AppendString(nil, a), keys.AppendString(nil, b), cmp.Compare(a, b))
		if v, r, err := keys.CutString(append(keys.AppendString(nil, a), rest...)); v != a || !bytes.Equal(r, rest) || err != nil {
			t.Errorf("%q comes back as %q, %q, %v", a, v, r, err)
		}
		if got, want := bytes.HasPrefix(keys.AppendString(nil, a), keys.AppendStart(nil, b)), strings.HasPrefix(a, b); got != want {
			t.Errorf("the start of %q stands before %q: %v, want %v", b, a, got, want)
		}
	})
}

func TestTimesSortAsInstantsAndComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := instant.Draw(t, "a"), instant.Draw(t, "b")
		zoned := a.In(time.FixedZone("", 3*60*60))
		ordering(t, keys.AppendTime(nil, zoned), keys.AppendTime(nil, b), a.Compare(b))
		if v, r, err := keys.CutTime(append(keys.AppendTime(nil, zoned), rest...)); v != a || !bytes.Equal(r, rest) || err != nil {
			t.Errorf("%v comes back as %v, %q, %v", a, v, r, err)
		}
	})
}

// These are the corners that a reader of the layout relies on by name.
func TestOrderedEncodings(t *testing.T) {
	for name, c := range map[string]struct{ got, want []byte }{
		"zero comes first":                             {keys.AppendUint64(nil, 0), []byte{0, 0, 0, 0, 0, 0, 0, 0}},
		"descending, zero comes last":                  {keys.AppendUint64Desc(nil, 0), []byte{255, 255, 255, 255, 255, 255, 255, 255}},
		"the smallest signed number comes first":       {keys.AppendInt64(nil, math.MinInt64), []byte{0, 0, 0, 0, 0, 0, 0, 0}},
		"signed zero stands in the middle":             {keys.AppendInt64(nil, 0), []byte{128, 0, 0, 0, 0, 0, 0, 0}},
		"descending, the greatest number comes first":  {keys.AppendInt64Desc(nil, math.MaxInt64), []byte{0, 0, 0, 0, 0, 0, 0, 0}},
		"descending, the smallest number comes last":   {keys.AppendInt64Desc(nil, math.MinInt64), []byte{255, 255, 255, 255, 255, 255, 255, 255}},
		"the empty string is its end":                  {keys.AppendString(nil, ""), []byte{0}},
		"an ordinary string is itself and its end":     {keys.AppendString(nil, "ab\xff"), []byte{'a', 'b', 255, 0}},
		"the two lowest bytes are escaped":             {keys.AppendString(nil, "\x00\x01\x02"), []byte{1, 1, 1, 2, 2, 0}},
		"a time is seconds and nanoseconds":            {keys.AppendTime(nil, time.Unix(1, 2)), []byte{128, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2}},
		"a time before 1970 counts nanoseconds upward": {keys.AppendTime(nil, time.Unix(0, -1)), []byte{127, 255, 255, 255, 255, 255, 255, 255, 0x3b, 0x9a, 0xc9, 0xff}},
		"the end of a prefix is its successor":         {keys.AppendEnd(nil, []byte{1, 2}), []byte{1, 3}},
		"a full last byte carries":                     {keys.AppendEnd(nil, []byte{1, 255, 255}), []byte{2}},
		"nothing stands behind full bytes":             {keys.AppendEnd(nil, []byte{255, 255}), nil},
		"nothing stands behind the empty prefix":       {keys.AppendEnd(nil, nil), nil},
		"an end keeps what the buffer holds":           {keys.AppendEnd([]byte("kept"), []byte{1, 255}), []byte("kept\x02")},
		"an end may be made in place":                  {inPlace([]byte{1, 2, 255}), []byte{1, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			if !bytes.Equal(c.got, c.want) {
				t.Errorf("got % x, want % x", c.got, c.want)
			}
		})
	}
}

func inPlace(prefix []byte) []byte { return keys.AppendEnd(prefix[:0], prefix) }

func TestEndIsTheSmallestKeyBehindAPrefix(t *testing.T) {
	raw := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 254, 255}), 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		prefix, key := raw.Draw(t, "prefix"), raw.Draw(t, "key")
		end := keys.AppendEnd(nil, prefix)
		inside := bytes.Compare(key, prefix) >= 0 && (len(end) == 0 || bytes.Compare(key, end) < 0)
		if full := len(end) == 0; full != (bytes.Count(prefix, []byte{255}) == len(prefix)) {
			t.Errorf("% x ends at % x", prefix, end)
		} else if !full && inside != bytes.HasPrefix(key, prefix) {
			t.Errorf("% x is inside [% x, % x): %v", key, prefix, end, inside)
		}
	})
}

func TestClip(t *testing.T) {
	short := strings.Repeat("a", keys.MaxString)
	for name, c := range map[string]struct{ in, want string }{
		"a string at the limit stays":               {short, short},
		"a byte over it is cut":                     {short + "b", short},
		"a character is not split":                  {short[1:] + "م", short[1:]},
		"a character of four bytes is not split":    {short[3:] + "𐤀", short[3:]},
		"a character that ends at the limit stays":  {short[2:] + "مم", short[2:] + "م"},
		"bytes that are no characters are cut hard": {short[4:] + strings.Repeat("\x80", 9), short[4:]},
	} {
		t.Run(name, func(t *testing.T) {
			got := keys.Clip(c.in)
			if got != c.want {
				t.Errorf("got %d bytes %q, want %d bytes %q", len(got), got, len(c.want), c.want)
			}
			if utf8.ValidString(c.in) && !utf8.ValidString(got) {
				t.Errorf("clipping made %q", got)
			}
		})
	}
}

func TestBrokenEncodingsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		cut  func([]byte) error
		in   string
		want string
	}{
		"a number without its last byte":            {cutUint64, "1234567", "malformed: cut off"},
		"a descending number without its last byte": {cutUint64Desc, "1234567", "malformed: cut off"},
		"a signed number without its last byte":     {cutInt64, "1234567", "malformed: cut off"},
		"a descending signed number, likewise":      {cutInt64Desc, "1234567", "malformed: cut off"},
		"a time without its last byte":              {cutTime, "12345678901", "malformed: cut off"},
		"a time of a thousand million nanoseconds":  {cutTime, "12345678\x3b\x9a\xca\x00", "malformed: 1000000000 nanoseconds in a time"},
		"a string without an end":                   {cutString, "word", "malformed: a string without an end"},
		"no string at all":                          {cutString, "", "malformed: a string without an end"},
		"an escape before the end":                  {cutString, "word\x01\x00", "malformed: a broken escape in a string"},
		"an escape of an ordinary byte":             {cutString, "\x01\x03\x00", "malformed: a broken escape in a string"},
		"a broken escape behind a good one":         {cutString, "a\x01\x01b\x01c\x00", "malformed: a broken escape in a string"},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.cut([]byte(c.in))
			if !errors.Is(err, keys.ErrMalformed) || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func cutUint64(b []byte) error     { _, _, err := keys.CutUint64(b); return err }
func cutUint64Desc(b []byte) error { _, _, err := keys.CutUint64Desc(b); return err }
func cutInt64(b []byte) error      { _, _, err := keys.CutInt64(b); return err }
func cutInt64Desc(b []byte) error  { _, _, err := keys.CutInt64Desc(b); return err }
func cutString(b []byte) error     { _, _, err := keys.CutString(b); return err }
func cutTime(b []byte) error       { _, _, err := keys.CutTime(b); return err }

func FuzzString(f *testing.F) {
	for _, s := range []string{"", "\x00", "a\x00", "a\x01\x01\x00rest", "\x01\x02\x00", "\x01\x03\x00", "word", "\x01"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, r, err := keys.CutString(b)
		if err != nil {
			if !errors.Is(err, keys.ErrMalformed) {
				t.Fatal(err)
			}
			return
		}
		if again := append(keys.AppendString(nil, s), r...); !bytes.Equal(again, b) {
			t.Errorf("%x reads as %q, which is written %x", b, s, again)
		}
	})
}

func FuzzTime(f *testing.F) {
	f.Add([]byte("12345678\x3b\x9a\xc9\xff"))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\x3b\x9a\xca\x00"))
	f.Add([]byte("12345678901"))
	f.Fuzz(func(t *testing.T, b []byte) {
		v, r, err := keys.CutTime(b)
		if err != nil {
			if !errors.Is(err, keys.ErrMalformed) {
				t.Fatal(err)
			}
			return
		}
		if again := append(keys.AppendTime(nil, v), r...); !bytes.Equal(again, b) {
			t.Errorf("%x reads as %v, which is written %x", b, v, again)
		}
	})
}

// FuzzNumber compares the order of two encodings of each kind of number with
// that of the numbers.
func FuzzNumber(f *testing.F) {
	f.Add(uint64(0), uint64(math.MaxUint64))
	f.Add(uint64(math.MaxInt64), uint64(math.MaxInt64)+1)
	f.Add(uint64(255), uint64(256))
	f.Fuzz(func(t *testing.T, a, b uint64) {
		ordering(t, keys.AppendUint64(nil, a), keys.AppendUint64(nil, b), cmp.Compare(a, b))
		ordering(t, keys.AppendUint64Desc(nil, a), keys.AppendUint64Desc(nil, b), cmp.Compare(b, a))
		ordering(t, keys.AppendInt64(nil, int64(a)), keys.AppendInt64(nil, int64(b)), cmp.Compare(int64(a), int64(b)))
		ordering(t, keys.AppendInt64Desc(nil, int64(a)), keys.AppendInt64Desc(nil, int64(b)), cmp.Compare(int64(b), int64(a)))
		for _, b := range [][]byte{keys.AppendUint64(nil, a), keys.AppendUint64(nil, b)} {
			u, _, _ := keys.CutUint64(b)
			d, _, _ := keys.CutUint64Desc(b)
			s, _, _ := keys.CutInt64(b)
			n, _, _ := keys.CutInt64Desc(b)
			for _, again := range [][]byte{
				keys.AppendUint64(nil, u), keys.AppendUint64Desc(nil, d), keys.AppendInt64(nil, s), keys.AppendInt64Desc(nil, n),
			} {
				if !bytes.Equal(again, b) {
					t.Errorf("%x reads as a number that is written %x", b, again)
				}
			}
		}
	})
}
