package grader

import (
	"strings"
	"testing"
)

// hostileFormulas are answers to n(n-1) that are made to hurt, with their verdicts. None of
// them may be right, and each costs a bounded number of steps: see
// BenchmarkHostileFormula for what that is in time.
func hostileFormulas() []struct{ name, answer, want string } {
	rep := strings.Repeat
	return []struct{ name, answer, want string }{
		{"tower", "9^9^9^9", "wrong"},
		{"tower of names", "n^n^n^n^n^n", "wrong"},
		{"tower in a sum", "n(n-1)+9^9^9^9", "wrong"},
		{"tower taken off", "n(n-1)+9^9^9^9-9^9^9^9", "correct"},
		{"huge exponent", "1e999999999", "wrong"},
		{"tiny term", "n(n-1)+1e-999999999", "unsure"},
		{"small term", "n(n-1)+10^-300", "wrong"},
		{"factorials", "((n!)!)!", "unsure"},
		{"factorial of a million", "1000000!", "unsure"},
		{"powers of a sum", "(n+1)^1000000000", "wrong"},
		{"binomial", "binom(10^9, 5*10^8)", "unsure"},
		{"brackets", rep("(", 10_000) + "n" + rep(")", 10_000), "unreadable"},
		{"open brackets", rep("(", 10_000), "unreadable"},
		{"square brackets", rep("[", 5_000) + "n" + rep("]", 5_000), "unreadable"},
		{"braces", rep("{", 4_999) + rep("}", 4_999), "unreadable"},
		{"minus signs", rep("-", 9_999) + "n", "unreadable"},
		{"bars", rep("|", 9_999), "unreadable"},
		{"a megabyte", rep("n+", 1<<19) + "n", "unreadable"},
		{"NUL", "n(n-1)\x00", "unreadable"},
		{"escape", "n(n-1)\x1b[2J", "unreadable"},
		{"not text", "n(n-1)\xff\xfe", "unreadable"},
		{"right to left", "n(n-1)\u202e", "unreadable"},
		{"sums in sums", "sum(sum(sum(sum(i*j*k*l,i,1,n^3),j,1,n^3),k,1,n^3),l,1,n^3)", "unsure"},
		{"long sum", "sum(i,i,1,10^12)", "unsure"},
		{"many sums", rep("sum(i^2,i,1,40)+", 500) + "1", "unsure"},
		{"many terms", rep("n+", 1_900) + "n", "wrong"},
		{"many factors", rep("(1+1/n)*", 600) + "n", "wrong"},
		{"many different factors", differentFactors(150), "wrong"},
		{"many roots", rep("n^(1/3)+", 300) + "1", "unsure"},
		{"roots in roots", rep("sqrt(n+", 90) + "n" + rep(")", 90), "wrong"},
		{"sines", rep("sin(n)+", 300) + "n", "unsure"},
		{"sines in sines", rep("sin(", 90) + "n" + rep(")", 90), "wrong"},
		{"exponentials", rep("exp(", 60) + "n" + rep(")", 60), "wrong"},
		{"absolute values", rep("abs(n-", 90) + "n" + rep(")", 90), "wrong"},
		{"fractions in fractions", rep("1/(n+", 90) + "1" + rep(")", 90), "wrong"},
		{"expanding", "(n+1)^24*(n+2)^24*(n+3)^24*(n+4)^24*(n-5)^24", "wrong"},
		{"dots", "1+...+" + rep("9", 900), "unsure"},
		{"half the prime", "n(n-1)+2305843009213693951*n", "wrong"},
		{"all the primes", "n(n-1)+2305843009213693951*2305843009213693907*2305843009213693723", "wrong"},
		{"nothing for most", "n(n-1)+0/(n-abs(n))", "wrong"},
		{"nothing at all", "n(n-1)+0*(1/0)", "wrong"},
		{"far away", "n(n-1)+floor(n/10^30)", "unsure"},
		{"far away in a maximum", "max(n(n-1), n-10^30)", "unsure"},
	}
}

func differentFactors(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("(n+" + strings.Repeat("1", 1+i%40) + ")*")
	}
	return b.String() + "n"
}

const counting = `{"kind":"formula","key":"n*(n-1)","symbols":{"n":"integer >= 2"}}`

func TestFormulaHostile(t *testing.T) {
	q := question(t, counting)
	for _, test := range hostileFormulas() {
		v := q.Grade(Answer{test.answer})
		if v.Outcome.String() != test.want {
			t.Errorf("%s: Grade(%.40q) = %v (%s) %q, want %s", test.name, test.answer, v.Outcome, v.How, v.Why, test.want)
		}
		if len(v.Why) > 1000 || strings.ContainsAny(v.Why+v.Read, "\x00\x1b\u202e") {
			t.Errorf("%s: Grade(%.40q) says %.60q, read %.60q", test.name, test.answer, v.Why, v.Read)
		}
	}
}

func BenchmarkHostileFormula(b *testing.B) {
	q := question(b, counting)
	for _, test := range hostileFormulas() {
		b.Run(strings.ReplaceAll(test.name, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				q.Grade(Answer{test.answer})
			}
		})
	}
}
