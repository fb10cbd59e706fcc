package serve

import (
	"context"
	"io"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	uv "github.com/charmbracelet/ultraviolet"
	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/time/rate"
)

// An input reads what a client types. It leaves out what comes before the first
// screen, what comes faster than anybody types, and what a client leaves open for
// ever. A sequence that a terminal sends is passed on whole or not at all.
type input struct {
	watched
	r     io.Reader
	ctx   context.Context
	stop  context.CancelFunc
	sieve sieve
	buf   []byte // read and not taken yet
}

func newInput(sess ssh.Session, g *gatekeeper) *input {
	in := &input{r: sess}
	key := ""
	if k := sess.PublicKey(); k != nil {
		key = gossh.FingerprintSHA256(k)
	}
	in.ctx, in.stop = context.WithCancel(sess.Context())
	if in.sieve.room = g.typing(key).Allow; strings.TrimSpace(sess.RawCommand()) == "plain" {
		// Lines may come from a file. No letter is left out, and a letter
		// costs less than a key on a screen.
		lines := rate.NewLimiter(rate.Limit(lettersPerKey*g.limits.Rate), lettersPerKey*g.limits.Burst)
		in.sieve.room = func() bool { return lines.Wait(in.ctx) == nil }
	}
	in.last.Store(time.Now().UnixNano())
	return in
}

// lettersPerKey is how many letters of a line are taken for one key on a screen.
const lettersPerKey = 20

// close ends the input: a program that reads it sees its end.
func (in *input) close() { in.stop() }

// chunk is how much is read at a time.
const chunk = 1024

// Read implements io.Reader.
func (in *input) Read(p []byte) (int, error) {
	for {
		if n := copy(p, in.buf); n > 0 {
			in.buf = in.buf[n:]
			return n, nil
		}
		if err := in.ctx.Err(); err != nil {
			return 0, io.EOF
		}
		var raw [chunk]byte
		n, err := in.r.Read(raw[:])
		if n > 0 {
			in.last.Store(time.Now().UnixNano())
			in.buf = in.sieve.pass(nil, raw[:n], in.awake.Load())
		}
		if err != nil && len(in.buf) == 0 {
			return 0, err
		}
	}
}

// A silence is the input of a program: there is none. A program that reads keys
// by itself waits for ever to hand over the one that comes when it ends, and with
// it stays all that it had. So the keys are read by feed, and sent to it; that it
// has an input at all makes it ask for what terminals do with keys.
type silence struct{ done <-chan struct{} }

// silence returns an input for the next program, and ends that of the one before.
func (x *session) silence(ctx context.Context) io.Reader {
	if x.hush != nil {
		x.hush()
	}
	ctx, x.hush = context.WithCancel(ctx)
	return silence{ctx.Done()}
}

// Read implements io.Reader.
func (s silence) Read([]byte) (int, error) {
	<-s.done
	return 0, io.EOF
}

// feed sends what is typed to a program, until ctx ends and nothing can be read
// any more.
func (x *session) feed(ctx context.Context, p *tea.Program) {
	keys := uv.NewTerminalReader(x.keys.reader(), "")
	events := make(chan uv.Event)
	go func() {
		defer close(events)
		keys.StreamEvents(ctx, events)
	}()
	go func() {
		for e := range events {
			p.Send(e) // of a program that has ended it returns at once
		}
	}()
}
