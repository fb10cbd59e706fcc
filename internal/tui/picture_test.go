package tui

import (
	"flag"
	"fmt"
	"html"
	"os"
	"strings"
	"testing"

	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/internal/store/memory"
)

var update = flag.Bool("update", false, "draw the README's picture anew")

// TestPicture draws the README's picture from a run of the program: three
// screens one below the other, as SVG. It fails when the picture is not what the
// program shows now; .ci/picture draws it anew.
func TestPicture(t *testing.T) {
	const file = "testdata/walk.svg"
	d := newDriver(t, &memory.Store{}, 80, 24, nil)
	var screens []string
	shot := func(keys string) { d.keys(keys); screens = append(screens, d.app.View().Content) }
	shot("enter enter '8' enter")
	shot("] ] enter '0.05 us' enter")
	shot("[ [ e right right right right right right right right right right right right right right right")
	got := svg(screens)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Error("the README's picture is not what the program shows; draw it anew with .ci/picture and look at it")
	}
}

// svg sets screens of 80x24 one below the other.
func svg(screens []string) string {
	const cell, line, pad = 9, 20, 16
	w, h := 80*cell+2*pad, len(screens)*(24*line+2*pad)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="'JetBrains Mono','DejaVu Sans Mono',monospace" font-size="15" fill="#d4d4d4">`+"\n", w, h)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#16161e"/>`+"\n", w, h)
	for i, s := range screens {
		top := i*(24*line+2*pad) + pad
		for j, row := range strings.Split(s, "\n") {
			fmt.Fprintf(&b, `<text y="%d">%s</text>`+"\n", top+(j+1)*line-5, spans(row, pad, cell))
		}
	}
	return b.String() + "</svg>\n"
}

// spans writes a row as runs of one look, each at its own column.
func spans(row string, left, cell int) string {
	var b strings.Builder
	look, run, start, col := "", "", 0, 0
	flush := func() {
		if strings.TrimSpace(run) != "" {
			fmt.Fprintf(&b, `<tspan x="%d"%s>%s</tspan>`, left+start*cell, attributes(look), strings.ReplaceAll(html.EscapeString(run), " ", "\u00a0"))
		}
		run, start = "", col
	}
	var state byte
	for row != "" {
		seq, width, n, next := xansi.DecodeSequence(row, state, nil)
		if width == 0 && strings.HasPrefix(seq, "\x1b[") {
			flush()
			look = strings.TrimSuffix(strings.TrimPrefix(seq, "\x1b["), "m")
		} else {
			run += seq
			col += width
		}
		row, state = row[n:], next
	}
	flush()
	return b.String()
}

// attributes turns SGR parameters into SVG.
func attributes(sgr string) string {
	s := ""
	for p := range strings.SplitSeq(sgr, ";") {
		switch p {
		case "1":
			s += ` font-weight="bold"`
		case "2":
			s += ` fill-opacity="0.55"`
		case "4":
			s += ` text-decoration="underline"`
		case "7":
			s += ` fill="#ffd866"`
		case "32":
			s += ` fill="#6fc276"`
		case "33":
			s += ` fill="#d9b44a"`
		case "35":
			s += ` fill="#c678dd"`
		case "36":
			s += ` fill="#4fb3bf"`
		}
	}
	return s
}
