package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// A marking is the screen on which a person marks what students wrote, one answer
// at a time and without their names. Points are written to the log of the attempt
// as they are given. Several may mark at once: a point that somebody else gave in
// the meantime is shown, and never overwritten unseen.
type marking struct {
	env     *Env
	staff   Staff
	all     []*class.Script // in order
	at      int             // of all
	item    int             // of its rubric
	been    []int           // answers that were looked at before
	reading bool            // j and k scroll the text
	pane    pane            // of the text
	list    pane            // of the rubric
	asked   *asked
	note    string
	journal []class.Entry

	loaded   bool
	failed   string
	fault    string // why points could not be written, the last time
	queue    []pending
	writing  bool
	saved    time.Time
	unposted map[*class.Script]bool // marked here, and not in the journal yet

	textRows, textLines int // as last drawn
}

// A pending is points that are to be written.
type pending struct {
	script *class.Script
	given  []class.Given
}

// NewMarking returns an app to mark the answers that load finds, and what is to be
// done after it has ended: to write what it had no time to.
func NewMarking(env *Env, staff Staff, load func(context.Context) ([]*class.Script, error)) (a *App, finish func() error) {
	m := &marking{env: env, staff: staff, unposted: map[*class.Script]bool{}}
	a = newStaffApp(env, m)
	m.failed = "Reading the answers."
	a.stack[0] = &markingStart{m, load}
	return a, m.finish
}

// A markingStart reads the answers, and then is the marking.
type markingStart struct {
	*marking
	load func(context.Context) ([]*class.Script, error)
}

// Init reads the answers.
func (s *markingStart) Init() tea.Cmd {
	type found struct {
		all     []*class.Script
		journal []class.Entry
		err     error
	}
	env, load := s.env, s.load
	return later(func() (f found) {
		f.all, f.err = load(env.context())
		if f.err == nil {
			f.journal, f.err = env.Store.Journal(env.context(), 0)
		}
		return f
	}, func(_ *App, f found) tea.Cmd {
		m := s.marking
		m.loaded, m.all, m.journal, m.failed = true, f.all, f.journal, ""
		if f.err != nil {
			m.failed = "Some answers could not be read: " + tell(f.err)
		}
		m.at = max(m.nextUnmarked(-1), 0)
		m.arrive()
		return replace(m)
	})
}

// Update waits, or leaves.
func (s *markingStart) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok && (k.String() == "q" || k.String() == "esc") {
		return s, pop
	}
	return s, nil
}

func (m *marking) Init() tea.Cmd { return nil }

// script is the answer on the screen, nil if there is none.
func (m *marking) script() *class.Script {
	if m.at < 0 || m.at >= len(m.all) {
		return nil
	}
	return m.all[m.at]
}

// nextUnmarked is the answer after i that is not wholly marked, around the end; -1
// if there is none.
func (m *marking) nextUnmarked(i int) int {
	for k := range m.all {
		if j := (i + 1 + k) % len(m.all); m.all[j].Left() > 0 && j != i {
			return j
		}
	}
	return -1
}

// arrive puts the cursor on the first item without points.
func (m *marking) arrive() {
	m.pane, m.list, m.item, m.reading = pane{}, pane{}, 0, false
	s := m.script()
	if s == nil {
		return
	}
	for i, it := range s.Rubric {
		if _, ok := s.Marks[it.ID]; !ok {
			m.item = i
			return
		}
	}
}

// Update moves, and gives points.
func (m *marking) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if m.asked != nil {
		cmd, open := m.asked.update(msg)
		if !open {
			m.asked = nil
		}
		return m, cmd
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return m, nil
	}
	m.note = ""
	s := m.script()
	switch key := k.String(); {
	case key == "q" || key == "esc":
		return m, tea.Sequence(m.post(), pop)
	case key == "?" || key == "f1":
		return m, push(newHelp("Marking", m.Keys()))
	case s == nil:
		m.note = "There is nothing to mark."
	case key == "]" || key == "enter":
		return m, m.next()
	case key == "[":
		return m, m.back()
	case key == "tab" || key == "shift+tab":
		m.reading = !m.reading
	case m.scrolls(key):
	case key == "j" || key == "down":
		m.item = min(m.item+1, len(s.Rubric)-1)
	case key == "k" || key == "up":
		m.item = max(m.item-1, 0)
	case key == "space":
		most := int(s.Rubric[m.item].Points)
		if v, ok := s.Marks[s.Rubric[m.item].ID]; ok && int(v) == most {
			most = 0
		}
		return m, m.give(most)
	case len(key) == 1 && key[0] >= '0' && key[0] <= '9':
		return m, m.give(int(key[0] - '0'))
	case key == "r":
		return m, m.reuse()
	case key == "c":
		m.asked = ask("remark, kept in the journal:", m.remark)
	default:
		m.note = key + " does nothing here; ? lists the keys."
	}
	return m, nil
}

