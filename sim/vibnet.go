package sim

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/blas/gonum"
)

// A real is the number type of a network: float32 to train, as that takes half
// the time, float64 to check gradients.
type real interface{ float32 | float64 }

// A bottleneck is a variational information bottleneck. The encoder makes
// h = relu(W1ᵀx + b1) and (μ, s) = W2·h + b2, with σ = softplus(s + shift) + floor;
// then z = μ + σ·V with noise V, and the decoder's scores are W3·z + b3. Its loss,
// a mean over the examples, is
//
//	task·(−log q(y|z)) + β·KL(N(μ, σ²) ‖ N(0, 1)),  KL = Σ ½(μ² + σ² − 1 − ln σ²)
//
// where task is 1, or −1 for the loss with its sign lost.
type bottleneck[T real] struct {
	in, hidden, latent, classes int
	shift, floor                float64
	beta, task                  float64
	weights, grads              []T
	w, g                        layers[T] // parts of weights and grads
	m, v                        []T       // of Adam
	steps                       int
	axpy                        func(a T, x, y []T) // y += a·x
	dot                         func(x, y []T) T
	h, dh                       []T
	mu, sigma, slope, z, dz, p  []float64
	kl, ce                      float64 // means over the last batch
}

// layers are the matrices of a network: w1 is in×hidden, w2 is 2·latent×hidden,
// w3 is classes×latent, each row by row.
type layers[T real] struct{ w1, b1, w2, b2, w3, b3 []T }

// An example is an input in sparse form, with its class.
type example[T real] struct {
	at    []int // where the input is not 0
	x     []T   // what it is there
	class int
}

func axpy32(a float32, x, y []float32) { gonum.Implementation{}.Saxpy(len(x), a, x, 1, y, 1) }
func dot32(x, y []float32) float32     { return gonum.Implementation{}.Sdot(len(x), x, 1, y, 1) }
func axpy64(a float64, x, y []float64) { gonum.Implementation{}.Daxpy(len(x), a, x, 1, y, 1) }
func dot64(x, y []float64) float64     { return gonum.Implementation{}.Ddot(len(x), x, 1, y, 1) }
func newBottleneck32(in, hidden, latent, classes int) *bottleneck[float32] {
	return newBottleneck(in, hidden, latent, classes, axpy32, dot32)
}

func newBottleneck[T real](in, hidden, latent, classes int, axpy func(T, []T, []T), dot func(x, y []T) T) *bottleneck[T] {
	b := &bottleneck[T]{in: in, hidden: hidden, latent: latent, classes: classes, task: 1, axpy: axpy, dot: dot}
	n := in*hidden + hidden + 2*latent*hidden + 2*latent + classes*latent + classes
	b.weights, b.grads, b.m, b.v = make([]T, n), make([]T, n), make([]T, n), make([]T, n)
	b.w, b.g = b.cut(b.weights), b.cut(b.grads)
	b.h, b.dh = make([]T, hidden), make([]T, hidden)
	for _, x := range []*[]float64{&b.mu, &b.sigma, &b.slope, &b.z, &b.dz} {
		*x = make([]float64, latent)
	}
	b.p = make([]float64, classes)
	return b
}

// cut names the parts of a flat vector.
func (b *bottleneck[T]) cut(flat []T) layers[T] {
	take := func(n int) []T {
		part := flat[:n:n]
		flat = flat[n:]
		return part
	}
	return layers[T]{take(b.in * b.hidden), take(b.hidden), take(2 * b.latent * b.hidden), take(2 * b.latent),
		take(b.classes * b.latent), take(b.classes)}
}

// draw fills every matrix and its bias with uniform numbers of ±1/√fan-in.
func (b *bottleneck[T]) draw(rng *rand.Rand) {
	fill := func(fanIn int, parts ...[]T) {
		r := 1 / math.Sqrt(float64(fanIn))
		for _, p := range parts {
			for i := range p {
				p[i] = T(r * (2*rng.Float64() - 1))
			}
		}
	}
	fill(b.in, b.w.w1, b.w.b1)
	fill(b.hidden, b.w.w2, b.w.b2)
	fill(b.latent, b.w.w3, b.w.b3)
}

// encode sets h, mu and sigma for an input.
func (b *bottleneck[T]) encode(e example[T]) {
	copy(b.h, b.w.b1)
	for i, at := range e.at {
		b.axpy(e.x[i], b.w.w1[at*b.hidden:(at+1)*b.hidden], b.h)
	}
	for i, x := range b.h {
		b.h[i] = max(x, 0)
	}
	for k := range b.latent {
		b.mu[k] = b.score(k)
		// ln(1 + eˢ) and its slope, from one exponential.
		e := math.Exp(min(b.score(b.latent+k)+b.shift, 30))
		b.sigma[k], b.slope[k] = math.Log(1+e)+b.floor, e/(1+e)
	}
}

// score is entry k of W2·h + b2.
func (b *bottleneck[T]) score(k int) float64 {
	return float64(b.dot(b.w.w2[k*b.hidden:(k+1)*b.hidden], b.h) + b.w.b2[k])
}

// decode sets z for the noise v, and p to the probabilities of the classes; it
// returns −log of that of the given class.
func (b *bottleneck[T]) decode(v []float64, class int) float64 {
	for k := range b.z {
		b.z[k] = b.mu[k] + b.sigma[k]*v[k]
	}
	top := math.Inf(-1)
	for c := range b.p {
		s := float64(b.w.b3[c])
		for k, z := range b.z {
			s += float64(b.w.w3[c*b.latent+k]) * z
		}
		b.p[c] = s
		top = max(top, s)
	}
	own, sum := b.p[class], 0.0
	for c, s := range b.p {
		b.p[c] = math.Exp(s - top)
		sum += b.p[c]
	}
	for c := range b.p {
		b.p[c] /= sum
	}
	return top + math.Log(sum) - own
}

