package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
	"gradcheck/internal/mdview"
)

// An orderField is a list to put in order: space takes an item along and puts it
// down. Until something was moved there is no answer.
type orderField struct {
	given []grader.Option // as asked
	items []grader.Option // as arranged
	at    int
	held  bool
	moved bool
	past  past
}

func newOrderField(in grader.Order, a grader.Answer) orderField {
	f := orderField{given: in.Items, items: slices.Clone(in.Items)}
	if s := first(a); s != "" {
		f.arrange(s)
	}
	return f
}

// arrange puts the items in the order of the ids in s; what it lacks stays last.
func (f *orderField) arrange(s string) {
	if f.moved = s != ""; !f.moved {
		f.items = slices.Clone(f.given)
		return
	}
	place := map[string]int{}
	for i, id := range strings.Split(s, ",") {
		place[strings.TrimSpace(id)] = i
	}
	f.items = slices.Clone(f.items)
	slices.SortStableFunc(f.items, func(a, b grader.Option) int {
		i, ok := place[a.ID]
		if !ok {
			i = len(place)
		}
		j, ok := place[b.ID]
		if !ok {
			j = len(place)
		}
		return i - j
	})
}

func (f orderField) Answer() grader.Answer {
	if !f.moved {
		return grader.Answer{""}
	}
	var ids []string
	for _, o := range f.items {
		ids = append(ids, o.ID)
	}
	return grader.Answer{strings.Join(ids, ", ")}
}

func (f orderField) Typable() bool { return false }

func (f orderField) Multiline() bool { return false }

func (f orderField) Next(int) (field, bool) { return f, false }

// Set replaces the order.
func (f orderField) Set(a grader.Answer) field {
	f.past = f.past.push(first(f.Answer()))
	f.arrange(first(a))
	return f
}

func (f orderField) Undo() field { return f.step(f.past.back) }
func (f orderField) Redo() field { return f.step(f.past.forward) }

func (f orderField) step(move func(string) (string, past, bool)) field {
	if v, p, ok := move(first(f.Answer())); ok {
		f.past = p
		f.arrange(v)
	}
	return f
}

// Update does nothing: there is no text.
func (f orderField) Update(tea.Msg) field { return f }

// Command moves the cursor, and what is held with it.
func (f orderField) Command(k tea.KeyPressMsg) (field, bool) {
	to := f.at
	switch k.String() {
	case "j", "down":
		to = min(f.at+1, len(f.items)-1)
	case "k", "up":
		to = max(f.at-1, 0)
	case "space":
		if f.held = !f.held; !f.moved {
			f.past, f.moved = f.past.push(""), true
		}
	default:
		return f, false
	}
	if f.held && to != f.at {
		f.past = f.past.push(first(f.Answer()))
		f.items = slices.Clone(f.items)
		f.items[f.at], f.items[to] = f.items[to], f.items[f.at]
	}
	f.at = to
	return f, true
}

// View draws one item a row; the one that is held has the field's bar.
func (f orderField) View(t Theme, width int, _ bool) ([]string, *Pos) {
	var rows []string
	var cursor *Pos
	for i, o := range f.items {
		gutter := "  "
		if i == f.at {
			cursor = &Pos{X: 2, Y: len(rows)}
			gutter = t.paint(accent, "▸ ")
			if f.held {
				gutter = t.paint(accent, "▎ ")
			}
		}
		head := fmt.Sprintf("  %s%2d   ", gutter, i+1)
		pad := strings.Repeat(" ", printed(head))
		for j, l := range mdview.Render(o.Text, mdview.Options{Width: max(20, width-len(pad)-margin), ASCII: t.ASCII}) {
			if j > 0 {
				head = pad
			}
			rows = append(rows, head+l)
		}
	}
	return rows, cursor
}
