//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/store"
	"gradcheck/internal/store/storetest"
)

// secret is a password that no message may show.
const secret = "hunter2%40home"

// TestOpenFails checks that Open says what is wrong, without the password.
func TestOpenFails(t *testing.T) {
	s := theServer(t)
	plain, foreignTable, foreignMarks, standby, ours := s.database(t), s.database(t), s.database(t), s.database(t), s.database(t)
	openAt(t, s, ours)
	s.exec(t, plain, "REVOKE ALL ON DATABASE "+plain+" FROM public; GRANT CONNECT ON DATABASE "+plain+" TO public")
	s.exec(t, foreignTable, "CREATE SCHEMA gradcheck; CREATE TABLE gradcheck.bookmarks (url text)")
	s.exec(t, foreignMarks, "CREATE SCHEMA gradcheck; CREATE TABLE gradcheck.migrations (version int8)")
	s.exec(t, standby, "ALTER DATABASE "+standby+" SET default_transaction_read_only = on")
	nobody := newWire(t, 0)
	nobody.down.Store(true)
	away := &server{port: nobody.port()}
	for _, tt := range []struct {
		name, url string
		kind      error
		says      string
	}{
		{"not an address", "postgres://u:" + secret + "@%zz/x", ErrAway, "The address of the database cannot be read."},
		{"an odd port", "postgres://u:" + secret + "@host:port/x", ErrAway, "The address of the database cannot be read."},
		{"an odd setting", "host=h password=" + secret + " pool_max_conns=many", ErrAway, "The address of the database cannot be read."},
		{"nobody answers", away.as("postgres:"+secret, "x"), ErrAway, "cannot be reached. All that was saved before is safe,"},
		{"wrong password", s.as("locked:"+secret, plain), ErrDenied, "refuses the user or the password,"},
		{"kept out", s.as("stranger:"+secret, plain), ErrDenied, "refuses the user or the password,"},
		{"no such user", s.as("whoever:"+secret, plain), ErrDenied, "refuses the user or the password,"},
		{"no such database", s.as("postgres:"+secret, "nowhere"), ErrMissing, "is not there: the server has no database of this name."},
		{"too many connections", s.as("few:"+secret, plain), store.ErrBusy, "has no connection left for this program."},
		{"may not make the schema", s.as("poor:"+secret, plain), ErrDenied, "does not let this user make or use the schema gradcheck."},
		{"may not use the schema", s.as("poor:"+secret, ours), ErrDenied, "does not let this user make or use the schema gradcheck."},
		{"another program's table", s.url(foreignTable), store.ErrDamaged, "has a schema gradcheck that is not of this program."},
		{"another program's migrations", s.url(foreignMarks), store.ErrDamaged, "has a schema gradcheck that is not of this program."},
		{"a standby", s.url(standby), store.ErrReadOnly, "can only be read:"},
	} {
		d, err := open(t.Context(), tt.url, 300*time.Millisecond)
		if err == nil {
			d.Close()
			t.Errorf("%s: Open succeeded, want %v", tt.name, tt.kind)
			continue
		}
		var f *store.Fault
		if !errors.As(err, &f) || !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: Open = %v, want %v: %q", tt.name, err, tt.kind, tt.says)
		}
		for _, text := range []string{fmt.Sprintf("%+v %v", err, f), fmt.Sprint(errors.Unwrap(err)), whole(err)} {
			if strings.Contains(text, "hunter2") {
				t.Errorf("%s: the password is in %q", tt.name, text)
			}
		}
	}
}

// whole returns the texts of an error and of all that it wraps.
func whole(err error) string {
	if err == nil {
		return ""
	}
	text := err.Error() + "\n"
	switch w := err.(type) {
	case interface{ Unwrap() error }:
		text += whole(w.Unwrap())
	case interface{ Unwrap() []error }:
		for _, err := range w.Unwrap() {
			text += whole(err)
		}
	}
	return text
}

// TestCancelledOpen ends the context of an Open that waits for a server.
func TestCancelledOpen(t *testing.T) {
	w := newWire(t, 0)
	w.down.Store(true)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Open(ctx, (&server{port: w.port()}).url("x"))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Open = %v, want %v", err, context.Canceled)
	}
}

