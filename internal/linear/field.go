package linear

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"gradcheck/grader"
)

// A field is where an answer is entered line by line. There is one for each
// grader.Input. A field remembers where in the answer it is; the answer itself is
// the draft that the attempt holds.
type field interface {
	// tells says what there is to answer with: options, rows, fixed lines.
	tells() []string
	// prompt asks for the next line, without the colon.
	prompt(a grader.Answer) string
	// enter takes a line that was entered.
	enter(text string, a grader.Answer) entry
	// standing says an answer.
	standing(a grader.Answer) []string
	// commands are those of this kind of field.
	commands(do func(func(a grader.Answer, arg string) entry) func(arg string) error) []command
}

// An entry is what a line did to an answer.
type entry struct {
	answer grader.Answer // as it is from now on; nil if nothing was changed
	said   string        // how what was entered is understood
	why    string        // why nothing was changed, or what was entered cannot be read
	unread bool          // it cannot be read, and is kept as it is
	whole  bool          // nothing is left to enter: practice grades it
	quiet  bool          // more lines follow: nothing is said
}

// newField returns the field for a question.
func newField(q grader.Question) field {
	switch in := q.Input().(type) {
	case grader.Pick:
		return &pickField{choice{in, reads(q, 0)}}
	case grader.Order:
		return &orderField{in, reads(q, 0)}
	case grader.Grid:
		return newGridField(q, in)
	case grader.Code:
		return newCodeField(q, in)
	case grader.Lines:
		return &textField{wants: in.Wants, read: reads(q, 0)}
	case grader.Essay:
		return &textField{essay: true, read: reads(q, 0)}
	case grader.Line:
		return &lineField{wants: in.Wants, read: reads(q, 0)}
	}
	return &lineField{read: reads(q, 0)}
}

// reads returns what says how a question understands a blank; it is never nil.
func reads(q grader.Question, blank int) func(s string) grader.Reading {
	if q, ok := q.(grader.BlankReader); ok && len(q.(grader.Question).Key()) > 1 {
		return func(s string) grader.Reading { return q.ReadBlank(blank, s) }
	}
	if q, ok := q.(grader.Reader); ok {
		return func(s string) grader.Reading { return q.Read(grader.Answer{s}) }
	}
	return func(string) grader.Reading { return grader.Reading{} }
}

// first is the only blank of an answer.
func first(a grader.Answer) string {
	if len(a) == 0 {
		return ""
	}
	return a[0]
}

// readBack is the sentence for a reading of s.
func readBack(s string, r grader.Reading) string {
	if r.Text == "" && r.TeX == "" {
		return printable(s)
	}
	said := printable(s)
	if read := reading(r.TeX, r.Text); !strings.EqualFold(read, s) {
		said = "read as: " + read
	}
	if r.Note != "" {
		r.Note = grouped.ReplaceAllStringFunc(r.Note, func(m string) string { return strings.ReplaceAll(m, " ", "") })
		if value, ok := strings.CutPrefix(r.Note, "= "); ok {
			said += "; that is " + plain(value)
		} else {
			said += "; " + plain(r.Note)
		}
	}
	return said
}

// grouped finds digits in groups of three, which would be heard as several
// numbers.
var grouped = regexp.MustCompile(`\b[0-9]{1,3}( [0-9]{3})+\b`)

// understood puts a word before how an entry is understood: "Kept: option 4", or
// "Kept. Read as: n over 2".
func understood(word, said string) string {
	if rest, ok := strings.CutPrefix(said, "read as: "); ok {
		return word + ". Read as: " + rest
	}
	return word + ": " + said
}

// cannotRead is the sentence for a text that cannot be read.
func cannotRead(s, why string, offset int) string {
	head, rest, _ := strings.Cut(why, "\n")
	where := ""
	if 0 < offset && offset < len(s) || offset == 0 && s != "" && strings.ContainsAny(s[:1], "()[]{}|+-*/^=") {
		where = fmt.Sprintf(", at character %d", utf8.RuneCountInString(s[:offset])+1)
	} else if offset > 0 {
		where = ", at the end"
	}
	lines := append([]string{"Cannot be read" + where + ": " + dot(strings.Join(remark(head), " "))}, remark(rest)...)
	for i := range lines {
		lines[i] = dot(lines[i])
	}
	return strings.Join(lines, " ")
}

// A lineField is an answer of one line.
type lineField struct {
	wants string
	read  func(string) grader.Reading
}

func (f *lineField) tells() []string { return nil }

func (f *lineField) prompt(grader.Answer) string { return answerPrompt(f.wants) }

func answerPrompt(wants string) string {
	if wants == "" {
		return "Answer"
	}
	return "Answer, " + wants
}

func (f *lineField) enter(text string, _ grader.Answer) entry {
	text = strings.TrimSpace(text)
	if text == "" {
		return entry{why: "Nothing was entered."}
	}
	r := f.read(text)
	if r.Why != "" {
		return entry{answer: grader.Answer{text}, unread: true, why: cannotRead(text, r.Why, r.Offset), whole: true}
	}
	return entry{answer: grader.Answer{text}, said: readBack(text, r), whole: true}
}

func (f *lineField) standing(a grader.Answer) []string { return standingBlank(first(a), f.read) }

// standingBlank says what stands in a blank, and how it is understood.
func standingBlank(s string, read func(string) grader.Reading) []string {
	if s == "" {
		return []string{"Nothing is entered yet."}
	}
	lines := []string{"Entered: " + printable(s)}
	if r := read(s); r.Why != "" {
		lines = append(lines, cannotRead(s, r.Why, r.Offset))
	} else if said := readBack(s, r); said != printable(s) {
		lines = append(lines, dot(letterCase(said)))
	}
	return lines
}

func (f *lineField) commands(func(func(grader.Answer, string) entry) func(string) error) []command {
	return nil
}
