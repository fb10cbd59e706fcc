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
	Score   float64   // fraction of the part's points, 0 to 1; of Unreadable and Unsure, that of the blanks that are settled
	Why     string    // the reason in words, with what to do next, or a remark on a right answer; never the key. May have several lines
	Read    string    // the answer as it was read, in one row
	How     string    // what settled it: "normal form", "witness", "carry", ...
	Offset  int       // byte offset of what is unreadable, within the (first unreadable) blank
	Near    int       // the near answer that this one equals, counted from 1; 0 if none
	Blanks  []Verdict // one per blank where a question has several; not to be shown while Outcome is Unreadable, but for those
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

// Grid is a table of texts and fields: one field per blank of the answer.
type Grid struct {
	Header []string // Markdown, one text a column; nil for no header
	Rows   []GridRow
	Blanks []GridBlank // in the order of the answer
}

// A GridRow has a cell for each column.
type GridRow []GridCell

// A GridCell is a text, or a field with what may stand before and behind it.
type GridCell struct {
	Text  string // Markdown; of a field: what stands before it
	Blank int    // the field: 1 for Blanks[0] and so on; 0 for a text
	After string // Markdown behind the field
}

// A GridBlank is a field of a grid. Its Input is a [Line] or a [Pick]; a pick
// is answered with the id of an option.
type GridBlank struct {
	Label string // how messages call it, in plain text: "Ring, messages in all"
	Input Input
}

// Order is a list to put in order. The answer is one blank, the ids of the
// items from first to last, separated by commas: "c, a, b". Pick says how many
// items take part, if some of them have no place in it; 0 means all.
type Order struct {
	Items []Option
	Pick  int
}

// Code is a listing. The answer has one blank per editable line, in the order
// of Editable: the whole line as it should be. A line that is "" or as given
// is unchanged.
type Code struct {
	Language, Source string
	Editable         []int // line numbers of Source from 1, rising
}

// Essay is a longer text, in one blank, marked by a person; see [Rubricked].
// Rows is how many lines it may take, as a hint for the screen.
type Essay struct{ Rows int }

// A BlankReader is a question of several blanks that says of each one how it
// understands it. The reading of a blank that does not exist is empty.
type BlankReader interface {
	ReadBlank(i int, s string) Reading
}

func (Line) input()  {}
func (Lines) input() {}
func (Pick) input()  {}
func (Grid) input()  {}
func (Order) input() {}
func (Code) input()  {}
func (Essay) input() {}

// Unread reports whether something stands in an answer, or in one of its blanks,
// that cannot be read.
func Unread(q Question, a Answer) bool {
	if a.Blank() {
		return false
	}
	if q, ok := q.(BlankReader); ok && len(a) > 1 {
		for i, s := range a {
			if s != "" && q.ReadBlank(i, s).Why != "" {
				return true
			}
		}
		return false
	}
	if q, ok := q.(Reader); ok {
		return q.Read(a).Why != ""
	}
	return false
}
