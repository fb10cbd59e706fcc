package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"gradcheck/internal/tui"
	"gradcheck/problems"
)

// history lists the exams that were sat.
func (s *System) history(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "history",
		Short: "All mock finals and the trend",
		Args:  exactly(0),
		RunE:  func(c *cobra.Command, _ []string) error { return s.look(c.Context(), o, "") },
	}
}

// review opens the result of an exam that is over.
func (s *System) review(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "review [ATTEMPT]",
		Short: "The result of an exam: answers, verdicts, solutions, simulations",
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			id := "last"
			if len(args) > 0 {
				id = args[0]
			}
			return s.look(c.Context(), o, id)
		},
	}
}

func (s *System) look(ctx context.Context, o *options, only string) error {
	env, done, err := s.env(ctx, o, func(*problems.Library) error { return nil })
	if err != nil {
		return err
	}
	defer done()
	app := tui.NewHistory(env, only)
	err = s.run(env.Context, app)
	fmt.Fprint(s.Out, app.Farewell())
	return err
}
