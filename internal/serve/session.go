package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"github.com/charmbracelet/colorprofile"
	xansi "github.com/charmbracelet/x/ansi"
	gossh "golang.org/x/crypto/ssh"

	"gradcheck/internal/class"
	"gradcheck/internal/tui"
)

// A session is one program on one connection.
type session struct {
	s       *Server
	ssh     ssh.Session
	student class.Student // the zero one is a guest
	guest   bool
	key     string // fingerprint, "" without a key
	from    string // the address, for people
	in      *input
	keys    *relay // what is typed
	out     *output

	mu       sync.Mutex
	program  *tea.Program
	left     bool   // it was told to leave
	seated   string // the student, once admitted
	farewell string // said at the end in place of the screen's own words
	hush     func() // ends what the program reads by itself
}

// serve is the handler of all sessions.
func (s *Server) serve(next ssh.Handler) ssh.Handler {
	return func(sess ssh.Session) {
		st := stateOf(sess.Context())
		st.over()
		st.idle.Stop()
		code := s.session(sess)
		sess.Exit(code)
		next(sess)
	}
}

// Exit statuses of a session.
const (
	exitFine    = 0
	exitRefused = 1
	exitUsage   = 2
)

const usage = `usage: ssh -p PORT HOST [ascii | plain]
  no command   the screens, in a terminal
  ascii        the screens in plain ASCII (with -t)
  plain        lines that only ever append, for screen readers
`

// session runs what a client asked for and returns the exit status.
func (s *Server) session(sess ssh.Session) int {
	begin := time.Now()
	x := &session{s: s, ssh: sess, from: addressOf(sess.RemoteAddr()), in: newInput(sess, s.gate)}
	x.out, x.keys = &output{Writer: sess, in: x.in}, newRelay(x.in)
	defer x.in.close()
	defer x.keys.close()
	if k := sess.PublicKey(); k != nil {
		x.key = gossh.FingerprintSHA256(k)
	}
	_, known := s.hall.byKey(x.key)
	back, refusal := s.gate.take(x.key, x.from, !known)
	if refusal != "" {
		fmt.Fprint(sess.Stderr(), refusal+"\r\n")
		return exitRefused
	}
	defer back()
	if err := s.gate.enter(sess.Context(), x.key, !known); err != nil {
		return exitRefused
	}
	if !s.add(x) {
		fmt.Fprint(sess.Stderr(), goodbye+"\r\n")
		return exitRefused
	}
	defer s.remove(x)
	s.metrics.sessions.Inc()
	defer s.metrics.sessions.Dec()
	s.metrics.entered.Inc()

	command := strings.TrimSpace(sess.RawCommand())
	pty, _, terminal := sess.Pty()
	winch := stateOf(sess.Context()).resized
	log := s.Log.With("from", x.from, "key", x.key)
	switch {
	case command != "" && command != "ascii" && command != "plain":
		fmt.Fprint(sess.Stderr(), strings.ReplaceAll(usage, "\n", "\r\n"))
		return exitUsage
	case command != "plain" && (!terminal || pty.Term == "dumb"):
		fmt.Fprint(sess.Stderr(), "The screens need a terminal: ssh -t. Without one, ask for plain.\r\n")
		return exitUsage
	}
	ctx, cancel := context.WithCancel(sess.Context())
	defer cancel()
	var ok bool
	x.student, ok = s.hall.byKey(x.key)
	if !ok {
		if command == "plain" {
			return x.enrolPlain(ctx, terminal)
		}
		x.guest = s.Guests
		if x.key == "" && !x.guest {
			return exitRefused
		}
	}
	var err error
	if !ok && x.key != "" {
		err = x.enrol(ctx, pty, winch, command)
		x.student, ok = s.hall.byKey(x.key)
		if err != nil || x.dismissed() || !ok && !x.guest {
			return exitFine
		}
	}
	log.Info("session", "student", x.student.ID, "guest", !ok, "command", command, "client", sess.Context().ClientVersion())
	if ok {
		s.visited(x)
		x.mu.Lock()
		x.seated = x.student.ID
		x.mu.Unlock()
	}
	if command == "plain" {
		err = x.plain(ctx, terminal)
	} else {
		err = x.screens(ctx, pty, winch, command == "ascii", begin)
	}
	log.Info("session ends", "student", x.student.ID, "after", time.Since(begin).Round(time.Second).String(), "err", err)
	if err != nil {
		return exitRefused
	}
	return exitFine
}

