package tui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
)

// time says how much time is left and what it is made of; in practice, how long
// a part was on the screen.
func (a *App) time(string) tea.Cmd {
	if d := a.sitting; d != nil && d.running() {
		return a.timeLeft(d)
	}
	d, i, n := a.place()
	switch r := a.results(d); {
	case r != nil && r.made == nil:
		a.note = "The answers are still being graded."
	case d.session != nil:
		used, _ := d.sat().End()
		a.note = "This exam is over; it took " + span(used) + "."
	case i < 0 || d.entries[i].sitting == nil:
		a.note = "Practice has no limit, and no exam is running."
	default:
		e, all := d.entries[i], time.Duration(0)
		for _, q := range e.of.Parts {
			all += e.sitting.Spent(e.ref(q.Label))
		}
		says := "No limit in practice. This problem was on the screen for " + span(all)
		if n >= 0 && len(e.of.Parts) > 1 {
			says += ", this part for " + span(e.sitting.Spent(e.ref(e.of.Parts[n].Label)))
		}
		return a.say("Time", says+".")
	}
	return nil
}

// timeLeft says how much time an exam has, on the message line if that is all of
// it.
func (a *App) timeLeft(d *desk) tea.Cmd {
	now := d.env.Now()
	elapsed, _ := d.sat().Elapsed(now)
	left, limited := d.sat().Left(now)
	if !limited {
		a.note = "No limit; " + span(elapsed.Round(time.Second)) + " since the start."
		return nil
	}
	gone := span(elapsed.Round(time.Second))
	head := hms(left) + " left, until " + now.Wall.Add(left).In(d.zone).Format(time.TimeOnly)
	parts := allowance(d.sat(), d.zone)
	sections := d.sectionTimes(elapsed)
	if len(parts) == 1 && len(sections) == 0 {
		return a.say("Time", head+". "+gone+" of "+parts[0].span()+" are gone.")
	}
	all, _ := d.sat().Allowed()
	return a.page("Time", func(t Theme, width int) []string {
		rows := []string{t.paint(title, head), ""}
		for _, p := range parts {
			rows = append(rows, fmt.Sprintf("%14s  %s", p.span(), p.of))
		}
		if len(parts) > 1 {
			rows = append(rows, fmt.Sprintf("%14s  %s", "= "+span(all), "in all"))
		}
		rows = append(rows, fmt.Sprintf("%14s  %s", gone, "gone"))
		if len(sections) > 0 {
			rows = append(append(rows, ""), sections...)
		}
		return rows
	})
}

// sectionTimes say of every section of a paper how long it is open.
func (d *desk) sectionTimes(elapsed time.Duration) []string {
	var rows []string
	for k, closes := range d.closings() {
		says := hms(max(closes-elapsed, 0)) + " left"
		if elapsed > closes {
			says = "closed"
		}
		rows = append(rows, fmt.Sprintf("%14s  section %d, %s", says, k+1, sectionProblems(d.sat().Header().Sections, k)))
	}
	return rows
}

// A stint is a part of the time allowed, or what is taken off it.
type stint struct {
	of   string
	time time.Duration
}

func (p stint) span() string {
	switch {
	case p.of == "limit":
		return span(p.time)
	case p.time < 0:
		return "− " + span(-p.time)
	}
	return "+ " + span(p.time)
}

// allowance is what the time of an exam is made of: the limit, more for this
// student, extra time, credit for outages, and what the end of a window cuts off.
func allowance(s *exam.Sitting, zone *time.Location) []stint {
	limit, terms := s.Header().Limit, s.Terms()
	all, _ := s.Allowed()
	own, _ := exam.Terms{Percent: terms.Percent}.Allowed(limit, s.Header().Start.Wall)
	if limit == 0 {
		return []stint{{"limit", all}}
	}
	list := []stint{{"limit", limit}}
	sum := time.Duration(0)
	add := func(of string, t time.Duration) {
		if t != 0 {
			list = append(list, stint{of, t})
		}
	}
	add(fmt.Sprintf("yours: %s × the limit", points(float64(terms.Percent)/100)), own-limit)
	add("extra time", terms.Extra)
	add("credit for time that was lost", terms.Credit)
	for _, p := range list {
		sum += p.time
	}
	add("the exam closes for all at "+terms.Closes.In(zone).Format("15:04:05"), all-sum)
	return list
}
