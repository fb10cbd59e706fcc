package study

import "gradcheck/problems"

// Parts returns all parts of a library: those of its exams first, in their
// order, then the others.
func Parts(l *problems.Library) []Part {
	var parts []Part
	taken := make(map[string]bool)
	add := func(t *problems.Template) {
		if taken[t.ID] {
			return
		}
		taken[t.ID] = true
		for _, p := range t.Parts {
			parts = append(parts, Part{
				Concept: Concept{t.ID, p.Label},
				Topics:  t.Topics,
				Points:  p.Points,
				Guess:   p.Kind == "choice",
				Fixed:   !t.Varies(),
			})
		}
	}
	for _, x := range l.Exams() {
		for _, id := range x.IDs() {
			if t, ok := l.Template(id); ok {
				add(t)
			}
		}
	}
	for _, t := range l.Templates() {
		add(t)
	}
	return parts
}
