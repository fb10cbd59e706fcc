package sim

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// A littleLM is the language model of [tiedLM] with its gradients, in float32
// (blas32 multiplies at 16 GFLOP/s where float64 reaches half of that):
//
//	x = words[w] + places[p]
//	x = LN(x)
//	x = x + W₂ relu(W₁ LN(x) + b₁) + b₂
//	scores = scale · head · LN(x)
//
// where head is the table of words, or one of its own. There is no attention:
// the text is a chain in which a word settles the odds of the next.
type littleLM struct {
	vocab, width, hidden int
	scale                float32

	words, places, head             *weights // head is words if they are tied
	in1, in2                        *weights // gain and bias of the first LN
	mid1, mid2, up, upB, down, dwnB *weights // the block
	out1, out2                      *weights
	all                             []*weights
	t                               int // steps taken

	x, h0, xh0, xm, xhm, pre, act, y, xo, xho *buffer // forward, rows are tokens
	scores                                    *buffer
	rstd0, rstdM, rstdO                       []float32
	dA, dB, dH                                *buffer
}

// weights are a matrix with its gradient and Adam's two averages.
type weights struct {
	rows, cols int
	w, g, m, v []float32
}

// A buffer is a matrix of one row for each token.
type buffer = blas32.General

// A batch is words at places and the words that follow.
type batch struct{ word, place, next []int }

// A start is how a model begins.
type start struct {
	name          string
	words, places func(width float64) float64 // standard deviations of the tables
	scaled        bool                        // scores are divided by √width
	untied        bool
}