// TestTrouble has the database refuse events with the code of some trouble. The
// program is told, nothing of it is kept, and when it is over all goes on.
func TestTrouble(t *testing.T) {
	s := theServer(t)
	for sqlstate, want := range map[string]struct {
		kind error
		says string
	}{
		"53100": {store.ErrFull, "cannot grow: the disk of the database is full."},
		"58030": {store.ErrDisk, "reports that its disk fails."},
		"XX001": {store.ErrDamaged, "holds something that cannot be read back."},
		"25006": {store.ErrReadOnly, "can only be read:"},
		"42501": {ErrDenied, "does not let this user make or use the schema gradcheck."},
	} {
		t.Run(sqlstate, func(t *testing.T) {
			name := s.database(t)
			d := openAt(t, s, name)
			h := storetest.Header("t1", "ada", 0)
			events := storetest.Chain(h.Hash(), 0, 3)
			if err := errors.Join(d.Create(t.Context(), h), d.Append(t.Context(), "t1", 0, events[0])); err != nil {
				t.Fatal(err)
			}
			s.exec(t, name, `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '`+sqlstate+`'; END $$;
				CREATE TRIGGER fail BEFORE INSERT ON gradcheck.events EXECUTE FUNCTION fail()`)
			err := d.Append(t.Context(), "t1", 1, events[1:]...)
			if !errors.Is(err, want.kind) || !strings.HasPrefix(err.Error(), fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s %s", s.port, name, want.says)) {
				t.Errorf("Append = %v, want %v: %q", err, want.kind, want.says)
			}
			storetest.Check(t, d, "t1", events[:1])
			s.exec(t, name, "DROP TRIGGER fail ON gradcheck.events")
			if err := d.Append(t.Context(), "t1", 1, events[1:]...); err != nil {
				t.Errorf("Append when it is over = %v", err)
			}
			storetest.Check(t, d, "t1", events)
		})
	}
}

// TestInTheWay has the database say twice that another program was in the way.
func TestInTheWay(t *testing.T) {
	s := theServer(t)
	for _, sqlstate := range []string{"40001", "40P01", "40003"} {
		name := s.database(t)
		d := openAt(t, s, name)
		s.exec(t, name, `CREATE SEQUENCE tries; CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
				IF nextval('tries') % 3 <> 0 THEN RAISE EXCEPTION 'made up' USING ERRCODE = '`+sqlstate+`'; END IF; RETURN NULL; END $$;
			CREATE TRIGGER fail AFTER INSERT ON gradcheck.events EXECUTE FUNCTION fail();
			CREATE TRIGGER fail AFTER INSERT ON gradcheck.journal EXECUTE FUNCTION fail();
			CREATE TRIGGER fail AFTER INSERT ON gradcheck.attempts EXECUTE FUNCTION fail()`)
		h := storetest.Header("t1", "ada", 0)
		events := storetest.Chain(h.Hash(), 0, 3)
		if err := errors.Join(d.Create(t.Context(), h), d.Append(t.Context(), "t1", 0, events...), d.Post(t.Context(), class.Entry{})); err != nil {
			t.Errorf("%s: %v", sqlstate, err)
		}
		storetest.Check(t, d, "t1", events)
		if all, err := d.Journal(t.Context(), 0); err != nil || len(all) != 1 {
			t.Errorf("%s: Journal = %d entries, %v, want 1", sqlstate, len(all), err)
		}
	}
}

// TestDamaged reads back what is no event, no header and no entry.
func TestDamaged(t *testing.T) {
	s := theServer(t)
	name := s.database(t)
	d := openAt(t, s, name)
	h := storetest.Header("t1", "ada", 0)
	if err := errors.Join(d.Create(t.Context(), h), d.Append(t.Context(), "t1", 0, storetest.Chain(h.Hash(), 0, 1)...), d.Post(t.Context(), class.Entry{})); err != nil {
		t.Fatal(err)
	}
	s.exec(t, name, "UPDATE gradcheck.events SET event = '\\xff'; UPDATE gradcheck.attempts SET header = '\\xff'; UPDATE gradcheck.journal SET entry = '{'")
	_, eventsErr := d.Events(t.Context(), "t1", 0)
	_, headersErr := d.Headers(t.Context(), "ada")
	_, journalErr := d.Journal(t.Context(), 0)
	for call, err := range map[string]error{"Events": eventsErr, "Headers": headersErr, "Journal": journalErr} {
		if !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s = %v, want %v", call, err, store.ErrDamaged)
		}
	}
	s.exec(t, name, "DROP SCHEMA gradcheck CASCADE")
	if err := d.Append(t.Context(), "t1", 0); !errors.Is(err, store.ErrGone) {
		t.Errorf("Append without the schema = %v, want %v", err, store.ErrGone)
	}
}
