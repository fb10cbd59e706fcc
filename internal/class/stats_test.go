package class

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"gradcheck/grader"
)

// near reports whether a measure is a number, to 9 digits; NaN stands for none.
func near(m Measure, want float64) bool {
	if math.IsNaN(want) {
		return m.Undefined != ""
	}
	return m.Undefined == "" && math.Abs(m.Value-want) <= 1e-9*max(1, math.Abs(want))
}

// right is the answers of students to parts of one point, a row each: 1 is right,
// 0 is wrong.
func right01(rows ...string) []Answered {
	var all []Answered
	for i, row := range rows {
		a := Answered{Student: fmt.Sprint("s", i)}
		for j, c := range row {
			r := Response{Part: fmt.Sprint(j + 1), Possible: 1, Outcome: grader.Wrong, Answer: "no"}
			if c == '1' {
				r.Points, r.Outcome, r.Answer = 1, grader.Correct, "yes"
			}
			a.Parts = append(a.Parts, r)
		}
		all = append(all, a)
	}
	return all
}

// TestByHand holds the statistics of five students and three parts against numbers
// worked out on paper. Totals are 3 2 2 1 0, their mean 1.6 and their variance 1.3;
// each part has the variance 0.3; so alpha is 3/2 (1 - 0.9/1.3) = 6/13. Elsewhere
// than in part 1 students have 2 1 1 1 0: r = 1/sqrt(1.2 * 2).
func TestByHand(t *testing.T) {
	st := Analyze(right01("111", "110", "101", "010", "000"))
	one, three := st.Items[0], st.Items[2]
	tests := []struct {
		name string
		got  Measure
		want float64
	}{
		{"mean", st.Mean, 1.6},
		{"standard deviation", st.SD, math.Sqrt(1.3)},
		{"alpha", st.Alpha, 6.0 / 13},
		{"error", st.Error, math.Sqrt(0.7)},
		{"facility of 1", one.Facility, 0.6},
		{"facility of 3", three.Facility, 0.4},
		{"discrimination of 1", one.Discrimination, 1 / math.Sqrt(2.4)},
		{"upper-lower of 1", one.UpperLower, 1},
		{"alpha without 1: totals 2 1 1 1 0 have the variance 0.5", one.AlphaWithout, -0.4},
		{"total of those right in 1", one.Answers[0].Total, 7.0 / 3},
		{"total of those wrong in 1", one.Answers[1].Total, 0.5},
	}
	for _, tt := range tests {
		if !near(tt.got, tt.want) {
			t.Errorf("%s = %v, want %v", tt.name, tt.got, tt.want)
		}
	}
	if st.Possible != 3 || st.Students != 5 || st.Scaled {
		t.Errorf("%d students, %v points, scaled %v, want 5, 3, false", st.Students, st.Possible, st.Scaled)
	}
	if want := []Tally{{0, 2}, {1, 3}}; !reflect.DeepEqual(one.Points, want) {
		t.Errorf("Points of 1 = %v, want %v", one.Points, want)
	}
}

