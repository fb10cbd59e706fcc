package tui

import (
	"context"
	"fmt"
	"testing"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
	"gradcheck/problems"
)

// A room is a hall over a course that the test writes the journal of.
type room struct {
	t       *testing.T
	lib     *problems.Library
	course  *class.Course
	student string
	now     func() time.Time
}

const quizText = `id: quiz4
title: Quiz 4
exam: eecs182-sp23
problems: [remat, finetune]
zone: UTC
opens: 2023-05-09 12:05
closes: 2023-05-09 14:00
limit: 45m
variants: 3
`

func (r *room) post(e class.Entry) {
	r.t.Helper()
	e.At = r.now()
	if err := r.course.Apply(e); err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) Quizzes() []class.Offer {
	var all []class.Offer
	for _, q := range r.course.Quizzes() {
		o := class.Offer{Quiz: q}
		o.Opens, o.Closes = r.course.Window(q, r.student)
		all = append(all, o)
	}
	return all
}

func (r *room) Paper(_ context.Context, quiz string, attempt int) ([]*problems.Problem, error) {
	q, ok := r.course.Quiz(quiz)
	if !ok {
		return nil, fmt.Errorf("no quiz %q", quiz)
	}
	return q.Paper(r.lib, q.Seed(r.student, attempt))
}

func (r *room) Terms(quiz string, start time.Time) (exam.Terms, bool) {
	q, ok := r.course.Quiz(quiz)
	if !ok {
		return exam.Terms{}, false
	}
	return r.course.Terms(q, r.student, start), true
}

func (r *room) Messages(quiz string) []class.Said { return r.course.Messages(quiz) }

func (r *room) Released(quiz string) bool {
	q, ok := r.course.Quiz(quiz)
	return ok && r.course.Released(q, r.now(), r.course.Last(q))
}

