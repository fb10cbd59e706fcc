// Package linear is every screen as a conversation, for screen readers and for
// terminals that cannot move their cursor: lines that only ever append, in plain
// ASCII, and prompts that are answered with a line. Nothing is drawn, nothing is
// painted again, and mathematics is spoken.
//
// A [Talk] reads lines from an input and writes lines to an output, and knows
// nothing of terminals, so that a local terminal, a pipe and a connection over a
// network are served by the same code; a [Typed] makes lines of the keys of a
// terminal that is far away. One goroutine says and decides everything;
// a second one only reads lines. Where a talk stands is where its code stands:
// home calls practice, practice asks for a line, and the end of the input unwinds
// them all. A line that begins with a colon is a command; commands are listed in
// a table a place, from which the help is made.
//
// The rules are those of the screens: the same grader, the same events, and every
// answer in the store before it is called saved.
package linear

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/problems"
)

// An Env is what a talk is given from outside.
type Env struct {
	Context context.Context // its end is that of the input; nil for none
	Library *problems.Library
	Store   store.Store
	Student string
	Place   string            // where answers are kept, in words: "in ~/.local/share/gradcheck"
	Warning string            // why nothing is kept, if so; "" when it is
	Notice  string            // something else to say at first
	Now     func() exam.Clock // asked by two goroutines
	Seed    func() uint64
	In      io.Reader
	Out     io.Writer
	// Terminal says that the other end shows what is typed there and ends the line
	// itself. Without it an answer leaves no trace in the output, so a line feed is
	// written for it.
	Terminal bool
	// Strict refuses exams to an input that is no terminal.
	Strict bool
	// Half returns what is typed of a line that is not ended, and when its last key
	// came; nil where the terminal keeps that to itself. See [Typed].
	Half func() (text string, at exam.Clock)
	// After returns a channel that gets a value after d; nil is [time.After].
	After func(d time.Duration) <-chan time.Time
}

// A Talk is one conversation. It is for one goroutine.
type Talk struct {
	env   Env
	voice *voice
	lines <-chan line
	done  chan struct{} // ends the reading of lines
	zone  *time.Location
	works []*work  // that were opened, in order
	books book     // all problems; nil before they are asked for
	sat   *session // the exam that runs; nil outside
}

// New returns a talk. It begins to read from the input at its first prompt.
func New(env Env) *Talk {
	if env.Context == nil {
		env.Context = context.Background()
	}
	if env.After == nil {
		env.After = time.After
	}
	return &Talk{env: env, voice: &voice{w: env.Out}, zone: env.Now().Wall.Location()}
}

// Say says lines, between conversations or within one.
func (t *Talk) Say(lines ...string) { t.voice.say(lines...) }

// Why a conversation goes back to where it came from.
var (
	errLeave  = errors.New("left")           // the student said so
	errGone   = errors.New("input ended")    // nobody is there any more
	errTimeUp = errors.New("the time is up") // of the exam that runs
)

// run holds a conversation and lets go of everything afterwards. The error says
// what could not be read, or written.
func (t *Talk) run(talk func() error) error {
	if t.done != nil { // within another conversation
		if err := talk(); !errors.Is(err, errLeave) {
			return err
		}
		return nil
	}
	t.done = make(chan struct{})
	defer func() {
		close(t.done)
		t.done, t.lines = nil, nil
	}()
	if t.env.Warning != "" {
		t.voice.say(t.env.Warning)
	}
	if t.env.Notice != "" {
		t.voice.say(t.env.Notice)
	}
	err := talk()
	if errors.Is(err, errLeave) || errors.Is(err, errGone) {
		err = nil
	}
	n, why := 0, error(nil)
	for _, w := range t.works {
		t.write(w)
		if len(w.pending) > 0 {
			n, why = n+len(w.pending), w.err
		}
	}
	if n > 0 {
		return fmt.Errorf("%s could not be written: %w", count(n, "change"), why)
	}
	return err
}

