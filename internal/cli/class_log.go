package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// stories sums up the attempts of a student: started and ended, from where it was
// taken up. Nobody has none.
func stories(ctx context.Context, db store.Store, student string) ([]class.Story, error) {
	if student == "" {
		return nil, nil
	}
	hs, err := db.Headers(ctx, student)
	if err != nil {
		return nil, err
	}
	var all []class.Story
	for _, h := range hs {
		if h.Mode != exam.Exam {
			continue
		}
		events, err := db.Events(ctx, h.ID, 0)
		if err != nil {
			return nil, fmt.Errorf("attempt %s: %w", h.ID, err)
		}
		all = append(all, class.Tell(h, events))
	}
	return all, nil
}

// printStories writes how attempts went, one below the other.
func printStories(w io.Writer, all []class.Story) {
	const day = "2006-01-02 15:04:05"
	for _, s := range all {
		fmt.Fprintf(w, "\nattempt %s: %s, %d events, %d of them edits", s.Attempt, s.How, s.Events, s.Edits)
		if s.Marks > 0 {
			fmt.Fprintf(w, ", %d marks", s.Marks)
		}
		fmt.Fprintf(w, "\n       %s  started", s.Started.Format(day))
		if s.Allowed > 0 {
			fmt.Fprintf(w, ", deadline %s", s.Started.Add(s.Allowed).Format(day))
		}
		fmt.Fprintln(w)
		for _, p := range s.Passages {
			says := map[exam.Kind]string{exam.Open: "taken up", exam.Leave: "left", exam.Finish: s.How, exam.Abandon: "broken off", exam.Grant: "time granted"}[p.Kind]
			if p.From != "" {
				says += " from " + p.From
			}
			fmt.Fprintf(w, "       %s  %s\n", p.At.In(time.UTC).Format(day), says)
		}
	}
}

// concerning is the numbers of the entries to be shown: those that concern a
// student, or all.
func concerning(journal []class.Entry, student string) []int {
	if student != "" {
		return class.Concerns(journal, student)
	}
	all := make([]int, len(journal))
	for i := range all {
		all[i] = i
	}
	return all
}

// printLog writes entries as JSON, and after them how attempts went: those have
// "attempt" where entries have "entry".
func printLog[T any](w io.Writer, entries []T, sat []class.Story) error {
	all := []any{}
	for _, e := range entries {
		all = append(all, e)
	}
	for _, s := range sat {
		all = append(all, s)
	}
	return printJSON(w, all)
}
