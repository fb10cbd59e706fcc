package linear

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gradcheck/grader"
)

// A choice reads picks: by number, by letter, or by what an option says.
type choice struct {
	pick grader.Pick
	read func(string) grader.Reading
}

// lettered reports whether every option has a letter for its id. The letter then
// means that option wherever it stands; otherwise letters count the options.
func lettered(options []grader.Option) bool {
	return !slices.ContainsFunc(options, func(o grader.Option) bool { return len(o.ID) != 1 || !unicode.IsLetter(rune(o.ID[0])) })
}

// tellOptions says the options, with their letters where those are not in order.
func tellOptions(what string, options []grader.Option) []string {
	var lines []string
	for i, o := range options {
		head := fmt.Sprintf("%s %d", what, i+1)
		if lettered(options) && !strings.EqualFold(o.ID, letter(i)) {
			head += ", letter " + o.ID
		}
		lines = append(lines, head+": "+sentence(o.Text))
	}
	return lines
}

func letter(i int) string { return string(rune('a' + i)) }

// pickWord is the number of an option that a word names, from 0; -1 if none.
func pickWord(word string, options []grader.Option) int {
	if n, err := strconv.Atoi(word); err == nil {
		if n < 1 || n > len(options) {
			return -1
		}
		return n - 1
	}
	if i := slices.IndexFunc(options, func(o grader.Option) bool { return strings.EqualFold(o.ID, word) }); i >= 0 {
		return i
	}
	if r := []rune(strings.ToLower(word)); len(r) == 1 && !lettered(options) && r[0] >= 'a' && int(r[0]-'a') < len(options) {
		return int(r[0] - 'a')
	}
	return -1
}

// pickWords splits a line such as "b and d" into the words that name options; ok
// is false if one of them names none.
func pickWords(text string, options []grader.Option) (picked []int, ok bool) {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;&+.()", r) })
	for _, w := range words {
		if strings.EqualFold(w, "and") || strings.EqualFold(w, "or") || strings.EqualFold(w, "option") {
			continue
		}
		i := pickWord(w, options)
		if i < 0 {
			return nil, false
		}
		picked = append(picked, i)
	}
	return picked, len(picked) > 0
}

// parse reads picks, in the order of the options.
func (c *choice) parse(text string) (picked []int, why string) {
	options := c.pick.Options
	picked, ok := pickWords(text, options)
	if !ok {
		r := c.read(text)
		if r.Why != "" && !strings.HasPrefix(r.Why, "One option is") {
			return nil, strings.Join(remark(r.Why), " ")
		}
		for id := range strings.SplitSeq(r.Text, ",") {
			if i := slices.IndexFunc(options, func(o grader.Option) bool { return o.ID == strings.TrimSpace(id) }); i >= 0 {
				picked = append(picked, i)
			}
		}
		if len(picked) == 0 {
			return nil, fmt.Sprintf("No option reads like this. Give numbers from 1 to %d, or letters.", len(options))
		}
	}
	slices.Sort(picked)
	picked = slices.Compact(picked)
	if n := c.pick.Select; n > 0 && len(picked) > n {
		return nil, fmt.Sprintf("That names %s, and %s wanted.", count(len(picked), "option"), are(n))
	}
	return picked, ""
}

// are is "one is" or "2 are".
func are(n int) string {
	if n == 1 {
		return "one is"
	}
	return fmt.Sprintf("%d are", n)
}

func (c *choice) prompt() string {
	switch n := c.pick.Select; {
	case n == 1:
		return "Pick one, a number or a letter"
	case n > 1:
		return fmt.Sprintf("Pick %d, numbers or letters", n)
	}
	return "Pick any number of them, numbers or letters"
}

// ids writes picks as an answer holds them.
func (c *choice) ids(picked []int) string {
	var ids []string
	for _, i := range picked {
		ids = append(ids, c.pick.Options[i].ID)
	}
	return strings.Join(ids, ", ")
}

// stored reads picks as an answer holds them.
func (c *choice) stored(s string) []int {
	var picked []int
	for id := range strings.SplitSeq(s, ",") {
		if i := slices.IndexFunc(c.pick.Options, func(o grader.Option) bool { return o.ID == strings.TrimSpace(id) }); i >= 0 {
			picked = append(picked, i)
		}
	}
	return picked
}

