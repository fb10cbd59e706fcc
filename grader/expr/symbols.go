package expr

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Symbols are the names that an answer may use, with what they stand for. The
// zero value declares none.
type Symbols map[string]Decl

// A Decl is the declaration of a symbol: "real", "positive", "real in (0,1)",
// "integer >= 2", "vector d", "matrix m n", "sequence in (0,1)".
type Decl struct {
	Kind     string   // the first word
	Dims     []string // dimension names or numbers of vectors and matrices
	Interval string   // "(0,1)" of real in (0,1); ends may be open or closed
	AtLeast  int      // of integer >= n
	Bounded  bool     // whether AtLeast counts
}

// declKinds lists the kinds of declarations with how many dimensions each
// takes and whether a range may follow.
var declKinds = map[string]struct {
	dims     int
	interval bool
}{
	"real": {0, true}, "positive": {0, false}, "integer": {0, false}, "sequence": {0, true},
	"vector": {1, false}, "matrix": {2, false}, "diagonal": {1, false}, "symmetric": {1, false},
	"orthogonal": {1, false}, "invertible": {1, false}, "psd": {1, false},
}

// ParseDecl reads a declaration.
func ParseDecl(src string) (Decl, error) {
	words := strings.Fields(src)
	if len(words) == 0 {
		return Decl{}, syntaxError(0, "", "a declaration is missing, such as real or vector d")
	}
	d := Decl{Kind: words[0]}
	kind, ok := declKinds[d.Kind]
	if !ok {
		return d, syntaxError(0, "", "unknown declaration %q%s", clip(d.Kind), DidYouMean(d.Kind, sortedKeys(declKinds)))
	}
	rest := words[1:]
	switch {
	case len(rest) == 0 && kind.dims == 0:
		return d, nil
	case kind.interval && len(rest) > 1 && rest[0] == "in":
		d.Interval = strings.Join(rest[1:], "")
		if !isInterval(d.Interval) {
			return d, syntaxError(0, "", "%q is not an interval such as (0,1)", clip(d.Interval))
		}
		return d, nil
	case d.Kind == "integer" && len(rest) == 2 && rest[0] == ">=":
		n, err := strconv.Atoi(rest[1])
		if err != nil {
			return d, syntaxError(0, "", "%q is not a whole number", clip(rest[1]))
		}
		d.AtLeast, d.Bounded = n, true
		return d, nil
	case kind.dims > 0 && len(rest) == kind.dims:
		d.Dims = rest
		return d, nil
	case kind.dims > 0:
		return d, syntaxError(0, "", "%s needs %d dimension(s), as in %q", d.Kind, kind.dims, d.Kind+[]string{"", " d", " m n"}[kind.dims])
	}
	return d, syntaxError(0, "", "%q is not understood after %s", clip(strings.Join(rest, " ")), d.Kind)
}

func isInterval(s string) bool {
	if len(s) < 5 || !strings.ContainsRune("([", rune(s[0])) || !strings.ContainsRune(")]", rune(s[len(s)-1])) {
		return false
	}
	lo, hi, ok := strings.Cut(s[1:len(s)-1], ",")
	return ok && isEnd(lo) && isEnd(hi)
}

func isEnd(s string) bool {
	s = strings.TrimLeft(s, "+-")
	_, err := ParseValue(s)
	return err == nil || s == "inf"
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// names returns the declared names, longest first, so that the longest match
// wins.
func (s Symbols) names() []string {
	keys := sortedKeys(s)
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return keys
}

// DidYouMean returns ` (did you mean "tol"?)` if one of names is close to name,
// and "" otherwise.
func DidYouMean(name string, names []string) string {
	if near := Nearest(name, names, 1); len(near) > 0 {
		return ` (did you mean "` + near[0] + `"?)`
	}
	return ""
}

// Nearest returns up to n of names that a person may have meant by name, best
// first: those at a small edit distance, and those of which one begins the other.
func Nearest(name string, names []string, n int) []string {
	type scored struct {
		name string
		d    int
	}
	var near []scored
	for _, s := range names {
		if d, ok := distance(name, s); ok {
			near = append(near, scored{s, d})
		}
	}
	slices.SortFunc(near, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.d, b.d), cmp.Compare(a.name, b.name))
	})
	var best []string
	for _, s := range near[:min(n, len(near))] {
		best = append(best, s.name)
	}
	return best
}

// change is the cost of writing b for a.
func change(a, b rune) int {
	switch {
	case a == b:
		return 0
	case unicode.ToLower(a) == unicode.ToLower(b):
		return 1
	}
	return 4
}

// distance is the edit distance of a and b in quarters: a letter more, less,
// other or swapped with the next counts 4, another case 1. It is ok if small.
func distance(a, b string) (d int, ok bool) {
	if len(a) > 40 || len(b) > 40 || a == "" || b == "" {
		return 0, false
	}
	x, y := []rune(a), []rune(b)
	short := min(len(x), len(y))
	prefix := short >= 3 && strings.EqualFold(string(x[:short]), string(y[:short]))
	if n := len(x) - len(y); !prefix && (n > 2 || n < -2) {
		return 0, false
	}
	above, row := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = 4 * j
	}
	before := make([]int, len(y)+1) // the row above the one above, for swapped letters
	for i := range x {
		before, above, row = above, row, before
		row[0] = 4 * (i + 1)
		for j := range y {
			row[j+1] = min(above[j]+change(x[i], y[j]), row[j]+4, above[j+1]+4)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+4)
			}
		}
	}
	d = row[len(y)]
	return d, d <= 4 && short > 1 || d <= 8 && short > 4 || d <= 2 || prefix
}