// env is what the screens are given.
func (x *session) env(ctx context.Context, ascii bool) *tui.Env {
	s := x.s
	env := &tui.Env{
		Context: context.WithoutCancel(ctx), // what is being written is brought to its end
		Library: s.Library, Store: s.Store, Student: x.student.ID, Place: "on " + s.Host,
		Now: s.Now, Seed: s.Seed, Texts: s.texts, From: x.from,
		Theme: tui.Theme{ASCII: ascii || x.asciiLocale()},
	}
	if x.student.ID == "" {
		// Who has no key is somebody else each time: an address may be a whole
		// class's, and its students do not see what the others practise.
		env.Student = "guest " + x.key
		if x.key == "" {
			env.Student = fmt.Sprintf("guest %016x", s.Seed())
		}
	} else {
		env.Hall = sheet{s.hall, x.student.ID}
		env.Name = class.Clean(x.student.Name)
	}
	return env
}

// asciiLocale reports whether the client's locale has only ASCII.
func (x *session) asciiLocale() bool {
	for _, name := range []string{"LC_ALL=", "LC_CTYPE=", "LANG="} {
		for _, v := range x.ssh.Environ() {
			if value, ok := strings.CutPrefix(v, name); ok && value != "" {
				return value == "C" || value == "POSIX"
			}
		}
	}
	return false
}

// screens runs the full-screen program until its student leaves.
func (x *session) screens(ctx context.Context, pty ssh.Pty, winch <-chan ssh.Window, ascii bool, begin time.Time) error {
	if err := x.s.starting(ctx); err != nil {
		return err
	}
	x.out.first = sync.OnceFunc(func() { // until the first screen is out it is being started
		x.s.started()
		x.s.metrics.start.Observe(time.Since(begin).Seconds())
	})
	defer time.AfterFunc(longestStart, x.out.first).Stop()
	app := tui.New(x.env(ctx, ascii))
	err := x.run(ctx, x.newProgram(ctx, app, pty), winch)
	x.out.first()
	rest, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWrites)
	defer cancel()
	if why := app.Rest(rest); why != nil {
		x.s.Log.Error("entered and not written", "student", x.student.ID, "err", why)
		fmt.Fprintf(x.ssh, "\r\nYour last words could not be written: %v\r\n", why)
	}
	if !x.dismissed() {
		x.say(app.Farewell())
	}
	return err
}

// longestStart is how long a session may take to start, until the next one may;
// a client that takes no output must not keep the others out.
const longestStart = 2 * time.Second

// lastWrites is how long a session that has ended waits for the store.
const lastWrites = 20 * time.Second

// dismissed says goodbye to a session that was told to leave, and reports
// whether it was.
func (x *session) dismissed() bool {
	x.mu.Lock()
	words, left := x.farewell, x.left
	x.mu.Unlock()
	if left {
		x.say(words)
	}
	return left
}

// say writes words below the screen that was.
func (x *session) say(words string) {
	size := stateOf(x.ssh.Context()).window()
	width, _ := x.s.clamp(size.Width, size.Height)
	fmt.Fprint(x.ssh, strings.ReplaceAll(xansi.Wordwrap(words, width, ""), "\n", "\r\n"), "\r\n")
}

// enrol asks for the one-time code of a key that is nobody's. Whether it is a
// student's then, the course knows.
func (x *session) enrol(ctx context.Context, pty ssh.Pty, winch <-chan ssh.Window, command string) error {
	env := x.env(ctx, command == "ascii")
	app := tui.NewEnrol(env, tui.Enrolment{
		Host: x.s.Host, Key: x.ssh.PublicKey().Type() + "   " + x.key, Guests: x.s.Guests,
		Enrol: func(ctx context.Context, code string) error {
			if !x.s.guess(x.key, x.from) {
				return errors.New("too many codes were tried; wait a minute")
			}
			_, err := x.s.hall.enrol(ctx, code, x.key, x.from)
			return err
		},
	})
	return x.run(ctx, x.newProgram(ctx, app, pty), winch)
}

// fps is how often a screen is drawn at most: a key is seen within 1/fps, and
// five hundred programs wake as often each.
const fps = 30

