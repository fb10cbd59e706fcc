package grader

import "testing"

func TestCanonical(t *testing.T) {
	gradient := `{"kind":"formula","key":"sqrt(d)*g/norm(z)","symbols":{"d":"integer >= 2","z":"vector d","g":"vector d"},` +
		`"aliases":{"g":["g_y"]},"result":["g_z"]}`
	pair := `{"kind":"joint","key":"a = x + e; b = a + f","symbols":{"x":"real","a":"real","b":"real","e":"real","f":"real"},` +
		`"given":["x"],"noise":["e","f"],"out":["a","b"]}`
	tests := []struct{ question, answer, want string }{
		{gradient, `g_z = \frac{\sqrt d}{\|z\|} g_y`, "sqrt(d)/norm(z)*g"},
		{gradient, "g/norm(z", ""},
		{pair, "a = x+e\nb = a + f", "a = x + e\nb = a + f"},
		{pair, "b := x + e", ""},
	}
	for _, tt := range tests {
		got, ok := question(t, tt.question).(Canonical).Canonical(Answer{tt.answer})
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Canonical(%q) = %q, %v, want %q", tt.answer, got, ok, tt.want)
		}
	}
}
