package exam

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDiff(t *testing.T) {
	tests := []struct {
		old, new string
		want     Splice
	}{
		{"", "", Splice{}},
		{"same", "same", Splice{At: 4}},
		{"", "new", Splice{Insert: "new"}},
		{"old", "", Splice{Delete: 3}},
		{"n(n-1)", "n(n-1)/2", Splice{At: 6, Insert: "/2"}},
		{"27.5 ms", "27.5 ns", Splice{At: 5, Delete: 1, Insert: "n"}},
		{"aaa", "aa", Splice{At: 2, Delete: 1}},
		{"aa", "aaa", Splice{At: 2, Insert: "a"}},
		{"é", "è", Splice{Delete: 2, Insert: "è"}},             // c3 a9, c3 a8: the common byte is no common rune
		{"xπ", "xр", Splice{At: 1, Delete: 2, Insert: "р"}},    // cf 80, d1 80
		{"a𝐱b", "a𝐲b", Splice{At: 1, Delete: 4, Insert: "𝐲"}},  // differ in the last byte
		{"ab", "a\xffb", Splice{At: 1, Insert: "\uFFFD"}},      // mended
		{"π", "\u0440π", Splice{Insert: "\u0440"}},             // d1 80 before cf 80
		{"1 2 3", "1 3", Splice{At: 2, Delete: 2, Insert: ""}}, // the beginning is matched first
	}
	for _, tt := range tests {
		if got := Diff(tt.old, tt.new); got != tt.want {
			t.Errorf("Diff(%q, %q) = %+v, want %+v", tt.old, tt.new, got, tt.want)
		}
	}
}

func FuzzDiff(f *testing.F) {
	for _, s := range [][2]string{{"", "a"}, {"é", "è"}, {"xπy", "xрy"}, {"a\xffb", "ab"}, {"aaaa", "aa"}, {"\x80", "\xc3\x80"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, old, new string) {
		old = strings.ToValidUTF8(old, "?")
		p := Diff(old, new)
		got, err := p.Apply(old)
		if want := strings.ToValidUTF8(new, "\uFFFD"); err != nil || got != want {
			t.Errorf("Diff(%q, %q).Apply = %q, %v, want %q", old, new, got, err, want)
		}
		cut := old[p.At : p.At+p.Delete]
		if r, n := utf8.DecodeRuneInString(p.Insert); n > 0 && len(cut) > 0 {
			if q, _ := utf8.DecodeRuneInString(cut); q == r {
				t.Errorf("Diff(%q, %q) = %+v is not the smallest", old, new, p)
			}
		}
	})
}

// FuzzApply checks that no splice, however wrong, panics or spoils a text.
func FuzzApply(f *testing.F) {
	f.Add("xé", 1, 1, "y")
	f.Add("abc", 2, 9, "")
	f.Add("abc", -1, 1<<62, "\xff")
	f.Fuzz(func(t *testing.T, text string, at, del int, insert string) {
		text = strings.ToValidUTF8(text, "?")
		got, err := Splice{at, del, insert}.Apply(text)
		if err == nil && (!utf8.ValidString(got) || len(got) != len(text)-del+len(insert)) {
			t.Errorf("Splice{%d, %d, %q}.Apply(%q) = %q", at, del, insert, text, got)
		}
	})
}
