package expr

// This file compares what has several parts.

// sets compares two sets: each part of one has to be in the other.
func (d Domain) sets(key, answer *Set) Comparison {
	all := result(Equal, "sets", "")
	for i, pair := range [2][2]*Set{{answer, key}, {key, answer}} {
		for _, x := range pair[0].Items {
			c := d.member(x, pair[1], i == 0)
			if c.How == "malformed" {
				return c
			}
			switch c.Result {
			case Different:
				if i == 0 {
					return result(Different, "witness", Line(x)+" does not belong in it.")
				}
				return result(Different, "witness", "Something is missing.")
			case Unsure:
				all = result(Unsure, "budget", "")
			}
		}
	}
	return all
}

// member reports whether x is in the set; ofAnswer says that x is the student's. A
// part whose own parts do not fit is malformed.
func (d Domain) member(x Expr, s *Set, ofAnswer bool) Comparison {
	best := Comparison{Result: Different}
	for _, y := range s.Items {
		key, answer := x, y
		if ofAnswer {
			key, answer = y, x
		}
		switch c := d.Compare(key, answer); {
		case c.Result == Equal, c.How == "malformed":
			return c
		case c.Result == Unsure:
			best = c
		}
	}
	return best
}

// entries compares entry by entry. What is right of it is in Entries.
func (d Domain) entries(key, answer []Expr) Comparison {
	all := result(Equal, "entries", "")
	for i := range key {
		c := d.Compare(key[i], answer[i])
		all.Entries = append(all.Entries, c.Result)
		if c.Result == Different && (all.Result != Different || c.How == "malformed") || c.Result == Unsure && all.Result == Equal {
			all.Result, all.How, all.Witness = c.Result, c.How, c.Witness
		}
	}
	return all
}

// tuples compares lists; lists of equations are systems.
func (d Domain) tuples(key, answer *Tuple) Comparison {
	if isSystem(key.Items) && isSystem(answer.Items) {
		return d.systems(key.Items, answer.Items)
	}
	if len(key.Items) != len(answer.Items) {
		return result(Different, "shape", "Another number of entries is asked for.")
	}
	return d.entries(key.Items, answer.Items)
}

// matrices compares matrices that are written out.
func (d Domain) matrices(key, answer *Matrix) Comparison {
	if key.Cols != answer.Cols || len(key.Items) != len(answer.Items) {
		return result(Different, "shape", "The size of this is not what is asked for.")
	}
	return d.entries(key.Items, answer.Items)
}
