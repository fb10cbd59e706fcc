package serve

import (
	"io"
	"testing"
)

// TestRelay: what is typed goes to whoever's turn it is, and none of it to a
// program that has ended, even one that still waits.
func TestRelay(t *testing.T) {
	in, keys := io.Pipe()
	k := newRelay(in)
	first := k.reader()
	buf := make([]byte, 8)
	keys.Write([]byte("ab"))
	if n, err := first.Read(buf); string(buf[:n]) != "ab" || err != nil {
		t.Errorf("Read = %q, %v, want ab", buf[:n], err)
	}
	over := make(chan error, 1)
	go func() {
		_, err := first.Read(make([]byte, 8))
		over <- err
	}()
	second := k.reader()
	keys.Write([]byte("c"))
	if err := <-over; err != io.EOF {
		t.Errorf("Read of a program that has ended = %v, want EOF", err)
	}
	if n, err := second.Read(buf); string(buf[:n]) != "c" || err != nil {
		t.Errorf("Read of the next = %q, %v, want c", buf[:n], err)
	}
	keys.Write([]byte("last"))
	keys.Close()
	if n, err := second.Read(buf[:2]); string(buf[:n]) != "la" || err != nil {
		t.Errorf("Read = %q, %v, want la", buf[:n], err)
	}
	if n, err := second.Read(buf); string(buf[:n]) != "st" || err != nil {
		t.Errorf("Read = %q, %v, want st", buf[:n], err)
	}
	if _, err := second.Read(buf); err != io.EOF {
		t.Errorf("Read at the end = %v, want EOF", err)
	}
}

// TestRelayClosed: a reader that waits is let go.
func TestRelayClosed(t *testing.T) {
	in, keys := io.Pipe()
	defer keys.Close()
	k := newRelay(in)
	over := make(chan error, 1)
	r := k.reader()
	go func() {
		_, err := r.Read(make([]byte, 8))
		over <- err
	}()
	k.close()
	if err := <-over; err != io.EOF {
		t.Errorf("Read of a closed relay = %v, want EOF", err)
	}
}
