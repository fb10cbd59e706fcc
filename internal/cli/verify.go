package cli

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gradcheck/internal/exam"
	"gradcheck/internal/report"
	"gradcheck/internal/store"
)

// A verified is what was found of the log of an attempt; the JSON form is stable.
type verified struct {
	Attempt string        `json:"attempt"`
	OK      bool          `json:"ok"`
	Fault   string        `json:"fault"` // what is wrong, naming the event; "" if nothing is
	Events  int           `json:"events"`
	Broken  int           `json:"broken"`  // the event that does not fit, from 1; 0 if all do
	Head    string        `json:"head"`    // hash of the last event, or of the header without any
	Receipt string        `json:"receipt"` // of the last event
	End     *endEvent     `json:"end"`     // null before the end
	Given   *matchedTo    `json:"given"`   // null without --receipt
	Clock   []clockChange `json:"clock"`   // by which the wall clock was set, or time was measured by it
	Newer   string        `json:"newer"`   // an exam begun later that was not handed in, if the last one was asked for; ""
}

// An endEvent is the event by which an attempt ended.
type endEvent struct {
	Event   int       `json:"event"` // from 1
	Kind    exam.Kind `json:"kind"`
	At      time.Time `json:"at"`
	Receipt string    `json:"receipt"`
}

// A matchedTo is a receipt with the event that it is of, from 1; 0 is the
// header, -1 none.
type matchedTo struct {
	Receipt string `json:"receipt"`
	Event   int    `json:"event"`
}

// verify checks the log of an attempt.
func (s *System) verify(o *options) *cobra.Command {
	var receipt string
	c := &cobra.Command{
		Use:   "verify [ATTEMPT]",
		Short: "Check that nothing in the log of an attempt was changed, removed or cut off",
		Long: "Every event of an attempt carries the hash of the one before. This replays them all, and\n" +
			"with the receipt given at hand-in it proves that the log up to there is the one handed in.\n" +
			"Without a receipt the end of a log could be cut off unseen.\n" +
			"ATTEMPT is as for gradcheck report.",
		Example: "  gradcheck verify --receipt 7f3a-91c2-0d4e",
		Args:    atMost(1),
	}
	f := format(c)
	c.Flags().StringVar(&receipt, "receipt", "", "the `receipt` given at hand-in, such as 7f3a-91c2-0d4e")
	c.RunE = func(c *cobra.Command, args []string) error {
		asJSON, err := isJSON(*f)
		if err != nil {
			return err
		}
		digits, err := receiptDigits(receipt)
		if err != nil {
			return err
		}
		db, h, newer, err := s.attempt(c.Context(), o, args)
		if err != nil {
			return receiptHint(err, args)
		}
		defer db.Close()
		v, err := audit(c.Context(), db, h, digits)
		if err != nil {
			return fmt.Errorf("attempt %s: %w", h.ID, err)
		}
		v.Newer = newer
		if v.End != nil {
			v.End.At = v.End.At.In(s.Now().Wall.Location())
		}
		if asJSON {
			err = printJSON(s.Out, v)
		} else {
			err = v.print(s.Out)
		}
		if err == nil && !v.OK {
			return errFaults
		}
		return err
	}
	return c
}

// receiptHint is why there is no such attempt: a receipt is none.
func receiptHint(err error, args []string) error {
	var usage usageError
	if !errors.As(err, &usage) || len(args) == 0 || !receiptForm.MatchString(args[0]) {
		return err
	}
	return usagef("%[1]s is a receipt, not an attempt: gradcheck verify --receipt %[1]s", args[0])
}

// receiptForm is how a receipt is written.
var receiptForm = regexp.MustCompile(`^(?i)([0-9a-f]{4}-){2}[0-9a-f]{4}$|^[0-9a-f]{12,64}$`)

// receiptDigits reads --receipt: the first 12 hexadecimal digits of a hash or
// more, in groups or not.
func receiptDigits(text string) (string, error) {
	digits := strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(text))
	_, err := hex.DecodeString(digits + strings.Repeat("0", len(digits)%2))
	if text != "" && (err != nil || len(digits) < 12 || len(digits) > 64) {
		return "", usagef("--receipt %s: 12 hexadecimal digits are needed, such as 7f3a-91c2-0d4e", text)
	}
	return digits, nil
}

// audit checks the log of an attempt: the chain, the rules and the receipt.
func audit(ctx context.Context, db store.Store, h exam.Header, digits string) (*verified, error) {
	events, err := db.Events(ctx, h.ID, 0)
	if err != nil {
		return nil, err
	}
	v := &verified{Attempt: h.ID, Events: len(events)}
	heads := []exam.Hash{h.Hash()}
	for _, e := range events {
		heads = append(heads, e.Hash())
	}
	head := heads[len(events)]
	v.Head, v.Receipt = head.String(), head.Receipt()
	if n := report.End(events); n > 0 {
		v.End = &endEvent{n, events[n-1].Kind, events[n-1].At.Wall, heads[n].Receipt()}
	}
	v.Clock = clockChanges(h.Start, events)
	v.chain(events, heads)
	if v.Fault == "" {
		v.replay(ctx, db, h, events)
	}
	if digits != "" {
		v.compare(digits, events, heads)
	}
	v.OK = v.Fault == ""
	return v, nil
}

