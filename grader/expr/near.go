package expr

import "math/big"

// Near reports whether the values of an answer are within a distance of those of
// the key at every point that is tried: within rel times the size of the key's, or
// within abs, where these are not nil. It is for keys that carry rounded numbers.
func (d Domain) Near(key, answer Expr, rel, abs *big.Rat) bool {
	if classOf(key) != exprClass || classOf(answer) != exprClass {
		return false
	}
	s := newSampler(d.Symbols, key.String(), append([]Expr{key, answer}, d.Where...)...)
	good, work := 0, totalWork
	for round := 0; round < maxRounds && work > 0 && good < goodPoints; round++ {
		pt := s.point(round, work)
		if pt.admits(d.Where) {
			k, err := pt.eval(key)
			a, errA := pt.eval(answer)
			if err == nil && errA != nil {
				return false
			}
			if err == nil {
				if k, a = alike(k, a); k.form != a.form || len(k.e) != len(a.e) {
					return false
				}
				for i := range k.e {
					if !closeTo(k.e[i], a.e[i], rel, abs) {
						return false
					}
				}
				good++
			}
		}
		work = pt.work - 50
	}
	return good >= goodPoints || good > 0 && len(s.names)+len(s.dims)+len(s.seqs) == 0
}

// closeTo reports whether x and y are sure to be near each other.
func closeTo(x, y num, rel, abs *big.Rat) bool {
	d := addNum(x, y.neg())
	if s, ok := d.sign(); ok && s < 0 {
		d = d.neg()
	}
	size := x
	if s, ok := x.sign(); ok && s < 0 {
		size = x.neg()
	}
	room := intNum(0)
	if rel != nil {
		room = mulNum(size, ratNum(rel))
	}
	if abs != nil {
		room = addNum(room, ratNum(abs))
	}
	s, ok := addNum(room, d.neg()).sign()
	return ok && s >= 0
}

// SolvedFor reports whether an equation gives a name: alone on one side and absent
// on the other.
func SolvedFor(e Expr, name string) bool {
	b, ok := e.(*Binary)
	if !ok || b.Op != Eq {
		return false
	}
	for _, sides := range [2][2]Expr{{b.X, b.Y}, {b.Y, b.X}} {
		n, ok := sides[0].(*Name)
		if !ok || n.Name != name {
			continue
		}
		free := true
		for _, other := range Free(sides[1]) {
			free = free && other != name
		}
		return free
	}
	return false
}
