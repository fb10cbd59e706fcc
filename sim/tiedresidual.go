package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// tiedResidual is the first loss of a model whose head is its table of words and
// whose blocks add little: h = LN(word + place) still points along the row of the
// word just read. That word's own score is
//
//	h·w ≈ s_w² d / √(s_w² + s_p²)
//
// with s_w and s_p the standard deviations of the two tables, while the score of
// any other word has mean 0 and standard deviation s_w √d. Given h, the other
// scores are independent normals, so they are drawn as such.
var tiedResidual = &Sim{
	Name: "tied-residual",
	Doc:  "Why a tied model begins certain that every word repeats.",
	Params: []Param{
		{Name: "words", Doc: "words V", Default: 400, Min: 10, Max: 10_000},
		{Name: "width", Doc: "d_model", Default: 128, Min: 8, Max: 1024},
		{Name: "word_std", Doc: "standard deviation in the table of words", Default: 1.0, Min: 0.001, Max: 20},
		{Name: "place_std", Doc: "standard deviation in the table of places", Default: 1.0, Min: 0, Max: 20},
		{Name: "draws", Doc: "words read", Default: 24, Min: 10, Max: 24},
		{Name: "seed", Doc: "start of the random numbers", Default: 1, Min: 0, Max: 1 << 40},
	},
	Results: residualResults,
	Run:     runResidual,
}

var residualResults = []Result{
	{Name: "loss", Doc: "mean loss", Unit: "nats"},
	{Name: "loss_error", Doc: "its standard error", Unit: "nats"},
	{Name: "guess", Doc: "ln V, the loss of equal chances", Unit: "nats"},
	{Name: "own_score", Doc: "score of the word just read"},
	{Name: "own_formula", Doc: "s_w² d / √(s_w² + s_p²)"},
	{Name: "other_spread", Doc: "standard deviation of the other scores"},
	{Name: "own_chance", Doc: "chance that the model gives to the word just read"},
	{Name: "word_share", Doc: "share of the word in h: s_w²/(s_w² + s_p²)"},
}

// A residual has the means over many words read.
type residual struct{ loss, own, other, chance meanOf }

func measureResidual(ctx context.Context, words, width int, wordStd, placeStd float64, n int, rng *rand.Rand) (residual, error) {
	var out residual
	word, both := make([]float64, width), make([]float64, width)
	scores := make([]float64, words)
	for range n {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		scores[0] = drawOwn(word, both, wordStd, placeStd, rng)
		for j := 1; j < words; j++ {
			scores[j] = wordStd * math.Sqrt(float64(width)) * rng.NormFloat64() // |h| is √d
		}
		out.add(scores)
	}
	return out, nil
}

// drawOwn draws a word's row and its sum with a place's row, and returns the
// score h·word.
func drawOwn(word, both []float64, wordStd, placeStd float64, rng *rand.Rand) float64 {
	var m meanOf
	for k := range word {
		word[k] = wordStd * rng.NormFloat64()
		both[k] = word[k] + placeStd*rng.NormFloat64()
		m.add(both[k])
	}
	d := float64(len(word))
	size := math.Sqrt(m.variance()*(d-1)/d + 1e-5)
	own := 0.0
	for k := range word {
		own += word[k] * (both[k] - m.mean) / size
	}
	return own
}

// add adds the figures of one word read, whose own score is the first. As any
// word may be next, the loss is taken in the mean over all of them.
func (r *residual) add(scores []float64) {
	own := scores[0]
	top, sum, square := own, own, 0.0
	for _, s := range scores[1:] {
		top = max(top, s)
		sum += s
		square += s * s
	}
	total := 0.0
	for _, s := range scores {
		total += math.Exp(s - top)
	}
	n := float64(len(scores))
	r.loss.add(math.Log(total) + top - sum/n)
	r.own.add(own)
	r.other.add(math.Sqrt(square / (n - 1)))
	r.chance.add(math.Exp(own-top) / total)
}

// ownScore is the expected score of the word just read.
func ownScore(width int, wordStd, placeStd float64) float64 {
	return wordStd * wordStd * float64(width) / math.Hypot(wordStd, placeStd)
}

// A residualRun is one run: your two tables, and the usual ones.
type residualRun struct {
	words, width    int
	wordStd, placeS float64
	yours           residual
	usual           []residual
}

// usualTables are the starts to compare with.
var usualTables = []start{
	{name: "1 and 1", words: stdOne, places: stdOne},
	{name: "√(2/d) and √(2/d)", words: stdHe, places: stdHe},
	{name: "1/√d and 1/√d", words: stdRoot, places: stdRoot},
	{name: "√(2/d) and 1", words: stdHe, places: stdOne},
}

func runResidual(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	r := &residualRun{words: v.Int("words"), width: v.Int("width"), wordStd: v.Float("word_std"), placeS: v.Float("place_std")}
	rng := rand.New(rand.NewPCG(uint64(v.Int("seed")), 0))
	var err error
	if r.yours, err = measureResidual(ctx, r.words, r.width, r.wordStd, r.placeS, v.Int("draws"), rng); err != nil {
		return nil, err
	}
	show := steady(ctx, emit)
	if err := emitAll(show, r.pathFrame(), r.scoresFrame()); err != nil {
		return nil, err
	}
	d := float64(r.width)
	for _, s := range usualTables {
		u, err := measureResidual(ctx, r.words, r.width, s.words(d), s.places(d), v.Int("draws"), rng)
		if err != nil {
			return nil, err
		}
		r.usual = append(r.usual, u)
	}
	if err := emitAll(show, r.startsFrame(), r.widthFrame()); err != nil {
		return nil, err
	}
	y := r.yours
	return fill(residualResults, decimal(y.loss.mean), decimal(y.loss.err()), decimal(math.Log(float64(r.words))),
		decimal(y.own.mean), decimal(ownScore(r.width, r.wordStd, r.placeS)), decimal(y.other.mean), decimal(y.chance.mean), decimal(r.share())), nil
}

