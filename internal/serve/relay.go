package serve

import (
	"io"
	"sync"
)

// A relay hands the keys of a session to the programs that run in it one after
// the other. A program that has ended may still wait for a key: without the
// relay it would take the first one that is meant for the next.
type relay struct {
	mu     sync.Mutex
	change *sync.Cond
	buf    []byte // read and not taken yet
	turn   int    // whose it is to read
	err    error  // of the input, once it has ended
}

// relayed is how much is read ahead.
const relayed = 4 << 10

// newRelay starts to read r. It ends when r does.
func newRelay(r io.Reader) *relay {
	k := &relay{}
	k.change = sync.NewCond(&k.mu)
	go k.pump(r)
	return k
}

func (k *relay) pump(r io.Reader) {
	var buf [chunk]byte
	for {
		n, err := r.Read(buf[:])
		k.mu.Lock()
		for len(k.buf) >= relayed && k.err == nil {
			k.change.Wait()
		}
		k.buf = append(k.buf, buf[:n]...)
		if k.err == nil {
			k.err = err
		}
		over := k.err != nil
		k.change.Broadcast()
		k.mu.Unlock()
		if over {
			return
		}
	}
}

// reader returns who reads from now on; for those before, the input has ended.
func (k *relay) reader() io.Reader {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.turn++
	k.change.Broadcast()
	return &turnReader{k, k.turn}
}

// close ends the input, also for who waits.
func (k *relay) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err == nil {
		k.err = io.EOF
	}
	k.turn++
	k.change.Broadcast()
}

// A turnReader reads from a relay while it is its turn.
type turnReader struct {
	k    *relay
	turn int
}

// Read implements io.Reader.
func (r *turnReader) Read(p []byte) (int, error) {
	k := r.k
	k.mu.Lock()
	defer k.mu.Unlock()
	for {
		switch {
		case k.turn != r.turn:
			return 0, io.EOF
		case len(k.buf) > 0:
			n := copy(p, k.buf)
			k.buf = k.buf[:copy(k.buf, k.buf[n:])]
			k.change.Broadcast()
			return n, nil
		case k.err != nil:
			return 0, k.err
		}
		k.change.Wait()
	}
}
