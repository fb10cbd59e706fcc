package blocks

import (
	"fmt"
	"math"
	"strings"

	"gradcheck/sim"
)

// tellPlot tells a chart: its name, what there is to see, and of each series
// the ends and the extremes, as in "Loss: 20 points from (1, 5.99) to
// (300, 1.74); highest 6.1 at 12."
func tellPlot(b *sim.Plot) []string {
	told := []string{sentence(b.Title), sentence(b.Alt)}
	if x, y := axisLabel(b.X), axisLabel(b.Y); x != "" && y != "" {
		told = append(told, sentence(fmt.Sprintf("across: %s; up: %s", x, y)))
	}
	drawn := false
	for _, s := range b.Series {
		if said := tellSeries(b, s); said != "" {
			told, drawn = append(told, said), true
		}
	}
	if !drawn {
		told = append(told, "There are no points to draw.")
	}
	return told
}

func tellSeries(b *sim.Plot, s sim.Series) string {
	var points [][2]float64
	low, high := 0, 0
	for i := range min(len(s.X), len(s.Y)) {
		_, okx := scale{log: b.X.Log}.value(s.X[i])
		_, oky := scale{log: b.Y.Log}.value(s.Y[i])
		if !okx || !oky {
			continue
		}
		n := len(points)
		points = append(points, [2]float64{s.X[i], s.Y[i]})
		if points[n][1] < points[low][1] {
			low = n
		}
		if points[n][1] > points[high][1] {
			high = n
		}
	}
	name, n := s.Name, len(points)
	if name == "" {
		name = "points"
	}
	if w := markWords[s.Mark]; s.Mark == sim.Good || s.Mark == sim.Bad {
		name += ", " + w
	}
	switch n {
	case 0:
		return ""
	case 1:
		return sentence(fmt.Sprintf("%s: one point, %s", name, pair(points[0])))
	}
	said := fmt.Sprintf("%s: %d points from %s to %s", name, n, pair(points[0]), pair(points[n-1]))
	if points[low][1] == points[high][1] {
		return sentence(said + "; all equally high")
	}
	said += fmt.Sprintf("; lowest %s at %s", short(points[low][1]), short(points[low][0]))
	return sentence(said + fmt.Sprintf(", highest %s at %s", short(points[high][1]), short(points[high][0])))
}

func pair(p [2]float64) string {
	return "(" + short(p[0]) + ", " + short(p[1]) + ")"
}

// tellHeat tells a matrix: its name, what there is to see, then row by row.
func tellHeat(b *sim.Heat) []string {
	told := []string{sentence(b.Title), sentence(b.Alt)}
	drawn := false
	for i, row := range b.Values {
		var items []string
		for j, x := range row {
			text := "none"
			if !math.IsNaN(x) && math.Abs(x) <= largest {
				text, drawn = short(x), true
			}
			items = append(items, strings.TrimPrefix(at(b.Cols, j)+": "+text, ": "))
		}
		told = append(told, sentence(strings.TrimPrefix(at(b.Rows, i)+": ", ": ")+strings.Join(items, ", ")))
	}
	if !drawn {
		told = append(told, "There are no numbers to draw.")
	}
	return told
}
