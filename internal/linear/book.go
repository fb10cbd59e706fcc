package linear

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/study"
	"gradcheck/problems"
)

// A page is one problem, in practice or on a paper.
type page struct {
	id, title string
	exam      string // it belongs to; "" for none
	number    int    // in that exam; 0 without one
	parts     []outline
	tmpl      *problems.Template // nil on a paper
	work      *work              // nil before it is opened
}

// An outline is what is known of a part before its problem is made.
type outline struct {
	label  string
	points float64
}

// A place is a part of a page.
type place struct{ page, part int }

// A book is problems in order.
type book []*page

func (p *page) ref(label string) exam.Ref { return exam.Ref{Problem: p.id, Part: label} }

// problem is the problem as it was made.
func (p *page) problem() *problems.Problem {
	for _, q := range p.work.sitting.Paper().Problems {
		if q.ID == p.id {
			return q
		}
	}
	return nil
}

// status is the state of a part; untouched if its problem was never opened.
func (p *page) status(label string) exam.Status {
	if p.work == nil {
		return exam.Untouched
	}
	return p.work.sitting.Status(p.ref(label))
}

// name calls a part "6c", or "c" where problems have no numbers.
func (p *page) name(label string) string {
	if p.number == 0 {
		return strings.TrimSpace(p.id + " " + label)
	}
	return fmt.Sprint(p.number, label)
}

// library is the book of all problems, those of exams first.
func (t *Talk) library() book {
	var b book
	for _, m := range t.env.Library.Templates() {
		p := &page{id: m.ID, title: m.Title, tmpl: m}
		for _, x := range t.env.Library.Exams() {
			if n := t.env.Library.Number(x.ID, m.ID); n > 0 {
				p.exam, p.number = x.ID, n
			}
		}
		for _, q := range m.Parts {
			p.parts = append(p.parts, outline{q.Label, q.Points})
		}
		b = append(b, p)
	}
	slices.SortStableFunc(b, func(p, q *page) int {
		if p.exam != q.exam { // those of no exam last
			return -strings.Compare(p.exam, q.exam)
		}
		return cmp.Compare(p.number, q.number)
	})
	return b
}

// paperBook is the book of a paper that is sat.
func paperBook(w *work) book {
	var b book
	for i, q := range w.sitting.Paper().Problems {
		p := &page{id: q.ID, title: q.Title, exam: w.sitting.Header().Exam, number: i + 1, work: w}
		for _, part := range q.Parts {
			p.parts = append(p.parts, outline{part.Label, part.Points})
		}
		b = append(b, p)
	}
	return b
}

// chapter is the pages of one exam.
func (b book) chapter(examID string) book {
	return slices.DeleteFunc(slices.Clone(b), func(p *page) bool { return p.exam != examID })
}

func (b book) index(problem string) int {
	return slices.IndexFunc(b, func(p *page) bool { return p.id == problem })
}

// places are all parts in order.
func (b book) places() []place {
	var all []place
	for i, p := range b {
		for n := range p.parts {
			all = append(all, place{i, n})
		}
	}
	return all
}

// find reads where to go: "12f", "12", "f" on the page at, or a problem's id with
// a part behind a point or a blank.
func (b book) find(arg string, at int) (place, bool) {
	arg = strings.ToLower(strings.NewReplacer("(", "", ")", "").Replace(strings.TrimSpace(arg)))
	for i, p := range b {
		rest, ok := strings.CutPrefix(arg, fmt.Sprint(p.number))
		if ok && p.number > 0 && (rest == "" || rest[0] < '0' || rest[0] > '9') {
			if n := p.part(strings.TrimLeft(rest, " .")); n >= 0 {
				return place{i, n}, true
			}
		}
		if rest, ok := strings.CutPrefix(arg, strings.ToLower(p.id)); ok && (rest == "" || rest[0] == ' ' || rest[0] == '.') {
			if n := p.part(strings.TrimLeft(rest, " .")); n >= 0 {
				return place{i, n}, true
			}
		}
	}
	if n := b[at].part(arg); n >= 0 && arg != "" {
		return place{at, n}, true
	}
	return place{}, false
}

// part is the index of a label, the first for "", -1 if there is none.
func (p *page) part(label string) int {
	if label == "" {
		return 0
	}
	return slices.IndexFunc(p.parts, func(o outline) bool { return strings.EqualFold(o.label, label) })
}

// shelf is the book of all problems with the newest attempts, read once: what was
// opened since stays as it is in this conversation.
func (t *Talk) shelf() book {
	if t.books == nil {
		t.books = t.library()
		t.load(t.books)
	}
	return t.books
}

// load puts the newest attempt at each problem into the book. What cannot be read
// is left out and told.
func (t *Talk) load(b book) {
	hs, err := t.env.Store.Headers(t.context(), t.env.Student)
	if err != nil {
		t.voice.say("Earlier work could not be read: " + dot(err.Error()))
		return
	}
	for _, h := range hs {
		if h.Mode != exam.Practice || len(h.Problems) != 1 {
			continue
		}
		i := b.index(h.Problems[0].ID)
		if i < 0 || b[i].work != nil {
			continue
		}
		if b[i].work, err = t.resume(h); err != nil {
			b[i].work = nil
			t.voice.say("Earlier work could not be read: attempt " + h.ID + ": " + dot(err.Error()))
		}
	}
}

// open makes sure that a page has an attempt: the newest, or a new one at the
// printed problem. A seed begins a new one in any case.
func (t *Talk) open(p *page, seed *uint64) error {
	if p.work != nil && seed == nil {
		t.hold(p.work)
		return nil
	}
	n := uint64(0)
	if seed != nil {
		n = *seed
	}
	q, err := p.tmpl.Instance(n)
	if err != nil {
		return err
	}
	h := exam.Header{ID: t.attemptID(q.ID), Exam: p.exam, Mode: exam.Practice, Seed: n}
	w, err := t.begin(h, &exam.Paper{Title: q.Title, Problems: []*problems.Problem{q}})
	if err != nil {
		return err
	}
	p.work = w
	t.hold(w)
	return nil
}

// deck is what the student remembers, by all attempts; nil if they cannot be read.
func (t *Talk) deck() *study.Deck {
	hs, err := t.env.Store.Headers(t.context(), t.env.Student)
	if err != nil {
		return nil
	}
	var all []study.Review
	for _, h := range hs {
		r, err := store.Load(t.context(), t.env.Store, h)
		if err != nil {
			continue
		}
		if s, err := r.Sitting(); err == nil {
			all = append(all, study.Reviews(s)...)
		}
	}
	return study.New(study.Parts(t.env.Library), all)
}
