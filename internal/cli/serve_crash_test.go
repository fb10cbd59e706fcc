//go:build unix

package cli

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store/sqlite"
)

// typists is how many students type when the server is killed.
const typists = 20

// away is how long the server is away after every fifth kill, so that it is an
// outage; after the others it is back at once.
const away = 8 * time.Second

// TestServeCrash kills the server while a class types, at random moments, and
// starts it again. Whatever a student's screen had called saved is there, and
// whatever had been on the screen for five seconds, since machines of tests are
// busy; how often more than one was lost is told. Nothing is there that was not
// typed. All are back within ten seconds of the start, at the same part and on the
// same text, and an outage is credited to all, once, in whole minutes.
// GRADCHECK_KILLS sets how often, 3 if not set.
func TestServeCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	kills := 3
	if n, err := strconv.Atoi(os.Getenv("GRADCHECK_KILLS")); err == nil {
		kills = n
	}
	c := newCrashClass(t)
	rng := rand.New(rand.NewPCG(2, uint64(kills)))
	for n := range kills {
		c.start()
		c.each("come back", (*scribe).enter)
		c.each("type", (*scribe).begin)
		stop := time.Now().Add(time.Duration(500+rng.IntN(2500)) * time.Millisecond)
		pace := make([]*rand.Rand, typists)
		for i := range pace {
			pace[i] = rand.New(rand.NewPCG(uint64(n), uint64(i)))
		}
		var killed time.Time
		var all sync.WaitGroup
		for i, s := range c.scribes {
			all.Go(func() { s.write(pace[i], stop) })
		}
		<-time.After(time.Until(stop) - time.Duration(rng.IntN(400))*time.Millisecond)
		killed = time.Now()
		c.server.kill()
		all.Wait()
		slow := c.disk.slowest(killed.Add(-3 * time.Second))
		c.each("keep", func(s *scribe) error { return s.kept(c.dir, killed, 5*time.Second+2*slow) })
		if n%5 == 1 {
			<-time.After(away)
			c.outages++
		}
	}
	c.start()
	c.each("come back", (*scribe).enter)
	c.credits()
	letters, lost, late := 0, 0, 0
	var latest time.Duration
	for _, s := range c.scribes {
		letters += len(s.typed)
		lost += s.lost
		late += s.late
		latest = max(latest, s.back)
	}
	t.Logf("%d kills under %d students; %d letters are there, %d of the last moment were lost, over a second of them %d times of %d; all were back within %v of the start; the slowest sync of the disk took %v",
		kills, typists, letters, lost, late, kills*typists, latest.Round(time.Millisecond), c.disk.slowest(time.Time{}).Round(time.Millisecond))
	if err := c.server.term(); err != nil {
		t.Errorf("the server leaves with %v, want status 0", err)
	}
}

// A crashClass is the class whose server is killed.
type crashClass struct {
	t       *testing.T
	dir     string
	disk    *disk
	server  *serverProcess
	scribes []*scribe
	began   time.Time // when the server was started last
	outages int       // that there were at least
}

func newCrashClass(t *testing.T) *crashClass {
	c := &crashClass{t: t, dir: t.TempDir()}
	c.disk = watchDisk(t, c.dir)
	var roster strings.Builder
	roster.WriteString("id,name,key\n")
	for i := range typists {
		key, _, err := keyFor(studentID(i))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&roster, "%s,%s,%s\n", studentID(i), studentName(i), authorized(key))
		c.scribes = append(c.scribes, &scribe{class: c, id: studentID(i), caller: caller{key: key, pty: true, w: 80, h: 24}})
	}
	for name, text := range map[string]string{
		"roster.csv": roster.String(),
		"quiz.yaml":  "id: essay\ntitle: Essay\nexam: eecs182-sp23\nproblems: [mult-noise]\nlimit: 10h\n",
	} {
		if err := os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for _, s := range c.scribes {
			if s.term != nil {
				s.term.cut()
			}
		}
		c.server.cmd.Process.Kill()
	})
	return c
}

func (c *crashClass) start() {
	c.t.Helper()
	var err error
	c.began = time.Now()
	if c.server, err = startServer(c.dir, "--roster", "roster.csv", "--quiz", "quiz.yaml"); err != nil {
		c.t.Fatal(err)
	}
}

