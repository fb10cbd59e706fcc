package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// A command is what can be entered after the colon. A new one is an entry in
// commands.
type command struct {
	name  string
	alias string   // another name
	args  string   // what follows, for help
	does  string   // in a few words
	words []string // what may follow, for tab
	run   func(a *App, arg string) tea.Cmd
}

// commands are all commands, in the order of help.
func commands() []command {
	return []command{
		{name: "time", does: "time left, and what it is made of", run: (*App).time},
		{name: "go", args: "12f", does: "to a part; :12f does the same", run: (*App).goTo},
		{name: "names", does: "the names that a part uses, and how to write them", run: (*App).names},
		{name: "saved", alias: "w", does: "where answers are kept, and since when", run: (*App).saved},
		{name: "seed", args: "7", does: "practice: this problem with other numbers", run: (*App).seed},
		{name: "ask", does: "practice: what a copies to ask a person about a verdict", run: (*App).inquiry},
		{name: "set", args: "pace off", does: "the pace in an exam, on or off", words: []string{"pace on", "pace off"}, run: (*App).set},
		{name: "theme", args: "dark", does: "colours for a dark or light background, or none", words: []string{"dark", "light", "none"}, run: (*App).recolour},
		{name: "ascii", args: "off", does: "plain characters only; off has them all", words: []string{"on", "off"}, run: (*App).ascii},
		{name: "version", does: "of this program", run: (*App).version},
		{name: "help", alias: "h", does: "these commands", run: (*App).help},
		{name: "q", alias: "quit", does: "leave; everything is kept", run: func(a *App, _ string) tea.Cmd { return a.quit() }},
	}
}

// lookUp finds a command by either of its names.
func lookUp(name string) (command, bool) {
	for _, c := range commands() {
		if name == c.name || name == c.alias && name != "" {
			return c, true
		}
	}
	return command{}, false
}

// do does what was entered after the colon.
func (a *App) do(text string) tea.Cmd {
	name, arg, _ := strings.Cut(strings.TrimLeft(text, ": "), " ")
	if name == "" {
		return nil
	}
	if c, ok := lookUp(name); ok {
		return c.run(a, strings.TrimSpace(arg))
	}
	if n, _ := splitPart(name); n > 0 {
		return a.goTo(name + arg)
	}
	a.note = fmt.Sprintf("There is no :%s. Perhaps :%s? :help lists them all.", cut(name, 20), nearest(name))
	return nil
}

// offers are the lines that a beginning may go on to.
func (a *App) offers(text string) []string {
	name, arg, more := strings.Cut(text, " ")
	var out []string
	for _, c := range commands() {
		switch {
		case !more && strings.HasPrefix(c.name, name):
			out = append(out, c.name)
		case more && (c.name == name || c.alias == name):
			for _, w := range c.words {
				if strings.HasPrefix(w, arg) {
					out = append(out, name+" "+w)
				}
			}
		}
	}
	return out
}

// nearest is the command whose name is most like what was typed.
func nearest(name string) string {
	all := commands()
	return slices.MinFunc(all, func(a, b command) int { return edits(name, a.name) - edits(name, b.name) }).name
}

// edits counts the letters to be put in, left out, changed or swapped with their
// neighbour to make b of a.
func edits(a, b string) int {
	from, to := []rune(strings.ToLower(a)), []rune(b)
	d := make([][]int, len(from)+1)
	for i := range d {
		d[i] = make([]int, len(to)+1)
		for j := range d[i] {
			if i == 0 || j == 0 {
				d[i][j] = i + j
				continue
			}
			change := 1
			if from[i-1] == to[j-1] {
				change = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+change)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(from)][len(to)]
}

// help lists the commands.
func (a *App) help(string) tea.Cmd {
	return a.page("Commands", func(t Theme, width int) []string {
		var rows []string
		for _, c := range commands() {
			rows = append(rows, beside([]string{"  " + t.paint(hotkey, strings.TrimSpace(":"+c.name+" "+c.args))}, wrap(c.does, width-18), 18)...)
		}
		return rows
	})
}
