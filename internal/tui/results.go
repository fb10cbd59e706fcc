package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/internal/exam"
)

// A results is the screen after an exam: points by problem or by topic, where
// most was lost, and where little is missing. The verdicts are computed by a
// command, and until they are there nothing is shown but that.
type results struct {
	d       *desk
	made    *exam.Result // nil while it is made; nothing touches the sitting then
	log     []exam.Event // of the attempt; nil if it could not be read
	byTopic bool
	at      int // entry
	topic   int
	top     int
	note    string
	typed   time.Duration // after the start: the last key of the answer that the deadline cut off
}

func newResults(d *desk) *results { return &results{d: d} }

// Init has the verdicts computed, unless they are.
func (r *results) Init() tea.Cmd {
	if r.made != nil {
		return nil
	}
	return r.grade()
}

// A reviewMsg takes in what a command on exams that are over has found, in
// Update, wherever the screen is that asked for it.
type reviewMsg struct{ take func(*App) tea.Cmd }

// grade returns the command that computes the verdicts. The sitting is its own
// until it is done: it is over, so only the screens above this one would ask it
// anything, and there are none before. Events that are still being written come
// from the recorder.
func (r *results) grade() tea.Cmd {
	env, sat, rec := r.d.env, r.d.sat(), &r.d.entries[0].rec
	stored, pending := rec.stored, slices.Clone(rec.pending)
	return func() tea.Msg {
		log, err := env.Store.Events(env.context(), sat.Header().ID, 0)
		if n := len(log) - stored; err == nil && 0 <= n && n <= len(pending) {
			log = append(log, pending[n:]...)
		}
		made := sat.Result(log)
		return reviewMsg{func(*App) tea.Cmd { r.made, r.log, r.note = &made, log, ""; return nil }}
	}
}

// result is what the exam came to, with the marks that were given since.
func (r *results) result() *exam.Result {
	r.made.Refresh(r.d.sat())
	return r.made
}

// Update moves over the problems or topics and opens the review of one.
func (r *results) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if opened, ok := msg.(openedMsg); ok { // in practice, of what was lost
		if opened.err != nil {
			r.note = "Could not open it: " + opened.err.Error()
			return r, nil
		}
		return r, push(newPart(opened.desk, opened.i, opened.label))
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !ok || r.runsOn() {
		return r, nil
	}
	r.note = ""
	pressed := k.String()
	switch pressed {
	case "q", "esc":
		return r, pop
	case "?", "f1":
		return r, push(newHelp("Result", r.Keys()))
	}
	if r.made == nil {
		r.note = "The answers are still being graded."
		return r, nil
	}
	at, last := &r.at, len(r.d.entries)-1
	if r.byTopic {
		at, last = &r.topic, len(r.topics())-1
	}
	switch pressed {
	case "p":
		return r, r.practise()
	case "j", "down":
		*at = max(min(*at+1, last), 0)
	case "k", "up":
		*at = max(*at-1, 0)
	case "g", "home":
		*at = 0
	case "G", "end":
		*at = max(last, 0)
	case "tab", "shift+tab":
		r.byTopic = !r.byTopic && len(r.topics()) > 0
	case "enter":
		r.d.session.alert = ""
		return r, r.review()
	case "l":
		r.d.session.alert = ""
		return r, push(newReview(r, 0, 0))
	default:
		r.note = pressed + " does nothing here; ? lists the keys."
	}
	return r, nil
}

// runsOn reports whether a key still belongs to the answer that the deadline cut
// off: the first within a second after it, and every further one within a second
// after that. Here such a key would leave the screen or start something.
func (r *results) runsOn() bool {
	allowed, ok := r.d.sat().Allowed()
	if !ok || !r.d.sat().TimeUp() || !r.cutOff(allowed) {
		return false
	}
	now, _ := r.d.env.Now().Sub(r.d.sat().Header().Start)
	after := now - max(allowed, r.typed)
	if after < 0 || after > time.Second {
		return false
	}
	r.typed = now
	return true
}

