package tui

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gradcheck/internal/blocks"
	"gradcheck/internal/exam"
	"gradcheck/sim"
)

// How wide the trend is beside the topics, and without them.
const (
	trendBeside = 40
	topicBeside = 34
)

// trendLast is how many exams the trend shows; more would be a thicket.
const trendLast = 36

// oldestFirst are the exams that were read and count.
func (h *history) oldestFirst() []exam.Result {
	var all []exam.Result
	for i, r := range slices.Backward(h.made) {
		if h.scored(i) {
			all = append(all, *r)
		}
	}
	return all
}

// overview is the plot of the points with the topics beside it, in so many rows at
// most if the plot takes no more, where there is room for both; nil for fewer than
// two exams that count.
func (h *history) overview(t Theme, width, rows int) []string {
	all := h.oldestFirst()
	if len(all) < 2 {
		return nil
	}
	if width < trendBeside+2+topicBeside {
		return h.trend(t, min(width, textWidth))
	}
	at := min(max(trendBeside, width-topicBeside-2), 62)
	plot := h.trend(t, at)
	return beside(plot, shift(h.topicColumn(t, exam.Trend(all), width-at-2, max(len(plot), rows, 6)), 1), at+1)
}

// trend is a plot of the points over the last exams.
func (h *history) trend(t Theme, width int) []string {
	var s sim.Series
	most, first, last := 0.0, "", ""
	for i, r := range slices.Backward(h.made) {
		if !h.scored(i) || i >= trendLast {
			continue
		}
		s.X, s.Y = append(s.X, float64(len(h.made)-i)), append(s.Y, r.Points.Got)
		most = max(most, r.Points.Possible)
		last = r.Header.Start.Wall.In(h.zone).Format("2 Jan")
		first = cmp.Or(first, last)
	}
	if len(s.X) < 2 {
		return []string{"The trend is shown once two exams were handed in."}
	}
	p := &sim.Plot{
		X:      sim.Axis{Lo: slices.Min(s.X), Hi: slices.Max(s.X)},
		Y:      sim.Axis{Lo: 0, Hi: most},
		Series: []sim.Series{s},
		Alt:    fmt.Sprintf("%s points on %s, %s on %s.", points(s.Y[0]), first, points(s.Y[len(s.Y)-1]), last),
	}
	drawn := blocks.Render(sim.Blocks{p}, blocks.Options{Width: width, ASCII: t.ASCII, Style: t.mark})
	rows := examAxes(drawn, int(p.X.Lo), int(p.X.Hi), most)
	if rows == nil {
		return drawn // told in words
	}
	label := "mock final, " + first + " to " + last
	rows = append(rows, strings.Repeat(" ", max((printed(rows[len(rows)-2])-printed(label))/2, 0))+label)
	return append([]string{"points"}, rows...)
}

// examAxes puts axes to a plot that count exams below, from first to last, and
// points at the left: whole exams, and rows equally far apart from none to most.
// It is nil if the rows are no plot.
func examAxes(drawn []string, first, last int, most float64) []string {
	high := len(drawn) - 2
	if high < 3 {
		return nil
	}
	foot := drawn[high]
	indent := len(foot) - len(strings.TrimLeft(foot, " "))
	wide := printed(foot) - indent - 1
	if indent == 0 || wide < 2 {
		return nil
	}
	margin := printed(points(most))
	var rows []string
	for i, r := range drawn[:high] {
		text, axis := "", "│"
		if i%tickRows(high, most) == 0 {
			text, axis = points(most*float64(high-1-i)/float64(high-1)), "┤"
		}
		rows = append(rows, fmt.Sprintf("%*s %s", margin, text, axis)+string([]rune(r)[indent+1:]))
	}
	axis, text := examTicks(first, last, wide)
	pad := strings.Repeat(" ", margin+1)
	return append(rows, pad+"└"+axis, pad+" "+text)
}

// tickRows is how many rows of a plot lie between two numbers at its left: few, so
// that the numbers are whole and the last one is at the lowest row.
func tickRows(high int, most float64) int {
	for n := 2; n < high-1; n++ {
		if step := most * float64(n) / float64(high-1); (high-1)%n == 0 && step == math.Trunc(step) {
			return n
		}
	}
	return high - 1
}

// examTicks is the axis with the numbers of the exams from first to last below it,
// as many as there is room for at equal steps.
func examTicks(first, last, wide int) (axis, text string) {
	step := 1
	for _, step = range []int{1, 2, 5, 10, 20, 50, 100} {
		if (last-first)/step*(len(fmt.Sprint(last))+2) < wide {
			break
		}
	}
	line := []rune(strings.Repeat("─", wide))
	for n := first; n <= last; n++ {
		if n%step != 0 {
			continue
		}
		x, label := (n-first)*(wide-1)/max(last-first, 1), fmt.Sprint(n)
		line[x] = '┬'
		at := max(min(x-(len(label)-1)/2, wide-len(label)), 0)
		text += strings.Repeat(" ", max(at-len(text), 0)) + label
	}
	return string(line), text
}

// topicColumn is the topics beside the plot, in so many rows and columns.
func (h *history) topicColumn(t Theme, all []exam.TopicTrend, width, rows int) []string {
	many := min(max((width-topicBeside)/3, 5), 16) // exams in the last column
	name := 15
	for i := range all {
		name = max(name, min(printed(all[i].Name)+1, width-15-many))
	}
	out := []string{t.paint(muted, fmt.Sprintf("%-*s%6s%6s", name, "by topic, %", "first", "last"))}
	for i := range all {
		if len(out) == rows-1 && i < len(all)-1 {
			return append(out, t.paint(muted, fmt.Sprintf("%d more: tab", len(all)-i)))
		}
		x := &all[i]
		out = append(out, fmt.Sprintf("%s%6.0f%6.0f  %s", fit(cut(x.Name, name-1), name), 100*x.First(), 100*x.Last(), sparkline(x, many)))
	}
	return out
}

// topicTable is all topics, first against last attempt, with as much of the way
// between as there is room for.
func (h *history) topicTable(t Theme, width int) []string {
	all := exam.Trend(h.oldestFirst())
	if len(all) == 0 {
		return []string{"Topics are shown once an exam was handed in."}
	}
	name, cells, many := 15, 8, 8
	if width >= textWidth {
		name, cells, many = 22, 12, 16
	}
	out := []string{t.paint(muted, fit("topic", name)+fit("last", cells)+"   first   last  change  by exam"), ""}
	for i := range all {
		x := &all[i]
		first, last := 100*x.First(), 100*x.Last()
		out = append(out, fit(cut(x.Name, name-1), name)+bar(t, x.Last(), cells)+
			fmt.Sprintf("  %4.0f %% %4.0f %% %6s  %s", first, last, gain(last-first), sparkline(x, many)))
	}
	return append(append(out, ""), wrap(t.paint(muted, "Per cent of their points, first against last exam that had the topic."), width)...)
}

// gain writes a difference with its sign, rounded.
func gain(x float64) string {
	s := strings.Replace(fmt.Sprintf("%+.0f", x), "-", "−", 1)
	if s == "+0" || s == "−0" {
		return "0"
	}
	return s
}

// sparkline is the shares of a topic in the last n exams.
func sparkline(x *exam.TopicTrend, n int) string {
	var b strings.Builder
	for _, sc := range x.Scores[max(0, len(x.Scores)-n):] {
		if sc.Possible == 0 {
			b.WriteRune('·')
			continue
		}
		b.WriteRune(sparks[min(max(int(sc.Share()*float64(len(sparks))), 0), len(sparks)-1)])
	}
	return b.String()
}
