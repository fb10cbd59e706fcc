package linear

import (
	"io"
	"strings"

	"gradcheck/internal/blocks"
	"gradcheck/internal/tex"
)

// A voice writes lines that only ever append, every byte of them a printable
// ASCII character or a line feed. Lines are not wrapped: the screen reader's
// terminal does that.
type voice struct {
	w    io.Writer
	err  error // of the first write that failed: nobody listens any more
	open bool  // a prompt waits for its line
}

// say writes lines.
func (v *voice) say(lines ...string) {
	var b strings.Builder
	if v.open && len(lines) > 0 {
		b.WriteByte('\n')
		v.open = false
	}
	for _, l := range lines {
		b.WriteString(printable(l))
		b.WriteByte('\n')
	}
	v.write(b.String())
}

// ask writes a prompt, which ends with a colon and a blank.
func (v *voice) ask(prompt string) {
	if v.open {
		v.say("")
	}
	v.write(strings.TrimSpace(printable(prompt)) + ": ")
	v.open = true
}

// end ends the line of a prompt that nothing answers.
func (v *voice) end() {
	if v.open {
		v.open = false
		v.write("\n")
	}
}

func (v *voice) write(s string) {
	if v.err == nil {
		_, v.err = io.WriteString(v.w, s)
	}
}

// printable spells a line in printable ASCII.
func printable(s string) string {
	s = strings.ReplaceAll(blocks.ASCII(tex.SpeakRow(clean(s))), "\u00a0", " ")
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}
