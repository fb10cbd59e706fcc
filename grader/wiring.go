package grader

import (
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader/expr"
)

// wiringSpec holds the fields of a block diagram: its nodes, and its edges
// written a -> b. Nodes with ids of their own and one text are identical.
type wiringSpec struct {
	common
	Nodes   []itemSpec          `field:"nodes,required"`
	Key     []string            `field:"key,required"`
	Aliases map[string][]string `field:"aliases"` // further spellings of a node
	Credit  string              `field:"credit"`
}

// Bounds of a diagram: its nodes, the arrows of an answer, its bytes, and the
// ways in which identical nodes may be exchanged.
const (
	maxNodes  = 60
	maxArrows = 300
	maxWiring = 20_000
	maxTwins  = 120
)

func (s *wiringSpec) check(d *decoder) {
	checkItems(d, "nodes", s.Nodes, true)
	checkNotEmpty(d, "key", s.Key)
	d.oneOf("credit", s.Credit, "all", "net")
	if len(s.Nodes) > maxNodes {
		d.in("nodes", func() { d.errorf("there are %d; %d is the most", len(s.Nodes), maxNodes) })
		return
	}
	for i, n := range s.Nodes {
		d.in("nodes", func() { d.in(i, func() { s.checkNode(d, i, n) }) })
	}
	for _, name := range sortedKeys(s.Aliases) {
		if find(s.Nodes, name) < 0 {
			d.in("aliases", func() {
				d.errorf("%q is not a node%s", name, expr.DidYouMean(name, namesOf(s.Nodes)))
			})
		}
	}
	if len(d.errs) > 0 {
		return // the arrows could not be told from what is wrong with the nodes
	}
	ways := 1
	for _, group := range twins(s.Nodes) {
		for n := 2; n <= len(group) && ways <= maxTwins; n++ {
			ways *= n
		}
	}
	if ways > maxTwins {
		d.in("nodes", func() { d.errorf("too many of them are identical; give some a text of their own") })
	}
	d.in("key", func() {
		before := len(d.errs)
		if set := s.edges(d, s.Key); len(set) == 0 && len(d.errs) == before {
			d.errorf("it has no arrow such as a -> b")
		}
	})
	for i, n := range s.Near {
		d.in("near", func() { d.in(i, func() { d.in("key", func() { s.edges(d, n.Key) }) }) })
	}
}

// checkNode reports a name that an answer could not use.
func (s *wiringSpec) checkNode(d *decoder, i int, n itemSpec) {
	for _, name := range []string{n.id, n.text} {
		if strings.ContainsAny(name, ",;&\n") || len(splitArrows(name)) > 1 {
			d.errorf("%q: a node is named without commas, semicolons and arrows", name)
		}
	}
	for _, other := range s.Nodes[:i] {
		if other.text == n.text && (n.id == "" || other.id == "") {
			d.errorf("%q occurs twice; give identical nodes ids: {id: add1, text: +}", n.text)
		}
	}
}

// edges reads the arrows that an author wrote.
func (s *wiringSpec) edges(d *decoder, key []string) edgeSet {
	set := edgeSet{}
	r := newNodeReader(s.Nodes, s.Aliases)
	for i, lines := range key {
		d.in(i, func() {
			before := len(d.errs)
			for _, line := range strings.FieldsFunc(lines, func(c rune) bool { return c == ';' || c == '\n' }) {
				r.checkLine(d, strings.TrimSpace(line))
			}
			if len(d.errs) > before {
				return
			}
			edges, why, _ := r.edges(lines)
			if why != "" {
				d.errorf("%s", strings.ReplaceAll(why, "\n", " "))
			}
			for e := range edges {
				set[e] = true
			}
		})
	}
	return set
}

// checkLine reports names in an author's line that are not those of one node.
func (r *nodeReader) checkLine(d *decoder, line string) {
	parts := splitArrows(line)
	if len(parts) < 2 && line != "" {
		d.errorf("%q is not an edge such as a -> b", line)
		return
	}
	for _, p := range parts {
		for _, n := range splitNames(p) {
			if i, why := r.node(n.text); i == ambiguous {
				d.errorf("%s", strings.ReplaceAll(why, "\n", " "))
			} else if why != "" && line != "" {
				d.errorf("%q is not a node%s", n.text, expr.DidYouMean(n.text, namesOf(r.nodes)))
			}
		}
	}
}

// twins returns the groups of identical nodes, those of two and more.
func twins(nodes []itemSpec) [][]int {
	byText := map[string][]int{}
	for i, n := range nodes {
		byText[n.text] = append(byText[n.text], i)
	}
	var groups [][]int
	for _, text := range sortedKeys(byText) {
		if len(byText[text]) > 1 {
			groups = append(groups, byText[text])
		}
	}
	return groups
}

func (s *wiringSpec) build(d *decoder) Question {
	q := &wiring{
		reader: newNodeReader(s.Nodes, s.Aliases), twins: twins(s.Nodes),
		key: s.edges(d, s.Key), credit: credits["all"],
	}
	if s.Credit != "" {
		q.credit = credits[s.Credit]
	}
	for _, n := range s.Near {
		q.near = append(q.near, nearEdges{s.edges(d, n.Key), n.Why})
	}
	return q
}