// each has all students do something at the same time.
func (c *crashClass) each(what string, do func(s *scribe) error) {
	c.t.Helper()
	var all sync.WaitGroup
	for _, s := range c.scribes {
		all.Go(func() {
			if err := do(s); err != nil {
				c.t.Errorf("%s: %s: %v", what, s.id, err)
			}
		})
	}
	all.Wait()
	if c.t.Failed() {
		said, _ := os.ReadFile(filepath.Join(c.dir, "server.log"))
		c.t.Fatalf("the server's log ends with\n%s", said[max(0, len(said)-3000):])
	}
}

// credits checks that each outage was credited once, in whole minutes, and that
// every attempt has what was credited.
func (c *crashClass) credits() {
	c.t.Helper()
	db, err := sqlite.Open(filepath.Join(c.dir, "home"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	entries, err := db.Journal(context.Background(), 0)
	if err != nil {
		c.t.Fatal(err)
	}
	var outages []class.Entry
	sum := time.Duration(0)
	for _, e := range entries {
		if e.Kind != class.Outage {
			continue
		}
		if gap := e.To.Sub(e.From); e.Extra%time.Minute != 0 || e.Extra < gap || e.Extra >= gap+time.Minute {
			c.t.Errorf("an outage of %v is credited with %v, want whole minutes, rounded up", gap, e.Extra)
		}
		if n := len(outages); n > 0 && e.From.Before(outages[n-1].To) {
			c.t.Errorf("the outage from %v is credited twice", e.From)
		}
		outages = append(outages, e)
		sum += e.Extra
	}
	if len(outages) < c.outages {
		c.t.Errorf("%d outages are credited, want %d", len(outages), c.outages)
	}
	c.each("be credited", func(s *scribe) error {
		var got time.Duration
		err := eventually(func() (bool, error) {
			st, err := storedSitting(context.Background(), db, s.attempt())
			if err == nil {
				got = st.Terms().Credit
			}
			return got == sum, err
		})
		if err != nil {
			return fmt.Errorf("the credit is %v, want %v (%w)", got, sum, err)
		}
		return nil
	})
}

// A disk measures how long a sync takes beside the server's.
type disk struct {
	mu    sync.Mutex
	begun time.Time // of the sync under way; zero if none is
	took  []syncTook
}

type syncTook struct {
	end time.Time
	d   time.Duration
}

// watchDisk syncs a file in a folder ten times a second until the test is over.
func watchDisk(t *testing.T, dir string) *disk {
	f, err := os.Create(filepath.Join(dir, "sync"))
	if err != nil {
		t.Fatal(err)
	}
	d := &disk{}
	stop, over := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(stop); <-over; f.Close() })
	go func() {
		defer close(over)
		again := time.NewTicker(100 * time.Millisecond)
		defer again.Stop()
		for {
			select {
			case <-stop:
				return
			case <-again.C:
				d.sync(f)
			}
		}
	}()
	return d
}

func (d *disk) sync(f *os.File) {
	begun := time.Now()
	d.mu.Lock()
	d.begun = begun
	d.mu.Unlock()
	f.WriteAt([]byte(begun.String()), 0)
	f.Sync()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.begun = time.Time{}
	d.took = append(d.took, syncTook{time.Now(), time.Since(begun)})
}

// slowest returns the longest sync that ended after a time, or is under way.
func (d *disk) slowest(after time.Time) (most time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.begun.IsZero() {
		most = time.Since(d.begun)
	}
	for _, s := range d.took {
		if s.end.After(after) {
			most = max(most, s.d)
		}
	}
	return most
}

// A scribe is a student who types letters into an essay.
type scribe struct {
	class  *crashClass
	id     string
	caller caller
	term   *terminal
	typed  string      // and not known to be lost
	before int         // letters, when the server was started
	times  []time.Time // when further letters were seen on the screen
	lost   int         // letters, in all
	late   int         // kills at which more than a second was lost
	back   time.Duration
}

func (s *scribe) attempt() string { return "essay/" + s.id + "/1" }

// essayPart is where all type.
var essayPart = exam.Ref{Problem: "mult-noise", Part: "work"}

