package exam

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestAllowed(t *testing.T) {
	const h, m = time.Hour, time.Minute
	tests := []struct {
		name  string
		terms Terms
		limit time.Duration
		want  time.Duration
		ok    bool
	}{
		{"the limit alone", Terms{}, 3 * h, 3 * h, true},
		{"no limit", Terms{}, 0, 0, false},
		{"half as much again", Terms{Percent: 150}, 3 * h, 4*h + 30*m, true},
		{"less", Terms{Percent: 50}, 3 * h, 90 * m, true},
		{"minutes on top", Terms{Percent: 150, Extra: 15 * m, Credit: 2 * m}, 2 * h, 3*h + 17*m, true},
		{"the window shuts first", Terms{Closes: noon.Add(2 * h)}, 3 * h, 2 * h, true},
		{"the window shuts later", Terms{Closes: noon.Add(4 * h)}, 3 * h, 3 * h, true},
		{"the window moves with the share", Terms{Percent: 150, Closes: noon.Add(3 * h)}, 3 * h, 4*h + 30*m, true},
		{"the window moves with the minutes", Terms{Extra: 15 * m, Credit: 5 * m, Closes: noon.Add(2 * h)}, 3 * h, 2*h + 20*m, true},
		{"a window without a limit", Terms{Closes: noon.Add(2 * h)}, 0, 2 * h, true},
		{"a window that was over", Terms{Closes: noon.Add(-h)}, 3 * h, 0, true},
	}
	for _, tt := range tests {
		got, ok := tt.terms.Allowed(tt.limit, noon)
		if got != tt.want || ok != tt.ok {
			t.Errorf("%s: allowed = %v, %v, want %v, %v", tt.name, got, ok, tt.want, tt.ok)
		}
	}
}

func TestGrant(t *testing.T) {
	const h, m = time.Hour, time.Minute
	at := func(d time.Duration, k Kind, terms Terms) Event {
		return Event{At: after(d), Kind: k, Part: a, Splice: Splice{Insert: "x"}, Terms: terms}
	}
	timeUp := at(61*m, Finish, Terms{})
	timeUp.N = 1
	tests := []struct {
		name   string
		events []Event
		last   error // of the last event
		says   string
	}{
		{"late without a grant", []Event{at(61*m, Edit, Terms{})}, ErrTimeUp, ""},
		{"in the granted time", []Event{at(m, Grant, Terms{Extra: 15 * m}), at(75*m, Edit, Terms{})}, nil, ""},
		{"after the granted time", []Event{at(m, Grant, Terms{Extra: 15 * m}), at(76*m, Edit, Terms{})}, ErrTimeUp, ""},
		{"granted after the deadline", []Event{at(70*m, Grant, Terms{Extra: 15 * m}), at(74*m, Edit, Terms{})}, nil, ""},
		{"the last grant holds", []Event{at(m, Grant, Terms{Extra: 15 * m}), at(2*m, Grant, Terms{Extra: 5 * m}), at(66*m, Edit, Terms{})}, ErrTimeUp, ""},
		{"never before now", []Event{at(50*m, Grant, Terms{Percent: 50})}, ErrRefused, "it would end before now"},
		{"reopens what time closed", []Event{timeUp, at(62*m, Grant, Terms{Extra: 15 * m}), at(63*m, Edit, Terms{})}, nil, ""},
		{"leaves closed what was handed in", []Event{at(50*m, Finish, Terms{}), at(51*m, Grant, Terms{Extra: 15 * m}), at(52*m, Edit, Terms{})}, ErrFinished, ""},
		{"too much", []Event{at(m, Grant, Terms{Extra: 2000 * h})}, ErrRefused, "outside 0 to 1000 hours"},
		{"negative", []Event{at(m, Grant, Terms{Percent: -1})}, ErrRefused, "outside 0 to 10000 %"},
	}
	for _, tt := range tests {
		s := start(t, Exam, time.Hour)
		for i, e := range tt.events {
			err := s.Apply(s.Next(e))
			want := error(nil)
			if i == len(tt.events)-1 {
				want = tt.last
			}
			if !errors.Is(err, want) || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s: event %d: Apply = %v, want %v %s", tt.name, i, err, want, tt.says)
			}
		}
	}
	if err := start(t, Exam, 0).Apply(start(t, Exam, 0).Next(at(m, Grant, Terms{Extra: m}))); !errors.Is(err, ErrRefused) {
		t.Errorf("more time without a limit: Apply = %v, want %v", err, ErrRefused)
	}
}

func TestLeft(t *testing.T) {
	s := start(t, Exam, time.Hour)
	do(t, s, step{kind: Enter, part: a})
	for d, want := range map[time.Duration]time.Duration{
		10 * time.Minute: 50 * time.Minute, time.Hour: 0, 2 * time.Hour: 0,
	} {
		if got, ok := s.Left(after(d)); got != want || !ok {
			t.Errorf("Left after %v = %v, %v, want %v", d, got, ok, want)
		}
	}
	if _, ok := start(t, Practice, 0).Left(after(0)); ok {
		t.Error("Left of an attempt without a limit has an answer")
	}
}
