package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/internal/store/memory"
)

// Commands by what they say or show, each from a part in practice.
func TestCommands(t *testing.T) {
	for _, test := range []struct {
		keys string
		want string // texts, separated by |
	}{
		{": 'time' enter", "No limit in practice."},
		{": 'tme' enter", "There is no :tme. Perhaps :time? :help lists them all."},
		{": 'sede 7' enter", "Perhaps :seed?"},
		{": enter", "KEYS|› (a)"},
		{": 'saved' enter", "Kept in ~/.local/share/gradcheck: saved 12:03:41."},
		{": 'w' enter", "saved 12:03:41."},
		{": 'version' enter", "gradcheck"},
		{": 'help' enter", "Commands|:go 12f|to a part; :12f does the same|:theme dark"},
		{": 'go 12f' enter", "12 LayerNorm and depth › (f)"},
		{": 'go 12 (F)' enter", "12 LayerNorm and depth › (f)"},
		{": '12f' enter", "12 LayerNorm and depth › (f)"},
		{": '12 f' enter", "12 LayerNorm and depth › (f)"},
		{": 'go b' enter", "6 Rematerialisation › (b)"},
		{": '8' enter", "8 Exchanging gradients"},
		{": '5a' enter", "5 Multiplicative noise › (A)"},
		{": 'go vib(di)' enter", "› (di)"},
		{": '13' enter", "There is no problem 13 here; they go from 1 to 12."},
		{": '12z' enter", "Problem 12 has the parts a, b, c, d, e, f."},
		{": '8a' enter", "Problem 8 has one part."},
		{": 'go' enter", "It is :go and a part, such as :go 12f."},
		{": 'go nowhere' enter", "There is no part nowhere here."},
		{": 'seed 7' enter", "A fresh variant, seed 7.|practice · seed 7"},
		{": 'seed 7' enter : 'seed 0' enter", "A fresh variant"},
		{": 'seed -1' enter", "It is :seed and a whole number, such as :seed 7"},
		{": 'seed' enter", "It is :seed and a whole number"},
		{": 'names' enter", "No names belong to this part."},
		{": '12b' enter : 'names' enter", "g        g       a vector of length d|a whole number, 2 or more|also g_y, g^{(y)}, g^(y)|norm(x) a length"},
		{": '10a' enter : 'names' enter", "βᵢ     beta[i]   a number for every i in (0,1)|beta[2] is the second number of beta."},
		{": '4a' enter : 'names' enter", "λᵣ  lambda_r|a diagonal matrix, n by n"},
		{": '10a' enter : 'names' enter : 'ascii' enter", "beta_i   beta[i]"},
		{": 'ti' tab enter", "No limit in practice."},
		{": 't' tab tab", ":theme"},
		{": 't' tab tab tab", ":time"},
		{": 'theme d' tab", ":theme dark"},
		{": 'theme light' enter", "Colours for a light background."},
		{": 'theme none' enter", "No colours."},
		{": 'theme pink' enter", "It is :theme dark, :theme light or :theme none."},
		{": 'ascii' enter", "6 Rematerialisation > (a)|Plain characters only"},
		{": 'ascii' enter : 'ascii off' enter", "6 Rematerialisation › (a)"},
		{": 'time' enter : up", ":time"},
		{": 'time' enter : 'version' enter : 'x' up up down down", "  :x"},
		{": 'time", "time left, and what it is made of"},
		{"enter '8' enter s : '12f' enter", "12 LayerNorm and depth › (f)"},
		{"enter '8' enter e : 'go b' enter", "6 Rematerialisation › (b)"},
		{"l : '7c' enter", "› (c)"},
		{"esc : '7c' enter", "7 Fine-tuning for many tasks › (c)"},
		{"esc : 'seed 4' enter", "Open a problem in practice first"},
		{"esc : 'names' enter", "Open a part first"},
		{"esc : 'ask' enter", "Open a part first"},
		{"esc : 'time' enter", "No limit in practice."},
		{"? : 'go b' enter", "6 Rematerialisation › (b)"},
		{": f1", "Keys › command|complete|earlier ones"},
		{": 'tim' f1 esc", "  :tim"},
		{"?", "everywhere, but in a field|next, previous one found|command"},
	} {
		d := atRegularSize(t)
		d.keys("enter " + strings.TrimSuffix(test.keys, "'"))
		s := strings.Join(strings.Fields(d.screen()), " ")
		for text := range strings.SplitSeq(test.want, "|") {
			if !strings.Contains(s, strings.Join(strings.Fields(text), " ")) {
				t.Errorf("%s does not show %q:\n%s", test.keys, text, d.screen())
			}
		}
	}
}

