package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"os/user"
	"strconv"
	"strings"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
	"gradcheck/internal/store/sqlite"
	"gradcheck/internal/tui"
	"gradcheck/problems"
)

// practice opens the screens at a problem.
func (s *System) practice(o *options) *cobra.Command {
	var seed string
	var due bool
	c := &cobra.Command{
		Use:   "practice [PROBLEM | TOPIC]",
		Short: "Untimed practice, graded at once, with hints and explanations",
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			at := &start{due: due}
			if due && (len(args) > 0 || seed != "") {
				return usagef("--due asks what is due; leave the problem and --seed out")
			}
			if len(args) > 0 {
				at.what = args[0]
			}
			if seed != "" {
				n, err := strconv.ParseUint(seed, 10, 64)
				if err != nil {
					return usagef("--seed %s: a whole number is needed, 0 for the printed problem", seed)
				}
				at.seed = &n
			}
			return s.screen(c.Context(), o, at)
		},
	}
	c.Flags().StringVar(&seed, "seed", "", "start a fresh variant; 0 is the problem as printed")
	c.Flags().BoolVar(&due, "due", false, "what spaced repetition says is due, the first to be forgotten first")
	return c
}

// A start says where practice opens.
type start struct {
	what string // a problem, with or without a part, or a topic
	seed *uint64
	due  bool // what is due, in place of a problem
}

// screen runs the full-screen program, at home if at is nil.
func (s *System) screen(ctx context.Context, o *options, at *start) error {
	if s.accessible(o) {
		return s.talkPractice(ctx, o, at)
	}
	var problem, label string
	env, done, err := s.env(ctx, o, func(lib *problems.Library) (err error) {
		problem, label, err = find(lib, at)
		return err
	})
	if err != nil {
		return err
	}
	defer done()
	app := tui.New(env)
	switch {
	case at != nil && at.due:
		app = tui.NewDue(env)
	case problem != "":
		app = tui.NewPractice(env, problem, label, at.seed)
	}
	err = s.run(env.Context, app)
	fmt.Fprint(s.Out, app.Farewell())
	return err
}

// env gathers what the screens are given: problems, the store, the theme. The
// arguments are checked with the library before anything is opened; done lets go
// of the store.
func (s *System) env(ctx context.Context, o *options, check func(*problems.Library) error) (env *tui.Env, done func(), err error) {
	ctx = context.WithoutCancel(ctx) // a signal must not stop what is being written
	theme, err := s.theme(o)
	if err != nil {
		return nil, nil, err
	}
	d, err := s.data(ctx, o, func(lib *problems.Library) error {
		if err := check(lib); err != nil {
			return err
		}
		return s.needTerminal()
	})
	if err != nil {
		return nil, nil, err
	}
	env = &tui.Env{
		Context: ctx, Library: d.library, Store: d.store, Student: s.student(), Place: d.place, Warning: d.warning, Notice: d.notice,
		Now: s.Now, Seed: s.Seed, Theme: theme,
	}
	return env, func() { d.store.Close() }, nil
}

// data is what a student works with: the problems, and where answers are kept.
type data struct {
	library *problems.Library
	store   store.Store
	place   string // in words: "in ~/.local/share/gradcheck"
	warning string // why nothing is kept, if so
	notice  string // something else to say at first
}

// data reads the problems and opens the store. The arguments are checked with the
// library before.
func (s *System) data(ctx context.Context, o *options, check func(*problems.Library) error) (*data, error) {
	lib, mistakes, err := s.library(o)
	if err != nil {
		return nil, err
	}
	if err := check(lib); err != nil {
		return nil, err
	}
	home, err := s.homeDir(o)
	if err != nil {
		return nil, err
	}
	db, warning, err := openStore(ctx, home, s.student())
	if err != nil {
		return nil, err
	}
	d := &data{library: lib, store: db, warning: warning, place: "in " + short(home, s.Getenv("HOME"))}
	if n := len(mistakes); n > 0 {
		d.notice = fmt.Sprintf("%d mistakes in problem files; gradcheck check lists them.", n)
	}
	return d, nil
}

