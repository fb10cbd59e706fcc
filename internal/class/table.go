package class

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// mostMistakes is how many mistakes of a table are listed.
const mostMistakes = 20

// mistakes gathers what is wrong in a table.
type mistakes []mistake

type mistake struct {
	line int // 0 for the whole table
	err  error
}

func (m *mistakes) add(line int, format string, args ...any) {
	*m = append(*m, mistake{line, fmt.Errorf(format, args...)})
}

// err is the first of them by line, a line each, or nil.
func (m mistakes) err() error {
	slices.SortStableFunc(m, func(a, b mistake) int { return a.line - b.line })
	var list []error
	for i, x := range m {
		switch {
		case i == mostMistakes:
			return errors.Join(append(list, fmt.Errorf("and %d more", len(m)-i))...)
		case x.line > 0:
			x.err = fmt.Errorf("line %d: %w", x.line, x.err)
		}
		list = append(list, x.err)
	}
	return errors.Join(list...)
}

// A record is one row of a table.
type record struct {
	line  int // of its first cell, from 1
	cells []string
}

// largestTable is how many bytes are read of a table at most: 10,000 students
// with a key each are 3 MB.
const largestTable = 32 << 20

// readTable reads the rows of a table that are not empty, the head first. It
// takes what spreadsheets write: a byte order mark, lines that end in CR, LF or
// both, cells parted by commas, semicolons or tabs, and a first line such as
// "sep=;" that says by which.
func readTable(r io.Reader, wrong *mistakes) []record {
	text := tableText(r, wrong)
	if len(*wrong) > 0 {
		return nil
	}
	skipped := 0
	first, rest, _ := strings.Cut(text, "\n")
	comma := separator(text)
	if sep, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(first)), "sep="); ok {
		if len(sep) == 1 && strings.ContainsAny(sep, ",;|") {
			comma = rune(sep[0])
		}
		text, skipped = rest, 1
	}
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord = comma, -1
	in.TrimLeadingSpace = comma != '\t' // or else it would trim empty cells away
	var records []record
	for {
		cells, err := in.Read()
		if err == io.EOF {
			break
		}
		var p *csv.ParseError
		if errors.As(err, &p) {
			wrong.add(p.StartLine+skipped, `the quotes do not match: a cell with a " in it stands in quotes, and that " twice`)
			continue
		}
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			line, _ := in.FieldPos(0)
			records = append(records, record{line + skipped, cells})
		}
	}
	if len(records)+len(*wrong) == 0 {
		wrong.add(0, "the table is empty")
	}
	return records
}

// tableText reads the text of a table, with lines that end in LF.
func tableText(r io.Reader, wrong *mistakes) string {
	data, err := io.ReadAll(io.LimitReader(r, largestTable+1))
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case err != nil:
		wrong.add(0, "cannot be read: %w", err)
		return ""
	case len(data) > largestTable:
		wrong.add(0, "more than %d MiB; that is no roster", largestTable>>20)
		return ""
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")), bytes.IndexByte(data, 0) >= 0:
		wrong.add(0, "not text in UTF-8; save the table as CSV UTF-8")
		return ""
	}
	text := string(data)
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n") // as spreadsheets on the Macintosh once wrote
	}
	if !utf8.ValidString(text) {
		at := strings.IndexByte(strings.ToValidUTF8(text, "\xff"), 0xff) // a byte that UTF-8 never has
		wrong.add(1+strings.Count(text[:at], "\n"), "a letter is not in UTF-8; save the table as CSV UTF-8")
		return ""
	}
	return text
}

// separator is what parts the cells of the head: of comma, semicolon and tab, the
// one that stands there most outside quotes.
func separator(text string) rune {
	count := map[rune]int{}
	quoted, any := false, false
	for _, c := range text {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted && any {
			break
		}
		any = any || c > ' '
		if !quoted {
			count[c]++
		}
	}
	best := ','
	for _, c := range []rune{';', '\t'} {
		if count[c] > count[best] {
			best = c
		}
	}
	return best
}
