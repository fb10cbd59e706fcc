package tui

import (
	"testing"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/internal/store/memory"
)

// What was not known comes back the next day as a fresh variant, what was known
// later; home says how well the topic is known.
func TestDue(t *testing.T) {
	s := &memory.Store{}
	d := newDriver(t, s, 80, 24, nil)
	d.keys("enter enter '25' enter ] enter '10' enter")
	d.keys("esc esc")
	d.want("mastery", "memory", "systems", "9 May")
	d.without("Due today")
	d.keys("d")
	d.want("Nothing is due. Next: 1 part today at ")

	later := newDriver(t, s, 80, 24, func(e *Env) {
		now := e.Now
		e.Now = func() (c exam.Clock) { c = now(); c.Wall = c.Wall.Add(49 * time.Hour); return c }
	})
	later.want("Due today", "1 part, about")
	later.keys("d")
	later.want("6 Rematerialisation › (a)", "seed ")
	later.keys("enter '1' enter")
	later.want("try again")
	later.keys("esc")
	later.without("Due today")
}
