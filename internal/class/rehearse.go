package class

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// A Rehearsal is a made-up class that sits a quiz, so that an instructor can try
// marking, statistics and the wall before anybody comes. The same rehearsal is
// always the same, to the second. Among its students are some who leave parts
// empty, write what cannot be read, or go away in the middle.
type Rehearsal struct {
	Quiz  *Quiz
	Start time.Time     // when the first one starts; the others follow a second apart
	For   time.Duration // nothing happens later than so long after Start; 0 is all to the end
}

var (
	firstNames = []string{"Ada", "Bo", "Chinua", "Dana", "Emeka", "Farah", "Gil", "Hana", "Ines", "Jun", "Kofi", "Lena", "Mei", "Noor", "Oskar", "Priya", "Quentin", "Rosa", "Sven", "Tomoko"}
	lastNames  = []string{"Abara", "Berg", "Chaudhry", "Dimitrova", "Eze", "Fontaine", "Gupta", "Hansen", "Ito", "Jansen", "Kowalska", "Lindqvist", "Moreau", "Nakamura", "Okafor", "Petrov", "Quispe", "Rossi", "Silva", "Tanaka", "Urban", "Varga", "Weber"}
)

// Student returns student i, from 0 on. One in twenty has half as much time again.
func (r Rehearsal) Student(i int) Student {
	first, last := firstNames[i%len(firstNames)], lastNames[i%len(lastNames)]
	s := Student{ID: fmt.Sprintf("s%04d", i+1), Name: first + " " + last, Sort: last + ", " + first, Section: string("AB"[i%2])}
	s.Email = s.ID + "@example.edu"
	if i%20 == 3 {
		s.Percent = 150
	}
	return s
}

// Sit returns the attempt of student i at the paper that is dealt to the student,
// see [Quiz.Seed].
func (r Rehearsal) Sit(i int, paper []*problems.Problem) (exam.Header, []exam.Event, error) {
	who := r.Student(i)
	start := exam.Clock{Wall: r.Start.Add(time.Duration(i) * time.Second), Boot: time.Hour + time.Duration(i)*time.Second, BootID: "rehearsal"}
	of := &exam.Paper{Problems: paper}
	h := exam.Header{ID: r.Quiz.AttemptID(who.ID, 1), Student: who.ID, Exam: r.Quiz.ID, Mode: exam.Exam, Seed: r.Quiz.Seed(who.ID, 1),
		Start: start, Limit: r.Quiz.Limit, Problems: of.Placed(), Version: exam.Version}
	s, err := exam.New(h, of)
	if err != nil {
		return h, nil, err
	}
	a := &actor{r: r, s: s, at: start, rand: rand.New(rand.NewPCG(uint64(i), 17))}
	a.able = 0.25 + 0.7*a.rand.Float64()
	err = a.sit(exam.Terms{Percent: who.Percent, Closes: r.Quiz.Closes})
	return h, a.events, err
}

// An actor is a made-up student at a paper.
type actor struct {
	r      Rehearsal
	s      *exam.Sitting
	at     exam.Clock
	rand   *rand.Rand
	able   float64 // share of the parts that come out right
	events []exam.Event
	err    error
}

// sit goes through the paper and hands it in.
func (a *actor) sit(terms exam.Terms) error {
	a.do(0, exam.Event{Kind: exam.Grant, Terms: terms})
	a.do(0, exam.Event{Kind: exam.Open, Text: fmt.Sprintf("10.0.0.%d", 1+a.rand.IntN(250))})
	for _, p := range a.s.Paper().Problems {
		for i := range p.Parts {
			a.part(exam.Ref{Problem: p.ID, Part: p.Parts[i].Label}, p.Parts[i].Question)
			if a.rand.IntN(60) == 0 { // the line breaks
				a.do(a.seconds(5, 20), exam.Event{Kind: exam.Leave})
				a.do(a.seconds(60, 400), exam.Event{Kind: exam.Open, Text: "10.0.1.1"})
			}
		}
	}
	a.do(a.seconds(20, 60), exam.Event{Kind: exam.Finish})
	return a.err
}

