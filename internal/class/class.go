// Package class is a course: who is in it, its quizzes, and what was done to
// them.
//
// A course is nothing but its journal. Whatever happens (a student is enrolled,
// a key bound, a quiz set, time given, a message sent, an outage credited) is
// an [Entry], entries are only ever added, and a [Course] is their fold. So any
// number of programs that read the same journal agree, the audit log is the
// journal itself, and undoing is one more entry. (Who is in the course, with which
// key, and what a quiz is, the next entry about it says anew.)
//
// What students answer is not here: that is in their attempts, package exam.
// This package says who may sit what, and until when.
//
// The package is pure: time comes in as values, and nothing is read or written.
package class

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// An Entry is one line of the journal. Which fields beyond At, By and Kind mean
// something depends on the kind; the others are zero.
type Entry struct {
	At      time.Time     `json:"at"`
	By      string        `json:"by,omitempty"` // who did it: a student's or instructor's id; "" is the server itself
	Kind    Kind          `json:"kind"`
	Who     *Student      `json:"who,omitempty"`     // enrolled
	Student string        `json:"student,omitempty"` // id; "" is everybody
	Quiz    string        `json:"quiz,omitempty"`    // id; "" is every one
	Key     string        `json:"key,omitempty"`     // fingerprint of a public key
	Code    string        `json:"code,omitempty"`    // digest of a one-time code
	Text    string        `json:"text,omitempty"`    // of a quiz: its file; of a message: its words; of a visit: from where
	Percent int           `json:"percent,omitempty"` // of the limit; 0 is no change
	Extra   time.Duration `json:"extra,omitempty"`   // nanoseconds
	From    time.Time     `json:"from,omitzero"`     // of an outage
	To      time.Time     `json:"to,omitzero"`
	N       int           `json:"n,omitempty"` // of an undo: the number of the entry
}

// String says what the entry is in a line, without when and by whom.
func (e Entry) String() string {
	words := []string{string(e.Kind)}
	add := func(format string, arg any, ok bool) {
		if ok {
			words = append(words, fmt.Sprintf(format, arg))
		}
	}
	if e.Who != nil {
		add("%s", e.Who.ID, true)
		add("(%s)", e.Who.Name, e.Who.Name != "")
	}
	add("%s", e.Student, e.Student != "")
	add("at %s", e.Quiz, e.Quiz != "")
	add("x%g", float64(e.Percent)/100, e.Percent != 0)
	add("+%v", e.Extra, e.Extra != 0)
	add("from %s", e.From.Format(time.DateTime), !e.From.IsZero())
	add("to %s", e.To.Format(time.DateTime), !e.To.IsZero())
	add("key %s", e.Key, e.Key != "")
	add("entry %d", e.N, e.Kind == Undo)
	add("%q", e.Text, e.Text != "" && e.Kind != Set)
	return strings.Join(words, " ")
}

// A Kind is a kind of entry.
type Kind string

// The kinds of entry.
const (
	Enrol   Kind = "enrol"   // Who is in the course, as it says from now on
	Drop    Kind = "drop"    // Student is not any more
	Invite  Kind = "invite"  // Code lets Student bind one key
	Bind    Kind = "bind"    // Key is Student's from now on; Code, if any, is used up
	Unbind  Kind = "unbind"  // Key is nobody's
	Set     Kind = "set"     // Text is the file of a quiz, as it is from now on
	Extend  Kind = "extend"  // Student has Percent of the limit of Quiz, or Extra on top
	Message Kind = "message" // Text is shown to who sits Quiz
	Outage  Kind = "outage"  // the server was away From To; attempts that ran get Extra
	Undo    Kind = "undo"    // entry N, an extend, message, outage or reveal, counts no more
	Reveal  Kind = "reveal"  // solutions of Quiz are open from now on
	Visit   Kind = "visit"   // Student came in with Key
	Regrade Kind = "regrade" // the key of a problem of Quiz was corrected; Text says which and how many changed
	Audit   Kind = "audit"   // something else that an instructor did; Text says what
)

// A Role says what somebody may do.
type Role string

// The roles.
const (
	Learner    Role = ""           // sits quizzes
	Instructor Role = "instructor" // runs them, too
)

