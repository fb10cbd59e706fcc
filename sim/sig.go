package sim

import (
	"math"
	"strconv"
	"strings"
)

// sig is x to n significant digits as a person reads it. Very large and very
// small numbers have a power of ten: 4.04e-5.
func sig(x float64, n int) string {
	size := math.Abs(x)
	if x == 0 || 1e-3 <= size && size < 1e6 {
		r, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', n, 64), 64)
		return grouped(r)
	}
	digits, power, _ := strings.Cut(strconv.FormatFloat(x, 'e', n-1, 64), "e")
	if strings.Contains(digits, ".") {
		digits = strings.TrimRight(strings.TrimRight(digits, "0"), ".")
	}
	e, _ := strconv.Atoi(power)
	return strings.Replace(digits, "-", "−", 1) + "e" + strconv.Itoa(e)
}

// roundTo is x to n significant digits.
func roundTo(x float64, n int) float64 {
	r, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', n, 64), 64)
	return r
}
