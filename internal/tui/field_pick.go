package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/grader"
	"gradcheck/internal/mdview"
)

// A pickField is a list of options. Picks are kept as option ids.
type pickField struct {
	pick   grader.Pick
	picked []string // ids in the order of the options
	at     int      // row of the cursor
	past   past
}

func newPickField(p grader.Pick, a grader.Answer) pickField {
	f := pickField{pick: p}
	f.picked = f.parse(first(a))
	if len(f.picked) > 0 {
		f.at = f.index(f.picked[0])
	}
	return f
}

// parse reads ids from a stored answer; unknown ones are dropped.
func (f pickField) parse(s string) []string {
	var ids []string
	for id := range strings.SplitSeq(s, ",") {
		if id = strings.TrimSpace(id); f.index(id) >= 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

func (f pickField) index(id string) int {
	return slices.IndexFunc(f.pick.Options, func(o grader.Option) bool { return o.ID == id })
}

func (f pickField) Answer() grader.Answer { return grader.Answer{strings.Join(f.picked, ", ")} }

func (f pickField) Set(a grader.Answer) field {
	f.past = f.past.push(first(f.Answer()))
	f.picked = f.parse(first(a))
	return f
}

func (f pickField) Typable() bool { return false }

func (f pickField) Multiline() bool { return false }

func (f pickField) Next(int) (field, bool) { return f, false }

func (f pickField) Undo() field { return f.step(f.past.back) }
func (f pickField) Redo() field { return f.step(f.past.forward) }

func (f pickField) step(move func(string) (string, past, bool)) field {
	if v, p, ok := move(first(f.Answer())); ok {
		f.picked, f.past = f.parse(v), p
	}
	return f
}

// Update does nothing: there is no text.
func (f pickField) Update(tea.Msg) field { return f }

// Command moves the cursor and picks: 1-9 and shifted A-F pick directly.
func (f pickField) Command(k tea.KeyPressMsg) (field, bool) {
	switch s := k.String(); {
	case s == "j" || s == "down":
		f.at = min(f.at+1, len(f.pick.Options)-1)
	case s == "k" || s == "up":
		f.at = max(f.at-1, 0)
	case s == "space":
		return f.toggle(f.at), true
	default:
		i := digit(k)
		if i < 0 {
			return f, false
		}
		return f.toggle(i), true
	}
	return f, true
}

// digit is the option that a key picks: 0 for 1 or A; -1 for any other key.
func digit(k tea.KeyPressMsg) int {
	switch t := k.Text; {
	case len(t) != 1:
	case t[0] >= '1' && t[0] <= '9':
		return int(t[0] - '1')
	case t[0] >= 'A' && t[0] <= 'F':
		return int(t[0] - 'A')
	}
	return -1
}

// toggle picks or drops option i; a single choice replaces what was picked.
func (f pickField) toggle(i int) field {
	if i >= len(f.pick.Options) {
		return f
	}
	f.at = i
	id := f.pick.Options[i].ID
	f.past = f.past.push(first(f.Answer()))
	switch {
	case slices.Contains(f.picked, id):
		f.picked = slices.DeleteFunc(slices.Clone(f.picked), func(s string) bool { return s == id })
	case f.pick.One:
		f.picked = []string{id}
	default:
		f.picked = append(slices.Clone(f.picked), id)
		slices.SortFunc(f.picked, func(a, b string) int { return f.index(a) - f.index(b) })
	}
	return f
}

// View draws one option a row, its text wrapped under itself.
func (f pickField) View(t Theme, width int, focus bool) ([]string, *Pos) {
	var rows []string
	var cursor *Pos
	for i, o := range f.pick.Options {
		gutter := "  "
		if i == f.at {
			gutter = t.paint(accent, "▸ ")
			cursor = &Pos{X: 2, Y: len(rows)}
		}
		box := f.box(slices.Contains(f.picked, o.ID))
		head := fmt.Sprintf("  %s%s  %d   ", gutter, box, i+1)
		pad := strings.Repeat(" ", xansi.StringWidth(head))
		text := mdview.Render(o.Text, mdview.Options{Width: max(20, width-len(pad)-margin), ASCII: t.ASCII})
		for j, l := range text {
			if j == 0 {
				rows = append(rows, head+l)
			} else {
				rows = append(rows, pad+l)
			}
		}
	}
	return rows, cursor
}

func (f pickField) box(on bool) string {
	switch {
	case f.pick.One && on:
		return "(•)"
	case f.pick.One:
		return "( )"
	case on:
		return "[x]"
	}
	return "[ ]"
}

// pickWants says how many are to be picked.
func pickWants(p grader.Pick) string {
	words := []string{"", "one", "two", "three", "four", "five", "six"}
	switch {
	case p.One:
		return "pick one"
	case p.Select > 0 && p.Select < len(words):
		return "pick " + words[p.Select]
	}
	return "pick all that hold"
}
