package tui

import (
	"fmt"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// bestRun returns how far the best earlier attempt at an exam was at which time:
// of those that are over and have a score, the one with the largest share of the
// points, and of equal ones the quickest. It is nil if there is none. Attempts
// that cannot be read are passed over, so that they keep nobody from an exam; the
// history names them.
func bestRun(env *Env, examID string) exam.Curve {
	ctx := env.context()
	hs, err := env.Store.Headers(ctx, env.Student)
	if err != nil {
		return nil
	}
	var best *store.Record
	var most float64
	var least time.Duration
	for _, h := range hs {
		if h.Mode != exam.Exam || h.Exam != examID {
			continue
		}
		rec, err := store.Load(ctx, env.Store, h)
		if err != nil {
			continue
		}
		if got, used, ok := scoreOf(rec); ok && (best == nil || got > most || got == most && used < least) {
			best, most, least = rec, got, used
		}
	}
	if best == nil {
		return nil
	}
	curve, err := exam.Answered(best.Header, best.Paper, best.Events)
	if err != nil {
		return nil
	}
	return curve
}

// scoreOf returns the share of the points that a stored attempt got, and the time
// it took; ok is false if it is not over, was broken off, or has no score.
func scoreOf(rec *store.Record) (share float64, used time.Duration, ok bool) {
	st, err := rec.Sitting()
	if err != nil || !st.Finished() || st.Abandoned() {
		return 0, 0, false
	}
	sc := st.Total()
	if r, _, asked := transcribed(rec.Paper.Problems); sc.Got <= 0 || asked && st.Score(r).Got <= 0 {
		return 0, 0, false
	}
	used, _ = st.End()
	return sc.Got / sc.Possible, used, true
}

// Pace is said from so long after the start on, and until so long before the end.
const (
	paceFrom  = 10 * time.Minute
	paceUntil = 15 * time.Minute
)

// pace says how many minutes ahead of the best earlier run the student is, or of
// the paper's plan if there is no such run; "" when it is too early or too late
// to say.
func (d *desk) pace() string {
	allowed, limited := d.sat().Allowed()
	elapsed, _ := d.sat().Elapsed(d.session.now)
	if d.session.hidePace || !limited || elapsed < paceFrom || allowed-elapsed < paceUntil {
		return ""
	}
	share := d.answeredShare()
	if best := d.session.best; best != nil {
		return "best " + signed(best.When(share)-elapsed)
	}
	return "pace " + signed(time.Duration(share*float64(allowed))-elapsed)
}

// answeredShare is what the parts with an answer are worth of the paper.
func (d *desk) answeredShare() float64 {
	done, all := 0.0, 0.0
	for _, e := range d.entries {
		for _, q := range e.of.Parts {
			all += q.Points
			if !e.sitting.Draft(e.ref(q.Label)).Blank() {
				done += q.Points
			}
		}
	}
	if all == 0 {
		return 0
	}
	return done / all
}

// signed writes a difference in whole minutes: "+6 min", "−12 min".
func signed(t time.Duration) string {
	n, sign := int(t.Minutes()), "+"
	if n < 0 {
		sign, n = "−", -n
	}
	return fmt.Sprintf("%s%d min", sign, n)
}
