package exam

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"time"
)

// The canonical form of headers and events, over which hashes are taken and in
// which the store keeps them: fields in ascending order of their tag, each as
// tag byte, length (uvarint), bytes. Numbers are zigzag varints. Zero fields
// are left out, so a field added later changes no old hash. Tags are never
// reused or renumbered.
const (
	eventSec = 1 + iota
	eventNano
	eventBoot
	eventBootID
	eventKind
	eventProblem
	eventLabel
	eventBlank
	eventAt
	eventDelete
	eventInsert
	eventN
	eventText
	eventPrev
	eventPercent
	eventExtra
	eventCredit
	eventCloses
	eventClosesNano
)

const (
	headerID = 1 + iota
	headerStudent
	headerExam
	headerMode
	headerSeed
	headerSec
	headerNano
	headerBoot
	headerBootID
	headerLimit
	headerVersion
	headerProblem // repeated: id, seed and digest of each, in order
	headerProblemSeed
	headerDigest
	headerSection // repeated: title, problems and minutes of each, in order
	headerSectionProblems
	headerSectionMinutes
)

// A Hash is a SHA-256 sum; in JSON it is 64 hexadecimal digits.
type Hash [sha256.Size]byte

// String returns the hash as 64 hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Receipt is the beginning of the hash, short enough to be written down.
func (h Hash) Receipt() string {
	s := h.String()
	return s[:4] + "-" + s[4:8] + "-" + s[8:12]
}

