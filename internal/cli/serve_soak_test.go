package cli

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/serve"
)

// TestServeSoak has 50 students come and go for as long as GRADCHECK_SOAK says,
// such as 30m. They leave in every way there is: with a key, by closing the
// session, by cutting the line, by being taken over, by falling asleep, and
// before they have seen anything. When all are gone the server runs no more
// goroutines than before they came.
func TestServeSoak(t *testing.T) {
	long, err := time.ParseDuration(os.Getenv("GRADCHECK_SOAK"))
	if err != nil {
		t.Skip("set GRADCHECK_SOAK to a time such as 30m")
	}
	const students = 50
	h := newHouse(t, students)
	h.post(class.Entry{Kind: class.Set, Text: "id: essay\ntitle: Essay\nexam: eecs182-sp23\nproblems: [mult-noise]\nlimit: 100h\n"})
	addr := h.serve(serve.Limits{Idle: 10 * time.Second})
	before := grown()
	var ends [6]atomic.Int64
	stop := time.Now().Add(long)
	half := sync.OnceFunc(func() { t.Logf("half way: %s", grown()) })
	var all sync.WaitGroup
	for i := range students {
		all.Go(func() {
			rng := rand.New(rand.NewPCG(3, uint64(i)))
			for time.Now().Before(stop) {
				how := rng.IntN(len(ends))
				if err := come(caller{addr: addr, key: h.key(i), pty: true, w: 80, h: 24}, rng, how); err != nil {
					t.Errorf("%s, end %d: %v", studentID(i), how, err)
					return
				}
				ends[how].Add(1)
				if time.Until(stop) < long/2 {
					half()
				}
			}
		})
	}
	all.Wait()
	var after growth
	err = eventually(func() (bool, error) {
		after = grown()
		return after.goroutines <= before.goroutines, nil
	})
	t.Logf("before: %s; after: %s; sessions ended by key %d, closed %d, cut %d, taken over %d, asleep %d, before the first frame %d", before, after,
		ends[0].Load(), ends[1].Load(), ends[2].Load(), ends[3].Load(), ends[4].Load(), ends[5].Load())
	if err != nil {
		var b strings.Builder
		pprof.Lookup("goroutine").WriteTo(&b, 1)
		t.Errorf("%d goroutines before, %d after:\n%s", before.goroutines, after.goroutines, b.String())
	}
}

// A growth is what a process has come to.
type growth struct {
	goroutines int
	heap       uint64 // bytes in use after a collection
}

func (g growth) String() string {
	return fmt.Sprintf("%d goroutines, %.1f MiB", g.goroutines, float64(g.heap)/(1<<20))
}

func grown() growth {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return growth{runtime.NumGoroutine(), m.HeapAlloc}
}

// come has a student come in, type a little, and go in one of the ways there
// are.
func come(c caller, rng *rand.Rand, how int) error {
	term, err := c.call()
	if err != nil {
		return err
	}
	defer term.cut()
	if how == 5 {
		return nil
	}
	s := &scribe{term: term}
	if err := s.open(); err != nil {
		return err
	}
	if err := s.begin(); err != nil {
		return err
	}
	for range rng.IntN(20) {
		if err := term.keys(string(rune('a' + rng.IntN(26)))); err != nil {
			return err
		}
		<-time.After(time.Duration(rng.IntN(100)) * time.Millisecond)
	}
	switch how {
	case 0:
		if err := term.keys("<ctrl+c>"); err != nil {
			return err
		}
	case 1:
		term.in.Close()
		return nil
	case 2:
		term.drop()
		return nil
	case 3:
		other, err := c.call()
		if err != nil {
			return err
		}
		defer other.cut()
		if err := (&scribe{term: other}).open(); err != nil {
			return err
		}
		return term.shows("goes on in another")
	}
	_, err = term.ended() // with a key, or asleep
	return err
}
