package expr

import (
	"errors"
	"math/big"
)

// A Joint is a joint distribution: outputs that are given one after the other
// and are affine in the givens and in independent standard normal noises.
type Joint struct {
	Given, Noise, Out []string
	Steps             []Step
}

// A Step gives a name its expression, in which earlier names may occur.
type Step struct {
	Name string
	Expr Expr
}

// CompareJoint compares the conditional means and the covariances of the outputs
// given the givens, at points of the domain as [Domain.Compare] does. Vectors
// are to be declared as numbers: their entries are alike.
func (d Domain) CompareJoint(key, answer Joint) Comparison {
	if d.jointForms(key, answer) {
		return result(Equal, "mean and covariance", "")
	}
	var es []Expr
	seed := ""
	for _, st := range key.Steps {
		es, seed = append(es, st.Expr), seed+st.Expr.String()
	}
	for _, st := range answer.Steps {
		es = append(es, st.Expr)
	}
	s := newSampler(d.Symbols, seed, append(es, d.Where...)...)
	good, outside, work := 0, 0, totalWork
	for round, tried := 0, 0; tried < maxRounds && round < 20*maxRounds && good < goodPoints && work > 0; round++ {
		pt := s.point(round, work)
		if pt.admits(d.Where) {
			tried++
			c, done := pt.jointAt(key, answer)
			if done {
				return c
			}
			if c.Result == Equal && !pt.lost {
				good++
			}
			if c.How == "domain" && round >= smallRounds {
				if outside++; outside >= 3 {
					return result(Different, "domain", "Yours has no value for some of the numbers it has to hold for.")
				}
			}
		}
		work = pt.work - 50
	}
	if good < goodPoints {
		return Comparison{Result: Unsure, How: "budget"}
	}
	return Comparison{Result: Equal, How: "mean and covariance"}
}

// jointAt compares at one point. An Equal that is not done is one of many.
func (pt *point) jointAt(key, answer Joint) (c Comparison, done bool) {
	k, err := pt.affine(key)
	if err == notAffine {
		return result(Unsure, "key", notLinear), true
	}
	if err != nil {
		return c, false
	}
	a, err := pt.affine(answer)
	var shape *shapeError
	switch {
	case errors.As(err, &shape):
		return result(Different, "malformed", shape.msg), true
	case err == notAffine:
		return result(Different, "linear", notLinear), true
	case err == noValue:
		return Comparison{How: "domain"}, false
	case err != nil:
		return c, false
	}
	n := 1 + len(key.Given)
	all := true
	for i, out := range key.Out {
		for j := range n {
			apart, same := verdictOf(k[i][j], a[i][j])
			if all = all && same; apart {
				return result(Different, "mean", "The mean of "+Line(&Name{Name: out})+" is not right: look at what stands before the given value."), true
			}
		}
	}
	c, err = pt.sameCovariances(key.Out, k, a, n)
	if err != nil {
		return Comparison{}, false
	}
	if c.Result == Equal && !all {
		c.Result = Unsure
	}
	return c, c.Result == Different
}

// sameCovariances compares variances, and then covariances, of the outputs; the
// coefficients of the noises begin at n.
func (pt *point) sameCovariances(out []string, k, a [][]num, n int) (Comparison, error) {
	c := Comparison{Result: Equal}
	for apartBy := range len(out) {
		for j := range len(out) - apartBy {
			i := j + apartBy
			x, err := pt.covariance(k[i][n:], k[j][n:])
			if err != nil {
				return c, err
			}
			y, err := pt.covariance(a[i][n:], a[j][n:])
			if err != nil {
				return c, err
			}
			switch apart, same := verdictOf(x, y); {
			case apart && i == j:
				return result(Different, "variance", "The variance of "+Line(&Name{Name: out[i]})+" is not right."), nil
			case apart:
				return result(Different, "covariance", "Each line alone is right, but "+Line(&Name{Name: out[j]})+" and "+Line(&Name{Name: out[i]})+" do not belong together:\ntheir covariance is not right."), nil
			case !same:
				c.Result = Unsure
			}
		}
	}
	return c, nil
}

const notAffine stop = "not affine"

const notLinear = "Every line has to be linear in what is given and in the noise."

// affine returns for every output its constant and its coefficients of the
// givens and the noises.
func (pt *point) affine(j Joint) ([][]num, error) {
	inputs := append(append([]string(nil), j.Given...), j.Noise...)
	old := map[string]shaped{}
	for _, name := range inputs {
		old[name] = pt.values[name]
	}
	defer func() {
		for name, v := range old {
			pt.values[name] = v
		}
		for _, name := range j.Out {
			delete(pt.values, name)
		}
	}()
	for _, name := range inputs {
		pt.values[name] = scalar(intNum(0))
	}
	base, err := pt.run(j)
	if err != nil {
		return nil, err
	}
	rows := make([][]num, len(j.Out))
	for i := range rows {
		rows[i] = []num{base[i]}
	}
	for _, name := range inputs {
		pt.values[name] = scalar(intNum(1))
		v, err := pt.run(j)
		pt.values[name] = scalar(intNum(0))
		if err != nil {
			return nil, err
		}
		for i := range rows {
			rows[i] = append(rows[i], addNum(v[i], base[i].neg()))
		}
	}
	return rows, pt.checkAffine(j, inputs, rows)
}

// checkAffine tries the coefficients at two more points.
func (pt *point) checkAffine(j Joint, inputs []string, rows [][]num) error {
	for _, sign := range []int64{1, -1} {
		at := make([]num, len(inputs))
		for k, name := range inputs {
			at[k] = ratNum(big.NewRat(sign*int64(2+3*k*k), int64(1+k)))
			pt.values[name] = scalar(at[k])
		}
		v, err := pt.run(j)
		if err != nil {
			return err
		}
		for i, row := range rows {
			sum := row[0]
			for k := range at {
				sum = addNum(sum, mulNum(row[1+k], at[k]))
			}
			if apart, same := verdictOf(sum, v[i]); apart {
				return notAffine
			} else if !same {
				return openCase
			}
		}
	}
	return nil
}

// run evaluates the steps in order and returns the outputs.
func (pt *point) run(j Joint) ([]num, error) {
	for _, st := range j.Steps {
		x, err := pt.number(st.Expr)
		if err != nil {
			return nil, err
		}
		pt.values[st.Name] = scalar(x)
	}
	out := make([]num, len(j.Out))
	for i, name := range j.Out {
		out[i] = pt.values[name].e[0]
	}
	return out, nil
}

func (pt *point) covariance(x, y []num) (num, error) {
	sum := intNum(0)
	for i := range x {
		p, err := pt.mul(x[i], y[i])
		if err == nil {
			sum, err = pt.add(sum, p)
		}
		if err != nil {
			return sum, err
		}
	}
	return sum, nil
}