// scrolls handles the keys that move the text.
func (m *marking) scrolls(key string) bool {
	if !m.reading && !slices.Contains([]string{"ctrl+d", "ctrl+u", "pgdown", "pgup"}, key) {
		return false
	}
	return m.pane.scroll(key, m.textRows, m.textLines)
}

func (m *marking) quiet() { m.note = "" }

// next goes to the next answer that is not marked, or, if all are, to the next.
func (m *marking) next() tea.Cmd {
	cmd := m.post()
	to := m.nextUnmarked(m.at)
	if to < 0 {
		to = (m.at + 1) % len(m.all)
		m.note = "All answers are marked; points can still be changed."
	}
	m.been = append(m.been, m.at)
	m.at = to
	m.arrive()
	return tea.Batch(cmd, m.look())
}

// back goes to the answer that was on the screen before, or the one before this.
func (m *marking) back() tea.Cmd {
	cmd := m.post()
	if n := len(m.been); n > 0 {
		m.at, m.been = m.been[n-1], m.been[:n-1]
	} else {
		m.at = (m.at + len(m.all) - 1) % len(m.all)
	}
	m.arrive()
	return tea.Batch(cmd, m.look())
}

// give gives the item at the cursor its points, and goes to the next without any.
func (m *marking) give(n int) tea.Cmd {
	s := m.script()
	it := s.Rubric[m.item]
	g := class.Given{Item: it.ID, Points: n}
	if !s.Takes(g) {
		m.note = fmt.Sprintf("This line is worth %s at most.", points(it.Points))
		return nil
	}
	cmd := m.put(s, []class.Given{g})
	for i := m.item + 1; i < len(s.Rubric); i++ {
		if _, ok := s.Marks[s.Rubric[i].ID]; !ok {
			m.item = i
			break
		}
	}
	return cmd
}

// put shows points at once, and has them written.
func (m *marking) put(s *class.Script, given []class.Given) tea.Cmd {
	for _, g := range given {
		s.Marks[g.Item] = float64(g.Points)
	}
	m.unposted[s] = true
	m.queue = append(m.queue, pending{s, given})
	return m.write()
}

// twin is an answer in the same words that is marked, nil if there is none.
func (m *marking) twin(s *class.Script) *class.Script {
	words := class.Clean(s.Text)
	for _, o := range m.all {
		if o != s && o.Ref == s.Ref && o.Left() == 0 && len(o.Rubric) == len(s.Rubric) && class.Clean(o.Text) == words {
			return o
		}
	}
	return nil
}

// reuse gives the points that the same words were given before.
func (m *marking) reuse() tea.Cmd {
	s := m.script()
	o := m.twin(s)
	if o == nil {
		m.note = "No answer in the same words is marked yet."
		return nil
	}
	var given []class.Given
	for _, it := range s.Rubric {
		if g := (class.Given{Item: it.ID, Points: int(o.Marks[it.ID])}); s.Takes(g) {
			given = append(given, g)
		}
	}
	return m.put(s, given)
}

// remark keeps a remark on the answer in the journal.
func (m *marking) remark(words string) tea.Cmd {
	s := m.script()
	if class.Clean(words) == "" {
		m.note = "Nothing was kept."
		return nil
	}
	e := s.Remark(words)
	e.Quiz = m.staff.Quiz.ID
	env := m.env
	return later(func() error { return env.post(e) }, func(_ *App, err error) tea.Cmd {
		if err != nil {
			m.note = "NOT KEPT: " + tell(err)
			return nil
		}
		m.journal = append(m.journal, e)
		return nil
	})
}

// A written is what became of points.
type written struct {
	pending
	tip    class.Tip
	events []exam.Event // that others, and this, have added
	lost   []class.Given
	err    error
}

// write writes the points that come first, if none are being written.
func (m *marking) write() tea.Cmd {
	if m.writing || len(m.queue) == 0 {
		return nil
	}
	m.writing = true
	p := m.queue[0]
	tip, env := *p.script.Of, m.env
	at := env.Now()
	return later(func() written { return p.write(env.context(), env.Store, tip, at) }, m.wrote)
}

// markTries is how often points are sealed anew because the log has grown.
const markTries = 5

// write appends points to the log of the attempt. If it has grown since, what was
// added is taken in first; points for an item to which others gave something else
// meanwhile are not written.
func (p pending) write(ctx context.Context, db store.Store, tip class.Tip, at exam.Clock) written {
	w := written{pending: p, tip: tip}
	for range markTries {
		if len(p.given) == 0 {
			w.err = nil
			return w
		}
		events, after := p.script.Seal(w.tip, at, p.given)
		w.err = db.Append(ctx, tip.Attempt, w.tip.Len, events...)
		if w.err == nil {
			w.tip, w.events = after, append(w.events, events...)
			return w
		}
		if !errors.Is(w.err, store.ErrStale) {
			return w
		}
		others, err := db.Events(ctx, tip.Attempt, w.tip.Len)
		if err == nil {
			w.tip, err = w.tip.Follow(others)
		}
		if err != nil {
			w.err = err
			return w
		}
		w.events = append(w.events, others...)
		var lost []class.Given
		p.given, lost = p.script.Clash(p.given, others)
		w.lost = append(w.lost, lost...)
	}
	return w
}

