package grader

import (
	"fmt"
	"slices"
	"strings"
)

// An itemSpec is an entry of a list to match or to order: a text, or a text with
// an id of its own.
type itemSpec struct {
	id, text string
}

func (s *itemSpec) decode(v any, d *decoder) {
	m, ok := v.(map[string]any)
	if !ok {
		s.text, _ = d.scalar(v)
		return
	}
	for _, name := range sortedKeys(m) {
		d.in(name, func() {
			switch name {
			case "id":
				s.id, _ = d.scalar(m[name])
			case "text":
				s.text, _ = d.scalar(m[name])
			default:
				d.errorf("unknown field %q; an entry has an id and a text", name)
			}
		})
	}
	if s.id == "" {
		d.errorf("id is missing")
	}
	if s.text == "" {
		d.errorf("text is missing")
	}
}

// checkItems reports entries that are blank, or that cannot be told apart.
func checkItems(d *decoder, name string, items []itemSpec, repeat bool) {
	if len(items) == 0 {
		d.in(name, func() { d.errorf("it is empty") })
	}
	for i, it := range items {
		d.in(name, func() {
			d.in(i, func() {
				if fold(it.text) == "" {
					d.errorf("it is blank; write what the entry says")
				}
				if strings.ContainsAny(it.id, ", \t\n") {
					d.errorf("id %q: an id has no blanks and no commas", it.id)
				}
				for _, other := range items[:i] {
					if it.id != "" && it.id == other.id || !repeat && it.text == other.text {
						d.errorf("%q occurs twice", it.text)
						break
					}
				}
			})
		})
	}
}

// find returns the entry that an author names by id, text, or place from 1; or
// -1.
func find(items []itemSpec, name string) int {
	if i := slices.IndexFunc(items, func(it itemSpec) bool { return it.id != "" && it.id == name }); i >= 0 {
		return i
	}
	if i := slices.IndexFunc(items, func(it itemSpec) bool { return it.text == name }); i >= 0 {
		return i
	}
	for i := range items {
		if name == fmt.Sprint(i+1) {
			return i
		}
	}
	return -1
}

// namesOf are the spellings to suggest for an entry.
func namesOf(items []itemSpec) []string {
	var names []string
	for _, it := range items {
		if it.id != "" {
			names = append(names, it.id)
		}
		names = append(names, it.text)
	}
	return names
}

// optionsOf makes options of entries. Those without an id get their letter, or
// r1, r2 and so on where a letter is a text or an id of the author's.
func optionsOf(items []itemSpec) []Option {
	taken := func(id string) bool {
		return slices.ContainsFunc(items, func(it itemSpec) bool {
			return strings.EqualFold(it.id, id) || strings.EqualFold(plainLabel(it.text), id)
		})
	}
	letters := len(items) <= 26
	for i := range items {
		letters = letters && !taken(string(rune('a'+i)))
	}
	var out []Option
	for i, it := range items {
		id := it.id
		if id == "" && letters {
			id = string(rune('a' + i))
		}
		for n := i + 1; id == ""; n += len(items) {
			if free := fmt.Sprintf("r%d", n); !taken(free) {
				id = free
			}
		}
		out = append(out, Option{ID: id, Text: it.text})
	}
	return out
}