// A draft is written before :go leaves its part, and :q leaves.
func TestCommandsKeepWords(t *testing.T) {
	db := &memory.Store{}
	d := newDriver(t, db, 80, 24, nil)
	d.keys("enter enter '12' esc tab '3' esc : '12f' enter : 'q' enter")
	if !d.quit {
		t.Error(":q did not leave")
	}
	back := newDriver(t, db, 80, 24, nil)
	back.keys("enter : '6a' enter")
	back.want("123")
}

// While nothing can be written :saved says so and why.
func TestSavedNot(t *testing.T) {
	db := &brokenStore{Store: &memory.Store{}, broken: true}
	d := newDriver(t, db, 80, 24, nil)
	d.keys("enter enter '20' esc")
	d.pass(time.Second)
	d.keys(": 'saved' enter")
	d.want("NOT SAVED yet: ", "The disk is full. It is tried every second.")
	db.broken = false
	d.pass(time.Second)
	d.keys("esc : 'saved' enter")
	d.want("Kept in ~/.local/share/gradcheck: saved 12:03:4")
}

// In an exam :time says what the time is made of, in every case; what practice
// alone has is closed.
func TestCommandsInExam(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence)
	d.pass(time.Minute)
	d.keys(": 'time' enter")
	d.want("2:59:00 left, until 15:03:41. 1 min of 3 h are gone.")
	d.keys(": 'seed 4' enter")
	d.want(closedNow)
	d.keys(": 'ask' enter")
	d.want(closedNow)
	d.keys(": '12f' enter")
	d.want("12 LayerNorm and depth › (f)", "2:59:00")
	d.keys(": 'go 3' enter")
	d.want("› (a)")
	d.run(d.app.sitting.record(exam.Event{Kind: exam.Grant, Terms: exam.Terms{Percent: 150, Extra: 15 * time.Minute, Credit: 227 * time.Second}}))
	d.keys(": 'time' enter")
	d.want("4:47:47 left, until 16:52:28", "3 h  limit", "+ 1 h 30 min  yours: 1.5 × the limit", "+ 15 min  extra time", "+ 3 min 47 s  credit", "= 4 h 48 min  in all", "1 min  gone")
	d.keys("esc H 'hand in' enter : 'time' enter")
	d.want("This exam is over; it took 1 min.")
	d.keys(": '3b' enter")
	d.want("0 of 5 points", "› (b)")
	d.keys(": '12f' enter")
	d.want("12 LayerNorm and depth › (f)")
	d.keys("q")
	d.want("result")
}

// allowance names every part of the time allowed, and they add up to it.
func TestAllowance(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence)
	s := d.app.sitting.sat()
	for _, test := range []struct {
		terms exam.Terms
		n     int
	}{
		{exam.Terms{}, 1},
		{exam.Terms{Percent: 125}, 2},
		{exam.Terms{Percent: 125, Extra: time.Minute, Credit: time.Second}, 4},
		{exam.Terms{Closes: morning.Add(time.Hour)}, 2},
		{exam.Terms{Percent: 200, Extra: time.Minute, Closes: morning.Add(2 * time.Hour)}, 4},
	} {
		if err := s.Apply(s.Next(exam.Event{At: exam.Clock{Wall: morning}, Kind: exam.Grant, Terms: test.terms})); err != nil {
			t.Fatal(err)
		}
		list, sum := allowance(s, time.UTC), time.Duration(0)
		for _, p := range list {
			sum += p.time
		}
		if all, _ := s.Allowed(); sum != all || len(list) != test.n {
			t.Errorf("allowance(%+v) = %v with the sum %v, want %d items and %v", test.terms, list, sum, test.n, all)
		}
	}
}

