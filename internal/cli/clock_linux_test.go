package cli

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// boottime reads the kernel's clock that counts suspend.
func boottime(t *testing.T) time.Duration {
	t.Helper()
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &ts); err != nil {
		t.Fatal(err)
	}
	return time.Duration(ts.Nano())
}

// The clock of the program lies between two readings of the kernel's, goes on,
// and carries the kernel's name of this boot.
func TestNow(t *testing.T) {
	last := time.Duration(0)
	for range 1000 {
		before := boottime(t)
		c := now()
		after := boottime(t)
		if c.Boot < before || c.Boot > after || c.Boot <= last {
			t.Fatalf("now().Boot = %v after %v, want it from %v to %v", c.Boot, last, before, after)
		}
		if strings.Contains(c.Wall.String(), "m=") {
			t.Fatalf("now().Wall = %v, want no monotonic reading: it stops in suspend", c.Wall)
		}
		last = c.Boot
	}
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		t.Skip("the kernel does not name its boots: ", err)
	}
	if got, want := now().BootID, strings.TrimSpace(string(id)); got != want || len(got) != 36 {
		t.Errorf("now().BootID = %q, want %q", got, want)
	}
}

// nowChild asks a child to print its clock.
const nowChild = "GRADCHECK_TEST_NOW"

// A machine that was never suspended shows the same on CLOCK_BOOTTIME as on
// CLOCK_MONOTONIC. In a time namespace where only the former is a day ahead, as
// after a day of sleep, the program's clock is a day ahead, too.
func TestNowCountsSuspend(t *testing.T) {
	if os.Getenv(nowChild) != "" {
		fmt.Println("boot", int64(now().Boot))
		return
	}
	const slept = 24 * time.Hour
	cmd := exec.Command("unshare", "--user", "--map-root-user", "--time", "--boottime", fmt.Sprint(int(slept.Seconds())),
		os.Args[0], "-test.run=^TestNowCountsSuspend$")
	cmd.Env = append(os.Environ(), nowChild+"=1")
	before := now().Boot
	out, err := cmd.Output()
	if err != nil {
		t.Skip("this machine makes no time namespace: ", err)
	}
	after := now().Boot
	var got time.Duration
	if _, err := fmt.Sscanf(string(out), "boot %d", &got); err != nil {
		t.Fatalf("the child said %q", out)
	}
	if got < before+slept || got > after+slept {
		t.Errorf("now().Boot = %v after a day asleep, want it from %v to %v", got, before+slept, after+slept)
	}
}
