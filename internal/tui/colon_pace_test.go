package tui

import (
	"testing"
	"time"

	"gradcheck/internal/store/memory"
)

// The pace is hidden and shown by a command, for this session.
func TestSetPace(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence)
	d.pass(20 * time.Minute)
	d.want("pace −")
	d.keys(": 'set pace off' enter")
	d.want("The pace is not shown in this exam.")
	d.without("pace −")
	d.keys(": 'set p' tab enter")
	d.want("pace −")
	d.keys(": 'set colour' enter")
	d.want("It is :set pace on or :set pace off.")
}