// TestUndefined holds that where there is no number, the reason is given instead.
func TestUndefined(t *testing.T) {
	waits := right01("111", "010", "001", "100")
	waits[1].Parts[2].Outcome = grader.Unsure
	differ := right01("111", "010", "001", "100")
	differ[0].Parts = differ[0].Parts[:2]
	tests := []struct {
		name string
		all  []Answered
		of   func(*Stats) Measure
		want string // "" is defined
	}{
		{"mean of nobody", nil, func(s *Stats) Measure { return s.Mean }, "no students"},
		{"alpha of nobody", nil, func(s *Stats) Measure { return s.Alpha }, "fewer than 2 parts"},
		{"variants of nobody", nil, func(s *Stats) Measure { return s.Variants.P }, "fewer than 2 variants had 5 students"},
		{"standard deviation of one", right01("10"), func(s *Stats) Measure { return s.SD }, "fewer than 2 students"},
		{"discrimination of two", right01("10", "01"), func(s *Stats) Measure { return s.Items[0].Discrimination }, fewStudents},
		{"alpha of two", right01("10", "01"), func(s *Stats) Measure { return s.Alpha }, fewStudents},
		{"ends of two", right01("10", "01"), func(s *Stats) Measure { return s.Items[0].UpperLower }, fewStudents},
		{"one part", right01("1", "0", "1"), func(s *Stats) Measure { return s.Items[0].Discrimination }, noOtherPart},
		{"alpha of one part", right01("1", "0", "1"), func(s *Stats) Measure { return s.Alpha }, "fewer than 2 parts"},
		{"alpha without one of two parts", right01("11", "00", "10"), func(s *Stats) Measure { return s.Items[0].AlphaWithout }, "fewer than 2 parts"},
		{"all right here", right01("11", "10", "11"), func(s *Stats) Measure { return s.Items[0].Discrimination }, sameHere},
		{"all the same elsewhere", right01("11", "01", "11"), func(s *Stats) Measure { return s.Items[0].Discrimination }, sameElsewhere},
		{"all the same total", right01("10", "01", "10"), func(s *Stats) Measure { return s.Items[0].UpperLower }, sameTotal},
		{"alpha of the same totals", right01("10", "01", "10"), func(s *Stats) Measure { return s.Alpha }, sameTotal},
		{"error of the same totals", right01("10", "01", "10"), func(s *Stats) Measure { return s.Error }, sameTotal},
		{"error where alpha is negative", right01("110", "001", "101", "010", "011"), func(s *Stats) Measure { return s.Error }, "the reliability is negative"},
		{"a part waits: alpha without it", waits, func(s *Stats) Measure { return s.Items[2].AlphaWithout }, waiting},
		{"a part waits: its discrimination", waits, func(s *Stats) Measure { return s.Items[2].Discrimination }, ""},
		{"a part waits: alpha of the others", waits, func(s *Stats) Measure { return s.Alpha }, ""},
		{"papers differ", differ, func(s *Stats) Measure { return s.Alpha }, papersDiffer},
		{"papers differ: discrimination", differ, func(s *Stats) Measure { return s.Items[0].Discrimination }, ""},
		{"no times", right01("10", "01"), func(s *Stats) Measure { return s.Items[0].Seconds }, "no times are known"},
	}
	for _, tt := range tests {
		st := Analyze(tt.all)
		if got := tt.of(st); got.Undefined != tt.want || got.Undefined != "" && got.Value != 0 {
			t.Errorf("%s: %+v, want %q", tt.name, got, tt.want)
		}
		if text := st.Text(80); strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
			t.Errorf("%s: Text has no number:\n%s", tt.name, text)
		}
	}
}

// TestWaiting holds that a part which waits is in no total.
func TestWaiting(t *testing.T) {
	all := right01("111", "110", "101", "000")
	all[1].Parts[0].Outcome, all[1].Parts[0].Points = grader.SelfMark, 0
	st := Analyze(all)
	if st.Possible != 2 || !near(st.Mean, 1) {
		t.Errorf("mean %v of %v, want 1 of 2", st.Mean, st.Possible)
	}
	it := st.Items[0]
	if it.Waiting != 1 || it.Students != 4 || !near(it.Facility, 2.0/3) {
		t.Errorf("%d of %d wait, facility %v, want 1 of 4 and 2/3", it.Waiting, it.Students, it.Facility)
	}
	if !slices.ContainsFunc(it.Notes, func(n string) bool { return strings.HasPrefix(n, "1 answer waits to be marked") }) {
		t.Errorf("notes %q, want that 1 answer waits", it.Notes)
	}
}

// TestScaled holds that totals of different papers are compared in per cent.
func TestScaled(t *testing.T) {
	part := func(name string, points, possible float64) Response {
		return Response{Part: name, Points: points, Possible: possible, Outcome: grader.Partial}
	}
	st := Analyze([]Answered{
		{"ada", []Response{part("a", 5, 10), part("b", 10, 10)}},
		{"bob", []Response{part("a", 2, 10), part("c", 8, 30)}},
		{"cyd", nil},
	})
	if !st.Scaled || st.Possible != 100 || !near(st.Mean, (75.0+25+0)/3) {
		t.Errorf("mean %v of %v, scaled %v, want 33.3 of 100, true", st.Mean, st.Possible, st.Scaled)
	}
	if got := st.Items[2].Students; got != 1 || st.Items[2].Part != "c" {
		t.Errorf("part %s has %d students, want c with 1", st.Items[2].Part, got)
	}
}