// cutOff reports whether something was typed in the last two seconds before the
// deadline, as far as is known.
func (r *results) cutOff(allowed time.Duration) bool {
	if r.made == nil {
		return true
	}
	for _, ev := range slices.Backward(r.log) {
		if ev.Kind == exam.Edit {
			at, _ := ev.At.Sub(r.d.sat().Header().Start)
			return allowed-at <= 2*time.Second
		}
	}
	return false
}

// practise asks for what was lost as fresh variants.
func (r *results) practise() tea.Cmd {
	var refs []exam.Ref
	for _, p := range r.losses() {
		refs = append(refs, p.Ref)
	}
	if len(refs) == 0 {
		r.note = "Nothing was lost."
		return nil
	}
	return func() tea.Msg { return lostMsg{refs} }
}

// review opens the problem at the cursor, or of a topic the part in which most
// was lost.
func (r *results) review() tea.Cmd {
	if !r.byTopic {
		return push(newReview(r, r.at, 0))
	}
	var most *exam.PartResult
	for _, p := range r.topics()[r.topic].parts {
		if most == nil || p.Score.Lost() > most.Score.Lost() {
			most = p
		}
	}
	i := r.d.index(most.Ref.Problem)
	n := slices.IndexFunc(r.d.entries[i].of.Parts, func(q outlinePart) bool { return q.Label == most.Part })
	return push(newReview(r, i, n))
}

// total is the score of the whole exam in words; nothing before the sentence of
// an honour code is copied.
func (d *desk) total() string {
	sc := d.sat().Total()
	s := fmt.Sprintf("%s of %s points", points(sc.Got), points(sc.Possible))
	if sc.Awaiting > 0 {
		s += fmt.Sprintf(", %s awaiting marks", points(sc.Awaiting))
	}
	return s
}

// receipt is that of the end, once that is in the store: before, it may still
// become another one.
func (d *desk) receipt(end exam.Hash) string {
	if d.entries[0].rec.unended() {
		return "receipt once this is saved"
	}
	return "receipt " + end.Receipt()
}

// pledged reports whether the sentence of an honour code, if the paper has one,
// was copied; without it an attempt has no score.
func (d *desk) pledged() bool {
	r, _, ok := transcribed(d.sat().Paper().Problems)
	return !ok || d.sat().Score(r).Got > 0
}

// View draws a row a problem with the topics beside them, or a row a topic.
func (r *results) View(t Theme, width, height int) Frame {
	d := r.d
	g := r.Keys()[0]
	c := chrome{left: d.session.title, where: " › result", message: d.message(r.note), chip: g.State, keys: forFooter(g.Keys)}
	if r.made == nil {
		c.body = []string{"", "  Grading what stood at the end. This takes a moment."}
		return c.draw(t, width, height)
	}
	made, w := r.result(), min(width-2*margin, textWidth)
	body := append([]string{""}, shift(wrap(r.headline(t), w), margin)...)
	below := r.below(w, max(bodyHeight(height)/4, 3))
	room := max(bodyHeight(height)-len(body)-1-len(below), 3)
	name, topic := 22, 17 // cells for names
	switch {
	case width >= wideWidth:
		name, topic = 34, 24
	case w < 74:
		name = min(max(w-30, 22), 34)
	}
	rows, at := r.problemRows(t, name), r.at
	switch {
	case r.byTopic:
		rows, at = r.topicRows(t, w), r.topic
	case w >= 74:
		rows = beside(rows, r.topicList(t, max(len(rows), room-1), topic), name+32)
	}
	if len(body)+1+room > 3 && len(rows) < room {
		body = append(body, "")
	}
	r.top = min(max(r.top, at+2-room), at+1)
	p := pane{top: r.top}
	c.cursor = &Pos{X: margin, Y: len(body) + 1 + at - min(p.top, max(0, len(rows)-room))}
	if f := p.first(room, len(rows)); len(rows) > room { // the first row is the head
		c.tail = fmt.Sprintf("%d-%d of %d", max(f, 1), f+room-1, len(rows)-1)
	}
	body = append(body, p.visible(rows, room)...)
	for len(body) < bodyHeight(height)-len(below) {
		body = append(body, "")
	}
	c.body = append(body, shift(below, margin)...)
	used := ""
	if made.Used > 0 {
		used = " · " + span(made.Used)
		if made.Allowed > 0 {
			used += " of " + span(made.Allowed)
		}
	}
	c.right = t.paint(muted, made.Header.Start.Wall.In(d.zone).Format("2 Jan")+used)
	if c.strip = d.receipt(made.Receipt); width >= regularWidth {
		c.strip = cut(c.strip+" · attempt "+made.Header.ID, width-4-xansi.StringWidth(c.tail))
	}
	return c.draw(t, width, height)
}

