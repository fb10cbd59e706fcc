package blocks

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"gradcheck/sim"
)

var update = flag.Bool("update", false, "rewrite the files in testdata with what is drawn now")

// golden compares got with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("%s:%d: got %q, want %q", path, i+1, g[i], w[i])
		}
	}
	t.Fatalf("%s: got %d lines, want %d", path, len(g), len(w))
}

// remat is the run of the exam's rematerialisation scheme, or another.
func remat(t testing.TB, set map[string]string) sim.Trace {
	t.Helper()
	s, ok := sim.Lookup("remat")
	if !ok {
		t.Fatal("no simulation remat")
	}
	v, err := s.Values(set)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := sim.Collect(context.Background(), s, v)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// samples are blocks with what the frames of remat do not have.
var samples = sim.Blocks{
	&sim.Text{Text: "Two places in memory, ten layers. Only the plan changes, and it is worth as much as twelve runs of twenty."},
	&sim.Table{
		Cols: []sim.Col{{Name: "plan"}, {Name: "runs in all", Bar: true}},
		Rows: []sim.Row{
			{Cells: []string{"keep 5 and 10, as asked", "20"}},
			{Cells: []string{"keep 3 and 7", "15"}},
			{Cells: []string{"reuse freed places", "8"}, Mark: sim.Hot},
			{Cells: []string{"keep all", "0"}},
			{Cells: []string{"keep some", "unknown"}},
		},
	},
	&sim.Table{
		Cols: []sim.Col{{}, {Name: "first loss", Bar: true}, {Name: "after 300", Right: true}},
		Rows: []sim.Row{
			{Cells: []string{"std √2", "81.36", "5.91"}, Mark: sim.Bad},
			{Cells: []string{"std σ²", "6.15", "−1.74"}, Mark: sim.Good},
			{Cells: []string{"std β", "0.05", "1\u00a0234.5"}},
		},
	},
	&sim.Cells{
		Label: "while at layer", Cols: []string{"10", "9", "8"},
		Rows: []sim.CellRow{
			{Name: "place 1", Cells: []sim.Cell{{Text: "5"}, {Text: "5"}, {Text: "·"}}},
			{Name: "worker", Cells: []sim.Cell{{Text: "27", Mark: sim.Hot}, {Mark: sim.Hot}, {Text: "6", Mark: sim.Good}}},
			{Name: "marks", Cells: []sim.Cell{{Mark: sim.Good}, {Mark: sim.Bad}, {Mark: sim.Done}}},
			{Name: "short", Cells: []sim.Cell{{Join: sim.Start}, {Join: sim.Right}}},
		},
	},
	&sim.Slots{Groups: []sim.SlotGroup{
		{Name: "memory", Places: []string{"…", "a5", "", ""}, Note: "2 of 9 free"},
		{Name: "register", Places: []string{""}},
		{Name: "disk", Note: "no places"},
	}},
	&sim.Text{Text: "Right, and said twice:\nright.", Mark: sim.Good},
}

// TestGolden draws the exam's scheme and the samples for a reader to look at.
func TestGolden(t *testing.T) {
	frames := remat(t, nil).Frames
	chosen := []sim.Frame{frames[0], frames[16], frames[17], frames[len(frames)-1], {View: "samples", Blocks: samples}}
	for _, o := range []struct {
		name string
		Options
	}{
		{"76.txt", Options{Width: 76}},
		{"60.txt", Options{Width: 60}},
		{"40.txt", Options{Width: 40}},
		{"30.txt", Options{Width: 30}},
		{"76-ascii.txt", Options{Width: 76, ASCII: true}},
		{"40-ascii.txt", Options{Width: 40, ASCII: true}},
	} {
		var b strings.Builder
		for _, f := range chosen {
			rule := strings.Repeat("=", o.Width-len(f.View)-1)
			fmt.Fprintf(&b, "%s %s\n%s\n", f.View, rule, strings.Join(Render(f.Blocks, o.Options), "\n"))
		}
		golden(t, o.name, b.String())
	}
	var b strings.Builder
	for _, f := range chosen {
		fmt.Fprintf(&b, "== %s\n%s\n", f.View, Plain(f))
	}
	golden(t, "plain.txt", b.String())
}

// TestTraceFrame is the picture of step 16 as it was drawn by hand.
func TestTraceFrame(t *testing.T) {
	const want = `
layer      in   1   2   3   4   5   6   7   8   9  10
kept        ■                   ■                   ■
runs now                        └──▸6──▸7
gradient                                  ◂ 8 ◂ 9 ◂10

memory     [ a5 ] [ a10 ]  2 of 2 places full      register [ a7 ]

  for layer   from    runs                runs in all   loads in all
         10   a10     none                          0              1
          9   a5      ■ ■ ■ ■   6 7 8 9             4              2
          8   a5      ■ ■ ■     6 7 8               7              3
▸         7   a5      ■ ■       6 7                 9              4
      6 … 1           to come                   of 20          of 10

so far 9 × 20 ns + 4 × 10 ns = 220 ns of 500 ns`
	got := strings.Join(Render(remat(t, nil).Frames[16].Blocks, Options{Width: 76}), "\n")
	if got != want[1:] {
		t.Errorf("frame 16 of remat =\n%s\nwant\n%s", got, want[1:])
	}
}

// TestColumnsStandStill checks that the table's columns are where they were in
// the frame before.
func TestColumnsStandStill(t *testing.T) {
	for _, set := range []map[string]string{nil, {"every": "10"}, {"layers": "100", "every": "3"}, {"layers": "20", "every": "20"}} {
		head := ""
		for i, f := range remat(t, set).Frames {
			if f.View != "trace" {
				continue
			}
			lines := Render(sim.Blocks{f.Blocks[2]}, Options{Width: 76})
			at := 0
			for !strings.Contains(lines[at], "from") {
				at++
			}
			if head == "" {
				head = lines[at]
			}
			if lines[at] != head {
				t.Fatalf("remat(%v) frame %d: names %q, were %q", set, i, lines[at], head)
			}
		}
	}
}

// TestLaws checks at every width, for drawn and random blocks, that no line is
// too wide or ends in spaces, that ASCII is ASCII, that styles change nothing
// but the style, and that from 30 cells on every word is there.
func TestLaws(t *testing.T) {
	frames := remat(t, map[string]string{"layers": "30", "every": "7"}).Frames
	r := rand.New(rand.NewPCG(1, 2))
	all := []sim.Blocks{samples, frames[0].Blocks, frames[40].Blocks, frames[len(frames)-1].Blocks}
	for range 40 {
		all = append(all, random(r))
	}
	paint := func(_ sim.Mark, s string) string { return "\x1b[1m" + s + "\x1b[m" }
	for n, bs := range all {
		for w := 1; w <= 90; w++ {
			lines := Render(bs, Options{Width: w})
			joined := strings.Join(lines, "\n")
			folded := strings.ToLower(joined) // sentences have capitals
			for _, l := range lines {
				if ansi.StringWidth(l) > w || strings.TrimRight(l, " ") != l {
					t.Fatalf("blocks %d at width %d: line %q of %d cells", n, w, l, ansi.StringWidth(l))
				}
			}
			for _, l := range Render(bs, Options{Width: w, ASCII: true}) {
				if strings.ContainsFunc(l, func(r rune) bool { return r >= 0x80 || r < ' ' }) || len(l) > w {
					t.Fatalf("blocks %d at width %d in ASCII: line %q", n, w, l)
				}
			}
			if w < 30 {
				continue
			}
			if got := ansi.Strip(strings.Join(Render(bs, Options{Width: w, Style: paint}), "\n")); got != joined {
				t.Fatalf("blocks %d at width %d: with styles\n%s\nwithout\n%s", n, w, got, joined)
			}
			for _, word := range words30(bs) {
				if !strings.Contains(folded, word) {
					t.Fatalf("blocks %d at width %d lack %q:\n%s", n, w, word, joined)
				}
			}
		}
	}
	if got := Render(samples, Options{}); got != nil {
		t.Errorf("Render at width 0 = %q, want nothing", got)
	}
}

// random makes blocks whose words are all different: w1, w2, ...
func random(r *rand.Rand) sim.Blocks {
	n := 0
	text := func() string {
		var ws []string
		for range r.IntN(4) {
			n++
			ws = append(ws, fmt.Sprintf("w%d.", n))
		}
		return strings.Join(ws, " ")
	}
	marks := []sim.Mark{sim.Plain, sim.Held, sim.Hot, sim.Done, sim.Lost, sim.Good, sim.Bad}
	joins := []sim.Join{sim.None, sim.Start, sim.Right, sim.Left}
	c := &sim.Cells{Label: text()}
	for range r.IntN(12) {
		c.Cols = append(c.Cols, text())
	}
	for range r.IntN(4) {
		row := sim.CellRow{Name: text()}
		for range r.IntN(13) {
			row.Cells = append(row.Cells, sim.Cell{Text: text(), Mark: marks[r.IntN(7)], Join: joins[r.IntN(4)]})
		}
		c.Rows = append(c.Rows, row)
	}
	tab := &sim.Table{}
	for range r.IntN(7) {
		tab.Cols = append(tab.Cols, sim.Col{Name: text(), Right: r.IntN(2) > 0, Bar: r.IntN(4) == 0, Units: r.IntN(4) == 0})
	}
	for range r.IntN(5) {
		row := sim.Row{Mark: marks[r.IntN(7)]}
		for range r.IntN(8) {
			cell := text()
			if r.IntN(2) > 0 {
				cell = fmt.Sprint(r.IntN(50))
			}
			row.Cells = append(row.Cells, cell)
		}
		tab.Rows = append(tab.Rows, row)
	}
	s := &sim.Slots{}
	for range r.IntN(4) {
		g := sim.SlotGroup{Name: text(), Note: text()}
		for range r.IntN(6) {
			g.Places = append(g.Places, text())
		}
		s.Groups = append(s.Groups, g)
	}
	return sim.Blocks{c, tab, s, &sim.Text{Text: text(), Mark: marks[r.IntN(7)]}}
}

// words30 are the words of random blocks.
func words30(bs sim.Blocks) []string {
	var all []string
	add := func(ss ...string) {
		for _, s := range ss {
			for f := range strings.FieldsSeq(s) {
				if strings.HasPrefix(f, "w") && strings.HasSuffix(f, ".") {
					all = append(all, f)
				}
			}
		}
	}
	for _, b := range bs {
		switch b := b.(type) {
		case *sim.Text:
			add(b.Text)
		case *sim.Cells:
			for _, r := range b.Rows {
				add(r.Name)
				for _, c := range r.Cells {
					add(c.Text)
				}
			}
		case *sim.Slots:
			for _, g := range b.Groups {
				add(g.Name, g.Note)
				add(g.Places...)
			}
		case *sim.Table:
			for _, r := range b.Rows {
				add(r.Cells...)
			}
		}
	}
	return all
}

func TestText(t *testing.T) {
	tests := []struct {
		text  string
		mark  sim.Mark
		width int
		ascii bool
		want  string
	}{
		{"one two three", sim.Plain, 8, false, "one two|three"},
		{"one two three", sim.Plain, 7, false, "one two|three"},
		{"one  two", sim.Plain, 80, false, "one two"},
		{"of 40\u00a0000 ns", sim.Plain, 7, false, "of|40 000|ns"},
		{"rematerialisation", sim.Plain, 6, false, "remate|rialis|ation"},
		{"a rematerialisation", sim.Plain, 8, false, "a|remateri|alisatio|n"},
		{"a\nb\n\nc", sim.Plain, 9, false, "a|b||c"},
		{"tab\there \x1b[31mred", sim.Plain, 30, false, "tab here [31mred"},
		{"日本語 日本", sim.Plain, 6, false, "日本語|日本"},
		{"Not this one, but near.", sim.Bad, 14, false, "✗ Not this|  one, but|  near."},
		{"Not this one.", sim.Bad, 14, true, "x Not this|  one."},
		{"β² ≤ −½ … √3", sim.Plain, 40, true, "beta^2 <= -(1/2) ... sqrt 3"},
		{"", sim.Plain, 9, false, ""},
	}
	for _, tt := range tests {
		got := strings.Join(Render(sim.Blocks{&sim.Text{Text: tt.text, Mark: tt.mark}}, Options{Width: tt.width, ASCII: tt.ascii}), "|")
		if got != tt.want {
			t.Errorf("Text(%q, %q) at width %d = %q, want %q", tt.text, tt.mark, tt.width, got, tt.want)
		}
	}
}

func TestASCII(t *testing.T) {
	tests := []struct{ in, want string }{
		{"length k√d", "length k sqrt d"},
		{"1/√(2/d)", "1/sqrt(2/d)"},
		{"αβ x⁻¹² zₜ₋₁", "alpha beta x^-12 z_t-1"},
		{"s²·d, a · b ···", "s^2*d, a . b ..."},
		{"𝐱 ∈ ℝᵈ ≲ 𝛃", "x in R^d <~ beta"},
		{"— ✓ ☃", "- + ?"},
	}
	for _, tt := range tests {
		if got := ASCII(tt.in); got != tt.want {
			t.Errorf("ASCII(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestBars(t *testing.T) {
	tests := []struct {
		cells   string
		longest int
		ascii   bool
		want    string
	}{
		{"20 8 0", 30, false, strings.Repeat("█", 20) + " 20|████████ 8|0"},
		{"40 8", 20, false, strings.Repeat("█", 20) + " 40|████ 8"},
		{"1 .5625 .01 .001", 8, false, "████████ 1|████▌ .5625|▏ .01|▏ .001"},
		{"1 .5625 .01", 8, true, "######## 1|##### .5625|. .01"},
		{"2.5 −1 none", 10, false, "██████████ 2.5|−1|none"},
		{"1e3 250", 8, false, "████████ 1e3|██ 250"},
		{"NaN Inf", 8, false, "NaN|Inf"},
	}
	for _, tt := range tests {
		g := grid{painter: painter{Options{ASCII: tt.ascii}}}
		if got := strings.Join(g.bars(newRuler(sim.Col{}, strings.Fields(tt.cells), tt.longest), strings.Fields(tt.cells)), "|"); got != tt.want {
			t.Errorf("bars(%s) in %d cells = %q, want %q", tt.cells, tt.longest, got, tt.want)
		}
	}
}

func TestPlain(t *testing.T) {
	const want = `Layer 7 wants its activation: load 5, run 6, run 7. Then 6 and 7 are lost.
Columns: layer in to 10.
Kept: in, 5, 10.
Runs now: from 5 to 6 to 7.
Gradient: 8, 9, 10.
Memory: a5, a10; 2 of 2 places full.
Register: a7.
For layer 10: from a10, runs none, runs in all 0, loads in all 1.
For layer 9: from a5, runs 4 (6 7 8 9), runs in all 4, loads in all 2.
For layer 8: from a5, runs 3 (6 7 8), runs in all 7, loads in all 3.
For layer 7, this step: from a5, runs 2 (6 7), runs in all 9, loads in all 4.
For layer 6 to 1: runs to come, runs in all of 20, loads in all of 10.
So far 9 times 20 ns plus 4 times 10 ns equals 220 ns of 500 ns.`
	if got := Plain(remat(t, nil).Frames[16]); got != want {
		t.Errorf("Plain(frame 16 of remat) =\n%s\nwant\n%s", got, want)
	}
	for _, set := range []map[string]string{nil, {"layers": "100", "every": "30", "fwd": "1000"}, {"every": "100"}} {
		for i, f := range remat(t, set).Frames {
			if got := Plain(f); strings.ContainsFunc(got, func(r rune) bool { return r >= 0x80 }) {
				t.Fatalf("Plain(frame %d of remat(%v)) has a glyph:\n%s", i, set, got)
			}
		}
	}
	f := sim.Frame{Caption: "a = b.", Blocks: samples}
	if got := Plain(f); strings.ContainsAny(got, "■▸◂·…×−\u00a0²√") {
		t.Errorf("Plain(samples) has a glyph:\n%s", got)
	}
}

func BenchmarkRender(b *testing.B) {
	f := remat(b, nil).Frames[16]
	for b.Loop() {
		Render(f.Blocks, Options{Width: 76})
	}
}

// TestDiagram draws what fits and tells what does not.
func TestDiagram(t *testing.T) {
	const drawing = "a ──▸ b\n"
	for width, want := range map[int]string{20: "a ──▸ b", 6: "(a to\nb)"} {
		if got := strings.Join(Diagram(drawing, "a to b", Options{Width: width}), "\n"); got != want {
			t.Errorf("Diagram at %d = %q, want %q", width, got, want)
		}
	}
	const wide = "  β₁     β₂     │\n ────▸  ────▸   │\n └─── √2 ───────┘\n"
	const want = "  beta_1 beta_2 |\n ---->  ---->   |\n +--- sqrt 2 ---+"
	if got := strings.Join(Diagram(wide, "", Options{Width: 40, ASCII: true}), "\n"); got != want {
		t.Errorf("ASCII =\n%s\nwant\n%s", got, want)
	}
	if got := strings.Join(Diagram("a ─ 𝛼β │ b", "a beside b", Options{Width: 40, ASCII: true}), "\n"); got != "(a beside b)" {
		t.Errorf("a figure without an ASCII form = %q, want its words", got)
	}
}
