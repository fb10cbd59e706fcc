package serve

import (
	"context"
	"fmt"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"gradcheck/internal/class"
)

// Fingerprint returns the fingerprint of a public key as authorized_keys has it:
// what the course knows a key by.
func Fingerprint(authorized string) (string, error) {
	key, _, _, _, err := gossh.ParseAuthorizedKey([]byte(authorized))
	if err != nil {
		return "", fmt.Errorf("not a public key as in authorized_keys: %w", err)
	}
	return gossh.FingerprintSHA256(key), nil
}

// mayTry reports whether a client may prove a key: any, since who it is the
// course says afterwards. A certificate it may not, as the course knows keys
// alone; its client goes on with the key that is in it.
func mayTry(_ ssh.Context, key ssh.PublicKey) bool {
	_, certificate := key.(*gossh.Certificate)
	return !certificate
}

// starting waits for this session's turn to start: reading an attempt and
// drawing the first screen is work, and five hundred at once would all wait for
// the last.
func (s *Server) starting(ctx context.Context) error {
	select {
	case s.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Server) started() { <-s.turns }

// Guesses of one-time codes that a key, and an address, has a minute.
const (
	guessesOfKey     = 5
	guessesOfAddress = 600 // a class may sit behind it
)

// guess counts a try of a code; false if there were too many this minute.
func (s *Server) guess(key, address string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if minute := time.Now().Truncate(time.Minute); !minute.Equal(s.minute) {
		s.minute, s.guesses = minute, map[string]int{}
	}
	if s.guesses["address "+address]++; s.guesses["address "+address] > guessesOfAddress {
		return false // nothing more is kept of an address that tries one key after the other
	}
	s.guesses["key "+key]++
	return s.guesses["key "+key] <= guessesOfKey
}

// visited notes that a student came in; it is written with the next ones.
func (s *Server) visited(x *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.visits = append(s.visits, class.Entry{At: s.Now().Wall, By: x.student.ID, Kind: class.Visit, Student: x.student.ID, Key: x.key, Text: x.from})
}

// flushVisits writes who came in.
func (s *Server) flushVisits(ctx context.Context) {
	s.mu.Lock()
	visits := s.visits
	s.visits = nil
	s.mu.Unlock()
	if len(visits) == 0 {
		return
	}
	if err := s.Store.Post(ctx, visits...); err != nil && ctx.Err() == nil {
		s.Log.Error("write visits", "err", err)
		s.mu.Lock()
		s.visits = append(visits, s.visits...)
		s.mu.Unlock()
	}
}
