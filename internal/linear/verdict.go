package linear

import (
	"fmt"
	"strconv"
	"strings"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// outcome says a verdict in a few words, with what it earned.
func outcome(s *exam.Sitting, r exam.Ref, q *problems.Part, v grader.Verdict) string {
	words := map[grader.Outcome]string{
		grader.Blank: "Nothing was entered", grader.Unreadable: "Cannot be read", grader.Wrong: "Not this one", grader.Partial: "In part",
		grader.Correct: "Correct", grader.SelfMark: "Waits to be marked", grader.Unsure: "Could not decide; a person will",
	}[v.Outcome]
	if v.How == "marks" {
		words = "Marked by yourself"
	}
	if head, _, ok := strings.Cut(v.Why, "\n"); ok && v.How == "unit" {
		words = strings.TrimSuffix(strings.Join(remark(head), " "), ".")
	}
	return words + ". " + earned(s, r, q, v)
}

// earned is what a try brought; after the first one that is settled.
func earned(s *exam.Sitting, r exam.Ref, q *problems.Part, v grader.Verdict) string {
	sc := s.Score(r)
	all := worth(q.Points)
	practice := s.Header().Mode == exam.Practice
	switch {
	case sc.Awaiting > 0 && v.Outcome == grader.SelfMark:
		return worth(sc.Awaiting) + " wait for your marks"
	case sc.Awaiting > 0:
		return worth(sc.Awaiting) + " wait for a person"
	case practice && s.SolutionSeen(r) && sc.Got == 0 && v.Outcome == grader.Correct:
		return "0 of " + all + ", the solution was heard before"
	case practice && len(s.Tries(r)) > 1:
		return "The first try counts: " + points(sc.Got) + " of " + all
	}
	return points(sc.Got) + " of " + all
}

// reasons are the sentences of a verdict.
func reasons(v grader.Verdict) []string {
	why := v.Why
	switch {
	case v.Outcome == grader.SelfMark:
		return nil
	case v.How == "unit":
		_, why, _ = strings.Cut(why, "\n")
	}
	lines := remark(why)
	for i := range lines {
		lines[i] = dot(lines[i])
	}
	return lines
}

// rubric is what a person marks the part with; nil if none does.
func (d *desk) rubric() grader.Rubricked {
	q, _ := d.part().Question.(grader.Rubricked)
	return q
}

// mark goes through the rubric item by item: is it on the page? A line without a
// number leaves an item as it is.
func (d *desk) mark(string) error {
	q := d.rubric()
	if q == nil {
		d.say("Only a text is marked by a rubric.")
		return nil
	}
	if d.sitting().Header().Mode == exam.Practice {
		if last, ok := d.latest(); !ok || last.Verdict.Outcome == grader.Blank {
			d.say("Once the text is entered, :mark marks it.")
			return nil
		}
	}
	items := q.Rubric()
	d.say(fmt.Sprintf("%s to mark. Is it in the text? Mark what is written, not what you meant. An empty line leaves one as it is, :show reads the text, :leave ends the marking.", letterCase(count(len(items), "thing"))))
	for i := 0; i < len(items); {
		next, err := d.markItem(items, i)
		if err == errLeave {
			break
		} else if err != nil {
			return err
		}
		i = next
	}
	return d.marked(items)
}

// markItem asks for the points of an item; the result is the item that comes next.
func (d *desk) markItem(items []grader.RubricItem, i int) (next int, err error) {
	it := items[i]
	d.say(fmt.Sprintf("%d of %d, worth %s: %s.", i+1, len(items), worth(it.Points), strings.TrimSuffix(sentence(it.Text), ".")))
	prompt := fmt.Sprintf("Points, 0 to %s", points(it.Points))
	if m, ok := d.sitting().Marks(d.ref())[it.ID]; ok {
		prompt += ", now " + points(m)
	}
	l, err := d.t.ask(prompt)
	switch {
	case err != nil:
		return i, err
	case l.cmd != "":
		return i, d.t.dispatch([]command{
			{"show", "", "reads the text", d.show},
			{"back", "", "goes to the item before", func(string) error { i = max(i-1, 0); return nil }},
			{"leave", "", "ends the marking", func(string) error { return errLeave }},
		}, l)
	case strings.TrimSpace(l.text) == "":
		return i + 1, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(l.text))
	if err != nil || n < 0 || float64(n) > it.Points {
		d.say(fmt.Sprintf("A whole number from 0 to %s is wanted.", points(it.Points)))
		return i, nil
	}
	return i + 1, d.record(exam.Event{At: l.at, Kind: exam.Mark, Part: d.ref(), Text: it.ID, N: n})
}

// marked says what the marks come to.
func (d *desk) marked(items []grader.RubricItem) error {
	marks := d.sitting().Marks(d.ref())
	sc := d.sitting().Score(d.ref())
	if n := len(items) - len(marks); n > 0 {
		d.say(fmt.Sprintf("%d of %d are marked. :mark goes on.", len(marks), len(items)))
		return nil
	}
	d.settled = true
	d.say(fmt.Sprintf("Marked: %s of %s. :solution reads the solution. Enter :next to go on.", points(sc.Got), worth(sc.Possible)))
	return nil
}
