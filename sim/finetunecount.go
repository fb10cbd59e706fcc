package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"gonum.org/v1/gonum/mat"
)

// finetuneCount counts what each way to fine-tune a transformer trains for one
// task: a soft prompt, a prefix in every layer, low-rank or bottleneck adapters,
// everything. A layer of width d has 12d² weights without its biases: 4d² in
// the attention and 8d² in the feed-forward part.
var finetuneCount = &Sim{
	Name: "finetune-count",
	Doc:  "How many parameters each way to fine-tune a language model trains.",
	Params: []Param{
		{Name: "tokens", Doc: "tokens of the soft prompt or prefix", Default: 5, Min: 1, Max: 1000},
		{Name: "layers", Doc: "layers of the model", Default: 40, Min: 1, Max: 200},
		{Name: "heads", Doc: "attention heads of a layer", Default: 40, Min: 1, Max: 256},
		{Name: "head", Doc: "width of one head; the model is so many times heads wide", Default: 128, Min: 8, Max: 512},
		{Name: "rank", Doc: "rank r of the thin factors A and B, and width of a bottleneck", Default: 8, Min: 1, Max: 512},
		{Name: "adapted", Doc: "layers that have adapters", Default: 4, Min: 1, Max: 200},
		{Name: "matrices", Doc: "adapted matrices in such a layer", Default: 3, Min: 1, Max: 6},
		{Name: "tasks", Doc: "tasks to serve", Default: 100, Min: 1, Max: 100000},
		{Name: "bytes", Doc: "bytes of a stored parameter", Default: 2, Min: 1, Max: 8},
	},
	Results: finetuneCountResults,
	Run:     runFinetuneCount,
}

var finetuneCountResults = []Result{
	{Name: "width", Doc: "width d of the model"},
	{Name: "soft_prompt", Doc: "parameters of a soft prompt, tokens·d"},
	{Name: "prefix", Doc: "parameters of a key and a value for each token in every layer"},
	{Name: "lora", Doc: "parameters of the low-rank factors, adapted·matrices·r·2d"},
	{Name: "lora_all", Doc: "the same with every layer adapted"},
	{Name: "adapter", Doc: "parameters of two bottlenecks in every layer, with their biases"},
	{Name: "blocks", Doc: "weights of all layers, 12·layers·d²"},
	{Name: "full", Doc: "the model, rounded to billions if it has as many"},
	{Name: "soft_share", Doc: "soft prompt as a share of the model"},
	{Name: "lora_share", Doc: "low-rank factors as a share of the model"},
	{Name: "soft_bytes", Doc: "what all tasks' soft prompts take on a disk", Unit: "B"},
	{Name: "lora_bytes", Doc: "what all tasks' low-rank factors take", Unit: "B"},
	{Name: "full_bytes", Doc: "what a model for each task takes", Unit: "B"},
}

// tuning is a model and ways to fine-tune it.
type tuning struct {
	tokens, layers, width, rank, adapted, matrices, tasks, bytes int
}

func newTuning(v Values) (tuning, error) {
	t := tuning{tokens: v.Int("tokens"), layers: v.Int("layers"), width: v.Int("heads") * v.Int("head"), rank: v.Int("rank"),
		adapted: v.Int("adapted"), matrices: v.Int("matrices"), tasks: v.Int("tasks"), bytes: v.Int("bytes")}
	switch {
	case t.adapted > t.layers:
		return t, fmt.Errorf("adapted = %d is more than layers = %d: adapt %[2]d layers at most", t.adapted, t.layers)
	case t.rank > t.width:
		return t, fmt.Errorf("rank = %d is more than the width %d, heads times head: make rank smaller", t.rank, t.width)
	}
	return t, nil
}

func (t tuning) softPrompt() int { return t.tokens * t.width }

func (t tuning) prefix() int { return 2 * t.tokens * t.layers * t.width }

func (t tuning) lora(layers int) int { return layers * t.matrices * t.rank * 2 * t.width }

// adapter is two bottlenecks a layer, each with two matrices and two biases.
func (t tuning) adapter() int { return t.layers * 2 * (2*t.width*t.rank + t.width + t.rank) }

func (t tuning) blocks() int { return 12 * t.layers * t.width * t.width }

// full is the model as people call it: in whole billions if it has one.
func (t tuning) full() int {
	const billion = 1_000_000_000
	if n := (t.blocks() + billion/2) / billion; n > 0 {
		return n * billion
	}
	return t.blocks()
}

