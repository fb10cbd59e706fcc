//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"gradcheck/internal/store"
	"gradcheck/internal/store/storetest"
)

// number runs a query for one number.
func (d *DB) number(t *testing.T, query string) (n int) {
	t.Helper()
	if err := d.pool.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// TestFirstOpenTogether lets ten programs make the same tables.
func TestFirstOpenTogether(t *testing.T) {
	s := theServer(t)
	name := s.database(t)
	const programs = 10
	errs := make(chan error)
	for i := range programs {
		go func() {
			d, err := Open(context.Background(), s.url(name)+"&pool_max_conns=2")
			if err == nil {
				err = errors.Join(d.Create(context.Background(), storetest.Header(fmt.Sprint(i), "ada", i)), d.Close())
			}
			errs <- err
		}()
	}
	for range programs {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	d := openAt(t, s, name)
	hs, err := d.Headers(t.Context(), "ada")
	if err != nil || len(hs) != programs {
		t.Errorf("Headers = %d, %v, want %d", len(hs), err, programs)
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM gradcheck.migrations":                          1 + len(migrations),
		"SELECT count(*) FROM gradcheck.counters":                            1,
		"SELECT count(*) FROM pg_tables WHERE schemaname = 'public'":         0,
		"SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in %'": 0,
	} {
		if got := d.number(t, query); got != want {
			t.Errorf("%s = %d, want %d", query, got, want)
		}
	}
}

// TestMigrate takes a database of today's format on by made-up steps.
func TestMigrate(t *testing.T) {
	s := theServer(t)
	name := s.database(t)
	d := openAt(t, s, name)
	h := storetest.Header("t1", "ada", 0)
	if err := errors.Join(d.Create(t.Context(), h), d.Append(t.Context(), "t1", 0, storetest.Chain(h.Hash(), 0, 3)...)); err != nil {
		t.Fatal(err)
	}
	steps := append([]string(nil), migrations...)
	good := append(steps, "CREATE TABLE gradcheck.cards (n int8)", "INSERT INTO gradcheck.cards VALUES (3); INSERT INTO gradcheck.cards VALUES (4)")
	bad := append(good[:len(good):len(good)], "CREATE TABLE gradcheck.more (n int8); INSERT INTO gradcheck.more VALUES ('x')")
	if err := d.prepare(t.Context(), bad); err == nil {
		t.Error("prepare with a bad last step succeeded, want an error")
	}
	for query, want := range map[string]int{
		"SELECT max(n) FROM gradcheck.migrations":                 len(good), // the good steps stay
		"SELECT sum(n)::int8 FROM gradcheck.cards":                7,
		"SELECT count(*) FROM pg_tables WHERE tablename = 'more'": 0, // the bad one left nothing
	} {
		if got := d.number(t, query); got != want {
			t.Errorf("%s = %d, want %d", query, got, want)
		}
	}
	if err := d.prepare(t.Context(), good); err != nil {
		t.Errorf("prepare again = %v", err)
	}
	if got := d.number(t, "SELECT count(*) FROM gradcheck.cards"); got != 2 {
		t.Errorf("steps were done twice: %d cards, want 2", got)
	}
	storetest.Check(t, d, "t1", storetest.Chain(h.Hash(), 0, 3))

	_, err := Open(t.Context(), s.url(name)) // of a program that does not know the last steps
	var newer *store.NewerError
	if !errors.As(err, &newer) || newer.Have != len(good) || newer.Know != len(migrations) || newer.Path != d.name {
		t.Errorf("Open of a newer format = %v, want a %T", err, newer)
	}
}

// TestOwnSchema opens a database as a user who may make nothing, in a schema that
// somebody has made for them.
func TestOwnSchema(t *testing.T) {
	s := theServer(t)
	name := s.database(t)
	s.exec(t, name, "REVOKE CREATE ON DATABASE "+name+" FROM public; CREATE SCHEMA gradcheck AUTHORIZATION poor; CREATE TABLE public.other (n int8)")
	d, err := Open(t.Context(), s.as("poor", name))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Create(t.Context(), storetest.Header("t1", "ada", 0)); err != nil {
		t.Error(err)
	}
}

// TestSettings opens databases whose defaults are others than PostgreSQL's.
func TestSettings(t *testing.T) {
	s := theServer(t)
	for _, setting := range []string{
		"default_transaction_isolation = 'serializable'", "bytea_output = 'escape'", "search_path = 'nowhere'", "standard_conforming_strings = off",
	} {
		name := s.database(t)
		s.exec(t, name, "ALTER DATABASE "+name+" SET "+setting)
		programs := []*DB{openAt(t, s, name), openAt(t, s, name)}
		raceFor(t, programs, 5, 10)
	}
	name := s.database(t)
	d, err := Open(t.Context(), s.url(name)+"&default_query_exec_mode=simple_protocol&pool_max_conns=1")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	h := storetest.Header("a\x00\xff", "ada", 0)
	events := storetest.Chain(h.Hash(), 0, 3)
	if err := errors.Join(d.Create(t.Context(), h), d.Append(t.Context(), h.ID, 0, events...)); err != nil {
		t.Fatal(err)
	}
	storetest.Check(t, d, h.ID, events)
}
