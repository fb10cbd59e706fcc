package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gradcheck/problems"
)

// homeDir is the folder for data: the flag, $GRADCHECK_HOME, or the user's data
// folder.
func (s *System) homeDir(o *options) (string, error) {
	if o.home != "" {
		return o.home, nil
	}
	if dir := s.Getenv("GRADCHECK_HOME"); dir != "" {
		return dir, nil
	}
	if dir := s.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "gradcheck"), nil
	}
	if dir := s.Getenv("HOME"); dir != "" {
		return filepath.Join(dir, ".local", "share", "gradcheck"), nil
	}
	if dir, err := os.UserConfigDir(); err == nil {
		return filepath.Join(dir, "gradcheck"), nil
	}
	return "", errors.New("no data folder: set HOME or give --home DIR")
}

// library loads all problems. Mistakes in one file do not keep the others away;
// they come back beside the library.
func (s *System) library(o *options) (*problems.Library, problems.Mistakes, error) {
	fsyss := append([]fs.FS{}, s.Content...)
	if home, err := s.homeDir(o); err == nil {
		if dir := filepath.Join(home, "content"); isDir(dir) {
			fsyss = append(fsyss, problems.Source{FS: os.DirFS(dir), Name: dir})
		}
	}
	for _, dir := range o.content {
		if !isDir(dir) {
			return nil, nil, usagef("--content %s: no such folder", dir)
		}
		fsyss = append(fsyss, problems.Source{FS: os.DirFS(dir), Name: dir})
	}
	lib, err := problems.Load(fsyss...)
	var ms problems.Mistakes
	if err != nil && !errors.As(err, &ms) {
		return nil, nil, fmt.Errorf("loading problems: %w", err)
	}
	return lib, ms, nil
}

func isDir(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}
