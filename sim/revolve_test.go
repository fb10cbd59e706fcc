package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

type goldenRevolve struct {
	Table []struct {
		Steps    int
		Advances []int // for 1 to 20 places
	}
	Schedules []struct {
		Steps, Places, Advances, Peak int
		Actions                       string
	}
	Enough  []struct{ Steps, Ratio, Places int } // 0 places: more than 20
	Longest []struct{ Places, Repeats, Steps int }
}

// TestRevolveGolden compares with testdata/revolve.json: the table by dynamic
// programming over all splits, whole schedules with the smallest split of equal
// ones, and binomials.
func TestRevolveGolden(t *testing.T) {
	var g goldenRevolve
	readGolden(t, "revolve.json", &g)
	if len(g.Table) != 24 || len(g.Schedules) != 5 || len(g.Enough) != 21 || len(g.Longest) != 40 {
		t.Fatalf("revolve.json holds %d, %d, %d and %d rows", len(g.Table), len(g.Schedules), len(g.Enough), len(g.Longest))
	}
	tv := newTreeverse(1000, 20)
	for _, row := range g.Table {
		for i, want := range row.Advances {
			closed, _, _ := advances(row.Steps, i+1)
			if got := tv.advances[i+1][row.Steps]; got != want || closed != want {
				t.Errorf("advances for %d steps and %d places = %d, closed form %d, want %d", row.Steps, i+1, got, closed, want)
			}
		}
	}
	for _, c := range g.Schedules {
		actions := tv.schedule(c.Steps, c.Places)
		var got []string
		for _, a := range actions {
			got = append(got, a.String())
		}
		if s := strings.Join(got, "; "); s != c.Actions {
			t.Errorf("schedule(%d, %d) = %s, want %s", c.Steps, c.Places, s, c.Actions)
		}
		tr := traceOf(t, revolve, fmt.Sprintf("steps=%d places=%d", c.Steps, c.Places))
		if got, want := resultsOf(t, tr, "advances total"), fmt.Sprintf("%d %d", c.Advances, c.Advances+c.Steps); got != want {
			t.Errorf("advances and total for (%d, %d) = %s, want %s", c.Steps, c.Places, got, want)
		}
		if n := peak(actions); n != c.Peak {
			t.Errorf("schedule(%d, %d) holds %d states at most, want %d", c.Steps, c.Places, n, c.Peak)
		}
	}
	for _, c := range g.Enough {
		tr := traceOf(t, revolve, fmt.Sprintf("steps=%d", c.Steps))
		got, _ := strconv.Atoi(result(t, tr, fmt.Sprintf("places%d", c.Ratio)))
		if got != c.Places && (c.Places > 0 || got <= 20) {
			t.Errorf("places for %d steps and at most %d each = %d, want %d", c.Steps, c.Ratio, got, c.Places)
		}
	}
	for _, c := range g.Longest {
		_, r, longest := advances(c.Steps, c.Places)
		_, more, _ := advances(c.Steps+1, c.Places)
		if r != c.Repeats || longest != c.Steps || more != r+1 {
			t.Errorf("advances(%d, %d): %d repeats, up to %d steps, then %d; want %d and %d", c.Steps, c.Places, r, longest, more, c.Repeats, c.Steps)
		}
	}
}

func peak(actions []action) int {
	held, most := 0, 0
	for _, a := range actions {
		switch a.do {
		case "store":
			held++
		case "free":
			held--
		}
		most = max(most, held)
	}
	return most
}

// TestTreeverse compares the table with its recurrence, over all splits.
func TestTreeverse(t *testing.T) {
	const steps, places = 120, 12
	tv := newTreeverse(steps, places)
	for c := 2; c <= places; c++ {
		for l := 2; l <= steps; l++ {
			best, split := 1<<30, 0
			for k := 1; k < l; k++ {
				if n := k + tv.advances[c-1][l-k] + tv.advances[c][k]; n < best {
					best, split = n, k
				}
			}
			if tv.advances[c][l] != best || tv.split[c][l] != split {
				t.Fatalf("t(%d, %d) = %d at %d, want %d at %d", l, c, tv.advances[c][l], tv.split[c][l], best, split)
			}
		}
	}
}

// TestTreeverseClosed compares the table with its closed form.
func TestTreeverseClosed(t *testing.T) {
	tv := newTreeverse(1000, 20)
	for c := 1; c <= 20; c++ {
		for l := 1; l <= 1000; l++ {
			if want, _, _ := advances(l, c); tv.advances[c][l] != want {
				t.Fatalf("t(%d, %d) = %d, want %d", l, c, tv.advances[c][l], want)
			}
		}
	}
}

// TestReversals carries schedules out: every step is passed once from the last,
// from a state that is held, with no more states than places.
func TestReversals(t *testing.T) {
	for l := 1; l <= 30; l++ {
		for c := 1; c <= 8; c++ {
			rs := reversals(newTreeverse(l, c).schedule(l, c))
			sum := 0
			for i, r := range rs {
				if r.step != l-i || len(r.held) > c || !slices.Contains(r.held, r.from) || r.from+r.advances != r.step-1 {
					t.Errorf("(%d, %d): reversal %d is %+v", l, c, i, r)
				}
				sum += r.advances
			}
			if want, _, _ := advances(l, c); len(rs) != l || sum != want {
				t.Errorf("(%d, %d): %d reversals with %d advances, want %d", l, c, len(rs), sum, want)
			}
		}
	}
}

func TestRevolveFrames(t *testing.T) {
	for _, params := range []string{"", "steps=1", "steps=2 places=1", "steps=13 places=20", "steps=36 places=2", "steps=1000 places=1", "steps=1000 places=20"} {
		for i, f := range traceOf(t, revolve, params).Frames {
			checkShown(t, fmt.Sprintf("revolve(%s) frame %d", params, i), f, 11)
		}
	}
}

func BenchmarkRevolve(b *testing.B) {
	for _, params := range []string{"", "steps=36 places=4", "steps=1000 places=20"} {
		b.Run(params, func(b *testing.B) {
			for b.Loop() {
				traceOf(b, revolve, params)
			}
		})
	}
}

// BenchmarkTreeverse makes the table for 1000 steps and 20 places.
func BenchmarkTreeverse(b *testing.B) {
	for b.Loop() {
		newTreeverse(1000, 20)
	}
}
