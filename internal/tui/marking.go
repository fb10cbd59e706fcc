package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/class"
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

	done     []step // that z takes back
	undone   []step // that Z does again
	loaded   bool
	failed   string
	fault    string // why points could not be written, the last time
	queue    []pending
	writing  bool
	saved    time.Time
	unposted map[*class.Script]bool // marked here, and not in the journal yet

	textRows, textLines int // as last drawn
}

// A step is points that were given, and what stood there before.
type step struct {
	script *class.Script
	item   string
	was    float64
	had    bool // something stood there
	is     int
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
	case key == "z":
		return m, m.undo()
	case key == "Z":
		return m, m.redo()
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
	was, had := s.Marks[it.ID]
	m.done, m.undone = append(m.done, step{s, it.ID, was, had, n}), nil
	cmd := m.put(s, []class.Given{g})
	for i := m.item + 1; i < len(s.Rubric); i++ {
		if _, ok := s.Marks[s.Rubric[i].ID]; !ok {
			m.item = i
			break
		}
	}
	return cmd
}

// undo takes the points given last back. A line that had none keeps them, as a log
// has no way to say that nothing was given.
func (m *marking) undo() tea.Cmd {
	n := len(m.done)
	if n == 0 {
		m.note = "There is nothing to take back."
		return nil
	}
	st := m.done[n-1]
	m.show(st)
	if !st.had {
		m.note = "This line had no points before; enter others in their place."
		return nil
	}
	m.done, m.undone = m.done[:n-1], append(m.undone, st)
	return m.put(st.script, []class.Given{{Item: st.item, Points: int(st.was)}})
}

// redo gives points again that were taken back.
func (m *marking) redo() tea.Cmd {
	n := len(m.undone)
	if n == 0 {
		m.note = "There is nothing to do again."
		return nil
	}
	st := m.undone[n-1]
	m.show(st)
	m.undone, m.done = m.undone[:n-1], append(m.done, st)
	return m.put(st.script, []class.Given{{Item: st.item, Points: st.is}})
}

// show goes to the line of a step.
func (m *marking) show(st step) {
	if i := slices.Index(m.all, st.script); i != m.at {
		m.been, m.at = append(m.been, m.at), i
		m.arrive()
	}
	for i, it := range st.script.Rubric {
		if it.ID == st.item {
			m.item = i
		}
	}
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
		bind("tab shift+tab", "tab", other), bind("z Z", "z Z", "+take back, do again"), bind("j k up down", "j k", "+line of the rubric, or of the text"),
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