// A Student is somebody in the course.
type Student struct {
	ID      string `json:"id"` // short, unique; what the gradebook knows them by
	Name    string `json:"name,omitempty"`
	Sort    string `json:"sort,omitempty"` // name as gradebooks sort it: "Lovelace, Ada"
	Email   string `json:"email,omitempty"`
	Section string `json:"section,omitempty"`
	Role    Role   `json:"role,omitempty"`
	Percent int    `json:"percent,omitempty"` // of every limit, for a student with more time; 0 is 100
	SIS     string `json:"sis,omitempty"`     // other identifiers that gradebooks want back as they were
	Canvas  string `json:"canvas,omitempty"`
}

// studentID is what ids of students look like: they stand in commands, in names
// of attempts and in tables.
var studentID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$`)

// ValidID reports whether somebody may have that id: up to 64 letters a to z,
// digits and . _ @ -, of which the first is a letter or digit.
func ValidID(id string) bool { return studentID.MatchString(id) }

// A Course is the state of a course. It is for one goroutine at a time.
type Course struct {
	len      int
	students map[string]*Student
	keys     map[string]string // student by fingerprint
	codes    map[string]string // student by digest of a code that was not used
	quizzes  map[string]*Quiz
	order    []string           // of quizzes, as first set
	extends  map[string][]grant // by student; "" is everybody
	messages []Said
	outages  []outage // in time; no two overlap
	reveals  []reveal
	holds    map[int]bool // of what can be undone, the numbers of the entries that count
}

// A grant is more time at one quiz, or all.
type grant struct {
	n       int
	quiz    string
	percent int
	extra   time.Duration
}

// An outage is a time in which the server was away.
type outage struct {
	n        int
	from, to time.Time
	credit   time.Duration
}

// A reveal opens the solutions of a quiz.
type reveal struct {
	n    int
	quiz string
}

// A Said is a message to who sits a quiz.
type Said struct {
	N    int // of the entry
	At   time.Time
	Quiz string // "" is every one
	Text string
}

// New returns the course of a journal. See [Course.Apply] for what is left out.
func New(entries ...Entry) *Course {
	c := &Course{students: map[string]*Student{}, keys: map[string]string{}, codes: map[string]string{},
		quizzes: map[string]*Quiz{}, extends: map[string][]grant{}, holds: map[int]bool{}}
	for _, e := range entries {
		c.Apply(e)
	}
	return c
}

// Len returns the number of entries.
func (c *Course) Len() int { return c.len }

// ErrNothing says why an entry changed nothing.
var ErrNothing = errors.New("the entry changes nothing")

// Apply adds the next entry of the journal. Programs that write at the same time
// do not ask each other, so that an entry may come too late (a code that was
// used a moment before): it counts as an entry and changes nothing, and the
// error, which wraps [ErrNothing], says why. Every program sees the same.
func (c *Course) Apply(e Entry) error {
	n := c.len
	c.len++
	if err := c.change(n, e); err != nil {
		return fmt.Errorf("%w: %w", ErrNothing, err)
	}
	switch e.Kind {
	case Extend, Message, Outage, Reveal:
		c.holds[n] = true
	}
	return nil
}

func (c *Course) change(n int, e Entry) error {
	switch e.Kind {
	case Enrol:
		return c.enrol(e.Who)
	case Set:
		return c.set(e.Text)
	case Extend:
		return c.extend(e.Student, grant{n, e.Quiz, e.Percent, e.Extra})
	case Message:
		c.messages = append(c.messages, Said{n, e.At, e.Quiz, e.Text})
	case Outage:
		return c.away(outage{n, e.From, e.To, e.Extra})
	case Undo:
		if !c.holds[e.N] {
			return fmt.Errorf("entry %d is no time, message, outage or reveal that holds", e.N)
		}
		delete(c.holds, e.N)
	case Reveal:
		if c.quizzes[e.Quiz] == nil {
			return fmt.Errorf("no quiz %q", e.Quiz)
		}
		c.reveals = append(c.reveals, reveal{n, e.Quiz})
	case Drop, Invite, Bind, Unbind:
		return c.admit(e)
	case Visit, Regrade, Audit:
	default:
		return fmt.Errorf("unknown kind %q", e.Kind)
	}
	return nil
}

// enrol puts somebody on the roster, or changes what it says of them.
func (c *Course) enrol(s *Student) error {
	if s == nil || !ValidID(s.ID) {
		return errors.New("a student needs an id")
	}
	if !validPercent(s.Percent) {
		return errOnlyMore
	}
	who := *s
	c.students[s.ID] = &who
	return nil
}

// The most time that can be given, which is what package exam takes.
const (
	mostPercent = 10_000
	mostExtra   = 1000 * time.Hour
)

var errOnlyMore = errors.New("time can only be given, to 100 times the limit and 1000 hours on top")

// validPercent reports whether a limit may be multiplied by so much.
func validPercent(p int) bool { return p == 0 || p >= 100 && p <= mostPercent }

// extend gives more time.
func (c *Course) extend(student string, g grant) error {
	if !validPercent(g.percent) || g.extra < 0 || g.extra > mostExtra {
		return errOnlyMore
	}
	c.extends[student] = append(c.extends[student], g)
	return nil
}

// admit changes who comes in with what.
func (c *Course) admit(e Entry) error {
	if e.Kind == Unbind {
		delete(c.keys, e.Key)
		return nil
	}
	if c.students[e.Student] == nil {
		return fmt.Errorf("nobody has the id %q", e.Student)
	}
	switch e.Kind {
	case Drop:
		delete(c.students, e.Student)
		maps.DeleteFunc(c.keys, func(_, id string) bool { return id == e.Student })
		maps.DeleteFunc(c.codes, func(_, id string) bool { return id == e.Student })
	case Invite:
		if id, ok := c.codes[e.Code]; e.Code == "" || ok && id != e.Student {
			return errors.New("the code is empty or another student's")
		}
		maps.DeleteFunc(c.codes, func(_, id string) bool { return id == e.Student }) // the newest alone holds
		c.codes[e.Code] = e.Student
	case Bind:
		if e.Key == "" {
			return errors.New("no key is named")
		}
		if e.Code != "" && c.codes[e.Code] != e.Student {
			return errors.New("the code was used already")
		}
		if id, ok := c.keys[e.Key]; ok && id != e.Student {
			return errors.New("the key is another student's")
		}
		delete(c.codes, e.Code)
		c.keys[e.Key] = e.Student
	}
	return nil
}

// away records an outage. One that overlaps an earlier one which holds changes
// nothing: another program saw the same.
func (c *Course) away(o outage) error {
	if !o.to.After(o.from) || o.credit < 0 || o.credit > mostExtra {
		return errors.New("an outage ends after it begins, and at most 1000 hours are credited")
	}
	for _, old := range c.outages {
		if c.holds[old.n] && o.from.Before(old.to) && old.from.Before(o.to) {
			return errors.New("it is credited already")
		}
	}
	i, _ := slices.BinarySearchFunc(c.outages, o, func(a, b outage) int { return a.from.Compare(b.from) })
	c.outages = slices.Insert(c.outages, i, o)
	return nil
}

// Student returns who has an id.
func (c *Course) Student(id string) (Student, bool) {
	s := c.students[id]
	if s == nil {
		return Student{}, false
	}
	return *s, true
}

// Students returns everybody, by the name gradebooks sort.
func (c *Course) Students() []Student {
	var all []Student
	for _, s := range c.students {
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b Student) int {
		return cmp.Or(cmp.Compare(cmp.Or(a.Sort, a.Name, a.ID), cmp.Or(b.Sort, b.Name, b.ID)), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// ByKey returns whose key it is.
func (c *Course) ByKey(fingerprint string) (Student, bool) { return c.Student(c.keys[fingerprint]) }

// Keys returns the fingerprints that are a student's.
func (c *Course) Keys(student string) []string {
	var all []string
	for key, id := range c.keys {
		if id == student {
			all = append(all, key)
		}
	}
	slices.Sort(all)
	return all
}

// ByCode returns who was invited with a code of that digest; see [Digest].
func (c *Course) ByCode(digest string) (Student, bool) { return c.Student(c.codes[digest]) }

// Quiz returns a quiz.
func (c *Course) Quiz(id string) (*Quiz, bool) {
	q, ok := c.quizzes[id]
	return q, ok
}

// Quizzes returns all quizzes, in the order in which they were first set.
func (c *Course) Quizzes() []*Quiz {
	var all []*Quiz
	for _, id := range c.order {
		all = append(all, c.quizzes[id])
	}
	return all
}

// Messages returns what was said to who sits a quiz, in order.
func (c *Course) Messages(quiz string) []Said {
	var all []Said
	for _, m := range c.messages {
		if c.holds[m.N] && (m.Quiz == "" || m.Quiz == quiz) {
			all = append(all, m)
		}
	}
	return all
}
