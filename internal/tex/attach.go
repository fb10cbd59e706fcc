package tex

// script reads ^, _ or primes and hangs them on the last node.
func (p *parser) script(ns []Node) ([]Node, error) {
	start, mark := p.pos, p.src[p.pos]
	arg, err := p.scriptArg(mark)
	if err != nil {
		return nil, err
	}
	var base Node = &List{Range: Range{start, start}}
	if len(ns) > 0 {
		if _, space := ns[len(ns)-1].(*Space); !space {
			base, ns = ns[len(ns)-1], ns[:len(ns)-1]
		}
	}
	if b, ok := base.(*BigOp); ok {
		if err := p.attach(&b.Sub, &b.Sup, mark, arg, start); err != nil {
			return nil, err
		}
		b.To = p.pos
		return append(ns, b), nil
	}
	if b, ok := base.(*Brace); ok && b.Label == nil && (mark == '^') == b.Over && mark != '\'' {
		b.Label, b.To = arg, p.pos
		return append(ns, b), nil
	}
	s, ok := base.(*Scripts)
	if !ok {
		if err := p.count(); err != nil {
			return nil, err
		}
		s = &Scripts{Range: Range{From: base.Pos()}, Base: base}
	}
	if err := p.attach(&s.Sub, &s.Sup, mark, arg, start); err != nil {
		return nil, err
	}
	s.To = p.pos
	return append(ns, s), nil
}

// scriptArg reads the mark and what it raises or lowers.
func (p *parser) scriptArg(mark byte) (Node, error) {
	start := p.pos
	if mark != '\'' {
		p.pos++
		return p.arg(map[byte]string{'^': "^", '_': "_"}[mark])
	}
	for p.pos < p.end && p.src[p.pos] == '\'' {
		p.pos++
	}
	n := p.pos - start
	if n > 3 {
		return nil, p.fail(start, "more than three primes; write ^{(%d)} for the derivative of that order", n)
	}
	return &Atom{Range: Range{start, p.pos}, Text: []string{"′", "″", "‴"}[n-1], ASCII: "'''"[:n]}, nil
}

// attach puts arg into the slot that mark means; primes join a superscript.
func (p *parser) attach(sub, sup *Node, mark byte, arg Node, at int) error {
	switch {
	case mark == '_' && *sub == nil:
		*sub = arg
	case mark != '_' && *sup == nil:
		*sup = arg
	case mark == '^' && primes(*sup) > 0 && primes(*sup) == len(items(*sup)):
		*sup = &List{Range{(*sup).Pos(), p.pos}, append(append([]Node(nil), items(*sup)...), items(arg)...)}
	case mark == '\'':
		*sup = &List{Range{(*sup).Pos(), p.pos}, append([]Node{arg}, items(*sup)...)}
	case mark == '_':
		return p.fail(at, "a second subscript; put both into one pair of braces: x_{ij}")
	default:
		return p.fail(at, "a second superscript; put both into one pair of braces: x^{ab}")
	}
	return nil
}
