package grader

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"gradcheck/grader/expr"
)

// kinds lists the kinds of questions with the struct that holds each one's
// fields. A spec that is a builder can be graded.
var kinds = [...]struct {
	name string
	spec func() spec
}{
	{"number", func() spec { return new(numberSpec) }},
	{"formula", func() spec { return new(formulaSpec) }},
	{"joint", func() spec { return new(jointSpec) }},
	{"choice", func() spec { return new(choiceSpec) }},
	{"choices", func() spec { return new(choicesSpec) }},
	{"table", func() spec { return new(tableSpec) }},
	{"match", func() spec { return new(matchSpec) }},
	{"order", func() spec { return new(orderSpec) }},
	{"wiring", func() spec { return new(wiringSpec) }},
	{"code", func() spec { return new(codeSpec) }},
	{"text", func() spec { return new(textSpec) }},
	{"essay", func() spec { return new(essaySpec) }},
}

// A spec is the struct of a kind's fields, see spec.go. Its check reports what
// is wrong with the fields as they stand, without computing any expression:
// holes may still be open.
type spec interface{ check(d *decoder) }

// A builder is a spec that makes a question. What is wrong with its keys goes
// to d.
type builder interface{ build(d *decoder) Question }

// common holds the fields that every kind has and this package reads.
type common struct {
	Kind string     `field:"kind,required"`
	Near []nearSpec `field:"near"`
}

// A nearSpec is a wrong answer with a name. Show is for whoever plays the
// explanation.
type nearSpec struct {
	Key  []string `field:"key,required"`
	Why  string   `field:"why,required"`
	Show any      `field:"show"`
}

// ErrNotYet is wrapped by the error of [New] for a kind of question that this
// version knows but cannot grade.
var ErrNotYet = errors.New("this version cannot grade this kind yet")

// Kinds returns the names of all kinds of questions.
func Kinds() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.name
	}
	return names
}

// CheckFields reports what is wrong with the structure of a question: unknown
// and missing fields, wrong types, options that do not fit their key. It
// computes no expression, so keys and texts may have open holes. The fields of
// a part that are no business of grading (points, hint, gate, carry, explain)
// are to be removed before.
func CheckFields(fields map[string]any) FieldErrors {
	_, errs := decode(fields)
	return errs
}

// New makes a question from its fields; see [CheckFields] for what they are.
// The error is [FieldErrors] with every mistake, or wraps [ErrNotYet].
func New(fields map[string]any) (Question, error) {
	s, errs := decode(fields)
	if len(errs) > 0 {
		return nil, errs
	}
	b, ok := s.(builder)
	if !ok {
		return nil, fmt.Errorf("kind %q: %w", fields["kind"], ErrNotYet)
	}
	var d decoder
	q := b.build(&d)
	if len(d.errs) > 0 {
		return nil, d.errs
	}
	return q, nil
}

// decode reads the fields of a question into its kind's spec and checks it.
func decode(fields map[string]any) (spec, FieldErrors) {
	var d decoder
	kind, ok := fields["kind"]
	if !ok {
		d.errorf("kind is missing; it is one of %s", strings.Join(Kinds(), ", "))
		return nil, d.errs
	}
	for _, k := range kinds {
		if k.name == kind {
			s := k.spec()
			d.object(fields, reflect.ValueOf(s).Elem())
			if len(d.errs) == 0 {
				s.check(&d)
			}
			return s, d.errs
		}
	}
	d.in("kind", func() {
		name, isText := kind.(string)
		if !isText {
			d.errorf("a kind is a word, not %s", typeName(kind))
			return
		}
		mend := expr.DidYouMean(name, Kinds())
		if mend == "" {
			mend = "; it is one of " + strings.Join(Kinds(), ", ")
		}
		d.errorf("unknown kind %q%s", name, mend)
	})
	return nil, d.errs
}
