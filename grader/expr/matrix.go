package expr

// This file computes with scalars, vectors and matrices of nums.

// A shaped is a scalar, a matrix (a column is one of one column), or a multiple
// of the identity whose size is not known yet.
type shaped struct {
	form       form
	rows, cols int
	e          []num // row by row; one for a scalar and a multiple of I
}

type form byte

const (
	scalarForm form = iota
	matrixForm
	eyeForm
)

func scalar(x num) shaped { return shaped{form: scalarForm, rows: 1, cols: 1, e: []num{x}} }

func newMatrix(rows, cols int) shaped {
	m := shaped{matrixForm, rows, cols, make([]num, rows*cols)}
	for i := range m.e {
		m.e[i] = zeroNum
	}
	return m
}

// zeroNum is 0. Numbers are never changed, so that all zeros may be this one.
var zeroNum = intNum(0)

// isZero reports whether x is exactly 0.
func (x num) isZero() bool { return x.r != nil && x.r.Sign() == 0 }

func (a shaped) at(i, j int) num { return a.e[i*a.cols+j] }

// sized returns a multiple of I as a matrix of n rows.
func (a shaped) sized(n int) shaped {
	if a.form != eyeForm {
		return a
	}
	m := newMatrix(n, n)
	for i := range n {
		m.e[i*n+i] = a.e[0]
	}
	return m
}

// alike gives a and b the same size if one is a multiple of I.
func alike(a, b shaped) (shaped, shaped) {
	if a.form == eyeForm && b.form == matrixForm && b.rows == b.cols {
		a = a.sized(b.rows)
	}
	if b.form == eyeForm && a.form == matrixForm && a.rows == a.cols {
		b = b.sized(a.rows)
	}
	return a, b
}

// what names the layout in a sentence.
func (a shaped) what() string {
	switch {
	case a.form == scalarForm:
		return "a number"
	case a.form == matrixForm && a.cols == 1:
		return "a vector"
	case a.form == matrixForm && a.rows == 1:
		return "a row (a transposed vector)"
	}
	return "a matrix"
}

// matrix evaluates a matrix that is written out.
func (pt *point) matrix(e *Matrix) (shaped, error) {
	m := newMatrix(len(e.Items)/e.Cols, e.Cols)
	for i, x := range e.Items {
		v, err := pt.number(x)
		if err != nil {
			return m, err
		}
		m.e[i] = v
	}
	return m, nil
}

func (a shaped) transposed() shaped {
	if a.form != matrixForm {
		return a
	}
	t := newMatrix(a.cols, a.rows)
	for i := range a.rows {
		for j := range a.cols {
			t.e[j*a.rows+i] = a.at(i, j)
		}
	}
	return t
}

// A shapeError says that the parts of an expression do not fit together.
type shapeError struct{ msg string }

func (e *shapeError) Error() string { return e.msg }

// stop is why a value cannot be computed at a point.
type stop string

func (s stop) Error() string { return string(s) }

const (
	noValue  stop = "no value here"  // it is undefined, for sure
	openCase stop = "left open here" // the intervals do not decide it
	tooMuch  stop = "too much work"
)

func (pt *point) plus(a, b shaped) (shaped, error) {
	a, b = alike(a, b)
	if a.form != b.form || a.rows != b.rows || a.cols != b.cols {
		if a.what() == b.what() {
			return a, &shapeError{"Two of these do not have the same size, so they cannot be added."}
		}
		return a, &shapeError{"Here " + a.what() + " and " + b.what() + " are added, which has no meaning."}
	}
	out := shaped{a.form, a.rows, a.cols, make([]num, len(a.e))}
	for i := range a.e {
		x, err := pt.add(a.e[i], b.e[i])
		if err != nil {
			return a, err
		}
		out.e[i] = x
	}
	return out, nil
}

// each applies f to all entries.
func (a shaped) each(f func(num) (num, error)) (shaped, error) {
	out := shaped{a.form, a.rows, a.cols, make([]num, len(a.e))}
	for i, x := range a.e {
		y, err := f(x)
		if err != nil {
			return a, err
		}
		out.e[i] = y
	}
	return out, nil
}

