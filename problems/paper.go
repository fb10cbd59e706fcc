package problems

import (
	"fmt"
	"math"
	"slices"
	"sync"
)

// Paper makes the problems of an exam for a seed, in order: those it lists, and
// for a blueprint those drawn from the library. Seed 0 takes every problem as
// printed; any other seed draws a variant of each. The same seed and library
// give the same paper on every machine.
func (l *Library) Paper(e *Exam, seed uint64) ([]*Problem, error) {
	ids, err := l.draw(e, seed)
	if err != nil {
		return nil, err
	}
	ps, errs := make([]*Problem, len(ids)), make([]error, len(ids))
	var all sync.WaitGroup
	for i, id := range ids {
		t, ok := l.Template(id)
		if !ok {
			return nil, fmt.Errorf("exam %s: problem %q could not be read; gradcheck check says why", e.ID, id)
		}
		all.Go(func() { ps[i], errs[i] = t.Instance(seed) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return ps, nil
}

// draw returns the ids of the problems of e for a seed.
func (l *Library) draw(e *Exam, seed uint64) ([]string, error) {
	g := newGenerator(seed, "paper "+e.ID)
	var ids []string
	for _, s := range e.Sections {
		ids = append(ids, s.Problems...)
		for _, d := range s.Draw {
			drawn, err := l.drawn(d, ids, g)
			if err != nil {
				return nil, fmt.Errorf("exam %s: %w", e.ID, err)
			}
			ids = append(ids, drawn...)
		}
	}
	return ids, nil
}

// attempts is how many selections are tried to come near the points of a draw.
const attempts = 200

// drawn selects problems that are not in taken: of random selections the first
// whose points come nearest to what is asked for.
func (l *Library) drawn(d Draw, taken []string, g generator) ([]string, error) {
	var pool []*Template
	for _, t := range l.templates {
		fits := len(d.Topics) == 0 || slices.ContainsFunc(t.Topics, func(topic string) bool { return slices.Contains(d.Topics, topic) })
		if fits && !slices.Contains(taken, t.ID) {
			pool = append(pool, t)
		}
	}
	if len(pool) < d.Problems {
		return nil, fmt.Errorf("line %d asks for %s on %s, and %d more are there", d.line, plural(d.Problems, "problem"), list(d.Topics), len(pool))
	}
	var best []string
	off := math.Inf(1)
	for range attempts {
		sum := 0.0
		for i := range d.Problems {
			j := i + int(g.below(uint64(len(pool)-i)))
			pool[i], pool[j] = pool[j], pool[i]
			sum += pool[i].Points
		}
		far := math.Abs(sum - d.Points)
		if d.Points == 0 {
			far = 0
		}
		if far < off {
			off, best = far, nil
			for _, t := range pool[:d.Problems] {
				best = append(best, t.ID)
			}
		}
		if off == 0 {
			break
		}
	}
	return best, nil
}
