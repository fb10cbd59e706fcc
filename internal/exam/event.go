package exam

import "fmt"

// An Event is something the student did. Which fields beyond At, Kind and Prev
// mean something depends on the kind; the others are zero.
type Event struct {
	At     Clock  `json:"at"`
	Kind   Kind   `json:"kind"`
	Part   Ref    `json:"part,omitzero"`
	Blank  int    `json:"blank,omitempty"` // which blank of the part, from 0
	Splice Splice `json:"splice,omitzero"`
	N      int    `json:"n,omitempty"`
	Text   string `json:"text,omitempty"` // of a mark: the rubric's item; of a revision: its digest
	Terms  Terms  `json:"terms,omitzero"` // of a grant
	Prev   Hash   `json:"prev"`           // of the event before, or of the header
}

// Hash returns the hash that the next event carries.
func (e Event) Hash() Hash {
	form, _ := e.AppendBinary(nil)
	return sum("gradcheck event\n", form)
}

// A Ref names a part: its problem's id and its own label.
type Ref struct {
	Problem string `json:"problem"`
	Part    string `json:"part"`
}

// String returns the reference as "remat(a)".
func (r Ref) String() string { return fmt.Sprintf("%s(%s)", r.Problem, r.Part) }

// A Kind is a kind of event.
type Kind string

// The kinds of event.
const (
	Enter    Kind = "enter"    // Part comes on the screen; N is 1 if it is there and its field was left
	Edit     Kind = "edit"     // Splice changes the draft of Blank of Part
	Check    Kind = "check"    // the draft of Part is graded: a try (practice)
	Hint     Kind = "hint"     // hint N of Part, from 1, is taken (practice)
	Flag     Kind = "flag"     // Part is marked to come back to; N is 1, or 0 to take the mark off
	Solution Kind = "solution" // the solution of Part is shown: given up if there was no try; not during an exam
	Mark     Kind = "mark"     // item Text of the rubric of Part gets N points, for the answer checked last, or after an exam
	Explain  Kind = "explain"  // the simulation of Part is opened; not during an exam
	Sure     Kind = "sure"     // how sure the student is of the answer to Part: N is 1 to 3, 0 takes it back
	Open     Kind = "open"     // a program has taken the attempt up
	Leave    Kind = "leave"    // a program has let go of it; the clock runs on; N is 1 if it was cut off
	Grant    Kind = "grant"    // Terms hold from now on
	Finish   Kind = "finish"   // handed in; N is 1 if the time was up
	Abandon  Kind = "abandon"  // broken off on purpose; stays in the history, unscored
	Revise   Kind = "revise"   // the key of Part.Problem is that of the instance Text from now on; N is 1 if nobody gets less by it
)
