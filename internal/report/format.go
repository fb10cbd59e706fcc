package report

import (
	"io"
	"slices"
)

// A Format writes reports in one form.
type Format struct {
	Name  string
	Doc   string
	Write func(io.Writer, Report) error
}

// Formats returns all formats; the first is what a terminal gets.
func Formats() []Format {
	return []Format{
		{"text", "plain lines of at most 78 columns", writeText},
		{"md", "Markdown with mathematics between dollars", writeMarkdown},
		{"html", "one page that needs nothing else, also to be printed", writeHTML},
		{"json", "everything, for programs", writeJSON},
		{"csv", "one row a part, for a spreadsheet", writeCSV},
	}
}

// Lookup returns the format with the given name.
func Lookup(name string) (Format, bool) {
	all := Formats()
	i := slices.IndexFunc(all, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, false
	}
	return all[i], true
}
