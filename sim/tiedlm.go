package sim

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"sync"
)

// tiedLM trains a tiny language model from seven starts on the same generated
// text. Most differ in the standard deviation of the two tables, of words and of
// places, where the table of words is also the head. Each model takes the same
// steps (Adam, rate 0.002, 64 tokens a step); losses are measured on 256 tokens
// that are not trained on. Guessing costs ln(words), and knowing the text's odds
// ln 4 at most.
var tiedLM = &Sim{
	Name: "tied-lm",
	Doc:  "Trains a tiny language model whose head shares its table of words, from seven starts.",
	Params: []Param{
		{Name: "words", Doc: "words of the language", Default: 400, Min: 50, Max: 600},
		{Name: "width", Doc: "d_model", Default: 128, Min: 8, Max: 128},
		{Name: "steps", Doc: "training steps", Default: 300, Min: 0, Max: 500},
		{Name: "seed", Doc: "start of the random numbers", Default: 1, Min: 0, Max: 1 << 40},
	},
	Results: lmResults,
	Run:     runTiedLM,
}

var lmResults = []Result{
	{Name: "guess", Doc: "loss of equal chances for all words, ln(words)", Unit: "nats"},
	{Name: "bug_first", Doc: "loss before training with std 1, tied", Unit: "nats"},
	{Name: "bug_last", Doc: "and after it", Unit: "nats"},
	{Name: "he_first", Doc: "with std √(2/d)", Unit: "nats"},
	{Name: "he_last", Doc: "and after it", Unit: "nats"},
	{Name: "root_first", Doc: "with std 1/√d", Unit: "nats"},
	{Name: "root_last", Doc: "and after it", Unit: "nats"},
	{Name: "words_only_first", Doc: "with std √(2/d) for the words and 1 for the places", Unit: "nats"},
	{Name: "words_only_last", Doc: "and after it", Unit: "nats"},
	{Name: "scaled_first", Doc: "with std 1 and scores divided by √d", Unit: "nats"},
	{Name: "scaled_last", Doc: "and after it", Unit: "nats"},
	{Name: "untied_first", Doc: "with std 1 and a head of its own", Unit: "nats"},
	{Name: "untied_last", Doc: "and after it", Unit: "nats"},
	{Name: "small_first", Doc: "with std 0.02", Unit: "nats"},
	{Name: "small_last", Doc: "and after it", Unit: "nats"},
}

func stdOne(float64) float64    { return 1 }
func stdHe(d float64) float64   { return math.Sqrt(2 / d) }
func stdRoot(d float64) float64 { return 1 / math.Sqrt(d) }
func stdSmall(float64) float64  { return 0.02 }

// lmStarts are the starts, in the order of the results.
var lmStarts = []start{
	{name: "std 1, tied (the bug)", words: stdOne, places: stdOne},
	{name: "std √(2/d)", words: stdHe, places: stdHe},
	{name: "std 1/√d", words: stdRoot, places: stdRoot},
	{name: "std √(2/d), words only", words: stdHe, places: stdOne},
	{name: "std 1, scores / √d", words: stdOne, places: stdOne, scaled: true},
	{name: "std 1, head not tied", words: stdOne, places: stdOne, untied: true},
	{name: "std 0.02", words: stdSmall, places: stdSmall},
}

// How the models train and are measured.
const (
	lmRate     = 2e-3
	lmTokens   = 64 // in a step
	lmSentence = 8  // tokens in a row, and places
	lmEvery    = 10 // steps between two frames
)

// A race is the models in training, with their losses so far.
type race struct {
	words, width, steps int
	models              []*littleLM
	text                *chainText
	test                []batch
	at                  []float64   // the steps at which losses were measured
	losses              [][]float64 // of each model
}

func newRace(words, width, steps int, seed uint64) *race {
	r := &race{words: words, width: width, steps: steps, text: newChainText(words, seed), losses: make([][]float64, len(lmStarts))}
	for range 4 {
		r.test = append(r.test, r.text.batch(lmTokens, lmSentence))
	}
	for _, s := range lmStarts {
		r.models = append(r.models, newLittleLM(words, width, lmSentence, lmTokens, s, seed))
	}
	return r
}

// run trains all models for some steps and measures them. The models know
// nothing of each other, so they may run at once.
func (r *race) run(ctx context.Context, steps int) error {
	batches := make([]batch, steps)
	for i := range batches {
		batches[i] = r.text.batch(lmTokens, lmSentence)
	}
	var all sync.WaitGroup
	for i, m := range r.models {
		all.Go(func() {
			for _, b := range batches {
				if ctx.Err() != nil {
					return
				}
				m.train(b, lmRate)
			}
			sum := 0.0
			for _, b := range r.test {
				if ctx.Err() != nil {
					return
				}
				sum += m.forward(b)
			}
			r.losses[i] = append(r.losses[i], sum/float64(len(r.test)))
		})
	}
	all.Wait()
	done := float64(steps)
	if n := len(r.at); n > 0 {
		done += r.at[n-1]
	}
	r.at = append(r.at, done)
	return ctx.Err()
}

