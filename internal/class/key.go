package class

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// keyKind is how the kinds of public keys begin: ssh-ed25519, ecdsa-sha2-nistp256,
// sk-ssh-ed25519@openssh.com and the like.
var keyKind = regexp.MustCompile(`^(sk-)?(ssh|ecdsa)-[a-z0-9@.-]+$`)

// checkKey reports what is wrong with a public key as a line of authorized_keys
// has it: kind, key in base64, comment. What is in base64 is a row of strings,
// each with its length before it, of which the first is the kind once more (RFC
// 4253, section 6.6), so that a line which was cut or mixed up shows. Whether the
// numbers are a key, the server finds when it reads them.
func checkKey(line string) error {
	if strings.Contains(line, "PRIVATE KEY") {
		return errors.New("that is a private key, which nobody else should have; the line in the file that ends in .pub is needed")
	}
	words := strings.Fields(line)
	if len(words) < 2 || !keyKind.MatchString(words[0]) {
		return fmt.Errorf("%q; a public key is needed, such as ssh-ed25519 AAAA... ada@laptop", cut(line, 40))
	}
	blob, err := base64.StdEncoding.DecodeString(words[1])
	kind, rest, ok := wireString(blob)
	for ok && len(rest) > 0 {
		_, rest, ok = wireString(rest)
	}
	if err != nil || !ok || string(kind) != words[0] {
		return fmt.Errorf("%q; something of it is missing", cut(line, 40))
	}
	return nil
}

// wireString parts a string with its length before it, 4 bytes, from the rest
// (RFC 4251, section 5).
func wireString(b []byte) (s, rest []byte, ok bool) {
	if len(b) < 4 {
		return nil, nil, false
	}
	n := uint64(binary.BigEndian.Uint32(b))
	if b = b[4:]; n > uint64(len(b)) {
		return nil, nil, false
	}
	return b[:n], b[n:], true
}

// cut is the start of a text, n letters at most.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "..."
	}
	return s
}
