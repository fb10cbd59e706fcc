package cli

import (
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"gradcheck/grader"
)

// grade grades question and answer pairs, a JSON object a line.
func (s *System) grade() *cobra.Command {
	var timing bool
	c := &cobra.Command{
		Use:   "grade [FILE | -]",
		Short: "Grade answers in batch: a JSON object a line in, one a line out",
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			in := s.In
			if len(args) == 1 && args[0] != "-" {
				f, err := os.Open(args[0])
				if err != nil {
					return usageError{err}
				}
				defer f.Close()
				in = io.Reader(f)
			}
			var clock func() time.Duration
			if timing {
				began := time.Now()
				clock = func() time.Duration { return time.Since(began) }
			}
			faults, err := grader.Batch(c.Context(), in, s.Out, timing, clock)
			if err != nil {
				return err
			}
			if faults > 0 {
				return errFaults
			}
			return nil
		},
	}
	c.Flags().BoolVar(&timing, "timing", false, "add the microseconds that each answer took")
	return c
}
