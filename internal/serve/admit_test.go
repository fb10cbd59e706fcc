package serve

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// TestGuess bounds the codes that are tried, by key and by address.
func TestGuess(t *testing.T) {
	s := &Server{}
	allowed := func(key, address string, n int) (yes int) {
		for range n {
			if s.guess(key, address) {
				yes++
			}
		}
		return yes
	}
	// A minute may turn in between, which allows as many again at most.
	if got := allowed("a", "home", 20); got != guessesOfKey && got != 2*guessesOfKey {
		t.Errorf("%d of 20 tries with a key are allowed, want %d", got, guessesOfKey)
	}
	all := 0
	for i := range 2 * guessesOfAddress {
		all += allowed(fmt.Sprint(i), "flat", 1)
	}
	if all < guessesOfAddress || all > 2*guessesOfAddress-1 && len(s.guesses) > guessesOfAddress+10 {
		t.Errorf("%d of %d tries from an address are allowed, want %d", all, 2*guessesOfAddress, guessesOfAddress)
	}
	if len(s.guesses) > guessesOfAddress+10 {
		t.Errorf("%d names are kept, want at most one for each try that was allowed", len(s.guesses))
	}
}

// TestFingerprint reads public keys.
func TestFingerprint(t *testing.T) {
	const line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl github"
	const want = "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"
	for _, c := range []struct{ line, want string }{
		{line, want}, {`from="10.0.0.1" ` + line + "\n", want}, {"", ""}, {"ssh-ed25519", ""}, {"ssh-ed25519 AAAA", ""}, {"hello", ""},
	} {
		got, err := Fingerprint(c.line)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("Fingerprint(%q) = %q, %v, want %q", c.line, got, err, c.want)
		}
	}
}

// TestHostKey makes a key at the first start, keeps it, and leaves alone a file
// that is none.
func TestHostKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	one, err := HostKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	two, err := HostKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := gossh.FingerprintSHA256(one.PublicKey()), gossh.FingerprintSHA256(two.PublicKey()); a != b {
		t.Errorf("the second start has the key %s, want %s", b, a)
	}
	file := filepath.Join(dir, hostKeyFile)
	if i, err := os.Stat(file); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v, want it for its owner alone", i.Mode(), err)
	}
	if err := os.WriteFile(file, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := HostKey(dir); err == nil || !strings.Contains(err.Error(), "Put the right file back") {
		t.Errorf("a file that is no key: %v", err)
	}
	if text, _ := os.ReadFile(file); string(text) != "no key" {
		t.Errorf("the file is %q now, want it as it was", text)
	}
	if key, err := HostKey(filepath.Join(file, "below")); err == nil {
		t.Errorf("HostKey in a folder that cannot be = %v", key)
	}
}