// share is the word's part in the variance of word + place.
func (r *residualRun) share() float64 {
	return r.wordStd * r.wordStd / (r.wordStd*r.wordStd + r.placeS*r.placeS)
}

func (r *residualRun) pathFrame() Frame {
	return Frame{View: "path",
		Caption: "The blocks add to their input, so before training h is little more than the row of the word just read, with its place, normalised.",
		Blocks: Blocks{
			&Table{Cols: []Col{{Name: "what"}, {Name: "size of an entry", Right: true}, {Name: "share of the word", Right: true}},
				Rows: []Row{
					{Cells: []string{"row of the word", sig(r.wordStd, 3), ""}},
					{Cells: []string{"row of the place", sig(r.placeS, 3), ""}},
					{Cells: []string{"their sum", sig(math.Hypot(r.wordStd, r.placeS), 3), percent(r.share())}},
					{Cells: []string{"h, after LayerNorm", "1", percent(r.share())}, Mark: Hot},
				}},
			&Text{Text: "The head compares h with the same rows of words. One of them is in h already."},
		}}
}

func (r *residualRun) scoresFrame() Frame {
	own := ownScore(r.width, r.wordStd, r.placeS)
	return Frame{View: "scores",
		Caption: fmt.Sprintf("The word just read scores %s, where any other word is within about %s of 0. The model begins with %s on a repeat.",
			sig(r.yours.own.mean, 3), sig(r.yours.other.mean, 3), percent(r.yours.chance.mean)),
		Blocks: Blocks{
			&Table{Cols: []Col{{Name: "score"}, {Name: "measured", Bar: true}, {Name: "by formula", Right: true}, {}},
				Rows: []Row{
					{Cells: []string{"of the word just read", decimal(roundTo(r.yours.own.mean, 3)), sig(own, 3), "s²d/√(s² + t²)"}, Mark: Hot},
					{Cells: []string{"of the others, spread", decimal(roundTo(r.yours.other.mean, 3)), sig(r.wordStd*math.Sqrt(float64(r.width)), 3), "s√d"}},
				}},
			&Text{Text: "Here s is the standard deviation of the words' entries and t that of the places'."},
		}}
}

func (r *residualRun) startsFrame() Frame {
	guess := math.Log(float64(r.words))
	t := &Table{Cols: []Col{{Name: "words and places"}, {Name: "loss, logarithmic", Bar: true, Log: true, Ref: decimal(roundTo(guess, 3)), RefName: "guessing"},
		{Name: "own score", Right: true}, {Name: "others, spread", Right: true}, {Name: "word in h", Right: true}}}
	d := float64(r.width)
	for i, s := range usualTables {
		u, w, p := r.usual[i], s.words(d), s.places(d)
		t.Rows = append(t.Rows, Row{Cells: []string{s.name, decimal(roundTo(u.loss.mean, 3)), sig(u.own.mean, 3), sig(u.other.mean, 3), percent(w * w / (w*w + p*p))}})
	}
	t.Rows = append(t.Rows, Row{Mark: Hot, Cells: []string{sig(r.wordStd, 3) + " and " + sig(r.placeS, 3), decimal(roundTo(r.yours.loss.mean, 3)),
		sig(r.yours.own.mean, 3), sig(r.yours.other.mean, 3), percent(r.share())}})
	return Frame{View: "starts",
		Caption: fmt.Sprintf("With std 1 in both tables the loss begins at %s, and guessing costs %s. The wrong bet on a repeat is most of it.",
			sig(r.usual[0].loss.mean, 3), fixed(guess, 2)),
		Blocks: Blocks{t, &Text{Text: "The last usual one is line 9 alone: the scores are small, and so is the word in h. The blocks see little but the place."}}}
}

func (r *residualRun) widthFrame() Frame {
	ds := mapped(span(3, 10, 28), math.Exp2)
	line := func(s start) Series {
		return Series{Name: s.name, X: ds, Y: mapped(ds, func(d float64) float64 { return s.words(d) * s.words(d) * d / math.Hypot(s.words(d), s.places(d)) })}
	}
	return Frame{View: "width",
		Caption: "The own score grows with d if the tables have std 1, and with √d for √(2/d) or 1/√d. That one is left to unlearn.",
		Blocks: Blocks{
			&Plot{X: Axis{Label: "d_model", Log: true}, Y: Axis{Label: "score of the word just read", Log: true},
				Series: []Series{line(usualTables[0]), line(usualTables[1]), line(usualTables[2])},
				Alt:    "Three rising lines over the width: the one for std 1 far above and twice as steep as those for √(2/d) and 1/√d."},
			&Text{Text: "Set word_std to 0.02 and place_std to 0.02: the bet on a repeat is gone, and the loss is that of guessing."},
		}}
}
