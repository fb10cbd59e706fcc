// Package store keeps attempts: a header, then events, nothing ever changed or
// taken away. What is computed from them (drafts, verdicts, scores) is not kept.
// Beside them it keeps the journal of a course, in the same way.
//
// [Store] is the whole interface. The engines are its subpackages; package
// storetest has the tests that each must pass.
package store

import (
	"context"
	"errors"
	"fmt"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
)

// A Store keeps attempts and the problem instances they were made of. It is
// safe for concurrent use, by several programs at once where the engine keeps
// files.
//
// A write returns nil only after the data is synced: killing the program or the
// machine then loses none of it. A write that returns an error has stored
// nothing. A context that ends before a write has begun withdraws it; one that
// has begun is waited for, so that the answer is always definite.
type Store interface {
	// Create keeps a new attempt with no events. ErrExists if its id is taken.
	Create(ctx context.Context, h exam.Header) error
	// Headers returns the attempts of a student, those with the latest start
	// first, and of equal starts the greatest id. Nobody has none.
	Headers(ctx context.Context, student string) ([]exam.Header, error)
	// Append adds events, all or none, to an attempt that has at events so far.
	// ErrStale if it has another number, because another program wrote to it;
	// ErrUnknown if there is no such attempt.
	Append(ctx context.Context, id string, at int, events ...exam.Event) error
	// Events returns the events of an attempt in order, from number from on: 0
	// for all of them. ErrUnknown if there is no such attempt.
	Events(ctx context.Context, id string, from int) ([]exam.Event, error)
	// PutInstance keeps a resolved problem under its digest. If there is one
	// already, it stays, and that is no error.
	PutInstance(ctx context.Context, digest string, data []byte) error
	// Instance returns what PutInstance kept. ErrUnknown if there is nothing.
	Instance(ctx context.Context, digest string) ([]byte, error)
	// Sat returns the attempts at an exam or a quiz, by id, those with the
	// earliest start first, and of equal starts the smallest id.
	Sat(ctx context.Context, exam string) ([]exam.Header, error)
	Course
	// Close ends the writes under way and lets go of the files. Afterwards
	// every call returns ErrClosed, and Close itself nil.
	Close() error
}

// A Course keeps the journal of a course, and when a server was last alive.
type Course interface {
	// Post adds entries at the end of the journal, all or none and in a row.
	Post(ctx context.Context, entries ...class.Entry) error
	// Journal returns the entries in order, from number from on.
	Journal(ctx context.Context, from int) ([]class.Entry, error)
	// Beat says that a server process is alive.
	Beat(ctx context.Context, process string, at exam.Clock) error
	// LastBeat returns the latest beat of any process, by the wall clock; the
	// zero Clock if there never was one.
	LastBeat(ctx context.Context) (exam.Clock, error)
}

// What went wrong with a call.
var (
	ErrExists  = errors.New("there is an attempt with this id already")
	ErrUnknown = errors.New("there is no such record")
	ErrStale   = errors.New("another program has written to this attempt")
	ErrClosed  = errors.New("the store is closed")
)

// What went wrong with the place where the data is. The errors are [*Fault]s.
var (
	ErrReadOnly = errors.New("cannot write there")
	ErrFull     = errors.New("the disk is full")
	ErrBusy     = errors.New("another program holds it")
	ErrDamaged  = errors.New("not a database, or a damaged one")
	ErrDisk     = errors.New("the disk reports an error")
	ErrGone     = errors.New("the file was moved or deleted")
)

// A Fault is trouble with the place where the data is, told to whoever runs the
// program: what, where, what is safe and what to do.
type Fault struct {
	Path string
	Kind error  // ErrReadOnly, ErrFull, ErrBusy, ErrDamaged, ErrDisk or ErrGone
	Text string // sentences for the operator, with the path
	Err  error  // the cause; may be nil
}

// Error returns the sentences; the cause, in the system's words, is unwrapped.
func (f *Fault) Error() string { return f.Text }

// Unwrap returns the kind and the cause.
func (f *Fault) Unwrap() []error {
	if f.Err == nil {
		return []error{f.Kind}
	}
	return []error{f.Kind, f.Err}
}

// A NewerError says that the data is in a format that this program does not
// know. Nothing was changed.
type NewerError struct {
	Path       string
	Have, Know int // the format of the data, and the newest that is known
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%s was written by a newer gradcheck (format %d, this one knows up to %d). Nothing was changed. "+
		"Use that version, or another data folder with --home.", e.Path, e.Have, e.Know)
}
