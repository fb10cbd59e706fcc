package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A script is what a student types, and what is to be seen then.
type script struct {
	setup []step // once
	loop  []step // again and again
}

// A step is one line of a script.
type step struct {
	line  int
	when  *regexp.Regexp // the step is left out unless this is on the screen; nil is always
	do    verb
	keys  string // of type: as a terminal sends them, with {names} in them
	want  string // of type: what is seen then; of copy: what is looked for
	name  string // of copy
	pause time.Duration
	size  [2]int // columns, rows
}

// A verb is what a step does.
type verb int

const (
	doType     verb = iota // type keys and wait for what is wanted
	doCopy                 // keep what the first group of a pattern matches, with blanks for newlines
	doPause                // wait
	doResize               // change the size of the terminal
	doTogether             // wait until all students are here
)

// builtin opens the first quiz, or goes on with it, goes to the first part with a
// line to type in and types there. It fits quizzes that are opened by the common
// pledge.
const builtin = `
=> gradcheck
together
<enter> => type this sentence to open the paper|Part |part
when type this sentence to open the paper : copy pledge open the paper[─ ]*\n((?s).*?)\n *▎
when type this sentence to open the paper : {pledge} => ▎ *\S
when type this sentence to open the paper : <enter> => press enter to type|esc close
when press enter to type : <enter> => esc close
when tab edit : <tab> => esc close
when ▎ *\S : <ctrl+u> => ▎ *$
loop:
4 => ▎.*4 *$
2 => ▎.*42 *$
<backspace> => ▎.*4 *$
<backspace> => ▎ *$
`

// parseScript reads a script, and reports all that is wrong with it.
func parseScript(file, text string) (*script, error) {
	s := &script{}
	to := &s.setup
	var wrong []error
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "", strings.HasPrefix(line, "#"):
		case line == "loop:":
			to = &s.loop
		default:
			st, err := parseStep(line)
			if err != nil {
				wrong = append(wrong, fmt.Errorf("%s:%d: %w", file, i+1, err))
				continue
			}
			st.line = i + 1
			*to = append(*to, st)
		}
	}
	if !slices.ContainsFunc(s.loop, func(st step) bool { return st.do == doType }) {
		wrong = append(wrong, fmt.Errorf("%s: there is no loop: with something to type", file))
	}
	return s, errors.Join(wrong...)
}

// parseStep reads a line:
//
//	KEYS => REGEXP           types keys and waits until the pattern is on the screen; named
//	                         keys are <enter>, <ctrl+u> and so on, no keys only wait
//	copy NAME REGEXP         keeps what the first group matches, as {NAME} for later lines;
//	                         {i} is the number of the student
//	pause 500ms              waits
//	resize 80x24             changes the size of the terminal
//	together                 waits until all students are here, and then up to -enter more
//	when REGEXP : LINE       does any of these only if the pattern is on the screen
//
// Lines of a loop are typed by the timetable, those before it one after the other.
// Within a pattern, ^ and $ are the ends of a row.
func parseStep(line string) (st step, err error) {
	if rest, ok := strings.CutPrefix(line, "when "); ok {
		cond, rest, ok := strings.Cut(rest, " : ")
		if !ok {
			return st, errors.New(`a colon with blanks around it is missing: when REGEXP : KEYS => REGEXP`)
		}
		if st.when, err = compile(cond); err != nil {
			return st, err
		}
		line = strings.TrimSpace(rest)
	}
	switch word, rest, _ := strings.Cut(line, " "); word {
	case "together":
		st.do = doTogether
	case "pause":
		st.do = doPause
		st.pause, err = time.ParseDuration(rest)
	case "resize":
		st.do = doResize
		if _, err := fmt.Sscanf(rest, "%dx%d", &st.size[0], &st.size[1]); err != nil {
			return st, fmt.Errorf("resize %s: columns and rows are needed, such as 80x24", rest)
		}
	case "copy":
		st.do = doCopy
		st.name, st.want, _ = strings.Cut(rest, " ")
		_, err = compile(st.want)
	default:
		keys, want, ok := strings.Cut(line, "=>")
		if !ok {
			return st, fmt.Errorf("%q: what is seen then is missing: KEYS => REGEXP", line)
		}
		st.want = strings.TrimSpace(want)
		if st.keys, err = typed(strings.TrimSpace(keys)); err == nil {
			_, err = compile(st.want)
		}
	}
	return st, err
}

// compile reads a pattern; ^ and $ are the ends of a row.
func compile(pattern string) (*regexp.Regexp, error) { return regexp.Compile("(?m)" + pattern) }

// named are the keys with names, as a terminal sends them.
var named = map[string]string{
	"enter": "\r", "tab": "\t", "esc": "\x1b", "space": " ", "backspace": "\x7f", "delete": "\x1b[3~", "shift+tab": "\x1b[Z", "lt": "<",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~",
	"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~",
}

// key is a key by its name.
var key = regexp.MustCompile(`<[a-z0-9+]+>`)

// typed is what a terminal sends of keys, of which some are named: <enter>,
// <ctrl+u>.
func typed(keys string) (string, error) {
	var wrong error
	out := key.ReplaceAllStringFunc(keys, func(k string) string {
		name := k[1 : len(k)-1]
		if c, ok := strings.CutPrefix(name, "ctrl+"); ok && len(c) == 1 {
			return string(rune(c[0] & 0x1f))
		}
		sent, ok := named[name]
		if !ok {
			wrong = fmt.Errorf("there is no key %s; < itself is <lt>", k)
		}
		return sent
	})
	return out, wrong
}

// fill puts values in for {names}.
func fill(text string, values map[string]string, quote func(string) string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	for name, v := range values {
		text = strings.ReplaceAll(text, "{"+name+"}", quote(v))
	}
	return text
}

// same returns a text as it is.
func same(s string) string { return s }

// values are what every student has for {names}: its number.
func values(i int) map[string]string { return map[string]string{"i": strconv.Itoa(i)} }
