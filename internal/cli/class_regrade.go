package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/problems"
)

// classRegrade grades all attempts at a quiz anew by the problem files as they
// are now.
func (s *System) classRegrade(o *options) *cobra.Command {
	var apply, yes, floor bool
	var only []string
	c := &cobra.Command{
		Use:   "regrade QUIZ",
		Short: "Grade a quiz anew by corrected problem files: who changes by how much",
		Long: "What every attempt that is over would be worth by the problem files as they are now. Nothing\n" +
			"changes without --apply; with it the corrected keys become a version of their own in the log\n" +
			"of each attempt, and the keys before stay there. To run it again changes nothing more.",
		Example: "  gradcheck class regrade quiz4 --never-lower\n  gradcheck class regrade quiz4 --never-lower --apply",
		Args:    exactly(1),
	}
	f := format(c)
	c.Flags().BoolVar(&apply, "apply", false, "keep the new grades; asks for the word first")
	c.Flags().BoolVar(&yes, "yes", false, "with --apply: do not ask")
	c.Flags().BoolVar(&floor, "never-lower", false, "nobody gets less than before")
	c.Flags().StringSliceVar(&only, "problem", nil, "only by the corrected file of this problem, by `id`; may be repeated")
	c.RunE = func(c *cobra.Command, args []string) error {
		asJSON, err := isJSON(*f)
		if err != nil {
			return err
		}
		if yes && !apply {
			return usagef("--yes goes with --apply")
		}
		return s.lectern(c.Context(), o, args[0], func(l *lectern) error {
			r, err := s.regrader(o, l, only)
			if err != nil {
				return err
			}
			if !c.Flags().Changed("format") && !apply && s.needTerminal() == nil && !s.accessible(o) {
				return s.regradeScreen(c.Context(), o, r, floor)
			}
			return r.run(c.Context(), floor, apply, yes, asJSON)
		})
	}
	return c
}

// A regrader grades the attempts at one quiz anew.
type regrader struct {
	*lectern
	library *problems.Library
	only    []string // ids of problems; none is all

	mu  sync.Mutex
	now map[exam.Placed]*problems.Problem // as the files make them now, by what was placed; nil stays as it was
}

func (s *System) regrader(o *options, l *lectern, only []string) (*regrader, error) {
	lib, _, err := s.library(o)
	if err != nil {
		return nil, err
	}
	for _, id := range only {
		if _, ok := lib.Template(id); !ok {
			return nil, usagef("--problem %s: there is no such problem; gradcheck list shows what there is", id)
		}
	}
	return &regrader{lectern: l, library: lib, only: only, now: map[exam.Placed]*problems.Problem{}}, nil
}

// revised returns the problems of an attempt as the files make them now. One whose
// file is gone stays as it was. Attempts with the same variant share them.
func (r *regrader) revised(h exam.Header) ([]*problems.Problem, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []*problems.Problem
	for _, placed := range h.Problems {
		if len(r.only) > 0 && !slices.Contains(r.only, placed.ID) {
			continue
		}
		p, ok := r.now[placed]
		if !ok {
			if t, found := r.library.Template(placed.ID); found {
				var err error
				if p, err = t.Instance(placed.Seed); err != nil {
					return nil, err
				}
			}
			r.now[placed] = p
		}
		if p != nil {
			all = append(all, p)
		}
	}
	return all, nil
}

// one works out what the corrected files do to an attempt.
func (r *regrader) one(ctx context.Context, h exam.Header, floor bool) (c class.Corrected, ok bool, err error) {
	rec, err := r.load(ctx, h)
	if err != nil {
		return c, false, err
	}
	now, err := r.revised(h)
	if err != nil {
		return c, false, err
	}
	if c, ok, err = class.Correct(h, rec.Paper, rec.Events, now, r.s.Now(), floor); err != nil {
		err = fmt.Errorf("attempt %s: %w", h.ID, err)
	}
	return c, ok, err
}

// all works out what they do to every attempt. Those that cannot be read, or
// cannot be graded so, are in failed, and the others in the correction.
func (r *regrader) all(ctx context.Context, floor bool) (sum *class.Correction, failed, err error) {
	hs, err := r.store.Sat(ctx, r.quiz.ID)
	if err != nil {
		return nil, nil, err
	}
	type one struct {
		c  class.Corrected
		ok bool
	}
	sum = &class.Correction{Floor: floor}
	failed = gradeAll(ctx, r.s, "regraded", hs, func(h exam.Header) (x one, err error) {
		x.c, x.ok, err = r.one(ctx, h, floor)
		return x, err
	}, func(_ exam.Header, x one) {
		if !x.ok {
			sum.Open++
			return
		}
		sum.Add(x.c)
	})
	sum.Sum()
	return sum, failed, ctx.Err()
}

// tries is how often a regrade is worked out anew if the attempt has grown since.
const tries = 5

