package grader

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gradcheck/grader/expr"
)

// This file decodes the fields of a question from a tree that has no format:
// maps, lists, strings, numbers (int, float64, json.Number) and booleans. Each
// kind has a struct of its fields with tags
//
//	field:"name[,required]"
//
// The type of a struct field says what is read: string takes any scalar as it
// is written, []T also takes a single T, any takes everything unread. A type
// with a method decode(any, *decoder) reads itself.

// A decoder collects the mistakes on the way through a tree.
type decoder struct {
	path []any
	errs FieldErrors
}

// custom is a type that reads its own field.
type custom interface{ decode(v any, d *decoder) }

// errorf records a mistake at the current place.
func (d *decoder) errorf(format string, args ...any) {
	d.errs = append(d.errs, &FieldError{slices.Clone(d.path), fmt.Sprintf(format, args...)})
}

// in runs f one step further down.
func (d *decoder) in(step any, f func()) {
	d.path = append(d.path, step)
	f()
	d.path = d.path[:len(d.path)-1]
}

// object decodes the map m into the struct that dst points to. Embedded structs
// give their fields to the outer one.
func (d *decoder) object(m map[string]any, dst reflect.Value) {
	fields := fieldsOf(dst)
	var names []string
	for _, f := range fields {
		names = append(names, f.name)
		v, ok := m[f.name]
		switch {
		case ok && v != nil:
			d.in(f.name, func() { d.value(v, f.value) })
		case f.required:
			d.errorf("%s is missing", f.name)
		}
	}
	for _, name := range sortedKeys(m) {
		if !slices.Contains(names, name) {
			d.in(name, func() { d.errorf("unknown field %q%s", name, expr.DidYouMean(name, names)) })
		}
	}
}

// A field is a place to decode into.
type field struct {
	name     string
	required bool
	value    reflect.Value
}

func fieldsOf(s reflect.Value) []field {
	var fields []field
	for i := range s.NumField() {
		sf := s.Type().Field(i)
		if sf.Anonymous {
			fields = append(fields, fieldsOf(s.Field(i))...)
			continue
		}
		if name, required, ok := parseTag(sf.Tag.Get("field")); ok {
			fields = append(fields, field{name, required, s.Field(i)})
		}
	}
	return fields
}

func parseTag(tag string) (name string, required, ok bool) {
	name, opt, _ := strings.Cut(tag, ",")
	return name, opt == "required", name != ""
}

// value decodes v into dst by the type of dst.
func (d *decoder) value(v any, dst reflect.Value) {
	if c, ok := dst.Addr().Interface().(custom); ok {
		c.decode(v, d)
		return
	}
	switch dst.Kind() {
	case reflect.String:
		if s, ok := d.scalar(v); ok {
			dst.SetString(s)
		}
	case reflect.Int:
		if n, ok := d.integer(v); ok {
			dst.SetInt(int64(n))
		}
	case reflect.Float64:
		if f, ok := d.number(v); ok {
			dst.SetFloat(f)
		}
	case reflect.Slice:
		d.list(v, dst)
	case reflect.Map:
		d.dict(v, dst)
	case reflect.Struct:
		m, ok := v.(map[string]any)
		if !ok {
			d.errorf("fields are expected here, not %s", typeName(v))
			return
		}
		d.object(m, dst)
	case reflect.Interface:
		dst.Set(reflect.ValueOf(v))
	default:
		panic("grader: a field of type " + dst.Type().String())
	}
}

func (d *decoder) list(v any, dst reflect.Value) {
	items, ok := v.([]any)
	if !ok {
		items = []any{v}
	}
	dst.Set(reflect.MakeSlice(dst.Type(), len(items), len(items)))
	for i, item := range items {
		read := func() { d.value(item, dst.Index(i)) }
		if ok {
			d.in(i, read)
		} else {
			read()
		}
	}
}

func (d *decoder) dict(v any, dst reflect.Value) {
	m, ok := v.(map[string]any)
	if !ok {
		d.errorf("names with values are expected here, not %s", typeName(v))
		return
	}
	dst.Set(reflect.MakeMapWithSize(dst.Type(), len(m)))
	for _, k := range sortedKeys(m) {
		e := reflect.New(dst.Type().Elem()).Elem()
		d.in(k, func() { d.value(m[k], e) })
		dst.SetMapIndex(reflect.ValueOf(k), e)
	}
}

// scalar returns v as it would be written. A boolean is refused: YAML makes one
// of an unquoted true.
func (d *decoder) scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case int:
		return strconv.Itoa(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case uint64:
		return strconv.FormatUint(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), true
	}
	d.errorf("text is expected here, not %s", typeName(v))
	return "", false
}

func (d *decoder) number(v any) (float64, bool) {
	if _, isBool := v.(bool); !isBool {
		if s, ok := d.scalar(v); ok {
			f, err := strconv.ParseFloat(s, 64)
			if err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
				return f, true
			}
			d.errorf("%q is not a number", s)
		}
		return 0, false
	}
	d.errorf("a number is expected here, not %s", typeName(v))
	return 0, false
}

func (d *decoder) integer(v any) (int, bool) {
	f, ok := d.number(v)
	if ok && (f != math.Trunc(f) || math.Abs(f) > 1e9) {
		d.errorf("%v is not a whole number", f)
		return 0, false
	}
	return int(f), ok
}

// oneOf reports a word that is not among those allowed. An empty word is the
// default and fine.
func (d *decoder) oneOf(name, word string, allowed ...string) {
	if word != "" && !slices.Contains(allowed, word) {
		d.in(name, func() {
			d.errorf("unknown %s %q%s; it is one of %s", name, word, expr.DidYouMean(word, allowed), strings.Join(allowed, ", "))
		})
	}
}

func typeName(v any) string {
	switch v.(type) {
	case nil:
		return "nothing"
	case string:
		return "text"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	case map[string]any:
		return "fields"
	}
	return "a number"
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
