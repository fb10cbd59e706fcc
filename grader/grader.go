// Package grader judges answers to exam questions.
//
// A question is made once, from the fields an author wrote, by [New]: a bad key
// is an error there. Grading cannot fail: whatever a student typed, the answer
// is a [Verdict], and an answer that cannot be read is a verdict too, with the
// place and the mend, and costs nothing.
//
// The kinds of question are open: a kind is a file (number.go) and a line in
// the table in kinds.go. The ways to enter an answer ([Input]) are closed, so
// most new kinds need no new screen. This package knows nothing of problem
// files, simulations or screens.
package grader

// A Question grades the answers to one part of a problem. It is immutable and
// safe for concurrent use.
type Question interface {
	// Input says how an answer is entered.
	Input() Input
	// Grade judges an answer. It never fails, panics or reads a clock.
	Grade(Answer) Verdict
	// Key is an answer that scores full. A question that accepts anything
	// answers with a sample.
	Key() Answer
}

// A Reader is a question that can say how it understands an answer before
// judging it, for the line under the field where a student types.
type Reader interface {
	Read(Answer) Reading
}

// A Valuer is a question whose answers are numbers, so that a later part can be
// computed from them. Value returns an exact expression (such as "55/2") in the
// question's own unit, and false for an answer that cannot be read.
type Valuer interface {
	Value(Answer) (string, bool)
}

// An Answer has one string per blank. A pick is one blank that holds the ids of
// the picked options, separated by commas.
type Answer []string

// Blank reports whether nothing was entered.
func (a Answer) Blank() bool {
	for _, s := range a {
		if s != "" {
			return false
		}
	}
	return true
}

// A Reading is how an answer was understood.
type Reading struct {
	Text   string // the answer drawn in one row; "" when it cannot be read
	TeX    string // the same as LaTeX, for two-dimensional layout; may be ""
	Note   string // a remark on a readable answer: "a time, as asked"
	Why    string // why it cannot be read, with the mend on further lines; "" when it can
	Offset int    // byte offset in the blank of what cannot be read
}

// An Outcome is the class of a verdict.
type Outcome int

// The outcomes. SelfMark and Unsure wait for a person and are never shown as wrong.
const (
	Blank Outcome = iota
	Unreadable
	Wrong
	Partial
	Correct
	SelfMark
	Unsure
)

var outcomes = [...]string{"blank", "unreadable", "wrong", "partial", "correct", "selfmark", "unsure"}

// String returns the outcome's name in the batch grading format.
func (o Outcome) String() string { return outcomes[o] }

// A Verdict is the judgement of one answer.
type Verdict struct {
	Outcome Outcome
	Score   float64   // fraction of the part's points, 0 to 1
	Why     string    // the reason in words, with what to do next; never the key. May have several lines
	Read    string    // the answer as it was read, in one row
	How     string    // what settled it: "normal form", "witness", "carry", ...
	Offset  int       // byte offset of what is unreadable, within the blank
	Near    int       // the near answer that this one equals, counted from 1; 0 if none
	Blanks  []Verdict // one per blank where a question has several
}

// An Input is a way to enter an answer. The set is closed: screens handle each.
type Input interface{ input() }

// Line is one line of text. Wants says what is asked for, for the rule above
// the field: "a time", "a count".
type Line struct{ Wants string }

// Lines is several lines of text.
type Lines struct{ Wants string }

// Pick is a choice among options. At most Select are picked; 0 means any number.
// One says that exactly one is picked (radio buttons).
type Pick struct {
	Options []Option
	One     bool
	Select  int
}

// An Option is something to pick. Why explains it after grading.
type Option struct {
	ID, Text, Why string
}

// Grid is a table of fields; Order a list to rearrange; Code a listing with
// editable lines; Essay a longer text marked by a person.
type (
	Grid  struct{ Rows, Cols []string }
	Order struct{ Items []string }
	Code  struct {
		Language, Source string
		Editable         []int
	}
	Essay struct{ Rows int }
)

func (Line) input()  {}
func (Lines) input() {}
func (Pick) input()  {}
func (Grid) input()  {}
func (Order) input() {}
func (Code) input()  {}
func (Essay) input() {}
