package exam

import "time"

// A Clock is one reading of the clocks, taken at the edge of the program and
// passed in. Boot counts the time since the machine started, suspend included;
// BootID names that start and is empty where the platform has none.
type Clock struct {
	Wall   time.Time     `json:"wall"`
	Boot   time.Duration `json:"boot,omitempty"`
	BootID string        `json:"boot_id,omitempty"`
}

// Sub returns the time from earlier to c, and whether boot time measured it.
// Within one boot only boot time counts, so setting the wall clock changes
// nobody's time and a suspended laptop does not pause it. Across boots the wall
// clock is all there is.
func (c Clock) Sub(earlier Clock) (elapsed time.Duration, byBoot bool) {
	if c.BootID != "" && c.BootID == earlier.BootID {
		return c.Boot - earlier.Boot, true
	}
	// Round(0) drops Go's monotonic reading, which stops in suspend.
	return c.Wall.Round(0).Sub(earlier.Wall.Round(0)), false
}

// A stopwatch adds up the time of one attempt over the clocks of its events.
// Only the step from one boot to the next is measured by the wall clock.
type stopwatch struct {
	last    Clock         // the latest reading
	elapsed time.Duration // from the start to last
	byBoot  bool          // boot time measured all of it
}

// at returns the stopwatch moved on to now. It never runs backwards: a reading
// before the last one of the same boot leaves it where it was, and a wall clock
// set back between two boots counts as no time.
func (w stopwatch) at(now Clock) stopwatch {
	d, byBoot := now.Sub(w.last)
	if byBoot && d < 0 {
		return w
	}
	return stopwatch{last: now, elapsed: w.elapsed + max(d, 0), byBoot: w.byBoot && byBoot}
}
