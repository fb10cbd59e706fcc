package cli

import (
	"fmt"
	"io"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/internal/report"
)

// A clockChange is what happened to the clocks between an event and the one
// before it, or the start of the attempt. The JSON form is stable.
type clockChange struct {
	Event   int     `json:"event"`   // from 1
	Kind    string  `json:"kind"`    // "set", "restart" or "wall"
	Seconds float64 `json:"seconds"` // how far the wall clock was set, back if negative; else the time between the events by it
}

// The kinds of change. A set wall clock changes nobody's time, as boot time
// measures; over a restart of the machine, and where there is no boot time, the
// wall clock is all there is.
const (
	clockSet     = "set"
	clockRestart = "restart"
	clockWall    = "wall"
)

// slewed is by how much the wall clock may stray from boot time between two
// events without having been set: it is kept right all the time, by little.
const slewed = 2 * time.Second

// clockChanges finds the changes in the clocks of an attempt that began at
// start. Only the first of the events in a row without boot time is told.
func clockChanges(start exam.Clock, events []exam.Event) []clockChange {
	all := []clockChange{}
	last, byWall := start, false
	for i, e := range events {
		elapsed, byBoot := e.At.Sub(last)
		wall := e.At.Wall.Round(0).Sub(last.Wall.Round(0))
		switch {
		case byBoot:
			if step := wall - elapsed; step.Abs() > slewed {
				all = append(all, clockChange{i + 1, clockSet, step.Seconds()})
			}
		case e.At.BootID != "" && last.BootID != "":
			all = append(all, clockChange{i + 1, clockRestart, wall.Seconds()})
		case !byWall:
			all = append(all, clockChange{i + 1, clockWall, wall.Seconds()})
		}
		last, byWall = e.At, !byBoot
	}
	return all
}

// mostClockLines is how many changes are told one by one.
const mostClockLines = 10

// printClock writes the changes in sentences.
func printClock(w io.Writer, changes []clockChange) {
	for _, c := range changes[:min(len(changes), mostClockLines)] {
		fmt.Fprintf(w, "clock     %v\n", c)
	}
	if n := len(changes) - mostClockLines; n > 0 {
		fmt.Fprintf(w, "clock     and %d more; --format json lists them\n", n)
	}
}

// String tells the change in words.
func (c clockChange) String() string {
	d := time.Duration(c.Seconds * float64(time.Second))
	by := report.Span(d.Abs()).String()
	switch {
	case c.Kind == clockSet && d > 0:
		return fmt.Sprintf("set forward by %s before event %d; the time left did not change", by, c.Event)
	case c.Kind == clockSet:
		return fmt.Sprintf("set back by %s before event %d; the time left did not change", by, c.Event)
	case c.Kind == clockRestart && d < 0:
		return fmt.Sprintf("machine restarted before event %d, with the wall clock back by %s; that took no time", c.Event, by)
	case c.Kind == clockRestart:
		return fmt.Sprintf("machine restarted before event %d; %s passed by the wall clock", c.Event, by)
	}
	return fmt.Sprintf("no boot time at event %d; the wall clock measured there", c.Event)
}
