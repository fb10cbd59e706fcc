package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gradcheck/internal/blocks"
	"gradcheck/sim"
)

// simulate lists simulations or runs one.
func (s *System) simulate(o *options) *cobra.Command {
	var width int
	var whole bool
	c := &cobra.Command{
		Use:     "sim [NAME] [parameter=value ...]",
		Short:   "List simulations with their parameters, or run one",
		Example: "  gradcheck sim remat\n  gradcheck sim remat layers=12 every=4 --format json",
	}
	f := format(c)
	c.Flags().IntVar(&width, "width", 80, "columns")
	c.Flags().BoolVar(&whole, "frames", false, "print every frame whole, not only what happens in it")
	c.RunE = func(c *cobra.Command, args []string) error {
		asJSON, err := isJSON(*f)
		if err != nil {
			return err
		}
		if width < 20 {
			return usagef("--width %d: at least 20 columns are needed", width)
		}
		if len(args) == 0 {
			return listSims(s.Out, asJSON)
		}
		x, v, err := parseRun(args)
		if err != nil {
			return err
		}
		t, err := sim.Collect(c.Context(), x, v)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(s.Out, t)
		}
		w := &traceWriter{w: s.Out, o: blocks.Options{Width: width, ASCII: o.ascii}, whole: whole}
		return w.print(x, t)
	}
	return c
}

// parseRun reads NAME parameter=value ...
func parseRun(args []string) (*sim.Sim, sim.Values, error) {
	x, ok := sim.Lookup(args[0])
	if !ok {
		return nil, nil, usagef("no simulation %q; there is %s", args[0], strings.Join(sim.Names(), ", "))
	}
	set := map[string]string{}
	for _, a := range args[1:] {
		name, value, ok := strings.Cut(a, "=")
		if !ok {
			return nil, nil, usagef("%q is not parameter=value", a)
		}
		if _, twice := set[name]; twice {
			return nil, nil, usagef("%s is given twice", name)
		}
		set[name] = value
	}
	v, err := x.Values(set)
	if err != nil {
		return nil, nil, usageError{err}
	}
	return x, v, nil
}

// A simListed is a simulation in a listing; the JSON form is stable.
type simListed struct {
	Name    string      `json:"name"`
	Doc     string      `json:"doc"`
	Params  []simParam  `json:"params"`
	Results sim.Results `json:"results"`
}

type simParam struct {
	Name    string   `json:"name"`
	Doc     string   `json:"doc"`
	Unit    string   `json:"unit,omitempty"`
	Default any      `json:"default"`
	Min     *float64 `json:"min,omitempty"` // of a number
	Max     *float64 `json:"max,omitempty"`
	Choices []string `json:"choices,omitempty"`
}

func listSims(w io.Writer, asJSON bool) error {
	all := []simListed{}
	for _, x := range sim.All() {
		l := simListed{Name: x.Name, Doc: x.Doc, Results: x.Results}
		for _, p := range x.Params {
			q := simParam{Name: p.Name, Doc: p.Doc, Unit: p.Unit, Default: p.Default, Choices: p.Choices}
			switch p.Default.(type) {
			case int, float64:
				q.Min, q.Max = &p.Min, &p.Max
			}
			l.Params = append(l.Params, q)
		}
		all = append(all, l)
	}
	if asJSON {
		return printJSON(w, all)
	}
	for i, l := range all {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s  %s\n", l.Name, l.Doc)
		for _, p := range l.Params {
			value := p.Name + "=" + fmt.Sprint(p.Default)
			fmt.Fprintf(w, "  %-18s %s%s\n", value, p.Doc, span(p))
		}
	}
	return nil
}

// span says what values a parameter takes; any text is not worth a word.
func span(p simParam) string {
	_, flag := p.Default.(bool)
	switch {
	case len(p.Choices) > 0:
		return " (" + strings.Join(p.Choices, ", ") + ")"
	case flag:
		return " (true or false)"
	case p.Min == nil:
		return ""
	case p.Unit != "":
		return fmt.Sprintf(" (%g to %g %s)", *p.Min, *p.Max, p.Unit)
	}
	return fmt.Sprintf(" (%g to %g)", *p.Min, *p.Max)
}

// A traceWriter prints a run as text.
type traceWriter struct {
	w     io.Writer
	o     blocks.Options
	whole bool
	err   error
}

// print writes what went in, the frames and the results. Of a long run of frames
// in one view only the last is drawn whole; the others say what happens in them.
func (p *traceWriter) print(x *sim.Sim, t sim.Trace) error {
	p.wrapped("", x.Name+": "+x.Doc)
	in := ""
	for _, q := range x.Params {
		in += fmt.Sprintf("  %s=%v", q.Name, t.Inputs[q.Name])
	}
	p.wrapped("with  ", strings.TrimSpace(in))
	for i, f := range t.Frames {
		last := i == len(t.Frames)-1 || t.Frames[i+1].View != f.View
		if i == 0 || t.Frames[i-1].View != f.View || p.whole {
			p.line("")
		}
		p.caption(i+1, len(t.Frames), f.Caption)
		if !last && !p.whole {
			continue
		}
		p.line("")
		for _, l := range blocks.Render(f.Blocks, p.o) {
			p.line(l)
		}
	}
	p.line("")
	for _, r := range t.Results {
		p.line(strings.TrimRight(fmt.Sprintf("%-20s %s %s", r.Name, r.Value, r.Unit), " "))
	}
	return p.err
}

// caption prints a numbered sentence.
func (p *traceWriter) caption(i, n int, s string) {
	p.wrapped(fmt.Sprintf("%*d  ", len(fmt.Sprint(n)), i), s)
}

// wrapped prints words after head, wrapped below themselves.
func (p *traceWriter) wrapped(head, s string) {
	text := blocks.Render(sim.Blocks{&sim.Text{Text: s}}, blocks.Options{Width: p.o.Width - len(head), ASCII: p.o.ASCII})
	for _, l := range text {
		p.line(head + l)
		head = strings.Repeat(" ", len(head))
	}
}

func (p *traceWriter) line(s string) {
	if p.o.ASCII {
		s = blocks.ASCII(s)
	}
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, s)
	}
}
