package problems

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxFile is the largest problem file that is read, in bytes.
const maxFile = 1 << 20

// Parse reads a problem file. The name is printed in mistakes; the error, if
// any, is [Mistakes] with every mistake of the file, and the template is usable
// only without one.
func Parse(name string, src []byte) (*Template, error) {
	r := &reader{file: name}
	t := r.template(src)
	if len(r.mistakes) > 0 {
		return nil, r.mistakes.sorted()
	}
	return t, nil
}

// A source is a file cut into its front matter and its body.
type source struct {
	front string // YAML; its first line is line 2
	body  string
	line  int // of the body's first line
}

// split cuts a file, reporting what is no text or has no front matter.
func (r *reader) split(src []byte) (source, bool) {
	switch {
	case len(src) > maxFile:
		r.errorf(0, "the file is larger than %d kB", maxFile>>10)
		return source{}, false
	case !utf8.Valid(src):
		r.errorf(1+bytes.Count(src[:invalid(src)], []byte("\n")), "this is not UTF-8; save the file as UTF-8")
		return source{}, false
	}
	s := strings.ReplaceAll(strings.TrimPrefix(string(src), "\ufeff"), "\r\n", "\n")
	if i := strings.IndexFunc(s, isControl); i >= 0 {
		c, _ := utf8.DecodeRuneInString(s[i:])
		line := 1 + strings.Count(s[:i], "\n")
		if c == '\r' {
			r.errorf(line, "a line ends with a carriage return alone; save the file with line feeds")
		} else {
			r.errorf(line, "an invisible control character (U+%04X) is here; delete it", c)
		}
		return source{}, false
	}
	r.last = 1 + strings.Count(strings.TrimSuffix(s, "\n"), "\n")
	rest, ok := strings.CutPrefix(s, "---\n")
	if !ok {
		r.errorf(1, "the file has no front matter; its first line is ---, then come the fields, then a line of ---")
		return source{}, false
	}
	if rest+"\n" == "---\n" || strings.HasPrefix(rest, "---\n") {
		r.errorf(1, "the front matter is empty; write id, title, topics and points there")
		return source{}, false
	}
	end := strings.Index(rest+"\n", "\n---\n")
	if end < 0 {
		r.errorf(1, "the front matter is never closed; write a line of --- below it")
		return source{}, false
	}
	front := rest[:end+1]
	body := rest[min(end+len("\n---\n"), len(rest)):]
	return source{front, body, 3 + strings.Count(front, "\n")}, true
}

// isControl reports characters that have no place in a text.
func isControl(c rune) bool { return c < ' ' && c != '\n' && c != '\t' || c == 0x7F }

// invalid returns the offset of the first byte that is not UTF-8.
func invalid(src []byte) int {
	for i := 0; i < len(src); {
		c, n := utf8.DecodeRune(src[i:])
		if c == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(src)
}

var problemFields = []string{"id", "title", "topics", "points", "vars", "where", "sims", "derive"}

// template reads a whole problem file.
func (r *reader) template(src []byte) *Template {
	t := &Template{File: r.file}
	s, ok := r.split(src)
	if !ok {
		return t
	}
	if n := r.yaml(s.front, 2); n != nil {
		r.front(t, n)
	} else {
		r.nameless = true
	}
	r.body(t, s)
	r.resolve(t)
	return t
}

var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// front reads the front matter of a problem.
func (r *reader) front(t *Template, n *yaml.Node) {
	o := r.object(n, "the front matter", problemFields)
	t.line = o.lineOf("id")
	if o.need("id", "tensor-remat") {
		t.ID = r.id(o)
	}
	if o.need("title", "Tensor rematerialization") {
		t.Title = o.str("title")
	}
	if o.need("topics", "[systems, memory]") {
		t.Topics = o.words("topics")
	}
	if o.need("points", "10") {
		t.Points, t.sumLine = o.num("points"), o.lineOf("points")
	}
	if v := o.fields["vars"]; v != nil {
		t.vars = r.vars(v)
	}
	for _, w := range o.list("where") {
		t.where = append(t.where, r.scalarFormula(w, "where", "every < layers"))
	}
	if v := o.fields["sims"]; v != nil {
		t.sims = r.sims(v)
	}
	if v := o.fields["derive"]; v != nil {
		d := r.names("derive", v)
		for _, name := range d.keys {
			r.name(name, d.lines[name])
			t.derived = append(t.derived, &definition{name, r.scalarFormula(d.fields[name], name, "layers * every")})
		}
	}
	r.uniqueNames(t)
}

// names reads a field that defines names.
func (r *reader) names(field string, n *yaml.Node) *object {
	o := r.object(n, field, nil)
	r.nameless = r.nameless || !o.ok
	return o
}

func (r *reader) id(o *object) string {
	id := o.str("id")
	if id != "" && !idPattern.MatchString(id) {
		r.errorf(o.lineOf("id"), "id %q is not made of lower case letters, digits and single hyphens, such as tensor-remat", id)
	}
	return id
}

var namePattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// name checks a name that expressions can use.
func (r *reader) name(name string, line int) {
	if !namePattern.MatchString(name) {
		r.errorf(line, "%q is no name; a name is a letter, then letters, digits and _", name)
	} else if slices.Contains(functions, name) {
		r.errorf(line, "%q has a meaning of its own in expressions; choose another name", name)
	}
}

// uniqueNames reports names that mean two things.
func (r *reader) uniqueNames(t *Template) {
	seen := map[string]string{}
	add := func(name, what string, line int) {
		if other, twice := seen[name]; twice {
			r.errorf(line, "%q is the name of %s and of %s; choose another", name, other, what)
		}
		seen[name] = what
	}
	for _, v := range t.vars {
		add(v.name, "a var", v.line)
	}
	for _, s := range t.sims {
		add(s.name, "a simulation", s.line)
	}
	for _, d := range t.derived {
		add(d.name, "a derived value", d.value.line)
	}
}