func (pt *point) times(a, b shaped) (shaped, error) {
	if b.form == scalarForm || b.form == eyeForm && a.form != scalarForm {
		a, b = b, a
	}
	if a.form != matrixForm {
		out, err := b.each(func(x num) (num, error) { return pt.mul(a.e[0], x) })
		if a.form == eyeForm && b.form == scalarForm {
			out.form = eyeForm
		}
		return out, err
	}
	if a.cols != b.rows {
		switch {
		case a.cols == 1 && b.cols == 1 && a.rows == b.rows:
			return a, &shapeError{"Two vectors side by side have no product.\nWrite x'*y for the number, x*y' for the matrix."}
		case a.rows == b.rows && a.cols == b.cols || a.rows == b.cols:
			return a, &shapeError{"The parts of a product do not fit in this order."}
		}
		return a, &shapeError{"The parts of a product do not fit: " + a.what() + " times " + b.what() + "."}
	}
	m := newMatrix(a.rows, b.cols)
	for i := range a.rows {
		for j := range b.cols {
			for k := range a.cols {
				if a.at(i, k).isZero() || b.at(k, j).isZero() {
					continue
				}
				x, err := pt.mul(a.at(i, k), b.at(k, j))
				if err == nil {
					x, err = pt.add(m.e[i*b.cols+j], x)
				}
				if err != nil {
					return a, err
				}
				m.e[i*b.cols+j] = x
			}
		}
	}
	if m.rows == 1 && m.cols == 1 {
		m.form = scalarForm
	}
	return m, nil
}

// inverse is by Gauss and Jordan, with any pivot that is sure not to be zero.
func (pt *point) inverse(a shaped) (shaped, error) {
	if a.form != matrixForm {
		x, err := pt.reciprocal(a.e[0])
		a.e = []num{x}
		return a, err
	}
	inv, _, err := pt.eliminate(a)
	return inv, err
}

// eliminate returns the inverse and the determinant of a.
func (pt *point) eliminate(a shaped) (inv shaped, det num, err error) {
	n := a.rows
	if n != a.cols {
		return a, det, &shapeError{"Only a square matrix can be inverted."}
	}
	m := shaped{matrixForm, n, n, append([]num(nil), a.e...)}
	inv, det = shaped{form: eyeForm, e: []num{intNum(1)}}.sized(n), intNum(1)
	for c := range n {
		p, err := pivot(m, c)
		if err != nil {
			return a, det, err
		}
		if p != c {
			det = det.neg()
			for j := range n {
				m.e[p*n+j], m.e[c*n+j] = m.e[c*n+j], m.e[p*n+j]
				inv.e[p*n+j], inv.e[c*n+j] = inv.e[c*n+j], inv.e[p*n+j]
			}
		}
		if det, err = pt.mul(det, m.at(c, c)); err != nil {
			return a, det, err
		}
		if err := pt.clear(m, inv, c); err != nil {
			return a, det, err
		}
	}
	return inv, det, nil
}

// pivot finds a row from c on whose entry in column c is sure not to be zero.
func pivot(m shaped, c int) (int, error) {
	open := false
	for i := c; i < m.rows; i++ {
		s, ok := m.at(i, c).sign()
		if ok && s != 0 {
			return i, nil
		}
		open = open || !ok
	}
	if open {
		return 0, openCase
	}
	return 0, noValue
}

// clear scales row c to a leading 1 and takes column c out of the other rows.
func (pt *point) clear(m, inv shaped, c int) error {
	n := m.rows
	f, err := pt.reciprocal(m.at(c, c))
	if err != nil {
		return err
	}
	for _, x := range []shaped{m, inv} {
		for j := range n {
			if x.e[c*n+j], err = pt.mul(x.e[c*n+j], f); err != nil {
				return err
			}
		}
	}
	for i := range n {
		g := m.at(i, c).neg()
		if i == c {
			continue
		}
		for _, x := range []shaped{m, inv} {
			for j := range n {
				p, err := pt.mul(g, x.e[c*n+j])
				if err == nil {
					x.e[i*n+j], err = pt.add(x.e[i*n+j], p)
				}
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}