func newLittleLM(vocab, width, longest, tokens int, s start, seed uint64) *littleLM {
	m := &littleLM{vocab: vocab, width: width, hidden: width, scale: 1}
	if s.scaled {
		m.scale = float32(1 / math.Sqrt(float64(width)))
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	normal := func(std float64) func() float64 { return func() float64 { return std * rng.NormFloat64() } }
	even := func(fanIn int) func() float64 { // as torch.nn.Linear begins
		b := 1 / math.Sqrt(float64(fanIn))
		return func() float64 { return b * (2*rng.Float64() - 1) }
	}
	constant := func(x float64) func() float64 { return func() float64 { return x } }
	d := float64(width)
	m.words = m.add(vocab, width, normal(s.words(d)))
	m.places = m.add(longest, width, normal(s.places(d)))
	m.in1, m.in2 = m.add(1, width, constant(1)), m.add(1, width, constant(0))
	m.mid1, m.mid2 = m.add(1, width, constant(1)), m.add(1, width, constant(0))
	m.up, m.upB = m.add(m.hidden, width, even(width)), m.add(1, m.hidden, even(width))
	m.down, m.dwnB = m.add(width, m.hidden, even(m.hidden)), m.add(1, width, even(m.hidden))
	m.out1, m.out2 = m.add(1, width, constant(1)), m.add(1, width, constant(0))
	m.head = m.words
	if s.untied {
		m.head = m.add(vocab, width, even(width))
	}
	m.grow(tokens)
	return m
}

func (m *littleLM) add(rows, cols int, entry func() float64) *weights {
	n := rows * cols
	p := &weights{rows: rows, cols: cols, w: make([]float32, n), g: make([]float32, n), m: make([]float32, n), v: make([]float32, n)}
	for i := range p.w {
		p.w[i] = float32(entry())
	}
	m.all = append(m.all, p)
	return p
}

// grow makes the buffers for so many tokens.
func (m *littleLM) grow(n int) {
	make2 := func(cols int) *buffer {
		return &buffer{Rows: n, Cols: cols, Stride: cols, Data: make([]float32, n*cols)}
	}
	d := m.width
	m.x, m.h0, m.xh0, m.xm, m.xhm, m.y, m.xo, m.xho = make2(d), make2(d), make2(d), make2(d), make2(d), make2(d), make2(d), make2(d)
	m.dA, m.dB = make2(d), make2(d)
	m.pre, m.act, m.dH = make2(m.hidden), make2(m.hidden), make2(m.hidden)
	m.scores = make2(m.vocab)
	m.rstd0, m.rstdM, m.rstdO = make([]float32, n), make([]float32, n), make([]float32, n)
}

func (p *weights) matrix() blas32.General {
	return blas32.General{Rows: p.rows, Cols: p.cols, Stride: p.cols, Data: p.w}
}

func (p *weights) gradient() blas32.General {
	return blas32.General{Rows: p.rows, Cols: p.cols, Stride: p.cols, Data: p.g}
}

func row(b *buffer, i int) []float32 { return b.Data[i*b.Stride : i*b.Stride+b.Cols] }

// normalise is LN: out = x̂·gain + bias with x̂ of mean 0 and variance 1 (ε = 10⁻⁵).
func normalise(x, hat, out *buffer, rstd []float32, gain, bias *weights) {
	for i := range x.Rows {
		xs, hs, ys := row(x, i), row(hat, i), row(out, i)
		var sum, square float64
		for _, v := range xs {
			sum += float64(v)
		}
		mean := sum / float64(len(xs))
		for _, v := range xs {
			square += (float64(v) - mean) * (float64(v) - mean)
		}
		r := float32(1 / math.Sqrt(square/float64(len(xs))+1e-5))
		rstd[i] = r
		for k, v := range xs {
			hs[k] = (v - float32(mean)) * r
			ys[k] = hs[k]*gain.w[k] + bias.w[k]
		}
	}
}

// normaliseBack turns the gradient of out into that of x, in place or added on.
func normaliseBack(dy, hat, dx *buffer, rstd []float32, gain, bias *weights, addOn bool) {
	for i := range dy.Rows {
		gs, hs, xs := row(dy, i), row(hat, i), row(dx, i)
		var sum, dot float32
		for k, g := range gs {
			gain.g[k] += g * hs[k]
			bias.g[k] += g
			g *= gain.w[k]
			sum += g
			dot += g * hs[k]
		}
		n := float32(len(gs))
		sum, dot = sum/n, dot/n
		for k, g := range gs {
			d := (g*gain.w[k] - sum - hs[k]*dot) * rstd[i]
			if addOn {
				d += xs[k]
			}
			xs[k] = d
		}
	}
}

// forward computes the scores of a batch, which has as many tokens as the
// buffers, and returns the mean loss. It leaves p − y in place of the scores.
func (m *littleLM) forward(b batch) float64 {
	for i, w := range b.word {
		xs, p := row(m.x, i), b.place[i]
		word, place := m.words.w[w*m.width:(w+1)*m.width], m.places.w[p*m.width:(p+1)*m.width]
		for k := range xs {
			xs[k] = word[k] + place[k]
		}
	}
	normalise(m.x, m.xh0, m.h0, m.rstd0, m.in1, m.in2)
	normalise(m.h0, m.xhm, m.xm, m.rstdM, m.mid1, m.mid2)
	blas32.Gemm(blas.NoTrans, blas.Trans, 1, *m.xm, m.up.matrix(), 0, *m.pre)
	for i := range m.pre.Rows {
		ps, as := row(m.pre, i), row(m.act, i)
		for k := range ps {
			ps[k] += m.upB.w[k]
			as[k] = max(ps[k], 0)
		}
	}
	blas32.Gemm(blas.NoTrans, blas.Trans, 1, *m.act, m.down.matrix(), 0, *m.y)
	for i := range m.y.Rows {
		ys, hs := row(m.y, i), row(m.h0, i)
		for k := range ys {
			ys[k] += hs[k] + m.dwnB.w[k]
		}
	}
	normalise(m.y, m.xho, m.xo, m.rstdO, m.out1, m.out2)
	blas32.Gemm(blas.NoTrans, blas.Trans, m.scale, *m.xo, m.head.matrix(), 0, *m.scores)
	return m.losses(b)
}

// losses turns scores into p − y and returns the mean loss.
func (m *littleLM) losses(b batch) float64 {
	total := 0.0
	for i, next := range b.next {
		ss := row(m.scores, i)
		top := ss[0]
		for _, s := range ss {
			top = max(top, s)
		}
		label := float64(ss[next] - top)
		sum := 0.0
		for k, s := range ss {
			e := math.Exp(float64(s - top))
			ss[k] = float32(e)
			sum += e
		}
		total += math.Log(sum) - label
		for k := range ss {
			ss[k] /= float32(sum)
		}
		ss[next]--
	}
	return total / float64(len(b.next))
}

// backward adds up the gradients after a forward.
func (m *littleLM) backward(b batch) {
	for _, p := range m.all {
		clear(p.g)
	}
	f := m.scale / float32(len(b.word))
	blas32.Gemm(blas.NoTrans, blas.NoTrans, f, *m.scores, m.head.matrix(), 0, *m.dA)
	blas32.Gemm(blas.Trans, blas.NoTrans, f, *m.scores, *m.xo, 0, m.head.gradient())
	normaliseBack(m.dA, m.xho, m.dB, m.rstdO, m.out1, m.out2, false) // dB: of y, and of h0 past the block
	addRows(m.dwnB, m.dB)
	blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, *m.dB, m.down.matrix(), 0, *m.dH)
	blas32.Gemm(blas.Trans, blas.NoTrans, 1, *m.dB, *m.act, 0, m.down.gradient())
	for i, p := range m.pre.Data {
		if p <= 0 {
			m.dH.Data[i] = 0
		}
	}
	addRows(m.upB, m.dH)
	blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, *m.dH, m.up.matrix(), 0, *m.dA)
	blas32.Gemm(blas.Trans, blas.NoTrans, 1, *m.dH, *m.xm, 0, m.up.gradient())
	normaliseBack(m.dA, m.xhm, m.dB, m.rstdM, m.mid1, m.mid2, true)
	normaliseBack(m.dB, m.xh0, m.dA, m.rstd0, m.in1, m.in2, false)
	for i, w := range b.word {
		gs, p := row(m.dA, i), b.place[i]
		word, place := m.words.g[w*m.width:(w+1)*m.width], m.places.g[p*m.width:(p+1)*m.width]
		for k, g := range gs {
			word[k] += g
			place[k] += g
		}
	}
}

