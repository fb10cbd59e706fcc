package sim

import (
	"errors"
	"math"
	"math/rand/v2"
)

// noiseLaws are the laws that noise may have.
var noiseLaws = []string{"normal", "bernoulli", "uniform", "exponential", "rademacher"}

// A noiseLaw is a law scaled to mean 0 and variance 1.
type noiseLaw struct {
	name         string
	skew, excess float64 // third moment, fourth moment less 3
	low, high    float64 // the values of a law with two
	chance       float64 // of the high one
}

// newNoiseLaw returns the law that, times sigma and plus mu, is the named one.
// Bernoulli noise keeps or drops: it is 0 or c with mean mu and variance sigma²,
// so c is kept with the chance mu²/(mu² + sigma²), as in dropout.
func newNoiseLaw(name string, mu, sigma float64) (noiseLaw, error) {
	l := noiseLaw{name: name}
	switch name {
	case "uniform":
		l.excess = -1.2
	case "exponential":
		l.skew, l.excess = 2, 6
	case "rademacher":
		l.excess, l.low, l.high, l.chance = -2, -1, 1, .5
	case "bernoulli":
		switch {
		case sigma == 0:
			return l, nil // nothing is dropped: low and high are 0
		case mu == 0:
			return l, errors.New("with law = bernoulli the noise is 0 or one other number, so with mu = 0 it has no variance: " +
				"make mu larger or smaller than 0, or take another law")
		}
		keep := mu * mu / (mu*mu + sigma*sigma)
		spread := math.Sqrt(keep * (1 - keep))
		l.low, l.high, l.chance = -keep/spread, (1-keep)/spread, keep
		l.skew, l.excess = (1-2*keep)/spread, (1-6*keep*(1-keep))/(keep*(1-keep))
		if mu < 0 {
			l.low, l.high, l.skew = -l.low, -l.high, -l.skew
		}
	}
	return l, nil
}

// fill draws independent numbers.
func (l noiseLaw) fill(rng *rand.Rand, u []float64) {
	switch l.name {
	case "normal":
		for i := range u {
			u[i] = rng.NormFloat64()
		}
	case "uniform":
		for i := range u {
			u[i] = math.Sqrt(3) * (2*rng.Float64() - 1)
		}
	case "exponential":
		for i := range u {
			u[i] = rng.ExpFloat64() - 1
		}
	default:
		for i := range u {
			u[i] = l.low
			if rng.Float64() < l.chance {
				u[i] = l.high
			}
		}
	}
}
