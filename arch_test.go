package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// allowed says which of our packages each package may import directly: the
// layers of the house. Tests of a package may import what they like below cli.
var allowed = map[string]string{
	"":                           "internal/cli",
	"content":                    "",
	"grader":                     "grader/expr",
	"grader/expr":                "internal/tex",
	"internal/blocks":            "sim internal/texbox internal/tex",
	"internal/cli":               "content problems grader sim internal/blocks internal/class internal/exam internal/linear internal/mdview internal/report internal/serve internal/store internal/store/memory internal/store/postgres internal/store/sqlite internal/study internal/tex internal/texbox internal/tui",
	"internal/class":             "internal/exam problems grader",
	"internal/exam":              "problems grader",
	"internal/linear":            "internal/exam internal/store internal/study problems grader sim internal/mdview internal/blocks internal/texbox internal/tex",
	"internal/serve":             "internal/tui internal/linear internal/class internal/exam internal/store internal/mdview problems",
	"internal/serve/load":        "internal/serve/load/screen",
	"internal/serve/load/screen": "",
	"internal/mdview":            "internal/blocks internal/tex internal/texbox",
	"internal/report":            "internal/exam problems grader sim internal/texbox internal/tex internal/blocks",
	"internal/store":             "internal/class internal/exam problems",
	"internal/store/memory":      "internal/store internal/class internal/exam problems",
	"internal/store/postgres":    "internal/store internal/class internal/exam problems",
	"internal/store/sqlite":      "internal/store internal/class internal/exam problems",
	"internal/store/storetest":   "internal/store internal/class internal/exam problems grader",
	"internal/study":             "internal/exam problems",
	"internal/tex":               "",
	"internal/texbox":            "internal/tex",
	"internal/tui":               "internal/class internal/study internal/report internal/exam internal/store problems grader sim internal/mdview internal/blocks internal/texbox internal/tex",
	"problems":                   "grader grader/expr sim internal/tex",
	"sim":                        "grader/expr",
}

// only says where outside packages may appear, by prefix of their path.
var only = map[string]string{
	"charm.land/bubbletea": "internal/tui internal/cli internal/serve", // cli and serve run the program they are handed
	"charm.land/bubbles":   "internal/tui",
	"charm.land/lipgloss":  "internal/tui internal/mdview",
	"charm.land/glamour":   "internal/mdview",
	"github.com/spf13":     "internal/cli",
	"modernc.org/sqlite":   "internal/store/sqlite",
	"github.com/jackc":     "internal/store/postgres",
	"database/sql":         "internal/store/sqlite",
	"go.yaml.in":           "problems internal/class",
	"charm.land/wish":      "internal/serve",
	"charm.land/ssh":       "internal/serve",
	"golang.org/x/crypto":  "internal/serve internal/serve/load",

	"github.com/prometheus": "internal/serve",
	"testing":               "internal/store/storetest",

	"github.com/open-spaced-repetition": "internal/study",
}

// calls says where a function of the standard library may be called.
var calls = map[string]string{
	"time.Now":     "internal/cli internal/serve internal/serve/load",
	"time.Since":   "internal/cli internal/serve internal/serve/load",
	"os.Open":      "internal/cli internal/store/sqlite internal/serve/load",
	"os.OpenFile":  "internal/cli internal/store/sqlite internal/serve",
	"os.Create":    "internal/cli internal/store/sqlite",
	"os.ReadFile":  "internal/cli internal/store/sqlite internal/serve internal/serve/load",
	"os.WriteFile": "internal/cli internal/store/sqlite",
	"os.Getenv":    "internal/cli",
	"os.Exit":      ". internal/cli internal/serve/load",
	"rand.Uint64":  "internal/cli",
	"rand.Int":     "",
	"rand.IntN":    "",
	"rand.Float64": "",
	"rand.Shuffle": "",
	"rand.Perm":    "",
	"time.Sleep":   "",
	"log.Print":    "",
	"log.Printf":   "",
	"fmt.Print":    "internal/serve/load",
	"fmt.Println":  "internal/serve/load",
	"fmt.Printf":   "internal/serve/load",
}

// TestArchitecture reads every file with go/parser (go list would be cached) and
// holds it against the tables above.
func TestArchitecture(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range files(t) {
		pkg := path.Dir(filepath.ToSlash(f))
		if pkg == "." {
			pkg = ""
		}
		if !seen[pkg] {
			seen[pkg] = true
			if _, ok := allowed[pkg]; !ok {
				t.Errorf("package %q is not in the import table of arch_test.go", pkg)
			}
		}
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, im := range tree.Imports {
			p, _ := strconv.Unquote(im.Path.Value)
			if msg := forbidden(pkg, p); msg != "" {
				t.Errorf("%s imports %s: %s", f, p, msg)
			}
		}
		for _, c := range misplaced(pkg, tree) {
			t.Errorf("%s calls %s, which belongs at the edge of the program", f, c)
		}
	}
	for pkg := range allowed {
		if !seen[pkg] {
			t.Errorf("the import table of arch_test.go names %q, which is not there", pkg)
		}
	}
}

func files(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && p != "." || d.Name() == "testdata"):
			return fs.SkipDir
		case strings.HasSuffix(p, ".go"):
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// forbidden says why pkg may not import p, or "".
func forbidden(pkg, p string) string {
	if ours, ok := strings.CutPrefix(p, "gradcheck/"); ok {
		if !slices.Contains(strings.Fields(allowed[pkg]), ours) {
			return fmt.Sprintf("it may import only %q", allowed[pkg])
		}
		return ""
	}
	for prefix, where := range only {
		if (p == prefix || strings.HasPrefix(p, prefix+"/")) && !slices.Contains(strings.Fields(where), pkg) {
			return "only " + where + " may"
		}
	}
	return ""
}

// misplaced returns the calls in a file that its package may not make.
func misplaced(pkg string, tree *ast.File) []string {
	var out []string
	ast.Inspect(tree, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := sel.X.(*ast.Ident)
		if !ok || x.Obj != nil {
			return true
		}
		name := x.Name + "." + sel.Sel.Name
		where, listed := calls[name]
		here := pkg
		if here == "" {
			here = "."
		}
		if listed && !slices.Contains(strings.Fields(where), here) {
			out = append(out, name)
		}
		return true
	})
	return out
}