// enter comes in and goes to the essay, or comes back to it and its text.
func (s *scribe) enter() (err error) {
	s.caller.addr, s.caller.host = s.class.server.addr, s.class.server.fingerprint
	if s.term, err = s.caller.call(); err != nil {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	s.back = max(s.back, time.Since(s.class.began))
	if s.back > 10*time.Second {
		return fmt.Errorf("back after %v, want at most 10 s", s.back)
	}
	return nil
}

// open goes from the list of quizzes to the essay and waits for its text.
func (s *scribe) open() error {
	if err := s.term.shows("▸ Essay"); err != nil {
		return err
	}
	first := regexp.MustCompile("▸ Essay +[^g]*open").MatchString(s.term.screen())
	if err := s.term.keys("<enter>"); err != nil {
		return err
	}
	if first {
		if err := s.term.shows("type this sentence"); err != nil {
			return err
		}
		if err := s.term.keys("I work alone and keep to the rules of this exam.", "<enter>"); err != nil {
			return err
		}
		if err := s.term.shows(`› \(A\)`); err != nil {
			return err
		}
		if err := s.term.keys("]", "]"); err != nil {
			return err
		}
	}
	if err := s.term.shows(`› \(work\)`); err != nil {
		return err
	}
	if n := len(s.typed); n > 0 {
		if err := s.term.shows(s.typed[max(0, n-5):]); err != nil {
			return err
		}
	}
	return nil
}

// begin opens the field, unless it is open: one comes back to the very key.
func (s *scribe) begin() error {
	if !strings.Contains(s.term.screen(), "TYPE │") {
		if err := s.term.keys("<tab>"); err != nil {
			return err
		}
	}
	s.before, s.times = len(s.typed), nil
	return s.term.shows("TYPE │")
}

// write types letters until it is time to stop or the line is cut, and notes when
// they were seen on the screen.
func (s *scribe) write(rng *rand.Rand, stop time.Time) {
	seen := len(s.typed)
	for time.Now().Before(stop) {
		letter := string(rune('a' + len(s.typed)%26))
		if s.term.keys(letter) != nil {
			return
		}
		s.typed += letter
		next := time.Now().Add(time.Duration(40+rng.IntN(120)) * time.Millisecond)
		end := s.typed[max(0, len(s.typed)-5):]
		if s.term.within(time.Until(next), func(screen string) bool { return strings.Contains(screen, end) }) {
			for ; seen < len(s.typed); seen++ {
				s.times = append(s.times, time.Now())
			}
		}
		select {
		case <-time.After(time.Until(next)):
		case <-s.term.over:
			return
		}
	}
}

// savedAt is what the screen says of the last sync.
var savedAt = regexp.MustCompile(`saved (\d\d:\d\d:\d\d)`)

// draftWait is how long a letter may wait for the next before both are saved.
const draftWait = 500 * time.Millisecond

// kept compares what is in the store with what was typed until the server was
// killed.
func (s *scribe) kept(dir string, killed time.Time, most time.Duration) error {
	<-s.term.over
	db, err := sqlite.Open(filepath.Join(dir, "home"))
	if err != nil {
		return err
	}
	defer db.Close()
	st, err := storedSitting(context.Background(), db, s.attempt())
	if err != nil {
		return err
	}
	if st.At() != essayPart {
		return fmt.Errorf("the attempt is at %v, want %v", st.At(), essayPart)
	}
	got := st.Draft(essayPart)[0]
	before := s.before
	safe := before
	for i, at := range s.times {
		if killed.Sub(at) > most {
			safe = before + i + 1
		}
	}
	// What the screen called saved had been typed half a second before, at most.
	if m := savedAt.FindStringSubmatch(s.term.screen()); m != nil {
		at, err := time.Parse(time.DateOnly+" "+time.TimeOnly, killed.UTC().Format(time.DateOnly)+" "+m[1])
		if err != nil {
			return err
		}
		for i, typed := range s.times {
			if at.Sub(typed) > draftWait {
				safe = max(safe, before+i+1)
			}
		}
	}
	if !strings.HasPrefix(s.typed, got) || len(got) < safe {
		return fmt.Errorf("%d letters are there, %d were typed, %d of them seen over %v before; lost %q; the screen was\n%s", len(got), len(s.typed), safe, most, s.typed[min(len(got), len(s.typed)):], s.term.screen())
	}
	s.lost += len(s.typed) - len(got)
	if i := len(got) - before; i >= 0 && i < len(s.times) && killed.Sub(s.times[i]) > time.Second {
		s.late++
	}
	s.typed = got
	return nil
}
