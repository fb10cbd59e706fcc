//go:build !linux

package cli

import (
	"time"

	"gradcheck/internal/exam"
)

// now reads the wall clock. Without a clock that counts suspend, elapsed time is
// measured by the wall.
func now() exam.Clock { return exam.Clock{Wall: time.Now().Round(0)} }