// keep appends what a regrade does to an attempt, worked out anew if somebody has
// written to it since. It returns what was kept.
func (r *regrader) keep(ctx context.Context, c class.Corrected, floor bool) (class.Corrected, error) {
	hs, err := r.store.Headers(ctx, c.Student)
	if err != nil {
		return c, err
	}
	i := slices.IndexFunc(hs, func(h exam.Header) bool { return h.ID == c.Attempt })
	if i < 0 {
		return c, fmt.Errorf("attempt %s: %w", c.Attempt, store.ErrUnknown)
	}
	for range tries {
		if len(c.Events) == 0 {
			return c, nil
		}
		if err = r.putInstances(ctx, hs[i], c.Events); err != nil {
			return c, err
		}
		if err = r.store.Append(ctx, c.Attempt, c.At, c.Events...); !errors.Is(err, store.ErrStale) {
			break
		}
		var ok bool
		if c, ok, err = r.one(ctx, hs[i], floor); err != nil || !ok {
			break // it was opened again, by more time
		}
	}
	if err != nil {
		return c, fmt.Errorf("attempt %s: %w", c.Attempt, err)
	}
	return c, nil
}

// putInstances keeps the problems that events speak of.
func (r *regrader) putInstances(ctx context.Context, h exam.Header, events []exam.Event) error {
	now, err := r.revised(h)
	if err != nil {
		return err
	}
	for _, p := range now {
		if slices.ContainsFunc(events, func(e exam.Event) bool { return e.Text == p.Digest }) && !r.stored(p) {
			if err := r.store.PutInstance(ctx, p.Digest, p.Freeze()); err != nil {
				return err
			}
			r.remember(p)
		}
	}
	return nil
}

// stored reports whether a problem is in the store.
func (r *regrader) stored(p *problems.Problem) bool {
	r.thawed.mu.Lock()
	defer r.thawed.mu.Unlock()
	return r.thawed.made[p.Digest] != nil
}

// remember notes that a problem is in the store.
func (r *regrader) remember(p *problems.Problem) {
	r.thawed.mu.Lock()
	defer r.thawed.mu.Unlock()
	r.thawed.made[p.Digest] = p
}

// apply keeps a correction, attempt by attempt, and posts to the journal what was
// done. What failed is named; the others stand.
func (r *regrader) apply(ctx context.Context, sum *class.Correction) (kept []class.Corrected, failed error) {
	for _, c := range slices.Concat(sum.Changed, sum.Moot) {
		if ctx.Err() != nil {
			failed = errors.Join(failed, fmt.Errorf("attempt %s: %w", c.Attempt, ctx.Err()))
			continue
		}
		now, err := r.keep(ctx, c, sum.Floor)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		kept = append(kept, now)
	}
	if len(kept) > 0 {
		err := r.post(context.WithoutCancel(ctx), class.Entry{Kind: class.Regrade, Quiz: r.quiz.ID, Text: regradeText(sum, kept)})
		failed = errors.Join(failed, err)
	}
	return kept, failed
}

// regradeText is what the journal says of a regrade.
func regradeText(sum *class.Correction, kept []class.Corrected) string {
	changed, points := 0, 0.0
	for _, c := range kept {
		if len(c.Parts) > 0 {
			changed++
			points += c.Would - c.Was
		}
	}
	s := fmt.Sprintf("%s: corrected keys in %s, points change in %d, %+g in sum", strings.Join(sum.Revised, ", "), count(len(kept), "attempt"), changed, points)
	if sum.Floor {
		s += ", nobody gets less"
	}
	return s
}

// run prints what a regrade would do, and does it if that is wanted.
func (r *regrader) run(ctx context.Context, floor, apply, yes, asJSON bool) error {
	sum, failed, err := r.all(ctx, floor)
	if err != nil {
		return err
	}
	out := r.outcome(sum)
	if !asJSON {
		out.print(r.s.Out, r.quiz, sum)
	}
	if apply && len(sum.Changed)+len(sum.Moot) > 0 {
		if !yes && !r.agreed(len(sum.Changed)+len(sum.Moot)) {
			return errors.Join(errors.New("nothing was changed"), failed)
		}
		kept, notKept := r.apply(ctx, sum)
		out.Applied, failed = len(kept), errors.Join(failed, notKept)
		if !asJSON {
			fmt.Fprintf(r.s.Out, "The new grades of %s are kept; the keys before stay in the logs.\n", count(len(kept), "attempt"))
		}
	} else if !asJSON && len(sum.Revised) > 0 {
		fmt.Fprintln(r.s.Out, "Nothing was changed; --apply keeps the new grades.")
	}
	if asJSON {
		if err := printJSON(r.s.Out, out); err != nil {
			return err
		}
	}
	return failed
}

