package tex

// infixes are the old commands that stand between what they divide.
var infixes = []string{`\over`, `\choose`, `\atop`}

// infix reads what stands right of \over, \choose or \atop, in a group whose
// left part is ns. It is not ok where no such command stands.
func (p *parser) infix(ns []Node, from int) (n Node, ok bool, err error) {
	if p.src[p.pos] != '\\' {
		return nil, false, nil
	}
	for _, cmd := range infixes {
		if !p.has(cmd) {
			continue
		}
		num := &List{Range{from, p.pos}, append([]Node(nil), ns...)}
		if num.Items, err = p.pair(num.Items); err != nil {
			return nil, true, err
		}
		demote(num.Items, false)
		p.pos += len(cmd)
		den, err := p.list()
		if err != nil {
			return nil, true, err
		}
		at := Range{from, p.pos}
		if cmd == `\atop` {
			return &Grid{Range: at, Kind: Gathered, Env: "substack", Rows: [][]*List{{num}, {den}}}, true, nil
		}
		return &Frac{at, num, den, cmd == `\choose`}, true, nil
	}
	return nil, false, nil
}

// genfrac reads \genfrac{(}{)}{0pt}{}{n}{k}.
func (p *parser) genfrac(start int) (Node, error) {
	var raw [4]string
	for i := range raw {
		var err error
		if raw[i], err = p.raw(`\genfrac`); err != nil {
			return nil, err
		}
	}
	num, den, err := p.twoArgs(`\genfrac`)
	if err != nil {
		return nil, err
	}
	at := Range{start, p.pos}
	bare := len(raw[2]) > 0 && raw[2][0] == '0'
	switch {
	case bare && raw[0] == "(" && raw[1] == ")":
		return &Frac{at, num, den, true}, nil
	case bare:
		rows := [][]*List{{listOf(num)}, {listOf(den)}}
		return p.fenced(at, raw, &Grid{Range: at, Kind: Gathered, Env: "substack", Rows: rows}), nil
	}
	return p.fenced(at, raw, &Frac{at, num, den, false}), nil
}

// fenced puts the delimiters of \genfrac around n.
func (p *parser) fenced(at Range, raw [4]string, n Node) Node {
	open, close := envDelim(raw[0], Open, at), envDelim(raw[1], Close, at)
	if open == nil && close == nil || open != nil && open.ASCII == "" || close != nil && close.ASCII == "" {
		return n
	}
	return &Fence{at, open, close, &List{at, []Node{n}}, true}
}

// listOf is a node as a list.
func listOf(n Node) *List {
	if l, ok := n.(*List); ok {
		return l
	}
	return &List{Range{n.Pos(), n.End()}, []Node{n}}
}

// oldRoot reads \root 3 \of x.
func (p *parser) oldRoot(start int) (Node, error) {
	index, err := p.list()
	if err != nil {
		return nil, err
	}
	if !p.has(`\of`) {
		return nil, p.fail(start, `\root needs \of after its degree; \sqrt[3]{x} is the usual form`)
	}
	p.pos += len(`\of`)
	body, err := p.arg(`\of`)
	return &Root{Range{start, p.pos}, index, body}, err
}

// prescript reads \prescript{14}{2}{C} and \sideset{_a^b}{_c^d}\sum.
func (p *parser) prescript(start int) (Node, error) {
	sup, sub, err := p.twoArgs(`\prescript`)
	if err != nil {
		return nil, err
	}
	base, err := p.arg(`\prescript`)
	if err != nil {
		return nil, err
	}
	at := Range{start, p.pos}
	s := &Scripts{Range: at, Base: &List{Range: Range{start, start}}, Sub: full(sub), Sup: full(sup)}
	if s.Sub == nil && s.Sup == nil {
		return base, nil
	}
	return &List{at, append([]Node{s}, items(base)...)}, nil
}

func (p *parser) sideset(start int) (Node, error) {
	left, right, err := p.twoArgs(`\sideset`)
	if err != nil {
		return nil, err
	}
	op, err := p.arg(`\sideset`)
	if err != nil {
		return nil, err
	}
	ns := append(append([]Node(nil), items(left)...), op)
	return &List{Range{start, p.pos}, append(ns, items(right)...)}, nil
}

// full is n, or nil for an empty group.
func full(n Node) Node {
	if len(items(n)) == 0 {
		return nil
	}
	return n
}
