package linear

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gradcheck/grader"
)

// maxText is the most bytes that a text of several lines takes.
const maxText = 20_000

// A textField is an answer of several lines, ended by a line with a single dot.
// Every line is kept as it comes, so that what was entered counts whenever the
// time is up.
type textField struct {
	wants string
	essay bool
	read  func(string) grader.Reading
	at    int // line that the next one replaces, from 1; 0 to add
}

func (f *textField) tells() []string {
	s := "The answer has several lines. Enter them one by one, and after the last a line with a single dot."
	if f.essay {
		s = "Answer in your own words. Enter line by line, and after the last a line with a single dot."
	}
	return []string{s + " Every line is kept as it comes."}
}

func (f *textField) prompt(a grader.Answer) string {
	n := len(textLines(a)) + 1
	if f.at > 0 {
		n = f.at
	}
	if n == 1 && f.wants != "" {
		return answerPrompt(f.wants) + ", line 1"
	}
	return fmt.Sprintf("Line %d", n)
}

// textLines are the lines of a text.
func textLines(a grader.Answer) []string {
	if first(a) == "" {
		return nil
	}
	return strings.Split(first(a), "\n")
}

func (f *textField) enter(text string, a grader.Answer) entry {
	lines := textLines(a)
	if text == "." {
		f.at = 0
		return f.finish(lines)
	}
	if f.at > 0 && f.at <= len(lines) {
		i := f.at - 1
		f.at = 0
		lines = slices.Clone(lines)
		lines[i] = text
		return entry{answer: grader.Answer{strings.Join(lines, "\n")}, said: fmt.Sprintf("line %d: %s", i+1, printable(text))}
	}
	if text == "" && len(lines) == 0 {
		return entry{why: "Nothing was entered."}
	}
	all := strings.Join(append(slices.Clone(lines), text), "\n")
	if len(all) > maxText {
		return entry{why: fmt.Sprintf("A text takes %d characters, and this line would make it longer.", maxText)}
	}
	return entry{answer: grader.Answer{all}, quiet: true}
}

// finish ends a text.
func (f *textField) finish(lines []string) entry {
	all := strings.Join(lines, "\n")
	if strings.TrimSpace(all) == "" {
		return entry{why: "Nothing was entered."}
	}
	e := entry{answer: grader.Answer{all}, said: count(len(lines), "line"), whole: true}
	if f.essay {
		return e
	}
	r := f.read(all)
	if r.Why != "" {
		e.unread, e.said, e.why = true, "", cannotRead(all, r.Why, r.Offset)
		if n := strings.Count(all[:min(max(r.Offset, 0), len(all))], "\n"); n > 0 {
			start := strings.LastIndexByte(all[:r.Offset], '\n') + 1
			e.why = fmt.Sprintf("Line %d. ", n+1) + cannotRead(lines[n], r.Why, r.Offset-start)
		}
		return e
	}
	if r.Text != "" || r.TeX != "" {
		e.said += ", " + readBack(all, r)
	}
	return e
}

func (f *textField) standing(a grader.Answer) []string {
	lines := textLines(a)
	if lines == nil {
		return []string{"Nothing is entered yet."}
	}
	var said []string
	for i, l := range lines {
		said = append(said, fmt.Sprintf("Line %d: %s", i+1, printable(l)))
	}
	return said
}

func (f *textField) commands(do func(func(grader.Answer, string) entry) func(string) error) []command {
	return []command{
		{"line", "2", "changes a line: the next line entered replaces it", do(f.change)},
		{"delete", "2", "takes a line out", do(f.delete)},
		{"insert", "2", "puts an empty line before line 2, to be filled in next", do(f.insert)},
	}
}

// number reads the number of a line that there is.
func (f *textField) number(a grader.Answer, arg string) (n int, why string) {
	lines := textLines(a)
	n, err := strconv.Atoi(arg)
	if err != nil || n < 1 || n > len(lines) {
		return 0, fmt.Sprintf("There are %s. Give a number, such as :line 1.", count(len(lines), "line"))
	}
	return n, ""
}

func (f *textField) change(a grader.Answer, arg string) entry {
	n, why := f.number(a, arg)
	if why != "" {
		return entry{why: why}
	}
	f.at = n
	return entry{why: fmt.Sprintf("Line %d is: %s", n, printable(textLines(a)[n-1]))}
}

func (f *textField) delete(a grader.Answer, arg string) entry {
	n, why := f.number(a, arg)
	if why != "" {
		return entry{why: why}
	}
	f.at = 0
	rest := slices.Delete(textLines(a), n-1, n)
	return entry{answer: grader.Answer{strings.Join(rest, "\n")}, said: count(len(rest), "line") + " without that one"}
}

func (f *textField) insert(a grader.Answer, arg string) entry {
	n, why := f.number(a, arg)
	if why != "" {
		return entry{why: why}
	}
	f.at = n
	more := slices.Insert(textLines(a), n-1, "")
	return entry{answer: grader.Answer{strings.Join(more, "\n")}, quiet: true}
}