func runTiedLM(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	r := newRace(v.Int("words"), v.Int("width"), v.Int("steps"), uint64(v.Int("seed")))
	show := steady(ctx, emit)
	for done := 0; ; {
		n := min(lmEvery, r.steps-done)
		if len(r.at) == 0 {
			n = 0
		}
		if err := r.run(ctx, n); err != nil {
			return nil, err
		}
		if err := show(r.frame()); err != nil {
			return nil, err
		}
		if done += n; done == r.steps {
			break
		}
	}
	if err := emitAll(show, r.curvesFrame(), r.resultFrame()); err != nil {
		return nil, err
	}
	texts := []string{decimal(math.Log(float64(r.words)))}
	for _, ls := range r.losses {
		texts = append(texts, decimal(ls[0]), decimal(ls[len(ls)-1]))
	}
	return fill(lmResults, texts...), nil
}

func (r *race) guess() float64 { return math.Log(float64(r.words)) }

// table shows the losses now, as bars, beside the first ones.
func (r *race) table() *Table {
	t := &Table{Cols: []Col{{Name: "start"},
		{Name: "loss now, logarithmic", Bar: true, Log: true, Ref: decimal(roundTo(r.guess(), 3)), RefName: "guessing"},
		{Name: "at step 0", Right: true}}}
	top := 0.0
	for i, s := range lmStarts {
		first, now := r.losses[i][0], r.losses[i][len(r.losses[i])-1]
		top = max(top, first, now)
		row := Row{Cells: []string{s.name, decimal(roundTo(now, 3)), fixed(first, 2)}}
		if i == 0 {
			row.Mark = Bad
		}
		t.Rows = append(t.Rows, row)
	}
	t.Room = []string{"", decimal(roundTo(top, 3)), ""}
	return t
}

func (r *race) frame() Frame {
	step := int(r.at[len(r.at)-1])
	bug := r.losses[0]
	caption := fmt.Sprintf("Step %d of %d. A model of %d words and width %d, started seven ways; guessing costs ln %[3]d = %[5]s.",
		step, r.steps, r.words, r.width, fixed(r.guess(), 2))
	if step > 0 {
		caption = fmt.Sprintf("Step %d of %d. The model with std 1 has come from %s to %s; guessing would be %s.",
			step, r.steps, fixed(bug[0], 1), fixed(bug[len(bug)-1], 1), fixed(r.guess(), 2))
	}
	return Frame{View: "train", Caption: caption, Blocks: Blocks{r.table()}}
}

// plotTop is where the plot of the losses is cut off.
const plotTop = 12

// curvesFrame draws the losses of four starts over the steps.
func (r *race) curvesFrame() Frame {
	p := &Plot{X: Axis{Label: "step"}, Y: Axis{Label: "loss", Lo: 1, Hi: plotTop},
		Alt: "Losses over the steps: with std 1 it falls from far above guessing only to about that; with both tables at √(2/d) and with 0.02 it goes on far below; with the words alone at √(2/d) it stays where guessing is."}
	text := ""
	for _, i := range []int{0, 1, 3, 6} {
		s := Series{Name: lmStarts[i].name}
		for k, x := range r.losses[i] {
			if x <= plotTop {
				s.X, s.Y = append(s.X, r.at[k]), append(s.Y, x)
			}
		}
		if len(s.X) > 0 {
			p.Series = append(p.Series, s)
		}
		if i == 0 {
			text = "With std 1 the loss is above the plot all the time."
			if len(s.X) > 0 {
				text = fmt.Sprintf("With std 1 the loss is above the plot until step %.0f.", s.X[0])
			}
		}
	}
	return Frame{View: "curves",
		Caption: fmt.Sprintf("A start that is too large spends its steps on unlearning. After %s std 1 is at %s, std √(2/d) at %s.",
			plural(r.steps, "step"), fixed(last(r.losses[0]), 1), fixed(last(r.losses[1]), 1)),
		Blocks: Blocks{p, &Text{Text: text}}}
}

func last(xs []float64) float64 { return xs[len(xs)-1] }

func (r *race) resultFrame() Frame {
	return Frame{View: "result",
		Caption: "Too large hurts, too small does not: the mend is a table of small numbers, or scores made small.",
		Blocks: Blocks{r.table(),
			&Text{Text: fmt.Sprintf("Words alone are not enough. The places, still at std 1, drown them in the sum, and the loss stays near guessing (%s after %s steps).",
				fixed(last(r.losses[3]), 2), strconv.Itoa(r.steps))},
			&Text{Text: fmt.Sprintf("Set width to %d: the bug costs less, since scores grow with √d.", max(r.width/4, 8))},
		}}
}
