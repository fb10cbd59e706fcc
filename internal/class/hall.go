package class

import (
	"context"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// A Hall is where the student of a session sits quizzes. Its methods answer from
// memory, but for Paper; they are for many goroutines at once.
type Hall interface {
	// Quizzes returns the quizzes of the course with the student's own windows.
	Quizzes() []Offer
	// Paper returns the problems of a quiz as they are dealt to the student in
	// an attempt, counted from 1. They are in the store.
	Paper(ctx context.Context, quiz string, attempt int) ([]*problems.Problem, error)
	// Terms returns the conditions of time of an attempt that was started then;
	// ok is false if there is no such quiz any more.
	Terms(quiz string, start time.Time) (t exam.Terms, ok bool)
	// Messages returns what was said to those who sit a quiz, in order.
	Messages(quiz string) []Said
	// Released reports whether verdicts and solutions of a quiz may be shown to
	// a student whose attempt is over.
	Released(quiz string) bool
}
