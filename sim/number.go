package sim

import (
	"math"
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

// about is a number with three significant digits, as in "0.447" or "1.26e-11".
func about(x float64) string { return sig(x, 3) }

// brief is a number as in a sentence: four significant digits at most.
func brief(x float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
	if err != nil {
		rounded = x
	}
	return grouped(rounded)
}

// short is a number in four significant digits.
func short(x float64) string {
	if x == 0 {
		return "0"
	}
	decimals := 3 - int(math.Floor(math.Log10(math.Abs(x))))
	if decimals > 9 {
		return "under 1e-6"
	}
	return fixed(x, max(decimals, 0))
}

// fixed is x with so many decimals, a true minus and grouped digits.
func fixed(x float64, decimals int) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	whole, fraction, point := strings.Cut(s, ".")
	s = groups(whole)
	if point {
		s += "." + fraction
	}
	if x < 0 && strings.Trim(s, "0.") != "" {
		s = "−" + s
	}
	return s
}

// plusMinus is fixed with a plus before what is positive.
func plusMinus(x float64, decimals int) string {
	s := fixed(x, decimals)
	if x > 0 && strings.Trim(s, "0.") != "" {
		s = "+" + s
	}
	return s
}

// inPercent is a share in per cent, three significant digits.
func inPercent(x float64) string {
	x *= 100
	switch {
	case x == 0:
		return "0 %"
	case x < 1e-4:
		return "under 0.0001 %"
	}
	return fixed(x, max(2-int(math.Floor(math.Log10(x))), 0)) + "\u00a0%"
}

// percent is a share as a person reads it.
func percent(x float64) string { return sig(100*x, 2) + "\u00a0%" }

func ofHundred(x float64) string { return grouped(math.Round(1000*x)/10) + "\u00a0%" }

// per100 is a share in whole per cent and a tenth, as a number for a bar.
func per100(x float64) string { return fixed(100*x, 1) }
