package tex

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestMathML(t *testing.T) {
	tests := []struct{ src, want string }{
		{`x`, `<mi>x</mi>`},
		{`-x + 12.5`, `<mrow><mo form="prefix">−</mo><mi>x</mi><mo>+</mo><mn>12.5</mn></mrow>`},
		{`\frac{a}{b}`, `<mfrac><mi>a</mi><mi>b</mi></mfrac>`},
		{`x_i^2 < y`, `<mrow><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup><mo>&lt;</mo><mi>y</mi></mrow>`},
		{`\sqrt{2}\sqrt[3]{x}`, `<mrow><msqrt><mn>2</mn></msqrt><mroot><mi>x</mi><mn>3</mn></mroot></mrow>`},
		{`\sum_{i=1}^n i`, `<mrow><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi></mrow>`},
		{`\int_0^1`, `<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>`},
		{`\log x`, "<mrow><mi>log</mi><mo>\u2061</mo><mi>x</mi></mrow>"},
		{`a \text{ if } b`, "<mrow><mi>a</mi><mtext>\u00a0if\u00a0</mtext><mi>b</mi></mrow>"},
		{`\binom{n}{k}`, `<mrow><mo>(</mo><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac><mo>)</mo></mrow>`},
		{`\left(x\right]`, `<mrow><mo stretchy="true" form="prefix">(</mo><mi>x</mi><mo stretchy="true" form="postfix">]</mo></mrow>`},
		{`\hat{x}`, `<mover accent="true"><mi>x</mi><mo>^</mo></mover>`},
		{`\underbrace{x}_{n}`, `<munder><munder><mi>x</mi><mo stretchy="true">⏟</mo></munder><mi>n</mi></munder>`},
		{`\xrightarrow{n}`, `<mover><mo>→</mo><mi>n</mi></mover>`},
		{`{}_2`, `<msub><mrow></mrow><mn>2</mn></msub>`},
		{`a\quad b`, `<mrow><mi>a</mi><mspace width="1em"></mspace><mi>b</mi></mrow>`},
		{`\begin{array}{l|c} a & b \\ \hline c & d \end{array}`, `<mrow><mtable><mtr><mtd style="text-align: left"><mi>a</mi></mtd><mtd style="border-left: 1px solid"><mi>b</mi></mtd></mtr>` +
			`<mtr><mtd style="text-align: left; border-top: 1px solid"><mi>c</mi></mtd><mtd style="border-left: 1px solid; border-top: 1px solid"><mi>d</mi></mtd></mtr></mtable></mrow>`},
		{`\begin{cases} a \end{cases}`, `<mrow><mo form="prefix">{</mo><mtable><mtr><mtd style="text-align: left"><mi>a</mi></mtd></mtr></mtable></mrow>`},
		{`\text{a<b & c}`, `<mtext>a&lt;b &amp; c</mtext>`},
	}
	const open, shut = `<math xmlns="http://www.w3.org/1998/Math/MathML">`, `</math>`
	for _, c := range tests {
		if got := MathML(mustParse(t, c.src), false); got != open+c.want+shut {
			t.Errorf("MathML(%s) = %s, want %s", c.src, strings.TrimSuffix(strings.TrimPrefix(got, open), shut), c.want)
		}
	}
	if got := MathML(mustParse(t, "x"), true); !strings.Contains(got, ` display="block"`) {
		t.Errorf("MathML(x) as a display = %s", got)
	}
}

// children of the elements that need a certain number of them.
var arity = map[string]int{
	"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3, "msqrt": 1, "mtd": 1, "menclose": 1, "math": 1,
}

// checkMathML checks that what is written is XML whose elements have as many
// children as MathML asks for, and that every atom and word is there.
func checkMathML(t *testing.T, src string, n Node) {
	t.Helper()
	s := MathML(n, true)
	d := xml.NewDecoder(strings.NewReader(s))
	type open struct {
		name     string
		children int
	}
	stack := []open{{}}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Errorf("MathML(%q) = %s: %v", src, s, err)
			return
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			stack[len(stack)-1].children++
			stack = append(stack, open{name: tok.Name.Local})
		case xml.EndElement:
			top := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if want := arity[top.name]; want > 0 && top.children != want {
				t.Errorf("MathML(%q) = %s: %s has %d children, want %d", src, s, top.name, top.children, want)
			}
		}
	}
	Walk(n, func(c Node) bool {
		if a, ok := c.(*Atom); ok && !strings.Contains(s, escape.Replace(a.Text)) {
			t.Errorf("MathML(%q) = %s lacks %q", src, s, a.Text)
		}
		return true
	})
}

func TestMathMLIsWellFormed(t *testing.T) {
	cases, _ := goldenLines(t)
	for _, c := range cases {
		checkMathML(t, c.src, mustParse(t, c.src))
	}
}
