package grader

import (
	"slices"
	"strings"

	"gradcheck/grader/expr"
)

// This file judges answers that say how each value follows from the one before:
// alpha_t = (1 - beta_t) alpha_{t-1}, alpha_0 = 1. They are right if the key
// fulfils both, for then it is the only sequence that does.

// recursion judges such an answer; ok is false if it is none.
func (q *formula) recursion(src string) (v Verdict, ok bool) {
	parts := splitEquations(src)
	if len(q.keys) == 0 || !strings.Contains(src, "=") {
		return v, false
	}
	for _, name := range q.results {
		seq, index, found := strings.Cut(name, "_")
		d, declared := q.domain.Symbols[index]
		if !found || !declared || d.Kind != "integer" {
			continue
		}
		if _, taken := q.domain.Symbols[seq]; taken {
			continue
		}
		if v, ok := q.follows(parts, seq, index); ok {
			return v, true
		}
	}
	return v, false
}

// between are the words that may stand between two equations.
var between = strings.NewReplacer(`\quad`, ";", `\text{with}`, ";", `\text{ with }`, ";", `\text{and}`, ";", `\text{ and }`, ";",
	" with ", ";", " and ", ";", " where ", ";")

// splitEquations splits an answer at commas, semicolons, line ends and words
// between equations.
func splitEquations(src string) []string {
	src = between.Replace(src)
	depth := 0
	parts := strings.FieldsFunc(src, func(r rune) bool {
		switch r {
		case '(', '{', '[':
			depth++
		case ')', '}', ']':
			depth--
		}
		return depth == 0 && (r == ',' || r == ';' || r == '\n')
	})
	return slices.DeleteFunc(parts, func(s string) bool { return strings.Trim(s, " \t\r$\\") == "" })
}

// follows judges equations in which seq is a sequence with the given index.
func (q *formula) follows(parts []string, seq, index string) (v Verdict, ok bool) {
	l := q.lang
	l.Symbols = expr.Symbols{seq: {Kind: "sequence"}}
	for name, d := range q.lang.Symbols {
		l.Symbols[name] = d
	}
	l.Equation, l.Results = true, nil
	step, start := false, false
	var read []string
	for _, src := range parts {
		e, err := l.Parse(src)
		if err != nil {
			return v, false
		}
		b, isEquation := e.(*expr.Binary)
		if !isEquation || b.Op != expr.Eq {
			return v, false
		}
		read = append(read, expr.Row(e))
		indices := entriesOf(e, seq)
		if len(indices) == 0 {
			return v, false
		}
		step = step || len(indices) == 2 && isStep(indices[0], indices[1], index)
		start = start || len(indices) == 1 && isFirst(indices[0], l.Symbols[index])
		left, right := q.filled(b.X, seq, index), q.filled(b.Y, seq, index)
		if c := q.domain.Compare(left, right); c.Result != expr.Equal {
			if !step && !start {
				return v, false
			}
			v = Verdict{Outcome: Wrong, How: "recursion", Why: "The right formula does not fulfil " + expr.Row(e) + "."}
			if c.Result == expr.Unsure {
				v = Verdict{Outcome: Unsure, How: c.How, Why: undecided}
			}
			v.Read = strings.Join(read, "; ")
			return v, true
		}
	}
	v = Verdict{Outcome: Correct, Score: 1, How: "recursion", Read: strings.Join(read, "; ")}
	switch {
	case !step:
		return v, false
	case !start:
		v.Outcome, v.Score = Wrong, 0
		v.Why = "The step is right. Say where it starts, as in " + seq + "_0 = ..."
	case len(q.only)+len(q.forbid) > 0 || q.shape != "":
		return v, false
	}
	return v, true
}

// isFirst reports whether an index is where a sequence may start: the first of the
// declared numbers, or the one before.
func isFirst(e expr.Expr, d expr.Decl) bool {
	v, err := expr.Eval(e, nil)
	r, ok := v.Rat()
	return err == nil && ok && r.IsInt() && r.Num().IsInt64() && (!d.Bounded || r.Num().Int64() <= int64(d.AtLeast))
}

// entriesOf returns the different indices at which e has entries of a sequence.
func entriesOf(e expr.Expr, seq string) (list []expr.Expr) {
	expr.Walk(e, func(e expr.Expr) {
		x, ok := e.(*expr.Item)
		if ok && x.Seq == seq && !slices.ContainsFunc(list, func(i expr.Expr) bool { return i.String() == x.Index.String() }) {
			list = append(list, x.Index)
		}
	})
	return list
}

// isStep reports whether two indices are next to each other.
func isStep(a, b expr.Expr, index string) bool {
	syms := expr.Symbols{index: {Kind: "integer"}}
	gap := &expr.Binary{Op: expr.Sub, X: a, Y: b}
	for _, k := range []int64{1, -1} {
		if expr.Compare(expr.Lit(expr.FromInt(k)), gap, syms).Result == expr.Equal {
			return len(expr.Free(a)) > 0
		}
	}
	return false
}

// filled puts the key in for the entries of the sequence.
func (q *formula) filled(e expr.Expr, seq, index string) expr.Expr {
	return expr.Replace(e, func(e expr.Expr) expr.Expr {
		x, ok := e.(*expr.Item)
		if !ok || x.Seq != seq {
			return e
		}
		return expr.Subst(q.keys[0], map[string]expr.Expr{index: x.Index})
	})
}
