package serve

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestSieve sends chunks, one after the other; those before a | come before the
// first screen.
func TestSieve(t *testing.T) {
	long, longer := strings.Repeat("x", longestPaste), strings.Repeat("x", longestPaste+100)
	for _, c := range []struct {
		name   string
		chunks []string
		want   string
	}{
		{"letters", []string{"|", "abc", "d"}, "abcd"},
		{"before the first screen", []string{"abc\r", "|", "d"}, "d"},
		{"keys", []string{"|", "\x1b[A\x1b[1;5C\x1bOP\x1bx\x1b\r\x01\x7f\t"}, "\x1b[A\x1b[1;5C\x1bOP\x1bx\x1b\r\x01\x7f\t"},
		{"a letter in two", []string{"|", "\xe2\x88", "\x91"}, "∑"},
		{"a broken letter", []string{"|", "\xe2\x88a\xff\xc3"}, "\xe2\x88a\xff"},
		{"meta and a letter in two", []string{"|", "\x1b\xc3", "\xa9"}, "\x1bé"},

		{"the escape key", []string{"|", "\x1b", "a"}, "\x1ba"},
		{"twice", []string{"|", "\x1b", "\x1b"}, "\x1b\x1b"},
		{"and a bracket", []string{"|", "\x1b", "[", "[", "a"}, "\x1b[[a"},
		{"an arrow in two", []string{"|", "\x1b[", "A"}, "\x1b[A"},
		{"an arrow in two, after the escape", []string{"|", "\x1b", "[A"}, "\x1b[A"},

		{"an answer", []string{"|", "\x1b[?62;22c\x1b[?2026;2$y"}, "\x1b[?62;22c\x1b[?2026;2$y"},
		{"an answer in two", []string{"|", "\x1b[?6", "2;22c", "a"}, "\x1b[?62;22ca"},
		{"after the escape", []string{"|", "\x1b", "[?62;22c", "a"}, "\x1ba"},
		{"of a mode", []string{"|", "\x1b", "[?2026;2$ya"}, "\x1ba"},
		{"of colours", []string{"|", "\x1b", "]11;rgb:0/0/0\x1b\\a"}, "\x1ba"},
		{"of a name", []string{"|", "\x1b", "P>|term\x1b\\a"}, "\x1ba"},
		{"around the first screen", []string{"\x1b[?6", "|", "2;22c", "a"}, "a"},
		{"after the escape", []string{"\x1b", "|", "[?62;22c", "a"}, "a"},
		{"of colours", []string{"\x1b]11;rgb:0/0", "|", "/0\x1b", "\\a"}, "a"},
		{"of a name", []string{"\x1b", "|", "P>|term\x1b\\a"}, "a"},
		{"the escape key before the first screen", []string{"\x1b", "|", "a", "b"}, "ab"},
		{"a letter around the first screen", []string{"\xe2", "|", "\x88\x91", "a"}, "a"},

		{"a string", []string{"|", "\x1b]11;rgb:0/0/0\aa\x1bP1+r\x1b\\b"}, "\x1b]11;rgb:0/0/0\aa\x1bP1+r\x1b\\b"},
		{"a string without end", []string{"|", "\x1b]" + strings.Repeat("y", 3*longestEscape), "yyy\aabc"}, "abc"},
		{"enter ends it", []string{"|", "\x1b_" + strings.Repeat("y", 3*longestEscape), "yyy\rabc"}, "\rabc"},
		{"so does an escape", []string{"|", "\x1bPyyy\x1b[Aabc"}, "\x1b[Aabc"},
		{"parameters without end", []string{"|", "\x1b[" + strings.Repeat("0", 3*longestEscape), "00mabc"}, "abc"},
		{"a sequence that is broken off", []string{"|", "\x1b[12\rabc\x1b[1\x1b[A\x1b[1é"}, "\rabc\x1b[Aé"},

		{"a paste", []string{"|", "a\x1b[200~b\nc\td é\x1b[201~e"}, "a\x1b[200~b\nc\td é\x1b[201~e"},
		{"in two", []string{"|", "a\x1b[20", "0~b\x1b[20", "1~e"}, "a\x1b[200~b\x1b[201~e"},
		{"with controls", []string{"|", "\x1b[200~a\x00\x1b]b\x1b[31mc\x1b[200~d\x07\x1b[201~e"}, "\x1b[200~a]b[31mc[200~d\x1b[201~e"},
		{"as long as it may be", []string{"|", "\x1b[200~" + long + "\x1b[201~e"}, "\x1b[200~" + long + "\x1b[201~e"},
		{"too long", []string{"|", "\x1b[200~" + longer, "xx", "\x1b[201~e"}, "\x1b[200~" + long + "\x1b[201~e"},
		{"around the first screen", []string{"\x1b[200~ab", "|", "c\x1b[201~d"}, "d"},
		{"empty", []string{"|", "\x1b[200~\x1b[201~"}, "\x1b[200~\x1b[201~"},
	} {
		var s sieve
		var got []byte
		awake := false
		for _, chunk := range c.chunks {
			if chunk == "|" {
				awake = true
				continue
			}
			got = s.pass(got, []byte(chunk), awake)
		}
		if string(got) != c.want {
			t.Errorf("%s: pass(%.60q) = %.80q, want %.80q", c.name, c.chunks, got, c.want)
		}
	}
}