// headline is the score in words.
func (r *results) headline(t Theme) string {
	switch {
	case r.made.Abandoned:
		return "Broken off; it has no score."
	case !r.d.pledged():
		return "No score: the sentence of the honour code was not copied."
	}
	return t.paint(title, r.d.total())
}

// below is what stands under the rows, the first thing first, in so many rows at
// most.
func (r *results) below(width, rows int) []string {
	says := []string{r.lost(), r.oneStep(width), r.calibration()}
	if r.byTopic {
		says = []string{r.partsOfTopic(), r.oneStep(width)}
	}
	var out []string
	for _, s := range says {
		if l := wrap(s, width); len(out)+len(l) <= rows {
			out = append(out, l...)
		}
	}
	return out
}

func (r *results) problemRows(t Theme, width int) []string {
	rows := []string{t.paint(muted, "      "+fit("problem", width)+"  points          min")}
	for i, e := range r.d.entries {
		sum, spent := r.ofProblem(i)
		gutter, name := "  ", fit(cut(e.of.Title, width), width)
		if i == r.at {
			gutter, name = t.paint(accent, "▸ "), t.paint(selected, name)
		}
		rows = append(rows, fmt.Sprintf("  %s%2d  %s %s %7s %4.0f", gutter, e.number, name, bar(t, sum.Share(), 8), ofPoints(sum), spent.Minutes()))
	}
	return rows
}

// ofProblem sums the parts of problem i.
func (r *results) ofProblem(i int) (sum exam.Score, spent time.Duration) {
	for _, p := range r.made.Parts {
		if p.Problem == i {
			sum = sum.Add(p.Score)
			spent += p.Spent
		}
	}
	return sum, spent
}

// ofPoints is "6/11", with a pen where points wait for a person.
func ofPoints(sc exam.Score) string {
	s := points(sc.Got) + "/" + points(sc.Possible)
	if sc.Awaiting > 0 {
		return "✎" + s
	}
	return s
}

// bar is a share drawn n cells wide.
func bar(t Theme, share float64, n int) string {
	full := min(max(int(share*float64(n)+0.5), 0), n)
	return strings.Repeat("━", full) + t.paint(muted, strings.Repeat("─", n-full))
}

// A topicSum is what was made of the parts on a topic.
type topicSum struct {
	name  string
	score exam.Score
	spent time.Duration
	parts []*exam.PartResult
}

// topics are the points by topic, best known first.
func (r *results) topics() []topicSum {
	var all []topicSum
	for i := range r.made.Parts {
		p := &r.made.Parts[i]
		for _, name := range p.Topics {
			j := slices.IndexFunc(all, func(s topicSum) bool { return s.name == name })
			if j < 0 {
				j, all = len(all), append(all, topicSum{name: name})
			}
			s := &all[j]
			s.score, s.spent, s.parts = s.score.Add(p.Score), s.spent+p.Spent, append(s.parts, p)
		}
	}
	slices.SortFunc(all, func(a, b topicSum) int {
		return cmp.Or(cmp.Compare(b.score.Share(), a.score.Share()), strings.Compare(a.name, b.name))
	})
	return all
}

