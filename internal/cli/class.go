package cli

import (
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gradcheck/internal/class"
)

// class is what an instructor does to a course, from the machine that serves it.
// Servers that run see it within a second or two.
func (s *System) class(o *options) *cobra.Command {
	c := &cobra.Command{
		Use:   "class",
		Short: "Run a course: roster, quizzes, extensions, marking, statistics, gradebooks",
		Args:  exactly(0),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	s.dbFlag(c, o)
	c.AddCommand(s.classRoster(o), s.classInvite(o), s.classUnbind(o), s.classQuiz(o), s.classExtend(o), s.classSay(o), s.classReveal(o), s.classUndo(o), s.classLog(o))
	c.AddCommand(s.classStats(o), s.classGradebook(o), s.classRegrade(o), s.classDeadlines(o), s.classRehearse(o), s.classWatch(o), s.classMark(o))
	return c
}

// book opens the course in the data folder and hands it to do.
func (s *System) book(ctx context.Context, o *options, do func(b courseBook, c *class.Course) error) error {
	db, err := s.database(ctx, o)
	if err != nil {
		return err
	}
	defer db.Close()
	b := s.course(db)
	c, err := b.now(ctx)
	if err != nil {
		return err
	}
	return do(b, c)
}

func (s *System) classRoster(o *options) *cobra.Command {
	var drop bool
	c := &cobra.Command{
		Use:   "roster [FILE]",
		Short: "Read a roster (CSV), or print the one there is",
		Long: "FILE is a table with a head: id, name, email, section, role, times, key; or what Canvas and\n" +
			"Gradescope export. What it does not say stays as it was.",
		Args: atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			return s.book(c.Context(), o, func(b courseBook, course *class.Course) error {
				if len(args) == 0 {
					return s.printRoster(course)
				}
				changed, err := b.roster(c.Context(), args[0], drop)
				if err != nil {
					return err
				}
				var n [3]int
				for _, e := range changed {
					n[slices.Index([]class.Kind{class.Enrol, class.Bind, class.Drop}, e.Kind)]++
				}
				_, err = fmt.Fprintf(s.Out, "%d enrolled or changed, %s bound, %d dropped\n", n[0], count(n[1], "key"), n[2])
				return err
			})
		},
	}
	c.Flags().BoolVar(&drop, "drop", false, "who is not on it is in the course no more; attempts are kept")
	return c
}

func (s *System) printRoster(c *class.Course) error {
	for _, st := range c.Students() {
		says := count(len(c.Keys(st.ID)), "key")
		if st.Role != "" {
			says += ", " + string(st.Role)
		}
		if st.Percent != 0 && st.Percent != 100 {
			says += fmt.Sprintf(", %g times the limit", float64(st.Percent)/100)
		}
		if _, err := fmt.Fprintf(s.Out, "%-20s %-30s %-12s %s\n", st.ID, st.Name, st.Section, says); err != nil {
			return err
		}
	}
	return nil
}

func (s *System) classInvite(o *options) *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use:   "invite [STUDENT ...]",
		Short: "Make one-time codes that link a key to a student",
		Long: "Prints a table (CSV) of id, name, email and code, to be sent on. A code works once; the newest\n" +
			"of a student alone holds. Only its digest is kept, so it cannot be printed again.",
		Args: func(*cobra.Command, []string) error { return nil },
		RunE: func(c *cobra.Command, args []string) error {
			if all == (len(args) > 0) {
				return usagef("name students, or give --all for those without a key")
			}
			return s.book(c.Context(), o, func(b courseBook, course *class.Course) error {
				return s.invite(c.Context(), b, course, args)
			})
		},
	}
	c.Flags().BoolVar(&all, "all", false, "everybody who has no key yet")
	return c
}

func (s *System) invite(ctx context.Context, b courseBook, c *class.Course, ids []string) error {
	if len(ids) == 0 {
		for _, st := range c.Students() {
			if len(c.Keys(st.ID)) == 0 {
				ids = append(ids, st.ID)
			}
		}
	}
	var entries []class.Entry
	rows := [][]string{{"id", "name", "email", "code"}}
	for _, id := range ids {
		st, ok := c.Student(id)
		if !ok {
			return usagef("nobody has the id %q; gradcheck class roster lists who is there", id)
		}
		code := class.NewCode(s.Seed)
		entries = append(entries, class.Entry{Kind: class.Invite, Student: id, Code: class.Digest(code)})
		rows = append(rows, []string{st.ID, st.Name, st.Email, code})
	}
	if err := b.post(ctx, entries...); err != nil {
		return err
	}
	return csv.NewWriter(s.Out).WriteAll(rows)
}