// chain finds the first event that does not carry the hash of the one before.
func (v *verified) chain(events []exam.Event, heads []exam.Hash) {
	for i, e := range events {
		if e.Prev == heads[i] {
			continue
		}
		v.Broken = i + 1
		v.Fault = fmt.Sprintf("The log is broken at %s: it does not follow from event %d. One of the two was changed, or events between them were removed or put in.", v.event(events, i), i)
		if i == 0 {
			v.Fault = fmt.Sprintf("The log is broken at %s: it does not follow from the header. One of the two was changed, or events before this one were removed.", v.event(events, i))
		}
		return
	}
}

// event names event i, from 0.
func (v *verified) event(events []exam.Event, i int) string {
	e := events[i]
	what := string(e.Kind)
	if e.Part.Problem != "" {
		what += ", " + strings.TrimSuffix(e.Part.String(), "()")
	}
	return fmt.Sprintf("event %d of %d (%s, %s)", i+1, len(events), printable(what), e.At.Wall.UTC().Format("2 Jan 2006 15:04:05 MST"))
}

// printable is a name from a log that may have been tampered with.
func printable(s string) string {
	q := fmt.Sprintf("%q", s)
	return q[1 : len(q)-1]
}

// replay folds the events by the rules of an attempt.
func (v *verified) replay(ctx context.Context, db store.Store, h exam.Header, events []exam.Event) {
	rec, err := store.Load(ctx, db, h)
	if err == nil {
		_, err = rec.Sitting()
	}
	var at *exam.ReplayError
	switch {
	case errors.As(err, &at):
		v.Broken = at.Index + 1
		v.Fault = fmt.Sprintf("The log is broken at %s: %v.", v.event(events, at.Index), at.Err)
	case err != nil:
		v.Fault = fmt.Sprintf("Every event follows from the one before, but the log could not be replayed: %v.", err)
	}
}

// compare looks for the event that a receipt is of.
func (v *verified) compare(digits string, events []exam.Event, heads []exam.Hash) {
	v.Given = &matchedTo{Receipt: digits[:4] + "-" + digits[4:8] + "-" + digits[8:12], Event: -1}
	for i, h := range heads {
		if strings.HasPrefix(h.String(), digits) {
			v.Given.Event = i
		}
	}
	if v.Given.Event >= 0 || v.Fault != "" {
		return
	}
	last := "the log has no events"
	if n := len(events); n > 0 {
		last = "the log ends with " + v.event(events, n-1)
	}
	v.Fault = fmt.Sprintf("No event has the receipt %s; %s. What followed was cut off or replaced, or the receipt is of another attempt.", v.Given.Receipt, last)
}

// print writes what was found in sentences.
func (v *verified) print(w io.Writer) error {
	last := fmt.Sprintf("of event %d, the last", v.Events)
	switch {
	case v.Events == 0:
		last = "of the header"
	case v.End != nil && v.End.Event == v.Events:
		last += ", which is the end"
	}
	fmt.Fprintf(w, "attempt   %s\nevents    %d\nhead      %s\nreceipt   %s %s\n", v.Attempt, v.Events, v.Head, v.Receipt, last)
	switch {
	case v.End == nil:
		fmt.Fprintln(w, "end       not over")
	default:
		ended := map[exam.Kind]string{exam.Finish: "handed in", exam.Abandon: "broken off"}[v.End.Kind]
		fmt.Fprintf(w, "end       event %d, %s %s\n", v.End.Event, ended, v.End.At.Format("2 Jan 2006 15:04:05 MST"))
		if v.End.Event < v.Events {
			fmt.Fprintf(w, "          receipt %s, the one given then\n", v.End.Receipt)
		}
	}
	printClock(w, v.Clock)
	if v.Newer != "" {
		fmt.Fprintf(w, "newer     %s was begun after this one and not handed in\n", v.Newer)
	}
	_, err := fmt.Fprintln(w, v.finding())
	return err
}

// finding is the result in a sentence.
func (v *verified) finding() string {
	switch {
	case v.Fault != "":
		return v.Fault
	case v.Given == nil:
		return "The log is whole: every event follows from the one before. With --receipt it is also known that its end was not cut off."
	case v.End != nil && v.Given.Event == v.End.Event:
		return fmt.Sprintf("The log is whole, and receipt %s is that of its end: nothing was changed, removed or cut off.", v.Given.Receipt)
	}
	return fmt.Sprintf("The log is whole, and receipt %s is that of event %d of %d: nothing up to there was changed, removed or cut off.", v.Given.Receipt, v.Given.Event, v.Events)
}
