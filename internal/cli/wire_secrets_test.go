package cli

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"gradcheck/grader"
	"gradcheck/internal/blocks"
	"gradcheck/internal/mdview"
	"gradcheck/problems"
	"gradcheck/sim"
)

// A secret is a text that must not leave the server: so many words in a row, or
// a formula or number without its blanks.
type secret struct {
	kind, text string
	words      bool
}

func (s secret) String() string { return fmt.Sprintf("of a %s %q", s.kind, s.text) }

// inARow is how many words in a row are telling, if they have lettersInARow
// letters: of a sentence that comes, a run of so many comes whole unless it is
// cut to a line. Windows that the paper itself has are no secrets.
const inARow, lettersInARow = 6, 26

// aFormula is how long a formula, or how many digits a number, must be.
const aFormula, aNumber = 8, 5

// secrets are those of the student's very paper.
func (w *wiretap) secrets() []secret {
	var plain plainText
	for _, p := range w.paper {
		plain.add(p.Title, p.Intro)
		for _, q := range p.Parts {
			plain.add(q.Prompt)
			plain.addOpen(q.Spec)
		}
		for _, f := range p.Figures {
			plain.add(f.Alt, f.Text)
			plain.add(blocks.Render(f.Blocks, blocks.Options{Width: 72})...)
		}
	}
	c := &collector{plain: &plain, have: map[secret]bool{}}
	for _, p := range w.paper {
		c.text("solution", p.Solution)
		for _, q := range p.Parts {
			c.text("solution", q.Solution)
			for _, h := range q.Hints {
				c.text("hint", h.Text)
			}
			c.part(q)
			for _, r := range append(slices.Clone(q.Explain), q.Near...) {
				if r != nil {
					c.run(w.t, r)
				}
			}
		}
	}
	for i := range wired {
		if i != w.n {
			for _, s := range []string{studentID(i), studentName(i), studentWord(i)} {
				c.have[secret{"student", squeeze(s), false}] = true
			}
		}
	}
	var all []secret
	for s := range c.have {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b secret) int { return strings.Compare(a.kind+a.text, b.kind+b.text) })
	return all
}

// plainText is what the paper shows by itself.
type plainText struct{ words, squeezed strings.Builder }

func (p *plainText) add(texts ...string) {
	for _, s := range texts {
		p.words.WriteString(" " + strings.Join(wordsOf(s), " ") + " ")
		p.squeezed.WriteString(squeeze(strings.Join(wordsOf(s), " ")) + "\n" + squeeze(s) + "\n")
	}
}

// closed are the fields of a question that are not to be seen; why, near and key
// may be deep in it.
var closed = map[string]bool{"key": true, "near": true, "why": true, "rubric": true, "check": true, "accept": true, "remark": true, "alike": true, "target": true}

// addOpen adds what a question shows of itself: options, names of rows, code.
func (p *plainText) addOpen(v any) {
	switch v := v.(type) {
	case string:
		p.add(v)
	case []any:
		for _, x := range v {
			p.addOpen(x)
		}
	case map[string]any:
		for name, x := range v {
			p.add(name)
			if !closed[name] {
				p.addOpen(x)
			}
		}
	}
}

// wordsOf are the words of Markdown as they are drawn.
func wordsOf(markdown string) []string {
	return strings.Fields(strings.Join(mdview.Render(markdown, mdview.Options{Width: 2000, Plain: true}), " "))
}

// squeeze takes out blanks, and what is drawn beside a text.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r >= 0x2500 && r <= 0x259f:
			return -1
		}
		return r
	}, s)
}

// A collector gathers secrets.
type collector struct {
	plain *plainText
	have  map[secret]bool
}

// text adds every third run of words of a text.
func (c *collector) text(kind, markdown string) {
	words := wordsOf(markdown)
	for i := 0; i+inARow <= len(words); i += inARow / 2 {
		run := strings.Join(words[i:i+inARow], " ")
		letters := 0
		for _, r := range run {
			if unicode.IsLetter(r) {
				letters++
			}
		}
		if letters >= lettersInARow && !strings.Contains(c.plain.words.String(), run) {
			c.have[secret{kind, run, true}] = true
		}
	}
}

var digits = regexp.MustCompile(`\d`)