// agreed asks for the word.
func (r *regrader) agreed(n int) bool {
	fmt.Fprintf(r.s.Err, "Type   regrade   to keep the new grades of %s: ", count(n, "attempt"))
	line, _ := bufio.NewReader(r.s.In).ReadString('\n')
	return strings.TrimSpace(line) == "regrade"
}

// A classRegraded is the outcome of a regrade of a quiz; the JSON form is stable.
type classRegraded struct {
	Quiz     string           `json:"quiz"`
	Problems []string         `json:"problems"` // graded by corrected keys
	Over     int              `json:"over"`     // attempts that are over
	Open     int              `json:"open"`     // attempts that are not, or were broken off
	Never    bool             `json:"never_lower"`
	Parts    []partChanged    `json:"parts"`
	Attempts []attemptChanged `json:"attempts"` // of which points change
	Unread   int              `json:"unread"`   // answers that neither key can read
	MeanWas  *float64         `json:"mean_was,omitempty"`
	MeanNow  *float64         `json:"mean_would,omitempty"`
	Applied  int              `json:"applied"` // attempts
}

type partChanged struct {
	Part   string  `json:"part"`
	Up     int     `json:"up"`
	Down   int     `json:"down"`
	Points float64 `json:"points"` // in sum
}

type attemptChanged struct {
	Student string    `json:"student"`
	Attempt string    `json:"attempt"`
	Was     float64   `json:"was"`
	Would   float64   `json:"would"`
	RankWas int       `json:"rank_was"`
	RankNow int       `json:"rank_would"`
	Changes []changed `json:"changes"`
}

func (r *regrader) outcome(sum *class.Correction) *classRegraded {
	out := &classRegraded{Quiz: r.quiz.ID, Problems: slices.Concat([]string{}, sum.Revised), Over: sum.Over, Open: sum.Open, Never: sum.Floor,
		Parts: []partChanged{}, Attempts: []attemptChanged{}, Unread: sum.Answers}
	for _, p := range sum.Parts {
		out.Parts = append(out.Parts, partChanged(p))
	}
	for _, c := range sum.Changed {
		a := attemptChanged{Student: c.Student, Attempt: c.Attempt, Was: c.Was, Would: c.Would, RankWas: c.RankWas, RankNow: c.RankNow}
		for _, p := range c.Parts {
			a.Changes = append(a.Changes, changed{p.Name, p.Was, p.Would})
		}
		out.Attempts = append(out.Attempts, a)
	}
	if sum.MeanWas.Undefined == "" {
		out.MeanWas, out.MeanNow = &sum.MeanWas.Value, &sum.MeanNow.Value
	}
	return out
}

func (out *classRegraded) print(w io.Writer, q *class.Quiz, sum *class.Correction) {
	if len(out.Problems) == 0 {
		fmt.Fprintf(w, "%s: %s, all graded by the problem files as they are.\n", q.Title, count(out.Over, "attempt"))
		return
	}
	fmt.Fprintf(w, "%s, by corrected problem files of %s\n", q.Title, strings.Join(out.Problems, ", "))
	up, down, points := sum.UpDown()
	fmt.Fprintf(w, "%s over: %d gain, %d lose, %d unchanged; %+g points in sum", attempts(out.Over), up, down, out.Over-len(out.Attempts), points)
	if out.Open > 0 {
		fmt.Fprintf(w, "; %d not over or broken off stay as they are", out.Open)
	}
	fmt.Fprint(w, "\n\n")
	if len(out.Parts) > 0 {
		fmt.Fprintf(w, "  %-10s %6s %6s %10s\n", "part", "up", "down", "points")
	}
	for _, p := range out.Parts {
		fmt.Fprintf(w, "  %-10s %6d %6d %+10g\n", p.Part, p.Up, p.Down, p.Points)
	}
	if len(out.Attempts) > 0 {
		fmt.Fprintf(w, "\n  %-16s %8s %8s %8s   %-12s %s\n", "student", "was", "would", "change", "rank", "parts")
	}
	for _, a := range out.Attempts {
		var parts []string
		for _, c := range a.Changes {
			parts = append(parts, fmt.Sprintf("%s %g -> %g", c.Part, c.Was, c.Would))
		}
		fmt.Fprintf(w, "  %-16s %8g %8g %+8g   %-12s %s\n", a.Student, a.Was, a.Would, a.Would-a.Was, fmt.Sprintf("%d -> %d", a.RankWas, a.RankNow), strings.Join(parts, ", "))
	}
	if out.MeanWas != nil {
		fmt.Fprintf(w, "\n  mean %.4g -> %.4g\n", *out.MeanWas, *out.MeanNow)
	}
	if out.Unread > 0 {
		fmt.Fprintf(w, "  %s that neither key can read: look at them by hand\n", count(out.Unread, "answer"))
	}
	fmt.Fprintln(w)
}

// attempts counts them with the verb.
func attempts(n int) string {
	if n == 1 {
		return "1 attempt is"
	}
	return fmt.Sprintf("%d attempts are", n)
}
