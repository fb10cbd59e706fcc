package sim

// A Block is a piece of a frame. The set is closed: a renderer handles each kind.
type Block interface {
	Kind() string // its tag in JSON
	block()
}

// Blocks are the pieces of one frame, top to bottom. They encode to JSON with a
// "kind" beside each block's own fields and decode from it.
type Blocks []Block

// A Mark says what a cell means. Renderers turn it into a glyph and a style;
// the text form stays legible without either.
type Mark string

// The marks.
const (
	Plain Mark = ""
	Held  Mark = "held" // kept in memory
	Hot   Mark = "hot"  // happening in this very step
	Done  Mark = "done" // finished with
	Lost  Mark = "lost" // was there and has been thrown away
	Good  Mark = "good"
	Bad   Mark = "bad"
)

// Text is a paragraph in plain words.
type Text struct {
	Text string `json:"text"`
	Mark Mark   `json:"mark,omitempty"`
}

// Cells is a strip of labelled columns with one or more named rows, such as
// the layers of a network with what is kept, what runs and where the gradient is.
type Cells struct {
	Label string    `json:"label"` // names the columns: "layer"
	Cols  []string  `json:"cols"`
	Rows  []CellRow `json:"rows"`
}

// A CellRow has one cell per column.
type CellRow struct {
	Name  string `json:"name"`
	Cells []Cell `json:"cells"`
}

// A Cell is one place of a strip. An empty text with mark Held is drawn as a
// filled square.
type Cell struct {
	Text string `json:"text,omitempty"`
	Mark Mark   `json:"mark,omitempty"`
	Join Join   `json:"join,omitempty"`
}

// A Join draws the cell's connection with its left neighbour.
type Join string

// The joins: an arrow starts under this cell, comes in from the left, or goes
// out to the left.
const (
	None  Join = ""
	Start Join = "start"
	Right Join = "right"
	Left  Join = "left"
)

// Slots shows groups of places that hold something: memory and registers. An
// empty string is a free place, "…" stands for places that are left out.
type Slots struct {
	Groups []SlotGroup `json:"groups"`
}

// A SlotGroup is a named row of places with a remark such as "2 of 2 full".
type SlotGroup struct {
	Name   string   `json:"name"`
	Places []string `json:"places"`
	Note   string   `json:"note,omitempty"`
}

// Table is rows and columns of words and numbers. Room, if given, is a row that
// is not drawn and has in each column the widest cell of any frame, so that the
// columns stand still while frames go by; in a Bar column it has the largest
// number, so that the scale stands still.
type Table struct {
	Cols []Col    `json:"cols"`
	Rows []Row    `json:"rows"`
	Room []string `json:"room,omitempty"`
}

// A Col is a column. A Bar column holds decimal numbers, drawn as bars with the
// number beside them, all on one scale. A Units column holds counts up to a few
// dozen, drawn as that many squares; a cell of words stays as it is in both. A
// column without a name goes with the one before it.
//
// A Log bar column starts at its smallest power of ten below the numbers and
// grows with their logarithm, so its numbers are positive. Ref, a number like
// the others, is where a reference line crosses the bars; RefName says what it is.
type Col struct {
	Name    string `json:"name"`
	Right   bool   `json:"right,omitempty"` // align right
	Bar     bool   `json:"bar,omitempty"`
	Units   bool   `json:"units,omitempty"`
	Log     bool   `json:"log,omitempty"`
	Ref     string `json:"ref,omitempty"`
	RefName string `json:"ref_name,omitempty"`
}

// A Row has one cell per column; Mark Hot is the row of this step.
type Row struct {
	Cells []string `json:"cells"`
	Mark  Mark     `json:"mark,omitempty"`
}

// Plot is a chart of one or more series over two axes. Alt says in a sentence
// what there is to see, for who cannot see it; it is never left out.
type Plot struct {
	Title  string   `json:"title,omitempty"`
	X      Axis     `json:"x"`
	Y      Axis     `json:"y"`
	Series []Series `json:"series"`
	Alt    string   `json:"alt"`
}

// An Axis has a label with its unit and a range. Lo and Hi both zero leave the
// range to the data; a Log axis holds positive numbers only.
type Axis struct {
	Label string  `json:"label"`
	Log   bool    `json:"log,omitempty"`
	Lo    float64 `json:"lo,omitempty"`
	Hi    float64 `json:"hi,omitempty"`
}

// A Series is a line through its points in order, or the points alone. X and Y
// are equally long and finite. Glyph draws a point ("" leaves the choice to the
// renderer); a line that needs telling apart is known by its Name.
type Series struct {
	Name  string    `json:"name"`
	X     []float64 `json:"x"`
	Y     []float64 `json:"y"`
	Dots  bool      `json:"dots,omitempty"` // points alone, no line
	Glyph string    `json:"glyph,omitempty"`
	Mark  Mark      `json:"mark,omitempty"`
}

// Heat is a matrix of numbers, shown as shades with a scale: Values[i][j]
// belongs to Rows[i] and Cols[j]. Lo and Hi both zero leave the scale to the data.
type Heat struct {
	Title  string      `json:"title,omitempty"`
	Rows   []string    `json:"rows"`
	Cols   []string    `json:"cols"`
	Values [][]float64 `json:"values"`
	Lo     float64     `json:"lo,omitempty"`
	Hi     float64     `json:"hi,omitempty"`
	Alt    string      `json:"alt"`
}

// Beside places blocks side by side where the screen has the room and one
// below the other where it has not.
type Beside struct {
	Blocks Blocks `json:"blocks"`
}

// Kind implements [Block].
func (*Text) Kind() string   { return "text" }
func (*Cells) Kind() string  { return "cells" }
func (*Slots) Kind() string  { return "slots" }
func (*Table) Kind() string  { return "table" }
func (*Plot) Kind() string   { return "plot" }
func (*Heat) Kind() string   { return "heat" }
func (*Beside) Kind() string { return "beside" }

func (*Text) block()   {}
func (*Cells) block()  {}
func (*Slots) block()  {}
func (*Table) block()  {}
func (*Plot) block()   {}
func (*Heat) block()   {}
func (*Beside) block() {}
