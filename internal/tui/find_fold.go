package tui

import (
	"slices"
	"strings"
	"unicode"

	xansi "github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"gradcheck/internal/tex"
)

// A line is a row of a screen's text, on the screen or scrolled away from it:
// what / searches.
type line struct {
	words string   // as drawn
	also  []string // texts that it is found by, too: a formula in one row
	names []string // words that it is found by if they are all that is sought: 12f
	x, y  int      // where it is drawn; y is negative if it is not
	mark  int      // column for the sign beside it
	alone bool     // no sentence goes on in the next line
	here  bool     // the cursor is on it
}

// linesOf are rows as lines.
func linesOf(rows []string) []line {
	out := make([]line, len(rows))
	for i, r := range rows {
		out[i].words = r
	}
	return out
}

// placed says of lines that those from top on, n of them, are drawn from column x
// and row y on, with the sign in column mark.
func placed(lines []line, x, mark, y, top, n int) []line {
	for i := range lines {
		lines[i].x, lines[i].y, lines[i].mark = x, -1, mark
		if i >= top && i < top+n {
			lines[i].y = y + i - top
		}
	}
	return lines
}

// A stretch is a run of cells of a line.
type stretch struct{ line, from, to int }

// A hit is a place where the words sought stand: in one line, or over the end of
// one into the next.
type hit []stretch

// A letter is one character of a text as / compares it, with the cells it comes
// from. A sign may become several: ½ is 1/2.
type letter struct {
	r              rune
	line, from, to int
	first, last    bool // of its sign
}

// seek finds the words in the lines, in order. Case, accents and the ways to
// write the same mathematics make no difference, nor do blanks beside what is no
// letter or digit.
func seek(lines []line, words string) []hit {
	loose := true
	want := spelled(words, loose)
	if len(want) == 0 { // only signs that are passed over otherwise
		loose = false
		want = spelled(words, loose)
	}
	if len(want) == 0 {
		return nil
	}
	hits := match(flatten(lines, loose), want)
	for i, l := range lines {
		found := func(h hit) bool { return slices.ContainsFunc(h, func(s stretch) bool { return s.line == i }) }
		also := func(s string) bool { return len(match(spelled(s, loose), want)) > 0 }
		named := func(s string) bool { n := spelled(s, loose); return len(n) == len(want) && same(n, want) }
		if (slices.ContainsFunc(l.also, also) || slices.ContainsFunc(l.names, named)) && !slices.ContainsFunc(hits, found) {
			hits = append(hits, hit{whole(i, l.words)})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a[0].line - b[0].line })
	return hits
}

// spelled are the letters of one text.
func spelled(s string, loose bool) []letter {
	return tighten(letters(nil, strings.TrimSpace(s), 0, loose))
}

// whole is all of a line without the blanks around it.
func whole(i int, words string) stretch {
	words = strings.TrimRight(xansi.Strip(words), " ")
	return stretch{i, printed(words) - printed(strings.TrimLeft(words, " ")), printed(words)}
}

// flatten joins the lines of a paragraph, so that a sentence is found over their
// ends.
func flatten(lines []line, loose bool) []letter {
	var out []letter
	for i, l := range lines {
		before := len(out)
		out = letters(out, l.words, i, loose)
		gap := letter{r: ' ', line: i, from: printed(l.words), first: true, last: true}
		gap.to = gap.from
		if l.alone || strings.TrimSpace(xansi.Strip(l.words)) == "" {
			gap.r = 0 // which nobody can type
		}
		if len(out) > before || gap.r == 0 {
			out = append(out, gap)
		}
	}
	return tighten(out)
}

// letters appends the letters of a row. Where loose, marks of scripts and groups
// are left out: x^2 is found as x².
func letters(out []letter, row string, i int, loose bool) []letter {
	col := 0
	g := uniseg.NewGraphemes(xansi.Strip(row))
	for g.Next() {
		wide := xansi.StringWidth(g.Str())
		start := len(out)
		for _, r := range plainly(g.Str()) {
			if loose && strings.ContainsRune("^_{}", r) {
				continue
			}
			out = append(out, letter{r: r, line: i, from: col, to: col + wide})
		}
		if len(out) > start {
			out[start].first, out[len(out)-1].last = true, true
		}
		col += wide
	}
	return out
}

// plainly spells a sign in small letters without accents: x for 𝐗, alpha for α,
// <= for ≤.
func plainly(sign string) string {
	if len(sign) == 1 {
		return strings.ToLower(sign)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(sign) {
		switch twin, ok := tex.Twin(r); {
		case r == '⁄':
			b.WriteByte('/')
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case r >= 0x80 && ok:
			b.WriteString(strings.ToLower(twin))
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// tighten leaves out blanks that separate no two words.
func tighten(ls []letter) []letter {
	word := func(l letter) bool { return unicode.IsLetter(l.r) || unicode.IsDigit(l.r) }
	out := ls[:0]
	for i := 0; i < len(ls); i++ {
		if ls[i].r != ' ' {
			out = append(out, ls[i])
			continue
		}
		j := i
		for j+1 < len(ls) && ls[j+1].r == ' ' {
			j++
		}
		if len(out) > 0 && word(out[len(out)-1]) && j+1 < len(ls) && word(ls[j+1]) {
			out = append(out, ls[i])
		}
		i = j
	}
	return out
}

// match finds the places where text says what is wanted, none inside a sign and
// none in two of them.
func match(text, want []letter) []hit {
	var hits []hit
	for i := 0; i+len(want) <= len(text); i++ {
		if !text[i].first || !text[i+len(want)-1].last {
			continue
		}
		if same(text[i:i+len(want)], want) {
			if h := stretches(text[i : i+len(want)]); len(h) > 0 {
				hits = append(hits, h)
			}
			i += len(want) - 1
		}
	}
	return hits
}

func same(text, want []letter) bool {
	for i, w := range want {
		if text[i].r != w.r {
			return false
		}
	}
	return true
}

// stretches joins the cells of letters, line by line.
func stretches(ls []letter) hit {
	var h hit
	for _, l := range ls {
		if n := len(h) - 1; n >= 0 && h[n].line == l.line {
			h[n].to = max(h[n].to, l.to)
			continue
		}
		if l.from < l.to {
			h = append(h, stretch{l.line, l.from, l.to})
		}
	}
	return h
}
