package problems

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A reader collects the mistakes of one file while it is read.
type reader struct {
	file     string
	last     int // line of the file
	mistakes Mistakes
	formulas []*formula // whose names are checked when everything is read
	broken   []string   // names whose definitions were reported
	nameless bool       // the front matter cannot be read, so names mean nothing
}

func (r *reader) errorf(line int, format string, args ...any) {
	r.mistakes = append(r.mistakes, place{r.file, line}.errorf(format, args...))
}

// maxDepth bounds how deep YAML may nest; the schema needs six levels.
const maxDepth = 30

// yaml reads a YAML text that begins on the given line of the file and returns
// its mapping, with line numbers of the file. After a mistake it is nil.
func (r *reader) yaml(src string, first int) *yaml.Node {
	var doc yaml.Node
	if strings.TrimSpace(src) == "" {
		r.errorf(first, "nothing is here; fields are wanted, one `name: value` a line")
		return nil
	}
	if err := yaml.Load([]byte(src), &doc); err != nil {
		r.yamlError(err, src, first)
		return nil
	}
	if len(doc.Content) != 1 {
		r.errorf(first, "nothing but comments is here; fields are wanted, one `name: value` a line")
		return nil
	}
	n := doc.Content[0]
	if !r.shift(n, first-1, 0) {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.errorf(n.Line, "this is %s; fields are wanted, one `name: value` a line", kindName(n))
		return nil
	}
	return n
}

// shift moves the lines of a tree and refuses what the format leaves out.
func (r *reader) shift(n *yaml.Node, by, depth int) bool {
	n.Line = min(n.Line+by, r.last) // YAML knows line ends that editors do not
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.errorf(n.Line, "anchors (&name) and aliases (*name) are not part of the format; write the value out, or quote a text that begins with & or *")
		return false
	case depth > maxDepth:
		r.errorf(n.Line, "this is nested more than %d deep", maxDepth)
		return false
	case n.Kind == yaml.ScalarNode && n.Style&yaml.TaggedStyle != 0:
		r.errorf(n.Line, "tags such as %s are not part of the format; quote a text that begins with !", n.Tag)
		return false
	}
	ok := true
	for _, c := range n.Content {
		ok = r.shift(c, by, depth+1) && ok
	}
	return ok
}

func (r *reader) yamlError(err error, src string, first int) {
	var e *yaml.LoadError
	if !errors.As(err, &e) {
		r.errorf(first, "this is not YAML: %v", err)
		return
	}
	line, msg := first, strings.TrimPrefix(e.Message, "yaml: ")
	if e.Mark.Line > 0 {
		line += e.Mark.Line - 1
	}
	// Errors at the end of the text point one line too far.
	line = min(line, r.last, first+strings.Count(strings.TrimRight(src, "\n"), "\n"))
	if begin := first + e.ContextMark.Line - 1; e.ContextMsg != "" && begin >= first && begin < line {
		msg += " (" + e.ContextMsg + " that begins on line " + strconv.Itoa(begin) + ")"
	}
	switch {
	case strings.Contains(msg, "mapping values are not allowed"):
		msg += `; a text with a colon wants quotes: "...", and a blank stands behind the colon of a field and the dash of a list`
	case strings.Contains(msg, "cannot start any token"), strings.Contains(msg, "tab character"):
		msg += "; indent with spaces, never tabs, and quote a text that begins with %, @ or `"
	case strings.Contains(msg, "alphabetic or numeric"): // of an alias
		msg += `; lists are written with - and a blank, and a text that begins with * or & wants quotes: "..."`
	case strings.Contains(msg, "did not find expected"):
		msg += `; a text with a comma, a colon, a bracket or a brace wants quotes: "..."`
	case strings.Contains(msg, "multiple"):
		msg += "; a line of --- is not wanted here"
	}
	r.errorf(line, "this is not YAML: %s", msg)
}

// kindName names what a node holds, as authors would.
func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		if len(n.Content) > 0 && strings.HasPrefix(n.Content[0].Value, "=") {
			return "the hole {" + n.Content[0].Value + "} without quotes around it"
		}
		return "a group of fields"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!int", "!!float":
		return "the number " + n.Value
	case "!!bool":
		return n.Value
	}
	return "the text " + strconv.Quote(n.Value)
}

// An object is a mapping whose fields are known.
type object struct {
	r      *reader
	what   string // "front matter": for messages
	ok     bool   // it is a mapping
	line   int
	keys   []string // in the order of the file
	fields map[string]*yaml.Node
	lines  map[string]int // of the field names
}

