package cli

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"

	"gradcheck/content"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
	"gradcheck/internal/tui"
	"gradcheck/problems"
)

// A fullStore refuses to write, and says when it is asked for the second time:
// the program knows of the first refusal by then.
type fullStore struct {
	store.Store
	refused chan struct{}
	asked   atomic.Int32
}

func (s *fullStore) Append(context.Context, string, int, ...exam.Event) error {
	if s.asked.Add(1) == 2 {
		close(s.refused)
	}
	return &store.Fault{Path: "/data", Kind: store.ErrFull, Text: "/data cannot grow: the disk is full"}
}

// keysAfter is a keyboard on which keys are pressed once something has happened.
type keysAfter struct {
	happened <-chan struct{}
	keys     io.Reader
}

func (k *keysAfter) Read(b []byte) (int, error) {
	if k.happened != nil {
		<-k.happened
		k.happened = nil
	}
	return k.keys.Read(b)
}

// The program cannot write and is left all the same: it says on the terminal
// what is lost and why, and does not call that success.
func TestLeaveUnsaved(t *testing.T) {
	lib, err := problems.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	db := &fullStore{Store: &memory.Store{}, refused: make(chan struct{})}
	typed, hold := io.Pipe() // stays open after the keys, as a terminal does
	defer hold.Close()
	sys := System{In: &keysAfter{db.refused, io.MultiReader(strings.NewReader("\x03\x03"), typed)}, Out: io.Discard}
	env := &tui.Env{Context: t.Context(), Library: lib, Store: db, Student: "ada", Now: now,
		Seed: func() uint64 { return 1 }, Theme: tui.Theme{NoColor: true, Fixed: true}}
	err = sys.run(t.Context(), tui.NewPractice(env, "remat", "a", nil))
	if !errors.Is(err, store.ErrFull) || !strings.Contains(err.Error(), "could not be written: /data cannot grow: the disk is full") {
		t.Errorf("run = %v, want what could not be written because of %v", err, store.ErrFull)
	}
}
