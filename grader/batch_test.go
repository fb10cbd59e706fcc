package grader

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"
)

// TestBatch compares testdata/batch/in.jsonl with out.jsonl.
func TestBatch(t *testing.T) {
	in, err := os.ReadFile("testdata/batch/in.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/batch/out.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]io.Reader{
		"at once":          bytes.NewReader(in),
		"byte by byte":     iotest.OneByteReader(bytes.NewReader(in)),
		"no last newline":  bytes.NewReader(bytes.TrimRight(in, "\n")),
		"carriage returns": bytes.NewReader(bytes.ReplaceAll(in, []byte("\n"), []byte("\r\n"))),
	} {
		var out bytes.Buffer
		faults, err := Batch(context.Background(), r, &out, false, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := strings.Count(out.String(), `"error":`); faults != got {
			t.Errorf("%s: %d faults, want %d", name, faults, got)
		}
		gotLines, wantLines := strings.Split(out.String(), "\n"), strings.Split(string(want), "\n")
		for i := range max(len(gotLines), len(wantLines)) {
			g, w := at(gotLines, i), at(wantLines, i)
			if g != w {
				t.Errorf("%s, line %d:\n got %s\nwant %s", name, i+1, g, w)
			}
		}
	}
}

// TestContract checks the lines that other programs rely on: testdata/batch/contract.jsonl
// has questions with an answer, each followed by what is written for it.
func TestContract(t *testing.T) {
	data, err := os.ReadFile("testdata/batch/contract.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(data), "\n")
	for i := 0; i+1 < len(lines); i += 2 {
		var out bytes.Buffer
		if faults, err := Batch(context.Background(), strings.NewReader(lines[i]), &out, false, nil); faults != 0 || err != nil {
			t.Errorf("Batch(%s) = %d, %v", lines[i], faults, err)
		}
		if out.String() != lines[i+1] {
			t.Errorf("Batch(%s):\n got %swant %s", strings.TrimSpace(lines[i]), out.String(), lines[i+1])
		}
	}
}

// TestBatchSame checks that questions that come again are graded as the first
// time, and that a batch of very many different ones keeps few of them.
func TestBatchSame(t *testing.T) {
	var in, want strings.Builder
	for i := range 3 * maxCached {
		for range 2 {
			fmt.Fprintf(&in, `{"id":%d,"question":{"kind":"number","key":"%d"},"answer":"7"}`+"\n", i, i%5+5)
			if i%5 == 2 {
				fmt.Fprintf(&want, `{"id":%d,"outcome":"correct"`+"\n", i)
			} else {
				fmt.Fprintf(&want, `{"id":%d,"outcome":"wrong",`+"\n", i)
			}
		}
	}
	var out bytes.Buffer
	if faults, err := Batch(context.Background(), strings.NewReader(in.String()), &out, false, nil); faults != 0 || err != nil {
		t.Fatalf("Batch = %d, %v", faults, err)
	}
	gotLines, wantLines := strings.Split(out.String(), "\n"), strings.Split(want.String(), "\n")
	for i, w := range wantLines {
		if !strings.HasPrefix(at(gotLines, i), strings.TrimSuffix(w, ",")) {
			t.Fatalf("line %d: %s, want %s", i+1, at(gotLines, i), w)
		}
	}
	c := &questionCache{}
	for i := range 3 * maxCached {
		if _, err := c.question(fmt.Appendf(nil, `{"kind":"number","key":%d}`, i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.made) > maxCached || c.size > maxCachedSize {
		t.Errorf("the cache keeps %d questions of %d bytes", len(c.made), c.size)
	}
}

func at(s []string, i int) string {
	if i < len(s) {
		return s[i]
	}
	return "(nothing)"
}

// TestBatchOrder checks the order of many lines, and that memory does not grow
// with their number.
func TestBatchOrder(t *testing.T) {
	const n = 20_000
	pr, pw := io.Pipe()
	go func() {
		for i := range n {
			fmt.Fprintf(pw, `{"id":%d,"question":{"kind":"number","key":"20"},"answer":"%s"}`+"\n", i, strings.Repeat("1+", i%30)+"1")
		}
		pw.Close()
	}()
	c := &counter{t: t}
	faults, err := Batch(context.Background(), pr, c, false, nil)
	if faults != 0 || err != nil || c.n != n {
		t.Errorf("Batch = %d, %v with %d lines, want 0, nil with %d", faults, err, c.n, n)
	}
	if c.peak > 64<<20 {
		t.Errorf("the heap grew to %d bytes", c.peak)
	}
}

// A counter expects lines whose ids count up.
type counter struct {
	t    *testing.T
	n    int
	rest []byte // of a line that is not complete
	peak uint64
}

func (c *counter) Write(p []byte) (int, error) {
	c.rest = append(c.rest, p...)
	for {
		line, rest, ok := bytes.Cut(c.rest, []byte("\n"))
		if !ok {
			break
		}
		if !bytes.HasPrefix(line, fmt.Appendf(nil, `{"id":%d,"outcome":`, c.n)) {
			c.t.Errorf("line %d: %s", c.n, line)
		}
		c.n, c.rest = c.n+1, rest
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	c.peak = max(c.peak, m.HeapAlloc)
	return len(p), nil
}

func TestBatchLongLine(t *testing.T) {
	in := `{"id":1,"question":{"kind":"number","key":"20"},"answer":"` + strings.Repeat("1", 3<<20) + `"}` + "\n" +
		`{"id":2,"question":{"kind":"number","key":"20"},"answer":"20"}` + "\n"
	var out bytes.Buffer
	faults, err := Batch(context.Background(), strings.NewReader(in), &out, false, nil)
	want := `{"error":"line 1: the line is longer than 1048576 bytes"}` + "\n" + `{"id":2,"outcome":"correct","score":1,"read":"20"}` + "\n"
	if faults != 1 || err != nil || out.String() != want {
		t.Errorf("Batch = %d, %v:\n%swant\n%s", faults, err, out.String(), want)
	}
}

func TestBatchTiming(t *testing.T) {
	ticks := make(chan time.Duration, 2)
	ticks <- time.Millisecond
	ticks <- time.Millisecond + 1234*time.Nanosecond
	var out bytes.Buffer
	in := strings.NewReader(`{"id":"1","question":{"kind":"number","key":"20"},"answer":"20"}`)
	if _, err := Batch(context.Background(), in, &out, true, func() time.Duration { return <-ticks }); err != nil {
		t.Fatal(err)
	}
	if want := `{"id":"1","outcome":"correct","score":1,"read":"20","us":1.2}` + "\n"; out.String() != want {
		t.Errorf("Batch with timing = %s, want %s", out.String(), want)
	}
}

func TestBatchStops(t *testing.T) {
	line := `{"id":1,"question":{"kind":"number","key":"20"},"answer":"20"}` + "\n"
	bad := errors.New("no more room")
	if _, err := Batch(context.Background(), strings.NewReader(strings.Repeat(line, 9999)), failing{bad}, false, nil); !errors.Is(err, bad) {
		t.Errorf("Batch to a full disk = %v, want %v", err, bad)
	}
	if _, err := Batch(context.Background(), iotest.ErrReader(bad), io.Discard, false, nil); !errors.Is(err, bad) {
		t.Errorf("Batch from a broken file = %v, want %v", err, bad)
	}
	pr, pw := io.Pipe()
	defer pw.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Batch(ctx, pr, io.Discard, false, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Batch after cancel = %v, want %v", err, context.Canceled)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// FuzzBatch checks that any bytes in give one well-formed line out per line in,
// with nothing in it that a terminal would act on.
func FuzzBatch(f *testing.F) {
	for _, file := range []string{"testdata/batch/in.jsonl", "testdata/spec/errors.txt"} {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, line := range bytes.Split(data, []byte("\n")) {
			f.Add(line)
			if bytes.HasPrefix(line, []byte(`{"kind`)) {
				f.Add(fmt.Appendf(nil, `{"id":1,"question":%s,"answer":"20"}`, line))
			}
		}
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if bytes.IndexByte(line, '\n') >= 0 {
			t.Skip()
		}
		r := gradeLine(line, 1, &questionCache{}, nil)
		if !json.Valid(r.line) || !utf8.Valid(r.line) || bytes.Count(r.line, []byte("\n")) != 1 {
			t.Fatalf("gradeLine(%q) = %q", line, r.line)
		}
		if bytes.Contains(r.line, []byte("internal error")) {
			t.Fatalf("gradeLine(%q) = %s", line, r.line)
		}
		for _, c := range string(r.line[:len(r.line)-1]) {
			if c < ' ' || hidden(c) {
				t.Fatalf("gradeLine(%q) = %q has %U", line, r.line, c)
			}
		}
	})
}

// FuzzGradeNumber checks that any answer gets a verdict that makes sense.
func FuzzGradeNumber(f *testing.F) {
	questions := []Question{
		question(f, `{"kind":"number","key":"20","near":[{"key":"30","why":"x"}]}`),
		question(f, `{"kind":"number","key":"50 ns"}`),
		question(f, `{"kind":"number","key":"13/36","tol":{"sigfig":3}}`),
		question(f, `{"kind":"number","key":"sqrt(2)","unit":"GB/s","tol":{"decimals":2}}`),
		question(f, `{"kind":"number","key":"5","unit":"%","tol":"exact"}`),
	}
	data, err := os.ReadFile("testdata/number.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, line := range strings.Split(string(data), "\n") {
		if answer, _, ok := strings.Cut(strings.TrimPrefix(line, "\t"), " -> "); ok {
			f.Add(answer)
		}
	}
	f.Fuzz(func(t *testing.T, answer string) {
		for _, q := range questions {
			v := q.Grade(Answer{answer})
			switch {
			case (v.Outcome == Correct) != (v.Score == 1), v.Score != 0 && v.Score != 1,
				v.Offset < 0 || v.Offset > len(answer),
				v.Outcome != Correct && v.Outcome != Blank && v.Why == "",
				v.Outcome == Partial || v.Outcome == SelfMark, !utf8.ValidString(v.Read + v.Why):
				t.Fatalf("Grade(%q) = %+v", answer, v)
			}
			if r := q.(Reader).Read(Answer{answer}); (r.Why == "") != (v.Outcome != Unreadable && v.Outcome != Blank) {
				t.Fatalf("Read(%q) = %+v, and the verdict is %v", answer, r, v.Outcome)
			}
			value, ok := q.(Valuer).Value(Answer{answer})
			if v.Outcome == Correct && !ok || ok && value == "" {
				t.Fatalf("Value(%q) = %q, %v, and the verdict is %v", answer, value, ok, v.Outcome)
			}
		}
	})
}

func BenchmarkGradeNumber(b *testing.B) {
	q := question(b, `{"kind":"number","key":"50 ns","near":[{"key":"40 ns","why":"x"}]}`)
	for _, answer := range []string{"50", "0.05 us", "(20*20+10*10)/10 ns", "40", "9^9^9^9", "50 nz"} {
		b.Run(answer, func(b *testing.B) {
			for b.Loop() {
				q.Grade(Answer{answer})
			}
		})
	}
}

func BenchmarkBatchLine(b *testing.B) {
	line := []byte(`{"id":"3","question":{"kind":"number","key":"50","unit":"ns"},"answer":"0.05 us"}`)
	for b.Loop() {
		gradeLine(line, 1, &questionCache{}, nil)
	}
}
