package problems

import "gradcheck/sim"

// A Template is a parsed problem file: what an author wrote, checked as far as
// it can be without running a simulation or making a question. It is immutable
// and safe for concurrent use. [Template.Instance] makes a problem of it.
type Template struct {
	ID     string
	Title  string
	Topics []string
	Points float64 // of all parts, as the file says
	Parts  []*PartTemplate
	File   string // as printed in mistakes

	line     int         // of the id
	sumLine  int         // of the points
	vars     []*variable // by name
	where    []*formula
	derived  []*definition // in the order of the file
	sims     []*simUse     // in the order of the file
	figures  []*figure
	intro    *text
	solution *text // before the first part heading of the solution
}

// A PartTemplate is a part of a template.
type PartTemplate struct {
	Label  string  // the heading's, "a"; "" for the only part of a problem
	Points float64 // as the file says
	Kind   string  // of question: "number"
	Sim    string  // the simulation that explains it; "" if none

	line     int // of the heading or the answer block
	answer   int // line of the answer block
	prompt   *text
	solution *text // nil if there is none
	spec     *value
	hints    []hintTemplate
	explain  []*replay
	near     []*replay // beside spec's near; nil where there is nothing to show
	nearLine []int
	carry    *carryTemplate
	gate     *Gate
}

// Varies reports whether seeds other than 0 make other problems.
func (t *Template) Varies() bool { return len(t.vars) > 0 }

// part returns the part with the given label, nil if there is none.
func (t *Template) part(label string) *PartTemplate {
	for _, p := range t.Parts {
		if p.Label == label {
			return p
		}
	}
	return nil
}

// A definition gives a name to a derived value.
type definition struct {
	name  string
	value *formula
}

// A simUse is a simulation with its parameters as expressions: an entry of sims.
type simUse struct {
	name   string
	line   int
	sim    *sim.Sim
	params []argument
}

// An argument is the value for a parameter of a simulation: an expression, or a
// text for parameters that are texts.
type argument struct {
	param string
	line  int
	value *formula
	text  *text
}

// A figure is a picture in the prose: a frame of a simulation or a diagram.
type figure struct {
	line      int
	sim, view string
	alt, text *text
}

// A hintTemplate is a hint with holes.
type hintTemplate struct {
	cost float64
	text *text
}

// A replay says which simulation to play, with which changed parameters.
type replay struct {
	line  int
	sim   string // a name from sims
	view  string
	set   []argument // changes of single parameters
	play  []playRange
	yours string // the parameter that takes the student's own answer; "" if none
}

// A playRange is how far a student may move a number. A parameter with choices
// has no ends.
type playRange struct {
	param    string
	line     int
	min, max *formula
}

// A carryTemplate is how a part's key follows from the answers to earlier parts.
type carryTemplate struct {
	from  []string
	vars  map[string]string // name of a var or derived value: label
	guard *formula          // over labels; nil if none
	names map[string]bool   // derived values to compute again
}
