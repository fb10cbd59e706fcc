package tui

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/internal/store/memory"
	"gradcheck/internal/tex"
)

// Words are found whatever their case, accents and way to write mathematics, over
// the ends of lines, and never within one sign.
func TestSeek(t *testing.T) {
	for _, test := range []struct{ text, words, want string }{
		{"How many times is a layer|run forward", "layer run", "0:20-25 1:0-3"},
		{"How many times is a layer|run forward", "LAYER   Run f", "0:20-25 1:0-5"},
		{"one||two", "one two", ""},
		{"aa aaa", "aa", "0:0-2, 0:3-5"},
		{"Café, naïve", "cafe", "0:0-4"},
		{"cafe", "CAFÉ", "0:0-4"},
		{"a 漢layer", "layer", "0:4-9"},
		{"comes 𝐠⁽ʸ⁾ then", "g^{(y)}", "0:6-10"},
		{"so αₜ = 1 − βₜ", "alpha_t=1-beta_t", "0:3-14"},
		{"so αₜ = 1 − βₜ", "αₜ", "0:3-5"},
		{"β", "eta", ""},
		{"β", "bet", ""},
		{"x² + y", "x^2+y", "0:0-6"},
		{"a ≤ b", "a<=b", "0:0-5"},
		{"½ of it", "1/2", "0:0-1"},
		{"½ of it", "1", ""},
		{"x_l here", "_", "0:1-2"},
		{"\x1b[1mbold\x1b[0m text", "bold text", "0:0-9"},
		{"text", "  ", ""},
	} {
		var got []string
		for _, h := range seek(linesOf(strings.Split(test.text, "|")), test.words) {
			var s []string
			for _, x := range h {
				s = append(s, fmt.Sprintf("%d:%d-%d", x.line, x.from, x.to))
			}
			got = append(got, strings.Join(s, " "))
		}
		if s := strings.Join(got, ", "); s != test.want {
			t.Errorf("seek(%q, %q) = %s, want %s", test.text, test.words, s, test.want)
		}
	}
	named := []line{{words: " a", names: []string{"12a"}}, {words: " b", names: []string{"2a"}, also: []string{"the second"}}}
	for words, want := range map[string]int{"12A": 0, "2a": 1, "second": 1} {
		if hits := seek(named, words); len(hits) != 1 || hits[0][0].line != want {
			t.Errorf("seek(%q) = %v, want line %d alone", words, hits, want)
		}
	}
}

// Every displayed formula of the built-in solutions is found as it reads in one
// row, however many rows it takes on the screen.
func TestSeekFormulas(t *testing.T) {
	p, n := newPages(&Env{}), 0
	for _, tmpl := range library(t).Templates() {
		prob, err := tmpl.Instance(0)
		if err != nil {
			t.Fatal(err)
		}
		for i := range prob.Parts {
			md := solutionOf(prob, i)
			lines := p.lines(prob, md, Theme{}, 60)
			for _, sp := range tex.Spans(md) {
				node, err := tex.Parse(sp.Src)
				if !sp.Display || err != nil {
					continue
				}
				n++
				for _, ascii := range []bool{false, true} {
					if row := tex.Line(node, ascii); len(seek(lines, row)) == 0 {
						t.Errorf("%s(%s): %s is not found", prob.ID, prob.Parts[i].Label, row)
					}
				}
			}
		}
	}
	if n < 30 {
		t.Errorf("%d formulas were tried, want 30 at least", n)
	}
}

// Hits are counted, marked by a sign and by attributes, and gone through around
// the ends; esc takes the marks off and goes back only then.
func TestFind(t *testing.T) {
	d := atRegularSize(t)
	d.keys("enter / 'times is a layer'")
	d.want("  /times is a layer", "1 here", "TYPE", "enter find")
	if c := d.app.View().Cursor; c == nil || c.Y != 22 || c.X != 19 {
		t.Errorf("the cursor is at %v, want 19, 22 in the prompt", c)
	}
	d.keys("enter")
	d.want("1 of 1", "▸ (a) How many times is a layer", "KEYS")
	if c := d.app.View().Cursor; c == nil || c.X != 15 || c.Y != 16 {
		t.Errorf("the cursor is at %v, want 15, 16 on the hit", c)
	}
	d.keys("/ 'layer' enter n N N")
	d.want("6 of 6, from the end again")
	d.keys("n")
	d.want("1 of 6, from the top again")
	raw := d.app.View().Content
	if got := styled(raw, "7"); got != "layer" && got != "layer KEYS " {
		t.Errorf("what is reversed is %q, want the hit and the chip", got)
	}
	if got := styled(raw, "4"); got != strings.Repeat("layer", 5) {
		t.Errorf("what is underlined is %q, want the 5 other hits", got)
	}
	d.keys("esc")
	d.want("› (a)")
	d.without("of 6", "▸ A network")
	d.keys("/ 'no such words' enter")
	d.want("Not found here: no such words")
	d.keys("/ enter") // those of before
	d.want("Not found here: no such words")
	d.keys("/ up up enter")
	d.want("1 of 6")
	d.keys("] n") // another part, the same words
	d.want("› (b)", "1 of ")
	d.keys("esc esc")
	d.want("Continue")
}

