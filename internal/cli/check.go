package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"gradcheck/internal/texbox"
	"gradcheck/problems"
)

// check reports everything wrong with problem files.
func (s *System) check(o *options) *cobra.Command {
	var seeds int
	c := &cobra.Command{
		Use:   "check [PATH ...]",
		Short: "Report everything wrong with problem files, with file and line",
		Long: "Without a path the built-in and your own problems are checked, else the files and folders named.\n" +
			"Each key must score full and each near answer must not, under every seed.",
		Args: cobra.ArbitraryArgs,
	}
	f := format(c)
	c.Flags().IntVar(&seeds, "seeds", 200, "how many variants of each problem to try")
	c.RunE = func(c *cobra.Command, args []string) error {
		asJSON, err := isJSON(*f)
		if err != nil {
			return err
		}
		if seeds < 1 {
			return usagef("--seeds %d: at least 1 is needed", seeds)
		}
		opts := problems.CheckOptions{Seeds: seeds, Layout: layout}
		ms, n, err := s.mistakes(o, args, opts)
		if err != nil {
			return err
		}
		if asJSON {
			err = printJSON(s.Out, append([]problems.Mistake{}, ms...))
		} else {
			for _, m := range ms {
				fmt.Fprintln(s.Out, m)
			}
			fmt.Fprintf(s.Err, "%s checked under %s, %s found\n", count(n, "problem"), count(seeds, "seed"), count(len(ms), "mistake"))
		}
		if err == nil && ms.Serious() {
			return errFaults
		}
		return err
	}
	return c
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// layout reports a formula that does not render, or not within the width.
func layout(src string, width int) error {
	rows, err := texbox.Display(src, width, false)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if n := ansi.StringWidth(r); n > width {
			return fmt.Errorf("is %d cells wide and cannot be broken; %d fit", n, width)
		}
	}
	return nil
}

// mistakes checks the whole library, or each path by itself. n is how many
// problems could be read.
func (s *System) mistakes(o *options, paths []string, opts problems.CheckOptions) (all problems.Mistakes, n int, err error) {
	if len(paths) == 0 {
		lib, ms, err := s.library(o)
		if err != nil {
			return nil, 0, err
		}
		return append(ms, problems.Check(lib, opts)...), len(lib.Templates()), nil
	}
	for _, p := range paths {
		ms, k, err := checkPath(p, opts)
		if err != nil {
			return nil, 0, err
		}
		all, n = append(all, ms...), n+k
	}
	return all, n, nil
}

// checkPath checks a folder, or one file of its folder.
func checkPath(p string, opts problems.CheckOptions) (problems.Mistakes, int, error) {
	st, err := os.Stat(p)
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, 0, usagef("%s: %w", p, err)
	}
	dir, file := p, ""
	if !st.IsDir() {
		dir, file = filepath.Dir(p), filepath.ToSlash(filepath.Clean(p))
	}
	lib, err := problems.Load(problems.Source{FS: os.DirFS(dir), Name: filepath.ToSlash(filepath.Clean(dir))})
	var ms problems.Mistakes
	if err != nil && !errors.As(err, &ms) {
		return nil, 0, err
	}
	here := func(f string) bool { return file == "" || filepath.Clean(f) == file }
	n := len(lib.Templates())
	if file != "" {
		opts.Only = func(t *problems.Template) bool { return here(t.File) }
		ms = slices.DeleteFunc(ms, func(m problems.Mistake) bool { return !here(m.File) })
		n = 1
		if !slices.ContainsFunc(lib.Templates(), opts.Only) && len(ms) == 0 && filepath.Base(file) != "exam.md" {
			return nil, 0, usagef("%s is not a problem file; the names of problem files end in .md", p)
		}
	}
	return append(ms, problems.Check(lib, opts)...), n, nil
}
