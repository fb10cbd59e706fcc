package exam

import (
	"testing"
	"time"
)

func TestClockSub(t *testing.T) {
	at := func(wall, boot time.Duration, id string) Clock {
		return Clock{Wall: noon.Add(wall), Boot: boot, BootID: id}
	}
	tests := []struct {
		name       string
		c, earlier Clock
		want       time.Duration
		byBoot     bool
	}{
		{"one boot", at(time.Minute, 90, "x"), at(0, 30, "x"), 60, true},
		{"wall set back", at(-time.Hour, 90, "x"), at(0, 30, "x"), 60, true},
		{"two boots", at(time.Minute, 5, "y"), at(0, 30, "x"), time.Minute, false},
		{"no boot id", at(time.Minute, 90, ""), at(0, 30, ""), time.Minute, false},
	}
	for _, tt := range tests {
		if got, byBoot := tt.c.Sub(tt.earlier); got != tt.want || byBoot != tt.byBoot {
			t.Errorf("%s: Sub = %v, %v, want %v, %v", tt.name, got, byBoot, tt.want, tt.byBoot)
		}
	}
}

func TestElapsed(t *testing.T) {
	on := func(boot string, wall, since time.Duration) Clock {
		return Clock{Wall: noon.Add(wall), Boot: since, BootID: boot}
	}
	const min = time.Minute
	tests := []struct {
		name   string
		events []Clock // after a start at noon, an hour into boot-1
		now    Clock
		want   time.Duration
		byBoot bool
	}{
		{"at the start", nil, after(0), 0, true},
		{"one boot", []Clock{after(min)}, after(3 * min), 3 * min, true},
		{"before the start", nil, after(-min), 0, true},
		{"events out of order", []Clock{after(10 * min), after(8 * min)}, after(12 * min), 12 * min, true},
		{"reboot", []Clock{after(10 * min)}, on("boot-2", 15*min, 1*min), 15 * min, false},
		{"reboot, then boot time", []Clock{after(10 * min), on("boot-2", 15*min, 1*min)}, on("boot-2", 99*min, 4*min), 18 * min, false},
		{"wall set before the reboot", []Clock{on("boot-1", 60*min, 70*min)}, on("boot-2", 65*min, 1*min), 15 * min, false},
		{"wall set back in the reboot", []Clock{after(10 * min)}, on("boot-2", 5*min, 1*min), 10 * min, false},
		{"and on from there", []Clock{after(10 * min), on("boot-2", 5*min, 1*min)}, on("boot-2", 6*min, 2*min), 11 * min, false},
	}
	for _, tt := range tests {
		s := start(t, Practice, 0)
		for _, at := range tt.events {
			if err := s.Apply(s.Next(Event{At: at, Kind: Enter, Part: a})); err != nil {
				t.Fatal(err)
			}
		}
		if got, byBoot := s.Elapsed(tt.now); got != tt.want || byBoot != tt.byBoot {
			t.Errorf("%s: Elapsed = %v, %v, want %v, %v", tt.name, got, byBoot, tt.want, tt.byBoot)
		}
	}
}
