package tex

import "unicode/utf8"

// subs and sups are the raised and lowered forms that Unicode has, in pairs of
// character and form. There is no raised q, no lowered b, c or d, and no comma.
var (
	subs = pairs("0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊−₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓβᵦγᵧρᵨφᵩϕᵩχᵪ")
	sups = pairs("0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺−⁻=⁼(⁽)⁾aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻ" +
		"AᴬBᴮDᴰEᴱGᴳHᴴIᴵJᴶKᴷLᴸMᴹNᴺOᴼPᴾRᴿTᵀUᵁWᵂ⊤ᵀβᵝγᵞδᵟθᶿφᵠϕᵠχᵡ′′″″‴‴**⋆⋆††‡‡∘°°°")
)

// A scriptTable holds a form for each character, directly for ASCII.
type scriptTable struct {
	low  [128]rune
	high map[rune]rune
}

func pairs(s string) *scriptTable {
	t := &scriptTable{high: map[rune]rune{}}
	r := []rune(s)
	for i := 0; i+1 < len(r); i += 2 {
		if r[i] < 128 {
			t.low[r[i]] = r[i+1]
		} else {
			t.high[r[i]] = r[i+1]
		}
	}
	return t
}

func (t *scriptTable) form(r rune) rune {
	if r < 128 {
		return t.low[r]
	}
	return t.high[r]
}

// Script returns n as one row of Unicode superscripts (or subscripts), and
// false where some character of it has no such form.
func Script(n Node, super bool) (string, bool) {
	var room [32]byte
	b, ok := appendScript(room[:0], n, super, false)
	if !ok || len(b) == 0 {
		return "", false
	}
	return string(b), true
}

// appendScript appends the script form of n. Inside brackets the ℓ stands for
// its own superscript: 𝐱⁽ℓ⁾ cannot be misread, xℓ would be.
func appendScript(b []byte, n Node, super, inside bool) ([]byte, bool) {
	switch n := n.(type) {
	case *Atom:
		return appendForms(b, n.Text, super, inside)
	case *Text:
		return appendForms(b, n.Text, super, inside)
	case *List:
		return appendScripts(b, n.Items, super, inside)
	case *Fence:
		if n.Open == nil || n.Close == nil {
			return b, false
		}
		b, ok := appendForms(b, n.Open.Text, super, inside)
		if ok {
			b, ok = appendScripts(b, n.Body.Items, super, true)
		}
		if !ok {
			return b, false
		}
		return appendForms(b, n.Close.Text, super, inside)
	case *Scripts: // a primed letter, as in 𝐠⁽ˣ′⁾
		if n.Sub != nil || !super || primes(n.Sup) == 0 || primes(n.Sup) != len(items(n.Sup)) {
			return b, false
		}
		b, ok := appendScript(b, n.Base, super, inside)
		if !ok {
			return b, false
		}
		return appendScript(b, n.Sup, super, inside)
	}
	return b, false
}

func appendScripts(b []byte, ns []Node, super, inside bool) ([]byte, bool) {
	ok := true
	for _, n := range ns {
		if s, space := n.(*Space); space && s.Cells < 2 {
			continue
		}
		if b, ok = appendScript(b, n, super, inside); !ok {
			return b, false
		}
	}
	return b, true
}

func appendForms(b []byte, s string, super, inside bool) ([]byte, bool) {
	table := subs
	if super {
		table = sups
	}
	for _, r := range s {
		f := table.form(r)
		if r == 'ℓ' && super && inside {
			f = 'ℓ'
		}
		if f == 0 {
			return b, false
		}
		b = utf8.AppendRune(b, f)
	}
	return b, true
}

// items returns the nodes of a list, and any other node as a list of one.
func items(n Node) []Node {
	if n == nil {
		return nil
	}
	if l, ok := n.(*List); ok {
		return l.Items
	}
	return []Node{n}
}

// primes counts the primes that a superscript begins with.
func primes(n Node) int {
	for i, c := range items(n) {
		if a, ok := c.(*Atom); !ok || (a.Text != "′" && a.Text != "″" && a.Text != "‴") {
			return i
		}
	}
	return len(items(n))
}
