package serve

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// gateWith returns a gatekeeper with limits; those not given are the usual ones.
func gateWith(l Limits) *gatekeeper {
	return newGatekeeper(l.withDefaults(), newMetrics(&Server{}))
}

// sizeOf is what a window-change says of columns and rows.
func sizeOf(width, height uint32) string {
	return string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height))
}

const pixels = "\x00\x00\x00\x00\x00\x00\x00\x00"

// TestClamp bounds sizes in the payloads of requests, also of ones that are too
// short or lie about their lengths.
func TestClamp(t *testing.T) {
	l := Limits{Width: 100, Height: 50}
	term := "\x00\x00\x00\x05xterm"
	for _, c := range []struct {
		name, payload, want string
		size                ssh.Window
		ok                  bool
	}{
		{"within", term + sizeOf(80, 24) + pixels, term + sizeOf(80, 24) + pixels, ssh.Window{Width: 80, Height: 24}, true},
		{"the most", term + sizeOf(100, 50), term + sizeOf(100, 50), ssh.Window{Width: 100, Height: 50}, true},
		{"too wide", term + sizeOf(5000, 24), term + sizeOf(100, 24), ssh.Window{Width: 100, Height: 24}, true},
		{"too high", term + sizeOf(80, 1<<31), term + sizeOf(80, 50), ssh.Window{Width: 80, Height: 50}, true},
		{"the largest", term + sizeOf(1<<32-1, 1<<32-1), term + sizeOf(100, 50), ssh.Window{Width: 100, Height: 50}, true},
		{"not known", term + sizeOf(0, 0), term + sizeOf(80, 24), ssh.Window{Width: 80, Height: 24}, true},
		{"one cell", term + sizeOf(1, 1), term + sizeOf(1, 1), ssh.Window{Width: 1, Height: 1}, true},
		{"no name", "\x00\x00\x00\x00" + sizeOf(200, 24), "\x00\x00\x00\x00" + sizeOf(100, 24), ssh.Window{Width: 100, Height: 24}, true},
		{"nothing", "", "", ssh.Window{}, false},
		{"half a length", "\x00\x00", "\x00\x00", ssh.Window{}, false},
		{"a name alone", term, term, ssh.Window{}, false},
		{"half a size", term + "\xff\xff\xff\xff", term + "\xff\xff\xff\xff", ssh.Window{}, false},
		{"a name that is longer than all", "\x00\x00\x00\xffx" + sizeOf(5000, 5000), "\x00\x00\x00\xffx" + sizeOf(5000, 5000), ssh.Window{}, false},
		{"the longest name there is", "\xff\xff\xff\xff" + sizeOf(5000, 5000), "\xff\xff\xff\xff" + sizeOf(5000, 5000), ssh.Window{}, false},
	} {
		payload := []byte(c.payload)
		size, ok := clampPty(payload, l)
		if string(payload) != c.want || size != c.size || ok != c.ok {
			t.Errorf("%s: clampPty(%q) = %v, %v and %q, want %v, %v and %q", c.name, c.payload, size, ok, payload, c.size, c.ok, c.want)
		}
	}
}

// TestUseful says which variables are kept.
func TestUseful(t *testing.T) {
	v := func(name, value string) string {
		return string(gossh.Marshal(struct{ Name, Value string }{name, value}))
	}
	for _, c := range []struct {
		payload string
		want    bool
	}{
		{v("LANG", "C"), true}, {v("LC_ALL", "de_DE.UTF-8"), true}, {v("COLORTERM", "truecolor"), true}, {v("NO_COLOR", ""), true},
		{v("PATH", "/bin"), false}, {v("LD_PRELOAD", "x"), false}, {v("TERM", "xterm"), false}, {v("", ""), false},
		{v("LANG", strings.Repeat("x", longestRequest)), true}, {v("LANG", strings.Repeat("x", longestRequest+1)), false},
		{v("LC_"+strings.Repeat("x", 100), "x"), false}, {"LANG", false}, {"", false},
	} {
		if got := useful([]byte(c.payload)); got != c.want {
			t.Errorf("useful(%.60q) = %v, want %v", c.payload, got, c.want)
		}
	}
}

// TestTake takes places and gives them back.
func TestTake(t *testing.T) {
	g := gateWith(Limits{PerKey: 2, PerAddress: 4, Strangers: 1})
	var backs []func()
	for _, c := range []struct {
		key, address string
		stranger     bool
		want         string // of the refusal
	}{
		{"a", "home", false, ""}, {"a", "home", false, ""}, {"a", "away", false, "this key"},
		{"b", "home", true, ""}, {"c", "far", true, "newcomers"}, {"d", "home", false, ""}, {"e", "home", false, "this address"}, {"e", "away", false, ""},
	} {
		back, refusal := g.take(c.key, c.address, c.stranger)
		if (refusal == "") != (c.want == "") || !strings.Contains(refusal, c.want) {
			t.Errorf("take(%s, %s, %v) is refused with %q, want %q", c.key, c.address, c.stranger, refusal, c.want)
		}
		if back != nil {
			backs = append(backs, back)
		}
	}
	for _, back := range backs {
		back()
	}
	if len(g.by) != 0 {
		t.Errorf("with all places given back %v are taken", g.by)
	}
	for range 3 { // guests without a key share none
		if _, refusal := g.take("", "home", false); refusal != "" {
			t.Errorf("a guest is refused: %s", refusal)
		}
	}
}

