//go:build unix

package postgres

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gradcheck/internal/store/storetest"
)

// TestGather checks which calls share a statement: not two at one attempt, and
// not too much at once. Nothing is lost, and calls at one attempt keep their order.
func TestGather(t *testing.T) {
	large := string(make([]byte, maxBytes))
	for _, tt := range []struct{ waiting, batch, rest string }{
		{"a1", "a1", ""},
		{"a1 b1 c1", "a1 b1 c1", ""},
		{"a1 a2 b1 a3 b2", "a1 b1", "a2 a3 b2"},
		{"a1 L1 c1", "a1 L1", "c1"},
		{"L1 c1", "L1 c1", ""},
		{"L1 a1 c1 d1", "L1 a1", "c1 d1"},
	} {
		var waiting []*addition
		for _, word := range strings.Fields(tt.waiting) {
			form := word
			if word[0] == 'L' {
				form = large
			}
			waiting = append(waiting, &addition{id: word[:1], at: int(word[1] - '0'), forms: [][]byte{[]byte(form)}})
		}
		batch, rest := gather(make(chan *addition), waiting)
		if words(batch) != tt.batch || words(rest) != tt.rest {
			t.Errorf("gather(%s) = [%s], [%s], want [%s], [%s]", tt.waiting, words(batch), words(rest), tt.batch, tt.rest)
		}
	}
}

func words(all []*addition) string {
	var w []string
	for _, a := range all {
		w = append(w, fmt.Sprint(a.id, a.at))
	}
	return strings.Join(w, " ")
}

// TestOneRefused sends three calls as one statement of which the database refuses
// one: the others go well.
func TestOneRefused(t *testing.T) {
	s := theServer(t)
	name := s.database(t)
	d := openAt(t, s, name)
	s.exec(t, name, `ALTER TABLE gradcheck.events ADD CHECK (attempt <> 'bad')`)
	var batch []*addition
	for i, id := range []string{"one", "bad", "two"} {
		if err := d.Create(t.Context(), storetest.Header(id, "ada", i)); err != nil {
			t.Fatal(err)
		}
		batch = append(batch, &addition{id, 0, [][]byte{[]byte("e"), nil}, make(chan error, 1)})
	}
	d.commit(batch)
	for i, want := range []string{"", "23514", ""} {
		if err := <-batch[i].done; code(err) != want || (err == nil) != (want == "") {
			t.Errorf("%s: %v, want %q", batch[i].id, err, want)
		}
		had := d.number(t, "SELECT count(*) FROM gradcheck.events WHERE attempt = '"+batch[i].id+"'")
		if length := d.number(t, "SELECT n FROM gradcheck.lengths WHERE attempt = '"+batch[i].id+"'"); length != had || (had == 2) != (want == "") {
			t.Errorf("%s has %d events and the length %d", batch[i].id, had, length)
		}
	}
	if err := d.Append(t.Context(), "bad", 0); err != nil {
		t.Errorf("Append of nothing = %v", err)
	}
	if err := errors.Join(d.Close(), d.Close()); err != nil {
		t.Error(err)
	}
}

// TestAllInTheWay has the database refuse a statement of many calls for as long
// as patience lasts: they wait for it together, and not each for itself.
func TestAllInTheWay(t *testing.T) {
	s := theServer(t)
	name := s.database(t)
	d := openAt(t, s, name)
	s.exec(t, name, `CREATE SEQUENCE tries; CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			PERFORM nextval('tries'); RAISE EXCEPTION 'made up' USING ERRCODE = '40001'; END $$;
		CREATE TRIGGER fail AFTER INSERT ON gradcheck.events EXECUTE FUNCTION fail()`)
	d.patience = 100 * time.Millisecond
	var batch []*addition
	for i := range 50 {
		id := fmt.Sprint("t", i)
		if err := d.Create(t.Context(), storetest.Header(id, "ada", i)); err != nil {
			t.Fatal(err)
		}
		batch = append(batch, &addition{id, 0, [][]byte{[]byte("e")}, make(chan error, 1)})
	}
	d.commit(batch)
	for _, a := range batch {
		if err := <-a.done; code(err) != "40001" {
			t.Errorf("%s: %v, want 40001", a.id, err)
		}
	}
	if got := d.number(t, "SELECT last_value FROM tries"); got > 20 {
		t.Errorf("%d tries, want at most 20 for all together", got)
	}
}
