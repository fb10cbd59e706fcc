package linear

import (
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/sim"
)

// table is the commands of the part the desk is at.
func (d *desk) table() []command {
	table := []command{
		{"next", "", "goes to the next part", d.next},
		{"back", "", "goes to the part before", d.back},
		{"go", "12f", "goes to a part", d.goTo},
		{"list", "", "says how every part stands", d.list},
		{"repeat", "", "reads the question again", d.repeat},
		{"show", "", "reads the answer that stands", d.show},
		{"clear", "", "takes the answer away", d.clear},
		{"intro", "", "reads what stands before the first part of the problem", d.intro},
		{"code", "", "reads the listing", d.code},
		{"table", "", "reads the numbers of the figure", d.numbers},
		{"names", "", "says which names an answer may have, and how they are written", d.names},
		{"flag", "", "marks the part to come back to, or takes the mark off", d.flag},
		{"time", "", "says the time", d.time},
	}
	table = append(table, d.field.commands(d.onDraft)...)
	if d.exam != nil {
		table = append(table, d.exam.commands(d)...)
	} else {
		table = append(table, d.practiceCommands()...)
	}
	return table
}

// onDraft makes a command of what a field does to the answer.
func (d *desk) onDraft(do func(a grader.Answer, arg string) entry) func(string) error {
	return func(arg string) error {
		d.settled = false
		return d.take(do(d.draft(), arg), exam.Clock{})
	}
}

// step moves by n parts, over the ends of problems.
func (d *desk) step(n int) error {
	all := d.book.places()
	i := slices.Index(all, d.place) + n
	switch {
	case i < 0:
		d.say("This is the first part.")
		return nil
	case i >= len(all):
		d.say("This is the last part. " + d.afterLast())
		return nil
	}
	d.place = all[i]
	return d.arrive()
}

func (d *desk) afterLast() string {
	if d.exam != nil {
		return ":list says how every part stands; :handin ends the exam."
	}
	return ":list says how every part stands; :leave ends the practice."
}

func (d *desk) next(string) error {
	switch {
	case len(d.queue) > 0:
		return d.nextDue()
	case d.queued:
		d.queued = false
		d.say("That was all. :leave ends it; :next goes on with the next part of the problem.")
		return nil
	}
	return d.step(1)
}

func (d *desk) back(string) error { return d.step(-1) }

func (d *desk) goTo(arg string) error {
	p, ok := d.book.find(arg, d.place.page)
	if !ok {
		d.say(strings.TrimSpace("There is no part "+arg) + ". Give a problem and a part, such as :go " + d.page().name(d.part().Label) + "; :list names all.")
		return nil
	}
	d.place = p
	return d.arrive()
}

