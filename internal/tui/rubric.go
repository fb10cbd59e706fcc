package tui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/internal/mdview"
)

// A rubric is the screen where a student marks a text of their own, line by line
// and before the solution is seen.
type rubric struct {
	p     *part
	items []grader.RubricItem
	at    int
	pane  pane // of the text
	note  string
}

func newRubric(p *part, q grader.Rubricked) *rubric { return &rubric{p: p, items: q.Rubric()} }

func (r *rubric) Init() tea.Cmd { return nil }

func (r *rubric) marks() grader.Marks { return r.p.sitting().Marks(r.p.ref()) }

// Update moves over the items and gives points.
func (r *rubric) Update(msg tea.Msg) (Screen, tea.Cmd) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return r, nil
	}
	r.note = ""
	item := r.items[r.at]
	switch key := k.String(); {
	case key == "j" || key == "down":
		r.at = min(r.at+1, len(r.items)-1)
	case key == "k" || key == "up":
		r.at = max(r.at-1, 0)
	case key == "space":
		n := int(item.Points)
		if m, ok := r.marks()[item.ID]; ok && m == item.Points {
			n = 0
		}
		return r, r.mark(n)
	case len(key) == 1 && key[0] >= '0' && key[0] <= '9':
		if n := int(key[0] - '0'); float64(n) <= item.Points {
			return r, r.mark(n)
		}
		r.note = fmt.Sprintf("This line is worth %s at most.", points(item.Points))
	case key == "enter":
		if len(r.marks()) == len(r.items) {
			return r, pop
		}
		r.note = fmt.Sprintf("%d of %d are marked.", len(r.marks()), len(r.items))
	case key == "esc" || key == "q":
		return r, pop
	case key == "?" || key == "f1":
		return r, push(newHelp("Rubric", r.Keys()))
	case !r.pane.scroll(key, r.textRows(), len(r.text(Theme{}, r.p.d.width))):
		r.note = key + " does nothing here; ? lists the keys."
	}
	return r, nil
}

// mark gives the item with the cursor its points and goes to the next one
// without any.
func (r *rubric) mark(n int) tea.Cmd {
	cmd := r.p.apply(exam.Event{Kind: exam.Mark, Part: r.p.ref(), Text: r.items[r.at].ID, N: n})
	marks := r.marks()
	for i := r.at + 1; i < len(r.items); i++ {
		if _, ok := marks[r.items[i].ID]; !ok {
			r.at = i
			break
		}
	}
	return cmd
}

// textRows is how many rows of the text are on the screen.
func (r *rubric) textRows() int {
	list, _ := r.list(Theme{}, r.p.d.width)
	return max(3, bodyHeight(r.p.d.height)-len(list)-5)
}

// text is what was written, wrapped.
func (r *rubric) text(t Theme, width int) []string {
	var rows []string
	for l := range strings.SplitSeq(first(r.p.sitting().Draft(r.p.ref())), "\n") {
		if l = strings.TrimRight(r.p.prose(t, l), " "); l == "" {
			rows = append(rows, "")
			continue
		}
		rows = append(rows, wrap(l, width-2*margin-2)...)
	}
	return rows
}

// list is the rubric with the points given so far; at is the row of the cursor.
func (r *rubric) list(t Theme, width int) (rows []string, at int) {
	marks := r.marks()
	for i, it := range r.items {
		given := "·"
		if m, ok := marks[it.ID]; ok {
			given = points(m)
		}
		head := fmt.Sprintf("%4s/%-3s", given, points(it.Points))
		gutter := "  "
		if i == r.at {
			at = len(rows)
			gutter, head = t.paint(accent, "▸ "), t.paint(selected, head)
		}
		pad := strings.Repeat(" ", 11)
		for j, l := range mdview.Render(it.Text, mdview.Options{Width: max(20, width-len(pad)-2*margin), ASCII: t.ASCII}) {
			if j == 0 {
				rows = append(rows, "  "+gutter+head+l)
			} else {
				rows = append(rows, pad+l)
			}
		}
	}
	return rows, at
}

// View draws the text above its rubric.
func (r *rubric) View(t Theme, width, height int) Frame {
	text := r.text(t, width)
	list, at := r.list(t, width)
	rows := r.textRows()
	where := ""
	if len(text) > rows {
		where = fmt.Sprintf("lines %d-%d of %d", r.pane.top+1, min(len(text), r.pane.top+rows), len(text))
	}
	got := 0.0
	for _, m := range r.marks() {
		got += m
	}
	body := append([]string{labelled(t, "your text", where, width)}, shift(r.pane.visible(text, rows), margin+2)...)
	for len(body) < rows+1 {
		body = append(body, "")
	}
	body = append(body, "", labelled(t, fmt.Sprintf("rubric; the solution is best opened when all %d are marked", len(r.items)), points(got)+" so far", width))
	cursor := &Pos{X: 2, Y: len(body) + at}
	body = append(body, list...)
	note := r.note
	if note == "" {
		note = "Is it on the page? Mark what is written, not what you meant."
	}
	g := r.Keys()[0]
	return chrome{left: r.p.title(), where: r.p.where() + " › marking", body: body, message: note,
		chip: g.State, keys: forFooter(g.Keys), cursor: cursor}.draw(t, width, height)
}

// Keys returns the key map.
func (r *rubric) Keys() []Group {
	enter := "+finish, when all are marked"
	if len(r.marks()) == len(r.items) {
		enter = "finish"
	}
	return []Group{{State: "KEYS", Keys: []key.Binding{
		bind("0 1 2 3 4 5 6 7 8 9", "0-9", "points"),
		bind("space", "space", "all or none"),
		bind("j k up down", "j k", "row"),
		bind("enter", "enter", enter),
		bind("ctrl+d ctrl+u pgdown pgup", "pgup pgdn", "text"),
		bind("esc q", "esc", "back"), helpKey}}}
}
