// Package problems reads problem files and makes problems of them.
//
// A problem file is Markdown with YAML in it. [Parse] makes a [Template] of
// one; [Template.Instance] draws its variables for a seed, runs its
// simulations, fills its holes, computes its keys and so makes a [Problem],
// which is plain data with questions that grade. Nobody downstream knows that
// variants exist. [Load] reads whole file systems into a [Library], and [Check]
// tries everything that reading alone cannot show.
//
// Reading goes from the outside in: parse.go cuts a file and reads its front
// matter, vars.go and formula.go what is in there, body.go walks the Markdown,
// blocks.go reads the blocks and options in it, answer.go, value.go and
// across.go the fields of a question. text.go is prose with holes, yaml.go what
// YAML is read with. instance.go, freeze.go and grade.go are what happens to a
// problem afterwards. Every mistake of an author is reported, all at once, with
// the line where it stands; see [Mistakes].
//
// This package alone ties simulations to questions: a grader knows nothing of
// simulations, and a simulation nothing of questions.
package problems