// a copies the part, its variant, the answer and the verdict, and never the key.
func TestAsk(t *testing.T) {
	d := atRegularSize(t)
	d.keys("enter a")
	d.want("Check an answer first; a asks a person about its verdict.")
	d.keys("enter '8' enter")
	p := d.app.top().(*part)
	text := fmt.Sprint(p.askPerson()())
	for _, want := range []string{"part      remat(a), 6 Rematerialisation", "variant   as printed", "digest    " + p.problem().Digest, "answer    8", "verdict   wrong, 0 of 10 points", "because   8 is what you get when"} {
		if !strings.Contains(text, want) {
			t.Errorf("the lines lack %q:\n%s", want, text)
		}
	}
	d.keys("a")
	d.want("Copied: lines to send to whoever wrote the problem. :ask shows them.")
	d.keys(": 'ask' enter")
	d.want("to ask a person", "These lines can be sent", "remat(a)", "wrong, 0 of 10 points")
	d.keys("q r enter '8' enter")
	if text, _ := d.app.top().(*part).inquiry(); !strings.Contains(text, "variant   seed ") {
		t.Errorf("the lines do not name the variant:\n%s", text)
	}
}

// The lines to ask with hold no key, whatever was answered.
func TestAskKeepsTheKey(t *testing.T) {
	d := atRegularSize(t)
	asked := 0
	for i, e := range d.app.desk.entries {
		for _, q := range e.of.Parts {
			d.keys("g")
			d.app.stack = d.app.stack[:1]
			d.run(d.app.open(d.app.desk, i, q.Label, nil))
			p, ok := d.app.top().(*part)
			if !ok || p.ref() != e.ref(q.Label) {
				t.Fatalf("%s(%s) did not open:\n%s", e.of.ID, q.Label, d.screen())
			}
			wrong := make(grader.Answer, len(p.field.Answer()))
			for b := range wrong {
				wrong[b] = "7"
			}
			d.run(p.edit(p.field.Set(wrong)))
			d.run(p.check())
			text, why := p.inquiry()
			if why != "" {
				continue
			}
			asked++
			for _, key := range p.question().Key() {
				if len(key) > 4 && strings.Contains(text, key) {
					t.Errorf("%s: the lines hold the key %q:\n%s", p.ref(), key, text)
				}
			}
		}
	}
	if asked < 12 {
		t.Errorf("%d parts were asked about, want 12 at least", asked)
	}
}

// edits counts as a typist errs.
func TestEdits(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"time", "time", 0}, {"tme", "time", 1}, {"tiem", "time", 1}, {"TIME", "time", 0}, {"", "q", 1}, {"sede", "seed", 1}, {"abc", "", 3}} {
		if got := edits(test.a, test.b); got != test.want {
			t.Errorf("edits(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

// Symbols are shown as mathematics and in words.
func TestNames(t *testing.T) {
	for _, test := range []struct{ name, decl, drawn, words string }{
		{"beta", "sequence in (0,1)", "β", "a number for every i in (0,1)"},
		{"lambda_w", "positive", "λ_w", "a number above 0"},
		{"x_0", "vector d", "x₀", "a vector of length d"},
		{"W", "matrix m n", "W", "a matrix, m by n"},
		{"M", "diagonal n", "M", "a diagonal matrix, n by n"},
		{"n", "integer >= 2", "n", "a whole number, 2 or more"},
		{"d_model", "real in [32, 4096]", "d_{model}", "a number in [32, 4096]"},
		{"q", "something new", "q", "something new"},
	} {
		if got := drawn(test.name, ""); got != test.drawn {
			t.Errorf("drawn(%s) = %s, want %s", test.name, got, test.drawn)
		}
		if got := inWords(test.name, test.decl); got != test.words {
			t.Errorf("inWords(%s) = %q, want %q", test.decl, got, test.words)
		}
	}
}

// Where sections close one by one, :time says when each does.
func TestTimeOfSections(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{Sections: true})
	d.keys(sentence)
	d.pass(time.Minute)
	d.keys(": 'time' enter")
	d.want("2:59:00 left, until 15:03:41", "section 1, ", "1 min  gone", " left  section 2, ")
	d.pass(170 * time.Minute)
	d.keys("esc : 'time' enter")
	d.want("closed  section 1, ")
}