// An edge is an arrow between two nodes, by their places in the list.
type edge struct{ from, to int }

type edgeSet map[edge]bool

// A wiring asks for the arrows of a block diagram. They are a set; identical
// nodes may be exchanged. The score is by the rule of credit, with arrows for
// picks, see credits.
type wiring struct {
	reader *nodeReader
	twins  [][]int
	key    edgeSet
	credit func(tally) float64
	near   []nearEdges
}

type nearEdges struct {
	edges edgeSet
	why   string
}

// Input implements [Question].
func (q *wiring) Input() Input { return Lines{Wants: "arrows, one a line: a -> b"} }

// Key implements [Question].
func (q *wiring) Key() Answer { return Answer{strings.Join(q.write(q.key, " -> "), "\n")} }

// write writes arrows, sorted by where they begin.
func (q *wiring) write(set edgeSet, arrow string) []string {
	var edges []edge
	for e := range set {
		edges = append(edges, e)
	}
	slices.SortFunc(edges, func(a, b edge) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return a.to - b.to
	})
	var lines []string
	for _, e := range edges {
		lines = append(lines, q.reader.name(e.from)+arrow+q.reader.name(e.to))
	}
	return lines
}

func (q *wiring) read(a Answer) (edgeSet, *Verdict) {
	src := strings.Join(a, "\n")
	if strings.Trim(src, " \t\r\n;") == "" {
		return nil, &Verdict{Outcome: Blank}
	}
	if len(src) > maxWiring {
		return nil, &Verdict{Outcome: Unreadable, Why: "This is too long. Write one arrow a line.", Offset: maxWiring}
	}
	edges, why, offset := q.reader.edges(src)
	if why == "" && len(edges) > maxArrows {
		why = fmt.Sprintf("These are more than %d arrows.", maxArrows)
	}
	if why != "" {
		return nil, &Verdict{Outcome: Unreadable, Why: why, Offset: offset}
	}
	return edges, nil
}

// Read implements [Reader]. The note names the nodes without any arrow.
func (q *wiring) Read(a Answer) Reading {
	edges, v := q.read(a)
	if v != nil {
		return Reading{Why: v.Why, Offset: v.Offset}
	}
	var free []string
	for i := range q.reader.nodes {
		used := false
		for e := range edges {
			used = used || e.from == i || e.to == i
		}
		if !used {
			free = append(free, q.reader.name(i))
		}
	}
	r := Reading{Text: strings.Join(q.write(edges, " → "), "; ")}
	if len(free) > 0 {
		r.Note = "no arrow yet: " + strings.Join(free, ", ")
	}
	return r
}

// Grade implements [Question].
func (q *wiring) Grade(a Answer) Verdict {
	edges, trouble := q.read(a)
	if trouble != nil {
		return *trouble
	}
	shared := q.common(edges, q.key)
	t := tally{key: len(q.key), options: len(q.key), right: len(shared), wrong: len(edges) - len(shared)}
	v := Verdict{Outcome: Wrong, Read: strings.Join(q.write(edges, " → "), "; "), Score: q.credit(t)}
	switch {
	case t.right == t.key && t.wrong == 0:
		v.Outcome, v.Score = Correct, 1
		return v
	case v.Score > 0:
		v.Outcome = Partial
	}
	switch {
	case t.right == 0:
		v.Why = "None of these arrows is right yet."
	case t.wrong == 0:
		v.Why = "What is drawn is right, and something is missing."
	case t.right == t.key: // to list the right ones would be to give the key
		v.Why = plural(t.wrong, "Nothing is missing, but %d of these arrows does not belong here.", "Nothing is missing, but %d of these arrows do not belong here.")
	default:
		v.Why = "Right: " + strings.Join(q.write(shared, " → "), "; ") + "."
	}
	for i, n := range q.near {
		if len(q.common(edges, n.edges)) == len(edges) && len(edges) == len(n.edges) {
			v.Why, v.How, v.Near = n.why, "near", i+1
			break
		}
	}
	return v
}

// common returns the arrows of a that b has too, with identical nodes exchanged
// so that they are as many as can be.
func (q *wiring) common(a, b edgeSet) edgeSet {
	to := make([]int, len(q.reader.nodes))
	for i := range to {
		to[i] = i
	}
	best := edgeSet{}
	q.exchange(q.twins, to, func() {
		shared := edgeSet{}
		for e := range a {
			if b[edge{to[e.from], to[e.to]}] {
				shared[e] = true
			}
		}
		if len(shared) > len(best) {
			best = shared
		}
	})
	return best
}

// exchange calls f for every way to map the nodes of each group to one another.
func (q *wiring) exchange(groups [][]int, to []int, f func()) {
	if len(groups) == 0 {
		f()
		return
	}
	group := groups[0]
	var permute func(k int)
	permute = func(k int) {
		if k == len(group) {
			q.exchange(groups[1:], to, f)
			return
		}
		for i := k; i < len(group); i++ {
			x, y := group[k], group[i]
			to[x], to[y] = to[y], to[x]
			permute(k + 1)
			to[x], to[y] = to[y], to[x]
		}
	}
	permute(0)
}
