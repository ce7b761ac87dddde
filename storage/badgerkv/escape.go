package badgerkv

// Badger keeps keys that begin with "!badger!" to itself. So that any key may
// be stored, escape moves these to the end of the keys that begin with
// "!badger " (a space is the byte before the exclamation mark), and marks the
// latter, to tell them apart:
//
//	"!badger x"  becomes  "!badger \x00x"
//	"!badger!x"  becomes  "!badger \x01x"
//
// All other keys stay as they are, and so does the order of all of them.
const (
	stem    = "!badger"
	escaped = stem + " "
)

// escape returns the key under which Badger keeps key: often key itself.
func escape(key []byte) []byte {
	n := len(stem)
	if len(key) <= n || key[0] != stem[0] || string(key[:n]) != stem || (key[n] != ' ' && key[n] != '!') {
		return key
	}
	out := make([]byte, 0, len(key)+1)
	out = append(out, escaped...)
	out = append(out, key[n]-' ')
	return append(out, key[n+1:]...)
}

// unescape inverts escape.
func unescape(key []byte) []byte {
	n := len(escaped)
	if len(key) <= n || key[0] != stem[0] || string(key[:n]) != escaped {
		return key
	}
	out := make([]byte, 0, len(key)-1)
	out = append(out, stem...)
	out = append(out, ' '+key[n])
	return append(out, key[n+1:]...)
}
