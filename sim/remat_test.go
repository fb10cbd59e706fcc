package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// goldenRemat is testdata/remat.json: the trace of the exam's scheme (ten
// layers, every fifth kept), counts for many schemes, and disk times.
type goldenRemat struct {
	Trace []struct{ Layer, Load, Fwds int }
	Table []struct{ Layers, Every, Output, Loads, Input, Stored int }
	Disk  []struct {
		Layers, Every   int
		Fwd, Load, Disk float64
	}
}

func readRemat(t testing.TB) goldenRemat {
	t.Helper()
	data, err := os.ReadFile("testdata/remat.json")
	if err != nil {
		t.Fatal(err)
	}
	var g goldenRemat
	if err := json.Unmarshal(data, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Trace) != 10 || len(g.Table) < 100 || len(g.Disk) < 5 {
		t.Fatalf("testdata/remat.json holds %d, %d and %d rows", len(g.Trace), len(g.Table), len(g.Disk))
	}
	return g
}

// collect runs remat with the given parameters, as in "layers=10 every=5".
func collect(t testing.TB, params string) Trace {
	t.Helper()
	set := map[string]string{}
	for p := range strings.FieldsSeq(params) {
		name, text, _ := strings.Cut(p, "=")
		set[name] = text
	}
	v, err := remat.Values(set)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := Collect(context.Background(), remat, v)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func result(t testing.TB, tr Trace, name string) string {
	t.Helper()
	r, ok := tr.Results.Lookup(name)
	if !ok {
		t.Fatalf("no result %q", name)
	}
	return r.Value
}

func TestRemat(t *testing.T) {
	tests := []struct {
		params                                      string
		fwds, loads, stored, backward, disk, unkept string
	}{
		{"", "20", "10", "2", "500", "50", "45"}, // the exam's official answer
		{"layers=12 every=4 fwd=15 load=5", "18", "12", "3", "330", "27.5", "66"},
		{"convention=input", "20", "10", "2", "500", "50", "45"},
		{"every=4 convention=input", "13", "10", "2", "360", "36", "45"},
		{"every=1", "0", "10", "10", "100", "10", "45"},
		{"every=10", "45", "10", "1", "1000", "100", "45"},
		{"every=11 convention=input", "45", "10", "0", "1000", "100", "45"},
		{"every=100", "55", "10", "0", "1200", "120", "45"}, // nothing at hand, so ten more runs
		{"layers=3 every=2 fwd=0.1 load=0.2", "2", "3", "1", "0.8", "0.26666666666666666", "3"},
		{"layers=2 every=1 fwd=0 load=0", "0", "2", "2", "0", "0", "1"},
	}
	for _, tt := range tests {
		tr := collect(t, tt.params)
		var got []string
		for _, r := range tr.Results {
			got = append(got, r.Value)
		}
		want := []string{tt.fwds, tt.loads, tt.stored, tt.backward, tt.disk, tt.unkept}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("remat(%s) = %v, want %v", tt.params, got, want)
		}
	}
}

func TestRematGolden(t *testing.T) {
	g := readRemat(t)
	for _, r := range g.Table {
		for convention, fwds := range map[string]int{"output": r.Output, "input": r.Input} {
			params := fmt.Sprintf("layers=%d every=%d convention=%s", r.Layers, r.Every, convention)
			tr := collect(t, params)
			got := [3]string{result(t, tr, "fwds"), result(t, tr, "loads"), result(t, tr, "stored")}
			want := [3]string{strconv.Itoa(fwds), strconv.Itoa(r.Loads), strconv.Itoa(r.Stored)}
			if got != want {
				t.Errorf("fwds, loads, stored of remat(%s) = %v, want %v", params, got, want)
			}
		}
	}
	for _, r := range g.Disk {
		params := fmt.Sprintf("layers=%d every=%d fwd=%g load=%g", r.Layers, r.Every, r.Fwd, r.Load)
		if got := result(t, collect(t, params), "disk_ns"); got != decimal(r.Disk) {
			t.Errorf("disk_ns of remat(%s) = %s, want %g", params, got, r.Disk)
		}
	}
}

