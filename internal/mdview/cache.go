package mdview

import (
	"slices"
	"sync"
)

// A Cache keeps rendered texts, for all sessions of a process: rendering takes
// milliseconds, looking one up microseconds. It may be used by many goroutines
// at once. A nil Cache renders every time.
type Cache struct {
	mu         sync.Mutex
	room       int // texts of one generation
	young, old map[look][]string
}

// A look is a text and all that decides how it is rendered.
type look struct {
	markdown     string
	width        int
	ascii, plain bool
	figures      string
}

// NewCache makes a cache that keeps at least the last n texts asked for, and at
// most twice as many.
func NewCache(n int) *Cache {
	return &Cache{room: max(n, 1), young: map[look][]string{}}
}

// Render is [Render], from the cache where it can be. A text with a Figure is
// kept if o.Figures names it. The lines are the caller's own.
func (c *Cache) Render(markdown string, o Options) []string {
	if c == nil || o.Figure != nil && o.Figures == "" {
		return Render(markdown, o)
	}
	k := look{markdown, o.Width, o.ASCII, o.Plain, o.Figures}
	if lines, ok := c.find(k); ok {
		return slices.Clone(lines)
	}
	lines := Render(markdown, o) // without the lock: others go on meanwhile
	c.mu.Lock()
	c.keep(k, lines)
	c.mu.Unlock()
	return slices.Clone(lines)
}

func (c *Cache) find(k look) ([]string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	lines, ok := c.young[k]
	if ok {
		return lines, true
	}
	if lines, ok = c.old[k]; ok {
		c.keep(k, lines)
	}
	return lines, ok
}

// keep stores a text among the young. When there are enough of them they become
// old, and what was old and not asked for since is forgotten.
func (c *Cache) keep(k look, lines []string) {
	if len(c.young) >= c.room {
		c.young, c.old = map[look][]string{}, c.young
	}
	c.young[k] = lines
}
