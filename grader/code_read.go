package grader

import (
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader/expr"
)

// This file finds what a line of code assigns to a target: std = 0.5, or std=0.5
// among the arguments of a call, or the argument in its place.

// pyParams are the arguments by place of functions that fill a tensor, and
// pyDefaults what an argument is when it is not given.
var (
	pyParams = map[string][]string{
		"normal_":       {"tensor", "mean", "std"},
		"trunc_normal_": {"tensor", "mean", "std", "a", "b"},
		"uniform_":      {"tensor", "a", "b"},
		"constant_":     {"tensor", "val"},
	}
	pyMethods = map[string][]string{
		"normal_":  {"mean", "std"},
		"uniform_": {"from", "to"},
		"fill_":    {"value"},
		"Dropout":  {"p"},
		"normal":   {"mean", "std"},
	}
	pyDefaults = map[string]string{"normal_ mean": "0", "normal_ std": "1", "trunc_normal_ mean": "0", "trunc_normal_ std": "1"}
)

// A pyValue is what a line assigns to a target.
type pyValue struct {
	from, to int // the tokens of the expression; equal if it is a default
	text     string
	tokens   []pyToken // of the whole line
}

// expr returns the expression over the names.
func (v pyValue) expr(names expr.Symbols) (expr.Expr, *pyError) {
	if v.from < v.to {
		return pyExpr(v.tokens[v.from:v.to], names)
	}
	e, err := expr.ParseAuthor(v.text)
	if err != nil {
		panic("grader: a default that cannot be read: " + v.text)
	}
	return e, nil
}

// span returns the bytes of the line that the expression takes.
func (v pyValue) span() (start, end int) {
	last := v.tokens[v.to-1]
	return v.tokens[v.from].at, last.at + len(last.text)
}

// findValue finds the one value that a line assigns to a target.
func findValue(line, target string) (pyValue, *pyError) {
	tokens, err := pyTokens(line)
	if err != nil {
		return pyValue{}, err
	}
	if err := matchBrackets(tokens); err != nil {
		return pyValue{}, err
	}
	return valueIn(tokens, target)
}

// valueIn is findValue in a line whose brackets match.
func valueIn(tokens []pyToken, target string) (pyValue, *pyError) {
	var found []pyValue
	for i := range tokens {
		if !assigns(tokens, i, target) {
			continue
		}
		to := valueEnd(tokens, i)
		if to == i+2 {
			return pyValue{}, &pyError{tokens[i].at, fmt.Sprintf("No value is given for %s.", target)}
		}
		found = append(found, pyValue{from: i + 2, to: to, tokens: tokens})
	}
	if len(found) == 0 {
		found = byPlace(tokens, target)
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return pyValue{}, &pyError{tokens[0].at, fmt.Sprintf("This line sets no %[1]s.\nWrite %[1]s = and its value.", target)}
	}
	return pyValue{}, &pyError{tokens[found[1].from].at, fmt.Sprintf("%s is set twice in this line.", target)}
}

// assigns reports whether target = stands at token i, as a statement or as an
// argument of a call.
func assigns(tokens []pyToken, i int, target string) bool {
	return tokens[i].kind == pyName && tokens[i].text == target && tokens[i+1].text == "=" && tokens[i+1].kind == pyOp
}

// valueEnd returns the token behind the value after target = at token i.
func valueEnd(tokens []pyToken, i int) int {
	depth := 0
	for j := i + 2; j < len(tokens); j++ {
		switch t := tokens[j]; {
		case t.kind == pyEnd, depth == 0 && t.kind == pyOp && strings.Contains(",;)]}", t.text):
			return j
		case t.kind == pyOp && strings.Contains("([{", t.text):
			depth++
		case t.kind == pyOp && strings.Contains(")]}", t.text):
			depth--
		}
	}
	return min(i+2, len(tokens)-1)
}

// matchBrackets reports a bracket without its partner.
func matchBrackets(tokens []pyToken) *pyError {
	var open []pyToken
	for _, t := range tokens {
		if t.kind != pyOp {
			continue
		}
		if strings.Contains("([{", t.text) {
			open = append(open, t)
		}
		if i := strings.Index(")]}", t.text); i >= 0 {
			if len(open) == 0 || open[len(open)-1].text != "([{"[i:i+1] {
				return &pyError{t.at, "This bracket closes nothing."}
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return &pyError{open[len(open)-1].at, "This bracket is never closed."}
	}
	return nil
}

// byPlace finds the target among the arguments without a name of a call that is
// known, or the value that it has there when it is not given.
func byPlace(tokens []pyToken, target string) []pyValue {
	var found []pyValue
	for i, t := range tokens {
		if t.kind != pyName || tokens[i+1].text != "(" {
			continue
		}
		params := pyMethods[t.text]
		if f, ok := pyParams[t.text]; ok && (i < 2 || tokens[i-1].text != "." || tokens[i-2].text == "init") {
			params = f
		}
		n := slices.Index(params, target)
		if n < 0 {
			continue
		}
		args := arguments(tokens, i+1)
		if n < len(args) && tokens[args[n][0]+1].text != "=" {
			found = append(found, pyValue{from: args[n][0], to: args[n][1], tokens: tokens})
		} else if text, ok := pyDefaults[t.text+" "+target]; ok {
			found = append(found, pyValue{text: text, tokens: tokens})
		}
	}
	return found
}

// arguments returns the tokens of each argument of the call whose bracket opens
// at token i.
func arguments(tokens []pyToken, i int) [][2]int {
	var args [][2]int
	for tokens[i].kind != pyEnd {
		end := valueEnd(tokens, i-1)
		if end > i+1 {
			args = append(args, [2]int{i + 1, end})
		}
		if tokens[end].text != "," {
			break
		}
		i = end
	}
	return args
}

// frameNames are names that make no difference around a value.
const frameNames = " nn init torch data mean normal_ trunc_normal_ no_grad "

// sameFrame reports whether two lines do the same around the values of targets,
// the first of which is that of a and b: no other operation, name or number is in
// one than in the other. Otherwise the value alone does not tell what the line
// does.
func sameFrame(a, b pyValue, targets []string) bool {
	return frame(a, targets) == frame(b, targets) && a.inCall() == b.inCall()
}

// inCall reports whether the value is an argument, and not that of a statement.
func (v pyValue) inCall() bool {
	if v.from == v.to {
		return true // a default is that of a call
	}
	depth := 0
	for _, t := range v.tokens[:v.from] {
		if t.kind == pyOp && t.text == "(" {
			depth++
		} else if t.kind == pyOp && t.text == ")" {
			depth--
		}
	}
	return depth > 0
}

func frame(v pyValue, targets []string) string {
	values := []pyValue{v}
	for _, t := range targets[1:] {
		if other, err := valueIn(v.tokens, t); err == nil {
			values = append(values, other)
		}
	}
	var parts []string
	for i, t := range v.tokens {
		inside := slices.ContainsFunc(values, func(v pyValue) bool { return v.from <= i && i < v.to })
		switch {
		case inside, t.kind == pyEnd, t.text == ";" && v.tokens[i+1].kind == pyEnd:
		case t.kind == pyName && (slices.Contains(targets, t.text) || strings.Contains(frameNames, " "+t.text+" ")):
		case t.kind == pyNum && strings.Trim(t.text, "0._") == "":
		case t.kind == pyOp && strings.Contains("(),.=", t.text):
		default:
			parts = append(parts, t.text)
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}