// topicList is the column beside the problems, in so many rows: the topics in
// which most is missing, if there is no room for all.
func (r *results) topicList(t Theme, n, width int) []string {
	all := r.topics()
	rows, more := []string{t.paint(muted, "topic")}, len(all)-(n-1)
	if more > 0 && n > 2 {
		rows[0] = t.paint(muted, "topic, lowest first")
		slices.Reverse(all)
		all = all[:n-2]
		more++
	}
	for _, s := range all {
		rows = append(rows, fmt.Sprintf("%s %3.0f %%", fit(cut(s.name, width), width), 100*s.score.Share()))
	}
	if more > 0 && n > 2 {
		rows = append(rows, t.paint(muted, fmt.Sprintf("%d more: tab", more)))
	}
	return rows
}

// topicRows is the list by topic.
func (r *results) topicRows(t Theme, width int) []string {
	name := 18
	if width >= 70 {
		name = 30
	}
	rows := []string{t.paint(muted, "    "+fit("topic", name)+"  points                   parts  min")}
	for i, s := range r.topics() {
		gutter, label := "  ", fit(cut(s.name, name), name)
		if i == r.topic {
			gutter, label = t.paint(accent, "▸ "), t.paint(selected, label)
		}
		rows = append(rows, fmt.Sprintf("  %s%s  %s %7s %3.0f %% %6d %4.0f", gutter, label, bar(t, s.score.Share(), 8),
			ofPoints(s.score), 100*s.score.Share(), len(s.parts), s.spent.Minutes()))
	}
	return rows
}

// partsOfTopic names the parts on the topic at the cursor with their points.
func (r *results) partsOfTopic() string {
	all := r.topics()
	if len(all) == 0 {
		return ""
	}
	s := all[min(r.topic, len(all)-1)]
	var parts []string
	for _, p := range s.parts {
		parts = append(parts, r.d.name(p.Ref)+" "+ofPoints(p.Score))
	}
	return s.name + ": " + strings.Join(parts, ", ") + "."
}

// losses are the parts in which points were lost, the most first.
func (r *results) losses() []exam.PartResult {
	all := slices.DeleteFunc(slices.Clone(r.result().Parts), func(p exam.PartResult) bool { return p.Score.Lost() == 0 })
	slices.SortStableFunc(all, func(a, b exam.PartResult) int { return cmp.Compare(b.Score.Lost(), a.Score.Lost()) })
	return all
}

// lost names the parts where most points were lost.
func (r *results) lost() string {
	all := r.losses()
	if len(all) == 0 {
		return "Nothing was lost."
	}
	var parts []string
	for _, p := range all[:min(3, len(all))] {
		parts = append(parts, r.d.name(p.Ref)+" "+points(p.Score.Lost()))
	}
	s := "Lost most: " + strings.Join(parts, ", ") + "."
	if r.made.Points.Awaiting > 0 {
		s += " Essays are marked in the review."
	}
	return s
}

// calibration compares how sure the student was with what was right; "" if that
// was never said.
func (r *results) calibration() string {
	var right, all [4]int
	for _, p := range r.made.Parts {
		if p.Score.Awaiting > 0 {
			continue
		}
		all[p.Sure]++
		if p.Score.Got == p.Score.Possible {
			right[p.Sure]++
		}
	}
	var says []string
	for n := 3; n > 0; n-- {
		if all[n] > 0 {
			says = append(says, fmt.Sprintf("%s: %d of %d right", sureness[n], right[n], all[n]))
		}
	}
	if len(says) == 0 {
		return ""
	}
	return strings.ToUpper(says[0][:1]) + strings.Join(says, ", ")[1:] + "."
}

// sureness is how sure a student was, in words.
var sureness = [...]string{"not said", "guessed", "fairly sure", "sure"}

// Keys returns the key map.
func (r *results) Keys() []Group {
	does, other := "review the problem", "topics"
	if r.byTopic {
		does, other = "review a part", "problems"
	}
	if r.made == nil {
		return []Group{{State: "KEYS", Keys: []key.Binding{bind("q esc", "q", "leave"), helpKey}}}
	}
	return []Group{{State: "KEYS", Keys: []key.Binding{bind("enter", "enter", does), bind("tab shift+tab", "tab", other),
		bind("p", "p", "practise what was lost"), bind("q esc", "q", "leave"), bind("j k up down", "j k", "+move"),
		bind("l", "l", "+review from the first part"), endsKey, helpKey}}}
}
