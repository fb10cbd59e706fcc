package blocks

import (
	"math"
	"strconv"
	"strings"

	"gradcheck/sim"
)

// A scale maps the numbers of an axis to 0 (its low end) to 1.
type scale struct {
	lo, hi float64 // lo < hi; logarithms to base 10 if log
	log    bool
}

// A tick is a number written at an axis, at its place on the scale.
type tick struct {
	at   float64
	text string
}

// largest is the largest number that is drawn: differences of two cannot overflow.
const largest = 1e300

// newScale is the scale of an axis. Without a range of its own it has that of
// the data, and goes on to the next tick if that is near. It is not ok if there
// is nothing that could be drawn.
func newScale(a sim.Axis, data []float64) (s scale, ok bool) {
	s = scale{lo: math.Inf(1), hi: math.Inf(-1), log: a.Log}
	for _, x := range data {
		if x, ok := s.value(x); ok {
			s.lo, s.hi = min(s.lo, x), max(s.hi, x)
		}
	}
	if s.lo > s.hi {
		return s, false
	}
	lo, ok1 := s.value(a.Lo)
	hi, ok2 := s.value(a.Hi)
	if ok1 && ok2 && lo != hi {
		s.lo, s.hi = min(lo, hi), max(lo, hi)
		return s, true
	}
	s.widen()
	return s, true
}

// value is x as it counts on the scale: itself or its logarithm.
func (s scale) value(x float64) (float64, bool) {
	if math.IsNaN(x) || math.Abs(x) > largest || s.log && x <= 0 {
		return 0, false
	}
	if s.log {
		x = math.Log10(x)
	}
	return x, true
}

// at is the place of x, which is outside 0 to 1 if x is off the axis.
func (s scale) at(x float64) (float64, bool) {
	v, ok := s.value(x)
	return (v - s.lo) / (s.hi - s.lo), ok
}

// How far a scale goes on beyond the data to end with a tick, as a share of its
// length.
const (
	near    = 0.2
	nearLog = 0.07
)

// widen makes room around a single number and lets the scale end with ticks.
func (s *scale) widen() {
	size := max(math.Abs(s.lo), math.Abs(s.hi))
	if s.hi-s.lo <= 1e-9*size || size < 1e-300 {
		half := size / 2
		if s.log || size < 1e-300 {
			half = 1
		}
		s.lo, s.hi = s.lo-half, s.hi+half
		return
	}
	step := 1.0
	if span := s.hi - s.lo; !s.log || span < 1 {
		step = nice(span / 4)
	}
	reach := near * (s.hi - s.lo)
	if s.log {
		reach = nearLog * (s.hi - s.lo)
	}
	if lo := math.Floor(s.lo/step) * step; s.lo-lo <= reach && lo < s.hi && !(s.log && step < 1) {
		s.lo = lo
	}
	if hi := math.Ceil(s.hi/step) * step; hi-s.hi <= reach && hi > s.lo && !(s.log && step < 1) {
		s.hi = hi
	}
}

// nice is the smallest of 1, 2 and 5 times a power of ten that is at least x.
func nice(x float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5} {
		if m*p >= x*(1-1e-9) {
			return m * p
		}
	}
	return 10 * p
}

// ticks are at least two and, unless that is less than two, at most so many
// round numbers in order, if the scale has them.
func (s scale) ticks(most int) []tick {
	if !s.log {
		return s.linear(s.lo, s.hi, most)
	}
	lo, hi := math.Ceil(s.lo-1e-9), math.Floor(s.hi+1e-9)
	if lo < hi {
		return s.decades(int(lo), int(hi), most)
	}
	if lo, hi = math.Pow(10, s.lo), math.Pow(10, s.hi); s.hi-s.lo > 0.5 {
		var ts []tick
		for p := math.Pow(10, math.Floor(s.lo)); p <= hi; p *= 10 {
			for _, m := range []float64{1, 2, 5} {
				if x := m * p; lo <= x*(1+1e-9) && x <= hi*(1+1e-9) {
					ts = append(ts, s.tick(x, x))
				}
			}
		}
		if len(ts) > 1 {
			return thin(ts, most)
		}
	}
	return s.linear(lo, hi, most)
}

// linear are multiples of 1, 2 or 5 times a power of ten between two numbers.
func (s scale) linear(lo, hi float64, most int) []tick {
	var fine []tick
	for step := nice((hi - lo) / float64(max(most, 2)+1)); ; step = nice(step * 1.5) {
		var ts []tick
		eps := 1e-9 * step
		for k := math.Ceil((lo - eps) / step); k*step <= hi+eps && len(ts) <= 3*most+10; k++ {
			ts = append(ts, s.tick(k*step, step))
		}
		switch {
		case len(ts) < 2 && len(fine) > 1:
			return []tick{fine[0], fine[len(fine)-1]}
		case len(ts) < 2: // no two round numbers: the ends then
			return []tick{s.tick(lo, (hi-lo)/10), s.tick(hi, (hi-lo)/10)}
		case len(ts) <= most:
			return ts
		}
		fine = ts
	}
}

// decades are the powers of ten between two, or every so many of them.
func (s scale) decades(lo, hi, most int) []tick {
	for stride := max((hi-lo)/max(most, 1), 1); ; stride++ {
		var ts []tick
		for d := lo + (-lo%stride+stride)%stride; d <= hi; d += stride { // multiples of stride
			ts = append(ts, s.power(d))
		}
		switch {
		case len(ts) < 2:
			return []tick{s.power(lo), s.power(hi)}
		case len(ts) <= most:
			return ts
		}
	}
}

// power is the tick at a power of ten.
func (s scale) power(d int) tick {
	x := math.Pow10(d)
	t := s.tick(x, x)
	if d == -3 {
		t.text = "1e-3" // as its smaller neighbours
	}
	return t
}

// thin leaves at most so many of the ticks, at least the first and the last.
func thin(ts []tick, most int) []tick {
	if len(ts) <= most {
		return ts
	}
	most = max(most, 2)
	var out []tick
	for i := range most {
		out = append(out, ts[i*(len(ts)-1)/(most-1)])
	}
	return out
}

// tick is the tick at x on an axis whose ticks are step apart.
func (s scale) tick(x, step float64) tick {
	at, _ := s.at(x)
	return tick{at, tickText(x, step)}
}

// tickText writes a number of an axis whose ticks are step apart: 0.05, −2,
// 40 000 or 1e-7.
func tickText(x, step float64) string {
	if x == 0 || math.Abs(x) < step*1e-6 {
		return "0"
	}
	size, fine := math.Floor(math.Log10(math.Abs(x))+1e-9), math.Floor(math.Log10(step)+1e-9)
	var s string
	if size >= 6 || size < -3 {
		s = strconv.FormatFloat(math.Abs(x), 'e', int(min(max(size-fine, 0), 9)), 64)
		mantissa, exponent, _ := strings.Cut(s, "e")
		n, _ := strconv.Atoi(exponent)
		if strings.Contains(mantissa, ".") {
			mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
		}
		s = mantissa + "e" + strconv.Itoa(n)
	} else {
		s = grouped(strconv.FormatFloat(math.Abs(x), 'f', int(min(max(-fine, 0), 12)), 64))
	}
	if x < 0 {
		s = "−" + s
	}
	return s
}

// grouped parts the digits before the point in threes by no-break spaces.
func grouped(s string) string {
	whole, rest, _ := strings.Cut(s, ".")
	if rest != "" {
		rest = "." + rest
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "\u00a0" + whole[i:]
	}
	return whole + rest
}