func runFinetuneCount(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	t, err := newTuning(v)
	if err != nil {
		return nil, err
	}
	for _, f := range t.frames() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := emit(f); err != nil {
			return nil, err
		}
	}
	share := func(n int) string { return decimal(float64(n) / float64(t.full())) }
	stored := func(n int) string { return strconv.Itoa(n * t.tasks * t.bytes) }
	return fill(finetuneCountResults,
		strconv.Itoa(t.width), strconv.Itoa(t.softPrompt()), strconv.Itoa(t.prefix()), strconv.Itoa(t.lora(t.adapted)),
		strconv.Itoa(t.lora(t.layers)), strconv.Itoa(t.adapter()), strconv.Itoa(t.blocks()), strconv.Itoa(t.full()),
		share(t.softPrompt()), share(t.lora(t.adapted)),
		stored(t.softPrompt()), stored(t.lora(t.adapted)), stored(t.full())), nil
}

func (t tuning) frames() []Frame {
	return []Frame{t.promptFrame(), t.countFrame(), t.taskFrame(), t.startFrame(), t.shareFrame()}
}

// promptFrame shows what goes into the first layer: the prompt and the text.
func (t tuning) promptFrame() Frame {
	c := &Cells{Label: "position"}
	vector, from := CellRow{Name: "numbers"}, CellRow{Name: "trained"}
	add := func(col, text string, m Mark) {
		c.Cols = append(c.Cols, col)
		vector.Cells = append(vector.Cells, Cell{Text: text})
		from.Cells = append(from.Cells, Cell{Mark: m})
	}
	shown := min(t.tokens, 5)
	for i := range shown {
		add(strconv.Itoa(i+1), strconv.Itoa(t.width), Held)
	}
	if t.tokens > shown {
		add("…", "…", Held)
	}
	add("text", strconv.Itoa(t.width), Plain)
	add("…", "…", Plain)
	c.Rows = []CellRow{vector, from}
	return Frame{View: "prompt",
		Caption: fmt.Sprintf("At the input of the first layer every token is a vector of %s numbers. A soft prompt puts %s in front that no word has: %s trained numbers.",
			counted(t.width), plural(t.tokens, "vector"), counted(t.softPrompt())),
		Blocks: Blocks{c, &Text{Text: "The layers above are frozen, and so are the vectors of the words. What the layers make of the prompt, its keys and values, is computed and not trained."}}}
}

// countFrame compares the ways to fine-tune.
func (t tuning) countFrame() Frame {
	table := &Table{Cols: []Col{{Name: "what is trained"}, {Name: "parameters", Bar: true, Log: true}},
		Rows: []Row{
			{Cells: []string{"soft prompt", counted(t.softPrompt())}, Mark: Hot},
			{Cells: []string{"low-rank factors", counted(t.lora(t.adapted))}},
			{Cells: []string{"prefix in every layer", counted(t.prefix())}},
			{Cells: []string{"bottlenecks in every layer", counted(t.adapter())}},
			{Cells: []string{"the whole model", counted(t.full())}},
		}}
	return Frame{View: "count",
		Caption: fmt.Sprintf("Parameters for one task, with d = %s and r = %d. The scale is logarithmic: each step is ten times as many.", counted(t.width), t.rank),
		Blocks: Blocks{table, &Text{Text: fmt.Sprintf(
			"soft prompt %d · d; factors %d · %d · r · 2d; prefix 2 · %[1]d · %[4]d · d; bottlenecks 2 · %[4]d · (2dr + d + r); the model's layers 12 · %[4]d · d²",
			t.tokens, t.adapted, t.matrices, t.layers)}}}
}

// taskFrame shows what all tasks take on a disk.
func (t tuning) taskFrame() Frame {
	table := &Table{Cols: []Col{{Name: "plan"}, {Name: "one task", Right: true}, {Name: plural(t.tasks, "task"), Right: true}}}
	add := func(name string, n int) {
		one := float64(n) * float64(t.bytes)
		table.Rows = append(table.Rows, Row{Cells: []string{name, size(one), size(one * float64(t.tasks))}})
	}
	add("1: soft prompts", t.softPrompt())
	add("2: low-rank factors", t.lora(t.adapted))
	add("3: a model for each task", t.full())
	return Frame{View: "tasks",
		Caption: fmt.Sprintf("What has to be kept for %s, beside the one frozen model of %s.",
			plural(t.tasks, "task"), size(float64(t.full())*float64(t.bytes))),
		Blocks: Blocks{table, &Text{Text: "Plans 1 and 2 share the model, and without its prompt or factors it is as before. Mixing the tasks in plan 3 keeps one model too, at the price of the old one."}}}
}