// formula adds a formula, or a number of enough digits.
func (c *collector) formula(kind, s string) {
	s = squeeze(s)
	letters := strings.ContainsFunc(s, unicode.IsLetter) && strings.ContainsAny(s, "+-*/^(=·−√>")
	number := len(digits.FindAllString(s, -1)) >= aNumber
	if (letters && len([]rune(s)) >= aFormula || number) && !strings.Contains(c.plain.squeezed.String(), s) {
		c.have[secret{kind, s, false}] = true
	}
}

// part adds what the question of a part knows.
func (c *collector) part(q problems.Part) {
	c.deep("key", q.Spec["key"])
	c.inside(q.Spec)
	for _, s := range q.Question.Key() {
		for _, line := range strings.Split(s, "\n") {
			c.formula("key", line)
		}
	}
	if r, ok := q.Question.(grader.Reader); ok {
		c.formula("key", r.Read(q.Question.Key()).Text)
	}
}

// deep adds all strings of a value.
func (c *collector) deep(kind string, v any) {
	switch v := v.(type) {
	case string:
		c.formula(kind, v)
		c.text(kind, v)
	case []any:
		for _, x := range v {
			c.deep(kind, x)
		}
	case map[string]any:
		for name, x := range v {
			if name != "id" {
				c.deep(kind, x)
			}
		}
	}
}

// inside adds what is closed of a question, wherever it is.
func (c *collector) inside(v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			c.inside(x)
		}
	case map[string]any:
		for name, x := range v {
			switch name {
			case "rubric":
				c.deep("rubric", x)
			case "why":
				c.deep("slip", x)
			case "key":
				c.deep("key", x)
			case "near": // its keys are slips, which students type themselves
				for _, slip := range asList(x) {
					if m, ok := slip.(map[string]any); ok {
						c.deep("slip", m["why"])
					}
				}
			default:
				c.inside(x)
			}
		}
	}
}

func asList(v any) []any {
	all, _ := v.([]any)
	return all
}

// framesTold is how much of a simulation is searched for: some train a network
// for as long as anybody watches.
const framesTold = 25

var errEnough = errors.New("enough frames")

// run adds what a simulation tells: its captions, and its results if it ends.
func (c *collector) run(t *testing.T, r *problems.Run) {
	s, ok := sim.Lookup(r.Sim)
	if !ok {
		t.Errorf("sim.Lookup(%q): there is none", r.Sim)
		return
	}
	n := 0
	results, err := s.Run(context.Background(), r.Values, func(f sim.Frame) error {
		c.text("simulation", f.Caption)
		if n++; n == framesTold {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		t.Errorf("%s: %v", r.Sim, err)
		return
	}
	for _, res := range results {
		c.formula("simulation", res.Value)
	}
}

// seen are all screens there were.
func (t *terminal) seen() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []string
	for s := range t.screens {
		all = append(all, s)
	}
	return all
}

// control are the sequences that move the cursor, colour and the like: all but
// strings, which are searched too.
var control = regexp.MustCompile("\x1b\\[[0-9;?<=>]*[ -/]*[@-~]|\x1b[()][0-9A-Z]|\x1b[=>78MDE]")

// copied is what goes to the clipboard.
var copied = regexp.MustCompile(`\x1b\]52;[a-z]*;([A-Za-z0-9+/=]+)`)

// search looks for secrets in the bytes that came, in what went to the
// clipboard, and on every screen that they made.
func (w *wiretap) search(secrets []secret) []secret {
	raw := string(w.term.said())
	texts := append(w.term.seen(), control.ReplaceAllString(raw, " "))
	for _, m := range copied.FindAllStringSubmatch(raw, -1) {
		if b, err := base64.StdEncoding.DecodeString(m[1]); err == nil {
			texts = append(texts, string(b))
		}
	}
	runs, formulas := map[string]secret{}, []secret{}
	for _, s := range secrets {
		if s.words {
			runs[s.text] = s
		} else {
			formulas = append(formulas, s)
		}
	}
	found := map[secret]bool{}
	for _, text := range texts {
		words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r >= 0x2500 && r <= 0x259f })
		for i := 0; i+inARow <= len(words); i++ {
			if s, ok := runs[strings.Join(words[i:i+inARow], " ")]; ok {
				found[s] = true
			}
		}
		squeezed := squeeze(text)
		for _, s := range formulas {
			if !found[s] && strings.Contains(squeezed, s.text) {
				found[s] = true
			}
		}
	}
	var all []secret
	for s := range found {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b secret) int { return strings.Compare(a.kind+a.text, b.kind+b.text) })
	return all
}
