package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is the module's version, "devel" when built from a work tree.
func version() string {
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" && b.Main.Version != "(devel)" {
		return b.Main.Version
	}
	return "devel"
}

// commit is the commit that was built, "unknown" without one.
func commit() string {
	id, changed := "unknown", ""
	if b, ok := debug.ReadBuildInfo(); ok {
		for _, s := range b.Settings {
			switch {
			case s.Key == "vcs.revision":
				id = s.Value[:min(12, len(s.Value))]
			case s.Key == "vcs.modified" && s.Value == "true":
				changed = "+changes"
			}
		}
	}
	return id + changed
}

// versions prints what this program is made of.
func (s *System) versions() *cobra.Command {
	c := &cobra.Command{Use: "version", Short: "Say version, commit and digest of the built-in problems", Args: exactly(0)}
	f := format(c)
	c.RunE = func(*cobra.Command, []string) error {
		asJSON, err := isJSON(*f)
		if err != nil {
			return err
		}
		digest, err := contentDigest(s.Content)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(s.Out, map[string]string{"version": version(), "commit": commit(), "content": digest})
		}
		_, err = fmt.Fprintf(s.Out, "gradcheck %s\ncommit    %s\ncontent   %s\n", version(), commit(), digest)
		return err
	}
	return c
}

// contentDigest is a SHA-256 over names and bytes of all built-in files.
func contentDigest(fsyss []fs.FS) (string, error) {
	h := sha256.New()
	for _, f := range fsyss {
		err := fs.WalkDir(f, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(f, path)
			fmt.Fprintf(h, "%s %d\n%s", path, len(b), b)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}