// list says how the parts stand, a line a problem.
func (d *desk) list(string) error {
	for _, p := range d.book {
		var said, all []string
		for _, q := range p.parts {
			s := d.standing(p, q.label)
			said = append(said, strings.TrimSpace(q.label+" "+s))
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
		if len(all) == 1 && len(said) > 1 {
			said = []string{fmt.Sprintf("all %d parts %s", len(p.parts), all[0])}
		}
		head := p.title
		if p.number > 0 {
			head = fmt.Sprintf("%d, %s", p.number, head)
		}
		d.say(head + ": " + strings.Join(said, ", ") + ".")
	}
	return nil
}

// standing is how a part stands, in words.
func (d *desk) standing(p *page, label string) string {
	s := p.status(label).String()
	if d.exam != nil {
		r := p.ref(label)
		a := p.work.sitting.Draft(r)
		part, _ := p.problem().Part(label)
		switch {
		case a.Blank():
			s = "empty"
		case grader.Unread(part.Question, a):
			s = "cannot be read"
		default:
			s = "answered"
		}
	}
	if p.work != nil && p.work.sitting.Flagged(p.ref(label)) {
		s += " and flagged"
	}
	return s
}

func (d *desk) repeat(string) error {
	d.settled = false
	d.say(d.heading())
	if d.place.part == 0 {
		d.introduce()
	}
	d.question()
	return nil
}

func (d *desk) show(string) error {
	d.say(d.field.standing(d.draft())...)
	if len(d.work().pending) > 0 {
		d.say(d.t.saved(d.work()))
	}
	return nil
}

// clear takes the answer away. Drafts of before stay in the log.
func (d *desk) clear(string) error {
	if d.draft().Blank() {
		d.say("There is no answer.")
		return nil
	}
	ok, err := d.keep(make(grader.Answer, len(d.draft())), exam.Clock{})
	if !ok {
		return err
	}
	d.field, d.settled = newField(d.part().Question), false
	d.say("The answer is taken away. " + d.t.saved(d.work()))
	return nil
}

func (d *desk) intro(string) error {
	if d.problem().Intro == "" {
		d.say("Nothing stands before the first part.")
		return nil
	}
	d.say(d.speech(d.problem().Intro)...)
	return nil
}

// code reads the listing to be mended, or those of the question.
func (d *desk) code(string) error {
	if f, ok := d.field.(*codeField); ok {
		d.say(f.whole(d.draft())...)
		return nil
	}
	if len(d.listings) == 0 {
		d.say("There is no listing in this question.")
	}
	for i, lines := range d.listings {
		if len(d.listings) > 1 {
			d.say(fmt.Sprintf("Listing %d of %d.", i+1, len(d.listings)))
		}
		d.say(listing(lines)...)
	}
	return nil
}

// listing says the lines of a program with their numbers. Numbers that stand in
// the text itself are not said twice.
func listing(lines []string) []string {
	numbered := true
	for i, l := range lines {
		numbered = numbered && strings.HasPrefix(strings.TrimLeft(l, " ")+" ", fmt.Sprint(i+1)+" ")
	}
	lines = slices.Clone(lines)
	indent := -1 // that all lines share
	for i, l := range lines {
		if numbered {
			l = l[strings.Index(l, fmt.Sprint(i+1))+len(fmt.Sprint(i+1)):]
		}
		lines[i] = l
		if n := len(l) - len(strings.TrimLeft(l, " ")); n < len(l) && (indent < 0 || n < indent) {
			indent = n
		}
	}
	for i, l := range lines {
		lines[i] = codeLine(i+1, l[min(max(indent, 0), len(l)):])
	}
	return lines
}

// numbers reads the figures of the question as rows of numbers.
func (d *desk) numbers(string) error {
	if !d.hasNumbers() {
		d.say("No figure of this question has numbers.")
		return nil
	}
	for _, i := range d.figures {
		if f := d.problem().Figures[i]; len(f.Blocks) > 0 {
			d.say(numbers(sim.Frame{Blocks: f.Blocks})...)
		}
	}
	return nil
}

func (d *desk) flag(string) error {
	n, said := 1, "Flagged."
	if d.sitting().Flagged(d.ref()) {
		n, said = 0, "No longer flagged."
	}
	if err := d.record(exam.Event{Kind: exam.Flag, Part: d.ref(), N: n}); err != nil {
		return err
	}
	d.say(said)
	return nil
}

func (d *desk) time(string) error {
	if d.exam != nil {
		d.say(strings.TrimSpace(d.exam.time() + " " + d.exam.sectionTime(d.ref())))
		return nil
	}
	elapsed, _ := d.sitting().Elapsed(d.t.env.Now())
	d.say("Practice has no clock. This problem was opened " + roughly(elapsed) + " ago. It is " + d.t.clockTime(d.t.env.Now().Wall) + ".")
	return nil
}

// names says the symbols that the question declares.
func (d *desk) names(string) error {
	symbols, _ := d.part().Spec["symbols"].(map[string]any)
	if len(symbols) == 0 {
		d.say("This question declares no names. Numbers may be written as calculations, such as (2*3 + 1)/4.")
		return nil
	}
	aliases, _ := d.part().Spec["aliases"].(map[string]any)
	for _, name := range sortedKeys(symbols) {
		s := name + ": " + declared(fmt.Sprint(symbols[name]))
		if also := spellings(aliases[name]); also != "" {
			s += "; also written " + also
		}
		d.say(dot(s))
	}
	return nil
}

// declared says a declaration in words: "vector d" is a vector of length d.
func declared(s string) string {
	s = strings.NewReplacer(">=", "at least", "<=", "at most").Replace(s)
	switch words := strings.Fields(s); {
	case len(words) == 2 && words[0] == "vector":
		return "a vector of length " + words[1]
	case len(words) == 2 && words[0] == "diagonal":
		return fmt.Sprintf("a diagonal matrix, %s by %s", words[1], words[1])
	case len(words) == 3 && words[0] == "matrix":
		return fmt.Sprintf("a matrix, %s by %s", words[1], words[2])
	}
	return s
}

func sortedKeys(m map[string]any) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// spellings joins the other spellings of a name.
func spellings(v any) string {
	var all []string
	switch v := v.(type) {
	case string:
		all = append(all, v)
	case []any:
		for _, s := range v {
			all = append(all, fmt.Sprint(s))
		}
	}
	return strings.Join(all, ", ")
}
