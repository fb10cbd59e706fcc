package grader

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxLine bounds a line of a batch in bytes; a longer one is an error of its own.
const maxLine = 1 << 20

// partFields are fields of a part of a problem that are no business of grading.
var partFields = []string{"points", "hint", "gate", "carry", "explain"}

// Batch grades one JSON object a line from in and writes one a line to out, in
// the same order: {"id", "question", "answer"} to {"id", "outcome", "score",
// ...}, or {"id", "error"} for a line that cannot be graded. The lines are
// graded on all cores, a bounded number of them at a time.
//
// With timing every line says in "us" how many microseconds its grading took,
// by the clock now, which may be nil otherwise. Batch returns how many lines
// were errors; err is that of reading, writing or ctx.
func Batch(ctx context.Context, in io.Reader, out io.Writer, timing bool, now func() time.Duration) (faults int, err error) {
	var grading sync.WaitGroup
	defer grading.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // before the wait, which it ends
	if !timing {
		now = nil
	}
	workers := runtime.GOMAXPROCS(0)
	made := &questionCache{}
	queue := make(chan *job, 8*workers) // in the order of the lines
	work := make(chan *job)
	var readErr error // set before queue is closed
	go func() {
		defer close(work)
		defer close(queue)
		readErr = readLines(ctx, in, queue, work)
	}()
	for range workers {
		grading.Go(func() {
			for {
				select {
				case j, ok := <-work:
					if !ok {
						return
					}
					r := gradeLine(j.line, j.number, made, now)
					j.line = nil // it may be long, and the job waits for its turn
					j.out <- r
				case <-ctx.Done(): // the reader may be stuck in a read
					return
				}
			}
		})
	}
	faults, err = writeLines(ctx, out, queue)
	if err != nil {
		return faults, err
	}
	return faults, readErr
}

// A job is one line on its way.
type job struct {
	line   []byte
	number int
	out    chan result // holds one
}

// A result is a line of output.
type result struct {
	line  []byte
	fault bool
}

