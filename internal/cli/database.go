package cli

import (
	"context"

	"github.com/spf13/cobra"

	"gradcheck/internal/store"
	"gradcheck/internal/store/postgres"
	"gradcheck/internal/store/sqlite"
)

// dbFlag adds --db to a command of a course, and to those below it.
func (s *System) dbFlag(c *cobra.Command, o *options) {
	c.PersistentFlags().StringVar(&o.db, "db", "", "PostgreSQL `URL` that servers share (default $GRADCHECK_DB or the data folder)")
}

// database opens what a course is kept in: a PostgreSQL database, or the file in
// the data folder.
func (s *System) database(ctx context.Context, o *options) (store.Store, error) {
	url := o.db
	if url == "" {
		url = s.Getenv("GRADCHECK_DB")
	}
	if url != "" {
		return postgres.Open(ctx, url)
	}
	home, err := s.homeDir(o)
	if err != nil {
		return nil, err
	}
	return sqlite.Open(home)
}
