package linear

import (
	"fmt"
	"slices"

	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// Review holds a conversation about an exam that is over: that with an id, or for
// "last" the newest. For "" all exams are listed first.
func (t *Talk) Review(attempt string) error {
	return t.run(func() error {
		if attempt == "" {
			return t.history()
		}
		sat := t.sittings()
		i := slices.IndexFunc(sat, func(w *work) bool {
			return attempt == "last" && w.sitting.Finished() || w.id() == attempt
		})
		switch {
		case i < 0 && attempt == "last":
			t.voice.say("No exam is over yet.")
			return nil
		case i < 0:
			return fmt.Errorf("there is no exam %s", attempt)
		case !sat[i].sitting.Finished():
			return t.goOn(sat[i], nil)
		}
		return t.result(sat[i])
	})
}

// sittings are the exams of the student, newest first. One that cannot be read is
// left out and told.
func (t *Talk) sittings() []*work {
	hs, err := t.env.Store.Headers(t.context(), t.env.Student)
	if err != nil {
		t.voice.say("The exams could not be read: " + dot(err.Error()))
		return nil
	}
	var sat []*work
	for _, h := range hs {
		if h.Mode != exam.Exam {
			continue
		}
		w, err := t.resume(h)
		if err != nil {
			t.voice.say("Attempt " + h.ID + " could not be read: " + dot(err.Error()))
			continue
		}
		sat = append(sat, w)
	}
	return sat
}

// history lists the exams and opens the one that is chosen.
func (t *Talk) history() error {
	for before := false; ; before = true {
		sat := t.sittings()
		if len(sat) == 0 {
			t.voice.say("No exams yet.")
			return nil
		}
		var items []Item
		for _, w := range sat {
			items = append(items, Item{t.sum(w.sitting), func() error {
				if !w.sitting.Finished() {
					return t.goOn(w, nil)
				}
				return t.result(w)
			}})
		}
		if err := t.choose("Exam", items, before); err != nil {
			return err
		}
	}
}

// sum says an exam in a line.
func (t *Talk) sum(s *exam.Sitting) string {
	h := s.Header()
	said := t.examTitle(h) + ", " + h.Start.Wall.In(t.zone).Format("2 January 2006, 15:04") + ": "
	used, _ := s.End()
	sc := s.Total()
	switch {
	case s.Abandoned():
		return said + "broken off."
	case !s.Finished():
		return said + "goes on."
	case sc.Awaiting > 0:
		said += fmt.Sprintf("%s of %s points, %s await marks", points(sc.Got), points(sc.Possible), points(sc.Awaiting))
	default:
		said += fmt.Sprintf("%s of %s points", points(sc.Got), points(sc.Possible))
	}
	return said + fmt.Sprintf("; %s; %d of %d parts answered.", roughly(used), answered(s), len(allParts(s.Paper().Problems)))
}

func allParts(ps []*problems.Problem) []exam.Ref {
	var all []exam.Ref
	for _, p := range ps {
		for _, q := range p.Parts {
			all = append(all, exam.Ref{Problem: p.ID, Part: q.Label})
		}
	}
	return all
}

func answered(s *exam.Sitting) int {
	n := 0
	for _, r := range allParts(s.Paper().Problems) {
		if !s.Draft(r).Blank() {
			n++
		}
	}
	return n
}