// TestRematClosedForm compares the counted runs with q·k(k−1)/2 + r(r+1)/2, or
// r(r−1)/2 if a layer needs its input, for the lengths up to 24.
func TestRematClosedForm(t *testing.T) {
	for layers := 2; layers <= 24; layers++ {
		for every := 1; every <= layers+1; every++ {
			q, r := layers/every, layers%every
			for convention, want := range map[string]int{
				"output": q*every*(every-1)/2 + r*(r+1)/2,
				"input":  q*every*(every-1)/2 + r*(r-1)/2,
			} {
				params := fmt.Sprintf("layers=%d every=%d convention=%s", layers, every, convention)
				if got := result(t, collect(t, params), "fwds"); got != strconv.Itoa(want) {
					t.Errorf("fwds of remat(%s) = %s, want %d", params, got, want)
				}
			}
		}
	}
}

// TestRematTrace follows the frames of the exam's scheme layer by layer.
func TestRematTrace(t *testing.T) {
	frames := traces(collect(t, ""))
	for _, want := range readRemat(t).Trace {
		load, rest := frames[0], frames[1:]
		register := load.Blocks[1].(*Slots).Groups[1].Places[0]
		if register != activation(want.Load) {
			t.Errorf("layer %d loads %s, want %s", want.Layer, register, activation(want.Load))
		}
		for i := range want.Fwds {
			register = rest[i].Blocks[1].(*Slots).Groups[1].Places[0]
			if register != activation(want.Load+i+1) {
				t.Errorf("run %d for layer %d makes %s, want %s", i+1, want.Layer, register, activation(want.Load+i+1))
			}
		}
		pass := rest[want.Fwds]
		if !strings.HasPrefix(pass.Caption, fmt.Sprintf("Layer %d has its activation", want.Layer)) {
			t.Errorf("after %d runs for layer %d: %q", want.Fwds, want.Layer, pass.Caption)
		}
		frames = rest[want.Fwds+1:]
	}
	if len(frames) != 0 {
		t.Errorf("%d frames left over", len(frames))
	}
}

// traces are the frames of a run that show its steps.
func traces(tr Trace) []Frame {
	var fs []Frame
	for _, f := range tr.Frames {
		if f.View == "trace" {
			fs = append(fs, f)
		}
	}
	return fs
}

// TestRematFrames checks that there is a frame for each load, run and gradient
// step between the chain and the result, and that every frame is well formed.
func TestRematFrames(t *testing.T) {
	for _, params := range []string{"", "every=1", "every=3 convention=input", "layers=2 every=100",
		"layers=14 every=5", "layers=15 every=15", "layers=40 every=7", "layers=100 every=9 convention=input",
		"layers=100 every=100", "layers=100 every=1"} {
		tr := collect(t, params)
		fwds, _ := strconv.Atoi(result(t, tr, "fwds"))
		loads, _ := strconv.Atoi(result(t, tr, "loads"))
		layers := tr.Inputs.Int("layers")
		if got, want := len(traces(tr)), fwds+loads+layers; got != want {
			t.Errorf("remat(%s) shows %d steps, want %d", params, got, want)
		}
		n := len(tr.Frames)
		if n != fwds+loads+layers+2 || tr.Frames[0].View != "chain" || tr.Frames[n-1].View != "result" {
			t.Errorf("remat(%s) goes from %s to %s in %d frames", params, tr.Frames[0].View, tr.Frames[n-1].View, n)
		}
		for i, f := range tr.Frames {
			checkFrame(t, fmt.Sprintf("remat(%s) frame %d", params, i), f)
		}
	}
}

