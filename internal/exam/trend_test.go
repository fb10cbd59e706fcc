package exam

import (
	"fmt"
	"strings"
	"testing"
)

// on is a part on a topic with its points.
func on(label, topic string, got, possible float64) PartResult {
	return PartResult{Ref: Ref{"p", label}, Topics: []string{topic}, Digest: topic, Score: Score{Got: got, Possible: possible}}
}

func TestTrend(t *testing.T) {
	first := Result{Finished: true, Parts: []PartResult{on("a", "memory", 1, 4), on("b", "memory", 1, 4), on("c", "adam", 3, 4)}}
	broken := Result{Finished: true, Abandoned: true, Parts: []PartResult{on("a", "memory", 4, 4)}}
	running := Result{Parts: []PartResult{on("a", "memory", 4, 4)}}
	last := Result{Finished: true, Parts: []PartResult{on("a", "memory", 3, 4), on("b", "depth", 2, 4)}}
	tests := []struct {
		name     string
		attempts []Result
		want     string
	}{
		{"none", nil, ""},
		{"one", []Result{first}, "adam 75 to 75 of [3/4], memory 25 to 25 of [2/8]"},
		{"what does not count is left out", []Result{first, broken, running, last},
			"adam 75 to 75 of [3/4 0/0], memory 25 to 75 of [2/8 3/4], depth 50 to 50 of [0/0 2/4]"},
	}
	for _, tt := range tests {
		var got []string
		for _, topic := range Trend(tt.attempts) {
			var scores []string
			for _, sc := range topic.Scores {
				scores = append(scores, fmt.Sprintf("%v/%v", sc.Got, sc.Possible))
			}
			got = append(got, fmt.Sprintf("%s %.0f to %.0f of %v", topic.Name, 100*topic.First(), 100*topic.Last(), scores))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: Trend = %s, want %s", tt.name, s, tt.want)
		}
	}
}

func TestCompare(t *testing.T) {
	was := Result{Parts: []PartResult{on("a", "memory", 1, 4), on("b", "adam", 4, 4), on("gone", "adam", 2, 2)}}
	is := Result{Parts: []PartResult{on("a", "memory", 3, 4), on("new", "depth", 1, 4), on("b", "other", 1, 4)}}
	var got []string
	for _, d := range Compare(&was, &is) {
		got = append(got, fmt.Sprintf("%s %+g same %v", d.Part, d.Change(), d.Same))
	}
	want := "a +2 same true, new +0 same false, b -3 same false, gone +0 same false"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("Compare = %s, want %s", s, want)
	}
}
