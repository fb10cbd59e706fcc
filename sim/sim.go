// Package sim runs the simulations that compute answer keys and explain them.
//
// A simulation is a [Sim] literal: named parameters in, a stream of [Frame]s
// and a few [Results] out. The results are what problem files use as keys; the
// frames are what a student watches after answering. Because both come from one
// run, the explanation cannot disagree with the key.
//
// To add a simulation write one file with a *Sim in it and name it in the list
// in all.go. A simulation never draws: its frames are made of [Block]s, which
// say what things mean (held, running, lost), and package blocks turns them
// into text. The set of blocks is closed so that every renderer knows them all.
package sim

import (
	"context"
	"fmt"
)

// A Sim is one simulation.
type Sim struct {
	Name    string // as typed on the command line: lower case, digits, hyphens
	Doc     string // one sentence
	Params  []Param
	Results []Result // what Run returns, in order, with Value left empty
	// Run computes the simulation for v, which holds a value of the right type
	// for every parameter, within its range. It calls emit for every frame in
	// turn and stops at once with emit's error or the context's. It is
	// deterministic: the only source of randomness is a parameter named seed.
	Run func(ctx context.Context, v Values, emit func(Frame) error) (Results, error)
}

// A Param is an input of a simulation. The type of Default (int, float64, bool
// or string) is the type of the parameter.
type Param struct {
	Name, Doc string
	Unit      string // "" for a count
	Default   any
	Min, Max  float64  // range of an int or float64, both ends included
	Choices   []string // allowed values of a string; empty allows any
}

// A Result is a named outcome, usable as an answer key. Value is a decimal
// string: integers exact, reals the shortest form that round-trips.
type Result struct {
	Name  string `json:"name"`
	Doc   string `json:"doc,omitempty"`
	Value string `json:"value"`
	Unit  string `json:"unit,omitempty"`
}

// Results are the outcomes of one run in the order the simulation declares.
type Results []Result

// Lookup returns the result with the given name.
func (rs Results) Lookup(name string) (Result, bool) {
	for _, r := range rs {
		if r.Name == name {
			return r, true
		}
	}
	return Result{}, false
}

// fill returns the declared results with one value each, in order.
func fill(declared []Result, values ...string) Results {
	rs := make(Results, len(declared))
	for i, r := range declared {
		r.Value = values[i]
		rs[i] = r
	}
	return rs
}

// A Frame is one step of an explanation. The frames of a run may share parts of
// their blocks, so nobody changes a frame.
type Frame struct {
	View    string `json:"view"`    // what kind of picture this is; a figure asks for a view by name
	Caption string `json:"caption"` // one or two plain sentences: what happens in this step
	Blocks  Blocks `json:"blocks"`
}

// A Trace is a whole run: what [Collect] returns and the command line prints.
type Trace struct {
	Sim     string  `json:"sim"`
	Inputs  Values  `json:"inputs"`
	Frames  []Frame `json:"frames"`
	Results Results `json:"results"`
}

// Collect runs s and gathers its frames.
func Collect(ctx context.Context, s *Sim, v Values) (Trace, error) {
	t := Trace{Sim: s.Name, Inputs: v}
	rs, err := s.Run(ctx, v, func(f Frame) error {
		t.Frames = append(t.Frames, f)
		return ctx.Err()
	})
	if err != nil {
		return Trace{}, fmt.Errorf("simulation %s: %w", s.Name, err)
	}
	t.Results = rs
	return t, nil
}
