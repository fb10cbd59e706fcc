package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"
)

// A report is what was measured. Times are in milliseconds.
type report struct {
	Students    int               `json:"students"`
	Lost        int               `json:"lost"` // students who were not let in, or did not come to the end
	Errors      map[string]int    `json:"errors,omitempty"`
	First       map[string]string `json:"first_errors,omitempty"`
	Entering    float64           `json:"entering_s"` // until all were in
	Connect     spread            `json:"connect_ms"`
	Screen      spread            `json:"first_screen_ms"`
	Setup       spread            `json:"setup_ms"`
	Early       spread            `json:"typing_while_others_enter_ms"`
	Typing      spread            `json:"key_to_screen_ms"`
	KeysASecond float64           `json:"keys_per_s"`
	BytesPerKey float64           `json:"bytes_per_key"` // that the server sent, clocks included
	Server      *machine          `json:"server,omitempty"`
	Load        machine           `json:"load"`
}

// A spread is where durations lie.
type spread struct {
	N    int     `json:"n"`
	P50  float64 `json:"p50"`
	P90  float64 `json:"p90"`
	P99  float64 `json:"p99"`
	P999 float64 `json:"p99_9"`
	Max  float64 `json:"max"`
}

// A machine is what a process took.
type machine struct {
	RestingMiB    float64 `json:"resting_mib,omitempty"`
	PeakMiB       float64 `json:"peak_mib,omitempty"`
	KiBPerSession float64 `json:"kib_per_session,omitempty"`
	Cores         float64 `json:"cores"` // while all typed
}

// report sums up.
func (r *running) report(entered time.Duration, got int64, server, self *process) *report {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := &report{Students: r.students, Errors: r.errors, First: r.first, Entering: entered.Seconds(),
		Connect: spreadOf(r.connect.sorted()), Screen: spreadOf(r.screen.sorted()), Setup: spreadOf(r.setup.sorted()),
		Early: spreadOf(r.early.sorted()), Typing: spreadOf(r.typing.sorted()), Load: machine{Cores: self.share}}
	for kind, n := range r.errors {
		if kind != alreadySeen {
			out.Lost += n
		}
	}
	if d := r.plan.duration.Seconds(); d > 0 {
		out.KeysASecond = float64(out.Typing.N) / d
	}
	if out.Typing.N > 0 {
		out.BytesPerKey = float64(got) / float64(out.Typing.N)
	}
	if server.pid > 0 {
		const mib = 1 << 20
		out.Server = &machine{RestingMiB: float64(server.resting) / mib, PeakMiB: float64(server.peak) / mib, Cores: server.share,
			KiBPerSession: float64(server.peak-server.resting) / 1024 / float64(max(out.Students, 1))}
	}
	return out
}

// spreadOf returns where sorted durations lie. A quantile is the smallest
// duration that at least so many are not above.
func spreadOf(sorted []time.Duration) spread {
	n := len(sorted)
	if n == 0 {
		return spread{}
	}
	at := func(permille int) float64 {
		i := (n*permille + 999) / 1000
		return float64(sorted[min(max(i, 1), n)-1]) / float64(time.Millisecond)
	}
	return spread{n, at(500), at(900), at(990), at(999), at(1000)}
}

// writeJSON writes the report as an object.
func (r *report) writeJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// writeText writes the report as tables.
func (r *report) writeText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "ms\tn\tp50\tp90\tp99\tp99.9\tmax\t\n")
	for _, row := range []struct {
		name string
		s    spread
	}{{"connect", r.Connect}, {"first screen", r.Screen}, {"setup line", r.Setup}, {"key, others entering", r.Early}, {"key to screen", r.Typing}} {
		fmt.Fprintf(t, "%s\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t\n", row.name, row.s.N, row.s.P50, row.s.P90, row.s.P99, row.s.P999, row.s.Max)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%d students, %d lost; all in after %.1f s; %.0f keys/s, %.0f bytes a key\n", r.Students, r.Lost, r.Entering, r.KeysASecond, r.BytesPerKey)
	if s := r.Server; s != nil {
		fmt.Fprintf(w, "server: %.1f MiB before, %.1f MiB at most, %.0f KiB a session; %.2f cores\n", s.RestingMiB, s.PeakMiB, s.KiBPerSession, s.Cores)
	}
	_, err := fmt.Fprintf(w, "load: %.2f cores\n", r.Load.Cores)
	for _, kind := range slices.Sorted(maps.Keys(r.Errors)) {
		_, err = fmt.Fprintf(w, "%d %s: %s\n", r.Errors[kind], kind, r.First[kind])
	}
	return err
}
