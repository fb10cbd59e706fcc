package tui

import (
	"context"
	"testing"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
)

// A lossy store carries out writes, or not, and never says which: its answers
// come too late for the program.
type lossy struct {
	store.Store
	t    *testing.T
	mute bool
	does bool // it carries them out
}

func (l *lossy) Append(ctx context.Context, id string, at int, events ...exam.Event) error {
	if !l.mute {
		return l.Store.Append(ctx, id, at, events...)
	}
	if l.does {
		if err := l.Store.Append(ctx, id, at, events...); err != nil {
			l.t.Error(err)
		}
	}
	return context.Canceled
}

// TestRest breaks the connection while a write is under way, which comes through
// or does not: nothing that was typed is lost, and nothing is there twice.
func TestRest(t *testing.T) {
	for name, does := range map[string]bool{"the write came through": true, "it did not": false} {
		t.Run(name, func(t *testing.T) {
			mem := &memory.Store{}
			s := &lossy{Store: mem, t: t, does: does}
			d := newDriver(t, s, 80, 24, nil)
			d.send(examMsg{})
			d.keys(sentence)
			d.keys("] ] enter '10'")
			d.pass(0) // the draft is written
			s.mute = true
			d.keys("'8'")
			d.pass(0)
			d.keys("'+1'") // not even handed over
			s.mute = false
			if err := d.app.Rest(t.Context()); err != nil {
				t.Fatal(err)
			}
			hs, err := mem.Headers(t.Context(), "ada")
			if err != nil || len(hs) != 1 {
				t.Fatal(hs, err)
			}
			rec, err := store.Load(t.Context(), mem, hs[0])
			if err != nil {
				t.Fatal(err)
			}
			st, err := rec.Sitting()
			if err != nil {
				t.Fatal(err)
			}
			if got := st.Draft(st.At())[0]; got != "108+1" {
				t.Errorf("the draft is %q, want %q", got, "108+1")
			}
			if last := rec.Events[len(rec.Events)-1].Kind; last != exam.Leave {
				t.Errorf("the last event is %s, want leave", last)
			}
			if err := d.app.Rest(t.Context()); err != nil {
				t.Errorf("a second time: %v", err)
			}
		})
	}
}
