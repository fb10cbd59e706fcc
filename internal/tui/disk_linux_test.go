package tui

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"gradcheck/internal/store"
	"gradcheck/internal/store/sqlite"
)

// diskDir names the folder in the environment of a child that has a disk of its
// own, and diskHow what happens to it.
const diskDir, diskHow = "GRADCHECK_TEST_DISK_DIR", "GRADCHECK_TEST_DISK_HOW"

// cannotMount is what the child says where it may not have a disk of its own.
const cannotMount = "this machine lets the test mount no disk"

// TestDiskFull sits an exam on a disk of two megabytes that really gets full, and
// in a program that may not make its files longer. Both are limits of a process
// of its own, so that nothing else feels them.
func TestDiskFull(t *testing.T) {
	for how, attr := range map[string]*syscall.SysProcAttr{
		"a small disk": {
			Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
			UidMappings: []syscall.SysProcIDMap{{HostID: os.Geteuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{HostID: os.Getegid(), Size: 1}},
		},
		"a limit of size": nil,
	} {
		t.Run(how, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestDiskFullChild$", "-test.v")
			cmd.Env = append(os.Environ(), diskDir+"="+t.TempDir(), diskHow+"="+how)
			cmd.SysProcAttr = attr
			out, err := cmd.CombinedOutput()
			switch {
			case errors.As(err, new(*os.SyscallError)), errors.As(err, new(*os.PathError)), bytes.Contains(out, []byte(cannotMount)):
				t.Skip(cannotMount) // the child did not even start, or says so
			case err != nil || !bytes.Contains(out, []byte("--- PASS: TestDiskFullChild")):
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestDiskFullChild is the program with the limits.
func TestDiskFullChild(t *testing.T) {
	dir := os.Getenv(diskDir)
	if dir == "" {
		t.Skip("it is started by TestDiskFull")
	}
	how := sizeLimit
	if os.Getenv(diskHow) == "a small disk" {
		if err := syscall.Mount("gradcheck", dir, "tmpfs", 0, "size=2m"); err != nil {
			t.Fatal(cannotMount, err)
		}
		defer syscall.Unmount(dir, syscall.MNT_DETACH)
		how = fullDisk
	}
	typing, leaving := filepath.Join(dir, "typing"), filepath.Join(dir, "leaving")
	typeThrough(t, typing, how(t, typing))
	leaveUnsaved(t, leaving, how(t, leaving))
}

// fullDisk is an outage of a disk that somebody else has filled to the last byte.
func fullDisk(t *testing.T, dir string) outage {
	junk := filepath.Join(dir, "junk")
	begin := func() {
		f, err := os.Create(junk)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := io.Copy(f, endless{}); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("filling the disk ended with %v, want %v", err, syscall.ENOSPC)
		}
	}
	end := func() {
		if err := os.Remove(junk); err != nil {
			t.Fatal(err)
		}
	}
	return outage{begin, end, store.ErrFull}
}

// endless is a reader of bytes without end.
type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }

// sizeLimit is an outage of a program whose files may not grow beyond the
// present length of the write-ahead log. Where the limit cuts a write in two,
// SQLite takes it for a full disk, else for a disk that fails.
func sizeLimit(t *testing.T, dir string) outage {
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	set := func(size uint64) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: was.Max}); err != nil {
			t.Fatal(err)
		}
	}
	signal.Ignore(syscall.SIGXFSZ)
	begin := func() {
		log, err := os.Stat(filepath.Join(dir, sqlite.File+"-wal"))
		if err != nil {
			t.Fatal(err)
		}
		set(uint64(log.Size()))
	}
	return outage{begin, func() { set(was.Cur) }, store.ErrDisk}
}
