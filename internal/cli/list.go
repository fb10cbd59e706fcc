package cli

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"gradcheck/problems"
)

// A listed is one part in a listing; the JSON form is stable.
type listed struct {
	Exam    string   `json:"exam"`
	Problem int      `json:"problem"` // number in the exam; 0 for the bank
	ID      string   `json:"id"`
	Label   string   `json:"label"`
	Points  float64  `json:"points"`
	Kind    string   `json:"kind"`
	Title   string   `json:"title"`
	Topics  []string `json:"topics"`
	Sim     string   `json:"sim"`
}

// list prints problems and parts.
func (s *System) list(o *options) *cobra.Command {
	c := &cobra.Command{
		Use:   "list [EXAM | bank]",
		Short: "List problems and parts",
		Args:  atMost(1),
	}
	f := format(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		asJSON, err := isJSON(*f)
		if err != nil {
			return err
		}
		lib, mistakes, err := s.library(o)
		if err != nil {
			return err
		}
		parts, err := listing(lib, args)
		if err != nil {
			return err
		}
		if asJSON {
			err = printJSON(s.Out, parts)
		} else {
			err = printListing(s.Out, parts)
		}
		if err == nil && len(mistakes) > 0 {
			fmt.Fprintf(s.Err, "gradcheck: %d mistakes in problem files, which may be missing here; gradcheck check lists them\n", len(mistakes))
		}
		return err
	}
	return c
}

// listing gathers the parts of an exam, of the bank, or of everything.
func listing(lib *problems.Library, args []string) ([]listed, error) {
	want := ""
	if len(args) > 0 {
		want = args[0]
		if _, ok := lib.Exam(want); !ok && want != "bank" {
			return nil, usagef("no exam %q; there is %s", want, examNames(lib))
		}
	}
	parts := []listed{}
	placed := map[string]bool{}
	for _, x := range lib.Exams() {
		for _, id := range x.IDs() {
			t, ok := lib.Template(id)
			if !ok {
				continue
			}
			placed[id] = true
			if want == "" || want == x.ID {
				parts = append(parts, partsOf(lib, x.ID, t)...)
			}
		}
	}
	for _, t := range lib.Templates() {
		if !placed[t.ID] && (want == "" || want == "bank") {
			parts = append(parts, partsOf(lib, "", t)...)
		}
	}
	return parts, nil
}

func partsOf(lib *problems.Library, exam string, t *problems.Template) []listed {
	var out []listed
	for _, p := range t.Parts {
		l := listed{Exam: exam, ID: t.ID, Label: p.Label, Points: p.Points, Kind: p.Kind, Title: t.Title, Topics: t.Topics, Sim: p.Sim}
		if exam != "" {
			l.Problem, l.Label = lib.Number(exam, t.ID), lib.Label(exam, t.ID, p.Label)
		}
		out = append(out, l)
	}
	return out
}

func examNames(lib *problems.Library) string {
	names := "bank"
	for _, x := range lib.Exams() {
		names = x.ID + ", " + names
	}
	return names
}

func printListing(w io.Writer, parts []listed) error {
	total := 0.0
	for i, p := range parts {
		if i == 0 || p.ID != parts[i-1].ID {
			if _, err := fmt.Fprintf(w, "%-18s %s\n", p.ID, p.Title); err != nil {
				return err
			}
		}
		fmt.Fprintf(w, "  %-6s %4g pts  %s\n", p.Label, p.Points, p.Kind)
		total += p.Points
	}
	_, err := fmt.Fprintf(w, "%d parts, %g points\n", len(parts), total)
	return err
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
