// Load sits many students at a server at once and measures what they see.
//
// Each student is an SSH connection with a key of its own, an emulated screen
// and a script: what to type, and what has to be on the screen then. A key is
// due by a timetable that does not wait for the server, and its latency counts
// from when it was due, so that a server which stands still for a second is
// charged with all the keys of that second, not with one.
//
//	go run ./internal/serve/load -roster -n 500 > roster.csv
//	gradcheck serve --addr 127.0.0.1:2222 --quiz quiz.yaml --roster roster.csv
//	go run ./internal/serve/load -addr 127.0.0.1:2222 -n 500 -pid $(pgrep -n gradcheck)
//
// The keys of the students follow from their numbers and are no secret: a server
// that students sit at must never be given this roster. The exit status is 1 if a
// student was not let in, saw something else or was cut off, and 2 if the command
// is wrong.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// A plan is what the flags say.
type plan struct {
	addr          string
	n             int
	enter         time.Duration // in which all come in, and in which all go on after waiting for each other
	think         time.Duration // between two keys of a student, on average
	duration      time.Duration // of the measurement, once all are in
	patience      time.Duration // for one thing to be seen
	width, height int
	user          string
	pid           int
	seed          uint64
	script        *script
	keys          []string // folders of private keys
}

// run does what the arguments say and returns the exit status.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	p, o, err := parse(args, errs)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(errs, "load:", err)
		return 2
	}
	keys, err := signers(p)
	if err != nil {
		fmt.Fprintln(errs, "load:", err)
		return 2
	}
	if o.roster {
		return status(errs, writeRoster(out, keys), 1)
	}
	r := measure(ctx, p, keys)
	if o.json {
		err = r.writeJSON(out)
	} else {
		err = r.writeText(out)
	}
	if len(r.Errors) > 0 {
		return 1
	}
	return status(errs, err, 1)
}

func status(errs io.Writer, err error, code int) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(errs, "load:", err)
	return code
}

// An output is what is to be printed.
type output struct{ roster, json bool }

// parse reads the arguments.
func parse(args []string, errs io.Writer) (p plan, o output, err error) {
	f := flag.NewFlagSet("load", flag.ContinueOnError)
	f.SetOutput(errs)
	f.StringVar(&p.addr, "addr", "127.0.0.1:2222", "`address` of the server")
	f.IntVar(&p.n, "n", 100, "students")
	f.DurationVar(&p.enter, "enter", 5*time.Second, "time in which all come in")
	f.DurationVar(&p.think, "think", 2*time.Second, "time between two keys of a student, on average; each is between half and one and a half of it")
	f.DurationVar(&p.duration, "duration", 30*time.Second, "time to measure once all are in")
	f.DurationVar(&p.patience, "patience", 15*time.Second, "time that one thing may take to be seen")
	f.StringVar(&p.user, "user", "student", "user `name`, the same for all")
	f.IntVar(&p.pid, "pid", 0, "process of the server, to measure its memory and CPU time")
	f.Uint64Var(&p.seed, "seed", 1, "of the times between keys")
	f.BoolVar(&o.roster, "roster", false, "print a roster of the students (CSV) and end")
	f.BoolVar(&o.json, "json", false, "print JSON")
	size := f.String("size", "100x30", "columns and rows of the screens")
	file := f.String("script", "", "`file` with what to type; without one, a quiz of the exam's pledge and a line to answer in")
	far := f.Bool("far", false, "allow a server that is not on this machine")
	f.Func("keys", "`folder` with private keys, one student each, instead of keys that follow from numbers; may be repeated", func(dir string) error {
		p.keys = append(p.keys, dir)
		return nil
	})
	if err := f.Parse(args); err != nil {
		return p, o, err
	}
	if f.NArg() > 0 {
		return p, o, fmt.Errorf("%q: only flags are known here", f.Arg(0))
	}
	if _, err := fmt.Sscanf(*size, "%dx%d", &p.width, &p.height); err != nil || p.width < 1 || p.height < 1 {
		return p, o, fmt.Errorf("-size %s: columns and rows are needed, such as 80x24", *size)
	}
	if p.n < 1 {
		return p, o, fmt.Errorf("-n %d: at least one student is needed", p.n)
	}
	if !o.roster && !*far {
		if err := near(p.addr); err != nil {
			return p, o, err
		}
	}
	text := builtin
	if *file != "" {
		b, err := os.ReadFile(*file)
		if err != nil {
			return p, o, err
		}
		text = string(b)
	} else {
		*file = "built-in script"
	}
	p.script, err = parseScript(*file, text)
	return p, o, err
}

// near reports an error unless addr is of this machine.
func near(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("-addr: %w", err)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("-addr %s is not this machine; -far allows it, for a server that is yours", addr)
}
