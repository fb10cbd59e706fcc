// Package report is the result of an attempt as something to keep: [New] makes
// a [Report], which is plain data, and each [Format] writes it, one file a
// format. A further format is a file and a line in the list in format.go.
//
// What a student typed is text and never markup, in any format: it is made
// printable when a report is made, and every format quotes it by its own rules.
// Prompts and solutions are Markdown by the problem's author.
//
// A report holds nothing that is closed to the student: [New] refuses an exam
// that is not over, and the key and solution of a part are left out where it is
// still to be tried in practice, or to be marked by its rubric.
package report

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gradcheck/grader"
)

// ErrRunning says that an exam is not over, so that there is no result yet.
var ErrRunning = errors.New("the exam is not over; there is no result before its end")

// A Report is the result of one attempt. Its JSON form is described in json.go.
type Report struct {
	Version   int        `json:"version"` // of this form
	Attempt   string     `json:"attempt"`
	Student   string     `json:"student"`
	Exam      string     `json:"exam"` // its id; "" for a problem picked freely
	Title     string     `json:"title"`
	Mode      string     `json:"mode"` // "exam" or "practice"
	Seed      uint64     `json:"seed"`
	Started   time.Time  `json:"started"`
	Ended     *time.Time `json:"ended"` // nil in practice, which has no end
	TimeUp    bool       `json:"time_up"`
	Abandoned bool       `json:"abandoned"` // broken off on purpose; nothing is scored
	Used      Span       `json:"used"`      // from the start to the end; in practice, time on the screen
	Allowed   Span       `json:"allowed"`   // 0 is no limit
	Events    int        `json:"events"`
	Receipt   string     `json:"receipt"`
	Points    Points     `json:"points"`
	Problems  []Problem  `json:"problems"`
	Topics    []Topic    `json:"topics"` // best known first
}

// Points are points got, points that wait for a person, and points possible.
type Points struct {
	Got      float64 `json:"got"`
	Awaiting float64 `json:"awaiting"`
	Possible float64 `json:"possible"`
}

// A Problem is what was made of one problem.
type Problem struct {
	Number   int      `json:"number"` // on the paper, from 1; 0 in practice
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Topics   []string `json:"topics"`
	Seed     uint64   `json:"seed"`
	Points   Points   `json:"points"`
	Time     Span     `json:"time"` // on the screen
	Intro    string   `json:"intro"`
	Parts    []Part   `json:"parts"`
	Solution string   `json:"solution"` // before that of the first part
}

// A Part is what was made of one part. Prompt and Solution are Markdown in
// which a figure is a fenced block: "figure", and after a space what it shows in
// words, in the line of the fence; in the block, its drawing.
type Part struct {
	Name     string  `json:"name"`  // as in "6(a)"; "(a)" in practice
	Label    string  `json:"label"` // "a"; "" for the only part of a problem
	Kind     string  `json:"kind"`
	Points   Points  `json:"points"`
	Outcome  string  `json:"outcome"` // of [Outcomes]
	Share    float64 `json:"share"`   // of the points, by the verdict; hints come off after
	Step     string  `json:"step"`    // what little keeps it from more points, in a few words; "" if it is not little
	Why      string  `json:"why"`     // may have several lines, code between backticks and formulas between dollars
	Answer   []Entry `json:"answer"`  // what was graded; empty if nothing was
	Earlier  bool    `json:"earlier"` // the answer stood before the last, which could not be read
	Last     []Entry `json:"last"`    // then, what stood at the end
	Tries    int     `json:"tries"`   // in practice
	Hints    int     `json:"hints"`   // taken, in practice
	Time     Span    `json:"time"`    // on the screen
	Prompt   string  `json:"prompt"`
	Closed   string  `json:"closed"` // why there is no key and no solution, in a sentence; "" if there is
	Key      []Entry `json:"key"`    // a right answer; empty for an essay
	Rubric   []Item  `json:"rubric"` // of an essay
	Solution string  `json:"solution"`
}

// An Entry is one blank of an answer.
type Entry struct {
	Label   string   `json:"label"`   // which blank, where there are several
	Text    string   `json:"text"`    // as typed, or ids of what was picked
	Says    []string `json:"says"`    // what the picked options say, in Markdown
	Read    string   `json:"read"`    // as it was read, in one row; "" where that says no more
	TeX     string   `json:"tex"`     // the same as LaTeX; may be ""
	Outcome string   `json:"outcome"` // of this blank, where it has one of its own
}

// An Item is a line of a rubric, with the points given for it.
type Item struct {
	Text     string  `json:"text"` // Markdown
	Got      float64 `json:"got"`
	Possible float64 `json:"possible"`
}

// A Topic is the sum over the problems on one topic.
type Topic struct {
	Name   string `json:"name"`
	Points Points `json:"points"`
}

