package exam

import "time"

// A Curve is how far through the paper an attempt was at which time: a step for
// every part that got an answer, in order, and one for the end.
type Curve []Reached

// A Reached is the time from the start at which parts worth a share of the paper's
// points had an answer.
type Reached struct {
	At    time.Duration
	Share float64 // 0 to 1
}

// Answered returns the curve of an attempt: a part counts from the first moment
// at which something stood in it. The error is that of [New].
func Answered(h Header, paper *Paper, events []Event) (Curve, error) {
	s, err := New(h, paper)
	if err != nil {
		return nil, err
	}
	all := 0.0
	for _, p := range s.parts {
		all += p.Points
	}
	curve, counted, sum := Curve{}, map[Ref]bool{}, 0.0
	for i, e := range events {
		if err := s.Apply(e); err != nil {
			return nil, &ReplayError{Index: i, Err: err}
		}
		if e.Kind != Edit || counted[e.Part] || s.part(e.Part).draft.Blank() {
			continue
		}
		counted[e.Part] = true
		if sum += s.part(e.Part).Points; all > 0 {
			curve = append(curve, Reached{s.watch.elapsed, sum / all})
		}
	}
	end := s.watch.elapsed
	if s.finished {
		end = s.used
	}
	if n := len(curve); n > 0 {
		curve = append(curve, Reached{end, curve[n-1].Share})
	}
	return curve, nil
}

// When returns the time at which the attempt had come as far as share. Between
// two steps it is in proportion, as the work on a part begins before its answer;
// what was never reached counts as reached at the end.
func (c Curve) When(share float64) time.Duration {
	last := Reached{}
	for _, s := range c {
		if s.Share >= share && s.Share > last.Share {
			part := max(share-last.Share, 0) / (s.Share - last.Share)
			return last.At + time.Duration(part*float64(s.At-last.At))
		}
		last = s
	}
	return last.At
}