// TestUnsound holds that points which are no numbers are not reckoned with.
func TestUnsound(t *testing.T) {
	all := right01("111", "110", "101", "010", "000")
	want, _ := json.Marshal(Analyze(all))
	for i, bad := range []Response{{Possible: 0, Points: 1}, {Possible: math.NaN()}, {Possible: 1, Points: math.NaN()}, {Possible: math.Inf(1)}, {Possible: 1, Points: math.Inf(-1)}, {Possible: -1}} {
		bad.Part = "x"
		all[i%5].Parts = append(all[i%5].Parts, bad)
	}
	all[0].Parts = append(all[0].Parts, Response{Part: "1", Points: 0, Possible: 1}) // a second time
	got, err := json.Marshal(Analyze(all))
	if err != nil || string(got) != string(want) {
		t.Errorf("Analyze = %s, %v, want %s", got, err, want)
	}
}

// random is the answers of n students to k parts of several points; who is better
// has more.
func random(n, k int, seed uint64) []Answered {
	r := rand.New(rand.NewPCG(seed, 1))
	all := make([]Answered, n)
	for i := range all {
		able := r.NormFloat64()
		for j := range k {
			possible := float64(2 + j%5)
			share := 1 / (1 + math.Exp(-(able + r.NormFloat64() - float64(j%3-1))))
			resp := Response{Part: fmt.Sprint(j), Possible: possible, Points: math.Round(share*possible*2) / 2, Outcome: grader.Partial, Variant: uint64(i % 4), Seconds: 30 * r.ExpFloat64()}
			resp.Answer = fmt.Sprint(resp.Points)
			all[i].Parts = append(all[i].Parts, resp)
		}
	}
	return all
}

// TestIndependent holds the measures against other formulas for the same: alpha
// by mean covariances, and, where parts are right or wrong, Kuder and Richardson's
// formula 20 and the point-biserial correlation from the means of two groups.
func TestIndependent(t *testing.T) {
	for seed := range uint64(20) {
		n, k := 5+int(seed)*7, 2+int(seed)%9
		all := random(n, k, seed)
		if got, want := Analyze(all).Alpha, alphaByCovariance(all); !near(got, want) {
			t.Errorf("seed %d: alpha = %v, want %v", seed, got, want)
		}
		for i := range all {
			for j := range all[i].Parts {
				p := &all[i].Parts[j]
				p.Points, p.Possible = math.Round(p.Points/p.Possible), 1
			}
		}
		st := Analyze(all)
		if want := kuderRichardson20(all); !near(st.Alpha, want) {
			t.Errorf("seed %d: alpha = %v, want KR-20 = %v", seed, st.Alpha, want)
		}
		for j := range k {
			if want := pointBiserial(all, j); !near(st.Items[j].Discrimination, want) {
				t.Errorf("seed %d: discrimination of %d = %v, want %v", seed, j, st.Items[j].Discrimination, want)
			}
		}
	}
}

// alphaByCovariance is k c / (v + (k-1) c) of the mean variance v and the mean
// covariance c.
func alphaByCovariance(all []Answered) float64 {
	k := len(all[0].Parts)
	v, c := 0.0, 0.0
	for a := range k {
		for b := range k {
			if x := stat.Covariance(column(all, a), column(all, b), nil); a == b {
				v += x / float64(k)
			} else {
				c += x / float64(k*(k-1))
			}
		}
	}
	return float64(k) * c / (v + float64(k-1)*c)
}

func column(all []Answered, j int) []float64 {
	var x []float64
	for _, a := range all {
		x = append(x, a.Parts[j].Points)
	}
	return x
}

// rest is what each student has in other parts than j.
func rest(all []Answered, j int) []float64 {
	x := make([]float64, len(all))
	for i, a := range all {
		for k, p := range a.Parts {
			if k != j {
				x[i] += p.Points
			}
		}
	}
	return x
}

func kuderRichardson20(all []Answered) float64 {
	k := float64(len(all[0].Parts))
	pq := 0.0
	for j := range all[0].Parts {
		p := stat.Mean(column(all, j), nil)
		pq += p * (1 - p)
	}
	v := stat.PopVariance(rest(all, -1), nil)
	if v == 0 {
		return math.NaN()
	}
	return k / (k - 1) * (1 - pq/v)
}