// MarshalText implements [encoding.TextMarshaler].
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != 2*len(h) {
		return fmt.Errorf("hash of %d digits, want %d", len(text), 2*len(h))
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// sum hashes a canonical form. what keeps a header from passing for an event.
func sum(what string, form []byte) Hash {
	d := sha256.New()
	d.Write([]byte(what))
	d.Write(form)
	var h Hash
	d.Sum(h[:0])
	return h
}

// AppendBinary appends the canonical form of e to b. It implements
// [encoding.BinaryAppender] and never fails.
func (e Event) AppendBinary(b []byte) ([]byte, error) {
	b = appendTime(b, eventSec, e.At.Wall)
	b = appendInt(b, eventBoot, int64(e.At.Boot))
	b = appendString(b, eventBootID, e.At.BootID)
	b = appendString(b, eventKind, string(e.Kind))
	b = appendString(b, eventProblem, e.Part.Problem)
	b = appendString(b, eventLabel, e.Part.Part)
	b = appendInt(b, eventBlank, int64(e.Blank))
	b = appendInt(b, eventAt, int64(e.Splice.At))
	b = appendInt(b, eventDelete, int64(e.Splice.Delete))
	b = appendString(b, eventInsert, e.Splice.Insert)
	b = appendInt(b, eventN, int64(e.N))
	b = appendString(b, eventText, e.Text)
	if e.Prev != (Hash{}) {
		b = appendString(b, eventPrev, string(e.Prev[:]))
	}
	b = appendInt(b, eventPercent, int64(e.Terms.Percent))
	b = appendInt(b, eventExtra, int64(e.Terms.Extra))
	b = appendInt(b, eventCredit, int64(e.Terms.Credit))
	if !e.Terms.Closes.IsZero() {
		b = appendTime(b, eventCloses, e.Terms.Closes)
	}
	return b, nil
}

// MarshalBinary implements [encoding.BinaryMarshaler].
func (e Event) MarshalBinary() ([]byte, error) { return e.AppendBinary(nil) }

// UnmarshalBinary reads the canonical form. Any other bytes are an error, so
// that an event has one form only. Wall times come back in UTC.
func (e *Event) UnmarshalBinary(form []byte) error {
	var v Event
	var sec, nano int64
	err := fields(form, func(tag byte, f field) (ok bool) {
		switch tag {
		case eventSec:
			sec = f.int()
		case eventNano:
			nano = f.int()
		case eventBoot:
			v.At.Boot = time.Duration(f.int())
		case eventBootID:
			v.At.BootID = string(f)
		case eventKind:
			v.Kind = Kind(f)
		case eventProblem:
			v.Part.Problem = string(f)
		case eventLabel:
			v.Part.Part = string(f)
		case eventBlank:
			v.Blank = int(f.int())
		case eventAt:
			v.Splice.At = int(f.int())
		case eventDelete:
			v.Splice.Delete = int(f.int())
		case eventInsert:
			v.Splice.Insert = string(f)
		case eventN:
			v.N = int(f.int())
		case eventText:
			v.Text = string(f)
		case eventPrev:
			return copy(v.Prev[:], f) == len(v.Prev)
		default:
			return v.Terms.field(tag, f)
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("event: %w", err)
	}
	v.At.Wall = time.Unix(sec, nano).UTC()
	if again, _ := v.AppendBinary(make([]byte, 0, len(form))); !bytes.Equal(again, form) {
		return fmt.Errorf("event: %w", errForm)
	}
	*e = v
	return nil
}

// field reads a field of the terms.
func (t *Terms) field(tag byte, f field) (ok bool) {
	switch tag {
	case eventPercent:
		t.Percent = int(f.int())
	case eventExtra:
		t.Extra = time.Duration(f.int())
	case eventCredit:
		t.Credit = time.Duration(f.int())
	case eventCloses:
		t.Closes = time.Unix(f.int(), int64(t.Closes.Nanosecond())).UTC()
	case eventClosesNano:
		if t.Closes.IsZero() {
			t.Closes = time.Unix(0, 0).UTC()
		}
		t.Closes = t.Closes.Add(time.Duration(f.int()))
	default:
		return false
	}
	return true
}

// AppendBinary appends the canonical form of h to b. It implements
// [encoding.BinaryAppender] and never fails.
func (h Header) AppendBinary(b []byte) ([]byte, error) {
	b = appendString(b, headerID, h.ID)
	b = appendString(b, headerStudent, h.Student)
	b = appendString(b, headerExam, h.Exam)
	b = appendString(b, headerMode, string(h.Mode))
	b = appendInt(b, headerSeed, int64(h.Seed))
	b = appendTime(b, headerSec, h.Start.Wall)
	b = appendInt(b, headerBoot, int64(h.Start.Boot))
	b = appendString(b, headerBootID, h.Start.BootID)
	b = appendInt(b, headerLimit, int64(h.Limit))
	b = appendInt(b, headerVersion, int64(h.Version))
	for _, p := range h.Problems {
		b = appendBytes(b, headerProblem, p.ID) // even if empty: it begins a problem
		b = appendInt(b, headerProblemSeed, int64(p.Seed))
		b = appendString(b, headerDigest, p.Digest)
	}
	for _, s := range h.Sections {
		b = appendBytes(b, headerSection, s.Title)
		b = appendInt(b, headerSectionProblems, int64(s.Problems))
		b = appendInt(b, headerSectionMinutes, int64(s.Minutes))
	}
	return b, nil
}

// MarshalBinary implements [encoding.BinaryMarshaler].
func (h Header) MarshalBinary() ([]byte, error) { return h.AppendBinary(nil) }

// UnmarshalBinary reads the canonical form; any other bytes are an error. The
// start comes back in UTC.
func (h *Header) UnmarshalBinary(form []byte) error {
	var v Header
	var sec, nano int64
	err := fields(form, func(tag byte, f field) (ok bool) {
		switch tag {
		case headerID:
			v.ID = string(f)
		case headerStudent:
			v.Student = string(f)
		case headerExam:
			v.Exam = string(f)
		case headerMode:
			v.Mode = Mode(f)
		case headerSeed:
			v.Seed = uint64(f.int())
		case headerSec:
			sec = f.int()
		case headerNano:
			nano = f.int()
		case headerBoot:
			v.Start.Boot = time.Duration(f.int())
		case headerBootID:
			v.Start.BootID = string(f)
		case headerLimit:
			v.Limit = time.Duration(f.int())
		case headerVersion:
			v.Version = int(f.int())
		case headerProblem:
			v.Problems = append(v.Problems, Placed{ID: string(f)})
		case headerSection:
			v.Sections = append(v.Sections, Section{Title: string(f)})
		case headerSectionProblems, headerSectionMinutes:
			return v.sectionField(tag, f)
		default:
			return v.placedField(tag, f)
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	v.Start.Wall = time.Unix(sec, nano).UTC()
	if again, _ := v.AppendBinary(make([]byte, 0, len(form))); !bytes.Equal(again, form) {
		return fmt.Errorf("header: %w", errForm)
	}
	*h = v
	return nil
}

// placedField reads a field of the problem begun last.
func (h *Header) placedField(tag byte, f field) (ok bool) {
	if len(h.Problems) == 0 {
		return false
	}
	p := &h.Problems[len(h.Problems)-1]
	switch tag {
	case headerProblemSeed:
		p.Seed = uint64(f.int())
	case headerDigest:
		p.Digest = string(f)
	default:
		return false
	}
	return true
}

// sectionField reads a field of the section begun last.
func (h *Header) sectionField(tag byte, f field) (ok bool) {
	if len(h.Sections) == 0 {
		return false
	}
	s := &h.Sections[len(h.Sections)-1]
	if tag == headerSectionProblems {
		s.Problems = int(f.int())
	} else {
		s.Minutes = int(f.int())
	}
	return true
}

var errForm = errors.New("not in canonical form")

// A field is the content of one field.
type field []byte

// int reads a number; the comparison of forms catches what is not one.
func (f field) int() int64 {
	n, _ := binary.Varint(f)
	return n
}

// fields calls read for every field of form in turn.
func fields(form []byte, read func(tag byte, f field) (ok bool)) error {
	for len(form) > 0 {
		tag := form[0]
		size, n := binary.Uvarint(form[1:])
		if n <= 0 || size > math.MaxInt32 || size > uint64(len(form)-1-n) {
			return errors.New("cut off")
		}
		form = form[1+n:]
		if !read(tag, field(form[:size])) {
			return fmt.Errorf("unknown field %d", tag)
		}
		form = form[size:]
	}
	return nil
}

func appendBytes(b []byte, tag byte, s string) []byte {
	b = append(b, tag)
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

func appendString(b []byte, tag byte, s string) []byte {
	if s == "" {
		return b
	}
	return appendBytes(b, tag, s)
}

func appendInt(b []byte, tag byte, n int64) []byte {
	if n == 0 {
		return b
	}
	b = append(b, tag, 0)
	at := len(b)
	b = binary.AppendVarint(b, n)
	b[at-1] = byte(len(b) - at) // at most 10, so one byte holds it
	return b
}

// appendTime writes seconds since 1970 under tag and nanoseconds under tag+1.
// The zone is not part of the form.
func appendTime(b []byte, tag byte, t time.Time) []byte {
	return appendInt(appendInt(b, tag, t.Unix()), tag+1, int64(t.Nanosecond()))
}