// object reads the fields of n, reporting repeated ones and, when known is not
// nil, unknown ones. It is never nil; it is empty if n is no mapping.
func (r *reader) object(n *yaml.Node, what string, known []string) *object {
	o := &object{r: r, what: what, line: n.Line, fields: map[string]*yaml.Node{}, lines: map[string]int{}}
	if n.Kind != yaml.MappingNode {
		r.errorf(n.Line, "%s is %s; a group of fields is wanted", what, kindName(n))
		return o
	}
	o.ok = true
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if !r.fieldName(n, k, v) {
			continue
		}
		if first, twice := o.lines[k.Value]; twice {
			r.errorf(k.Line, "field %q is here twice; the first is on line %d", k.Value, first)
			continue
		}
		if known != nil && !slices.Contains(known, k.Value) {
			s := suggest(k.Value, known)
			if s == "" {
				s = "; its fields are " + list(known)
			}
			r.errorf(k.Line, "unknown field %q in %s%s", k.Value, what, s)
			continue
		}
		o.keys = append(o.keys, k.Value)
		o.fields[k.Value], o.lines[k.Value] = v, k.Line
	}
	return o
}

// fieldName reports names that are none, which comes from texts without quotes.
func (r *reader) fieldName(in, k, v *yaml.Node) bool {
	flow := in.Style&yaml.FlowStyle != 0
	empty := v.Kind == yaml.ScalarNode && v.ShortTag() == "!!null" && v.Value == ""
	switch {
	case k.Kind != yaml.ScalarNode:
		r.errorf(k.Line, "a field name is wanted here, not %s", kindName(k))
	case flow && empty && strings.HasPrefix(k.Value, "="):
		r.errorf(k.Line, `quote a text with a hole: "{%s}"`, k.Value)
	case flow && empty:
		r.errorf(k.Line, "field %q has no value; inside { } a text with a comma wants quotes", k.Value)
	default:
		return true
	}
	return false
}

// has reports whether the field is there.
func (o *object) has(name string) bool { return o.fields[name] != nil }

// lineOf returns the line of a field, or of the object if it has no such field.
func (o *object) lineOf(name string) int {
	if l, ok := o.lines[name]; ok {
		return l
	}
	return o.line
}

// need reports a missing field.
func (o *object) need(name, such string) bool {
	if !o.has(name) {
		o.r.errorf(o.line, "%s has no %q; write for example `%s: %s`", o.what, name, name, such)
		return false
	}
	return true
}

// str returns a field that is one line of text or a number, as written.
func (o *object) str(name string) string {
	n := o.fields[name]
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		o.r.errorf(n.Line, "%q is %s; a text is wanted", name, kindName(n))
		return ""
	}
	return n.Value
}

// num returns a field that is a number, 0 after a mistake.
func (o *object) num(name string) float64 {
	n := o.fields[name]
	if n == nil {
		return 0
	}
	if f, ok := number(n); ok {
		return f
	}
	o.r.errorf(n.Line, "%q is %s; a number is wanted", name, kindName(n))
	return 0
}

// count returns a field that is a whole number of at least 1.
func (o *object) count(name string) int {
	n := o.fields[name]
	if n == nil {
		return 0
	}
	if f, ok := number(n); ok && f >= 1 && f == math.Trunc(f) && f < 1e6 {
		return int(f)
	}
	o.r.errorf(n.Line, "%q is %s; a whole number of at least 1 is wanted", name, kindName(n))
	return 0
}

// percent returns a field such as 10% as a fraction.
func (o *object) percent(name string) float64 {
	n := o.fields[name]
	if n == nil {
		return 0
	}
	if s, ok := strings.CutSuffix(n.Value, "%"); ok && n.Kind == yaml.ScalarNode {
		if f, err := strconv.ParseFloat(strings.TrimSpace(s), 64); err == nil && f >= 0 && f <= 100 {
			return f / 100
		}
	}
	o.r.errorf(n.Line, "%q is %s; a percentage is wanted, such as 10%%", name, kindName(n))
	return 0
}

// yes returns a field that is true or false.
func (o *object) yes(name string) bool {
	n := o.fields[name]
	if n == nil {
		return false
	}
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
		o.r.errorf(n.Line, "%q is %s; true or false is wanted", name, kindName(n))
	}
	return n.Value == "true"
}

// list returns the entries of a field; a single value stands for a list of one
// unless it must be a list.
func (o *object) list(name string) []*yaml.Node {
	n := o.fields[name]
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	}
	return []*yaml.Node{n}
}

// words returns a list of texts.
func (o *object) words(name string) []string {
	var words []string
	for _, n := range o.list(name) {
		if n.Kind != yaml.ScalarNode || n.Value == "" {
			o.r.errorf(n.Line, "%q holds %s; a list of words is wanted: [a, b]", name, kindName(n))
			continue
		}
		words = append(words, n.Value)
	}
	return words
}

// number reads a scalar that is a finite number.
func number(n *yaml.Node) (float64, bool) {
	if n.Kind != yaml.ScalarNode || (n.ShortTag() != "!!int" && n.ShortTag() != "!!float") {
		return 0, false
	}
	var f float64
	if err := n.Decode(&f); err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return 0, false
	}
	return f, true
}
