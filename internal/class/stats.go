package class

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gradcheck/grader"
)

// An Answered is what one student made of the parts of a quiz.
type Answered struct {
	Student string
	Parts   []Response
}

// A Response is what one student made of one part.
type Response struct {
	Part     string // its name, as in "6(a)"
	Points   float64
	Possible float64 // above 0; a part without points is not reckoned with
	Outcome  grader.Outcome
	Answer   string  // the option that was picked, or the canonical form of what was entered; "" is not known
	Variant  uint64  // 0 is as printed
	Seconds  float64 // on the screen; 0 is not known
}

// waits reports whether a person has yet to decide about the points.
func (r *Response) waits() bool {
	return r.Outcome == grader.SelfMark || r.Outcome == grader.Unsure
}

// share is the points of those possible.
func (r *Response) share() float64 { return tidy(r.Points / r.Possible) }

// sound reports whether r can be reckoned with.
func (r *Response) sound() bool {
	const most = 1e6
	return r.Possible > 0 && r.Possible <= most && math.Abs(r.Points) <= most
}

// Stats are the statistics of a quiz: of the whole, and of each part. A part of
// which any answer waits for a person is in no total until it is marked.
type Stats struct {
	Students int     `json:"students"`
	Possible float64 `json:"possible"` // points of the parts that are in totals
	Scaled   bool    `json:"scaled"`   // students had different parts, so that totals are in per cent, and Possible is 100
	Mean     Measure `json:"mean"`     // of totals
	SD       Measure `json:"sd"`       // standard deviation of totals
	Alpha    Measure `json:"alpha"`    // Cronbach's alpha, the reliability of totals
	Error    Measure `json:"error"`    // standard error of measurement: by how much a total would stray if the same student sat another such quiz
	Variants Differ  `json:"variants"` // by totals
	Items    []Item  `json:"items"`    // in the order of the paper
}

// An Item is the statistics of one part.
type Item struct {
	Part           string    `json:"part"`
	Possible       float64   `json:"possible"`
	Students       int       `json:"students"`       // who had the part
	Empty          int       `json:"empty"`          // of those, who left it
	Unread         int       `json:"unread"`         // whose answer could not be read
	Waiting        int       `json:"waiting"`        // whose answer waits for a person; they are in nothing below
	Facility       Measure   `json:"facility"`       // mean share of the points, 0 to 1: how easy it is
	Discrimination Measure   `json:"discrimination"` // how far points here go with points elsewhere, -1 to 1; see correlation
	UpperLower     Measure   `json:"upper_lower"`    // another measure of the same, of the 27 % at either end
	AlphaWithout   Measure   `json:"alpha_without"`  // the reliability of the quiz without this part
	Seconds        Measure   `json:"seconds"`        // median of the time on the screen
	Points         []Tally   `json:"points"`         // how many students have how many
	Answers        []Choice  `json:"answers"`        // what they answered, the most frequent first
	Variants       []Variant `json:"variants"`       // in order
	Differ         Differ    `json:"differ"`         // whether those differ
	Notes          []string  `json:"notes"`          // what an instructor should look at, in sentences
}

// A Tally is how many students have so many points.
type Tally struct {
	Points   float64 `json:"points"`
	Students int     `json:"students"`
}

// A Choice is one answer, a wrong one also known as a distractor.
type Choice struct {
	Answer   string  `json:"answer"`
	Right    bool    `json:"right"` // it has all points. In different variants the same answer can be right and wrong: then there are two choices
	Students int     `json:"students"`
	Share    Measure `json:"share"`     // of the points of the part, that it has on the mean
	Total    Measure `json:"total"`     // mean total of the students who gave it
	Rest     Measure `json:"elsewhere"` // mean share that they have of the points elsewhere

	rests []float64 // of each
}

// A Variant is how one variant of a part was for those who had it.
type Variant struct {
	Variant  uint64  `json:"variant"`
	Students int     `json:"students"`
	Facility Measure `json:"facility"`
}

// A Differ says whether variants differ in how hard they are.
type Differ struct {
	Groups int     `json:"groups"` // variants that were compared: those that enough students had
	H      float64 `json:"h"`      // statistic of Kruskal and Wallis
	P      Measure `json:"p"`      // how often chance alone deals as large an H
	All    Measure `json:"all"`    // the same, with regard to how many parts were compared
	Says   string  `json:"says"`   // in a sentence
}

// fewest students of a variant that is compared with others.
const fewest = 5