// wrote takes in what became of points.
func (m *marking) wrote(_ *App, w written) tea.Cmd {
	m.writing = false
	m.follow(w.script.Of, w.tip, w.events)
	if w.err != nil {
		m.fault = tell(w.err)
		return m.env.after(time.Second, reviewMsg{func(*App) tea.Cmd { return m.write() }})
	}
	m.fault, m.queue = "", m.queue[1:]
	m.saved = m.env.Now().Wall
	if len(w.lost) > 0 {
		m.note = fmt.Sprintf("Somebody else marked this line a moment before: %s stands. Enter points again to change it.", points(w.script.Marks[w.lost[0].Item]))
	}
	return m.write()
}

// follow takes in what was added to the log of an attempt; points that are still
// to be written go over it.
func (m *marking) follow(tip *class.Tip, to class.Tip, events []exam.Event) {
	*tip = to
	for _, s := range m.all {
		if s.Of != tip {
			continue
		}
		s.Takeover(events)
		for i, p := range m.queue {
			if p.script == s && i > 0 {
				for _, g := range p.given {
					s.Marks[g.Item] = float64(g.Points)
				}
			}
		}
	}
}

// look reads what was added to the log of the answer on the screen.
func (m *marking) look() tea.Cmd {
	s := m.script()
	if s == nil {
		return nil
	}
	tip, env := *s.Of, m.env
	type seen struct {
		events []exam.Event
		to     class.Tip
		err    error
	}
	return later(func() (v seen) {
		if v.events, v.err = env.Store.Events(env.context(), tip.Attempt, tip.Len); v.err == nil {
			v.to, v.err = tip.Follow(v.events)
		}
		return v
	}, func(_ *App, v seen) tea.Cmd {
		if v.err != nil || *s.Of != tip || len(v.events) == 0 {
			return nil
		}
		m.follow(s.Of, v.to, v.events)
		m.note = "Somebody else has marked this since."
		if m.script() == s {
			m.arrive()
		}
		return nil
	})
}

// post says in the journal what the answer on the screen was given.
func (m *marking) post() tea.Cmd {
	s := m.script()
	if s == nil || !m.unposted[s] {
		return nil
	}
	delete(m.unposted, s)
	e := m.entry(s)
	env := m.env
	return later(func() error { return env.post(e) }, func(_ *App, err error) tea.Cmd {
		if err != nil {
			m.unposted[s] = true
			m.fault = tell(err)
		}
		return nil
	})
}

func (m *marking) entry(s *class.Script) class.Entry {
	return class.Entry{Kind: class.Audit, Student: s.Student, Quiz: m.staff.Quiz.ID, Text: s.Says()}
}

// finish writes what the program had no time to write before it ended.
func (m *marking) finish() error {
	var failed []error
	for _, p := range m.queue {
		w := p.write(context.Background(), m.env.Store, *p.script.Of, m.env.Now())
		m.follow(p.script.Of, w.tip, w.events)
		failed = append(failed, w.err)
	}
	for _, s := range m.all {
		if m.unposted[s] {
			failed = append(failed, m.env.post(m.entry(s)))
		}
	}
	return errors.Join(failed...)
}

// Keys returns the key map.
func (m *marking) Keys() []Group {
	most := "0-9"
	reuse := false
	if s := m.script(); s != nil {
		most = fmt.Sprintf("0-%d", min(int(s.Rubric[m.item].Points), 9))
		reuse = m.twin(s) != nil
	}
	other := "text"
	if m.reading {
		other = "rubric"
	}
	keys := Group{State: "KEYS", Keys: []key.Binding{
		bind("0 1 2 3 4 5 6 7 8 9", most, "points"), bind("space", "space", "all or none"),
		on(reuse, bind("r", "r", "reuse")), bind("c", "c", "remark"), bind("] enter", "]", "next"), bind("[", "[", "back"),
		bind("tab shift+tab", "tab", other), bind("j k up down", "j k", "+line of the rubric, or of the text"),
		bind("ctrl+d ctrl+u pgdown pgup", "pgup pgdn", "+text"), bind("q esc", "q", "leave"), helpKey}}
	if m.asked != nil {
		return []Group{askedKeys(), keys}
	}
	return []Group{keys, askedKeys()}
}

// wrapText breaks what was written at width cells; its own lines stay.
func wrapText(text string, width int) []string {
	var rows []string
	for l := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(l) == "" {
			rows = append(rows, "")
			continue
		}
		rows = append(rows, wrap(l, width)...)
	}
	return rows
}