// styled is the text on a screen that has an attribute.
func styled(screen, attribute string) string {
	var b strings.Builder
	on, state := false, byte(0)
	for screen != "" {
		seq, width, n, next := xansi.DecodeSequence(screen, state, nil)
		if sgr, ok := strings.CutPrefix(seq, "\x1b["); ok && width == 0 {
			on = slices.Contains(strings.Split(strings.TrimSuffix(sgr, "m"), ";"), attribute)
		} else if on {
			b.WriteString(seq)
		}
		screen, state = screen[n:], next
	}
	return b.String()
}

// Before the first search n says how to make one.
func TestFindNothing(t *testing.T) {
	d := atRegularSize(t)
	d.keys("n")
	d.want("Nothing was looked for yet; / finds words on this screen.")
	d.keys("/ enter")
	d.want("Nothing to look for yet.")
	d.keys("/ 'x' backspace backspace")
	d.want("KEYS")
	d.keys("/ 'x' esc")
	d.want("KEYS", "Kept on this machine")
}

// A hit that is scrolled away comes to where it is seen, at every size; so does
// one in the hint or the verdict.
func TestFindScrolls(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {60, 20}, {140, 40}, {50, 14}, {40, 10}, {30, 8}} {
		d := newDriver(t, &memory.Store{}, size[0], size[1], nil)
		d.keys("enter enter '8' enter h")
		for _, words := range []string{"little memory", "loss", "neighbour has", "kept layers", "gradient"} {
			d.send(press("/"))
			d.send(tea.PasteMsg{Content: words})
			d.keys("enter")
			if s := d.screen(); !strings.Contains(s, "1 of ") && !strings.Contains(s, "2 of ") {
				t.Fatalf("at %v %q is not found:\n%s", size, words, s)
			}
			row := ""
			if c := d.app.View().Cursor; c != nil {
				row = strings.Split(d.screen(), "\n")[c.Y]
			}
			if first, _, _ := strings.Cut(words, " "); !strings.Contains(row, first) {
				t.Errorf("at %v the cursor is on %q, want %q there:\n%s", size, row, words, d.screen())
			}
		}
	}
}

// In a list the cursor goes to the row. Parts are found by name and state.
func TestFindInLists(t *testing.T) {
	d := atRegularSize(t)
	d.keys("/ 'to play' enter")
	d.want("▸ Simulations")
	d.keys("enter / 'bottleneck as its' enter")
	d.want("Not found")
	d.keys("/ 'information bottleneck on' enter")
	d.want("▸ vib-beta")
	d.keys("esc esc / '34 parts' enter enter")
	d.want("All parts")
	d.keys("/ '12F' enter enter")
	d.want("12 LayerNorm and depth › (f)")
	d.keys("l / 'decay' enter n")
	d.want("4  Decay and Adam")
	d.keys("enter")
	d.want("4 Decay and Adam › (a)")
	d = newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence + "] ] enter '107' enter f l / 'flagged' enter")
	d.want("1 of 1")
	d.keys("/ 'answered' enter")
	d.want("2 of 2") // the sentence is the first
	d.keys("/ 'right' enter")
	d.want("Not found here: right")
}

// An exam is searched like practice, and nothing of it is recorded or given away.
func TestFindInExam(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence + "] ] ]")
	d.pass(time.Second)
	before := d.app.sitting.sat().Len()
	d.keys("/ 'the' enter n n N / 'zzz' enter esc : 'time' enter esc : 'names' enter a")
	d.want("Closed until the exam is over.")
	if n := d.app.sitting.sat().Len(); n != before {
		t.Errorf("%d events were recorded, want none", n-before)
	}
	// A warning is not hidden by what a search says.
	d.keys("/ 'the' enter")
	d.pass(2*time.Hour + 45*time.Minute)
	d.want("15 minutes left.")
}