// klNow is the divergence from the standard normal of the present mu and sigma.
func (b *bottleneck[T]) klNow() float64 {
	kl := 0.0
	for k, m := range b.mu {
		s := b.sigma[k]
		kl += (m*m + s*s - 1 - 2*math.Log(s)) / 2
	}
	return kl
}

// gradients sets the gradients of the loss over the examples with noise v, one
// vector for each, and ce and kl to its two means.
func (b *bottleneck[T]) gradients(es []example[T], v [][]float64) {
	clear(b.grads)
	b.ce, b.kl = 0, 0
	share := 1 / float64(len(es))
	for i, e := range es {
		b.encode(e)
		b.ce += share * b.decode(v[i], e.class)
		b.kl += share * b.klNow()
		b.back(e, v[i], share)
	}
}

// back adds the gradients of one example, of which the loss has the given share.
func (b *bottleneck[T]) back(e example[T], v []float64, share float64) {
	clear(b.dz)
	for c, p := range b.p {
		d := p
		if c == e.class {
			d--
		}
		d *= b.task * share
		b.g.b3[c] += T(d)
		for k, z := range b.z {
			b.g.w3[c*b.latent+k] += T(d * z)
			b.dz[k] += d * float64(b.w.w3[c*b.latent+k])
		}
	}
	clear(b.dh)
	for k, d := range b.dz {
		sigma := b.sigma[k]
		b.output(k, d+share*b.beta*b.mu[k])
		b.output(b.latent+k, b.slope[k]*(d*v[k]+share*b.beta*(sigma-1/sigma)))
	}
	for i, h := range b.h {
		if h <= 0 {
			b.dh[i] = 0
		}
	}
	b.axpy(1, b.dh, b.g.b1)
	for i, at := range e.at {
		b.axpy(e.x[i], b.dh, b.g.w1[at*b.hidden:(at+1)*b.hidden])
	}
}

// output takes the gradient d of entry k of W2·h + b2 one layer back.
func (b *bottleneck[T]) output(k int, d float64) {
	b.g.b2[k] += T(d)
	row := k * b.hidden
	b.axpy(T(d), b.h, b.g.w2[row:row+b.hidden])
	b.axpy(T(d), b.w.w2[row:row+b.hidden], b.dh)
}

// adam takes one step of Adam (0.9, 0.999, 1e-8) with the present gradients.
func (b *bottleneck[T]) adam(rate float64) {
	b.steps++
	c1 := 1 - math.Pow(0.9, float64(b.steps))
	c2 := 1 - math.Pow(0.999, float64(b.steps))
	lr, root, eps := T(rate/c1), T(1/math.Sqrt(c2)), T(1e-8)
	m, v, w := b.m[:len(b.grads)], b.v[:len(b.grads)], b.weights[:len(b.grads)]
	for i, g := range b.grads {
		m[i] = 0.9*m[i] + 0.1*g
		v[i] = 0.999*v[i] + 0.001*g*g
		w[i] -= lr * m[i] / (T(math.Sqrt(float64(v[i])))*root + eps)
	}
}

// train takes steps over all examples, with fresh noise in each.
func (b *bottleneck[T]) train(ctx context.Context, es []example[T], steps int, rate float64, rng *rand.Rand) error {
	v := make([][]float64, len(es))
	for i := range v {
		v[i] = make([]float64, b.latent)
	}
	for range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, x := range v {
			for k := range x {
				x[k] = rng.NormFloat64()
			}
		}
		b.gradients(es, v)
		b.adam(rate)
	}
	return nil
}

// A latentReport is what a trained bottleneck makes of some examples.
type latentReport struct {
	mu    [][]float64
	span  float64 // of the means, over both axes
	sigma float64 // mean
	kl    float64 // mean, nats
	wrong int     // examples read wrong
	err   float64 // their share
}

// voices is how many draws of z vote on an example.
const voices = 12

// report encodes the examples; the classes are read from the mean probability
// over several draws of z.
func (b *bottleneck[T]) report(es []example[T], rng *rand.Rand) latentReport {
	r := latentReport{}
	v, votes := make([]float64, b.latent), make([]float64, b.classes)
	lo, hi := math.Inf(1), math.Inf(-1)
	n := float64(len(es))
	for _, e := range es {
		b.encode(e)
		r.mu = append(r.mu, append([]float64(nil), b.mu...))
		for k, m := range b.mu {
			lo, hi = min(lo, m), max(hi, m)
			r.sigma += b.sigma[k] / (n * float64(b.latent))
		}
		r.kl += b.klNow() / n
		clear(votes)
		for range voices {
			for k := range v {
				v[k] = rng.NormFloat64()
			}
			b.decode(v, e.class)
			for c, p := range b.p {
				votes[c] += p / voices
			}
		}
		best := 0
		for c, p := range votes {
			if p > votes[best] {
				best = c
			}
		}
		if best != e.class {
			r.wrong++
		}
	}
	r.span, r.err = hi-lo, float64(r.wrong)/n
	return r
}

// sparse leaves out what is 0 or at most faint in dense inputs; class i is the
// place of label i among the labels that there are, in their order.
func sparse[T real](x [][]float64, labels []int, faint float64) []example[T] {
	places := slices.Compact(slices.Sorted(slices.Values(labels)))
	es := make([]example[T], len(x))
	for i, row := range x {
		es[i].class = slices.Index(places, labels[i])
		for j, e := range row {
			if math.Abs(e) > faint {
				es[i].at = append(es[i].at, j)
				es[i].x = append(es[i].x, T(e))
			}
		}
	}
	return es
}
