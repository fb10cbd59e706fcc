package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
)

// A deadline is when a student's time at a quiz ends, as far as that is known;
// the JSON form is stable.
type deadline struct {
	Student string     `json:"student"`
	Name    string     `json:"name"`
	Opens   *time.Time `json:"opens,omitempty"`   // of the window; absent is at once
	Closes  *time.Time `json:"closes,omitempty"`  // then nobody can start any more; absent is never
	Limit   string     `json:"limit,omitempty"`   // from the start, with what the student has more
	Attempt string     `json:"attempt,omitempty"` // the last, if there is one
	Started *time.Time `json:"started,omitempty"`
	Ends    *time.Time `json:"ends,omitempty"`    // of the attempt
	State   string     `json:"state"`             // not started, sitting, time is up, handed in, broken off
	Left    float64    `json:"left,omitempty"`    // seconds, of one who sits
	Held    bool       `json:"pending,omitempty"` // who sits has not been told of it yet
}

// classDeadlines lists when each student's time ends.
func (s *System) classDeadlines(o *options) *cobra.Command {
	var student string
	c := &cobra.Command{
		Use:   "deadlines QUIZ",
		Short: "Every student's window and deadline, as they are reckoned, before and during a quiz",
		Args:  exactly(1),
	}
	f := format(c)
	c.Flags().StringVar(&student, "student", "", "only one student, by `id`")
	c.RunE = func(c *cobra.Command, args []string) error {
		asJSON, err := isJSON(*f)
		if err != nil {
			return err
		}
		return s.lectern(c.Context(), o, args[0], func(l *lectern) error {
			all, err := l.deadlines(c.Context(), s.Now(), student)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(s.Out, all)
			}
			return s.printDeadlines(l.quiz, all)
		})
	}
	return c
}

// deadlines reckons when the time of each student ends, or of one.
func (l *lectern) deadlines(ctx context.Context, now exam.Clock, student string) ([]deadline, error) {
	hs, err := l.store.Sat(ctx, l.quiz.ID)
	if err != nil {
		return nil, err
	}
	if student != "" {
		if err := l.known(student, hs); err != nil {
			return nil, err
		}
	}
	last := map[string]exam.Header{} // the earliest start is first
	for _, h := range hs {
		last[h.Student] = h
	}
	who := slices.DeleteFunc(l.course.Students(), func(st class.Student) bool { return st.Role == class.Instructor })
	for _, h := range hs {
		if !slices.ContainsFunc(who, func(st class.Student) bool { return st.ID == h.Student }) {
			who = append(who, class.Student{ID: h.Student}) // dropped since, or an instructor who tried it
		}
	}
	all := []deadline{}
	for _, st := range who {
		if student != "" && st.ID != student {
			continue
		}
		d := l.window(st, now)
		if h, ok := last[st.ID]; ok {
			if err := l.running(ctx, &d, h, now); err != nil {
				return nil, err
			}
		}
		all = append(all, d)
	}
	return all, nil
}

// window is what is known of a student who has not started.
func (l *lectern) window(st class.Student, now exam.Clock) deadline {
	d := deadline{Student: st.ID, Name: cmp.Or(st.Sort, st.Name), State: "not started"}
	opens, closes := l.course.Window(l.quiz, st.ID)
	d.Opens, d.Closes = l.moment(opens), l.moment(closes)
	// A start long before the end of the window shows the limit alone.
	t := l.course.Terms(l.quiz, st.ID, now.Wall)
	t.Closes = time.Time{}
	if own, ok := t.Allowed(l.quiz.Limit, now.Wall); ok {
		d.Limit = own.String()
	}
	return d
}

// moment is a time in the zone of the quiz, nil for none.
func (l *lectern) moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.In(l.quiz.Zone).Round(0)
	return &t
}

// running adds what is known of an attempt. Its deadline is by the terms that the
// course gives now, which are in its log once a terminal has it.
func (l *lectern) running(ctx context.Context, d *deadline, h exam.Header, now exam.Clock) error {
	events, err := l.store.Events(ctx, h.ID, 0)
	if err != nil {
		return fmt.Errorf("attempt %s: %w", h.ID, err)
	}
	d.Attempt, d.Started = h.ID, l.moment(h.Start.Wall)
	t := l.course.Terms(l.quiz, h.Student, h.Start.Wall)
	allowed, limited := t.Allowed(h.Limit, h.Start.Wall)
	if limited {
		d.Ends = l.moment(h.Start.Wall.Add(allowed))
	}
	var granted exam.Terms
	d.State, granted = ended(events)
	elapsed, _ := now.Sub(h.Start)
	if over := limited && elapsed >= allowed; d.State == "sitting" || d.State == "time is up" && limited {
		d.State = "time is up"
		if !over {
			d.State, d.Left = "sitting", max(allowed-elapsed, 0).Seconds()
		}
	}
	d.Held = d.State == "sitting" && !t.Equal(granted)
	return nil
}

// ended is how an attempt ended by its log, if it has, and the conditions of time
// that it knows.
func ended(events []exam.Event) (state string, granted exam.Terms) {
	state = "sitting"
	for _, e := range events {
		switch {
		case e.Kind == exam.Grant:
			granted = e.Terms
		case e.Kind == exam.Abandon:
			state = "broken off"
		case e.Kind == exam.Finish && e.N == 1:
			state = "time is up"
		case e.Kind == exam.Finish:
			state = "handed in"
		}
	}
	return state, granted
}

func (s *System) printDeadlines(q *class.Quiz, all []deadline) error {
	at := func(t *time.Time, layout string) string {
		if t == nil {
			return "-"
		}
		return t.Format(layout)
	}
	fmt.Fprintf(s.Out, "%s\n\n", describe(q))
	fmt.Fprintf(s.Out, "%-12s %-24s %-16s %-10s %-8s %-16s %s\n", "student", "name", "window closes", "limit", "started", "deadline", "state")
	for _, d := range all {
		state := d.State
		if d.Left > 0 {
			state += fmt.Sprintf(", %v left", time.Duration(d.Left)*time.Second)
		}
		if d.Held {
			state += ", not told yet"
		}
		_, err := fmt.Fprintf(s.Out, "%-12s %-24s %-16s %-10s %-8s %-16s %s\n", d.Student, shorten(d.Name, 24), at(d.Closes, "2 Jan 15:04:05"), cmp.Or(d.Limit, "-"),
			at(d.Started, "15:04:05"), at(d.Ends, "2 Jan 15:04:05"), state)
		if err != nil {
			return err
		}
	}
	return nil
}

// shorten cuts a text to n letters.
func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
