package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
)

// A results is the screen after an exam: points by problem and topic, and where
// most were lost.
type results struct {
	d    *desk
	at   int // entry
	top  int
	note string
}

func newResults(d *desk) *results { return &results{d: d} }

func (r *results) Init() tea.Cmd { return nil }

// Update moves over the problems and opens the review of one.
func (r *results) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if opened, ok := msg.(openedMsg); ok {
		if opened.err != nil {
			r.note = "Could not open it: " + opened.err.Error()
			return r, nil
		}
		return r, push(newPart(opened.desk, opened.i, opened.label))
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return r, nil
	}
	r.note = ""
	switch k := k.String(); k {
	case "p":
		var refs []exam.Ref
		for _, l := range r.losses() {
			refs = append(refs, l.ref)
		}
		if len(refs) == 0 {
			r.note = "Nothing was lost."
			return r, nil
		}
		return r, func() tea.Msg { return lostMsg{refs} }
	case "j", "down":
		r.at = min(r.at+1, len(r.d.entries)-1)
	case "k", "up":
		r.at = max(r.at-1, 0)
	case "g", "home":
		r.at = 0
	case "G", "end":
		r.at = len(r.d.entries) - 1
	case "enter":
		return r, push(newReview(r.d, r.at, 0))
	case "l":
		return r, push(newReview(r.d, 0, 0))
	case "q", "esc":
		return r, pop
	case "?", "f1":
		return r, push(newHelp("Result", r.Keys()))
	default:
		r.note = k + " does nothing here; ? lists the keys."
	}
	return r, nil
}

// scoreOf sums the scores of a problem's parts.
func (d *desk) scoreOf(e *entry) (sum exam.Score, spent time.Duration) {
	for _, q := range e.of.Parts {
		sc := e.sitting.Score(e.ref(q.Label))
		sum.Got += sc.Got
		sum.Awaiting += sc.Awaiting
		sum.Possible += sc.Possible
		spent += e.sitting.Spent(e.ref(q.Label))
	}
	return sum, spent
}

// total is the score of the whole exam in words; nothing before the sentence of
// an honour code is copied.
func (d *desk) total() string {
	sc := d.sat().Total()
	s := fmt.Sprintf("%s of %s points", points(sc.Got), points(sc.Possible))
	if sc.Awaiting > 0 {
		s += fmt.Sprintf(", %s awaiting marks", points(sc.Awaiting))
	}
	return s
}

// pledged reports whether the sentence of an honour code, if the paper has one,
// was copied; without it an attempt has no score.
func (d *desk) pledged() bool {
	r, _, ok := transcribed(d.sat().Paper().Problems)
	return !ok || d.sat().Score(r).Got > 0
}

// View draws a row a problem with the topics beside them.
func (r *results) View(t Theme, width, height int) Frame {
	d := r.d
	w := min(width-2*margin, textWidth)
	h := d.sat().Header()
	head := t.paint(title, d.total())
	if !d.pledged() {
		head = "No score: the sentence of the honour code was not copied."
	}
	if d.sat().Abandoned() {
		head = "Broken off; it has no score."
	}
	body := []string{"", "  " + head, ""}
	rows := r.problemRows(t)
	if topics := d.byTopic(); w >= 74 {
		rows = beside(rows, topics, 54)
	}
	room := bodyHeight(height) - len(body) - 4
	r.top = min(max(r.top, r.at+2-room), r.at+1)
	p := pane{top: r.top}
	cursor := &Pos{X: margin, Y: len(body) + 1 + r.at - r.top}
	body = append(body, p.visible(rows, room)...)
	below := append(wrap(r.lost(), w), wrap(r.calibration(), w)...)
	for len(body) < bodyHeight(height)-len(below) {
		body = append(body, "")
	}
	body = append(body, shift(below, margin)...)
	used := ""
	elapsed, end := d.sat().End()
	if elapsed > 0 {
		used = " · " + span(elapsed)
		if allowed, ok := d.sat().Allowed(); ok {
			used += " of " + span(allowed)
		}
	}
	g := r.Keys()[0]
	return chrome{left: d.session.title + " › result", right: t.paint(muted, h.Start.Wall.In(d.zone).Format("2 Jan")+used),
		strip: cut("receipt "+end.Receipt()+" · attempt "+h.ID, width-4), body: body, message: d.message(r.note), chip: g.State,
		keys: forFooter(g.Keys), cursor: cursor}.draw(t, width, height)
}

