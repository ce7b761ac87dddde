package source

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const bom = "\ufeff"

// Encodings are the names of the encodings that can be named.
func Encodings() []string {
	return []string{"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1250", "windows-1251", "windows-1252", "windows-1254", "windows-1256"}
}

// encodingOf finds an encoding by its name; nil for UTF-8 and for none.
func encodingOf(name string) encoding.Encoding {
	switch strings.ToLower(name) {
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case "windows-1250":
		return charmap.Windows1250
	case "windows-1251":
		return charmap.Windows1251
	case "windows-1252":
		return charmap.Windows1252
	case "windows-1254":
		return charmap.Windows1254
	case "windows-1256":
		return charmap.Windows1256
	}
	return nil
}

func decoderOf(name string) transform.Transformer {
	if e := encodingOf(name); e != nil {
		return e.NewDecoder()
	}
	return nil
}

// tell finds out how a text is written, or takes what is said of it.
func (s *Source) tell(head []byte, given string) error {
	switch {
	case given != "":
		for _, name := range Encodings() {
			if strings.EqualFold(name, given) {
				s.Encoding = name
			}
		}
		if s.Encoding == "" {
			return refuse("%.40q is no encoding that can be read: one of %s", given, strings.Join(Encodings(), ", "))
		}
	case bytes.HasPrefix(head, []byte(bom)):
		s.Encoding = "UTF-8"
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		s.Encoding = "UTF-16LE"
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		s.Encoding = "UTF-16BE"
	default:
		if s.Encoding = guess(head); s.Encoding == "" {
			return refuse("is not UTF-8, and which encoding it is cannot be told for sure: name it with --encoding, one of %s", strings.Join(Encodings(), ", "))
		}
	}
	text := head
	if d := decoderOf(s.Encoding); d != nil {
		decoded, err := io.ReadAll(io.LimitReader(transform.NewReader(bytes.NewReader(head), d), HeadBytes))
		if err != nil {
			return refuse("is not %s: %v", s.Encoding, err)
		}
		text = decoded
	}
	s.BOM = bytes.HasPrefix(text, []byte(bom))
	s.Head = bytes.TrimPrefix(text, []byte(bom))
	return nil
}

// guess tells an encoding by the beginning of a text, "" where it is not sure.
func guess(head []byte) string {
	if e := utf16(head); e != "" {
		return e
	}
	if validHead(head) {
		return "UTF-8"
	}
	return letters(head)
}

// validHead says whether a text is UTF-8 as far as it is seen: the last
// character may have been cut.
func validHead(head []byte) bool {
	for i := 0; i < utf8.UTFMax && i < len(head); i++ {
		if utf8.Valid(head[:len(head)-i]) {
			return i == 0 || !utf8.FullRune(head[len(head)-i:])
		}
	}
	return false
}

// utf16 tells UTF-16 without a mark by its zeros: in tables of any script most
// separators and digits have one, always on the same side.
func utf16(head []byte) string {
	var even, odd int
	for i, c := range head {
		if c == 0 {
			if i%2 == 0 {
				even++
			} else {
				odd++
			}
		}
	}
	switch enough := len(head) / 20; {
	case len(head)%2 == 0 && odd > enough && even*20 < odd:
		return "UTF-16LE"
	case len(head)%2 == 0 && even > enough && odd*20 < even:
		return "UTF-16BE"
	}
	return ""
}

// The bytes of the letters that make up most of Arabic and of Cyrillic text, as
// far as they do not stand for a frequent letter in the other encoding.
const (
	arabic   = "\xc7\xe1\xe3\xe6\xe4\xd1\xc8\xca\xc9\xda\xcf"
	cyrillic = "\xee\xe0\xe8\xf2\xf1\xf0\xe2\xeb\xea\xef\xf3"
)

// letters tells windows-1256 and windows-1251 apart by which letters are
// frequent, in words that are written in that script alone. A letter among
// Latin ones, as in "Côte", is neither's.
func letters(head []byte) string {
	var asArabic, asCyrillic, all int
	for i := 0; i < len(head); {
		from := i
		for i < len(head) && head[i] >= 0x80 {
			i++
		}
		word := head[from:i]
		for i < len(head) && head[i] < 0x80 && i == from {
			i++
		}
		if len(word) < 3 {
			continue
		}
		for _, c := range word {
			all++
			if strings.IndexByte(arabic, c) >= 0 {
				asArabic++
			}
			if strings.IndexByte(cyrillic, c) >= 0 {
				asCyrillic++
			}
		}
	}
	switch {
	case all < 20:
		return ""
	case asArabic*100 > all*35 && asArabic > 2*asCyrillic:
		return "windows-1256"
	case asCyrillic*100 > all*35 && asCyrillic > 2*asArabic:
		return "windows-1251"
	}
	return ""
}
