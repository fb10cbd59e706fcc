package tex

import (
	"fmt"
	"slices"
	"strings"
)

// commandNames and envNames are what suggestions are drawn from, in order.
var (
	commandNames = func() []string {
		var names []string
		names = append(names, keys(symbols)...)
		names = append(names, keys(bigOps)...)
		names = append(names, keys(words)...)
		names = append(names, keys(spaces)...)
		names = append(names, keys(accents)...)
		names = append(names, keys(styles)...)
		names = append(names, keys(forms)...)
		slices.Sort(names)
		return names
	}()
	envNames = func() []string {
		names := keys(envs)
		slices.Sort(names)
		return names
	}()
)

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}

func (p *parser) unknown(at int, name string) error {
	if name == "" {
		return p.fail(at, "a lone backslash at the end")
	}
	hint := suggest(name, commandNames)
	if hint == "" && p.src[at+1] < 0x80 && isLetter(p.src[at+1]) {
		hint = fmt.Sprintf(`; for a name of your own write \operatorname{%s}`, clip(name))
	} else if hint != "" {
		hint = strings.Replace(hint, `mean "`, `mean "\`, 1)
	}
	return p.fail(at, `unknown command \%s%s`, strings.ToValidUTF8(clip(name), ""), hint)
}

// suggest returns ` (did you mean "x"?)` for the nearest name, or "". Names of
// equal distance go by the longer common beginning, then by the alphabet.
func suggest(name string, from []string) string {
	best, cost, shared := "", 3, -1
	if len(name) < 5 {
		cost = 2
	}
	if len(name) > 30 {
		return ""
	}
	for _, c := range from {
		if len(c) < 2 || len(c) > len(name)+2 || len(name) > len(c)+2 {
			continue
		}
		d := distance(name, c)
		if s := common(name, c); d < cost || d == cost && best != "" && s > shared {
			best, cost, shared = c, d, s
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// distance counts insertions, deletions, substitutions and swaps of neighbours.
func distance(a, b string) int {
	older, old, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range old {
		old[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(old[j]+1, row[j-1]+1, old[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
		}
		older, old, row = old, row, older
	}
	return old[len(b)]
}