func pointBiserial(all []Answered, j int) float64 {
	var yes, no []float64
	others := rest(all, j)
	for i, x := range column(all, j) {
		if x == 1 {
			yes = append(yes, others[i])
		} else {
			no = append(no, others[i])
		}
	}
	sd := stat.PopStdDev(others, nil)
	if len(yes) == 0 || len(no) == 0 || sd < 1e-12 {
		return math.NaN()
	}
	p := float64(len(yes)) / float64(len(all))
	return (stat.Mean(yes, nil) - stat.Mean(no, nil)) / sd * math.Sqrt(p*(1-p))
}

// TestUpperLower holds upperLower against the mean over all orders in which equal
// totals could be drawn.
func TestUpperLower(t *testing.T) {
	tests := []struct{ x, totals []float64 }{
		{[]float64{1, 1, 0, 0}, []float64{4, 3, 2, 1}},
		{[]float64{1, 0, 1, 0, 1, 0}, []float64{3, 3, 3, 1, 1, 1}},
		{[]float64{1, 0.5, 0.25, 0, 0, 1, 0.75}, []float64{5, 4, 4, 4, 2, 2, 2}},
		{[]float64{0, 1, 1, 0, 0.5, 1}, []float64{2, 2, 2, 2, 2, 1}},
	}
	for _, tt := range tests {
		k := int(max(1, math.Round(0.27*float64(len(tt.x)))))
		sum, n := 0.0, 0.0
		permute(len(tt.x), func(order []int) {
			if !slices.IsSortedFunc(order, func(a, b int) int { return int(tt.totals[b] - tt.totals[a]) }) {
				return
			}
			n++
			for i := range k {
				sum += (tt.x[order[i]] - tt.x[order[len(order)-1-i]]) / float64(k)
			}
		})
		if got := upperLower(tt.x, tt.totals); !near(got, sum/n) {
			t.Errorf("upperLower(%v, %v) = %v, want %v", tt.x, tt.totals, got, sum/n)
		}
	}
}

// permute calls f with every order of 0 to n-1.
func permute(n int, f func([]int)) {
	order := make([]int, 0, n)
	var more func()
	more = func() {
		if len(order) == n {
			f(order)
		}
		for i := range n {
			if !slices.Contains(order, i) {
				order = append(order, i)
				more()
				order = order[:len(order)-1]
			}
		}
	}
	more()
}

// TestKruskalWallis: the first is 12/(10*11) (25^2/5 + 30^2/5) - 3*11 by hand; the
// second is 7/8 of the chi-square of the table 3 0 0, 0 3 2, which is 8, and its p is
// exp(-3.5); the third has ranks that are all but one tied.
func TestKruskalWallis(t *testing.T) {
	tests := []struct {
		groups [][]float64
		h, p   float64
	}{
		{[][]float64{{1, 3, 5, 7, 9}, {2, 4, 6, 8, 10}}, 3.0 / 11, math.Erfc(math.Sqrt(3.0 / 22))},
		{[][]float64{{1, 1, 1}, {2, 2, 2}, {2, 2}}, 7, math.Exp(-3.5)},
		{[][]float64{{0, 0, 0}, {0, 0, 1}}, 1, math.Erfc(math.Sqrt(0.5))},
	}
	for _, tt := range tests {
		h, p := kruskalWallis(tt.groups)
		if math.Abs(h-tt.h) > 1e-9 || !near(p, tt.p) {
			t.Errorf("kruskalWallis(%v) = %v, %v, want %v, %v", tt.groups, h, p, tt.h, tt.p)
		}
	}
	if _, p := kruskalWallis([][]float64{{1, 1}, {1}}); p.Undefined != sameHere {
		t.Errorf("kruskalWallis of equal numbers = %v, want %s", p, sameHere)
	}
}

// TestKruskalWallisTable holds H of zeros and ones against Pearson's chi-square.
func TestKruskalWallisTable(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		var groups [][]float64
		n, ones := 0.0, 0.0
		for range 2 + r.IntN(5) {
			g := make([]float64, 5+r.IntN(20))
			for i := range g {
				g[i] = float64(r.IntN(2))
				ones += g[i]
			}
			n += float64(len(g))
			groups = append(groups, g)
		}
		chi := 0.0
		for _, g := range groups {
			size, sum := float64(len(g)), 0.0
			for _, x := range g {
				sum += x
			}
			one, zero := size*ones/n, size*(n-ones)/n
			chi += (sum-one)*(sum-one)/one + (size-sum-zero)*(size-sum-zero)/zero
		}
		if h, _ := kruskalWallis(groups); math.Abs(h-chi*(n-1)/n) > 1e-9*max(1, chi) {
			t.Errorf("kruskalWallis(%v) = %v, want %v", groups, h, chi*(n-1)/n)
		}
	}
}

