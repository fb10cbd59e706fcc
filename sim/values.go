package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"gradcheck/grader/expr"
)

// Values holds one value for every parameter of a simulation: an int, float64,
// bool or string, as the parameter's default is. [Sim.Values] makes them from
// text and [Sim.Restore] from JSON; both have checked type, range and choices.
type Values map[string]any

// Int returns the value of an int parameter. Like the other getters it panics
// if there is none of that name and type.
func (v Values) Int(name string) int { return value[int](v, name) }

// Float returns the value of a float64 parameter.
func (v Values) Float(name string) float64 { return value[float64](v, name) }

// Bool returns the value of a bool parameter.
func (v Values) Bool(name string) bool { return value[bool](v, name) }

// Text returns the value of a string parameter.
func (v Values) Text(name string) string { return value[string](v, name) }

func value[T any](v Values, name string) T {
	x, ok := v[name].(T)
	if !ok {
		panic(fmt.Sprintf("sim: parameter %q holds %T, not %T", name, v[name], x))
	}
	return x
}

// UnmarshalJSON keeps whole numbers exact: they become an int if they fit in
// one and a float64 otherwise. Which of the two a parameter wants is not known
// here; [Sim.Restore] settles it.
func (v *Values) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		return err
	}
	for name, x := range m {
		n, ok := x.(json.Number)
		if !ok {
			continue
		}
		if i, err := strconv.Atoi(n.String()); err == nil && n != "-0" {
			m[name] = i
			continue
		}
		f, err := n.Float64()
		if err != nil {
			return fmt.Errorf("parameter %s: %w", name, err)
		}
		m[name] = f
	}
	*v = m
	return nil
}

// Values returns the defaults overlaid with the given texts. The error lists
// every mistake: an unknown name, a text that cannot be read, a number out of
// range, a choice that is not one.
func (s *Sim) Values(set map[string]string) (Values, error) {
	return overlay(s, set, Param.parse)
}

// Restore returns the values that were saved as v: decoded from JSON into
// [Values] or into a plain map with float64 for every number. A parameter that
// v does not mention has its default, so that a simulation may gain a parameter
// whose default changes nothing; one that the simulation does not know is an
// error, as are values it would not accept from [Sim.Values].
func (s *Sim) Restore(v map[string]any) (Values, error) {
	return overlay(s, v, Param.convert)
}

func overlay[T any](s *Sim, set map[string]T, read func(Param, T) (any, error)) (Values, error) {
	v := make(Values, len(s.Params))
	names := make([]string, 0, len(s.Params))
	var errs []error
	for _, p := range s.Params {
		names = append(names, p.Name)
		v[p.Name] = p.Default
		if x, ok := set[p.Name]; ok {
			var err error
			if v[p.Name], err = read(p, x); err != nil {
				errs = append(errs, err)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if _, ok := v[name]; !ok {
			errs = append(errs, fmt.Errorf("%s has no parameter %q%s", s.Name, name, orList(name, names)))
		}
	}
	if errs != nil {
		return nil, errors.Join(errs...)
	}
	return v, nil
}

// parse reads a value of p's type from text.
func (p Param) parse(text string) (any, error) {
	t := strings.TrimSpace(text)
	var x any = t
	ok := true
	switch p.Default.(type) {
	case int:
		x, ok = parseWhole(t)
	case float64:
		x, ok = parseDecimal(t)
	case bool:
		x, ok = parseBool(t)
	}
	if !ok || !p.allows(x) {
		return nil, p.complain(text)
	}
	return x, nil
}

// convert brings a value decoded from JSON to p's type.
func (p Param) convert(x any) (any, error) {
	got := x
	switch p.Default.(type) {
	case int:
		if f, ok := x.(float64); ok && f == math.Trunc(f) && math.Abs(f) <= 1<<53 {
			x = int(f)
		}
	case float64:
		if i, ok := x.(int); ok {
			x = float64(i)
		}
	}
	if !p.allows(x) {
		return nil, p.complain(fmt.Sprint(got))
	}
	return x, nil
}

// allows reports whether x has p's type and is in its range or among its choices.
func (p Param) allows(x any) bool {
	switch p.Default.(type) {
	case int:
		i, ok := x.(int)
		return ok && p.Min <= float64(i) && float64(i) <= p.Max
	case float64:
		f, ok := x.(float64)
		return ok && p.Min <= f && f <= p.Max // false for NaN
	case bool:
		_, ok := x.(bool)
		return ok
	case string:
		s, ok := x.(string)
		return ok && (len(p.Choices) == 0 || slices.Contains(p.Choices, s))
	}
	panic(fmt.Sprintf("sim: parameter %q has a default of type %T", p.Name, p.Default))
}

// complain says what p wants instead of text.
func (p Param) complain(text string) error {
	return fmt.Errorf("%s = %q: want %s%s", p.Name, text, p.wants(), expr.DidYouMean(text, p.Choices))
}

// wants describes the values of p, such as "a whole number from 2 to 100".
func (p Param) wants() string {
	unit := ""
	if p.Unit != "" {
		unit = ", in " + p.Unit
	}
	span := fmt.Sprintf("from %s to %s%s", decimal(p.Min), decimal(p.Max), unit)
	switch p.Default.(type) {
	case int:
		return "a whole number " + span
	case float64:
		return "a number " + span
	case bool:
		return "true or false"
	}
	return strings.Join(p.Choices, " or ")
}

// parseWhole reads a plain decimal that is whole: 10, +10, 10.0, but not 1e1.
func parseWhole(s string) (int, bool) {
	if whole, zeros, ok := strings.Cut(s, "."); ok && strings.Trim(zeros, "0") == "" {
		s = whole
	}
	i, err := strconv.Atoi(s)
	return i, err == nil
}

// parseDecimal reads a decimal with an optional exponent. What only Go calls a
// number (hexadecimal, underscores, inf, nan) is not one here.
func parseDecimal(s string) (float64, bool) {
	if strings.Trim(s, "+-.0123456789eE") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

func parseBool(s string) (bool, bool) {
	switch strings.ToLower(s) {
	case "true", "yes":
		return true, true
	case "false", "no":
		return false, true
	}
	return false, false
}
