package problems

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// narrow refuses one formula, as a screen of 76 cells would.
func narrow(tex string, width int) error {
	if tex == "toowide" {
		return errors.New("it is 80 cells wide and 76 are there")
	}
	return nil
}

var want = regexp.MustCompile(`(?m)^want (.*)$`)

// TestBad reads files with mistakes in them. Each says in a comment at its end
// which mistakes are reported: "want LINE: message".
func TestBad(t *testing.T) {
	files, err := fs.Glob(os.DirFS("testdata/bad"), "*.md")
	if err != nil || len(files) < 30 {
		t.Fatalf("testdata/bad has %d files, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(name, ".md"), func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(path.Join("testdata/bad", name))
			if err != nil {
				t.Fatal(err)
			}
			var wants []string
			for _, m := range want.FindAllStringSubmatch(string(src), -1) {
				wants = append(wants, "f.md:"+m[1])
			}
			var got []string
			for _, m := range mistakesOf(src) {
				got = append(got, m.String())
			}
			if !slices.Equal(got, wants) {
				t.Errorf("mistakes:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(wants, "\n"))
			}
		})
	}
}

// mistakesOf loads a file and, if it can be read, checks it.
func mistakesOf(src []byte) Mistakes {
	lib, err := Load(fstest.MapFS{"f.md": {Data: src}})
	if err != nil {
		return err.(Mistakes)
	}
	return Check(lib, CheckOptions{Seeds: 40, Layout: narrow})
}