// readLines puts every line that is not empty into both channels, the queue of
// the writer first. A read that blocks is not interrupted by ctx.
func readLines(ctx context.Context, in io.Reader, queue, work chan<- *job) error {
	r := bufio.NewReaderSize(in, 1<<16)
	for n := 1; ; n++ {
		line, err := readLine(r)
		if len(bytes.TrimSpace(line)) > 0 {
			j := &job{line, n, make(chan result, 1)}
			for _, c := range []chan<- *job{queue, work} {
				select {
				case c <- j:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading line %d: %w", n, err)
		}
	}
}

// readLine reads a line of any length and keeps maxLine+1 bytes of it.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		chunk, err := r.ReadSlice('\n')
		line = append(line, chunk[:min(len(chunk), maxLine+1-len(line))]...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// writeLines writes results in order, and flushes whenever it has to wait, so
// that a person or program at the other end sees each answer at once.
func writeLines(ctx context.Context, out io.Writer, queue <-chan *job) (faults int, err error) {
	w := bufio.NewWriterSize(out, 1<<16)
	for {
		var j *job
		var ok bool
		select {
		case j, ok = <-queue:
		default:
			if err := w.Flush(); err != nil {
				return faults, err
			}
			select {
			case j, ok = <-queue:
			case <-ctx.Done():
				return faults, ctx.Err()
			}
		}
		if !ok {
			return faults, w.Flush()
		}
		select {
		case r := <-j.out:
			if r.fault {
				faults++
			}
			if _, err := w.Write(r.line); err != nil {
				return faults, err
			}
		case <-ctx.Done():
			return faults, ctx.Err()
		}
	}
}

// A lineIn is one line of input.
type lineIn struct {
	ID       any
	Question json.RawMessage
	Answer   any
}

// A lineOut is one line of output; the order of its fields is part of the
// format.
type lineOut struct {
	ID      any      `json:"id,omitempty"`
	Outcome string   `json:"outcome,omitempty"`
	Score   *float64 `json:"score,omitempty"`
	Read    string   `json:"read,omitempty"`
	How     string   `json:"how,omitempty"`
	Why     string   `json:"why,omitempty"`
	Offset  *int     `json:"offset,omitempty"`
	Error   string   `json:"error,omitempty"`
	US      *float64 `json:"us,omitempty"`
}

// gradeLine grades one line. A panic is a mistake of this program; it costs its
// line and no other.
func gradeLine(line []byte, number int, made *questionCache, now func() time.Duration) (r result) {
	var out lineOut
	defer func() {
		if p := recover(); p != nil {
			r = result{encodeLine(lineOut{ID: out.ID, Error: fmt.Sprintf("line %d: internal error: %v", number, p)}), true}
		}
	}()
	var in lineIn
	err := decodeLine(line, &in)
	out.ID = in.ID
	start := clock(now)
	if err == nil {
		err = out.grade(in, made)
	}
	if now != nil {
		us := math.Round(float64(now()-start)/100) / 10
		out.US = &us
	}
	if err != nil {
		out.Error = err.Error()
		if out.ID == nil {
			out.Error = fmt.Sprintf("line %d: %v", number, err)
		}
	}
	return result{encodeLine(out), err != nil}
}

func clock(now func() time.Duration) time.Duration {
	if now == nil {
		return 0
	}
	return now()
}

// decodeLine reads a line. The id is read even where the rest cannot be.
func decodeLine(line []byte, in *lineIn) error {
	if len(line) > maxLine {
		return fmt.Errorf("the line is longer than %d bytes", maxLine)
	}
	var raw struct {
		ID, Question, Answer json.RawMessage
	}
	if err := json.Unmarshal(bytes.TrimPrefix(line, []byte("\ufeff")), &raw); err != nil {
		var mismatch *json.UnmarshalTypeError
		if errors.As(err, &mismatch) { // its text names types of this program
			return fmt.Errorf("not a JSON object but %s", article(mismatch.Value))
		}
		return fmt.Errorf("not a JSON object: %v", err)
	}
	if err := decodeJSON(raw.ID, &in.ID); err != nil {
		return err
	}
	switch in.ID.(type) {
	case nil, string, json.Number:
	default:
		in.ID = nil
		return errors.New("an id is text or a number")
	}
	if len(raw.Question) == 0 {
		return errors.New("question is missing")
	}
	in.Question = raw.Question
	return decodeJSON(raw.Answer, &in.Answer)
}

// article names a kind of JSON value as a reader would.
func article(kind string) string {
	if kind == "array" {
		return "an array"
	}
	return "a " + kind
}

func decodeJSON(raw json.RawMessage, dst any) error {
	if len(raw) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(dst)
}

// grade fills in the verdict.
func (out *lineOut) grade(in lineIn, made *questionCache) error {
	answer, err := answerOf(in.Answer)
	if err != nil {
		return err
	}
	q, err := made.question(in.Question)
	if err != nil {
		return err
	}
	v := q.Grade(answer)
	out.Outcome, out.Score = v.Outcome.String(), &v.Score
	out.Read, out.How, out.Why = v.Read, v.How, v.Why
	if v.Outcome == Unreadable {
		out.Offset = &v.Offset
	}
	return nil
}

// A questionCache keeps the questions that were made last, since most batches ask
// few of them many times. It is safe for concurrent use.
type questionCache struct {
	mu   sync.Mutex
	made map[string]madeQuestion // by its JSON
	size int                     // bytes of JSON
}

type madeQuestion struct {
	q   Question
	err error
}

// Bounds of a questionCache. It starts afresh when it is full.
const (
	maxCached     = 256
	maxCachedSize = 1 << 20
)

// question makes the question of some JSON, or finds it.
func (c *questionCache) question(src json.RawMessage) (Question, error) {
	c.mu.Lock()
	m, ok := c.made[string(src)]
	c.mu.Unlock()
	if ok {
		return m.q, m.err
	}
	m.q, m.err = questionOf(src)
	if len(src) > maxCachedSize/16 {
		return m.q, m.err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made == nil || len(c.made) >= maxCached || c.size+len(src) > maxCachedSize {
		c.made, c.size = map[string]madeQuestion{}, 0
	}
	c.made[string(src)] = m
	c.size += len(src)
	return m.q, m.err
}

func questionOf(src json.RawMessage) (Question, error) {
	var fields map[string]any
	if err := decodeJSON(src, &fields); err != nil || fields == nil {
		return nil, errors.New("question is not an object with fields")
	}
	for _, f := range partFields {
		delete(fields, f)
	}
	return New(fields)
}

// answerOf makes an answer of a string, a number or a list of them; nothing is
// a blank answer.
func answerOf(v any) (Answer, error) {
	items, ok := v.([]any)
	if !ok {
		items = []any{v}
	}
	var a Answer
	for _, item := range items {
		switch item := item.(type) {
		case nil:
			a = append(a, "")
		case string:
			a = append(a, item)
		case json.Number:
			a = append(a, item.String())
		default:
			return nil, errors.New("an answer is text, or a list of texts")
		}
	}
	return a, nil
}

// encodeLine writes a line of JSON in which every character that is not to be
// seen is escaped: controls, marks of direction, zero-width characters.
func encodeLine(out lineOut) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return fmt.Appendf(nil, "{\"error\":%q}\n", "internal error: "+err.Error())
	}
	line := b.Bytes()
	if !slices.ContainsFunc([]rune(string(line[:len(line)-1])), hidden) {
		return line
	}
	var s strings.Builder
	for _, r := range string(line[:len(line)-1]) {
		switch {
		case !hidden(r):
			s.WriteRune(r)
		case r > 0xFFFF:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(&s, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(&s, `\u%04x`, r)
		}
	}
	return append([]byte(s.String()), '\n')
}

// hidden reports characters that a terminal would act on or not show. They
// occur inside JSON strings only, where an escape means the same.
func hidden(r rune) bool {
	return r >= 0x7F && !unicode.IsPrint(r) && r != utf8.RuneError && r != '\u00a0' && r != '\u2009' && r != '\u202f'
}