// size is a number of bytes in a fitting unit.
func size(bytes float64) string {
	for _, u := range []struct {
		size float64
		name string
	}{{1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}} {
		if bytes >= u.size {
			return brief(bytes/u.size) + "\u00a0" + u.name
		}
	}
	return brief(bytes) + "\u00a0B"
}

// A thinLayer is a layer W + AB with an input, and what should come out.
type thinLayer struct{ w, x, y, a, b *mat.Dense }

// gradients returns AB and the gradients of A and B for the loss
// ½‖(W + AB)x − y‖²: with δ = (W + AB)x − y they are δ(Bx)ᵀ and Aᵀδxᵀ.
func (l thinLayer) gradients() (ab, da, db mat.Dense) {
	var whole, delta, bx, ad mat.Dense
	ab.Mul(l.a, l.b)
	whole.Add(l.w, &ab)
	delta.Mul(&whole, l.x)
	delta.Sub(&delta, l.y)
	bx.Mul(l.b, l.x)
	da.Mul(&delta, bx.T())
	ad.Mul(l.a.T(), &delta)
	db.Mul(&ad, l.x.T())
	return ab, da, db
}

// startFrame takes the gradients of the factors for four ways to start them.
func (t tuning) startFrame() Frame {
	const width, rank = 12, 3
	rng := rand.New(rand.NewPCG(1, 0))
	random := func(r, c int) *mat.Dense {
		m := mat.NewDense(r, c, nil)
		m.Apply(func(_, _ int, _ float64) float64 { return rng.NormFloat64() / math.Sqrt(float64(c)) }, m)
		return m
	}
	w, x, y, a, b := random(width, width), random(width, 1), random(width, 1), random(width, rank), random(rank, width)
	zeroA, zeroB := mat.NewDense(width, rank, nil), mat.NewDense(rank, width, nil)
	table := &Table{Cols: []Col{{Name: "A starts"}, {Name: "B starts"}, {Name: "change of W", Right: true},
		{Name: "gradient of A", Right: true}, {Name: "gradient of B", Right: true}}}
	for _, c := range []struct {
		a, b   *mat.Dense
		as, bs string
		mark   Mark
	}{
		{zeroA, b, "at zero", "at random", Good},
		{a, zeroB, "at random", "at zero", Good},
		{zeroA, zeroB, "at zero", "at zero", Bad},
		{a, b, "at random", "at random", Bad},
	} {
		ab, da, db := thinLayer{w, x, y, c.a, c.b}.gradients()
		table.Rows = append(table.Rows, Row{Mark: c.mark, Cells: []string{c.as, c.bs,
			fixed(mat.Norm(&ab, 2), 3), fixed(mat.Norm(&da, 2), 3), fixed(mat.Norm(&db, 2), 3)}})
	}
	return Frame{View: "start",
		Caption: "One factor at zero: AB = 0, so the model starts as it was, and the factor at zero has a gradient that moves it. Both at zero: neither ever moves.",
		Blocks:  Blocks{table, &Text{Text: "Sizes on a small layer of width 12 with factors of rank 3. With both at random the model is changed before training begins."}}}
}

// shareFrame sums up.
func (t tuning) shareFrame() Frame {
	table := &Table{Cols: []Col{{}, {Name: "parameters", Right: true}, {Name: "share of the model", Right: true}}}
	add := func(name string, n int, m Mark) {
		table.Rows = append(table.Rows, Row{Mark: m, Cells: []string{name, counted(n), inPercent(float64(n) / float64(t.full()))}})
	}
	add("soft prompt", t.softPrompt(), Hot)
	add("low-rank factors", t.lora(t.adapted), Plain)
	add("the same in every layer", t.lora(t.layers), Plain)
	add("the model", t.full(), Plain)
	next := min(2*t.tokens, 1000)
	return Frame{View: "share",
		Caption: fmt.Sprintf("Layers and the length of the text do not enter the soft prompt. Set layers to %d: its count stays. Set tokens to %d: it is %s.",
			max(t.layers/2, 1), next, counted(next*t.width)),
		Blocks: Blocks{table}}
}
