package sim

import (
	"context"
	"errors"
	"math"
	"testing"
)

// TestLittleLMGradient compares gradients with differences of the loss.
func TestLittleLMGradient(t *testing.T) {
	for _, s := range []start{
		{name: "tied", words: stdHe, places: stdOne},
		{name: "scaled", words: stdOne, places: stdOne, scaled: true},
		{name: "untied", words: stdOne, places: stdHe, untied: true},
	} {
		m := newLittleLM(7, 12, 4, 8, s, 3)
		b := newChainText(7, 1).batch(8, 4)
		m.forward(b)
		m.backward(b)
		for n, p := range m.all {
			for _, i := range []int{0, len(p.w) / 3, len(p.w) - 1} {
				const h = 1e-2
				w := p.w[i]
				p.w[i] = w + h
				up := m.forward(b)
				p.w[i] = w - h
				down := m.forward(b)
				p.w[i] = w
				if got, want := float64(p.g[i]), (up-down)/(2*h); math.Abs(got-want) > 2e-3*(1+math.Abs(want)) {
					t.Errorf("%s: gradient of entry %d of weights %d = %v, by differences %v", s.name, i, n, got, want)
				}
			}
		}
	}
}

// TestChainText checks that the words that follow one are its four.
func TestChainText(t *testing.T) {
	text := newChainText(50, 9)
	b := text.batch(4000, 8)
	seen := map[int]bool{}
	for i, w := range b.word {
		f := text.follow[w]
		if n := b.next[i]; n != f[0] && n != f[1] && n != f[2] && n != f[3] {
			t.Fatalf("%d follows %d, want one of %v", n, w, f)
		}
		if p := b.place[i]; p != i%8 || p > 0 && b.word[i] != b.next[i-1] {
			t.Fatalf("token %d: place %d, word %d after %d", i, p, w, b.next[max(i-1, 0)])
		}
		seen[w] = true
	}
	if len(seen) < 40 {
		t.Errorf("%d of 50 words occur", len(seen))
	}
}

// TestTiedLM checks what the simulation is to show, on a small language: the bug
// starts far above guessing and stays behind, small tables and an untied head
// learn, and mending the words alone learns nothing.
func TestTiedLM(t *testing.T) {
	const params = "words=100 width=64 steps=150"
	tr := mustRun(t, tiedLM, params)
	at := func(name string) float64 { return figure(t, tr, name) }
	guess := at("guess")
	wantFigure(t, tr, params, "guess", math.Log(100), 1e-12)
	for name, want := range map[string]float64{ // the row of the word just read sets the scale: d/√2 and √d
		"bug_first": 64 / math.Sqrt2, "he_first": 8, "small_first": guess, "untied_first": guess,
	} {
		wantFigure(t, tr, params, name, want, 0.2)
	}
	for _, name := range []string{"he_last", "root_last", "scaled_last", "untied_last", "small_last"} {
		if at(name) > guess-0.3 {
			t.Errorf("%s = %v, want it well below guessing, %v", name, at(name), guess)
		}
	}
	if at("bug_last") < at("he_last")+0.5 || at("words_only_last") < at("he_last")+0.5 {
		t.Errorf("bug %v, words only %v, want both behind the mend's %v", at("bug_last"), at("words_only_last"), at("he_last"))
	}
	if at("small_last") < math.Log(4)*0.9 {
		t.Errorf("small_last = %v is below what the text allows, ln 4", at("small_last"))
	}
}

func TestTiedLMFrames(t *testing.T) {
	for _, params := range []string{"words=50 width=8 steps=0", "words=60 width=16 steps=25"} {
		wantFrames(t, tiedLM, params, "train", "curves", "result")
	}
}

// TestTiedLMCancel checks that a training stops between two frames.
func TestTiedLMCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r := newRace(100, 16, 100, 1)
	cancel()
	if err := r.run(ctx, 100); !errors.Is(err, context.Canceled) || r.models[0].t != 0 {
		t.Errorf("run(cancelled) = %v after %d steps", err, r.models[0].t)
	}
}

func BenchmarkTiedLM(b *testing.B) {
	benchmarkRuns(b, tiedLM, "words=400 width=128 steps=20")
	b.Run("step", func(b *testing.B) {
		m := newLittleLM(400, 128, lmSentence, lmTokens, lmStarts[0], 1)
		batch := newChainText(400, 1).batch(lmTokens, lmSentence)
		for b.Loop() {
			m.train(batch, lmRate)
		}
	})
}