func addRows(p *weights, b *buffer) {
	for i := range b.Rows {
		for k, g := range row(b, i) {
			p.g[k] += g
		}
	}
}

// adam takes a step (Kingma and Ba 2015, with bias correction).
func (m *littleLM) adam(rate float64) {
	const beta1, beta2, eps = 0.9, 0.999, 1e-8
	m.t++
	c1 := 1 - math.Pow(beta1, float64(m.t))
	c2 := 1 - math.Pow(beta2, float64(m.t))
	size, root := float32(rate/c1), float32(1/math.Sqrt(c2))
	for _, p := range m.all {
		for i, g := range p.g {
			p.m[i] = beta1*p.m[i] + (1-beta1)*g
			p.v[i] = beta2*p.v[i] + (1-beta2)*g*g
			p.w[i] -= size * p.m[i] / (float32(math.Sqrt(float64(p.v[i])))*root + eps)
		}
	}
}

// train takes one step on a batch.
func (m *littleLM) train(b batch, rate float64) {
	m.forward(b)
	m.backward(b)
	m.adam(rate)
}

// A chainText is a text in which every word has four equally likely successors.
type chainText struct {
	follow [][4]int
	rng    *rand.Rand
}

func newChainText(vocab int, seed uint64) *chainText {
	t := &chainText{rng: rand.New(rand.NewPCG(seed, 2))}
	for range vocab {
		var f [4]int
		for k := range f {
			f[k] = t.rng.IntN(vocab)
		}
		t.follow = append(t.follow, f)
	}
	return t
}

// batch draws sequences of the given length, some tokens in all.
func (t *chainText) batch(tokens, length int) batch {
	var b batch
	for i := 0; i < tokens; i += length {
		w := t.rng.IntN(len(t.follow))
		for p := range length {
			next := t.follow[w][t.rng.IntN(4)]
			b.word, b.place, b.next = append(b.word, w), append(b.place, p), append(b.next, next)
			w = next
		}
	}
	return b
}
