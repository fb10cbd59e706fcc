package tui

import (
	"testing"
	"time"

	"gradcheck/internal/store/memory"
)

// The review says how often a part was opened and how long, since when the
// graded answer stood, and shows the answers that stood before.
func TestVersions(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{})
	d.keys("'" + honour + "' enter ] ] enter '100' enter")
	d.pass(10 * time.Second)
	d.keys("tab ctrl+u '108' enter")
	d.pass(90 * time.Second)
	d.keys("] [")
	d.pass(20 * time.Second)
	d.keys("tab '(' enter H 'hand in' enter j j enter")
	d.want("3 Separable convolutions › (a)", "stood since 12:03:51", "v versions, 3", "graded: the last that could be read", "5 of 5 points · opened 2 times · 2 min")
	d.keys("v")
	d.want("› versions", "3 versions", "12:03:41   10 s         100", "12:03:51   1 min 50 s   108   graded", "12:05:41   0 s          108(",
		"as it stood at 12:03:51", "2 of 3", "What stood for two seconds")
	d.keys("j")
	d.want("as it stood at 12:05:41", "3 of 3")
	d.keys("g k")
	d.want("as it stood at 12:03:41", "1 of 3")
	d.keys("x")
	d.want("x does nothing here")
	d.keys("q ]")
	d.want("(b)", "opened once", "nothing was entered")
	d.keys("v")
	d.want("No answer stood here.")
}

// Without the log the review says what the sitting knows.
func TestVersionsWithoutLog(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys("'" + honour + "' enter ] ] enter '108' enter")
	d.pass(time.Minute)
	d.keys("H 'hand in' enter")
	r := d.app.top().(*results)
	made := d.app.sitting.sat().Result(nil)
	r.made, r.log = &made, nil
	d.keys("j j enter")
	d.want("5 of 5 points", "1 min on the screen", "✓ Correct")
	d.without("versions", "stood since")
	d.keys("v")
	d.want("No answer stood here.")
}