func (s *System) classUnbind(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "unbind FINGERPRINT",
		Short: "A key is nobody's from now on",
		Args:  exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return s.book(c.Context(), o, func(b courseBook, course *class.Course) error {
				who, ok := course.ByKey(args[0])
				if !ok {
					return usagef("the key %s is nobody's", args[0])
				}
				if err := b.post(c.Context(), class.Entry{Kind: class.Unbind, Key: args[0]}); err != nil {
					return err
				}
				_, err := fmt.Fprintf(s.Out, "the key of %s is nobody's now\n", who.ID)
				return err
			})
		},
	}
}

func (s *System) classQuiz(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "quiz [FILE]",
		Short: "Set a quiz, or change one, from its file; without one, list them",
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			lib, _, err := s.library(o)
			if err != nil {
				return err
			}
			return s.book(c.Context(), o, func(b courseBook, course *class.Course) error {
				if len(args) == 0 {
					for _, q := range course.Quizzes() {
						fmt.Fprintln(s.Out, describe(q))
					}
					return nil
				}
				q, err := b.quiz(c.Context(), lib, args[0])
				if err == nil {
					fmt.Fprintln(s.Out, describe(q))
				}
				return err
			})
		},
	}
}

// describe is a quiz in a line.
func describe(q *class.Quiz) string {
	var says []string
	at := func(what string, t time.Time) {
		if !t.IsZero() {
			says = append(says, what+" "+t.In(q.Zone).Format("2006-01-02 15:04 MST"))
		}
	}
	at("opens", q.Opens)
	at("closes", q.Closes)
	if q.Limit > 0 {
		says = append(says, "limit "+q.Limit.String())
	}
	return fmt.Sprintf("%-16s %-30s %s", q.ID, q.Title, strings.Join(says, ", "))
}

func (s *System) classExtend(o *options) *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use:     "extend QUIZ [STUDENT ...] +15m | x1.5",
		Short:   "Give students more time at a quiz, also while they sit it",
		Example: "  gradcheck class extend quiz4 alice +15m\n  gradcheck class extend quiz4 --all x1.5",
		Args:    cobra.MinimumNArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			e, err := moreTime(args[len(args)-1])
			if err != nil {
				return err
			}
			who := args[1 : len(args)-1]
			if all == (len(who) > 0) {
				return usagef("name students, or give --all")
			}
			e.Quiz = args[0]
			return s.book(c.Context(), o, func(b courseBook, course *class.Course) error {
				return s.extend(c.Context(), b, course, e, who)
			})
		},
	}
	c.Flags().BoolVar(&all, "all", false, "every student")
	return c
}

// moreTime reads +15m or x1.5.
func moreTime(text string) (class.Entry, error) {
	e := class.Entry{Kind: class.Extend}
	if minutes, ok := strings.CutPrefix(text, "+"); ok {
		d, err := time.ParseDuration(minutes)
		if err == nil && d >= time.Second && d <= 1000*time.Hour {
			e.Extra = d
			return e, nil
		}
	}
	if factor, ok := strings.CutPrefix(text, "x"); ok {
		if percent, err := multiplier(factor); err == nil {
			e.Percent = percent
			return e, nil
		}
	}
	return e, usagef("%s: +15m or x1.5 is needed; time can only be given", text)
}

