package report

import (
	"strings"
	"unicode"

	"gradcheck/internal/tex"
)

// clean makes a text printable: line breaks are \n, tabs are blanks, and what
// would move a cursor or turn the direction of writing is U+FFFD, as is what is
// not UTF-8.
func clean(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", "    ", "\u2028", "\n", "\u2029", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || turns(r)) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// turns reports whether r changes the direction of writing unseen.
func turns(r rune) bool {
	return r == 0x061C || r == 0x200E || r == 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// A piece is a stretch of a sentence: words, code or a formula.
type piece struct {
	text string
	kind pieceKind
	node tex.Node // of a formula
}

type pieceKind int

const (
	words pieceKind = iota
	code
	formula
)

// pieces splits the reason of a verdict, in which an author may write `code` and
// $formulas$. What the student typed with the same marks stays words.
func pieces(why string, typed []Entry) []piece {
	var out []piece
	add := func(p piece) {
		if p.text != "" {
			out = append(out, p)
		}
	}
	at := 0
	for _, sp := range tex.Spans(why) {
		if sp.Err != "" || sp.Start < at || typedBy(typed, why[sp.Start:sp.End]) {
			continue
		}
		n, err := tex.Parse(sp.Src)
		if err != nil {
			continue
		}
		codes(why[at:sp.Start], typed, add)
		add(piece{why[sp.Start:sp.End], formula, n})
		at = sp.End
	}
	codes(why[at:], typed, add)
	return out
}

// codes hands on the pieces of a text without formulas.
func codes(s string, typed []Entry, add func(piece)) {
	for {
		head, rest, ok := strings.Cut(s, "`")
		inner, tail, closed := strings.Cut(rest, "`")
		if !ok || !closed {
			break
		}
		if inner == "" || typedBy(typed, "`"+inner+"`") {
			head, inner = head+"`"+inner+"`", ""
		}
		add(piece{text: head})
		add(piece{text: inner, kind: code})
		s = tail
	}
	add(piece{text: s})
}

func typedBy(typed []Entry, s string) bool {
	for _, e := range typed {
		if strings.Contains(e.Text, s) {
			return true
		}
	}
	return false
}

// plainWhy is the reason of a verdict in plain words, formulas in one row.
func plainWhy(p *Part) string {
	var b strings.Builder
	for _, q := range pieces(p.Why, append(p.Answer, p.Last...)) {
		if q.kind == formula {
			b.WriteString(tex.Line(q.node, false))
		} else {
			b.WriteString(q.text)
		}
	}
	return b.String()
}