// Analyze works out the statistics of a quiz, of students who each stand there
// once. A part that stands twice in the answers of a student counts as it first
// does.
func Analyze(answered []Answered) *Stats {
	s := newSheet(answered)
	st := &Stats{Students: len(answered), Possible: s.possible, Scaled: s.scaled, Items: []Item{}}
	st.Mean, st.SD = mean(s.totals), deviation(s.totals)
	st.Alpha = s.alpha(-1)
	switch {
	case st.Alpha.Undefined != "":
		st.Error = st.Alpha
	case st.Alpha.Value < 0:
		st.Error = undefined("the reliability is negative")
	default:
		st.Error = measure(st.SD.Value * math.Sqrt(1-st.Alpha.Value))
	}
	st.Variants = s.variants()
	for j := range s.parts {
		st.Items = append(st.Items, s.item(j))
	}
	compareAll(st.Items)
	for j := range st.Items {
		st.Items[j].Notes = notes(&st.Items[j], st)
	}
	return st
}

// A sheet is the answers as a table, students by parts.
type sheet struct {
	parts    []string
	rows     [][]*Response // nil for a part that a student did not have
	settled  []bool        // no answer to the part waits for a person
	same     bool          // all students had all parts
	points   []float64     // by student, of the settled parts
	of       []float64     // by student, what those could have brought
	totals   []float64     // points, or per cent if scaled
	possible float64
	scaled   bool
}

func newSheet(answered []Answered) *sheet {
	s := &sheet{same: true}
	column := map[string]int{}
	for _, a := range answered {
		row := make([]*Response, len(s.parts))
		for i := range a.Parts {
			r := &a.Parts[i]
			if !r.sound() {
				continue
			}
			j, ok := column[r.Part]
			if !ok {
				j = len(s.parts)
				column[r.Part] = j
				s.parts, s.settled = append(s.parts, Clean(r.Part)), append(s.settled, true)
			}
			for len(row) <= j {
				row = append(row, nil)
			}
			if row[j] == nil {
				row[j] = r
				s.settled[j] = s.settled[j] && !r.waits()
			}
		}
		s.rows = append(s.rows, row)
	}
	for i, row := range s.rows {
		s.rows[i] = append(row, make([]*Response, len(s.parts)-len(row))...)
		s.same = s.same && !slices.Contains(s.rows[i], nil)
	}
	s.total()
	return s
}

// total sums up the settled parts of each student.
func (s *sheet) total() {
	for i, row := range s.rows {
		points, of := 0.0, 0.0
		for j, r := range row {
			if r != nil && s.settled[j] {
				points += r.Points
				of += r.Possible
			}
		}
		s.points, s.of = append(s.points, tidy(points)), append(s.of, tidy(of))
		s.possible = s.of[0]
		s.scaled = s.scaled || s.of[i] != s.possible
	}
	s.totals = s.points
	if !s.scaled {
		return
	}
	s.possible, s.totals = 100, make([]float64, len(s.rows))
	for i := range s.rows {
		if s.of[i] > 0 {
			s.totals[i] = tidy(100 * s.points[i] / s.of[i])
		}
	}
}

// alpha is that of the quiz without the part j; -1 is none. Parts count by points,
// as they do in the total.
func (s *sheet) alpha(without int) Measure {
	if !s.same || s.scaled {
		return undefined(papersDiffer)
	}
	if without >= 0 && !s.settled[without] {
		return undefined(waiting)
	}
	totals := slices.Clone(s.points)
	var variances []float64
	for j := range s.parts {
		if !s.settled[j] {
			continue
		}
		x := make([]float64, len(s.rows))
		for i, row := range s.rows {
			x[i] = row[j].Points
			if j == without {
				totals[i] = tidy(totals[i] - x[i])
			}
		}
		if j != without {
			variances = append(variances, variance(x))
		}
	}
	return alpha(variances, totals)
}

// item works out the statistics of a part.
func (s *sheet) item(j int) Item {
	it := Item{Part: s.parts[j]}
	s.count(j, &it)
	var shares, elsewhere, totals []float64
	alone := true
	s.settledRows(j, func(i int, r *Response) {
		x, ok := s.elsewhere(i, j)
		alone = alone && !ok
		shares, elsewhere, totals = append(shares, r.share()), append(elsewhere, x), append(totals, s.totals[i])
	})
	it.Facility = mean(shares)
	it.Discrimination = correlation(shares, elsewhere)
	if alone {
		it.Discrimination = undefined(noOtherPart)
	}
	it.UpperLower = upperLower(shares, totals)
	it.AlphaWithout = s.alpha(j)
	it.Points = s.tallies(j)
	it.Answers = s.choices(j)
	it.Variants, it.Differ = s.partVariants(j)
	return it
}

// count counts outcomes, and takes times.
func (s *sheet) count(j int, it *Item) {
	var seconds []float64
	for _, row := range s.rows {
		r := row[j]
		if r == nil {
			continue
		}
		it.Students++
		it.Possible = max(it.Possible, r.Possible)
		if r.Seconds > 0 && !math.IsInf(r.Seconds, 0) {
			seconds = append(seconds, r.Seconds)
		}
		switch r.Outcome {
		case grader.SelfMark, grader.Unsure:
			it.Waiting++
		case grader.Blank:
			it.Empty++
		case grader.Unreadable:
			it.Unread++
		}
	}
	it.Seconds = median(seconds)
}