func (s *System) extend(ctx context.Context, b courseBook, c *class.Course, e class.Entry, who []string) error {
	q, ok := c.Quiz(e.Quiz)
	if !ok {
		return usagef("no quiz %q; gradcheck class quiz lists them", e.Quiz)
	}
	entries := []class.Entry{e}
	if len(who) > 0 {
		entries = nil
		for _, id := range who {
			if _, ok := c.Student(id); !ok {
				return usagef("nobody has the id %q; gradcheck class roster lists who is there", id)
			}
			e.Student = id
			entries = append(entries, e)
		}
	}
	n := c.Len()
	if err := b.post(ctx, entries...); err != nil {
		return err
	}
	after, err := b.now(ctx)
	if err != nil {
		return err
	}
	hs, err := b.db.Sat(ctx, e.Quiz)
	if err != nil {
		return err
	}
	for _, h := range hs {
		t := after.Terms(q, h.Student, h.Start.Wall)
		if d, ok := t.Allowed(h.Limit, h.Start.Wall); ok && (len(who) == 0 || slices.Contains(who, h.Student)) {
			fmt.Fprintf(s.Out, "%-20s started %s, deadline %s\n", h.Student, h.Start.Wall.In(q.Zone).Format("15:04:05"), h.Start.Wall.Add(d).In(q.Zone).Format("15:04:05 MST, 2 Jan"))
		}
	}
	_, err = fmt.Fprintf(s.Out, "given; gradcheck class undo %d takes it back\n", n)
	return err
}

func (s *System) classSay(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "say QUIZ MESSAGE",
		Short: "Show a message to everybody who sits a quiz",
		Args:  exactly(2),
		RunE: func(c *cobra.Command, args []string) error {
			return s.about(c, o, args[0], class.Entry{Kind: class.Message, Quiz: args[0], Text: class.Clean(args[1])})
		},
	}
}

func (s *System) classReveal(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "reveal QUIZ",
		Short: "Show verdicts and solutions of a quiz to those whose attempt is over",
		Args:  exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return s.about(c, o, args[0], class.Entry{Kind: class.Reveal, Quiz: args[0]})
		},
	}
}

// about posts an entry about a quiz that must be there.
func (s *System) about(c *cobra.Command, o *options, quiz string, e class.Entry) error {
	return s.book(c.Context(), o, func(b courseBook, course *class.Course) error {
		if _, ok := course.Quiz(quiz); !ok {
			return usagef("no quiz %q; gradcheck class quiz lists them", quiz)
		}
		if err := b.post(c.Context(), e); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.Out, "done; gradcheck class undo %d takes it back\n", course.Len())
		return err
	})
}

func (s *System) classUndo(o *options) *cobra.Command {
	var n int
	return &cobra.Command{
		Use:   "undo N",
		Short: "An extension, message or credited outage counts no more; gradcheck class log numbers them",
		Args:  exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			if _, err := fmt.Sscanf(args[0], "%d", &n); err != nil {
				return usagef("undo %s: the number of an entry is needed, as in gradcheck class log", args[0])
			}
			return s.book(c.Context(), o, func(b courseBook, course *class.Course) error {
				if n < 0 || n >= course.Len() {
					return usagef("there is no entry %d; gradcheck class log lists them", n)
				}
				return b.post(c.Context(), class.Entry{Kind: class.Undo, N: n})
			})
		},
	}
}

func (s *System) classLog(o *options) *cobra.Command {
	var student string
	c := &cobra.Command{
		Use:   "log",
		Short: "What was done in the course, and by whom",
		Args:  exactly(0),
	}
	f := format(c)
	c.Flags().StringVar(&student, "student", "", "only what concerns one student, by `id`")
	c.RunE = func(c *cobra.Command, _ []string) error {
		asJSON, err := isJSON(*f)
		if err != nil {
			return err
		}
		return s.book(c.Context(), o, func(b courseBook, _ *class.Course) error {
			entries, err := b.db.Journal(c.Context(), 0)
			if err != nil {
				return err
			}
			type numbered struct {
				N int `json:"entry"` // counted from 0
				class.Entry
			}
			all := []numbered{}
			for _, n := range concerning(entries, student) {
				all = append(all, numbered{n, entries[n]})
			}
			sat, err := stories(c.Context(), b.db, student)
			if err != nil {
				return err
			}
			if asJSON {
				return printLog(s.Out, all, sat)
			}
			for _, e := range all {
				if _, err := fmt.Fprintf(s.Out, "%5d  %s  %-12s %s\n", e.N, e.At.Format("2006-01-02 15:04:05"), e.By, e.Entry.String()); err != nil {
					return err
				}
			}
			printStories(s.Out, sat)
			return nil
		})
	}
	return c
}
