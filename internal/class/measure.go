package class

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// A Measure is a number that there may be none of: a correlation needs students
// who differ. It is never NaN. In JSON it is {"value": 0.38} or {"undefined":
// "all have the same points here"}.
type Measure struct {
	Value     float64
	Undefined string // why there is none; "" if there is
}

// MarshalJSON implements [json.Marshaler].
func (m Measure) MarshalJSON() ([]byte, error) {
	if m.Undefined != "" {
		return json.Marshal(struct {
			Undefined string `json:"undefined"`
		}{m.Undefined})
	}
	return json.Marshal(struct {
		Value float64 `json:"value"`
	}{m.Value})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (m *Measure) UnmarshalJSON(data []byte) error {
	var form struct {
		Value     float64 `json:"value"`
		Undefined string  `json:"undefined"`
	}
	err := json.Unmarshal(data, &form)
	*m = Measure(form)
	return err
}

func measure(x float64) Measure {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Measure{Undefined: "the numbers are too large"}
	}
	return Measure{Value: x}
}

func undefined(why string) Measure { return Measure{Undefined: why} }

// Why a measure is undefined.
const (
	fewStudents   = "fewer than 3 students"
	sameHere      = "all have the same points here"
	sameElsewhere = "all have the same points elsewhere"
	sameTotal     = "all have the same points in all"
	noOtherPart   = "there is no other part"
	waiting       = "some of it waits to be marked"
	papersDiffer  = "not all students had the same parts"
)

// tidy rounds to nine decimals, so that sums which are the same but for what adding
// binary fractions leaves are equal.
func tidy(x float64) float64 { return math.Round(x*1e9) / 1e9 }

// constant reports whether all numbers are the same.
func constant(x []float64) bool {
	return !slices.ContainsFunc(x, func(y float64) bool { return y != x[0] })
}

// mean is the arithmetic mean.
func mean(x []float64) Measure {
	if len(x) == 0 {
		return undefined("no students")
	}
	return measure(stat.Mean(x, nil))
}

// deviation is the standard deviation of a sample, with n-1 under it.
func deviation(x []float64) Measure {
	if len(x) < 2 {
		return undefined("fewer than 2 students")
	}
	if constant(x) {
		return Measure{}
	}
	return measure(stat.StdDev(x, nil))
}

// median is the number in the middle, or the mean of the two there.
func median(x []float64) Measure {
	if len(x) == 0 {
		return undefined("no times are known")
	}
	x = slices.Sorted(slices.Values(x))
	n := len(x)
	return measure((x[(n-1)/2] + x[n/2]) / 2)
}

// correlation is Pearson's r of what students have in a part and elsewhere, -1 to
// 1: the corrected item-total correlation (the part itself is not in the total,
// which would make every part look good: Henrysson 1963, Psychometrika 28, 211).
// Where a part is right or wrong it is the point-biserial correlation, which is
// the same formula. From 0.2 on a part tells students apart, from 0.4 on very well,
// as a rule of thumb (Ebel 1965, Measuring Educational Achievement).
func correlation(here, elsewhere []float64) Measure {
	switch {
	case len(here) < 3: // two students always lie on a line
		return undefined(fewStudents)
	case constant(here):
		return undefined(sameHere)
	case constant(elsewhere):
		return undefined(sameElsewhere)
	}
	return measure(min(1, max(-1, stat.Correlation(here, elsewhere, nil))))
}

// upperLower is the mean of x among the 27 % of students with the highest totals,
// less that among the 27 % with the lowest; x is a share, so it is -1 to 1. At 27 %
// the two groups are as far apart, against the error of their means, as they get
// (Kelley 1939, Journal of Educational Psychology 30, 17). Students of equal totals
// at the edge of a group share the places that are left there.
func upperLower(x, totals []float64) Measure {
	switch {
	case len(x) < 3:
		return undefined(fewStudents)
	case constant(totals):
		return undefined(sameTotal)
	}
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(totals[a], totals[b]) })
	size := max(1, math.Round(0.27*float64(len(x))))
	low := edge(order, x, totals, size)
	slices.Reverse(order)
	return measure(edge(order, x, totals, size) - low)
}

