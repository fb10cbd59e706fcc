package class

import (
	"cmp"
	"io"
	"time"
)

// A Roster is a list of who is in a course, as a table from elsewhere says; see
// [ReadRoster]. It changes nothing by itself: [Roster.Entries] are the entries
// that would.
type Roster struct {
	Rows []Row
}

// A Row is one person of a roster. What the table does not say is zero.
type Row struct {
	Student
	Keys []string // public keys, each as in a line of authorized_keys without options
	Line int      // of the table, from 1

	learner bool // the table says that it is no instructor; Role alone cannot tell
}

// ReadRoster reads a roster from a table in CSV with a head. Columns are known by
// name, in any order and case; others are passed over. Three forms are known:
//
//   - plain: id, and as wanted name, email, section, role, times (the factor of
//     every limit, 1 to 10), key (one or several public keys, parted by line
//     breaks or semicolons), sis, canvas
//   - what Canvas exports as its gradebook: Student, ID, SIS User ID, SIS Login ID,
//     Section. The login is the id. The rows Points Possible and "Student, Test"
//     are no students.
//   - what Gradescope exports as its roster: First Name, Last Name, SID, Email,
//     Section or Sections, Role. SID is the id; where nobody has one, and for
//     staff who have none, it is the address. Teaching assistants and readers are
//     instructors: Gradescope lets them do the same.
//
// The columns role, times and key may be added to the latter two. Cells are
// parted by commas, semicolons or tabs, whichever the head has most of. The error
// lists the mistakes with their lines, up to 20 of them; then there is no roster.
func ReadRoster(in io.Reader) (Roster, error) {
	var r rosterReader
	if table := readTable(in, &r.wrong); len(table) > 0 {
		r.read(table)
	}
	if err := r.wrong.err(); err != nil {
		return Roster{}, err
	}
	return Roster{r.rows}, nil
}

// Entries returns the entries that bring a course to what the roster says of
// people: those who are new, and those of whom it says something else. What it
// does not say stays as it was, so that a table without the column times takes
// nobody's time. Keys are not in them: those are bound by fingerprint, see
// [Bind]. See [Roster.Dropped] for who is no longer on the roster.
func (r Roster) Entries(c *Course, at time.Time, by string) []Entry {
	var entries []Entry
	for _, row := range r.Rows {
		old, known := c.Student(row.ID)
		if who := row.over(old); !known || who != old {
			entries = append(entries, Entry{At: at, By: by, Kind: Enrol, Who: &who})
		}
	}
	return entries
}

// over returns what is known of somebody once the row is.
func (r Row) over(old Student) Student {
	s := r.Student
	if s.Name == "" || s.Name == old.Name {
		s.Name, s.Sort = old.Name, cmp.Or(s.Sort, old.Sort)
	}
	if !r.learner {
		s.Role = cmp.Or(s.Role, old.Role)
	}
	s.Email = cmp.Or(s.Email, old.Email)
	s.Section = cmp.Or(s.Section, old.Section)
	s.Percent = cmp.Or(s.Percent, old.Percent)
	s.SIS = cmp.Or(s.SIS, old.SIS)
	s.Canvas = cmp.Or(s.Canvas, old.Canvas)
	return s
}

// Dropped returns the entries that drop who is in the course and not on the
// roster. Instructors stay: most tables list students alone, and whoever reads
// one in should not shut himself out.
func (r Roster) Dropped(c *Course, at time.Time, by string) []Entry {
	here := map[string]bool{}
	for _, row := range r.Rows {
		here[row.ID] = true
	}
	var entries []Entry
	for _, s := range c.Students() {
		if !here[s.ID] && s.Role != Instructor {
			entries = append(entries, Entry{At: at, By: by, Kind: Drop, Student: s.ID})
		}
	}
	return entries
}
