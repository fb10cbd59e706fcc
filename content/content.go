// Package content holds the problems that come with the program: one folder an
// exam, one Markdown file a problem. It only embeds them; package problems reads
// them.
package content

import "embed"

// FS is the tree of exams, <exam>/exam.md and <exam>/NN-name.md, and of problems
// that belong to none, bank/<name>.md.
//
//go:embed eecs182-sp23 half bank
var FS embed.FS
