package grader

import (
	"regexp"
	"slices"
	"strings"
)

// This file divides the answer to a joint distribution into lines, and knows the
// outputs by the parameter that they belong to.

// A sourceLine is a part of an answer and where it stands.
type sourceLine struct {
	text string
	at   int
}

var (
	// lineEnd finds what always divides lines: a semicolon, a line end, \\ of LaTeX.
	lineEnd = regexp.MustCompile(`\\\\(?:\[[^\]]*\])?|\n|;`)
	// lineJoint finds what may divide them: a comma or "and" between two equations.
	lineJoint = regexp.MustCompile(`,(?:\s*and\b)?|\\text\s*\{\s*and\s*\}|\\(?:quad|qquad)\b|\band\b`)
)

// assignmentLines divides an answer at semicolons, line ends, \\, and at commas and
// "and" outside of brackets where an equation stands on both sides.
func assignmentLines(src string) []sourceLine {
	var lines []sourceLine
	start := 0
	for _, m := range append(lineEnd.FindAllStringIndex(src, -1), []int{len(src), len(src)}) {
		if 0 < m[0] && m[0] < len(src) && src[m[0]] == ';' && src[m[0]-1] == '\\' { // a gap in LaTeX
			continue
		}
		lines = append(lines, equationsOf(src[start:m[0]], start)...)
		start = m[1]
	}
	return lines
}

// equationsOf divides a line that begins at byte at where two equations meet.
func equationsOf(line string, at int) []sourceLine {
	var lines []sourceLine
	start := 0
	for _, m := range lineJoint.FindAllStringIndex(line, -1) {
		left := line[start:m[0]]
		gap := strings.HasSuffix(left, "\\") && line[m[0]] == ',' // \,
		if gap || !strings.Contains(left, "=") || !strings.Contains(line[m[1]:], "=") || openBrackets(left) != 0 {
			continue
		}
		lines = append(lines, sourceLine{left, at + start})
		start = m[1]
	}
	return append(lines, sourceLine{line[start:], at + start})
}

// openBrackets counts the brackets that are open at the end of s.
func openBrackets(s string) int {
	n := 0
	for _, r := range s {
		switch r {
		case '(', '[', '{':
			n++
		case ')', ']', '}':
			n--
		}
	}
	return n
}

// levelAliases adds to the aliases how an output is written as a function of its
// parameter: z_1 beside a parameter eta_1 is z(eta_1) and z_{eta_1}. Only where a
// single parameter has the index of an output is that clear.
func (s *jointSpec) levelAliases() map[string][]string {
	aliases := map[string][]string{}
	for name, list := range s.Aliases {
		aliases[name] = slices.Clone(list)
	}
	for _, out := range s.Out {
		base, index, ok := strings.Cut(out, "_")
		level, n := "", 0
		for _, name := range sortedKeys(s.Symbols) {
			input := slices.Contains(slices.Concat(s.Given, s.Noise, s.Out), name)
			if _, sub, has := strings.Cut(name, "_"); has && sub == index && !input {
				level, n = name, n+1
			}
		}
		if !ok || n != 1 {
			continue
		}
		spellings := []string{level}
		if stem, _, _ := strings.Cut(level, "_"); len(index) == 1 && '0' <= index[0] && index[0] <= '9' {
			spellings = append(spellings, stem+string('₀'+rune(index[0]-'0')))
		}
		for _, level := range spellings {
			aliases[out] = append(aliases[out], base+"("+level+")", base+"_{"+level+"}")
		}
	}
	return aliases
}