func (x *session) newProgram(ctx context.Context, app tea.Model, pty ssh.Pty) *tea.Program {
	env := []string{"TERM=" + class.Clean(pty.Term)}
	for _, v := range x.ssh.Environ() {
		for _, name := range []string{"COLORTERM=", "NO_COLOR=", "LANG=", "LC_ALL=", "LC_CTYPE="} {
			if strings.HasPrefix(v, name) {
				env = append(env, class.Clean(v))
			}
		}
	}
	size := stateOf(x.ssh.Context()).window()
	w, h := x.s.clamp(size.Width, size.Height)
	return tea.NewProgram(timed{app, x.s.metrics}, tea.WithContext(ctx), tea.WithInput(x.silence(ctx)), tea.WithOutput(x.out), tea.WithEnvironment(env),
		tea.WithColorProfile(colorprofile.Env(env)), tea.WithWindowSize(w, h), tea.WithoutSignalHandler(), tea.WithFPS(fps),
		tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
			switch msg := msg.(type) {
			case tea.SuspendMsg:
				return tea.ResumeMsg{}
			case tea.WindowSizeMsg:
				msg.Width, msg.Height = x.s.clamp(msg.Width, msg.Height)
				return msg
			}
			return msg
		}))
}

// clamp bounds the size of a terminal. One that says nothing of its size, as ssh
// -tt from a pipe, is taken for the one that all terminals once were.
func (s *Server) clamp(width, height int) (w, h int) {
	if width <= 0 || height <= 0 {
		width, height = 80, 24
	}
	return min(width, s.Limits.Width), min(height, s.Limits.Height)
}

// timed measures how long messages take.
type timed struct {
	tea.Model
	m *metrics
}

func (t timed) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	begin := time.Now()
	next, cmd := t.Model.Update(msg)
	t.m.update.Observe(time.Since(begin).Seconds())
	t.Model = next
	return t, cmd
}

// run runs a program until it or the connection ends.
func (x *session) run(ctx context.Context, p *tea.Program, winch <-chan ssh.Window) error {
	x.mu.Lock()
	x.program = p
	left := x.left
	x.mu.Unlock()
	if left {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	var resizes sync.WaitGroup
	resizes.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case w, ok := <-winch:
				if !ok {
					return
				}
				p.Send(tea.WindowSizeMsg{Width: w.Width, Height: w.Height})
			}
		}
	})
	x.feed(ctx, p)
	_, err := p.Run()
	x.keys.reader() // what comes now is not for this program
	x.hush()
	cancel()
	resizes.Wait()
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil && !errors.Is(err, tea.ErrProgramPanic) {
		return nil // the connection went away
	}
	return err
}

// leave has the program write what is entered and end; words are said then.
func (x *session) leave(words string) {
	x.mu.Lock()
	x.left, x.farewell = true, words
	p := x.program
	x.mu.Unlock()
	if p != nil {
		go p.Send(tui.Leave()) // a program that hangs must not keep the others waiting
		time.AfterFunc(toLeave, p.Quit)
		return
	}
	x.keys.close()
}

// toLeave is how long a program that is told to leave may wait for the store.
const toLeave = 5 * time.Second

// output notes the first frame: before it nothing that is typed is taken, so
// that what a terminal answers to queries is never an answer to a question.
type output struct {
	io.Writer
	in    *input
	first func() // after the first write; may be nil, and may be called again
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	o.in.awake.Store(true)
	if o.first != nil {
		o.first()
	}
	return n, err
}

// disowned reports whether the key, by which the student was admitted, is the
// student's no more.
func (x *session) disowned() bool {
	x.mu.Lock()
	id := x.seated
	x.mu.Unlock()
	if id == "" {
		return false
	}
	who, ok := x.s.hall.byKey(x.key)
	return !ok || who.ID != id
}

// quiet is how long nobody has typed.
func (x *session) quiet() time.Duration { return time.Since(time.Unix(0, x.in.last.Load())) }

// alive asks the client whether it is there; it closes a connection that does
// not answer.
func (x *session) alive() {
	conn, ok := x.ssh.Context().Value(ssh.ContextKeyConn).(*gossh.ServerConn)
	if !ok || !x.in.asking.CompareAndSwap(false, true) {
		return
	}
	go func() {
		defer x.in.asking.Store(false)
		silent := time.AfterFunc(keepAlive, func() { conn.Close() })
		defer silent.Stop()
		conn.SendRequest("keepalive@openssh.com", true, nil)
	}()
}

// keepAlive is how often a client is asked, and how long it may take to answer.
const keepAlive = 45 * time.Second

// flags of an input that other goroutines read.
type watched struct {
	awake  atomic.Bool  // the first frame is out
	last   atomic.Int64 // when something was typed, nanoseconds since 1970
	asking atomic.Bool  // a keep-alive is under way
}
