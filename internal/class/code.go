package class

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// letters of one-time codes: none that is easily taken for another (0 O, 1 I L,
// 5 S, U V).
const letters = "ABCDEFGHJKMNPQRTWXYZ2346789"

// codeLength is how many letters a code has: 27^8 are 2.8e11.
const codeLength = 8

// NewCode makes a one-time code, such as KRT7-9QXA, of randomness.
func NewCode(random func() uint64) string {
	var b strings.Builder
	for i := range codeLength {
		if i == codeLength/2 {
			b.WriteByte('-')
		}
		// The bias of a 64-bit number over 27 letters is below 1e-17.
		b.WriteByte(letters[random()%uint64(len(letters))])
	}
	return b.String()
}

// Typed returns the letters of a code as somebody typed it: capitals, without
// dashes and blanks.
func Typed(code string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(letters, r) {
			return r
		}
		return -1
	}, strings.ToUpper(code))
}

// Digest is what a course keeps of a code.
func Digest(code string) string {
	sum := sha256.Sum256([]byte("gradcheck code\n" + Typed(code)))
	return hex.EncodeToString(sum[:])
}