// No key is eaten where text is typed, and a paste comes in as plain text.
func TestPromptsLeaveTextAlone(t *testing.T) {
	const all = "/:nNa?q[]"
	for _, at := range []struct{ problem, label string }{{"remat", "a"}, {"distributed", ""}, {"adam-decay", "b"}, {"tied-init", "fix"}, {"topic", ""}, {"honor", ""}} {
		d := newDriver(t, &memory.Store{}, 80, 24, nil)
		if d.app.desk.index(at.problem) < 0 {
			continue
		}
		d.app.desk.begin = &begin{problem: at.problem, label: at.label}
		d.run(d.app.desk.load())
		p, ok := d.app.top().(*part)
		if !ok || p.picks() {
			continue
		}
		d.keys("x tab end ctrl+u '" + all + "'")
		if got := strings.Join(p.field.Answer(), ""); !strings.Contains(got, all) {
			t.Errorf("%v holds %q after %q was typed", at, got, all)
		}
	}
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys("'" + all + "'")
	d.want(all)
	d.keys("ctrl+u " + sentence + "H '" + all + "'")
	d.want(all)

	d = atRegularSize(t)
	d.keys("enter / '" + all + "'")
	d.want("  /" + all)
	d.keys("ctrl+u")
	d.send(tea.PasteMsg{Content: "\x1b]52;c;eA==\x07a\x1b[2Jb\nlay\u202eer" + strings.Repeat(" long", 100)})
	if s := d.app.View().Content; strings.Contains(s, "]52;c;eA==\x07") || strings.Contains(s, "\u202e") || strings.Contains(s, "\x1b[2J") {
		t.Error("an escape sequence came through a paste")
	}
	if n := len([]rune(d.app.prompt.text())); n > maxPrompt {
		t.Errorf("the prompt holds %d characters, want at most %d", n, maxPrompt)
	}
	d.screen()
	d.keys("enter")
	d.want("Not found here")
}

// What another key had asked for is taken back by a prompt: the price of a hint
// is agreed to by h again and at once only.
func TestPromptTakesBack(t *testing.T) {
	d := atRegularSize(t)
	d.keys("enter h")
	d.want("h again takes it")
	d.keys("/ esc h")
	d.want("h again takes it")
	d.without("hint 1 of")
}

// The prompt has the cursor and fits, however narrow the window and long the
// words.
func TestPromptSizes(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {60, 20}, {50, 14}, {30, 8}} {
		for _, ascii := range []bool{false, true} {
			d := newDriver(t, &memory.Store{}, size[0], size[1], func(e *Env) { e.Theme.ASCII = ascii })
			for _, step := range []string{"enter /", "'layer'", "enter", "n", ":", "'help'", "f1", "esc", "enter", "esc", ": '" + strings.Repeat("wide ", 30) + "'", "home", "end", "enter", "?", "esc"} {
				d.keys(step)
				s := d.screen()
				if ascii && strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) {
					t.Errorf("at %v the ASCII screen has more than ASCII:\n%s", size, s)
				}
				if c := d.app.View().Cursor; d.app.asking() && (c == nil || c.Y != size[1]-2 || c.X >= size[0]) {
					t.Errorf("at %v the cursor is at %v, want it in the prompt", size, c)
				}
			}
		}
	}
}

// tour are ways to the screens, each from a fresh start: the keys, and whether an
// exam is opened first.
var tour = []struct {
	keys string
	exam bool
}{
	{"", false}, {"enter", false}, {"enter enter", false}, {"enter enter '8' enter", false}, {"enter enter '8' enter e", false},
	{"enter enter '8' enter e tab", false}, {"enter enter '8' enter s", false}, {"enter l", false}, {"enter ?", false},
	{"/ 'to play' enter enter", false}, {"/ 'to play' enter enter enter", false}, {": 'go 5A' enter", false}, {": 'go 8' enter", false},
	{": 'go 9fix' enter", false}, {": 'go 11di' enter", false}, {": 'go 2' enter enter 'text' esc enter enter", false},
	{": 'names' enter", false}, {": 'help' enter", false}, {"enter : 'ask' enter", false}, {"enter :", false}, {"enter /", false},
	{"", true}, {sentence + "] ] enter '1' enter", true}, {sentence + "l", true}, {sentence + "H", true}, {sentence + ": 'time' enter", true},
	{sentence + "] ] enter '1' enter H 'hand in' enter", true}, {sentence + "] ] enter '1' enter H 'hand in' enter j j enter", true},
}