// run hands the terminal to the program and reports what it could not write. A
// signal to end, also that of a closed window, has everything written first; a
// second one does not wait.
func (s *System) run(ctx context.Context, app *tui.App) error {
	p := tea.NewProgram(app, tea.WithContext(ctx), tea.WithInput(s.In), tea.WithOutput(s.Out),
		tea.WithEnvironment(s.Environ), tea.WithoutSignalHandler())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	done := make(chan struct{})
	defer close(done)
	go func() {
		for n := 0; ; n++ {
			select {
			case <-signals:
				if n > 0 {
					p.Quit()
				}
				p.Send(tui.Leave())
			case <-done:
				return
			}
		}
	}()
	_, err := p.Run()
	if n, why := app.Unsaved(); n > 0 {
		if why == nil {
			why = errors.New("the disk did not answer")
		}
		return fmt.Errorf("%s could not be written: %w", count(n, "change"), why)
	}
	return err
}

// needTerminal says so in one line when there is none to draw on.
func (s *System) needTerminal() error {
	const instead = "--accessible needs none, gradcheck show EXAM prints the problems, gradcheck --help lists what works without one"
	for _, f := range []any{s.In, s.Out} {
		if file, ok := f.(*os.File); !ok || !term.IsTerminal(file.Fd()) {
			return errors.New("the screens need a terminal; " + instead)
		}
	}
	if s.Getenv("TERM") == "dumb" {
		return errors.New("this terminal cannot move its cursor (TERM=dumb), which the screens need; " + instead)
	}
	return nil
}

// theme reads the flags and the environment.
func (s *System) theme(o *options) (tui.Theme, error) {
	t := tui.Theme{ASCII: o.ascii, NoColor: s.Getenv("NO_COLOR") != ""}
	switch o.theme {
	case "auto":
	case "dark":
		t.Background, t.Fixed = tui.Dark, true
	case "light":
		t.Background, t.Fixed = tui.Light, true
	case "none":
		t.NoColor, t.Fixed = true, true
	default:
		return t, usagef("--theme is auto, dark, light or none, not %q", o.theme)
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := s.Getenv(name); v != "" {
			t.ASCII = t.ASCII || v == "C" || v == "POSIX"
			break
		}
	}
	return t, nil
}

// find returns the problem and part that are meant.
func find(lib *problems.Library, at *start) (problem, label string, err error) {
	if at == nil || at.due {
		return "", "", nil
	}
	if at.what == "" {
		if ts := lib.Templates(); len(ts) > 0 {
			return ts[0].ID, "", nil
		}
		return "", "", errors.New("there are no problems")
	}
	id, label, _ := strings.Cut(at.what, ".")
	if t, ok := lib.Template(id); ok {
		if !hasPart(t, label) {
			return "", "", usagef("problem %s has no part %q", id, label)
		}
		return id, label, nil
	}
	for _, t := range lib.Templates() {
		for _, topic := range t.Topics {
			if topic == at.what {
				return t.ID, "", nil
			}
		}
	}
	return "", "", usagef("no problem or topic %q; gradcheck list shows what there is", at.what)
}

func hasPart(t *problems.Template, label string) bool {
	if label == "" {
		return true
	}
	for _, p := range t.Parts {
		if p.Label == label {
			return true
		}
	}
	return false
}

// openStore opens the database in the data folder. A folder that cannot be
// written does not keep a student from practising: what is there is read, and
// what is new stays in memory, and the warning says so. A database that cannot be
// read is an error, so that nothing in it is lost.
func openStore(ctx context.Context, home, student string) (s store.Store, warning string, err error) {
	db, err := sqlite.Open(home)
	if err == nil {
		return db, "", nil
	}
	if !errors.Is(err, store.ErrReadOnly) && !errors.Is(err, store.ErrFull) {
		return nil, "", err
	}
	mem := &memory.Store{}
	warning = "NOT SAVED, what you enter now ends with the program: " + err.Error()
	old, lookErr := sqlite.Look(home)
	if lookErr != nil { // nothing there yet, most likely
		return mem, warning, nil
	}
	defer old.Close()
	if err := store.Copy(ctx, mem, old, student); err != nil {
		return nil, "", err
	}
	return mem, warning, nil
}

// student names the local user.
func (s *System) student() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "student"
}

// short writes a path below the user's folder with a tilde.
func short(path, home string) string {
	if rest, ok := strings.CutPrefix(path, home+string(os.PathSeparator)); ok && home != "" {
		return "~" + string(os.PathSeparator) + rest
	}
	return path
}
