package expr

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkSize is the cost of a comparison as the answer grows: sums of n
// terms, each written in another order than in the key, and (x + 1)^n against
// the product of n factors.
func BenchmarkSize(b *testing.B) {
	lang := Language{Symbols: Symbols{"x": {Kind: "real"}, "y": {Kind: "real"}}}
	parse := func(src string) Expr {
		e, err := lang.Parse(src)
		if err != nil {
			b.Fatal(err)
		}
		return e
	}
	sum := func(n int, backwards bool) string {
		terms := make([]string, n)
		for i := range terms {
			at := i
			if backwards {
				at = n - 1 - i
			}
			terms[at] = fmt.Sprintf("%d*x^%d*y", i+2, i%9)
		}
		return strings.Join(terms, "+")
	}
	d := Domain{Symbols: lang.Symbols}
	for _, n := range []int{4, 16, 64, 256} {
		key, answer := parse(sum(n, false)), parse(sum(n, true))
		b.Run(fmt.Sprint("sum", n), func(b *testing.B) {
			for b.Loop() {
				if c := d.Compare(key, answer); c.Result != Equal {
					b.Fatal(c)
				}
			}
		})
	}
	for _, n := range []int{4, 16, 64} {
		key, answer := parse(fmt.Sprintf("(x+1)^%d", n)), parse(strings.TrimSuffix(strings.Repeat("(1+x)*", n), "*"))
		b.Run(fmt.Sprint("power", n), func(b *testing.B) {
			for b.Loop() {
				if c := d.Compare(key, answer); c.Result != Equal {
					b.Fatal(c)
				}
			}
		})
	}
}
