package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/internal/exam"
)

// A search is what / looked for last. Its hits are marked on one screen, until
// esc or another screen.
type search struct {
	words string
	on    spot // the zero value is nowhere
	at    int  // the hit that was gone to
}

// A spot is a screen, and the part that it shows if it is one of many.
type spot struct {
	Screen
	part exam.Ref
}

func (a *App) spot() spot {
	if p, ok := a.top().(*part); ok {
		return spot{p, p.ref()}
	}
	return spot{Screen: a.top()}
}

// A shower is a screen that can bring a line of its text, by its index, to where
// it is seen.
type shower interface{ showLine(i int) }

// lines is the text of the screen on top: its own, or the rows that are drawn.
func (a *App) lines() []line { return a.frame().lines() }

// frame is the screen on top as it is drawn, empty where there is no room for it.
func (a *App) frame() Frame {
	if a.tiny() {
		return Frame{}
	}
	return a.top().View(a.theme, a.desk.width, a.desk.height)
}

// lines is the text of the frame, drawn or scrolled away.
func (f Frame) lines() []line {
	if f.Text != nil {
		return f.Text()
	}
	var out []line
	for y := 2; y < len(f.Rows)-2; y++ {
		out = append(out, line{words: f.Rows[y], y: y, alone: true})
	}
	return out
}

// find looks for words on the screen and goes to the first hit from where the
// cursor or the upper end of the screen is. No words are those of before.
func (a *App) find(words string) {
	if words = strings.TrimSpace(words); words == "" {
		words = a.search.words
	}
	if words == "" {
		a.note = "Nothing to look for yet."
		return
	}
	lines := a.lines()
	hits := seek(lines, words)
	a.search = search{words: words}
	if len(hits) == 0 {
		a.note = "Not found here: " + words
		return
	}
	a.search.on, a.search.at = a.spot(), nextHit(lines, hits)
	a.showHit(lines, hits, "")
}

// nextHit is the first hit from the line of the cursor on, or else from the first
// one that is drawn on.
func nextHit(lines []line, hits []hit) int {
	from := slices.IndexFunc(lines, func(l line) bool { return l.here })
	if from < 0 {
		from = slices.IndexFunc(lines, func(l line) bool { return l.y >= 0 })
	}
	return max(slices.IndexFunc(hits, func(h hit) bool { return h[0].line >= from }), 0)
}

// findNext goes to the next hit (by 1) or the previous one (by -1), around the
// ends.
func (a *App) findNext(by int) {
	if a.search.words == "" {
		a.note = "Nothing was looked for yet; / finds words on this screen."
		return
	}
	if a.search.on != a.spot() {
		a.find(a.search.words)
		return
	}
	lines := a.lines()
	hits := seek(lines, a.search.words)
	if len(hits) == 0 {
		a.note = "Not found here: " + a.search.words
		a.search.on = spot{}
		return
	}
	was := min(a.search.at, len(hits)-1)
	a.search.at = (was + by + len(hits)) % len(hits)
	around := ""
	if (a.search.at-was)*by < 0 {
		around = map[int]string{1: ", from the top again", -1: ", from the end again"}[by]
	}
	a.showHit(lines, hits, around)
}

// showHit brings the hit to where it is seen and says which of all it is.
func (a *App) showHit(lines []line, hits []hit, around string) {
	h := hits[a.search.at]
	if s, ok := a.top().(shower); ok && a.frame().Text != nil {
		s.showLine(h[0].line)
	}
	a.note = fmt.Sprintf("%d of %d%s   n next   N previous   esc ends", a.search.at+1, len(hits), around)
}

// sought are the words whose hits are marked: those of the prompt while one is
// open, else those of the last search.
func (a *App) sought() (words string, at int) {
	switch {
	case a.asking() && a.prompt.sign == "/":
		return a.prompt.text(), -1
	case a.search.on == a.spot():
		return a.search.words, a.search.at
	}
	return "", -1
}

// mark marks the hits on a frame: the one gone to reversed, with a sign beside it
// and the cursor on it, the others underlined.
func (a *App) mark(f Frame) Frame {
	words, at := a.sought()
	if words == "" {
		return f
	}
	lines := f.lines()
	ranges := map[int][]lipgloss.Range{}
	for i, h := range seek(lines, words) {
		style := lipgloss.NewStyle().Underline(true)
		if i == at {
			style = lipgloss.NewStyle().Reverse(true)
		}
		for n, s := range h {
			l := lines[s.line]
			if l.y < 0 || l.y >= len(f.Rows) {
				continue
			}
			ranges[l.y] = append(ranges[l.y], lipgloss.NewRange(l.x+s.from, l.x+s.to, style))
			if i == at && n == 0 {
				if !l.here {
					f.Rows[l.y] = a.pointed(f.Rows[l.y], l.mark)
				}
				if f.Cursor == nil {
					f.Cursor = &Pos{l.x + s.from, l.y}
				}
			}
		}
	}
	for y, rs := range ranges {
		slices.SortFunc(rs, func(a, b lipgloss.Range) int { return a.Start - b.Start })
		f.Rows[y] = fit(lipgloss.StyleRanges(f.Rows[y], rs...), a.desk.width)
	}
	return f
}

// pointed puts the sign for "here" into a row where two cells are free for it.
func (a *App) pointed(row string, col int) string {
	if col < 0 || strings.TrimSpace(xansi.Strip(xansi.Cut(row, col, col+2))) != "" {
		return row
	}
	width := printed(row)
	return xansi.Cut(row, 0, col) + a.theme.ascii(a.theme.paint(accent, "▸")) + xansi.Cut(row, col+1, width)
}
