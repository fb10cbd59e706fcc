package screen

import (
	"bufio"
	"bytes"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	_ "embed"
)

//go:embed testdata/screens.txt
var screens string

// TestScreen writes what a line of testdata/screens.txt sends to a screen of
// 10 x 4, and compares the rows. A line is a quoted string, then a tab, then the
// rows with | between them; blanks and empty rows at the end are left out.
func TestScreen(t *testing.T) {
	for in := bufio.NewScanner(strings.NewReader(screens)); in.Scan(); {
		line := in.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		sent, want, ok := strings.Cut(line, "\t")
		text, err := strconv.Unquote(sent)
		if !ok || err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		s := New(10, 4)
		s.Write([]byte(text))
		if got := rows(s); got != want {
			t.Errorf("Write(%s) = %q, want %q", sent, got, want)
		}
		torn := New(10, 4)
		for i := range len(text) {
			torn.Write([]byte{text[i]})
		}
		if got := rows(torn); got != want {
			t.Errorf("Write(%s), byte by byte = %q, want %q", sent, got, want)
		}
	}
}

func rows(s *Screen) string {
	return strings.TrimRight(strings.ReplaceAll(s.String(), "\n", "|"), "|")
}

// TestAnswers asks what programs ask at their start.
func TestAnswers(t *testing.T) {
	for _, c := range []struct{ sent, want string }{
		{"\x1b[c", "\x1b[?62;22c"},
		{"\x1b[2;3H\x1b[6n", "\x1b[2;3R"},
		{"\x1b[?2026$p", "\x1b[?2026;2$y"},
		{"\x1b[?2027$p", "\x1b[?2027;0$y"},
		{"\x1b[?u", "\x1b[?0u"},
		{"\x1b]11;?\a", "\x1b]11;rgb:1010/1010/1010\x1b\\"},
		{"\x1b[>1u\x1b[=0;1u\x1b[>4;2m\x1b[2 q\x1b[?1u", ""},
	} {
		s := New(10, 4)
		s.Write([]byte(c.sent))
		if got := string(s.Answers()); got != c.want {
			t.Errorf("Answers after %q = %q, want %q", c.sent, got, c.want)
		}
		if again := s.Answers(); again != nil {
			t.Errorf("Answers again after %q = %q, want none", c.sent, again)
		}
	}
}

// TestBusy begins and ends an update.
func TestBusy(t *testing.T) {
	s := New(10, 4)
	for _, c := range []struct {
		sent string
		want bool
	}{{"a", false}, {"\x1b[?2026h", true}, {"b", true}, {"\x1b[?2026l", false}} {
		if s.Write([]byte(c.sent)); s.Busy() != c.want {
			t.Errorf("Busy after %q = %v, want %v", c.sent, s.Busy(), c.want)
		}
	}
}

// TestResize keeps the upper left.
func TestResize(t *testing.T) {
	s := New(10, 4)
	s.Write([]byte("one\r\ntwo\r\nthree\r\nfour"))
	for _, c := range []struct {
		w, h int
		want string
	}{{3, 3, "one|two|thr"}, {8, 5, "one|two|thr"}, {0, 0, "o"}} {
		s.Resize(c.w, c.h)
		if got := rows(s); got != c.want {
			t.Errorf("Resize(%d, %d) = %q, want %q", c.w, c.h, got, c.want)
		}
	}
}

// TestNoise sends what no program would: the screen stays a screen of its size.
func TestNoise(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	alphabet := []byte("\x1b\x1b\x1b[[[]]?;;0123456789999ABCDHJKLMPSTXZ@`bdfhlmrsuc78\a\b\t\r\nxyz\xe2\x88\x91\xcc\x81\xe5\xad\x97")
	for range 200 {
		s := New(1+rng.IntN(30), 1+rng.IntN(10))
		noise := make([]byte, 2000)
		for i := range noise {
			noise[i] = alphabet[rng.IntN(len(alphabet))]
		}
		s.Write(noise)
		if got := strings.Count(s.String(), "\n"); got != s.height {
			t.Fatalf("rows after %q = %d, want %d", noise, got, s.height)
		}
		if x, y, _ := s.Cursor(); x < 0 || x >= s.width || y < 0 || y >= s.height {
			t.Fatalf("the cursor after %q is at %d, %d of %d x %d", noise, x, y, s.width, s.height)
		}
		for row := range strings.SplitSeq(s.String(), "\n") {
			if w := ansi.StringWidth(row); w > s.width {
				t.Fatalf("a row after %q has %d columns, want at most %d", noise, w, s.width)
			}
		}
	}
}

// BenchmarkWrite is what a session costs: a screen that is drawn anew.
func BenchmarkWrite(b *testing.B) {
	var frame bytes.Buffer
	for y := range 30 {
		frame.WriteString("\x1b[" + strconv.Itoa(y+1) + ";1H\x1b[38;5;12m")
		frame.WriteString(strings.Repeat("∑ λ = 0.5; ", 9))
	}
	s := New(100, 30)
	b.SetBytes(int64(frame.Len()))
	for b.Loop() {
		s.Write(frame.Bytes())
	}
}
