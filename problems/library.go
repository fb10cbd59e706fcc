package problems

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A Library holds all problems and exams that could be read. It is immutable
// and safe for concurrent use.
type Library struct {
	exams     []*Exam
	templates []*Template
	overrides Mistakes // warnings: which file replaces which
}

// A Source is a file system with a name that is put before its paths in
// mistakes, such as the folder it stands for.
type Source struct {
	fs.FS
	Name string
}

// String returns the name.
func (s Source) String() string { return s.Name }

// Load reads all files of the given file systems: exam.md is an exam, any other
// file that ends in .md is a problem, except README.md and what begins with a
// dot. In a later file system an id overrides an earlier one. A file system with
// a String method, such as a [Source], is named in mistakes. The library holds
// everything that is good; the error, if any, is [Mistakes] with every mistake
// of every file.
func Load(fsyss ...fs.FS) (*Library, error) {
	l := &loader{lib: &Library{}}
	for _, fsys := range fsyss {
		l.source(fsys)
	}
	l.checkExams()
	return l.lib, l.mistakes.sorted().err()
}

type loader struct {
	lib      *Library
	mistakes Mistakes
	broken   []string // ids of problems that have mistakes
}

func (l *loader) source(fsys fs.FS) {
	s := &sourceLoader{loader: l, fsys: fsys}
	if n, ok := fsys.(fmt.Stringer); ok {
		s.name = n.String()
	}
	if err := fs.WalkDir(fsys, ".", s.visit); err != nil {
		s.unreadable(".", err)
	}
	add(l, &l.lib.exams, s.exams)
	add(l, &l.lib.templates, s.templates)
}

// A sourceLoader reads one file system.
type sourceLoader struct {
	*loader
	fsys      fs.FS
	name      string
	exams     []*Exam
	templates []*Template
}

func (s *sourceLoader) unreadable(p string, err error) {
	s.mistakes = append(s.mistakes, place{file: path.Join(s.name, p)}.errorf("cannot be read: %v", err))
}

// visit is called for every file and folder.
func (s *sourceLoader) visit(p string, d fs.DirEntry, err error) error {
	hidden := p != "." && strings.HasPrefix(path.Base(p), ".")
	switch {
	case err != nil:
		s.unreadable(p, err)
	case hidden && d.IsDir():
		return fs.SkipDir
	case hidden || d.IsDir() || path.Ext(p) != ".md" || strings.EqualFold(path.Base(p), "README.md"):
	default:
		src, err := fs.ReadFile(s.fsys, p)
		if err != nil {
			s.unreadable(p, err)
			return nil
		}
		s.file(p, src)
	}
	return nil
}

func (s *sourceLoader) file(p string, src []byte) {
	shown := path.Join(s.name, p)
	if path.Base(p) == "exam.md" {
		e, ms := parseExam(shown, path.Base(path.Dir(p)), src)
		if s.mistakes = append(s.mistakes, ms...); len(ms) == 0 {
			s.exams = append(s.exams, e)
		}
		return
	}
	r := &reader{file: shown}
	t := r.template(src)
	if len(r.mistakes) == 0 {
		s.templates = append(s.templates, t)
		return
	}
	s.mistakes = append(s.mistakes, r.mistakes...)
	s.broken = append(s.broken, t.ID)
}

// An entry is what a library lists by id.
type entry interface {
	id() string
	at() place
}

func (t *Template) id() string { return t.ID }
func (t *Template) at() place  { return place{t.File, t.line} }
func (e *Exam) id() string     { return e.ID }
func (e *Exam) at() place      { return place{e.File, e.line} }

// add appends the entries of one file system. An id from an earlier one is
// replaced in its place; twice in the same one is a mistake.
func add[E entry](l *loader, all *[]E, more []E) {
	seen := map[string]E{}
	for _, e := range more {
		if first, twice := seen[e.id()]; twice {
			p := first.at()
			l.mistakes = append(l.mistakes, e.at().errorf("id %q is also the id of %s:%d; ids are unique", e.id(), p.file, p.line))
			continue
		}
		seen[e.id()] = e
		i := slices.IndexFunc(*all, func(old E) bool { return old.id() == e.id() })
		if i < 0 {
			*all = append(*all, e)
			continue
		}
		l.lib.overrides = append(l.lib.overrides, e.at().warnf("%s overrides the one in %s", e.id(), (*all)[i].at().file))
		(*all)[i] = e
	}
}

// checkExams reports problems that exams name and nobody has. A problem with
// mistakes is not reported twice.
func (l *loader) checkExams() {
	var ids []string
	for _, t := range l.lib.templates {
		ids = append(ids, t.ID)
	}
	for _, e := range l.lib.exams {
		for i, id := range e.IDs() {
			if !slices.Contains(ids, id) && !slices.Contains(l.broken, id) {
				l.mistakes = append(l.mistakes, place{e.File, e.lines[i]}.errorf("there is no problem %q%s", id, suggest(id, ids)))
			}
		}
	}
}

// Exams returns the exams and blueprints in the order of their files.
func (l *Library) Exams() []*Exam { return slices.Clone(l.exams) }

// Exam returns the exam with the given id.
func (l *Library) Exam(id string) (*Exam, bool) {
	return lookup(l.exams, id)
}

// Templates returns the problems in the order of their files.
func (l *Library) Templates() []*Template { return slices.Clone(l.templates) }

// Template returns the problem with the given id.
func (l *Library) Template(id string) (*Template, bool) {
	return lookup(l.templates, id)
}

func lookup[E entry](all []E, id string) (E, bool) {
	for _, e := range all {
		if e.id() == id {
			return e, true
		}
	}
	var none E
	return none, false
}

// Number returns the number of a problem in an exam: the one that its file's
// name begins with if it lies in the exam's folder (06-remat.md is problem 6,
// whether or not the five before it are there), else its place in the exam
// counted from 1. 0 if the exam does not have it.
func (l *Library) Number(exam, id string) int {
	e, ok := l.Exam(exam)
	if !ok {
		return 0
	}
	n := e.Number(id)
	if t, ok := l.Template(id); ok && n > 0 && path.Dir(t.File) == path.Dir(e.File) {
		digits, _, _ := strings.Cut(path.Base(t.File), "-")
		if k, err := strconv.Atoi(digits); err == nil && k > 0 {
			return k
		}
	}
	return n
}

// Label returns the label of a part within an exam, "6a": the problem's number
// and the part's own label. Outside the exam it is the part's own.
func (l *Library) Label(exam, id, label string) string {
	if n := l.Number(exam, id); n > 0 {
		return strconv.Itoa(n) + label
	}
	return label
}
