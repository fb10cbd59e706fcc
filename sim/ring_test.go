package sim

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
)

// goldenRing is testdata/ring.json: counts of messages and numbers for three
// ways to exchange gradients, the messages of small rings, times of all-reduce
// algorithms at 5 µs and 12.5 GB/s, and slowdowns by slow links.
type goldenRing struct {
	Counts []struct {
		Workers, Block    int
		Direct, Hub, Ring [3]int // messages, numbers each, numbers in all
	}
	Messages3, Messages4 [][3]int // from, to, block
	Sums                 [][]int
	Times                []struct {
		Workers, Size int
		Seconds       map[string]float64
	}
	Crossover      [][2]float64 // workers, numbers
	Slow, Harmonic [][]float64  // workers, factor, slowdown; workers, H
}

func readRing(t testing.TB) goldenRing {
	var g goldenRing
	readData(t, "ring.json", &g)
	if len(g.Counts) < 15 || len(g.Messages4) != 24 || len(g.Times) < 18 || len(g.Crossover) < 5 || len(g.Slow) < 12 {
		t.Fatalf("testdata/ring.json is incomplete: %d, %d, %d rows", len(g.Counts), len(g.Messages4), len(g.Times))
	}
	return g
}

func TestRing(t *testing.T) {
	for _, r := range readRing(t).Counts {
		params := fmt.Sprintf("workers=%d block=%d", r.Workers, r.Block)
		tr := mustRun(t, ring, params)
		for way, want := range map[string][3]int{"direct_": r.Direct, "hub_": r.Hub, "": r.Ring} {
			got := [3]int{int(figure(t, tr, way+"messages")), int(figure(t, tr, way+"numbers")), int(figure(t, tr, way+"total"))}
			if got != want {
				t.Errorf("%smessages, numbers, total of ring(%s) = %v, want %v", way, params, got, want)
			}
		}
	}
}

// TestRingMessages follows the messages of small rings and checks every
// worker's sums.
func TestRingMessages(t *testing.T) {
	g := readRing(t)
	for i, want := range [][][3]int{g.Messages3, g.Messages4} {
		r := newRing(3+i, 2)
		var got [][3]int
		for r.round < r.rounds() {
			r.step()
			for _, m := range r.sent {
				got = append(got, [3]int{m.from + 1, m.to + 1, m.block + 1})
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("messages of %d workers = %v, want %v", r.n, got, want)
		}
		for w, blocks := range r.data {
			if sums := slices.Concat(blocks...); !slices.Equal(sums, g.Sums[i]) {
				t.Errorf("worker %d of %d ends with %v, want %v", w+1, r.n, sums, g.Sums[i])
			}
		}
	}
}

// TestRingSums compares every ring's sums with adding up directly.
func TestRingSums(t *testing.T) {
	for n := 2; n <= 16; n++ {
		for _, block := range []int{1, 5, 12} {
			params := fmt.Sprintf("workers=%d block=%d", n, block)
			tr := mustRun(t, ring, params)
			p := n * block
			first := n + p*n*(n-1)/2 // Σ (i·p + 1)
			got := [2]string{}
			for i, name := range []string{"first_sum", "last_sum"} {
				r, _ := tr.Results.Lookup(name)
				got[i] = r.Value
			}
			if want := [2]string{strconv.Itoa(first), strconv.Itoa(first + n*(p-1))}; got != want {
				t.Errorf("first and last sum of ring(%s) = %v, want %v", params, got, want)
			}
			if len(tr.Frames) != 2*(n-1)+2 {
				t.Errorf("ring(%s) has %d frames, want %d", params, len(tr.Frames), 2*n)
			}
		}
	}
}

func TestRingFrames(t *testing.T) {
	for _, params := range []string{"", "workers=2 block=1", "workers=4 block=3", "workers=6 block=12"} {
		wantFrames(t, ring, params, "start", "round", "result")
	}
	tr := mustRun(t, ring, "")
	// after the second round of the exam's ring: block 3 of worker 2 is complete
	if got, want := tr.Frames[2].Blocks[0].(*Cells).Rows[1].Cells[2], (Cell{Text: "33 36✓", Mark: Hot}); got != want {
		t.Errorf("block 3 of worker 2 = %v, want %v", got, want)
	}
}

func BenchmarkRing(b *testing.B) {
	benchmarkRuns(b, ring, "workers=3 block=2", "workers=16 block=12")
	b.Run("16 workers, 160 000 numbers", func(b *testing.B) {
		for b.Loop() {
			for r := newRing(16, 10_000); r.round < r.rounds(); {
				r.step()
			}
		}
	})
}