// What became of a part that no verdict decides.
const (
	Unchecked = "unchecked" // practice: something is entered, and not graded yet
	GivenUp   = "given up"  // practice: the solution was seen before any try
)

// An outcome is how the formats tell what became of a part.
type outcome struct{ glyph, words string }

var outcomes = map[string]outcome{
	grader.Blank.String():      {"·", "Nothing was entered"},
	grader.Unreadable.String(): {"?", "Could not be read"},
	grader.Wrong.String():      {"✗", "Not this one"},
	grader.Partial.String():    {"~", "In part"},
	grader.Correct.String():    {"✓", "Correct"},
	grader.SelfMark.String():   {"✎", "Waits to be marked"},
	grader.Unsure.String():     {"✎", "Could not be decided; a person will"},
	Unchecked:                  {"·", "Not checked"},
	GivenUp:                    {"·", "Given up"},
}

// verdict is what became of p in words, with its sign.
func (p *Part) verdict() string {
	o := outcomes[p.Outcome]
	return strings.TrimSpace(o.glyph + " " + o.words)
}

// earned is what the part brought, or what waits.
func (p *Part) earned() string {
	if p.Points.Awaiting == 0 {
		return p.Points.String()
	}
	if p.Points.Awaiting == 1 {
		return "1 point"
	}
	return number(p.Points.Awaiting) + " points"
}

// entered reports whether the part has an answer to show.
func (p *Part) entered() bool { return len(p.Answer) > 0 }

// heading is "6 Rematerialisation".
func (p *Problem) heading() string {
	if p.Number == 0 {
		return p.Title
	}
	return fmt.Sprint(p.Number, " ", p.Title)
}

// listed is the heading with the number in a column of its own.
func (p *Problem) listed() string {
	if p.Number == 0 {
		return p.Title
	}
	return fmt.Sprintf("%2d  %s", p.Number, p.Title)
}

// String returns "17 of 23 points", with what waits.
func (p Points) String() string {
	s := number(p.Got) + " of " + number(p.Possible) + " points"
	if p.Possible == 1 {
		s = number(p.Got) + " of 1 point"
	}
	if p.Awaiting > 0 {
		s += ", " + number(p.Awaiting) + " more " + toBeMarked(p.Awaiting)
	}
	return s
}

func toBeMarked(points float64) string {
	if points == 1 {
		return "waits to be marked"
	}
	return "wait to be marked"
}

// settled is "17/23".
func (p Points) settled() string { return number(p.Got) + "/" + number(p.Possible) }

// waiting is how many points wait, with a pen; "" if none do.
func (p Points) waiting() string {
	if p.Awaiting == 0 {
		return ""
	}
	return "✎ " + number(p.Awaiting)
}

// short is both.
func (p Points) short() string { return strings.TrimSpace(p.settled() + " " + p.waiting()) }

// lost is what was not got and does not wait.
func (p Points) lost() float64 { return p.Possible - p.Got - p.Awaiting }

// percent is the share that was got, "74 %"; "" of nothing.
func (p Points) percent() string {
	if p.Possible == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*p.Got/p.Possible)
}

// add sums points without what binary fractions leave behind.
func (p Points) add(q Points) Points {
	return Points{tidy(p.Got + q.Got), tidy(p.Awaiting + q.Awaiting), tidy(p.Possible + q.Possible)}
}

// tidy rounds to four decimals.
func tidy(x float64) float64 {
	x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'f', 4, 64), 64)
	return x
}

// number writes points with at most two decimals.
func number(x float64) string {
	s := strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x, 'f', 2, 64), "0"), ".")
	return strings.TrimPrefix(s, "-")
}

// A Span is a time that passed; in JSON it is whole seconds.
type Span time.Duration

// MarshalJSON implements [encoding/json.Marshaler].
func (s Span) MarshalJSON() ([]byte, error) {
	return strconv.AppendInt(nil, int64(time.Duration(s).Round(time.Second)/time.Second), 10), nil
}

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (s *Span) UnmarshalJSON(data []byte) error {
	n, err := strconv.ParseInt(string(data), 10, 64)
	*s = Span(time.Duration(n) * time.Second)
	return err
}

// String returns "2 h 05 min", "3 min 20 s", "12 min" or "40 s".
func (s Span) String() string {
	t := time.Duration(s).Round(time.Second)
	h, m, sec := int(t.Hours()), int(t.Minutes())%60, int(t.Seconds())%60
	switch {
	case h > 0 && m > 0:
		return fmt.Sprintf("%d h %02d min", h, m)
	case h > 0:
		return fmt.Sprintf("%d h", h)
	case m > 0 && sec > 0 && m < 10:
		return fmt.Sprintf("%d min %02d s", m, sec)
	case m > 0:
		return fmt.Sprintf("%d min", m)
	}
	return fmt.Sprintf("%d s", sec)
}
