package sim

import "math"

// gaps are where λθ may be added to Adam: to the gradient (A), to what goes into
// its mean (B), to the mean of its square (C), or to the step (D); adamw is D
// with αλθ. The loop is
//
//	g = ∇f(θ) + A
//	m = β₁m + (1 − β₁)(g + B)
//	v = β₂v + (1 − β₂)g² + C
//	θ = θ − (α·m/(√v + ε) + D)
//
// where a correction divides m by 1 − β₁ᵗ and v by 1 − β₂ᵗ.
var gaps = []string{"none", "A", "B", "C", "D", "adamw"}

// adam is the loop with its constants.
type adam struct {
	gap                              string
	alpha, beta1, beta2, lambda, eps float64
	correct                          bool
}

// A weight is one coordinate and its running means.
type weight struct {
	theta, m, v float64
	pow1, pow2  float64 // β₁ᵗ and β₂ᵗ
	stuck       bool    // a step had no value: v was not positive
}

// weightAt is a weight before its first step.
func weightAt(theta float64) weight { return weight{theta: theta, pow1: 1, pow2: 1} }

// wild is where a weight that runs away is stopped.
const wild = 1e9

// step takes one step down the given gradient of the loss.
func (a *adam) step(w *weight, gradient float64) {
	if w.stuck {
		return
	}
	pull := a.lambda * w.theta
	if a.gap == "A" {
		gradient += pull
	}
	mean, square := gradient, (1-a.beta2)*gradient*gradient
	switch a.gap {
	case "B":
		mean += pull
	case "C":
		square += pull
	}
	w.m = a.beta1*w.m + (1-a.beta1)*mean
	w.v = a.beta2*w.v + square
	next := w.theta - a.alpha*a.direction(w)
	switch a.gap {
	case "D":
		next -= pull
	case "adamw":
		next -= a.alpha * pull
	}
	if math.IsNaN(next) || math.Abs(next) > wild {
		w.stuck = true
		return
	}
	w.theta = next
}

// direction is m/(√v + ε), corrected if asked for; 0 while there was no gradient
// at all. It is not a number where v is negative.
func (a *adam) direction(w *weight) float64 {
	m, v := w.m, w.v
	if a.correct {
		w.pow1, w.pow2 = w.pow1*a.beta1, w.pow2*a.beta2
		m, v = m/(1-w.pow1), v/(1-w.pow2)
	}
	if m == 0 && v >= 0 {
		return 0
	}
	return m / (math.Sqrt(v) + a.eps)
}
