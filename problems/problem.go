package problems

import (
	"bytes"
	"encoding/json"
	"maps"

	"gradcheck/grader"
	"gradcheck/sim"
)

// A Problem is a template for one seed: all values drawn, holes filled, figures
// and keys computed. It is plain data, apart from the questions, which
// [Thaw] makes anew, and is not changed after it is made.
type Problem struct {
	ID       string            `json:"id"`
	Title    string            `json:"title"`
	Topics   []string          `json:"topics,omitempty"`
	Seed     uint64            `json:"seed"`               // 0: as printed in the exam
	Digest   string            `json:"digest,omitempty"`   // hex SHA-256 of all the rest
	Vars     map[string]string `json:"vars,omitempty"`     // what was drawn, exact: "55/2"
	Intro    string            `json:"intro,omitempty"`    // Markdown before the first part
	Solution string            `json:"solution,omitempty"` // Markdown before its first part
	Parts    []Part            `json:"parts"`
	Figures  []Figure          `json:"figures,omitempty"` // "```figure\n2\n```" in Markdown is Figures[2]
}

// A Part is one thing to answer.
type Part struct {
	Label    string          `json:"label"` // "a"; "" for the only part of a problem
	Points   float64         `json:"points"`
	Kind     string          `json:"kind"`   // of question: "number"
	Prompt   string          `json:"prompt"` // Markdown
	Spec     map[string]any  `json:"spec"`   // what Question was made of; string, float64, bool, []any, map[string]any
	Question grader.Question `json:"-"`
	Hints    []Hint          `json:"hints,omitempty"`
	Solution string          `json:"solution,omitempty"` // Markdown
	Explain  Runs            `json:"explain,omitempty"`  // play after grading
	Near     []*Run          `json:"near,omitempty"`     // Near[v.Near-1] replays the mistake of verdict v; may be nil
	Carry    *Carry          `json:"carry,omitempty"`
	Gate     *Gate           `json:"gate,omitempty"`
}

// A Hint costs a fraction of its part's points.
type Hint struct {
	Cost float64 `json:"cost"`
	Text string  `json:"text"` // Markdown
}

// A Run is a simulation to play.
type Run struct {
	Sim    string     `json:"sim"`
	Values sim.Values `json:"values"`
	View   string     `json:"view,omitempty"`  // of the frames to show; "" for all
	Play   []Play     `json:"play,omitempty"`  // what the student may move
	Yours  string     `json:"yours,omitempty"` // the parameter that takes the student's own answer
}

// Runs are the simulations that explain a part.
type Runs []*Run

// UnmarshalJSON also reads the single run that a part once had.
func (rs *Runs) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("{")) {
		*rs = Runs{new(Run)}
		return json.Unmarshal(data, (*rs)[0])
	}
	return json.Unmarshal(data, (*[]*Run)(rs))
}

// Own returns the run of the part with the student's own answer in its place,
// if it has a place for one and the answer can be read.
func (p *Part) Own(r *Run, a grader.Answer) *Run {
	q, ok := p.Question.(grader.Canonical)
	if !ok || r.Yours == "" {
		return r
	}
	text, ok := q.Canonical(a)
	if !ok {
		return r
	}
	own := *r
	own.Values = maps.Clone(r.Values)
	own.Values[r.Yours] = text
	return &own
}

// Mistake is the run that shows the mistake of a verdict, nil if none does.
func (p *Part) Mistake(v grader.Verdict) *Run {
	if v.Near < 1 || v.Near > len(p.Near) {
		return nil
	}
	return p.Near[v.Near-1]
}

// A Play is a parameter that a student may move. A number has a range; one with
// choices has none (both ends 0).
type Play struct {
	Param string  `json:"param"`
	Min   float64 `json:"min"`
	Max   float64 `json:"max"`
}

// A Figure is a picture: a diagram in text, or blocks of a simulation's frame.
type Figure struct {
	Alt    string     `json:"alt"` // in words
	Text   string     `json:"text,omitempty"`
	Blocks sim.Blocks `json:"blocks,omitempty"`
}

// Points returns the sum of the parts' points.
func (p *Problem) Points() float64 {
	sum := 0.0
	for i := range p.Parts {
		sum += p.Parts[i].Points
	}
	return sum
}

// Part returns the part with the given label.
func (p *Problem) Part(label string) (*Part, bool) {
	for i := range p.Parts {
		if p.Parts[i].Label == label {
			return &p.Parts[i], true
		}
	}
	return nil, false
}
