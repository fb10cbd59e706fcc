package class

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // so that zones are known on every machine
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"gradcheck/problems"
)

// A Quiz says what is sat, when, and by which rules.
type Quiz struct {
	ID, Title string
	Exam      string                   // id of an exam or blueprint
	Only      []string                 // ids of its problems; none is all
	Opens     time.Time                // from then on it can be started; zero is at once
	Closes    time.Time                // then it ends for all, moved by what a student has more; zero is never
	Zone      *time.Location           // that its times are written and shown in
	Limit     time.Duration            // from a student's start; 0 is the window alone
	Attempts  int                      // that a student has, at least 1
	Variants  int                      // that are drawn and dealt to students; 0 is the paper as printed
	Release   Release                  // when verdicts and solutions are shown
	ReleaseAt time.Time                // of ReleaseTime
	Students  map[string]Accommodation // by id
	Source    string                   // its file
	Plain     bool                     // may be sat in the linear mode from a pipe, that is by a script
}

// An Accommodation is what one student has more.
type Accommodation struct {
	Percent int // of the limit; 0 is 100
	Extra   time.Duration
}

// A Release says when verdicts and solutions of a quiz are shown to a student.
type Release string

// The releases: when the student's own attempt ends, when nobody can sit it any
// more, at a set time, or when an instructor says so.
const (
	ReleaseEnd    Release = "end"
	ReleaseClosed Release = "closed"
	ReleaseTime   Release = "time"
	ReleaseNever  Release = "never"
)

// quizFile is the form of a quiz in its file.
type quizFile struct {
	ID       string                  `yaml:"id"`
	Title    string                  `yaml:"title"`
	Exam     string                  `yaml:"exam"`
	Problems []string                `yaml:"problems"`
	Zone     string                  `yaml:"zone"`
	Opens    string                  `yaml:"opens"`
	Closes   string                  `yaml:"closes"`
	Limit    string                  `yaml:"limit"`
	Attempts *int                    `yaml:"attempts"`
	Variants int                     `yaml:"variants"`
	Release  string                  `yaml:"release"`
	Students map[string]studentTerms `yaml:"students"`
	Plain    bool                    `yaml:"plain"`
}

type studentTerms struct {
	Times float64 `yaml:"times"` // factor of the limit
	Extra string  `yaml:"extra"`
}

