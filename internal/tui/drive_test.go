package tui

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/content"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
	"gradcheck/problems"
)

// A driver runs an app without a terminal: keys in, screens out. Commands run at
// once, in order; delayed messages wait until the test lets time pass.
type driver struct {
	t       testing.TB
	app     *App
	clock   time.Time
	delayed []tea.Msg
	quit    bool
	w, h    int
}

// morning is when the tests happen; the clock stands still until moved.
var morning = time.Date(2023, 5, 9, 12, 3, 41, 0, time.UTC)

func library(t testing.TB) *problems.Library {
	t.Helper()
	lib, err := problems.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// newDriver starts an app of the given size on a store. The setup may change the
// environment first.
func newDriver(t testing.TB, s store.Store, w, h int, setup func(*Env)) *driver {
	t.Helper()
	d := &driver{t: t, clock: morning, w: w, h: h}
	seeds := uint64(41)
	env := &Env{
		Context: context.Background(), Library: library(t), Store: s, Student: "ada", Place: "in ~/.local/share/gradcheck",
		Now:   func() exam.Clock { return exam.Clock{Wall: d.clock} },
		Seed:  func() uint64 { seeds++; return seeds },
		Theme: Theme{Background: Dark, Fixed: true},
		After: func(_ time.Duration, msg tea.Msg) tea.Cmd { d.delayed = append(d.delayed, msg); return nil },
	}
	if setup != nil {
		setup(env)
	}
	d.app = New(env)
	d.run(d.app.Init())
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
	return d
}

// run executes a command and everything that follows from it.
func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if msg == nil {
		return
	}
	if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
		for i := range v.Len() { // a batch or a sequence
			d.run(v.Index(i).Interface().(tea.Cmd))
		}
		return
	}
	d.send(msg)
}

func (d *driver) send(msg tea.Msg) {
	if _, ok := msg.(tea.QuitMsg); ok {
		d.quit = true
		return
	}
	m, cmd := d.app.Update(msg)
	d.app = m.(*App)
	d.run(cmd)
}

// pass lets time pass: the clock moves and delayed messages arrive.
func (d *driver) pass(dt time.Duration) {
	d.clock = d.clock.Add(dt)
	msgs := d.delayed
	d.delayed = nil
	for _, m := range msgs {
		d.send(m)
	}
}

// keys types a script: words are keys, 'quoted text' is typed letter by letter.
func (d *driver) keys(script string) {
	d.t.Helper()
	for script = strings.TrimSpace(script); script != ""; script = strings.TrimSpace(script) {
		if rest, ok := strings.CutPrefix(script, "'"); ok {
			text, after, _ := strings.Cut(rest, "'")
			for _, r := range text {
				d.send(press(string(r)))
			}
			script = after
			continue
		}
		word, after, _ := strings.Cut(script, " ")
		d.send(press(word))
		script = after
	}
}

// press makes the message for a key as Bubble Tea names it.
func press(name string) tea.KeyPressMsg {
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "backspace": tea.KeyBackspace, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp,
		"home": tea.KeyHome, "end": tea.KeyEnd, "f1": tea.KeyF1}
	if name == "space" || name == " " {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	if c, ok := codes[name]; ok {
		return tea.KeyPressMsg{Code: c}
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: []rune(rest)[0], Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// screen returns the present screen without attributes, checking that it is
// exactly as large as the terminal.
func (d *driver) screen() string {
	d.t.Helper()
	raw := d.app.View().Content
	rows := strings.Split(raw, "\n")
	if len(rows) != d.h {
		d.t.Errorf("screen has %d rows, want %d", len(rows), d.h)
	}
	for i, r := range rows {
		if n := xansi.StringWidth(r); n != d.w {
			d.t.Errorf("row %d is %d cells wide, want %d: %q", i+1, n, d.w, r)
		}
		rows[i] = strings.TrimRight(xansi.Strip(r), " ")
	}
	return strings.Join(rows, "\n")
}

// want checks that the screen shows each of the texts.
func (d *driver) want(texts ...string) {
	d.t.Helper()
	s := d.screen()
	for _, text := range texts {
		if !strings.Contains(s, text) {
			d.t.Errorf("screen does not show %q:\n%s", text, s)
		}
	}
}

// without checks that the screen shows none of the texts.
func (d *driver) without(texts ...string) {
	d.t.Helper()
	s := d.screen()
	for _, text := range texts {
		if strings.Contains(s, text) {
			d.t.Errorf("screen shows %q:\n%s", text, s)
		}
	}
}

func atRegularSize(t *testing.T) *driver { return newDriver(t, &memory.Store{}, 80, 24, nil) }