// edge is the mean of x among the first size students in order, of whom those of
// one total come or stay out by shares.
func edge(order []int, x, totals []float64, size float64) float64 {
	sum, left := 0.0, size
	for i := 0; i < len(order) && left > 0; {
		j, tied := i, 0.0
		for ; j < len(order) && totals[order[i]] == totals[order[j]]; j++ {
			tied += x[order[j]]
		}
		take := min(left, float64(j-i))
		sum += tied * take / float64(j-i)
		left -= take
		i = j
	}
	return sum / size
}

// alpha is Cronbach's alpha of parts, from the variances of each and the totals of
// all: k/(k-1) (1 - sum of variances / variance of totals). It is 1 where all parts
// order students alike, 0 where they have nothing to do with each other, and
// negative where they go against each other (Cronbach 1951, Psychometrika 16, 297).
// It grows with the number of parts.
func alpha(variances, totals []float64) Measure {
	k := float64(len(variances))
	switch {
	case k < 2:
		return undefined("fewer than 2 parts")
	case len(totals) < 3:
		return undefined(fewStudents)
	case constant(totals):
		return undefined(sameTotal)
	}
	sum := 0.0
	for _, v := range variances {
		sum += v
	}
	return measure(k / (k - 1) * (1 - sum/stat.Variance(totals, nil)))
}

// variance is that of a sample. The mean of numbers that are the same can be off by
// the last bit, and theirs is 0.
func variance(x []float64) float64 {
	if len(x) < 2 || constant(x) {
		return 0
	}
	return stat.Variance(x, nil)
}

// clearlyMore reports whether x is on the mean more than y by more than 1.64 standard
// errors of the difference, which chance alone does once in 20.
func clearlyMore(x, y []float64) bool {
	if len(x) < 2 || len(y) < 2 {
		return false
	}
	se := math.Sqrt(variance(x)/float64(len(x)) + variance(y)/float64(len(y)))
	return stat.Mean(x, nil)-stat.Mean(y, nil) > max(1.64*se, 1e-9)
}

// kruskalWallis compares groups by the ranks of their numbers: H, corrected for
// ties, and the probability of an H as large if the groups do not differ, from the
// chi-square distribution, which is near enough from 5 numbers a group on (Kruskal
// and Wallis 1952, Journal of the American Statistical Association 47, 583). For
// numbers that are 0 or 1, H is (N-1)/N times Pearson's chi-square of the table.
func kruskalWallis(groups [][]float64) (h float64, p Measure) {
	var all []float64
	for _, g := range groups {
		all = append(all, g...)
	}
	if constant(all) {
		return 0, undefined(sameHere)
	}
	ranks, ties := ranking(all)
	n := float64(len(all))
	at := 0
	for _, g := range groups {
		sum := 0.0
		for range g {
			sum += ranks[at]
			at++
		}
		h += sum * sum / float64(len(g))
	}
	h = (12/(n*(n+1))*h - 3*(n+1)) / (1 - ties/(n*n*n-n))
	return h, measure(distuv.ChiSquared{K: float64(len(groups) - 1)}.Survival(max(h, 0)))
}

// ranking returns the rank of each number, from 1, those that are the same with the
// mean of theirs; and the sum of t^3 - t over groups of t that are the same.
func ranking(x []float64) (ranks []float64, ties float64) {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	ranks = make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && x[order[i]] == x[order[j]] {
			j++
		}
		for _, o := range order[i:j] {
			ranks[o] = float64(i+1+j) / 2
		}
		t := float64(j - i)
		ties += t*t*t - t
		i = j
	}
	return ranks, ties
}

// holm turns probabilities of several tests into those that take account of each
// other: among 34 tests one is below 0.03 by chance alone (Holm 1979, Scandinavian
// Journal of Statistics 6, 65).
func holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	out := make([]float64, len(p))
	most := 0.0
	for i, o := range order {
		most = max(most, min(1, p[o]*float64(len(p)-i)))
		out[o] = most
	}
	return out
}
