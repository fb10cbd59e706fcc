package linear

import (
	"errors"
	"fmt"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// budgets are the sections of a paper that close one after the other; none unless
// that was asked for.
func (s Sit) budgets(x *problems.Exam, paper []*problems.Problem, limit time.Duration) ([]exam.Section, error) {
	if !s.Sections {
		return nil, nil
	}
	all := exam.Sections(x, paper)
	switch {
	case len(all) == 0:
		return nil, fmt.Errorf("the sections of exam %s do not say how many minutes they are for", x.ID)
	case limit == 0:
		return nil, errors.New("sections need a time limit to share")
	}
	return all, nil
}

// sectionName calls section k by its number and problems: "Section 2, problems 3
// to 5".
func sectionName(sections []exam.Section, k int) string {
	from := 1
	for _, s := range sections[:k] {
		from += s.Problems
	}
	to := from + sections[k].Problems - 1
	said := fmt.Sprintf("problems %d to %d", from, to)
	switch to - from {
	case 0:
		said = fmt.Sprintf("problem %d", from)
	case 1:
		said = fmt.Sprintf("problems %d and %d", from, to)
	}
	return fmt.Sprintf("Section %d, %s", k+1, said)
}

// A notice is a warning about a section: that so much of it is left, or, with 0,
// that it has closed. More time makes it another one.
type notice struct {
	section      int
	left, closes time.Duration
}

// sectionWarnings are given with so much time left in a section, once each.
var sectionWarnings = []time.Duration{0, time.Minute, 5 * time.Minute}

// closings are the times from the start at which the sections close.
func (x *session) closings() []time.Duration {
	allowed, ok := x.w.sitting.Allowed()
	if !ok {
		return nil
	}
	return exam.Closings(x.w.sitting.Header().Sections, allowed)
}

// warnSections says which section closes soon or has closed. The last one closes
// with the exam, which has warnings of its own. With quiet they are only noted.
func (x *session) warnSections(quiet bool) {
	elapsed, _ := x.w.sitting.Elapsed(x.t.env.Now())
	sections := x.w.sitting.Header().Sections
	for k, closes := range x.closings() {
		left := closes - elapsed
		for _, w := range sectionWarnings {
			if left > w || left == 0 {
				continue
			}
			n := notice{k, w, closes}
			if was := x.noticed[n]; was || k == len(sections)-1 {
				break
			}
			x.noticed[n] = true
			switch {
			case quiet:
			case left < 0:
				x.t.voice.say(sectionName(sections, k) + ", is closed. What stands there is graded.")
			default:
				x.t.voice.say(sectionName(sections, k) + ", closes in " + roughly(left) + ".")
			}
			break
		}
	}
}

// closed reports whether a part takes no more answers.
func (x *session) closed(r exam.Ref) bool { return x.w.sitting.Closed(r, x.t.env.Now()) }

// sectionTime says how much time the section of a part has left; "" without any.
func (x *session) sectionTime(r exam.Ref) string {
	k, closes, ok := x.w.sitting.Section(r)
	if !ok {
		return ""
	}
	elapsed, _ := x.w.sitting.Elapsed(x.t.env.Now())
	name := sectionName(x.w.sitting.Header().Sections, k)
	if closes < elapsed {
		return name + ", is closed."
	}
	return name + ", has " + span(closes-elapsed) + " left."
}
