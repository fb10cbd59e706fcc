package cli

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"gradcheck/internal/tui"
	"gradcheck/problems"
)

// exam opens a timed exam, or goes on with the one that is open.
func (s *System) exam(o *options) *cobra.Command {
	var limit, extra string
	var sit tui.Sit
	c := &cobra.Command{
		Use:   "exam [EXAM]",
		Short: "A timed mock final, graded at the end; one that is open goes on",
		Long: "A timed mock final: no hints and no verdicts until the end, when every part is graded\n" +
			"as it stands. Leaving the screen does not stop the clock; the same command comes back.",
		Args: atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				sit.Exam = args[0]
			}
			var err error
			if sit.Limit, err = timeLimit(limit); err != nil {
				return err
			}
			if sit.Percent, err = multiplier(extra); err != nil {
				return err
			}
			return s.sit(c.Context(), o, sit)
		},
	}
	c.Flags().Uint64Var(&sit.Seed, "seed", 0, "a variant of every problem; 0 is the paper as printed")
	c.Flags().StringVar(&limit, "time", "", "another time `limit`, such as 90m or 2h30m")
	c.Flags().StringVar(&extra, "extra", "", "extra time as a `factor` of the limit, such as 1.5")
	return c
}

// timeLimit reads --time.
func timeLimit(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Minute || d > 1000*time.Hour {
		return 0, usagef("--time %s: a time from 1m to 1000h is needed, such as 90m or 2h30m", text)
	}
	return d, nil
}

// multiplier reads --extra as per cent.
func multiplier(text string) (percent int, err error) {
	if text == "" {
		return 100, nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || !(x >= 1 && x <= 10) {
		return 0, usagef("--extra %s: a factor from 1 to 10 is needed, such as 1.5", text)
	}
	return int(x*100 + 0.5), nil
}

// sit opens the screens at an exam, and says on the terminal that it goes on if
// it does.
func (s *System) sit(ctx context.Context, o *options, sit tui.Sit) error {
	env, done, err := s.env(ctx, o, func(lib *problems.Library) error {
		if _, ok := lib.Exam(sit.Exam); sit.Exam != "" && !ok {
			return usagef("no exam %q; gradcheck list shows what there is", sit.Exam)
		}
		return nil
	})
	if err != nil {
		return err
	}
	defer done()
	app := tui.NewExam(env, sit)
	err = s.run(env.Context, app)
	fmt.Fprint(s.Out, app.Farewell())
	return err
}