// ask asks for a line and returns it. What could not be written is tried again
// before and while it waits; while an exam runs the clock is watched, too. An
// exam that another program has taken is taken back first.
func (t *Talk) ask(prompt string) (line, error) {
	for {
		if t.sat != nil && t.sat.w.moved {
			return t.sat.elsewhere()
		}
		l, err := t.askOnce(prompt)
		if err != nil {
			t.voice.end()
			return line{}, err
		}
		if l != nil {
			return *l, nil
		}
	}
}

// askOnce says a prompt and waits; there is no line if something was said
// meanwhile.
func (t *Talk) askOnce(prompt string) (*line, error) {
	if t.lines == nil {
		t.lines = listen(t.env.In, t.env.Now, t.done)
	}
	moved := t.sat != nil && t.sat.w.moved
	if l, err := t.watch(); l != nil || err != nil {
		return l, err
	}
	if t.sat != nil && t.sat.w.moved != moved {
		return nil, nil
	}
	if t.voice.ask(prompt); t.voice.err != nil {
		return nil, errGone
	}
	return t.wait()
}

// heard closes the prompt that a line has answered.
func (t *Talk) heard(l *line) {
	t.voice.open = false
	if !t.env.Terminal {
		t.voice.say("")
	}
	if l.cut {
		t.voice.say(fmt.Sprintf("That line was longer than %d characters; the rest of it is left out.", maxLine))
	}
}

// wait waits for a line. It returns none when something was said meanwhile, so
// that the prompt has to be said again.
func (t *Talk) wait() (*line, error) {
	for {
		var tick <-chan time.Time
		if d := t.pulse(); d > 0 {
			tick = t.env.After(d)
		}
		select {
		case l, ok := <-t.lines:
			return t.take(l, ok)
		case <-t.env.Context.Done():
			return nil, errGone
		case <-tick:
			if l, err := t.watch(); l != nil || err != nil || !t.voice.open {
				return l, err
			}
		}
	}
}

// take takes a line in, unless it came after the deadline or is the end of all.
func (t *Talk) take(l line, ok bool) (*line, error) {
	switch {
	case !ok:
		return nil, errGone
	case t.sat != nil && t.sat.late(l.at):
		t.heard(&l)
		t.voice.say("That line came after the deadline and does not count.")
		return nil, errTimeUp
	}
	t.heard(&l)
	return &l, nil
}

// pulse is how long to wait for a line before looking at the clock; 0 for ever.
func (t *Talk) pulse() time.Duration {
	if t.sat != nil {
		return t.sat.pulse()
	}
	for _, w := range t.works {
		if len(w.pending) > 0 {
			return time.Second
		}
	}
	return 0
}

// watch writes what is not written yet, warns, and looks whether the exam has
// ended or is in other hands. A line that came in by the deadline counts, however
// late it is looked at.
func (t *Talk) watch() (*line, error) {
	for _, w := range t.works {
		if len(w.pending) > 0 {
			t.save(w)
		}
	}
	if t.sat == nil {
		return nil, nil
	}
	t.sat.hear()
	if t.sat.late(t.env.Now()) {
		select {
		case l, ok := <-t.lines:
			return t.take(l, ok)
		default:
			return t.half()
		}
	}
	t.sat.warn()
	t.sat.poll()
	return nil, nil
}

// half takes what is half typed at the deadline for a line: an answer, but no
// command. It does so once.
func (t *Talk) half() (*line, error) {
	if t.env.Half == nil || t.sat.halved || !t.voice.open {
		return nil, errTimeUp
	}
	t.sat.halved = true
	text, at := t.env.Half()
	l := parse(text)
	if l.text == "" || l.cmd != "" || t.sat.late(at) {
		return nil, errTimeUp
	}
	l.at = at
	t.voice.say("The time is up; the line you were typing is taken as it stands.")
	return &l, nil
}