// visit starts at a screen of the tour.
func visit(t *testing.T, i int, size [2]int) *driver {
	t.Helper()
	d := newDriver(t, &memory.Store{}, size[0], size[1], nil)
	if tour[i].exam {
		d = newExamDriver(t, &memory.Store{}, morning, Sit{})
		d.w, d.h = size[0], size[1]
		d.send(tea.WindowSizeMsg{Width: d.w, Height: d.h})
	}
	d.keys(tour[i].keys)
	return d
}

// No key has two meanings in one state of a screen, one of those that are the same
// everywhere included; and those work wherever no text is typed.
func TestEverywhereKeys(t *testing.T) {
	for i := range tour {
		d := visit(t, i, [2]int{80, 24})
		if d.app.asking() {
			d.keys("esc")
		}
		groups := d.app.top().Keys()
		for _, g := range groups {
			if g.State != "TYPE" {
				g.Keys = append(slices.Clip(g.Keys), everywhere().Keys...)
			}
			seen := map[string]string{}
			for _, b := range g.Keys {
				for _, k := range b.Keys() {
					if other, twice := seen[k]; twice && b.Enabled() {
						t.Errorf("%T, %s: %s means %q and %q", d.app.top(), g.State, k, other, b.Help().Desc)
					}
					if b.Enabled() {
						seen[k] = b.Help().Desc
					}
				}
			}
		}
		d.keys(":")
		if typing := groups[0].State == "TYPE"; d.app.asking() == typing {
			t.Errorf("%T in %s: a prompt opens: %v, want %v", d.app.top(), groups[0].State, d.app.asking(), !typing)
		}
	}
}

// What a student without a plan may do.
var (
	anyKeys = strings.Fields("/ : n N a enter enter esc esc tab shift+tab up down left right backspace space home end pgup pgdown f1 ? " +
		"ctrl+n ctrl+p ctrl+u ctrl+d ctrl+k ctrl+w ctrl+y ctrl+_ ctrl+r j k g G h e s r l f x z Z y u w m c d t o 1 2 3 9 A F 0 - . [ ] ( ) v p H H")
	anyLines = []string{"names", "time", "12f", "go 5", "go nothing", "seed 3", "seed x", "help", "ask", "saved", "ascii", "ascii off", "theme light",
		"theme none", "version", "tme", "layer", "the", "\x1b[31m\u202e", "hand in"}
	anySizes = [][2]int{{80, 24}, {60, 20}, {50, 14}, {140, 40}, {30, 8}, {20, 5}, {61, 15}}
)

// random does something at random and says what.
func (d *driver) random(r *rand.Rand) string {
	switch r.IntN(14) {
	case 0:
		s := anySizes[r.IntN(len(anySizes))]
		d.w, d.h = s[0], s[1]
		d.send(tea.WindowSizeMsg{Width: s[0], Height: s[1]})
		return fmt.Sprint(s)
	case 1, 2:
		s := anyLines[r.IntN(len(anyLines))]
		d.send(tea.PasteMsg{Content: s})
		return "paste " + s
	case 3:
		d.send(tea.MouseClickMsg{X: r.IntN(80), Y: r.IntN(24), Button: tea.MouseLeft})
		return "click"
	case 4:
		d.send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
		return "wheel"
	case 5:
		d.pass(time.Second)
		return "a second"
	}
	k := anyKeys[r.IntN(len(anyKeys))]
	d.send(press(k))
	return k
}

// Whatever keys are pressed on whatever screen, in windows of all sizes: nothing
// panics, and the screen is as large as the window.
func TestRandomKeys(t *testing.T) {
	const presses = 60
	for i := range tour {
		d := visit(t, i, [2]int{80, 24})
		var done []string
		func() {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("tour %d, after %q and one more: %v", i, done, p)
				}
			}()
			for r := rand.New(rand.NewPCG(1, uint64(i))); len(done) < presses && !d.quit && !t.Failed(); {
				done = append(done, d.random(r))
				if !d.app.tiny() && len(done)%3 == 0 {
					d.screen()
				}
			}
		}()
	}
}

// BenchmarkFind is a step to the next hit and its frame at 200x60.
func BenchmarkFind(b *testing.B) {
	d := newDriver(b, &memory.Store{}, 200, 60, nil)
	d.keys("enter / 'layer' enter")
	for b.Loop() {
		d.send(press("n"))
		if xansi.StringWidth(d.app.View().Content) == 0 {
			b.Fatal("nothing is drawn")
		}
	}
}