// TestFewVariants holds that variants which fewer than 5 students had are not
// compared, and that all are listed.
func TestFewVariants(t *testing.T) {
	tests := []struct {
		sizes  []int // of variants 1, 2 and so on
		groups int
		says   string
	}{
		{[]int{8}, 1, "All had the same variant."},
		{[]int{8, 4}, 1, "Variants are not compared: fewer than 2 variants had 5 students."},
		{[]int{5, 4, 5}, 2, "The 2 variants do not differ by more than chance deals (p\u00a0=\u00a01)."},
		{[]int{1, 1, 1}, 0, "Variants are not compared: fewer than 2 variants had 5 students."},
	}
	for _, tt := range tests {
		var all []Answered
		for v, n := range tt.sizes {
			for i := range n {
				points := float64(i % 2)
				if n == 4 {
					points = 0
				}
				all = append(all, Answered{"", []Response{{Part: "1", Points: points, Possible: 1, Outcome: grader.Wrong, Variant: uint64(v + 1)}}})
			}
		}
		it := Analyze(all).Items[0]
		if it.Differ.Groups != tt.groups || it.Differ.Says != tt.says || len(it.Variants) != len(tt.sizes) {
			t.Errorf("variants of %v: %+v of %d listed, want %d groups and %q", tt.sizes, it.Differ, len(it.Variants), tt.groups, tt.says)
		}
	}
}

func TestHolm(t *testing.T) {
	tests := []struct{ p, want []float64 }{
		{nil, []float64{}},
		{[]float64{0.03}, []float64{0.03}},
		{[]float64{0.01, 0.04, 0.03, 0.005}, []float64{0.03, 0.06, 0.06, 0.02}},
		{[]float64{0.5, 0.9, 0.4}, []float64{1, 1, 1}},
	}
	for _, tt := range tests {
		got := holm(tt.p)
		if !slices.EqualFunc(got, tt.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }) {
			t.Errorf("holm(%v) = %v, want %v", tt.p, got, tt.want)
		}
	}
}

// TestFalseAlarms holds that variants which do not differ are rarely said to: of 300
// quizzes of 10 parts, at most 5 % by more than luck (21 or fewer, at odds of 1 in
// 30).
func TestFalseAlarms(t *testing.T) {
	alarms := 0
	for seed := range uint64(300) {
		if slices.ContainsFunc(Analyze(random(60, 10, 1000+seed)).Items, func(it Item) bool { return it.Differ.All.Value < 0.05 }) {
			alarms++
		}
	}
	if alarms > 21 {
		t.Errorf("%d of 300 quizzes have variants that are said to differ, want at most 21", alarms)
	}
}

// TestClearlyMore: where all numbers are one less, the difference of means is 1, and
// its standard error sqrt(1/3 + 1/3) = 0.82 of three numbers, 0.47 of ten.
func TestClearlyMore(t *testing.T) {
	three, ten := []float64{1, 2, 3}, []float64{1, 1, 1, 1, 1, 3, 3, 3, 3, 3}
	less := func(x []float64) []float64 {
		y := slices.Clone(x)
		for i := range y {
			y[i]--
		}
		return y
	}
	tests := []struct {
		x, y []float64
		want bool
	}{
		{nil, nil, false}, {[]float64{5}, three, false}, {three, three, false}, {ten, ten, false},
		{three, less(three), false}, {ten, less(ten), true}, {less(ten), ten, false},
		{[]float64{1, 1}, []float64{1, 1}, false}, {[]float64{2, 2}, []float64{1, 1}, true},
	}
	for _, tt := range tests {
		if got := clearlyMore(tt.x, tt.y); got != tt.want {
			t.Errorf("clearlyMore(%v, %v) = %v, want %v", tt.x, tt.y, got, tt.want)
		}
	}
}

func TestMedian(t *testing.T) {
	tests := []struct {
		x    []float64
		want float64
	}{{nil, math.NaN()}, {[]float64{3}, 3}, {[]float64{9, 1}, 5}, {[]float64{5, 1, 3}, 3}, {[]float64{4, 1, 3, 2}, 2.5}}
	for _, tt := range tests {
		if got := median(tt.x); !near(got, tt.want) {
			t.Errorf("median(%v) = %v, want %v", tt.x, got, tt.want)
		}
	}
}

