package texbox

import (
	"testing"

	"gradcheck/internal/tex"
)

func FuzzLayout(f *testing.F) {
	cases, _ := goldenBoxes(f)
	for _, c := range cases {
		f.Add(c.src, c.width, c.ascii)
	}
	f.Add(`\sqrt[\frac{a}{b}]{\frac{\frac{a}{b}}{c}}`, 40, false)
	f.Add(`\begin{cases}&&\\&\end{cases}`, 10, true)
	f.Add(`\left.\middle|\frac{a}{b}\right.`, 10, true)
	f.Fuzz(func(t *testing.T, src string, width int, ascii bool) {
		n, err := tex.Parse(src)
		if err != nil {
			return
		}
		checkBox(t, src, n, width%300, ascii)
	})
}
