package tex

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestSpeech says the formulas of testdata/speech.txt.
func TestSpeech(t *testing.T) {
	const file = "testdata/speech.txt"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	src, cases := "", 0
	for l := range strings.Lines(string(b)) {
		want, golden := strings.CutPrefix(strings.TrimRight(l, "\n"), "\t")
		if golden {
			if got := said(t, src); !*update && got != want {
				t.Errorf("Speak(%s) = %q, want %q", src, got, want)
			}
			continue
		}
		out.WriteString(l)
		if src = want; src != "" && !strings.HasPrefix(src, "#") {
			cases++
			out.WriteString("\t" + said(t, src) + "\n")
		}
	}
	if *update {
		if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if cases < 60 {
		t.Errorf("%s has %d formulas, want at least 60", file, cases)
	}
}

func said(t testing.TB, src string) string {
	n, err := Parse(src)
	if err != nil {
		t.Fatalf("Parse(%s): %v", src, err)
	}
	return Speak(n)
}

// Formulas that are written otherwise are said otherwise, in words that a listener
// can take apart: brackets open and close, and nothing but words is said.
func TestSpeakAll(t *testing.T) {
	cases, _ := goldenLines(t)
	heard := map[string]string{}
	for _, c := range cases {
		n, err := Parse(c.src)
		if err != nil {
			continue
		}
		s := Speak(n)
		checkSpoken(t, c.src, s)
		line := strings.ReplaceAll(Line(n, true), " ", "")
		if old, ok := heard[s]; ok && old != line && s != "" {
			t.Errorf("%q is said of both %s and %s", s, old, line)
		}
		heard[s] = line
	}
}

func checkSpoken(t *testing.T, src, s string) {
	t.Helper()
	for _, r := range s {
		if r >= 0x80 || !alnum(byte(r)) && !strings.ContainsRune(" ,;.'-", r) {
			t.Errorf("Speak(%q) = %q, with %q", src, s, r)
		}
	}
	if strings.Contains(s, "  ") || strings.TrimSpace(s) != s {
		t.Errorf("Speak(%q) = %q, with blanks too many", src, s)
	}
}

func FuzzSpeak(f *testing.F) {
	cases, _ := goldenLines(f)
	for _, c := range cases {
		f.Add(c.src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if n, err := Parse(src); err == nil {
			checkSpoken(t, src, Speak(n))
		}
		for _, r := range SpeakRow(src) {
			if r >= 0x80 {
				t.Errorf("SpeakRow(%q) says %q", src, r)
			}
		}
	})
}

func TestSpeakRow(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"a + b", "a + b"},
		{"√d·λ₁₂ ≤ 10⁻³", "square root of d times lambda sub 12 is at most 10 to the minus 3"},
		{"σ² is 2·n (θₜ₊₁).", "sigma squared is 2 times n (theta sub t plus 1)."},
		{"40\u00a0000 “words” – naïve…", "40000 \"words\" - naive and so on"},
		{"𝐳ᵀ, x′ and 5°", "bold z transposed, x prime and 5 degrees"},
		{"日本 ﬁ", "?? ?"},
		{"A → B", "A to B"},
	} {
		if got := SpeakRow(c.in); got != c.want {
			t.Errorf("SpeakRow(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func BenchmarkSpeak(b *testing.B) {
	n, err := Parse(`\theta_{t+1} = (1 - \lambda_r)\,\theta_t - \alpha M_t \nabla f_t(\theta_t)`)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Speak(n)
	}
}