// TestTakeAtOnce takes places from many goroutines: never more than there are.
func TestTakeAtOnce(t *testing.T) {
	g := gateWith(Limits{PerKey: 3})
	var all sync.WaitGroup
	var now, most atomic.Int64
	for range 50 {
		all.Go(func() {
			for range 200 {
				back, refusal := g.take("key", "home", false)
				if refusal != "" {
					continue
				}
				for n := now.Add(1); ; {
					if m := most.Load(); n <= m || most.CompareAndSwap(m, n) {
						break
					}
				}
				now.Add(-1)
				back()
			}
		})
	}
	if all.Wait(); most.Load() > 3 || most.Load() < 1 || len(g.by) != 0 {
		t.Errorf("at most %d places of 3 were taken at once, and %v are at the end", most.Load(), g.by)
	}
}

// TestTurn lets ten seconds' worth shake hands at once, and one after the other
// from then on.
func TestTurn(t *testing.T) {
	g := gateWith(Limits{Arrivals: 5})
	var all sync.WaitGroup
	var waits atomic.Int64
	for range 60 {
		all.Go(func() {
			if d := g.turn("home"); d > 0 {
				waits.Add(1)
				if d > 3*time.Second {
					t.Errorf("turn = %v, want at most 2 s for ten more than 50 at 5 a second", d)
				}
			}
		})
	}
	if all.Wait(); waits.Load() < 9 || waits.Load() > 10 {
		t.Errorf("%d of 60 wait, want 10", waits.Load())
	}
	if d := g.turn("elsewhere"); d > 0 {
		t.Errorf("another address waits %v", d)
	}
}

// TestEnter lets a key in so often at once, and ends a wait with its connection.
func TestEnter(t *testing.T) {
	g := gateWith(Limits{Strangers: 5})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	for range enteredAtOnce {
		if err := g.enter(ctx, "a", false); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.enter(ctx, "a", false); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one session more of a key: %v, want to wait", err)
	}
	if err := g.enter(t.Context(), "b", true); err != nil {
		t.Errorf("a stranger: %v", err)
	}
	if err := g.enter(ctx, "c", true); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("another stranger: %v, want to wait, as there may be 5 and one of them at once", err)
	}
}

// TestPaces forgets names that have their full allowance again.
func TestPaces(t *testing.T) {
	p := paces{}
	for i := range 3 * pacesKept {
		p.of(string(rune(i)), 1, 1)
	}
	p.of("busy", 0.001, 1).Allow()
	for i := range 3 * pacesKept {
		p.of("x"+string(rune(i)), 1, 1)
	}
	if len(p) > pacesKept+1 {
		t.Errorf("%d names are remembered, want at most %d", len(p), pacesKept+1)
	}
	if p["busy"] == nil {
		t.Error("a name was forgotten that has used up its allowance")
	}
}

// TestAddressOf takes the network of a subscriber for its address.
func TestAddressOf(t *testing.T) {
	for _, c := range []struct{ addr, want string }{
		{"192.0.2.7:1234", "192.0.2.7"}, {"[2001:db8:1:2:3:4:5:6]:22", "2001:db8:1:2::"}, {"[2001:db8:1:2::9]:99", "2001:db8:1:2::"}, {"[::ffff:192.0.2.7]:1", "::ffff:192.0.2.7"},
	} {
		a, err := net.ResolveTCPAddr("tcp", c.addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := addressOf(a); got != c.want && got != strings.TrimPrefix(c.want, "::ffff:") {
			t.Errorf("addressOf(%s) = %s, want %s", c.addr, got, c.want)
		}
	}
	if got := addressOf(&net.UnixAddr{Name: "/run/x"}); got != "/run/x" {
		t.Errorf("addressOf of a socket = %s", got)
	}
}

// TestWire reads no faster than the limits say, and stops to wait when the
// connection is closed.
func TestWire(t *testing.T) {
	g := gateWith(Limits{Wire: 10_000})
	near, far := net.Pipe()
	c := g.admit(fakeContext{}, near)
	go func() {
		for {
			if _, err := far.Write(make([]byte, 1000)); err != nil {
				return
			}
		}
	}()
	begin, got := time.Now(), 0
	buf := make([]byte, 32<<10)
	for got < 85_000 {
		n, err := c.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		got += n
	}
	if took := time.Since(begin); took < 300*time.Millisecond || took > 3*time.Second {
		t.Errorf("85 kB at 10 kB a second after 80 kB at once took %v, want half a second", took)
	}
	closed := make(chan struct{})
	time.AfterFunc(50*time.Millisecond, func() {
		c.Close()
		close(closed)
	})
	for {
		if _, err := c.Read(buf); err != nil {
			break
		}
	}
	far.Close()
	<-closed
	if len(g.callers) != 0 {
		t.Errorf("%v is still counted", g.callers)
	}
}

// fakeContext is a context that forgets.
type fakeContext struct{ ssh.Context }

func (fakeContext) SetValue(_, _ any) {}

// TestListener closes one connection too many at once, and lets the next one in
// when there is room again.
func TestListener(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	bounded := gateWith(Limits{Connections: 1}).listener(ln)
	accepted := make(chan net.Conn, 3)
	go func() {
		for {
			c, err := bounded.Accept()
			if err != nil {
				return
			}
			accepted <- c
		}
	}()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		c.SetReadDeadline(time.Now().Add(5 * time.Second))
		return c
	}
	dial()
	one := <-accepted
	if _, err := dial().Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("one connection too many: %v, want its end", err)
	}
	one.Close()
	one.Close() // gives one place back, not two
	dial()
	<-accepted
	if _, err := dial().Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("one too many again: %v, want its end", err)
	}
}

// TestResized keeps the newest size for whoever looks, and waits for nobody.
func TestResized(t *testing.T) {
	st := &connState{resized: make(chan ssh.Window, 1)}
	for i := range 100 {
		st.resize(ssh.Window{Width: i, Height: 1})
	}
	if w := <-st.resized; w.Width != 99 || st.window().Width != 99 {
		t.Errorf("the sizes are %v and %v, want a width of 99", w, st.window())
	}
}