// sample is a quiz of 86 students in which there is something to see: variant 3 of
// 6(a) is hard, in 8 the best of those who are not right agree on another answer,
// 9(b) goes against all the rest, 12(f) waits for a person, and 5(c) is often not
// readable.
func sample() []Answered {
	r := rand.New(rand.NewPCG(7, 7))
	var all []Answered
	for i := range 86 {
		able, variant := r.NormFloat64(), uint64(1+i%3)
		a := Answered{Student: fmt.Sprint("s", i)}
		add := func(part string, possible, easy float64, wrong string) *Response {
			p := Response{Part: part, Possible: possible, Outcome: grader.Wrong, Answer: wrong, Variant: variant, Seconds: 40 + 300*r.Float64()}
			if able+0.7*r.NormFloat64() > -easy {
				p.Points, p.Outcome, p.Answer = possible, grader.Correct, "right"
			} else if r.IntN(3) == 0 {
				p.Outcome, p.Answer = grader.Blank, ""
			}
			a.Parts = append(a.Parts, p)
			return &a.Parts[len(a.Parts)-1]
		}
		add("3(a)", 8, 1.5, "112")
		if p := add("5(c)", 15, 0.2, "by hand"); p.Outcome == grader.Wrong && r.IntN(2) == 0 {
			p.Outcome, p.Answer = grader.Unreadable, "2 x ("
		}
		hard := 0.8
		if variant == 3 {
			hard = -1.2
		}
		add("6(a)", 10, hard, "30")
		if p := add("8", 12, -0.3, "n-1"); able > 0.9 {
			p.Points, p.Outcome, p.Answer = 4, grader.Partial, "2(n-1)"
		}
		if p := add("9(b)", 2, 1.5, ""); able > 0 {
			p.Points, p.Outcome, p.Answer = 0, grader.Wrong, "position only 位置"
		}
		if p := add("12(f)", 20, 0, "an essay"); i == 5 {
			p.Points, p.Outcome = 0, grader.SelfMark
		}
		all = append(all, a)
	}
	return all
}

func TestStatsText(t *testing.T) {
	st := Analyze(sample())
	golden(t, "stats/quiz80.txt", st.Text(80))
	golden(t, "stats/quiz120.txt", st.Text(120))
	golden(t, "stats/quiz40.txt", st.Text(40))
	golden(t, "stats/few.txt", Analyze(right01("111", "110", "101", "010", "000")).Text(80))
	golden(t, "stats/nobody.txt", Analyze(nil).Text(80))
	golden(t, "stats/part8.txt", st.Items[3].Text(80))
	data, err := json.MarshalIndent(Analyze(right01("111", "110", "101", "010", "000")), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "stats/few.json", string(data)+"\n")
	for width := range 140 {
		texts := []string{st.Text(width)}
		for i := range st.Items {
			texts = append(texts, st.Items[i].Text(width))
		}
		for _, line := range strings.Split(strings.Join(texts, "\n"), "\n") {
			if n := cells(line); n > max(width, 40) {
				t.Errorf("Text(%d) has a line of %d cells: %q", width, n, line)
			}
		}
	}
}

// TestStatsOrder holds that the order of students is the same to the text.
func TestStatsOrder(t *testing.T) {
	all := sample()
	want := Analyze(all).Text(100)
	r := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if got := Analyze(all).Text(100); got != want {
			t.Fatalf("in another order:\n%s\nwant\n%s", got, want)
		}
	}
}

