package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// readMarks takes in the marks of a file. Points that were given already are not
// changed unless that is asked for. What is wrong in the file is told at once, and
// then nothing is written.
func (l *lectern) readMarks(ctx context.Context, file string, only choosing, replace bool) error {
	scripts, err := l.scripts(ctx, only)
	if err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	all, err := class.ReadMarks(f, scripts)
	if err != nil {
		return fmt.Errorf("%s:\n%w", file, err)
	}
	var failed []error
	answers, written, left := 0, 0, 0
	for _, m := range all {
		given := m.Given
		if replace {
			given = slices.Concat(given, m.Other)
		} else {
			left += len(m.Other)
		}
		if len(given) == 0 {
			continue
		}
		n, err := l.giveMarks(ctx, m.Script, given, replace)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		answers, written, left = answers+1, written+n, left+len(given)-n
	}
	fmt.Fprintf(l.s.Out, "%s marked, in %s of their rubrics\n", count(answers, "answer"), count(written, "line"))
	if left > 0 {
		fmt.Fprintf(l.s.Out, "%s had other points already and stand as they were; --replace changes them\n", count(left, "line"))
	}
	return errors.Join(failed...)
}

// giveMarks writes points for one answer and says so in the journal. n is how many
// lines got them: what somebody else has marked otherwise meanwhile stands, unless
// it is to be replaced.
func (l *lectern) giveMarks(ctx context.Context, s *class.Script, given []class.Given, replace bool) (n int, err error) {
	for range tries {
		if len(given) == 0 {
			return 0, nil
		}
		var events []exam.Event
		var tip class.Tip
		events, tip = s.Seal(*s.Of, l.s.Now(), given)
		if err = l.store.Append(ctx, s.Of.Attempt, s.Of.Len, events...); err == nil {
			*s.Of = tip
			s.Takeover(events)
			return len(given), l.post(ctx, class.Entry{Kind: class.Audit, Student: s.Student, Quiz: l.quiz.ID, Text: s.Says()})
		}
		if !errors.Is(err, store.ErrStale) {
			break
		}
		others, err2 := l.store.Events(ctx, s.Of.Attempt, s.Of.Len)
		if err2 == nil {
			tip, err2 = s.Of.Follow(others)
		}
		if err2 != nil {
			err = err2
			break
		}
		*s.Of = tip
		s.Takeover(others)
		if !replace {
			given, _ = s.Clash(given, others)
		}
	}
	return 0, fmt.Errorf("attempt %s: %w", s.Of.Attempt, err)
}
