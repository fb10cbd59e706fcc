package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
	"gradcheck/problems"
)

// instance is a problem with one part whose key is the one given.
func instance(t *testing.T, key string) *problems.Problem {
	t.Helper()
	const file = "---\nid: loads\ntitle: Loads\ntopics: [memory]\npoints: 2\n---\nA pass.\n\n```answer\nkind: number\npoints: 2\nkey: %s\nunit: loads\n```\n\n# Solution\nCount.\n"
	lib, err := problems.Load(fstest.MapFS{"loads.md": {Data: fmt.Appendf(nil, file, key)}})
	if err != nil {
		t.Fatal(err)
	}
	tmpl, _ := lib.Template("loads")
	p, err := tmpl.Instance(0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// keep stores an exam in which 7 was answered where the key was 6, and was 7
// after a revision.
func keep(t *testing.T, s store.Store) exam.Header {
	t.Helper()
	first, revised := instance(t, "6"), instance(t, "7")
	paper := &exam.Paper{Problems: []*problems.Problem{first}, Revised: map[string]*problems.Problem{revised.Digest: revised}}
	at := exam.Clock{Wall: time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC), BootID: "boot"}
	h := exam.Header{ID: "e1", Student: "ada", Mode: exam.Exam, Start: at, Problems: paper.Placed(), Version: exam.Version}
	st, err := exam.New(h, paper)
	if err != nil {
		t.Fatal(err)
	}
	var events []exam.Event
	for _, e := range []exam.Event{
		{Kind: exam.Edit, Part: exam.Ref{Problem: "loads"}, Splice: exam.Splice{Insert: "7"}},
		{Kind: exam.Finish},
		{Kind: exam.Revise, Part: exam.Ref{Problem: "loads"}, Text: revised.Digest},
	} {
		e.At = at
		e = st.Next(e)
		if err := st.Apply(e); err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	ctx := context.Background()
	for _, p := range []*problems.Problem{first, revised} {
		if err := s.PutInstance(ctx, p.Digest, p.Freeze()); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Create(ctx, h); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(ctx, h.ID, 0, events...); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestLoad(t *testing.T) {
	s := &memory.Store{}
	h := keep(t, s)
	r, err := store.Load(context.Background(), s, h)
	if err != nil {
		t.Fatalf("Load = %v", err)
	}
	if len(r.Events) != 3 || len(r.Frozen) != 1 || len(r.Paper.Revised) != 1 || r.Paper.Title != "Loads" {
		t.Errorf("Load = %d events, %d frozen, %d revised, title %q; want 3, 1, 1, Loads",
			len(r.Events), len(r.Frozen), len(r.Paper.Revised), r.Paper.Title)
	}
	st, err := r.Sitting()
	if err != nil {
		t.Fatalf("Sitting = %v", err)
	}
	if got := st.Total(); got.Got != 2 {
		t.Errorf("Total = %+v, want 2 points by the revised key", got)
	}
}

func TestLoadLacks(t *testing.T) {
	s := &memory.Store{}
	h := keep(t, s)
	h.Problems = append(h.Problems, exam.Placed{ID: "gone", Digest: "0123456789abcdef"})
	_, err := store.Load(context.Background(), s, h)
	const want = "instance 0123456789ab of gone: there is no such record"
	if !errors.Is(err, store.ErrUnknown) || err.Error() != want {
		t.Errorf("Load = %v, want %s", err, want)
	}
	h = exam.Header{ID: "e2"}
	if _, err := store.Load(context.Background(), s, h); !errors.Is(err, store.ErrUnknown) {
		t.Errorf("Load of no attempt = %v, want %v", err, store.ErrUnknown)
	}
}