// TestSieveTorn sends what terminals send, torn anywhere but behind an escape:
// it is passed on byte for byte.
func TestSieveTorn(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	keys := []string{"a", "[", "]", "O", "~", "é", "∑", "字", "\r", "\x7f", "\x15", "\x1b[A", "\x1b[1;5D", "\x1b[15~", "\x1bOQ", "\x1b[Z", "\x1bb", "\x1bé",
		"\x1b[200~pasted [201~ text\n∑\x1b[201~", "\x1b[200~\x1b[201~", "\x1b[?62;22c", "\x1b[?2026;2$y", "\x1b]11;rgb:1010/1010/1010\x1b\\", "\x1b]10;?\a", "\x1bP>|term(1)\x1b\\", "\x1b[12;40R", "\x1b[I"}
	for range 500 {
		var typed []byte
		for range 1 + rng.IntN(40) {
			typed = append(typed, keys[rng.IntN(len(keys))]...)
		}
		var s sieve
		var got []byte
		for from := 0; from < len(typed); {
			to := min(from+1+rng.IntN(12), len(typed))
			for to < len(typed) && typed[to-1] == '\x1b' {
				to++
			}
			got = s.pass(got, typed[from:to], true)
			from = to
		}
		if !bytes.Equal(got, typed) {
			t.Fatalf("pass(%q) in pieces = %q", typed, got)
		}
	}
}

// TestSieveNoise sends anything: what is passed on has no string or paste that
// is left open for longer than it may be, and what is kept is bounded.
func TestSieveNoise(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	pieces := []string{"\x1b", "[", "]", "P", "200~", "201~", "\x1b[200~", "\x1b[201~", "\a", "\\", ";1", "m", "x", "\xe2", "\x88", "\r", strings.Repeat("z", 5000)}
	for range 300 {
		var s sieve
		for range 200 {
			out := s.pass(nil, []byte(pieces[rng.IntN(len(pieces))]+pieces[rng.IntN(len(pieces))]), rng.IntN(10) > 0)
			if len(out) > 10_100+longestEscape {
				t.Fatalf("pass gave %d bytes at once for at most 10,000 and what was held", len(out))
			}
			if len(s.held) > longestEscape || len(s.mark) >= len(pasteEnd) {
				t.Fatalf("%d bytes are held, and %d of a mark; want at most %d and %d", len(s.held), len(s.mark), longestEscape, len(pasteEnd)-1)
			}
		}
	}
}

// TestSieveRoom leaves whole keys out for which there is no room.
func TestSieveRoom(t *testing.T) {
	for _, c := range []struct {
		typed string
		room  int
		want  string
	}{
		{"ab\x1b[Aéc\x1b[Bd", 4, "ab\x1b[Aé"},
		{"ab\x1b[A", 0, ""},
		{"a\x1b[200~pasted\x1b[201~b", 2, "a\x1b[200~pasted\x1b[201~"},
		{"a\x1b[200~pasted\x1b[201~b", 1, "a"},
	} {
		left := c.room
		s := sieve{room: func() bool { left--; return left >= 0 }}
		if got := string(s.pass(nil, []byte(c.typed), true)); got != c.want {
			t.Errorf("pass(%q) with room for %d = %q, want %q", c.typed, c.room, got, c.want)
		}
	}
}
