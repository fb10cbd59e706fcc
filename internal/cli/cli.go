// Package cli is the command line: it wires the rest together and decides
// nothing else. One file a command.
//
// A [System] is everything a command takes from outside (arguments, streams,
// environment, clock, randomness, built-in content), so that tests can run
// commands whole.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"gradcheck/content"
	"gradcheck/internal/exam"
)

// A System is what the program takes from outside.
type System struct {
	Args     []string // without the program's name
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	Environ  []string
	Now      func() exam.Clock
	Seed     func() uint64
	Content  []fs.FS // built-in problems
}

// OS returns the real system.
func OS() System {
	return System{
		Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Getenv: os.Getenv, Environ: os.Environ(),
		Now: now, Seed: rand.Uint64, Content: []fs.FS{content.FS},
	}
}

// Exit statuses: 0 is fine.
const (
	exitFaults = 1 // the work found faults, or could not be done
	exitUsage  = 2
)

// errFaults says that what was found has been printed.
var errFaults = errors.New("faults were found")

// A usageError is a wrong way to call the program.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// Main runs the program and returns its exit status. A signal ends what the
// command does; the screens have their own way to leave.
func Main(s System) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := s.root()
	root.SetArgs(s.Args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	err := root.ExecuteContext(ctx)
	if err != nil && !errors.Is(err, errFaults) { // faults have been printed
		fmt.Fprintln(s.Err, "gradcheck:", err)
	}
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		return exitUsage
	}
	return exitFaults
}

// root is the command tree. Without a command the home screen opens.
func (s *System) root() *cobra.Command {
	var o options
	c := &cobra.Command{
		Use:   "gradcheck",
		Short: "Practise deep-learning finals in the terminal",
		Long: "Gradcheck sets the problems of a real deep-learning final, grades answers however\n" +
			"they are written, and explains them with the simulation that computed the key.",
		Example: "  gradcheck                 the home screen\n  gradcheck practice remat  one problem\n  gradcheck sim remat every=2",
		Args:    exactly(0),
		Version: version(),
		// Errors are printed once, by Main.
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(c *cobra.Command, _ []string) error { return s.screen(c.Context(), &o, nil) },
	}
	c.PersistentFlags().StringVar(&o.home, "home", "", "data `folder` (default $GRADCHECK_HOME or the user's)")
	c.PersistentFlags().StringArrayVar(&o.content, "content", nil, "`folder` with further problems; may be repeated")
	c.PersistentFlags().StringVar(&o.theme, "theme", "auto", "`colours` for the background: auto, dark, light, none")
	c.PersistentFlags().BoolVar(&o.ascii, "ascii", false, "plain ASCII: every byte below 0x80")
	c.PersistentFlags().BoolVar(&o.accessible, "accessible", false, "for screen readers: lines and prompts in place of screens")
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{flagError(err)} })
	c.SuggestionsMinimumDistance = 2
	c.AddCommand(s.practice(&o), s.exam(&o), s.history(&o), s.review(&o), s.list(&o), s.show(&o), s.simulate(&o), s.grade(), s.check(&o), s.report(&o), s.verify(&o), s.regrade(&o), s.serve(&o), s.class(&o), s.versions(), s.man())
	return c
}

// options are the flags that all commands share.
type options struct {
	home    string
	content []string
	theme   string
	ascii   bool
	db      string // URL of the database of a course; "" for the data folder

	accessible bool // lines in place of screens
}

// flagError leaves out what the parser of numbers says of itself.
func flagError(err error) error {
	if said, _, ok := strings.Cut(err.Error(), ": strconv."); ok {
		return errors.New(said)
	}
	return err
}

func arguments(n int) string {
	if n == 0 {
		return "no arguments"
	}
	return count(n, "argument")
}

// exactly demands n arguments, atMost no more than n.
func exactly(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		if len(args) > n && c.HasSubCommands() {
			return usagef("unknown command %q%s; gradcheck --help lists the commands", args[0], suggest(c, args[0]))
		}
		return usagef("%s takes %s, got %d", c.CommandPath(), arguments(n), len(args))
	}
}

func atMost(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > n {
			return usagef("%s takes at most %s, got %d", c.CommandPath(), arguments(n), len(args))
		}
		return nil
	}
}

func suggest(c *cobra.Command, name string) string {
	if near := c.SuggestionsFor(name); len(near) > 0 {
		return fmt.Sprintf(" (did you mean %q?)", near[0])
	}
	return ""
}

// format adds the --format flag of listings.
func format(c *cobra.Command) *string {
	return c.Flags().String("format", "text", "text or json")
}

// isJSON reads a --format flag.
func isJSON(format string) (bool, error) {
	switch format {
	case "text":
		return false, nil
	case "json":
		return true, nil
	}
	return false, usagef("--format is text or json, not %q", format)
}
