package linear

import (
	"fmt"
	"strings"
)

// A command is one line of a place's table: ":go 12f" has the name go.
type command struct {
	name string
	arg  string // as the help writes it; "" for none
	says string // what it does
	do   func(arg string) error
}

// dispatch does what a command says. A name may be cut short where one alone
// begins like that; the first of the table wins where it is a single letter.
func (t *Talk) dispatch(table []command, l line) error {
	if l.cmd == "help" || l.cmd == "h" || l.cmd == "?" {
		t.help(table)
		return nil
	}
	if other := sameAs[l.cmd]; other != "" {
		l.cmd = other
	}
	c, near := lookup(table, l.cmd)
	if c == nil {
		s := "There is no command :" + l.cmd + " here."
		if len(near) > 0 {
			s += " Did you mean " + list(near) + "?"
		}
		t.voice.say(s + " :help lists the commands. A line that begins with a blank is text.")
		return nil
	}
	return c.do(l.arg)
}

// sameAs are other words for commands.
var sameAs = map[string]string{"quit": "leave", "q": "leave", "exit": "leave", "previous": "back", "prev": "back", "submit": "handin", "again": "repeat"}

// lookup finds a command by its name or the beginning of it; near are those that
// may be meant otherwise.
func lookup(table []command, name string) (c *command, near []string) {
	var found []*command
	for i := range table {
		if table[i].name == name {
			return &table[i], nil
		}
		if strings.HasPrefix(table[i].name, name) {
			found = append(found, &table[i])
		}
	}
	if len(found) == 1 || len(found) > 0 && len(name) == 1 {
		return found[0], nil
	}
	for _, f := range found {
		near = append(near, ":"+f.name)
	}
	if len(near) == 0 && len(name) > 1 {
		for _, c := range table {
			if c.name[:1] == name[:1] {
				near = append(near, ":"+c.name)
			}
		}
	}
	return nil, near
}

// help lists the commands of a table.
func (t *Talk) help(table []command) {
	t.voice.say("A line that begins with a colon is a command; its first letters are enough.")
	for _, c := range table {
		t.voice.say(fmt.Sprintf("%s: %s", strings.TrimSpace(":"+c.name+" "+c.arg), dot(c.says)))
	}
}
