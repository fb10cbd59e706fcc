package class

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader"
	"gradcheck/internal/exam"
)

// A Script is one answer that a person marks against a rubric.
type Script struct {
	Student string
	Ref     exam.Ref
	Part    string // as in "12(f)"
	Key     string // names the answer without naming the student, and orders them fairly
	Text    string // what was graded
	Rubric  []grader.RubricItem
	Worth   float64 // points of the part
	Marks   grader.Marks
	Of      *Tip // of the attempt that it is in; all scripts of the attempt share it
}

// A Tip is where the log of an attempt ends, as far as is known.
type Tip struct {
	Attempt string
	Len     int // events
	Head    exam.Hash
}

// Scripts returns the answers of an attempt that a person marks, marked or not, in
// the order of the paper. There are none in an attempt that is not over.
func Scripts(s *exam.Sitting) []*Script {
	if !s.Finished() || s.Abandoned() {
		return nil
	}
	h := s.Header()
	tip := &Tip{h.ID, s.Len(), s.Head()}
	var all []*Script
	for i, p := range s.Paper().Problems {
		for j := range p.Parts {
			ref := exam.Ref{Problem: p.ID, Part: p.Parts[j].Label}
			q, ok := p.Parts[j].Question.(grader.Rubricked)
			g, graded := s.Graded(ref)
			if !ok || !graded || g.Verdict.Outcome == grader.Blank {
				continue
			}
			marks := s.Marks(ref)
			if marks == nil {
				marks = grader.Marks{}
			}
			all = append(all, &Script{Student: h.Student, Ref: ref, Part: partName(i+1, ref.Part), Key: scriptKey(h.ID, ref),
				Text: Lines(strings.Join(g.Answer, "\n")), Rubric: q.Rubric(), Worth: p.Parts[j].Points, Marks: marks, Of: tip})
		}
	}
	return all
}

// scriptKey names an answer without naming the student. It is a hash, so that the
// order by it has nothing to do with names or with who came first.
func scriptKey(attempt string, ref exam.Ref) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "gradcheck script\n%s\n%s\n%s", attempt, ref.Problem, ref.Part))
	return hex.EncodeToString(sum[:4])
}

// SortScripts puts scripts in the order in which they are marked: part by part, so
// that the same rubric stays in mind, and within a part in the order of their keys.
// Parts come as they first do.
func SortScripts(all []*Script) {
	rank := map[string]int{}
	for _, s := range all {
		if _, ok := rank[s.Part]; !ok {
			rank[s.Part] = len(rank)
		}
	}
	slices.SortStableFunc(all, func(a, b *Script) int {
		return cmp.Or(cmp.Compare(rank[a.Part], rank[b.Part]), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Of.Attempt, b.Of.Attempt))
	})
}

// Called reports whether the part of a script is meant by a name: 12(f), or 12f.
func (s *Script) Called(name string) bool { return PartCalled(s.Part, name) }

// PartCalled reports whether a part is meant by a name: 12(f), or 12f.
func PartCalled(part, name string) bool {
	bare := func(s string) string { return strings.NewReplacer("(", "", ")", "", ".", "", " ", "").Replace(s) }
	return name != "" && bare(part) == bare(name)
}

// Left returns how many items of the rubric have no points yet.
func (s *Script) Left() int {
	n := 0
	for _, it := range s.Rubric {
		if _, ok := s.Marks[it.ID]; !ok {
			n++
		}
	}
	return n
}

// Sum is the points given so far, and those that the rubric has.
func (s *Script) Sum() (got, of float64) {
	for _, it := range s.Rubric {
		got += s.Marks[it.ID]
		of += it.Points
	}
	return got, of
}

// A Given is points for one item of the rubric.
type Given struct {
	Item   string
	Points int
}

// Takes reports whether an item of the rubric can have so many points.
func (s *Script) Takes(g Given) bool {
	return slices.ContainsFunc(s.Rubric, func(it grader.RubricItem) bool {
		return it.ID == g.Item && g.Points >= 0 && float64(g.Points) <= it.Points
	})
}

// Seal returns the events that give these points, and where the log ends then.
func (s *Script) Seal(tip Tip, at exam.Clock, given []Given) ([]exam.Event, Tip) {
	var events []exam.Event
	for _, g := range given {
		e := exam.Event{At: at, Kind: exam.Mark, Part: s.Ref, Text: g.Item, N: g.Points, Prev: tip.Head}
		events = append(events, e)
		tip.Head = e.Hash()
		tip.Len++
	}
	return events, tip
}

// ErrMoved says that an attempt cannot be marked by what was read of it: its keys
// were corrected since, or it was opened again. A mark that does not fit would spoil
// its log.
var ErrMoved = errors.New("it was regraded or opened again since; start marking anew to mark it")

// Follow returns where a log ends after more events, or an error if they do not
// follow, or if the scripts of the attempt are not what is to be marked any more.
func (t Tip) Follow(events []exam.Event) (Tip, error) {
	for _, e := range events {
		if e.Kind == exam.Grant || e.Kind == exam.Revise {
			return t, fmt.Errorf("attempt %s: %w", t.Attempt, ErrMoved)
		}
		if e.Prev != t.Head {
			return t, fmt.Errorf("attempt %s, event %d: %w", t.Attempt, t.Len, exam.ErrBroken)
		}
		t.Head = e.Hash()
		t.Len++
	}
	return t, nil
}

// Takeover takes in marks that events give, others' or one's own.
func (s *Script) Takeover(events []exam.Event) {
	for _, e := range events {
		if e.Kind == exam.Mark && e.Part == s.Ref {
			s.Marks[e.Text] = float64(e.N)
		}
	}
}

// Clash splits points that are to be given into those which stand and those to
// which events give something else, as somebody else was faster.
func (s *Script) Clash(given []Given, events []exam.Event) (stand, lost []Given) {
	for _, g := range given {
		clash := slices.ContainsFunc(events, func(e exam.Event) bool {
			return e.Kind == exam.Mark && e.Part == s.Ref && e.Text == g.Item && e.N != g.Points
		})
		if clash {
			lost = append(lost, g)
		} else {
			stand = append(stand, g)
		}
	}
	return stand, lost
}

// Says is what the journal says of the marks of a script.
func (s *Script) Says() string {
	got, of := s.Sum()
	var items []string
	for _, it := range s.Rubric {
		if m, ok := s.Marks[it.ID]; ok {
			items = append(items, it.ID+" "+number(m))
		}
	}
	says := fmt.Sprintf("marked %s of attempt %s: %s of %s", s.Part, s.Of.Attempt, number(got), number(of))
	if n := s.Left(); n > 0 {
		says += ", " + numbered(n, "line", "lines") + " to do"
	}
	return says + " (" + strings.Join(items, ", ") + ")"
}

// Remark is the journal's entry for a remark on an answer; see [Remarks].
func (s *Script) Remark(words string) Entry {
	return Entry{Kind: Audit, Student: s.Student, Text: s.remarkLead() + Clean(words)}
}

func (s *Script) remarkLead() string {
	return "remark on " + s.Part + " of attempt " + s.Of.Attempt + ": "
}

// Remarks returns what was remarked on an answer, in order.
func (s *Script) Remarks(journal []Entry) []string {
	var all []string
	for _, e := range journal {
		if words, ok := strings.CutPrefix(e.Text, s.remarkLead()); ok && e.Kind == Audit && e.Student == s.Student {
			all = append(all, words)
		}
	}
	return all
}

// Harmless keeps a spreadsheet from taking a text for a formula.
func Harmless(s string) string { return harmless(s) }
