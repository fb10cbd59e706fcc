package serve

import (
	"encoding/binary"
	"io"
	"strings"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// sessionChannel handles a channel for a session: one at a time on a connection,
// and only with requests that a terminal needs.
func (s *Server) sessionChannel(srv *ssh.Server, conn *gossh.ServerConn, ch gossh.NewChannel, ctx ssh.Context) {
	st := stateOf(ctx)
	if !st.begin() {
		s.metrics.refused.WithLabelValues("channel").Inc()
		ch.Reject(gossh.ResourceShortage, "one session a connection")
		return
	}
	defer st.end()
	ssh.DefaultSessionHandler(srv, conn, &soberChannel{NewChannel: ch, s: s, conn: conn, st: st}, ctx)
}

// A soberChannel passes on only what a session needs of what a client asks for.
type soberChannel struct {
	gossh.NewChannel
	s    *Server
	conn *gossh.ServerConn
	st   *connState
}

// Accept accepts the channel and starts to filter its requests.
func (c *soberChannel) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, in, err := c.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	out := make(chan *gossh.Request)
	go c.filter(in, out)
	go func() { // nobody reads this stream, so what is sent on it would stay
		if n, _ := ch.Stderr().Read(make([]byte, 1)); n > 0 {
			c.refuse("stream")
		}
	}()
	return &promptChannel{Channel: ch, c: c}, out, nil
}

// refuse ends a connection whose client does what no terminal does.
func (c *soberChannel) refuse(limit string) {
	c.s.metrics.refused.WithLabelValues(limit).Inc()
	c.conn.Close()
}

// longestRequest is how many bytes a request for a terminal or a command may
// have.
const longestRequest = 1024

// resizeEvery is how often a terminal may change its size; of more the last
// counts.
const resizeEvery = 200 * time.Millisecond

// filter passes requests on until the channel is closed. Changes of size it
// notes itself.
func (c *soberChannel) filter(in <-chan *gossh.Request, out chan<- *gossh.Request) {
	defer close(out)
	environment := 0
	var size *ssh.Window // not noted yet
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case req, ok := <-in:
			if !ok {
				return
			}
			switch {
			case req.Type == "env":
				if environment += len(req.Payload); environment > c.s.Limits.Environment {
					c.refuse("environment")
				} else if useful(req.Payload) {
					out <- req
					continue
				}
				answer(req, false)
			case req.Type == "pty-req" && len(req.Payload) <= longestRequest:
				if w, ok := clampPty(req.Payload, c.s.Limits); ok {
					c.st.resize(w)
				}
				out <- req
			case req.Type == "window-change":
				if w, ok := clampSize(req.Payload, c.s.Limits); ok {
					if size == nil {
						pause.Reset(resizeEvery)
					}
					size = &w
				}
				answer(req, true)
			case (req.Type == "shell" || req.Type == "exec") && len(req.Payload) <= longestRequest:
				out <- req
			default:
				answer(req, false)
			}
		case <-pause.C:
			if size != nil {
				c.st.resize(*size)
				size = nil
			}
		}
	}
}

func answer(req *gossh.Request, ok bool) {
	if req.WantReply {
		req.Reply(ok, nil)
	}
}

// useful reports whether a variable is one that the screens look at: the payload
// is its name and its value (RFC 4254, 6.4).
func useful(payload []byte) bool {
	var v struct{ Name, Value string }
	if gossh.Unmarshal(payload, &v) != nil || len(v.Value) > longestRequest {
		return false
	}
	switch v.Name {
	case "COLORTERM", "NO_COLOR", "LANG":
		return true
	}
	return strings.HasPrefix(v.Name, "LC_") && len(v.Name) < 32
}

// The size of a terminal whose client does not know it.
const (
	usualWidth  = 80
	usualHeight = 24
)

// clampPty bounds the size in the payload of a pty-req, and returns it: a string,
// then columns and rows as 32-bit numbers (RFC 4254, 6.2). ok is false if it is
// too short for that.
func clampPty(payload []byte, l Limits) (w ssh.Window, ok bool) {
	if len(payload) < 4 {
		return w, false
	}
	n := binary.BigEndian.Uint32(payload)
	if uint64(n)+4 > uint64(len(payload)) {
		return w, false
	}
	return clampSize(payload[4+n:], l)
}

// clampSize bounds columns and rows at the start of the payload of a
// window-change, and returns them (RFC 4254, 6.7). A zero is to be ignored by
// the same paragraph: it is a usual size then.
func clampSize(payload []byte, l Limits) (w ssh.Window, ok bool) {
	if len(payload) < 8 {
		return w, false
	}
	for i, d := range []struct {
		to          *int
		most, usual int
	}{{&w.Width, l.Width, usualWidth}, {&w.Height, l.Height, usualHeight}} {
		p := payload[4*i:]
		v := binary.BigEndian.Uint32(p)
		if v == 0 {
			v = uint32(d.usual)
		}
		v = min(v, uint32(d.most))
		binary.BigEndian.PutUint32(p, v)
		*d.to = int(v)
	}
	return w, true
}

// A promptChannel ends the connection of a client that does not read, since its
// program stands still and would for ever, and of one that stays when its session
// is over.
type promptChannel struct {
	gossh.Channel
	c *soberChannel
}

// promptly does something that waits for the client.
func (p *promptChannel) promptly(do func()) {
	t := time.AfterFunc(p.c.s.Limits.Unread, func() { p.c.refuse("unread") })
	defer t.Stop()
	do()
}

// Write implements io.Writer.
func (p *promptChannel) Write(b []byte) (n int, err error) {
	p.promptly(func() { n, err = p.Channel.Write(b) })
	return n, err
}

// SendRequest implements gossh.Channel.
func (p *promptChannel) SendRequest(name string, reply bool, payload []byte) (ok bool, err error) {
	p.promptly(func() { ok, err = p.Channel.SendRequest(name, reply, payload) })
	return ok, err
}

// Close ends the session; the connection may go on for a while.
func (p *promptChannel) Close() error {
	p.c.st.idle.Reset(unused)
	return p.Channel.Close()
}

// Stderr returns the stream for errors. What the client sends on it is not read.
func (p *promptChannel) Stderr() io.ReadWriter { return promptStderr{p, p.Channel.Stderr()} }

type promptStderr struct {
	p *promptChannel
	io.ReadWriter
}

// Write implements io.Writer.
func (e promptStderr) Write(b []byte) (n int, err error) {
	e.p.promptly(func() { n, err = e.ReadWriter.Write(b) })
	return n, err
}