func (a *actor) seconds(least, most int) time.Duration {
	return time.Duration(least+a.rand.IntN(most-least)) * time.Second
}

// do makes an event so long after the last, unless the rehearsal is over by then
// or the time of the attempt is up, which ends it.
func (a *actor) do(after time.Duration, e exam.Event) {
	if a.err != nil || a.s.Finished() {
		return
	}
	if left, limited := a.s.Left(a.at); limited && after > left {
		after, e = left, exam.Event{Kind: exam.Finish, N: 1}
	}
	next := a.at
	next.Wall, next.Boot = next.Wall.Add(after), next.Boot+after
	if a.r.For > 0 && next.Wall.Sub(a.r.Start) > a.r.For {
		a.at = next // so that nothing later fits any more
		return
	}
	a.at, e.At = next, next
	e = a.s.Next(e)
	if a.err = a.s.Apply(e); a.err == nil {
		a.events = append(a.events, e)
	}
}

// part enters a part and answers it, or not.
func (a *actor) part(ref exam.Ref, q grader.Question) {
	a.do(a.seconds(2, 15), exam.Event{Kind: exam.Enter, Part: ref})
	key := q.Key()
	answer := slices.Clone(key)
	switch x := a.rand.Float64(); {
	case x < 0.08: // left empty
		a.do(a.seconds(20, 60), exam.Event{Kind: exam.Flag, Part: ref, N: 1})
		return
	case x < 0.11 && plainText(q):
		answer[0] = key[0] + " ("
	case a.rand.Float64() > a.able:
		a.spoil(q, answer)
	}
	if _, essay := q.(grader.Rubricked); essay {
		answer[0] = essays[a.rand.IntN(len(essays))]
	}
	for i, text := range answer {
		half := len(text) / 2
		for half > 0 && text[half]&0xc0 == 0x80 { // inside a letter
			half--
		}
		a.do(a.seconds(15, 60), exam.Event{Kind: exam.Edit, Part: ref, Blank: i, Splice: exam.Splice{Insert: text[:half]}})
		a.do(a.seconds(3, 40), exam.Event{Kind: exam.Edit, Part: ref, Blank: i, Splice: exam.Splice{At: half, Insert: text[half:]}})
	}
}

// plainText reports whether the first blank of a question takes what is typed.
func plainText(q grader.Question) bool {
	_, line := q.Input().(grader.Line)
	return line
}

// essays are what the made-up students write where a text is asked for.
var essays = []string{
	"By the triangle inequality the sum is at most the sum of both.\nThe factors telescope, so layer l gets at most\n(2L+1)/(2l+1) sqrt(d).",
	"Each step has length k sqrt(d), so the bound follows by induction.",
	"I take the norm on both sides.\nThe rest is a product from k = 2l on.\n\nIt is small for large l.",
	"The gradient does not grow, as the norm divides it away.",
}

// spoil turns the key into an answer that is most likely wrong, in one of a few
// ways, so that several students go wrong alike.
func (a *actor) spoil(q grader.Question, answer grader.Answer) {
	i := a.rand.IntN(len(answer))
	way := min(a.rand.IntN(3), 1)
	switch in := q.Input().(type) {
	case grader.Pick:
		answer[0] = otherOption(in, answer[0], way)
	case grader.Grid:
		if p, ok := in.Blanks[i].Input.(grader.Pick); ok {
			answer[i] = otherOption(p, answer[i], way)
			return
		}
		answer[i] = wrongTerm(answer[i], way)
	case grader.Order:
		var ids []string
		for _, it := range slices.Backward(in.Items) {
			ids = append(ids, it.ID)
		}
		answer[0] = strings.Join(ids, ", ")
	case grader.Essay:
	case grader.Code:
		answer[i] = ""
	default:
		answer[i] = wrongTerm(answer[i], way)
	}
}

func wrongTerm(key string, way int) string {
	if way == 0 {
		return "1 + " + key
	}
	return "2*(" + key + ")"
}

// otherOption is an option that the key is not.
func otherOption(p grader.Pick, key string, way int) string {
	n := len(p.Options)
	for k := range n {
		if id := p.Options[(k+way)%n].ID; id != key {
			return id
		}
	}
	return key
}
