package study

import "gradcheck/internal/exam"

// Reviews is how an attempt becomes reviews. A part left blank, that cannot be
// read or that waits for a person is none; nor is anything of an exam before its
// end.
func Reviews(s *exam.Sitting) []Review {
	h := s.Header()
	if h.Mode == exam.Exam && !s.Finished() {
		return nil
	}
	used, _ := s.End()
	var out []Review
	for _, p := range s.Paper().Problems {
		for _, q := range p.Parts {
			ref := exam.Ref{Problem: p.ID, Part: q.Label}
			sc, st := s.Score(ref), s.Status(ref)
			if !st.Answered() || st == exam.Waiting || sc.Awaiting > 0 || sc.Possible == 0 {
				continue
			}
			r := Review{
				Concept: Concept(ref), Topics: p.Topics, At: h.Start.Wall.Add(used), Seed: p.Seed,
				Score: sc.Got / sc.Possible, Hints: s.Hints(ref), Shown: st == exam.GivenUp, Spent: s.Spent(ref),
			}
			if tries := s.Tries(ref); len(tries) > 0 {
				r.At = tries[0].At.Wall
			}
			out = append(out, r)
		}
	}
	return out
}
