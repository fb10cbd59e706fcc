package exam

import "time"

// absent is how long nothing may happen in practice until it was nobody's time:
// no event says there that a program was left, and the next may come a day later.
const absent = 15 * time.Minute

// spend adds the time before an event to the part that was on the screen, if
// any. The time before a program opened the attempt is nobody's.
func (s *Sitting) spend(k Kind, screen *part, d time.Duration) {
	if s.header.Mode == Practice && d > absent {
		d = 0
	}
	if screen != nil && s.open && k != Open {
		screen.spent += d
	}
	switch k {
	case Open, Enter:
		s.open = true
	case Leave, Finish, Abandon:
		s.open = false
	}
}

// Spent returns how long a part was on the screen, up to the last event.
func (s *Sitting) Spent(r Ref) time.Duration { return s.part(r).spent }

// Sure returns how sure the student was of the answer, 1 to 3; 0 if not said.
func (s *Sitting) Sure(r Ref) int { return s.part(r).sure }
