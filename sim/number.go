package sim

import (
	"math/big"
	"strconv"
	"strings"
)

// decimal is the exact form of x for a [Result]: the shortest decimal without
// an exponent that reads back as x.
func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// rational is the number that decimal(x) says, so that ten times 0.1 is 1.
func rational(x float64) *big.Rat {
	r, ok := new(big.Rat).SetString(decimal(x))
	if !ok {
		panic("sim: no number: " + decimal(x))
	}
	return r
}

// grouped is a number as a person reads it: 12 significant digits at most, in
// groups of three parted by no-break spaces, with a true minus.
func grouped(x float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 12, 64), 64)
	if err != nil {
		rounded = x
	}
	s := decimal(rounded)
	sign := ""
	if digits, ok := strings.CutPrefix(s, "-"); ok {
		s, sign = digits, "−"
	}
	whole, fraction, point := strings.Cut(s, ".")
	if point {
		fraction = "." + fraction
	}
	return sign + groups(whole) + fraction
}

// groups parts a run of digits into threes from the right.
func groups(digits string) string {
	if len(digits) <= 3 {
		return digits
	}
	n := len(digits) - 3
	return groups(digits[:n]) + "\u00a0" + digits[n:]
}

// counted is a count as a person reads it.
func counted(n int) string {
	if 0 <= n && n < 1000 {
		return strconv.Itoa(n)
	}
	return grouped(float64(n))
}
