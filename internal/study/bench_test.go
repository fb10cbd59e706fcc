package study

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// library makes n parts, five a problem, of 12 topics.
func library(n int) []Part {
	parts := make([]Part, n)
	for i := range parts {
		parts[i] = Part{
			Concept: Concept{fmt.Sprint("problem", i/5), string(rune('a' + i%5))},
			Topics:  []string{fmt.Sprint("topic", i/5%12), fmt.Sprint("topic", (i/5+1)%12)},
			Points:  float64(1 + i%20),
		}
	}
	return parts
}

// practice makes n reviews of the parts within a year, in the order of time.
func practice(rng *rand.Rand, parts []Part, n int, start time.Time) []Review {
	reviews := make([]Review, n)
	for i := range reviews {
		p := parts[rng.IntN(len(parts))]
		reviews[i] = Review{
			Concept: p.Concept,
			Topics:  p.Topics,
			At:      start.Add(time.Duration(i) * (365 * 24 * time.Hour / time.Duration(n))),
			Seed:    rng.Uint64N(4),
			Score:   float64(rng.IntN(5)) / 4,
			Hints:   max(rng.IntN(5)-3, 0),
			Shown:   rng.IntN(10) == 0,
			Spent:   time.Duration(rng.IntN(600)) * time.Second,
		}
	}
	return reviews
}

func BenchmarkDeck(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	for _, n := range []int{34, 1000} {
		parts := library(n)
		reviews := practice(rng, parts, 100_000, start)
		b.Run(fmt.Sprintf("parts=%d/reviews=100000", n), func(b *testing.B) {
			for b.Loop() {
				New(parts, reviews)
			}
		})
	}
	shuffled := practice(rng, library(34), 100_000, start)
	rng.Shuffle(len(shuffled), func(i, k int) { shuffled[i], shuffled[k] = shuffled[k], shuffled[i] })
	b.Run("shuffled", func(b *testing.B) {
		for b.Loop() {
			New(library(34), shuffled)
		}
	})
}

func BenchmarkTable(b *testing.B) {
	parts := library(1000)
	d := New(parts, practice(rand.New(rand.NewPCG(1, 2)), parts, 100_000, time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)))
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	for b.Loop() {
		d.Table(8, now)
	}
}
