package expr

import "math/big"

// This file computes sums, products and binomials of plain numbers.

// maxSummed bounds the terms of a sum of numbers, and termWork is what each costs
// beside its arithmetic.
const (
	maxSummed = 1000
	termWork  = 50
)

// series computes a sum or a product between two whole numbers. An empty one is 0
// or 1.
func (ev *evaluator) series(e *Series) (Value, error) {
	from, err := ev.whole(e.From)
	if err != nil {
		return Value{}, err
	}
	to, err := ev.whole(e.To)
	if err != nil {
		return Value{}, err
	}
	if to-from >= maxSummed {
		return Value{}, ErrTooLarge
	}
	old, shadowed := ev.bound[e.Var]
	defer func() {
		if delete(ev.bound, e.Var); shadowed {
			ev.bound[e.Var] = old
		}
	}()
	if ev.bound == nil {
		ev.bound = map[string]Value{}
	}
	join, total := ev.add, FromInt(0)
	if e.Fn == "prod" {
		join, total = ev.mul, FromInt(1)
	}
	for i := from; i <= to; i++ {
		if ev.work -= termWork; ev.work < 0 {
			return total, ErrTooLarge
		}
		ev.bound[e.Var] = FromInt(i)
		x, err := ev.eval(e.Body)
		if err != nil {
			return x, err
		}
		if i == from { // a quantity with its dimension
			total = x
			continue
		}
		if total, err = join(total, x); err != nil {
			return total, err
		}
	}
	return total, nil
}

// whole computes an end of a sum.
func (ev *evaluator) whole(e Expr) (int64, error) {
	v, err := ev.eval(e)
	if err != nil {
		return 0, err
	}
	r, ok := v.Rat()
	if !ok || !r.IsInt() || !r.Num().IsInt64() || v.Dim() != (Dim{}) {
		return 0, evalErrorf("The ends of a sum or a product are whole numbers.")
	}
	n := r.Num().Int64()
	if n < -maxEnd || n > maxEnd {
		return 0, ErrTooLarge
	}
	return n, nil
}

// maxEnd bounds the ends of a sum, so that their difference is no overflow.
const maxEnd = 1 << 40

// binom is n over k for whole numbers from 0 on; 0 for k above n.
func (ev *evaluator) binom(args []Value) (Value, error) {
	if err := plain("binom", args...); err != nil {
		return args[0], err
	}
	n, okN := args[0].Rat()
	k, okK := args[1].Rat()
	if !okN || !okK || !n.IsInt() || !k.IsInt() || n.Sign() < 0 || k.Sign() < 0 {
		return args[0], evalErrorf("A binomial is computed here for whole numbers from 0 on.")
	}
	if n.Cmp(big.NewRat(maxSummed, 1)) > 0 {
		return args[0], ErrTooLarge
	}
	if ev.work -= maxSummed; ev.work < 0 {
		return args[0], ErrTooLarge
	}
	if k.Cmp(n) > 0 {
		return FromInt(0), nil
	}
	b := new(big.Int).Binomial(n.Num().Int64(), k.Num().Int64())
	return checked(new(big.Rat).SetInt(b), Dim{})
}
