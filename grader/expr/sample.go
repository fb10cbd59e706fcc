package expr

import (
	"hash/fnv"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// A sampler draws points of the declared domain. The same expressions give the
// same points on every machine.
type sampler struct {
	syms     Symbols
	names    []string // of numbers, vectors and matrices, sorted
	dims     []string // names of dimensions, sorted
	seqs     []string
	small    map[string]bool // names that count terms, and have to stay small
	scales   []*big.Rat      // large numbers in the expressions, beyond which to look too
	matrices bool            // whether there are any, which have to stay small
	powers   bool            // whether a symbol stands in an exponent
	rng      *rand.Rand
	seed     uint64
}

// smallRounds are the first rounds, with numbers that are easy to calculate with.
const smallRounds = 6

// newSampler prepares points for the expressions; seed is any text.
func newSampler(syms Symbols, seed string, es ...Expr) *sampler {
	h := fnv.New64a()
	h.Write([]byte(seed))
	s := &sampler{syms: syms, small: map[string]bool{}, seed: h.Sum64()}
	s.rng = rand.New(rand.NewPCG(s.seed, 20))
	for _, e := range es {
		Walk(e, s.collect)
		s.names = append(s.names, Free(e)...)
	}
	for _, name := range sortedKeys(syms) {
		for _, d := range syms[name].Dims {
			if _, err := strconv.Atoi(d); err != nil {
				s.dims = append(s.dims, d)
			}
		}
	}
	for _, list := range []*[]string{&s.names, &s.dims, &s.seqs} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	s.names = slices.DeleteFunc(s.names, func(n string) bool { return slices.Contains(s.dims, n) })
	return s
}

// collect notes what an expression needs.
func (s *sampler) collect(e Expr) {
	switch e := e.(type) {
	case *Name:
		s.matrices = s.matrices || s.syms[e.Name].kind() == matrixKind
	case *Item:
		s.seqs = append(s.seqs, e.Seq)
		s.keepSmall(e.Index)
	case *Series:
		s.keepSmall(e.From)
		s.keepSmall(e.To)
	case *Call:
		if e.Fn == "binom" {
			s.keepSmall(e.Args[0])
			s.keepSmall(e.Args[1])
		}
	case *Unary:
		if e.Op == Fact {
			s.keepSmall(e.X)
		}
	case *Num:
		if e.Val.Num().BitLen()-e.Val.Denom().BitLen() > 3 && len(s.scales) < 50 {
			s.scales = append(s.scales, e.Val)
		}
	case *Binary:
		s.powers = s.powers || e.Op == Pow && len(Names(e.Y)) > 0 && len(Names(e.X)) > 0
		if n, ok := e.X.(*Num); ok && e.Op == Pow { // 10^30
			if k, ok := e.Y.(*Num); ok && k.Val.IsInt() && k.Val.Num().BitLen() < 8 && n.Val.Num().BitLen() < 8 && len(s.scales) < 50 {
				p := new(big.Int).Exp(n.Val.Num(), k.Val.Num(), nil)
				s.scales = append(s.scales, new(big.Rat).SetInt(p))
			}
		}
	}
}

func (s *sampler) keepSmall(e Expr) {
	for _, n := range Names(e) {
		s.small[n] = true
	}
}

// point draws the point of a round.
func (s *sampler) point(round, work int) *point {
	pt := &point{values: map[string]shaped{}, seqs: map[string]func(int64) num{}, bound: map[string]int64{}, work: work}
	size := map[string]int{}
	for i, d := range s.dims {
		n := s.size(d, i, round)
		size[d] = n
		pt.values[d] = scalar(intNum(int64(n)))
	}
	for i, name := range s.names {
		d := s.syms[name]
		if len(d.Dims) == 0 {
			pt.values[name] = scalar(ratNum(s.number(name, d, i, round)))
			continue
		}
		rows, cols := dimension(d.Dims[0], size), 1
		if d.Kind != "vector" {
			cols = rows
		}
		if len(d.Dims) == 2 {
			cols = dimension(d.Dims[1], size)
		}
		pt.values[name] = s.matrix(pt, d.Kind, rows, cols, round)
	}
	for i, name := range s.seqs {
		d := s.syms[name]
		pt.seqs[name] = func(k int64) num { return s.term(d, i, round, k) }
	}
	return pt
}

func dimension(name string, size map[string]int) int {
	if n, err := strconv.Atoi(name); err == nil {
		return min(max(n, 1), 12)
	}
	return size[name]
}

// size draws a dimension: different ones differ, so that parts that do not fit
// are found out.
func (s *sampler) size(name string, i, round int) int {
	sizes := [...]int{2, 3, 2, 4, 3, 5, 2, 7, 4, 9, 3, 5, 2, 11}
	n := sizes[(round+2*i)%len(sizes)]
	if i > 0 {
		n = sizes[round%len(sizes)] + i
	}
	if s.matrices && n > 5 {
		n = 2 + (n+i)%4
	}
	if d := s.syms[name]; d.Kind == "integer" && d.Bounded {
		n = max(n, d.AtLeast)
	}
	return min(n, 12)
}

// smallNumbers are tried first, as they make a good example to look at.
var smallNumbers = [...][2]int64{{2, 1}, {3, 1}, {5, 1}, {1, 2}, {7, 1}, {1, 1}, {4, 1}, {3, 2}, {-1, 1}, {6, 1}, {-2, 1}}

// simpleNumbers are where powers of negative numbers have a value.
var simpleNumbers = [...][2]int64{{-1, 1}, {-2, 1}, {2, 1}, {1, 2}, {1, 3}, {2, 3}, {3, 1}, {-1, 1}, {1, 2}, {2, 1}}

// simple reports whether a round takes simple numbers, which it does often where
// powers have symbols in the exponent.
func (s *sampler) simple(round int) bool {
	return round < smallRounds || s.powers && round%4 != 0
}

// number draws the value of a number.
func (s *sampler) number(name string, d Decl, i, round int) *big.Rat {
	switch {
	case d.Kind == "integer" || s.small[name] && d.Interval == "": // a factorial has no other values
		return new(big.Rat).SetInt64(s.integer(name, d, i, round))
	case d.Interval != "":
		return s.inside(d.Interval, i, round)
	case round < smallRounds:
		n := smallNumbers[(i+2*round)%len(smallNumbers)]
		if d.Kind == "positive" && n[0] < 0 {
			n[0] = -n[0]
		}
		return big.NewRat(n[0], n[1])
	}
	if s.simple(round) {
		n := simpleNumbers[s.rng.IntN(len(simpleNumbers))]
		if d.Kind == "positive" && n[0] < 0 {
			n[0] = -n[0]
		}
		return big.NewRat(n[0], n[1])
	}
	x := s.wild((i + round) % 5)
	if d.Kind != "positive" && s.rng.IntN(2) == 0 {
		x.Neg(x)
	}
	return x
}

// wild draws a positive number of one of several magnitudes.
func (s *sampler) wild(mode int) *big.Rat {
	u := big.NewRat(1+s.rng.Int64N(1<<24), 1<<24) // in (0, 1]
	switch {
	case mode == 0:
		return u.Mul(u, big.NewRat(4, 1))
	case mode == 1:
		return u.Add(u, big.NewRat(1, 1))
	case mode == 2 && len(s.scales) > 0:
		u.Add(u, u).Add(u, big.NewRat(1, 2))
		return u.Mul(u, s.scales[s.rng.IntN(len(s.scales))])
	case mode == 3:
		return u
	}
	return u.Mul(u, big.NewRat(50, 1))
}

// integer draws a whole number.
func (s *sampler) integer(name string, d Decl, i, round int) int64 {
	lo := int64(-3)
	if d.Bounded {
		lo = int64(d.AtLeast)
	}
	switch {
	case round < smallRounds:
		if !d.Bounded {
			lo = 2
		}
		return lo + int64(i+round+1)%5
	case s.small[name] && round%7 == 0:
		return max(lo, 1) + s.rng.Int64N(40)
	case s.small[name]:
		return max(lo, 1) + s.rng.Int64N(9)
	case round%4 == 2 && len(s.scales) > 0:
		c := s.scales[s.rng.IntN(len(s.scales))]
		if q := new(big.Int).Quo(c.Num(), c.Denom()); q.IsInt64() && q.Int64() < 1<<50 {
			return max(lo, q.Int64()/2+s.rng.Int64N(2*q.Int64()+1))
		}
	}
	return lo + s.rng.Int64N([...]int64{8, 60, 2000, 30}[round%4])
}

// ends reads the ends of an interval; nil for infinity.
func ends(interval string) (lo, hi *big.Rat) {
	a, b, _ := strings.Cut(strings.Trim(interval, "()[]"), ",")
	read := func(s string) *big.Rat {
		v, err := ParseValue(strings.TrimPrefix(s, "+"))
		if err != nil {
			return nil
		}
		r, _ := v.Rat()
		return r
	}
	return read(a), read(b)
}

// inside draws a number strictly inside an interval.
func (s *sampler) inside(interval string, i, round int) *big.Rat {
	u := big.NewRat(1+s.rng.Int64N(1<<24-1), 1<<24)
	if round < smallRounds {
		simple := [...][2]int64{{1, 2}, {1, 4}, {3, 4}, {1, 5}, {4, 5}, {2, 5}, {1, 10}}
		k := simple[(i+2*round)%len(simple)]
		u.SetFrac64(k[0], k[1])
	}
	lo, hi := ends(interval)
	wide := new(big.Rat).Mul(u, big.NewRat(4, 1))
	switch {
	case lo == nil && hi == nil:
		return wide.Sub(wide, big.NewRat(2, 1))
	case lo == nil:
		return wide.Sub(hi, wide)
	case hi == nil:
		return wide.Add(lo, wide)
	}
	return u.Add(lo, u.Mul(u, new(big.Rat).Sub(hi, lo)))
}

// term is entry k of a sequence at this round, always the same.
func (s *sampler) term(d Decl, i, round int, k int64) num {
	rng := rand.New(rand.NewPCG(s.seed^uint64(k)*0x9E3779B97F4A7C15, uint64(1000*round+i)))
	other := &sampler{rng: rng, scales: s.scales}
	if round < smallRounds {
		i += int(k & 7)
	}
	return ratNum(other.number("", Decl{Kind: "real", Interval: d.Interval}, i, round))
}

// matrix draws a vector or a matrix of the declared kind.
func (s *sampler) matrix(pt *point, kind string, rows, cols, round int) shaped {
	m := newMatrix(rows, cols)
	for k := range m.e {
		n, den := s.rng.Int64N(9)-4, int64(1)
		if round >= smallRounds {
			n, den = s.rng.Int64N(1<<16)-1<<15, 1<<12
		}
		if n == 0 {
			n = 5
		}
		m.e[k] = ratNum(big.NewRat(n, den))
	}
	out, err := m, error(nil)
	pt.work += 1 << 20
	switch kind {
	case "diagonal":
		for k := range m.e {
			if k/cols != k%cols {
				m.e[k] = intNum(0)
			}
		}
	case "symmetric":
		out, err = pt.plus(m, m.transposed())
	case "psd":
		out, err = pt.times(m.transposed(), m)
	case "orthogonal":
		out, err = s.orthogonal(pt, m)
	}
	pt.work -= 1 << 20
	if err != nil || out.form != matrixForm {
		return m
	}
	return out
}

// orthogonal makes an orthogonal matrix by Cayley's transform of m - m'.
func (s *sampler) orthogonal(pt *point, m shaped) (shaped, error) {
	eye := shaped{form: eyeForm, e: []num{intNum(1)}}.sized(m.rows)
	neg := func(x num) (num, error) { return x.neg(), nil }
	t, _ := m.transposed().each(neg)
	skew, err := pt.plus(m, t)
	if err != nil {
		return m, err
	}
	minus, _ := skew.each(neg)
	a, err := pt.plus(eye, minus)
	if err != nil {
		return m, err
	}
	b, err := pt.plus(eye, skew)
	if err == nil {
		b, err = pt.inverse(b)
	}
	if err != nil {
		return m, err
	}
	return pt.times(a, b)
}
