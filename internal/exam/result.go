package exam

import "time"

// A Result is what an attempt came to, as plain data: unlike the sitting that it
// was made from, many may read it at once, and it costs nothing to look at again.
type Result struct {
	Header    Header
	Finished  bool // by [Finish] or [Abandon]
	Abandoned bool
	TimeUp    bool          // it finished because the time was up
	Used      time.Duration // from the start to the end, or to the last event before one
	Allowed   time.Duration // 0 is no limit
	Receipt   Hash          // of the event that ended it
	Points    Score
	Parts     []PartResult // in the order of the paper

	events int // that the scores know of
}

// A PartResult is what was made of one part.
type PartResult struct {
	Ref
	Problem  int    // on the paper, from 0
	Title    string // of its problem
	Topics   []string
	Digest   string // of the instance of its problem
	Score    Score
	Status   Status
	Answered bool          // something stands in it
	Spent    time.Duration // on the screen
	Opened   int           // how often it came on the screen before the end
	Sure     int           // how sure the student was, 1 to 3; 0 if not said
	Lacks    string        // what little keeps it from more points, in words; "" if it is not little
}

// Result computes every verdict and says what the attempt came to. Events are
// those that the sitting was folded from; without them Opened is 0, and Lacks
// knows only the drafts that stood.
func (s *Sitting) Result(events []Event) Result {
	opened := Opened(events)
	typed := map[Ref][]Draft{}
	var unread []Ref
	r := Result{Header: s.header, Finished: s.finished, Abandoned: s.abandoned, TimeUp: s.timeUp, Used: s.used, Receipt: s.end}
	if !s.finished {
		r.Used = s.watch.elapsed
	}
	r.Allowed, _ = s.Allowed()
	for i, p := range s.paper.Problems {
		for _, q := range p.Parts {
			part := PartResult{
				Ref: Ref{p.ID, q.Label}, Problem: i, Title: p.Title, Topics: p.Topics, Digest: p.Digest,
				Spent: s.Spent(Ref{p.ID, q.Label}), Opened: opened[Ref{p.ID, q.Label}], Sure: s.Sure(Ref{p.ID, q.Label}),
				Answered: !s.part(Ref{p.ID, q.Label}).draft.Blank(),
			}
			if s.unread(part.Ref) {
				unread = append(unread, part.Ref)
			}
			r.Parts = append(r.Parts, part)
		}
	}
	if len(unread) > 0 {
		typed = s.history(events, 0, unread...)
	}
	for i := range r.Parts {
		r.Parts[i].Lacks = s.lacks(r.Parts[i].Ref, typed[r.Parts[i].Ref])
	}
	r.Refresh(s)
	return r
}

// Refresh takes in the marks that were given since the result was made from s.
func (r *Result) Refresh(s *Sitting) {
	if r.events == s.len && r.events > 0 {
		return
	}
	r.events, r.Points = s.len, Score{}
	for i := range r.Parts {
		p := &r.Parts[i]
		p.Score, p.Status = s.Score(p.Ref), s.Status(p.Ref)
		if p.Score.Got >= p.Score.Possible {
			p.Lacks = ""
		}
		r.Points = r.Points.Add(p.Score)
	}
}

// Add returns the sum of two scores.
func (a Score) Add(b Score) Score {
	return Score{a.Got + b.Got, a.Awaiting + b.Awaiting, a.Possible + b.Possible}
}

// Lost is what was not got of the points and waits for nobody.
func (a Score) Lost() float64 { return max(a.Possible-a.Got-a.Awaiting, 0) }

// Share is the part of the points that was got, 0 to 1; 0 of nothing.
func (a Score) Share() float64 {
	if a.Possible <= 0 {
		return 0
	}
	return a.Got / a.Possible
}

// Scored reports whether the attempt is over and counts.
func (r *Result) Scored() bool { return r.Finished && !r.Abandoned }

// Answered counts the parts in which something stands.
func (r *Result) Answered() int { return r.count(func(p *PartResult) bool { return p.Answered }) }

// Unreadable counts the parts whose answer could not be read at the end, nor an
// earlier one in its place.
func (r *Result) Unreadable() int {
	return r.count(func(p *PartResult) bool { return p.Status == Unreadable })
}

func (r *Result) count(is func(*PartResult) bool) int {
	n := 0
	for i := range r.Parts {
		if is(&r.Parts[i]) {
			n++
		}
	}
	return n
}

// Opened counts how often each part came on the screen before the end. A part
// that is on the screen when a program lets go of the attempt comes anew when it
// is taken up.
func Opened(events []Event) map[Ref]int {
	n := map[Ref]int{}
	var at Ref
	for _, e := range events {
		switch e.Kind {
		case Enter:
			if e.Part != at && e.N == 0 {
				n[e.Part]++
			}
			at = e.Part
		case Leave, Open:
			at = Ref{}
		case Finish, Abandon:
			return n
		}
	}
	return n
}
