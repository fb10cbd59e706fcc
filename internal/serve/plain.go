package serve

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/linear"
	"gradcheck/internal/store"
	"gradcheck/internal/tui"
)

// enrolPlain asks for the one-time code of a key that is nobody's, line by line,
// and returns the exit status. The student comes back with the key afterwards.
func (x *session) enrolPlain(ctx context.Context, terminal bool) int {
	if x.key == "" {
		fmt.Fprint(x.ssh, "A key is needed: ssh-keygen makes one.\r\n")
		return exitRefused
	}
	x.in.awake.Store(true)
	fmt.Fprintf(x.ssh, "This key is not on a class list yet. Its fingerprint is %s.\r\n", x.key)
	in, out := x.keys.reader(), io.Writer(x.ssh)
	if terminal { // which shows nothing of what is typed, and ends no line
		typed := &linear.Typed{R: in, W: x.ssh, Now: x.s.Now}
		in, out = typed, typed
	}
	lines := bufio.NewScanner(io.LimitReader(in, 1<<16))
	for {
		fmt.Fprint(out, "The code that your course sent you, eight letters: ")
		if !lines.Scan() || ctx.Err() != nil {
			return exitRefused
		}
		if !x.s.guess(x.key, x.from) {
			fmt.Fprint(x.ssh, "Too many codes were tried. Come back in a minute.\r\n")
			return exitRefused
		}
		who, err := x.s.hall.enrol(ctx, lines.Text(), x.key, x.from)
		if err == nil {
			fmt.Fprintf(x.ssh, "You are enrolled as %s. Come back with the same command.\r\n", who.Name)
			return exitFine
		}
		if !errors.Is(err, errCode) {
			fmt.Fprintf(x.ssh, "It could not be saved: %v\r\n", err)
			return exitRefused
		}
		fmt.Fprint(x.ssh, "This code is not known here, or was used already.\r\n")
	}
}

// plain runs the linear mode: a list of quizzes, each opened as lines. A terminal
// sends its keys one by one and shows none; a pipe, which may be a program's, can
// practise, and sit only what says that it may.
func (x *session) plain(ctx context.Context, terminal bool) error {
	x.in.awake.Store(true)
	env := x.env(ctx, true)
	say := linear.Env{Context: ctx, Library: env.Library, Store: env.Store, Student: env.Student, Place: env.Place,
		Now: env.Now, Seed: env.Seed, In: x.keys.reader(), Out: x.ssh, Terminal: terminal}
	if terminal {
		typed := &linear.Typed{R: say.In, W: x.ssh, Now: x.s.Now}
		say.In, say.Out, say.Half = typed, typed, typed.Half
	}
	talk := linear.New(say)
	if env.Hall == nil {
		return talk.Home()
	}
	head := []string{"Gradcheck " + env.Place + ". You are " + env.Name + ".", ":help lists the commands, :leave ends."}
	return talk.Menu(head, "Choose a quiz", func() []linear.Item { return x.offers(env, talk, terminal) })
}

// offers are the quizzes as lines of a menu.
func (x *session) offers(env *tui.Env, talk *linear.Talk, terminal bool) []linear.Item {
	var items []linear.Item
	for _, o := range env.Hall.Quizzes() {
		made, err := x.made(env, o.Quiz)
		if err != nil {
			x.s.Log.Error("read attempts", "student", env.Student, "quiz", o.Quiz.ID, "err", err)
			continue
		}
		stage := o.Stage(env.Hall, env.Now(), made...)
		says := o.Quiz.Title + ": " + spoken(o, stage)
		n := len(made)
		if stage == class.Open {
			n++
		}
		items = append(items, linear.Item{Says: says, Open: func() error { return x.open(env, talk, o, stage, n, terminal) }})
	}
	return items
}

// spoken says how far a student is with a quiz.
func spoken(o class.Offer, stage class.Stage) string {
	at := func(t time.Time) string { return t.In(o.Quiz.Zone).Format("15:04 MST on 2 January") }
	switch stage {
	case class.Early:
		return "opens at " + at(o.Opens)
	case class.Running:
		return "goes on"
	case class.Over:
		return "over"
	}
	if o.Closes.IsZero() {
		return "open"
	}
	return "open until " + at(o.Closes)
}

// made are the attempts of the student at a quiz, the newest first.
func (x *session) made(env *tui.Env, q *class.Quiz) ([]*exam.Sitting, error) {
	hs, err := x.s.Store.Headers(env.Context, env.Student)
	if err != nil {
		return nil, err
	}
	var made []*exam.Sitting
	for _, h := range hs {
		if h.Exam != q.ID || h.Mode != exam.Exam {
			continue
		}
		rec, err := store.Load(env.Context, x.s.Store, h)
		if err != nil {
			return nil, err
		}
		st, err := rec.Sitting()
		if err != nil {
			return nil, err
		}
		made = append(made, st)
	}
	return made, nil
}

// open sits a quiz in lines, goes on with it or says what came of it.
func (x *session) open(env *tui.Env, talk *linear.Talk, o class.Offer, stage class.Stage, attempt int, terminal bool) error {
	q := o.Quiz
	if attempt == 0 { // there is none, and there can be none
		talk.Say("There is nothing to open: it " + map[class.Stage]string{class.Early: "has not opened yet.", class.Over: "is over, and you have no attempt at it."}[stage])
		return nil
	}
	ps, err := env.Hall.Paper(env.Context, q.ID, attempt)
	if err != nil {
		return err
	}
	return talk.Exam(linear.Sit{Exam: q.ID, Limit: q.Limit, Seed: q.Seed(env.Student, attempt), Course: &linear.Course{
		Attempt: q.AttemptID(env.Student, attempt), Title: q.Title, Paper: ps, Place: x.from, Strict: !terminal && !q.Plain, Zone: q.Zone,
		Rules: []string{"If the server is away, the time is credited to you."},
		Opens: func() string {
			if closed(env, q.ID) {
				return "It is closed."
			}
			return ""
		},
		Terms:    func(start time.Time) (exam.Terms, bool) { return env.Hall.Terms(q.ID, start) },
		Messages: func() []string { return said(env.Hall.Messages(q.ID), q) },
		Sealed: func() string {
			if env.Hall.Released(q.ID) {
				return ""
			}
			return "Verdicts and solutions can be heard here once they are released."
		},
	}})
}

// closed reports whether a quiz cannot be begun any more.
func closed(env *tui.Env, quiz string) bool {
	for _, o := range env.Hall.Quizzes() {
		if o.Quiz.ID == quiz {
			return !o.Closes.IsZero() && !env.Now().Wall.Before(o.Closes)
		}
	}
	return true
}

// said are messages as they are spoken, with the time of day.
func said(all []class.Said, q *class.Quiz) []string {
	var words []string
	for _, m := range all {
		words = append(words, "at "+m.At.In(q.Zone).Format("15:04")+", "+class.Clean(m.Text))
	}
	return words
}