var quizID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,40}$`)

// most variants that a quiz may ask for: each is drawn before the start.
const mostVariants = 1000

// ParseQuiz reads the file of a quiz. The error lists every mistake, a line
// each, with what would be right.
func ParseQuiz(text string) (*Quiz, error) {
	var f quizFile
	dec := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	dec.KnownFields(true)
	if err := dec.Decode(&f); err != nil {
		return nil, notQuiz(err)
	}
	if dec.Decode(&quizFile{}) != io.EOF {
		return nil, errors.New("not a quiz: there is more than one in the file")
	}
	r := quizReader{f: f, q: &Quiz{ID: f.ID, Title: cmp.Or(f.Title, f.ID), Exam: f.Exam, Only: f.Problems, Variants: f.Variants, Plain: f.Plain, Source: text}}
	r.names()
	r.times()
	r.rules()
	r.students()
	if len(r.wrong) > 0 {
		return nil, errors.Join(r.wrong...)
	}
	return r.q, nil
}

// notQuiz says what is wrong with a file that cannot be read as a quiz.
func notQuiz(err error) error {
	var all *yaml.LoadErrors
	switch {
	case err == io.EOF:
		return errors.New("not a quiz: the file is empty")
	case !errors.As(err, &all):
		return fmt.Errorf("not a quiz: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	var wrong []error
	for _, e := range all.Errors {
		msg := e.Message
		if m := unknownField.FindStringSubmatch(msg); m != nil {
			msg = fmt.Sprintf("there is no field %q; there are %s", m[1], strings.Join(fieldNames(m[2]), ", "))
		}
		if m := wrongKind.FindStringSubmatch(msg); m != nil {
			msg = strings.NewReplacer("!!seq", "a list", "!!map", "a group of fields", "!!", "the ").Replace(m[1]) + " stands where something else is needed"
		}
		wrong = append(wrong, fmt.Errorf("line %d: %s", e.Mark.Line, msg))
	}
	return errors.Join(wrong...)
}

var (
	unknownField = regexp.MustCompile(`^field (\S+) not found in type \S+\.(\w+)$`)
	wrongKind    = regexp.MustCompile("^cannot construct (!!\\w+(?: `.*`)?) into")
)

// fieldNames returns the fields of the part of the file that a Go type reads.
func fieldNames(typeName string) []string {
	t := reflect.TypeFor[quizFile]()
	if s := reflect.TypeFor[studentTerms](); s.Name() == typeName {
		t = s
	}
	var names []string
	for i := range t.NumField() {
		names = append(names, t.Field(i).Tag.Get("yaml"))
	}
	return names
}

// A quizReader turns a file into a quiz and gathers mistakes.
type quizReader struct {
	f     quizFile
	q     *Quiz
	wrong []error
}

func (r *quizReader) bad(format string, args ...any) {
	r.wrong = append(r.wrong, fmt.Errorf(format, args...))
}

func (r *quizReader) names() {
	if !quizID.MatchString(r.f.ID) {
		r.bad("id: %q; lower-case letters, digits and dashes are needed, such as quiz4", r.f.ID)
	}
	if r.f.Exam == "" {
		r.bad("exam: the id of an exam or blueprint is needed; gradcheck list shows them")
	}
	r.q.Title = Clean(r.q.Title)
}

func (r *quizReader) times() {
	r.q.Zone = time.UTC
	if r.f.Zone != "" {
		zone, err := time.LoadLocation(r.f.Zone)
		if err != nil || r.f.Zone == "Local" {
			r.bad("zone: %q; the name of a time zone is needed, such as America/Los_Angeles", r.f.Zone)
		} else {
			r.q.Zone = zone
		}
	}
	r.q.Opens = r.time("opens", r.f.Opens)
	r.q.Closes = r.time("closes", r.f.Closes)
	if !r.q.Closes.IsZero() && !r.q.Closes.After(r.q.Opens) {
		r.bad("closes: %s is not after %s, when it opens", r.f.Closes, r.f.Opens)
	}
	r.q.Limit = r.duration("limit", r.f.Limit)
	if r.f.Limit == "" && r.f.Closes == "" {
		r.bad("limit: a time such as 45m is needed, or closes")
	}
}

// layouts in which a time of day may be written; those without an offset need a
// zone.
var layouts = []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05"}

func (r *quizReader) time(field, text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.In(r.q.Zone)
	}
	for _, layout := range layouts {
		t, err := time.ParseInLocation(layout, text, r.q.Zone)
		if err != nil {
			continue
		}
		if r.f.Zone == "" {
			r.bad("%s: %s has no time zone; write zone: America/Los_Angeles, or an offset as in 2026-11-24T14:00:00-08:00", field, text)
		}
		r.changeover(field, text, t, layout)
		return t
	}
	r.bad("%s: %q; a time such as 2026-11-24 14:00 is needed", field, text)
	return time.Time{}
}

// changeover notes a time of day that a zone does not have, or has twice, because
// clocks are changed.
func (r *quizReader) changeover(field, text string, t time.Time, layout string) {
	onClock := func(t time.Time) time.Time {
		_, offset := t.Zone()
		return t.Add(time.Duration(offset) * time.Second)
	}
	says, err := time.Parse(layout, text)
	if err != nil || !onClock(t).Equal(says) {
		r.bad("%s: %s is not a time in %s, where clocks are put forward over it", field, text, r.q.Zone)
		return
	}
	for _, d := range []time.Duration{-2 * time.Hour, -time.Hour, -30 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour} {
		if other := t.Add(d); onClock(other).Equal(says) {
			r.bad("%s: %s comes twice in %s, where clocks are put back; write %s or %s", field, text, r.q.Zone, t.Format(time.RFC3339), other.Format(time.RFC3339))
			return
		}
	}
}

func (r *quizReader) duration(field, text string) time.Duration {
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Minute || d > 1000*time.Hour {
		r.bad("%s: %q; a time from 1m to 1000h is needed, such as 45m or 1h30m", field, text)
		return 0
	}
	return d
}

func (r *quizReader) rules() {
	r.q.Attempts = 1
	if n := r.f.Attempts; n != nil {
		if r.q.Attempts = *n; *n < 1 || *n > 1000 {
			r.bad("attempts: %d; a number from 1 to 1000 is needed", *n)
		}
	}
	if n := r.f.Variants; n < 0 || n > mostVariants {
		r.bad("variants: %d; a number from 0 (as printed) to %d is needed", n, mostVariants)
	}
	switch rel := Release(cmp.Or(r.f.Release, string(ReleaseNever))); rel {
	case ReleaseEnd, ReleaseNever:
		r.q.Release = rel
	case ReleaseClosed:
		r.q.Release = rel
		if r.f.Closes == "" {
			r.bad("release: closed needs a time in closes")
		}
	default:
		if c := r.f.Release[0]; c < '0' || c > '9' {
			r.bad("release: %q; end, closed, never or a time such as 2026-11-24 18:00 is needed", r.f.Release)
			return
		}
		r.q.Release, r.q.ReleaseAt = ReleaseTime, r.time("release", r.f.Release)
	}
}

func (r *quizReader) students() {
	for _, id := range slices.Sorted(maps.Keys(r.f.Students)) {
		s := r.f.Students[id]
		if !ValidID(id) {
			r.bad("students: %q; the id of a student is needed", id)
		}
		a := Accommodation{Extra: r.duration("students: "+id+": extra", s.Extra)}
		if s.Times != 0 {
			if a.Percent = int(s.Times*100 + 0.5); !(s.Times >= 1 && s.Times <= 10) {
				r.bad("students: %s: times: %v; a factor from 1 to 10 is needed, such as 1.5", id, s.Times)
			}
		}
		if r.q.Students == nil {
			r.q.Students = map[string]Accommodation{}
		}
		r.q.Students[id] = a
	}
}

// set takes the file of a quiz.
func (c *Course) set(text string) error {
	q, err := ParseQuiz(text)
	if err != nil {
		return err
	}
	if c.quizzes[q.ID] == nil {
		c.order = append(c.order, q.ID)
	}
	c.quizzes[q.ID] = q
	return nil
}

// Seed is the variant that a student has in an attempt, counted from 1: dealt by
// the names alone, so that every program deals alike; 0 is the paper as printed.
// Attempts take one variant after the other, so that none comes twice before all
// have come. The hash is a good one because ids are alike, and a plain one deals
// neighbours alike.
func (q *Quiz) Seed(student string, attempt int) uint64 {
	if q.Variants == 0 {
		return 0
	}
	sum := sha256.Sum256([]byte("gradcheck variant\n" + q.ID + "\n" + student))
	n := uint64(q.Variants)
	return 1 + (binary.BigEndian.Uint64(sum[:])%n+uint64(attempt-1))%n
}

// Seeds returns every variant that the quiz deals.
func (q *Quiz) Seeds() []uint64 {
	if q.Variants == 0 {
		return []uint64{0}
	}
	all := make([]uint64, q.Variants)
	for i := range all {
		all[i] = uint64(i) + 1
	}
	return all
}

// AttemptID names an attempt. It is made of who and what alone, so that two
// programs cannot start the same one twice.
func (q *Quiz) AttemptID(student string, attempt int) string {
	return fmt.Sprintf("%s/%s/%d", q.ID, student, attempt)
}

// Paper makes the paper of the quiz for a seed.
func (q *Quiz) Paper(lib *problems.Library, seed uint64) ([]*problems.Problem, error) {
	x, ok := lib.Exam(q.Exam)
	if !ok {
		return nil, fmt.Errorf("quiz %s: no exam %q; gradcheck list shows what there is", q.ID, q.Exam)
	}
	ps, err := lib.Paper(x, seed)
	if err != nil || len(q.Only) == 0 {
		return ps, err
	}
	var mine []*problems.Problem
	for _, id := range q.Only {
		i := slices.IndexFunc(ps, func(p *problems.Problem) bool { return p.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("quiz %s: problem %q is not in exam %s", q.ID, id, q.Exam)
		}
		mine = append(mine, ps[i])
	}
	return mine, nil
}

// Clean returns a name without what terminals obey or hide: control characters,
// characters that turn the direction of writing, that have no width or that only
// look like blanks; runs of blanks are one.
func Clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.C, r), r == utf8.RuneError, strings.ContainsRune(hidden, r),
			r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0000 && r <= 0xe0fff: // variants of letters, tags
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// hidden are characters that are no controls and show nothing: the joiner of
// graphemes, the fillers of Hangul and the empty pattern of Braille.
const hidden = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800"