// inRoom starts a session of a student at a course with one quiz.
func inRoom(t *testing.T, s store.Store, student, from string) (*driver, *room) {
	t.Helper()
	r := &room{t: t, course: class.New(), student: student, now: func() time.Time { return morning }}
	r.post(class.Entry{Kind: class.Enrol, Who: &class.Student{ID: student, Name: "Ada L.", Percent: 150}})
	r.post(class.Entry{Kind: class.Set, Text: quizText})
	d := newDriver(t, s, 80, 24, func(e *Env) {
		r.lib = e.Library
		for _, q := range r.course.Quizzes() {
			for _, seed := range q.Seeds() { // a server has them in the store by then
				ps, err := q.Paper(r.lib, seed)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range ps {
					if err := s.PutInstance(t.Context(), p.Digest, p.Freeze()); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		e.Hall, e.Student, e.Name, e.From, e.Place = r, student, "Ada L.", from, "on quiz.example.edu"
	})
	r.now = func() time.Time { return d.clock }
	return d, r
}

const pledged = "'I work alone and keep to the rules of this exam.' enter "

// TestQuiz takes a student with half as much time again through a quiz: before
// it opens, the start page, an extension and a message while it goes on, leaving
// and coming back, the end, and the result once it is released.
func TestQuiz(t *testing.T) {
	s := &memory.Store{}
	d, r := inRoom(t, s, "ada", "192.0.2.7")
	d.want("gradcheck on quiz.example.edu", "Ada L.", "Quiz 4", "opens 12:05 UTC")
	d.keys("enter")
	d.want("It opens at 12:05 UTC.")
	d.pass(2 * time.Minute)                    // 12:05:41
	d.want("1 h 07 min, open until 14:22 UTC") // moved by what ada has more: 22 min 30 s
	d.keys("enter")
	d.want("If you start now, your deadline is   13:13:11", "the server's clock", "×  1.5", "window             until 14:00, for you 22 min later", "If the server is away")
	d.keys("'something else' enter")
	d.want("Type the sentence above")
	d.keys("ctrl+u")
	d.keys(pledged)
	d.want("Rematerialisation › (a)", "1:07:30")
	d.keys("enter '7'")
	d.pass(time.Second)

	r.post(class.Entry{Kind: class.Extend, Quiz: "quiz4", Student: "ada", Extra: 15 * time.Minute})
	d.pass(time.Second)
	d.want("+15 min for you, until 13:28:11.", "1:22:28", "▎ 7")
	r.post(class.Entry{Kind: class.Message, Quiz: "quiz4", Text: "In 1(a) count the forward\x1b[2J runs only."})
	d.pass(time.Second)
	d.want("12:05  In 1(a) count the forward[2J runs only.", "▎ 7")
	d.keys("'2' esc q")
	d.want("goes on, 1:22:27 left", "In 1(a) count")
	d.keys("enter")
	d.want("Rematerialisation › (a)", "│ 72")

	r.post(class.Entry{Kind: class.Outage, From: d.clock.Add(time.Second), To: d.clock.Add(200 * time.Second), Extra: 4 * time.Minute})
	d.pass(time.Second)
	d.want("The server was away. You have 4 min more, until 13:32:11.")
	d.keys("H 'hand in' enter")
	d.want("Quiz 4 › handed in", "1 of 7 parts have an answer", "once your course releases them")
	d.without("points", "✗", "✓")
	d.keys("enter")
	d.want("handed in")
	d.keys("enter")
	d.want("Quiz 4 › handed in")
	d.keys("q")
	r.post(class.Entry{Kind: class.Reveal, Quiz: "quiz4"})
	d.want("over, see the result")
	d.keys("enter")
	d.want("Quiz 4 › result", "of 43 points")

	st := sat(t, s)
	if h := st.Header(); h.ID != "quiz4/ada/1" || h.Exam != "quiz4" || h.Seed < 1 || h.Seed > 3 || h.Limit != 45*time.Minute {
		t.Errorf("header = %+v", h)
	}
	if got := st.Terms(); got.Percent != 150 || got.Extra != 15*time.Minute || got.Credit != 4*time.Minute {
		t.Errorf("terms = %+v", got)
	}
}

// TestQuizOver lets the time pass with nobody there, and gives more afterwards:
// the attempt goes on.
func TestQuizOver(t *testing.T) {
	s := &memory.Store{}
	d, r := inRoom(t, s, "ada", "")
	d.pass(2 * time.Minute)
	d.keys("enter")
	d.keys(pledged)
	d.keys("enter '1' esc")
	d.pass(time.Second)
	d.pass(68 * time.Minute)
	d.want("Quiz 4 › handed in", "The time is up.")
	d.keys("q")
	d.want("handed in")
	r.post(class.Entry{Kind: class.Extend, Quiz: "quiz4", Student: "ada", Extra: 30 * time.Minute})
	d.want("goes on")
	d.keys("enter")
	d.want("Rematerialisation › (a)", "│ 1", "min for you")
}

// TestQuizTwice starts the same quiz in two terminals at once: it is one
// attempt, and the older terminal says from where the other is.
func TestQuizTwice(t *testing.T) {
	s := &memory.Store{}
	one, _ := inRoom(t, s, "ada", "192.0.2.7")
	two, _ := inRoom(t, s, "ada", "lab-17.example.edu")
	one.pass(2 * time.Minute)
	two.pass(2 * time.Minute)
	one.keys("enter")
	two.keys("enter")
	one.keys(pledged)
	one.keys("enter '10' esc")
	one.pass(time.Second)
	two.keys(pledged)
	two.want("Rematerialisation › (a)", "│ 10")
	one.pass(time.Second)
	one.pass(time.Second)
	one.pass(time.Second)
	one.want("goes on in another window", "there    lab-17.example.edu", "here     192.0.2.7", "Not you?")
	one.keys("enter")
	one.want("│ 10")
	if hs, _ := s.Headers(t.Context(), "ada"); len(hs) != 1 {
		t.Errorf("%d attempts, want 1", len(hs))
	}
}

// Who presses enter before the attempts are read gets in as soon as they are.
func TestQuizzesEager(t *testing.T) {
	d, _ := inRoom(t, &memory.Store{}, "ada", "")
	d.clock = morning.Add(2 * time.Minute)
	q := d.app.top().(*quizzes)
	read := q.load()
	q.loaded = false
	d.keys("enter")
	d.want("Reading your attempts.")
	d.run(read)
	d.want("type this sentence to open the paper")
}