// TestChoices: in two variants the same answer is right and wrong.
func TestChoices(t *testing.T) {
	answer := func(text string, points float64, o grader.Outcome, variant uint64) Answered {
		return Answered{"", []Response{{Part: "1", Points: points, Possible: 2, Outcome: o, Answer: text, Variant: variant},
			{Part: "2", Points: float64(variant), Possible: 4, Outcome: grader.Partial}}}
	}
	st := Analyze([]Answered{
		answer("30", 2, grader.Correct, 1), answer("30", 0, grader.Wrong, 2), answer(" 3\u200b0 ", 0, grader.Wrong, 2), answer("30", 2, grader.Correct, 3),
		answer("10", 1, grader.Partial, 1), answer("", 0, grader.Blank, 1), answer("3 0 0", 0, grader.Unreadable, 1), answer("9", 0, grader.Unsure, 1),
	})
	want := []Choice{
		{"30", true, 2, Measure{Value: 1}, Measure{Value: 2}, Measure{Value: 0.5}, nil},
		{"30", false, 2, Measure{Value: 0}, Measure{Value: 2}, Measure{Value: 0.5}, nil},
		{"10", false, 1, Measure{Value: 0.5}, Measure{Value: 1}, Measure{Value: 0.25}, nil},
	}
	it := st.Items[0]
	for i := range it.Answers {
		it.Answers[i].rests = nil
	}
	if !reflect.DeepEqual(it.Answers, want) {
		t.Errorf("Answers = %+v, want %+v", it.Answers, want)
	}
	if it.Empty != 1 || it.Unread != 1 || it.Waiting != 1 {
		t.Errorf("%d empty, %d unread, %d waiting, want 1 of each", it.Empty, it.Unread, it.Waiting)
	}
}

func TestForms(t *testing.T) {
	tests := []struct{ got, want string }{
		{counted(999), "999"}, {counted(10_000), "10\u00a0000"}, {counted(1_234_567), "1\u00a0234\u00a0567"},
		{students(1), "1 student"}, {students(0), "0 students"},
		{Measure{Value: -0.004}.form(2), "0.00"}, {Measure{Value: -0.4}.form(2), "−0.40"}, {undefined(sameHere).form(2), "-"},
		{Measure{Value: 0.666}.percent(), "67\u00a0%"}, {undefined(sameHere).percent(), "-"},
		{probability(0.00099), "<\u00a00.001"}, {probability(0.0312), "=\u00a00.031"},
		{left("e\u0301te\u0301", 4), "e\u0301te\u0301 "}, {left("位置位置", 6), "位置… "}, {left("abcdef", 5), "abcd…"}, {right("9", 3), "  9"},
		{cut("abc", 3), "abc"}, {cut("äöüß", 3), "äöü..."},
	}
	for i, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%d: %q, want %q", i, tt.got, tt.want)
		}
	}
}

func TestMeasureJSON(t *testing.T) {
	for _, m := range []Measure{{Value: 0.38}, {Value: 0}, {Undefined: sameHere}} {
		data, err := json.Marshal(m)
		var got Measure
		if err := json.Unmarshal(data, &got); err != nil || got != m {
			t.Errorf("%s reads as %+v, %v, want %+v", data, got, err, m)
		}
		if err != nil {
			t.Errorf("Marshal(%+v) = %v", m, err)
		}
	}
}

// FuzzAnalyze holds that any points give statistics that can be written: JSON has
// no form for NaN.
func FuzzAnalyze(f *testing.F) {
	f.Add([]byte("111110101010000"), 0.1, 3.0)
	f.Add([]byte{}, 0.0, 0.0)
	f.Add([]byte{0, 1, 2, 3, 250, 9, 9, 9}, 1e-300, 1e6)
	f.Fuzz(func(t *testing.T, data []byte, unit, possible float64) {
		var all []Answered
		for i, b := range data {
			if i%3 == 0 {
				all = append(all, Answered{})
			}
			a := &all[len(all)-1]
			a.Parts = append(a.Parts, Response{Part: fmt.Sprint(b & 3), Points: unit * float64(b>>4), Possible: possible,
				Outcome: grader.Outcome(b >> 2 & 3), Answer: fmt.Sprint(b >> 5), Variant: uint64(b & 1), Seconds: unit})
		}
		st := Analyze(all)
		if _, err := json.Marshal(st); err != nil {
			t.Fatalf("Marshal = %v", err)
		}
		text := st.Text(60)
		for i := range st.Items {
			text += st.Items[i].Text(60)
		}
		if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
			t.Fatalf("Text has no number:\n%s", text)
		}
		for _, it := range st.Items {
			if d := it.Discrimination; math.Abs(d.Value) > 1 {
				t.Fatalf("discrimination %v", d)
			}
		}
	})
}

func BenchmarkAnalyze(b *testing.B) {
	all := random(10_000, 34, 1)
	for b.Loop() {
		if st := Analyze(all); st.Alpha.Undefined != "" {
			b.Fatal(st.Alpha)
		}
	}
}
