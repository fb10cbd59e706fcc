package exam

import (
	"fmt"

	"gradcheck/grader"
	"gradcheck/problems"
)

// A revision is a problem with corrected keys, by which answers given before
// are graded anew.
type revision struct {
	*problems.Problem
	floor bool // nobody gets less than before
}

// revise takes the revision with the given digest for problem id. It has the
// same parts to answer, worth the same.
func (s *Sitting) revise(id, digest string, floor bool) error {
	old := s.problems[id]
	if old == nil {
		return fmt.Errorf("no problem %s in this paper", id)
	}
	revised := s.paper.Revised[digest]
	if revised == nil || revised.ID != id {
		return fmt.Errorf("%w: no revision %.12s of %s", ErrPaper, digest, id)
	}
	if len(revised.Parts) != len(old.parts) {
		return fmt.Errorf("revision %.12s of %s has %d parts, want %d", digest, id, len(revised.Parts), len(old.parts))
	}
	for i, p := range old.parts {
		r := revised.Parts[i]
		if r.Label != p.Label || r.Points != p.Points || max(1, len(r.Question.Key())) != len(p.draft) {
			return fmt.Errorf("revision %.12s of %s asks something else in part (%s)", digest, id, p.Label)
		}
	}
	old.revisions = append(old.revisions, revision{revised, floor})
	for i, p := range old.parts {
		p.Part = revised.Parts[i]
	}
	return nil
}

// grade grades drafts by the newest key. Where a revision takes nothing away,
// the better of the verdicts counts.
func (p *problem) grade(drafts map[string]grader.Answer) map[string]grader.Verdict {
	best := p.Grade(drafts)
	for _, r := range p.revisions {
		next := r.Grade(drafts)
		if r.floor {
			for label, v := range best {
				if n := next[label]; counts(v) && v.Score > n.Score {
					next[label] = v
				}
			}
		}
		best = next
	}
	return best
}
