package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/tui"
)

// classWatch shows a quiz while it is sat.
func (s *System) classWatch(o *options) *cobra.Command {
	var once bool
	var arrange string
	c := &cobra.Command{
		Use:   "watch QUIZ",
		Short: "The live wall: where everybody is, who is away, how the parts go",
		Long: "A row a student, read anew each second: the part on the screen, what has an answer, the time\n" +
			"left, who is away or has entered nothing for a while. It changes no attempt; + gives more\n" +
			"time and b sends a message, as gradcheck class extend and say do. Points are shown when p is\n" +
			"pressed. With --once it is printed, without a terminal.",
		Args: exactly(1),
	}
	f := format(c)
	c.Flags().BoolVar(&once, "once", false, "print how it stands, and end")
	c.Flags().StringVar(&arrange, "sort", "name", "with --once: "+strings.Join(arrangeNames(), ", "))
	c.RunE = func(c *cobra.Command, args []string) error {
		asJSON, err := isJSON(*f)
		if err != nil {
			return err
		}
		i := slices.Index(arrangeNames(), arrange)
		switch {
		case i < 0:
			return usagef("--sort is %s, not %q", strings.Join(arrangeNames(), ", "), arrange)
		case !once && (c.Flags().Changed("format") || c.Flags().Changed("sort")):
			return usagef("--format and --sort go with --once")
		}
		return s.lectern(c.Context(), o, args[0], func(l *lectern) error {
			if !once {
				return s.staffScreen(c.Context(), o, l, "--once prints it", tui.NewWall)
			}
			w, err := l.wall(c.Context())
			if err != nil {
				return err
			}
			rows := w.Standings(l.course, s.Now())
			slices.SortStableFunc(rows, class.Arranges()[i].Compare)
			if asJSON {
				return printJSON(s.Out, newWatched(w, rows, s.Now()))
			}
			return s.plainly(o, func(out io.Writer) error { return printWall(out, w, rows) })
		})
	}
	return c
}

func arrangeNames() []string {
	var names []string
	for _, a := range class.Arranges() {
		names = append(names, a.Name)
	}
	return names
}

// wall reads all attempts at the quiz and grades what was left in them.
func (l *lectern) wall(ctx context.Context) (*class.Wall, error) {
	hs, err := l.store.Sat(ctx, l.quiz.ID)
	if err != nil {
		return nil, err
	}
	w := class.NewWall(l.quiz)
	var broken error
	err = gradeAll(ctx, l.s, "read", hs, func(h exam.Header) (*store.Record, error) { return l.load(ctx, h) },
		func(_ exam.Header, rec *store.Record) {
			seat, err := w.Add(rec.Header, rec.Paper)
			if err != nil {
				broken = fmt.Errorf("attempt %s: %w", rec.Header.ID, err)
				return
			}
			w.Apply(seat, rec.Events...)
		})
	if err == nil {
		err = broken
	}
	if err != nil {
		return nil, err
	}
	for jobs := w.Jobs(100); len(jobs) > 0; jobs = w.Jobs(100) {
		for _, j := range jobs {
			j.Do()
		}
		w.Take(jobs)
	}
	w.Measure()
	return w, ctx.Err()
}

// A watched is the wall as JSON; the form is stable.
type watched struct {
	Quiz     string           `json:"quiz"`
	At       time.Time        `json:"at"`
	Students []class.Standing `json:"students"`
	Parts    []watchedPart    `json:"parts"`
}

type watchedPart struct {
	Part    string        `json:"part"`
	Share   class.Measure `json:"mean"`    // of the points, 0 to 1, so far
	Answers int           `json:"answers"` // that it is the mean of
	Minutes class.Measure `json:"minutes"` // median on the screen
}

func newWatched(w *class.Wall, rows []class.Standing, now exam.Clock) watched {
	out := watched{Quiz: w.Quiz.ID, At: now.Wall.Round(0), Students: append([]class.Standing{}, rows...), Parts: []watchedPart{}}
	for _, p := range w.Parts {
		out.Parts = append(out.Parts, watchedPart{p.Name, p.Share, p.Answers, p.Minutes})
	}
	return out
}

// printWall writes the wall for people.
func printWall(out io.Writer, w *class.Wall, rows []class.Standing) error {
	count := map[class.State]int{}
	for _, r := range rows {
		count[r.State]++
	}
	var says []string
	for _, s := range []class.State{class.StateSitting, class.StateIdle, class.StateAway, class.StateTimeUp, class.StateDone, class.StateOff, class.StateNone} {
		if count[s] > 0 {
			says = append(says, fmt.Sprintf("%d %s", count[s], s))
		}
	}
	fmt.Fprintf(out, "%s: %s\n\n", w.Quiz.Title, strings.Join(says, ", "))
	fmt.Fprintf(out, "%-12s %-24s %-12s %-8s %-9s %-9s %-9s %s\n", "student", "name", "state", "at", "answered", "left", "last key", "stalls")
	for _, r := range rows {
		if err := printStanding(out, w.Quiz, &r); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "\n%-10s %8s %8s %8s\n", "part", "mean", "answers", "minutes")
	for _, p := range w.Parts {
		share, minutes := "-", "-"
		if p.Share.Undefined == "" {
			share = fmt.Sprintf("%.0f %%", 100*p.Share.Value)
		}
		if p.Minutes.Undefined == "" {
			minutes = fmt.Sprintf("%.1f", p.Minutes.Value)
		}
		if _, err := fmt.Fprintf(out, "%-10s %8s %8d %8s\n", p.Name, share, p.Answers, minutes); err != nil {
			return err
		}
	}
	return nil
}

// printStanding writes how one student stands.
func printStanding(out io.Writer, q *class.Quiz, r *class.Standing) error {
	left, last, answered := "-", "-", "-"
	if r.Limited && r.Left > 0 {
		left = clockOf(r.Left)
	}
	if !r.Last.IsZero() {
		last = r.Last.In(q.Zone).Format(time.TimeOnly)
	}
	if r.Of > 0 {
		answered = fmt.Sprintf("%d of %d", r.Answered, r.Of)
	}
	_, err := fmt.Fprintf(out, "%-12s %-24s %-12s %-8s %-9s %-9s %-9s %d\n", r.Student, shorten(r.Name, 24), r.State, cmp.Or(r.Part, "-"), answered, left, last, r.Stalls)
	return err
}

// clockOf writes seconds as h:mm:ss.
func clockOf(seconds float64) string {
	n := int(seconds)
	return fmt.Sprintf("%d:%02d:%02d", n/3600, n/60%60, n%60)
}
