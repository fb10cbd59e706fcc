package mdview

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestCache checks that a cache renders as Render does, once.
func TestCache(t *testing.T) {
	c := NewCache(4)
	drawn := 0
	figure := func(i, width int) []string {
		drawn++
		return []string{fmt.Sprintf("figure %d of %d", i, width)}
	}
	const md = "a **b** $x^2$\n\n```figure\n1\n```\n"
	for _, o := range []Options{
		{Width: 40}, {Width: 41}, {Width: 40, ASCII: true}, {Width: 40, Plain: true},
		{Width: 40, Figure: figure, Figures: "p/1"}, {Width: 40, Figure: figure, Figures: "p/2"},
	} {
		want := Render(md, o)
		for range 3 {
			got := c.Render(md, o)
			if !slices.Equal(got, want) {
				t.Errorf("Cache.Render(%+v) = %q, want %q", o, got, want)
			}
			for i := range got {
				got[i] = "mine"
			}
		}
	}
	if drawn != 4 { // once by each Render above, once by each name in the cache
		t.Errorf("figures were drawn %d times, want 4", drawn)
	}
	c.Render(md, Options{Figure: figure})
	c.Render(md, Options{Figure: figure})
	if drawn != 6 {
		t.Errorf("a figure without a name was drawn %d times, want 2", drawn-4)
	}
	if got := (*Cache)(nil).Render("a", Options{}); !slices.Equal(got, []string{"a"}) {
		t.Errorf("nil Cache.Render(a) = %q, want a", got)
	}
}

// TestCacheForgets checks that a cache is bounded and keeps what is asked for.
func TestCacheForgets(t *testing.T) {
	c := NewCache(10)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 100 {
				c.Render("kept", Options{})
				c.Render(strings.Repeat("x", g*100+i), Options{})
			}
		})
	}
	wg.Wait()
	if n := len(c.young) + len(c.old); n > 20 {
		t.Errorf("a cache of 10 keeps %d texts, want at most 20", n)
	}
	k := look{markdown: "kept"}
	if c.young[k] == nil && c.old[k] == nil {
		t.Error("the text asked for every time is forgotten")
	}
}

func BenchmarkCache(b *testing.B) {
	c := NewCache(10)
	for b.Loop() {
		c.Render(hard, Options{})
	}
}