// checkFrame checks a frame's shape: a caption that ends in a full stop, rows
// as wide as their columns, strips and tables small enough for a screen.
func checkFrame(t *testing.T, name string, f Frame) {
	t.Helper()
	if !strings.HasSuffix(f.Caption, ".") || utf8.RuneCountInString(f.Caption) > 150 {
		t.Errorf("%s: caption %q", name, f.Caption)
	}
	for _, b := range f.Blocks {
		switch b := b.(type) {
		case *Cells:
			for _, r := range b.Rows {
				if len(r.Cells) != len(b.Cols) || len(b.Cols) > wholeChain+1 {
					t.Errorf("%s: row %q has %d cells for %d columns", name, r.Name, len(r.Cells), len(b.Cols))
				}
			}
		case *Table:
			if len(b.Rows) > 5 {
				t.Errorf("%s: table of %d rows", name, len(b.Rows))
			}
			for _, r := range b.Rows {
				if len(r.Cells) != len(b.Cols) {
					t.Errorf("%s: row %q has %d cells for %d columns", name, r.Cells, len(r.Cells), len(b.Cols))
				}
			}
		}
	}
}

// TestRematCaptions shows the words for one layer of the exam's scheme, of one
// that wants its input, and of one with a long way to run.
func TestRematCaptions(t *testing.T) {
	tests := []struct {
		params string
		frame  int // of the steps, from 1
		want   string
	}{
		{"", 14, "Layer 7 wants its activation: load 5, the nearest kept below."},
		{"", 15, "Layer 7 wants its activation: load 5, run 6."},
		{"", 16, "Layer 7 wants its activation: load 5, run 6, run 7. Then 6 and 7 are lost."},
		{"", 17, "Layer 7 has its activation, so the gradient passes. 6 and 7 are lost."},
		{"", 1, "Layer 10 wants its activation: load 10. It is kept, so nothing runs."},
		{"", 40, "Layer 1 has its activation, so the gradient passes. 1 is lost."},
		{"convention=input", 1, "Layer 10 wants its input, activation 9: load 5, the nearest kept below."},
		{"convention=input", 40, "Layer 1 has its input, so the gradient passes. Nothing is lost."},
		{"layers=30 every=30 convention=input", 30, "Layer 30 wants its input, activation 29: load the input, run 1 to 29. Then 1 to 29 are lost."},
	}
	for _, tt := range tests {
		if got := traces(collect(t, tt.params))[tt.frame-1].Caption; got != tt.want {
			t.Errorf("caption of step %d of remat(%s) = %q, want %q", tt.frame, tt.params, got, tt.want)
		}
	}
	const so = "so far 9 × 20 ns + 4 × 10 ns = 220 ns of 500 ns"
	f := traces(collect(t, ""))[15]
	if got := strings.ReplaceAll(f.Blocks[3].(*Text).Text, "\u00a0", " "); got != so {
		t.Errorf("sum of step 16 = %q, want %q", got, so)
	}
}

func TestRematDeterministic(t *testing.T) {
	for _, params := range []string{"", "layers=40 every=9 fwd=0.3"} {
		if a, b := collect(t, params), collect(t, params); !reflect.DeepEqual(a, b) {
			t.Errorf("two runs of remat(%s) differ", params)
		}
	}
}

// TestRematFramesAreOwn checks that a frame does not change after it was emitted.
func TestRematFramesAreOwn(t *testing.T) {
	v, _ := remat.Values(nil)
	var frames []Frame
	var encoded [][]byte
	_, err := remat.Run(context.Background(), v, func(f Frame) error {
		data, err := json.Marshal(f)
		frames, encoded = append(frames, f), append(encoded, data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range frames {
		data, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(data, encoded[i]) {
			t.Errorf("frame %d has changed to %s, was %s", i, data, encoded[i])
		}
	}
}

func BenchmarkRemat(b *testing.B) {
	for _, params := range []string{"layers=10 every=5", "layers=100 every=10", "layers=100 every=100"} {
		b.Run(params, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				collect(b, params)
			}
		})
	}
}
