package tui

import (
	"cmp"
	"fmt"
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

// overview is the plot of the points with the topics beside it, where there is
// room for both; nil for fewer than two exams that count.
func (h *history) overview(t Theme, width int) []string {
	all := h.oldestFirst()
	if len(all) < 2 {
		return nil
	}
	if width < trendBeside+2+topicBeside {
		return h.trend(t, min(width, textWidth))
	}
	at := min(max(trendBeside, width-topicBeside-2), 62)
	plot := h.trend(t, at)
	return beside(plot, shift(h.topicColumn(t, exam.Trend(all), max(len(plot), 6)), 1), at+1)
}

// trend is a plot of the points over the last exams.
func (h *history) trend(t Theme, width int) []string {
	s := sim.Series{}
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
	x := sim.Axis{Label: "mock final, " + first + " to " + last}
	if len(h.made) < 5 { // else the ticks would be fractions of exams
		x.Lo, x.Hi = 1, 5
	}
	p := &sim.Plot{
		X: x, Y: sim.Axis{Label: "points", Lo: 0, Hi: most},
		Series: []sim.Series{s},
		Alt:    fmt.Sprintf("%s points on %s, %s on %s.", points(s.Y[0]), first, points(s.Y[len(s.Y)-1]), last),
	}
	return blocks.Render(sim.Blocks{p}, blocks.Options{Width: width, ASCII: t.ASCII, Style: t.mark})
}

// topicColumn is the topics beside the plot, in so many rows.
func (h *history) topicColumn(t Theme, all []exam.TopicTrend, rows int) []string {
	out := []string{t.paint(muted, fmt.Sprintf("%-15s%6s%6s", "by topic, %", "first", "last"))}
	for i := range all {
		if len(out) == rows-1 && i < len(all)-1 {
			return append(out, t.paint(muted, fmt.Sprintf("%d more: tab", len(all)-i)))
		}
		x := &all[i]
		out = append(out, fmt.Sprintf("%s%6.0f%6.0f  %s", fit(cut(x.Name, 14), 15), 100*x.First(), 100*x.Last(), sparkline(x, 5)))
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
