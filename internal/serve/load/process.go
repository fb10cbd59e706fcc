package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// A process is what a process takes: memory, and time on the CPUs. It is read
// from /proc; where there is none, it is not known.
type process struct {
	pid     int // 0 is none, -1 is this one
	resting int64
	peak    int64
	cpu     time.Duration
	share   float64 // of one core
	since   time.Time
	stop    chan struct{}
	stopped chan struct{}
}

func watch(pid int) *process { return &process{pid: pid} }

// path is a file of /proc.
func (p *process) path(name string) string {
	if p.pid < 0 {
		return "/proc/self/" + name
	}
	return fmt.Sprintf("/proc/%d/%s", p.pid, name)
}

// rest notes the memory before there is a student, and watches it from then on.
func (p *process) rest() {
	if p.pid == 0 {
		return
	}
	p.resting = p.memory()
	p.peak = p.resting
	p.stop, p.stopped = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(p.stopped)
		every := time.NewTicker(250 * time.Millisecond)
		defer every.Stop()
		for {
			select {
			case <-every.C:
				p.peak = max(p.peak, p.memory())
			case <-p.stop:
				return
			}
		}
	}()
}

// begin and end are around the time in which the share of a core is measured.
func (p *process) begin() { p.cpu, p.since = p.time(), time.Now() }

func (p *process) end() {
	if spent := time.Since(p.since); spent > 0 {
		p.share = float64(p.time()-p.cpu) / float64(spent)
	}
	if p.stop != nil {
		close(p.stop)
		<-p.stopped
		p.peak = max(p.peak, p.memory())
	}
}

// memory is the resident set in bytes, 0 if it is not known.
func (p *process) memory() int64 {
	if p.pid == 0 {
		return 0
	}
	text, _ := os.ReadFile(p.path("status"))
	_, after, ok := bytes.Cut(text, []byte("VmRSS:"))
	fields := bytes.Fields(after)
	if !ok || len(fields) == 0 {
		return 0
	}
	kib, _ := strconv.ParseInt(string(fields[0]), 10, 64)
	return kib << 10
}

// tick is the unit of times in /proc/PID/stat; it is 1/100 s on Linux.
const tick = 10 * time.Millisecond

// time is the time on CPUs, in the process and in the kernel for it.
func (p *process) time() time.Duration {
	if p.pid == 0 {
		return 0
	}
	text, _ := os.ReadFile(p.path("stat"))
	// The name of the program stands in parentheses and may have blanks in it.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(string(fields[11]), 10, 64)
	system, _ := strconv.ParseInt(string(fields[12]), 10, 64)
	return time.Duration(user+system) * tick
}
