package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

func testAppend(t *testing.T, s store.Store) {
	ctx := context.Background()
	h, other := Header("t1", "ada", 0), Header("t2", "ada", 1)
	must(t, s.Create(ctx, h))
	must(t, s.Create(ctx, other))
	events := Chain(h.Hash(), 0, 10)
	must(t, s.Append(ctx, "t1", 0, events[0]))
	must(t, s.Append(ctx, "t1", 1, events[1:4]...))
	must(t, s.Append(ctx, "t1", 4))
	must(t, s.Append(ctx, "t1", 4, events[4:]...))
	Check(t, s, "t1", events)
	Check(t, s, "t2", nil)
	must(t, s.Append(ctx, "t2", 0, exam.Event{})) // no field at all
	Check(t, s, "t2", []exam.Event{{}})
}

func testFrom(t *testing.T, s store.Store) {
	ctx := context.Background()
	h := Header("t1", "ada", 0)
	must(t, s.Create(ctx, h))
	events := Chain(h.Hash(), 0, 5)
	must(t, s.Append(ctx, "t1", 0, events...))
	for from, want := range map[int][]exam.Event{-3: events, 0: events, 3: events[3:], 5: nil, 9: nil} {
		got, err := s.Events(ctx, "t1", from)
		must(t, err)
		if !slices.EqualFunc(got, want, func(a, b exam.Event) bool { return a.Hash() == b.Hash() }) {
			t.Errorf("Events from %d = %d events, want %d", from, len(got), len(want))
		}
	}
}

func testStale(t *testing.T, s store.Store) {
	ctx := context.Background()
	h := Header("t1", "ada", 0)
	must(t, s.Create(ctx, h))
	events := Chain(h.Hash(), 0, 5)
	must(t, s.Append(ctx, "t1", 0, events[:3]...))
	for _, at := range []int{-1, 0, 2, 4, 1 << 40} {
		wantErr(t, fmt.Sprintf("Append at %d of 3", at), s.Append(ctx, "t1", at, events[3:]...), store.ErrStale)
		wantErr(t, fmt.Sprintf("Append of nothing at %d of 3", at), s.Append(ctx, "t1", at), store.ErrStale)
	}
	Check(t, s, "t1", events[:3])
	must(t, s.Append(ctx, "t1", 3, events[3:]...))
	Check(t, s, "t1", events)
}
