package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/crypto/ssh"
)

// signers returns the keys of the students: those in the folders, in the order
// of their names, or else keys that follow from the students' numbers. Of the
// first there are as many as there are; the plan's n is the most.
func signers(p plan) (keys []ssh.Signer, err error) {
	for _, dir := range p.keys {
		files, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			text, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if err != nil {
				return nil, err
			}
			if !bytes.Contains(text, []byte("PRIVATE KEY")) {
				continue
			}
			key, err := ssh.ParsePrivateKey(text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", filepath.Join(dir, f.Name()), err)
			}
			keys = append(keys, key)
		}
	}
	if len(p.keys) > 0 {
		if len(keys) == 0 {
			return nil, fmt.Errorf("there is no private key in %q", p.keys)
		}
		return keys[:min(len(keys), p.n)], nil
	}
	for i := range p.n {
		key, err := ssh.NewSignerFromKey(private(i))
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// private is the key of a student who is made of a number.
func private(i int) ed25519.PrivateKey {
	seed := sha256.Sum256(fmt.Appendf(nil, "gradcheck load: student %d", i))
	return ed25519.NewKeyFromSeed(seed[:])
}

// writeRoster writes the students as a roster: id, name and public key.
func writeRoster(w io.Writer, keys []ssh.Signer) error {
	rows := [][]string{{"id", "name", "key"}}
	for i, k := range keys {
		line := string(bytes.TrimSpace(ssh.MarshalAuthorizedKey(k.PublicKey())))
		rows = append(rows, []string{fmt.Sprintf("load%04d", i), fmt.Sprintf("Load Student %d", i), line})
	}
	return csv.NewWriter(w).WriteAll(rows)
}