// elsewhere is the share that a student has of the points of other parts than j; ok
// is false if there are none.
func (s *sheet) elsewhere(i, j int) (share float64, ok bool) {
	points, of := s.points[i], s.of[i]
	if s.settled[j] {
		points, of = tidy(points-s.rows[i][j].Points), tidy(of-s.rows[i][j].Possible)
	}
	if of <= 0 {
		return 0, false
	}
	return tidy(points / of), true
}

// settledRows calls f for each student whose points in a part are settled.
func (s *sheet) settledRows(j int, f func(i int, r *Response)) {
	for i, row := range s.rows {
		if r := row[j]; r != nil && !r.waits() {
			f(i, r)
		}
	}
}

// tallies counts students by points.
func (s *sheet) tallies(j int) []Tally {
	count := map[float64]int{}
	s.settledRows(j, func(_ int, r *Response) { count[tidy(r.Points)]++ })
	all := []Tally{}
	for points, n := range count {
		all = append(all, Tally{points, n})
	}
	slices.SortFunc(all, func(a, b Tally) int { return cmp.Compare(a.Points, b.Points) })
	return all
}

// choices counts students by answer.
func (s *sheet) choices(j int) []Choice {
	type key struct {
		answer string
		right  bool
	}
	shares, totals, elsewhere := map[key][]float64{}, map[key][]float64{}, map[key][]float64{}
	s.settledRows(j, func(i int, r *Response) {
		if r.Answer == "" || r.Outcome == grader.Blank || r.Outcome == grader.Unreadable {
			return
		}
		k := key{Clean(r.Answer), r.share() >= 1}
		shares[k], totals[k] = append(shares[k], r.share()), append(totals[k], s.totals[i])
		if x, ok := s.elsewhere(i, j); ok {
			elsewhere[k] = append(elsewhere[k], x)
		}
	})
	all := []Choice{}
	for k, x := range shares {
		all = append(all, Choice{k.answer, k.right, len(x), mean(x), mean(totals[k]), mean(elsewhere[k]), elsewhere[k]})
	}
	slices.SortFunc(all, func(a, b Choice) int {
		if c := cmp.Or(cmp.Compare(b.Students, a.Students), cmp.Compare(a.Answer, b.Answer)); c != 0 || a.Right == b.Right {
			return c
		}
		if a.Right {
			return -1
		}
		return 1
	})
	return all
}

// partVariants compares the variants of a part.
func (s *sheet) partVariants(j int) ([]Variant, Differ) {
	groups := map[uint64][]float64{}
	s.settledRows(j, func(_ int, r *Response) { groups[r.Variant] = append(groups[r.Variant], r.share()) })
	return compareVariants(groups)
}

// variants compares the variants of the whole quiz, if each student had one.
func (s *sheet) variants() Differ {
	groups := map[uint64][]float64{}
	for i, row := range s.rows {
		var seen []uint64
		for _, r := range row {
			if r != nil && !slices.Contains(seen, r.Variant) {
				seen = append(seen, r.Variant)
			}
		}
		if len(seen) > 1 {
			return Differ{P: undefined("parts had different variants"), All: undefined("parts had different variants"),
				Says: "Parts of one paper had different variants, so that papers are not compared."}
		}
		if len(seen) == 1 && s.of[i] > 0 {
			groups[seen[0]] = append(groups[seen[0]], tidy(s.points[i]/s.of[i]))
		}
	}
	vs, d := compareVariants(groups)
	d.All = d.P // it is one test
	d.Says = d.sentence(vs, 1)
	return d
}

// compareVariants says how hard variants are, and tests whether they differ by
// more than chance deals. Students do not choose their variant, so that a
// difference is not one between students.
func compareVariants(groups map[uint64][]float64) ([]Variant, Differ) {
	vs := []Variant{}
	var compared [][]float64
	for v, x := range groups {
		vs = append(vs, Variant{v, len(x), mean(x)})
	}
	slices.SortFunc(vs, func(a, b Variant) int { return cmp.Compare(a.Variant, b.Variant) })
	for _, v := range vs {
		if v.Students >= fewest {
			compared = append(compared, groups[v.Variant])
		}
	}
	d := Differ{Groups: len(compared)}
	if d.Groups < 2 {
		d.P = undefined(fmt.Sprintf("fewer than 2 variants had %d students", fewest))
	} else {
		d.H, d.P = kruskalWallis(compared)
	}
	d.All = d.P
	return vs, d
}

// compareAll takes account, in the comparison of variants of each part, of how
// many parts are compared.
func compareAll(items []Item) {
	var p []float64
	var at []int
	for j := range items {
		if d := &items[j].Differ; d.P.Undefined == "" {
			p, at = append(p, d.P.Value), append(at, j)
		}
	}
	for i, q := range holm(p) {
		items[at[i]].Differ.All = measure(q)
	}
	for j := range items {
		items[j].Differ.Says = items[j].Differ.sentence(items[j].Variants, len(p))
	}
}