// say names picks: "option 4, gap D, line 5".
func (c *choice) say(picked []int) string {
	var said []string
	for _, i := range picked {
		said = append(said, fmt.Sprintf("option %d, %s", i+1, strings.TrimSuffix(sentence(c.pick.Options[i].Text), ".")))
	}
	return strings.Join(said, "; and ")
}

// enter takes the line of a pick.
func (c *choice) enter(text string) (value, said, why string, missing int) {
	picked, why := c.parse(text)
	if why != "" {
		return "", "", why, 0
	}
	return c.ids(picked), c.say(picked), "", max(0, c.pick.Select-len(picked))
}

// A pickField is a choice among options.
type pickField struct{ choice }

func (f *pickField) tells() []string { return tellOptions("Option", f.pick.Options) }

func (f *pickField) prompt(grader.Answer) string { return f.choice.prompt() }

func (f *pickField) enter(text string, _ grader.Answer) entry {
	if strings.TrimSpace(text) == "" {
		return entry{why: "Nothing was entered."}
	}
	value, said, why, missing := f.choice.enter(text)
	if why != "" {
		return entry{why: why}
	}
	if missing > 0 {
		said += fmt.Sprintf(". %d more to pick; enter all of them in one line", missing)
	}
	return entry{answer: grader.Answer{value}, said: said, whole: missing == 0}
}

func (f *pickField) standing(a grader.Answer) []string {
	if picked := f.stored(first(a)); len(picked) > 0 {
		return []string{"Picked: " + dot(f.say(picked))}
	}
	return []string{"Nothing is picked yet."}
}

func (f *pickField) commands(func(func(grader.Answer, string) entry) func(string) error) []command {
	return nil
}

// An orderField is a list to put in order; the whole order is one line.
type orderField struct {
	in   grader.Order
	read func(string) grader.Reading
}

func (f *orderField) tells() []string { return tellOptions("Item", f.in.Items) }

func (f *orderField) prompt(grader.Answer) string {
	if n := f.in.Pick; n > 0 {
		return fmt.Sprintf("The %d that belong there in order, such as 3 1 2", n)
	}
	return "All in order, such as 3 1 2"
}

func (f *orderField) enter(text string, _ grader.Answer) entry {
	if strings.TrimSpace(text) == "" {
		return entry{why: "Nothing was entered."}
	}
	places, ok := pickWords(text, f.in.Items)
	if !ok {
		r := f.read(text)
		if r.Why != "" {
			return entry{why: strings.Join(remark(r.Why), " ")}
		}
		places = f.stored(r.Text)
	}
	for i, p := range places {
		if slices.Contains(places[:i], p) {
			return entry{why: fmt.Sprintf("Item %d stands there twice.", p+1)}
		}
	}
	var ids, names []string
	for _, p := range places {
		ids, names = append(ids, f.in.Items[p].ID), append(names, fmt.Sprint(p+1))
	}
	want := f.in.Pick
	if want == 0 {
		want = len(f.in.Items)
	}
	said := "the order " + strings.Join(names, ", ")
	if n := want - len(places); n > 0 {
		said += fmt.Sprintf(". %d more to place; enter all of them in one line", n)
	}
	return entry{answer: grader.Answer{strings.Join(ids, ", ")}, said: said, whole: len(places) >= want}
}

// stored reads an order as an answer holds it.
func (f *orderField) stored(s string) []int {
	c := choice{pick: grader.Pick{Options: f.in.Items}}
	return c.stored(s)
}

func (f *orderField) standing(a grader.Answer) []string {
	var lines []string
	for i, p := range f.stored(first(a)) {
		lines = append(lines, fmt.Sprintf("Place %d: item %d, %s", i+1, p+1, sentence(f.in.Items[p].Text)))
	}
	if lines == nil {
		return []string{"Nothing is in order yet."}
	}
	return lines
}

func (f *orderField) commands(func(func(grader.Answer, string) entry) func(string) error) []command {
	return nil
}
