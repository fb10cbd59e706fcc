package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A fact is a line at the head of a report.
type fact struct{ Name, Says string }

// facts are what there is to say of an attempt before its points.
func (r *Report) facts() []fact {
	fs := []fact{{"Student", r.Student}, {"Started", r.Started.Format("2 Jan 2006, 15:04 MST")}}
	used := r.Used.String()
	switch {
	case r.Mode == "practice":
		used += " on the screen"
	case r.Allowed > 0:
		used += " of " + r.Allowed.String()
	}
	fs = append(fs, fact{"Time used", used})
	if e := r.ending(); e != "" {
		fs = append(fs, fact{"End", e})
	}
	variant := "as printed"
	if r.Seed != 0 {
		variant = fmt.Sprint(r.Seed)
	}
	return append(fs, fact{"Variant", variant}, fact{"Attempt", r.Attempt}, fact{"Receipt", r.Receipt})
}

// ending says how the attempt ended; "" if it goes on.
func (r *Report) ending() string {
	switch {
	case r.Ended == nil:
		return ""
	case r.Abandoned:
		return "broken off at " + r.Ended.Format(time.TimeOnly) + "; nothing is scored"
	case r.TimeUp:
		return "the time was up"
	case r.Allowed > r.Used:
		return "handed in at " + r.Ended.Format(time.TimeOnly) + ", " + (r.Allowed - r.Used).String() + " early"
	}
	return "handed in at " + r.Ended.Format(time.TimeOnly)
}

// nearly names the parts that are one step away from more points, those where
// most was lost first; "" if there are none. The only part of a problem in
// practice has no name.
func (r *Report) nearly() string {
	var all []*Part
	for i := range r.Problems {
		for j := range r.Problems[i].Parts {
			if p := &r.Problems[i].Parts[j]; p.Step != "" {
				all = append(all, p)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *Part) int { return cmp.Compare(b.Points.lost(), a.Points.lost()) })
	var says []string
	for _, p := range all {
		says = append(says, strings.TrimPrefix(p.Name+": "+p.Step, ": "))
	}
	if len(says) == 0 {
		return ""
	}
	return "One step away: " + strings.Join(says, ", ") + "."
}

// remarks are what is to be said of the answer to a part beside its verdict.
func (p *Part) remarks() []string {
	var out []string
	if p.Earlier {
		out = append(out, "What stood here at the end could not be read. This is the last that could.")
	}
	if p.Step != "" {
		out = append(out, "One step away: "+p.Step+".")
	}
	if p.Tries > 1 {
		out = append(out, fmt.Sprintf("The first of %d tries counts.", p.Tries))
	}
	switch {
	case p.Hints == 1:
		out = append(out, "1 hint was taken.")
	case p.Hints > 1:
		out = append(out, fmt.Sprintf("%d hints were taken.", p.Hints))
	}
	return out
}

// screen says how long a part was on the screen; "" if it never was.
func (p *Part) screen() string {
	if p.Time == 0 {
		return ""
	}
	return p.Time.String() + " on the screen"
}