func (r *results) problemRows(t Theme) []string {
	rows := []string{t.paint(muted, "      problem                 points          min")}
	for i, e := range r.d.entries {
		sc, spent := r.d.scoreOf(e)
		gutter, name := "  ", fit(cut(e.of.Title, 22), 22)
		if i == r.at {
			gutter, name = t.paint(accent, "▸ "), t.paint(selected, name)
		}
		got := points(sc.Got) + "/" + points(sc.Possible)
		if sc.Awaiting > 0 {
			got = "✎" + got
		}
		rows = append(rows, fmt.Sprintf("  %s%2d  %s %s %7s %4.0f", gutter, e.number, name, bar(t, sc.Got/sc.Possible, 8), got, spent.Minutes()))
	}
	return rows
}

// bar is a share drawn n cells wide.
func bar(t Theme, share float64, n int) string {
	full := min(max(int(share*float64(n)+0.5), 0), n)
	return strings.Repeat("━", full) + t.paint(muted, strings.Repeat("─", n-full))
}

// topics are the points by topic, best known first.
func (d *desk) byTopic() []string {
	got, all := map[string]float64{}, map[string]float64{}
	for i, e := range d.entries {
		sc, _ := d.scoreOf(e)
		for _, topic := range d.sat().Paper().Problems[i].Topics {
			got[topic] += sc.Got
			all[topic] += sc.Possible
		}
	}
	var names []string
	for topic := range all {
		names = append(names, topic)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(got[b]/all[b], got[a]/all[a]), strings.Compare(a, b))
	})
	rows := []string{"topic"}
	for _, topic := range names {
		rows = append(rows, fmt.Sprintf("%s %3.0f %%", fit(cut(topic, 17), 17), 100*got[topic]/all[topic]))
	}
	return rows
}

// A loss is a part with the points that were lost in it.
type loss struct {
	ref    exam.Ref
	points float64
}

// losses are the parts in which points were lost, the most first.
func (r *results) losses() []loss {
	var all []loss
	for _, e := range r.d.entries {
		for _, q := range e.of.Parts {
			sc := e.sitting.Score(e.ref(q.Label))
			if d := sc.Possible - sc.Got - sc.Awaiting; d > 0 {
				all = append(all, loss{e.ref(q.Label), d})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b loss) int { return cmp.Compare(b.points, a.points) })
	return all
}

// lost names the parts where most points were lost.
func (r *results) lost() string {
	all := r.losses()
	if len(all) == 0 {
		return "Nothing was lost."
	}
	var parts []string
	for _, l := range all[:min(3, len(all))] {
		parts = append(parts, r.d.name(l.ref)+" "+points(l.points))
	}
	return "Lost most: " + strings.Join(parts, ", ") + ". Essays are marked in the review."
}

// calibration compares how sure the student was with what was right; "" if that
// was never said.
func (r *results) calibration() string {
	var right, all [4]int
	for _, e := range r.d.entries {
		for _, q := range e.of.Parts {
			ref := e.ref(q.Label)
			sc := e.sitting.Score(ref)
			if sc.Awaiting > 0 {
				continue
			}
			n := e.sitting.Sure(ref)
			all[n]++
			if sc.Got == sc.Possible {
				right[n]++
			}
		}
	}
	var says []string
	for n := 3; n > 0; n-- {
		if all[n] > 0 {
			says = append(says, fmt.Sprintf("%s: %d of %d right", sureness[n], right[n], all[n]))
		}
	}
	if len(says) == 0 {
		return ""
	}
	return strings.ToUpper(says[0][:1]) + strings.Join(says, ", ")[1:] + "."
}

// sureness is how sure a student was, in words.
var sureness = [...]string{"not said", "guessed", "fairly sure", "sure"}

// Keys returns the key map.
func (r *results) Keys() []Group {
	return []Group{{State: "KEYS", Keys: append(listKeys("review the problem"), bind("p", "p", "practise what was lost"), endsKey, bind("q esc", "q", "leave"), helpKey)}}
}
