package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gradcheck/internal/tui"
	"gradcheck/problems"
)

const examLong = "A timed mock final: no hints and no verdicts until the end, when every part is graded\n" +
	"as it stands. Leaving the screen does not stop the clock; the same command comes back.\n\n" +
	"With --sections every section of the paper closes when its own minutes have passed, scaled\n" +
	"to the time allowed. What is left of one is there for the next, and working ahead is always\n" +
	"possible; a section that has closed takes no more answers.\n\n" +
	"With --blueprint the paper is drawn from all problems there are. The seed on the start page\n" +
	"draws the same paper again."

// exam opens a timed exam, or goes on with the one that is open.
func (s *System) exam(o *options) *cobra.Command {
	var limit, extra, blueprint string
	var sit tui.Sit
	c := &cobra.Command{
		Use:   "exam [EXAM]",
		Short: "A timed mock final, graded at the end; one that is open goes on",
		Long:  examLong,
		Args:  atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				sit.Exam = args[0]
			}
			var drawn *string
			if c.Flags().Changed("blueprint") {
				drawn = &blueprint
			}
			if drawn != nil && sit.Exam != "" {
				return usagef("--blueprint %s says which paper; leave %s out", blueprint, sit.Exam)
			}
			sit.Seeded = c.Flags().Changed("seed")
			var err error
			if sit.Limit, err = timeLimit(limit); err != nil {
				return err
			}
			if sit.Percent, err = multiplier(extra); err != nil {
				return err
			}
			return s.sit(c.Context(), o, sit, drawn)
		},
	}
	c.Flags().Uint64Var(&sit.Seed, "seed", 0, "a variant of every problem; 0 is the paper as printed")
	c.Flags().StringVar(&limit, "time", "", "another time `limit`, such as 90m or 2h30m")
	c.Flags().StringVar(&extra, "extra", "", "extra time as a `factor` of the limit, such as 1.5")
	c.Flags().BoolVar(&sit.Sections, "sections", false, "each section closes when its own minutes have passed")
	c.Flags().StringVar(&blueprint, "blueprint", "", "draw the paper of the blueprint with this `name`")
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
// it does. The blueprint, if it is not nil, names the exam.
func (s *System) sit(ctx context.Context, o *options, sit tui.Sit, blueprint *string) error {
	check := func(lib *problems.Library) error { return settle(lib, &sit, blueprint) }
	if s.accessible(o) {
		return s.talkExam(ctx, o, &sit, check)
	}
	env, done, err := s.env(ctx, o, check)
	if err != nil {
		return err
	}
	defer done()
	app := tui.NewExam(env, sit)
	err = s.run(env.Context, app)
	fmt.Fprint(s.Out, app.Farewell())
	return err
}

// settle checks what is to be sat against what there is.
func settle(lib *problems.Library, sit *tui.Sit, blueprint *string) error {
	x, ok := lib.Exam(sit.Exam)
	switch {
	case blueprint != nil:
		sit.Exam = *blueprint
		if x, ok = lib.Exam(sit.Exam); !ok || !x.Blueprint() {
			return noBlueprint(lib, *blueprint, ok)
		}
	case sit.Exam != "" && !ok:
		return usagef("no exam %q; gradcheck list shows what there is", sit.Exam)
	case sit.Exam == "" && len(lib.Exams()) > 0:
		x = lib.Exams()[0]
	}
	if !sit.Sections || x == nil {
		return nil
	}
	if !slices.ContainsFunc(x.Sections, func(s problems.Section) bool { return s.Minutes > 0 }) {
		return usagef("--sections: exam %s says of no section how many minutes it is for", x.ID)
	}
	if x.Time == 0 && sit.Limit == 0 {
		return usagef("--sections: exam %s has no time limit for its sections to share; give --time", x.ID)
	}
	return nil
}

// noBlueprint says that there is no such blueprint, and which there are; known
// means that an exam has the name.
func noBlueprint(lib *problems.Library, name string, known bool) error {
	var names []string
	for _, x := range lib.Exams() {
		if x.Blueprint() {
			names = append(names, x.ID)
		}
	}
	there := "there are no blueprints"
	if len(names) > 0 {
		there = "there is " + strings.Join(names, ", ")
	}
	switch {
	case known:
		return usagef("exam %s lists its problems and draws none; %s", name, there)
	case name == "":
		return usagef("--blueprint needs a name; %s", there)
	}
	return usagef("no blueprint %q; %s", name, there)
}
