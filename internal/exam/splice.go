package exam

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Splice is a change of a text: Delete bytes at byte offset At are replaced
// by Insert. Offsets fall between runes, so valid UTF-8 stays valid.
type Splice struct {
	At     int    `json:"at,omitempty"`
	Delete int    `json:"delete,omitempty"`
	Insert string `json:"insert,omitempty"`
}

// Diff returns the smallest single splice that turns old into new, by their
// common beginning and end. Both should be valid UTF-8: bytes of new that are
// not arrive as U+FFFD.
func Diff(old, new string) Splice {
	if !utf8.ValidString(new) {
		new = strings.ToValidUTF8(new, "\uFFFD")
	}
	n := min(len(old), len(new))
	at := 0
	for at < n && old[at] == new[at] {
		at++
	}
	for at > 0 && !(boundary(old, at) && boundary(new, at)) {
		at--
	}
	end := 0
	for end < n-at && old[len(old)-1-end] == new[len(new)-1-end] {
		end++
	}
	for end > 0 && !(boundary(old, len(old)-end) && boundary(new, len(new)-end)) {
		end--
	}
	return Splice{At: at, Delete: len(old) - end - at, Insert: new[at : len(new)-end]}
}

// boundary reports whether byte offset i of s lies between two runes.
func boundary(s string, i int) bool {
	return i == 0 || i == len(s) || utf8.RuneStart(s[i])
}

// Apply returns text with the splice done. A splice that reaches outside text,
// cuts a rune or inserts invalid UTF-8 is an error.
func (p Splice) Apply(text string) (string, error) {
	if p.At < 0 || p.Delete < 0 || p.At > len(text) || p.Delete > len(text)-p.At {
		return "", fmt.Errorf("splice of bytes %d to %d in a text of %d", p.At, p.At+p.Delete, len(text))
	}
	end := p.At + p.Delete
	if !boundary(text, p.At) || !boundary(text, end) {
		return "", errors.New("splice cuts a rune")
	}
	if !utf8.ValidString(p.Insert) {
		return "", errors.New("splice inserts invalid UTF-8")
	}
	return text[:p.At] + p.Insert + text[end:], nil
}
