package problems

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gradcheck/grader"
)

func demo(t testing.TB) *Library {
	t.Helper()
	lib, err := Load(Source{os.DirFS("testdata/good"), "good"})
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return lib
}

func problem(t testing.TB, id string, seed uint64) *Problem {
	t.Helper()
	tm, ok := demo(t).Template(id)
	if !ok {
		t.Fatalf("no template %q", id)
	}
	p, err := tm.Instance(seed)
	if err != nil {
		t.Fatalf("%s.Instance(%d): %v", id, seed, err)
	}
	return p
}

func TestGoodFilesAreGood(t *testing.T) {
	if ms := Check(demo(t), CheckOptions{Layout: narrow}); len(ms) > 0 {
		t.Errorf("Check:\n%v", ms)
	}
}

func TestExam(t *testing.T) {
	lib := demo(t)
	e, ok := lib.Exam("demo")
	if !ok || e.Title != "Demonstration exam" || e.Time.Hours() != 1.5 || !e.Hints || e.Blueprint() {
		t.Errorf("Exam(demo) = %+v", e)
	}
	if e.Rules != "Answer in any order. A calculator is allowed." {
		t.Errorf("Rules = %q", e.Rules)
	}
	if s := e.Sections[0]; s.Title != "Systems" || s.Minutes != 40 || !slices.Equal(s.Problems, []string{"checkpoints", "stride"}) {
		t.Errorf("Sections[0] = %+v", s)
	}
	for _, c := range []struct{ id, label, want string }{
		{"checkpoints", "a", "1a"},
		{"stride", "", "2"},
		{"noise", "work", "3work"},
		{"elsewhere", "a", "a"},
	} {
		if got := lib.Label("demo", c.id, c.label); got != c.want {
			t.Errorf("Label(demo, %s, %s) = %q, want %q", c.id, c.label, got, c.want)
		}
	}
	var ids []string
	for _, tm := range lib.Templates() {
		ids = append(ids, tm.ID)
	}
	if want := []string{"checkpoints", "stride", "noise"}; !slices.Equal(ids, want) {
		t.Errorf("Templates() = %v, want %v", ids, want)
	}
}

// The printed problem, with every hole filled and nothing of the key in it.
func TestPrinted(t *testing.T) {
	p := problem(t, "checkpoints", 0)
	wants := map[string]string{
		"intro": "A chain of 12 equal blocks is trained with little memory. Going forward,\n" +
			"only the output of every 4th block stays; going backward, whatever else is\n" +
			"wanted is computed again from the nearest block that stayed, $x_{4}$ for one.\n\n" +
			"```figure\n0\n```",
		"prompt":   "How often is a block evaluated **again** on the way back?",
		"hint":     "What is at hand when block 11 is wanted?",
		"alt":      "12 blocks in a row, with every 4th one marked.",
		"solution": "Each block costs its distance to the one that stayed below it: $ {18} $.",
		"above":    "Count along the chain, from its end.",
	}
	gots := map[string]string{
		"intro":    p.Intro,
		"prompt":   p.Parts[0].Prompt,
		"hint":     p.Parts[0].Hints[0].Text,
		"alt":      p.Figures[0].Alt,
		"solution": p.Parts[0].Solution,
		"above":    p.Solution,
	}
	for _, name := range slices.Sorted(maps.Keys(wants)) {
		if gots[name] != wants[name] {
			t.Errorf("%s = %q, want %q", name, gots[name], wants[name])
		}
	}
	if len(p.Figures[0].Blocks) == 0 {
		t.Error("the figure has no blocks")
	}
	if p.Points() != 20 {
		t.Errorf("Points() = %v, want 20", p.Points())
	}
	a := p.Parts[0]
	if a.Hints[1].Cost != 0.1 || a.Explain[0].Sim != "remat" || a.Explain[0].View != "trace" || a.Explain[0].Play[0] != (Play{"every", 1, 12}) {
		t.Errorf("part (a) = %+v", a)
	}
	if len(a.Near) != 2 || a.Near[0] != nil || a.Near[1].Values.Int("every") != 12 || a.Explain[0].Values.Int("every") != 4 {
		t.Errorf("Near of (a) = %v", a.Near)
	}
}

func TestOptions(t *testing.T) {
	p := problem(t, "stride", 0)
	part := p.Parts[0]
	if want := "Which of these shrinks the picture to half its width?"; p.Intro != "" || part.Prompt != want {
		t.Errorf("Intro, Prompt = %q, %q, want nothing, %q", p.Intro, part.Prompt, want)
	}
	want := `{"key":"b","kind":"choice","options":[` +
		`{"id":"a","text":"A kernel of 3 with stride 1","why":"The width stays, up to the border."},` +
		`{"id":"b","text":"A kernel of 2 with stride 2"},` +
		`{"id":"c","text":"A kernel of $1 \\times 1$ with $\\text{stride} = 1$"}]}`
	if got, _ := json.Marshal(part.Spec); string(got) != want {
		t.Errorf("Spec = %s, want %s", got, want)
	}
}

// Seeds mean the same for ever: these values must never change.
func TestSeeds(t *testing.T) {
	for seed, want := range map[uint64]string{
		0: "depth=12 fetch=5/2 gap=4 run=30 keys=18,12,95/2",
		1: "depth=14 fetch=19/5 gap=2 run=30 keys=7,14,94/5",
		2: "depth=16 fetch=1 gap=2 run=20 keys=8,16,11",
		3: "depth=22 fetch=3 gap=2 run=25 keys=11,22,31/2",
		7: "depth=12 fetch=7/10 gap=4 run=30 keys=18,12,457/10",
	} {
		p := problem(t, "checkpoints", seed)
		var got []string
		for _, name := range slices.Sorted(maps.Keys(p.Vars)) {
			got = append(got, name+"="+p.Vars[name])
		}
		got = append(got, fmt.Sprintf("keys=%v,%v,%v", p.Parts[0].Spec["key"], p.Parts[1].Spec["key"], p.Parts[2].Spec["key"]))
		if s := strings.Join(got, " "); s != want {
			t.Errorf("seed %d: %s, want %s", seed, s, want)
		}
	}
}

func TestGenerator(t *testing.T) {
	g := newGenerator(1, "checkpoints")
	counts := make([]int, 3)
	for range 3000 {
		counts[g.below(3)]++
	}
	for i, n := range counts {
		if n < 900 || n > 1100 {
			t.Errorf("below(3) = %d in %d of 3000 draws", i, n)
		}
	}
}

// Freezing, thawing and freezing again change nothing, whatever the seed.
func TestFreeze(t *testing.T) {
	for _, tm := range demo(t).Templates() {
		for seed := range uint64(30) {
			p, err := tm.Instance(seed)
			if err != nil {
				t.Fatal(err)
			}
			frozen := p.Freeze()
			q, err := Thaw(frozen)
			if err != nil {
				t.Fatalf("Thaw(%s, seed %d): %v", tm.ID, seed, err)
			}
			if string(q.Freeze()) != string(frozen) || q.Digest != p.Digest || len(p.Digest) != 64 {
				t.Errorf("%s, seed %d: thawed and frozen again it is\n%s\nwant\n%s", tm.ID, seed, q.Freeze(), frozen)
			}
			for i := range p.Parts {
				if p.Parts[i].Question == nil || q.Parts[i].Question == nil {
					t.Fatalf("%s, seed %d: part %d has no question", tm.ID, seed, i)
				}
				p.Parts[i].Question, q.Parts[i].Question = nil, nil
			}
			if !reflect.DeepEqual(p, q) {
				t.Errorf("%s, seed %d: thawed %+v, want %+v", tm.ID, seed, q, p)
			}
		}
	}
	if _, err := Thaw([]byte("{")); err == nil {
		t.Error("Thaw({) gave no error")
	}
}

func TestDigestDependsOnContent(t *testing.T) {
	a, b := problem(t, "checkpoints", 1), problem(t, "checkpoints", 2)
	if a.Digest == b.Digest || a.Digest != problem(t, "checkpoints", 1).Digest {
		t.Errorf("digests %s, %s", a.Digest, b.Digest)
	}
}

// The true answers are 18, 12 and 95/2 = 47.5 ns; (c) is (a*30 + b*2.5)/b.
func TestGrade(t *testing.T) {
	p := problem(t, "checkpoints", 0)
	for _, c := range []struct {
		name, a, b, c string
		outcome       grader.Outcome
		how           string
	}{
		{"right", "18", "12", "47.5 ns", grader.Correct, ""},
		{"carried", "30", "12", "77.5 ns", grader.Correct, "carry"},
		{"carried without unit", "30", "10", "92.5", grader.Correct, "carry"},
		{"carried from fractions", "1/2", "1/3", "47.5 ns", grader.Correct, ""},
		{"carried wrongly", "30", "12", "77 ns", grader.Wrong, ""},
		{"right though the others are not", "30", "12", "47.5 ns", grader.Correct, ""},
		{"nothing to carry", "", "12", "77.5 ns", grader.Wrong, ""},
		{"unreadable (a)", "((30", "12", "77.5 ns", grader.Wrong, ""},
		{"zero is not carried", "0", "12", "2.5 ns", grader.Wrong, ""},
		{"the guard fails", "30", "-12", "-72.5 ns", grader.Wrong, ""},
		{"blank", "30", "12", "", grader.Blank, ""},
	} {
		answers := map[string]grader.Answer{"a": {c.a}, "b": {c.b}, "c": {c.c}}
		v := p.Grade(answers)["c"]
		carried := v.How == "carry"
		if v.Outcome != c.outcome || carried != (c.how == "carry") || (v.Score == 1) != (c.outcome == grader.Correct) {
			t.Errorf("%s: Grade(%v) = %v %v by %q, want %v by %q", c.name, answers, v.Outcome, v.Score, v.How, c.outcome, c.how)
		}
		if carried && v.Why != "This follows from your own (a) and (b), so it counts in full." {
			t.Errorf("%s: Why = %q", c.name, v.Why)
		}
	}
	if v := p.Grade(nil); len(v) != 3 || v["a"].Outcome != grader.Blank {
		t.Errorf("Grade(nil) = %v", v)
	}
}

// A carry survives freezing: it needs nothing of the template.
func TestCarryThawed(t *testing.T) {
	p, err := Thaw(problem(t, "checkpoints", 0).Freeze())
	if err != nil {
		t.Fatal(err)
	}
	v := p.Grade(map[string]grader.Answer{"a": {"30"}, "b": {"12"}, "c": {"77.5"}})["c"]
	if v.How != "carry" || v.Score != 1 {
		t.Errorf("thawed: %+v, want a carry", v)
	}
}

func TestNearShows(t *testing.T) {
	p := problem(t, "checkpoints", 0)
	v := p.Grade(map[string]grader.Answer{"a": {"66"}})["a"]
	if v.Near != 2 || p.Parts[0].Near[v.Near-1].Values.Int("every") != 12 {
		t.Errorf("Grade(66).Near = %d, want 2, which shows every = 12", v.Near)
	}
}

func TestGate(t *testing.T) {
	p := problem(t, "noise", 0)
	for _, c := range []struct {
		pick, work string
		score      float64
		outcome    grader.Outcome
	}{
		{"a", "Expand the square.", 1, grader.Correct},
		{"a", "", 0.5, grader.Partial},
		{"b", "", 0, grader.Wrong},
		{"", "", 0, grader.Blank},
	} {
		v := p.Grade(map[string]grader.Answer{"A": {c.pick}, "work": {c.work}})["A"]
		if v.Score != c.score || v.Outcome != c.outcome {
			t.Errorf("Grade(%q, %q) = %v %v, want %v %v", c.pick, c.work, v.Outcome, v.Score, c.outcome, c.score)
		}
		if c.score == 0.5 && !strings.Contains(v.Why, "Without work in (work) this counts 50 % at most.") {
			t.Errorf("Why = %q", v.Why)
		}
	}
}

const small = "---\nid: %s\ntitle: %s\ntopics: [t]\npoints: 1\n---\nText\n\n```answer\n{kind: text, points: 1, accept: any}\n```\n"

func file(id, title string) *fstest.MapFile {
	return &fstest.MapFile{Data: fmt.Appendf(nil, small, id, title)}
}

func TestOverride(t *testing.T) {
	first := fstest.MapFS{"bank/x.md": file("x", "Old"), "bank/y.md": file("y", "Y"), "README.md": {Data: []byte("no problem")}}
	second := fstest.MapFS{"z.md": file("z", "Z"), "mine.md": file("x", "New")}
	lib, err := Load(first, Source{second, "home"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, tm := range lib.Templates() {
		got = append(got, tm.ID+" "+tm.Title+" "+tm.File)
	}
	if want := []string{"x New home/mine.md", "y Y bank/y.md", "z Z home/z.md"}; !slices.Equal(got, want) {
		t.Errorf("Templates() = %q, want %q", got, want)
	}
	ms := Check(lib, CheckOptions{})
	if want := "home/mine.md:2: warning: x overrides the one in bank/x.md"; ms.Serious() || ms.Error() != want {
		t.Errorf("Check = %v, want %s", ms, want)
	}
}

// One broken file does not take the others away, and mistakes across files are
// found.
func TestLoadKeepsTheGood(t *testing.T) {
	exam := "---\nid: e\ntitle: E\nsections:\n- problems: [x, bad, yy]\n- problems: [x]\n---\n"
	plan := "---\nid: plan\ntitle: P\ndraw:\n- {topics: [t, u], points: 3, problems: 2}\n---\n"
	lib, err := Load(fstest.MapFS{
		"e/exam.md":    {Data: []byte(exam)},
		"g/exam.md":    {Data: []byte(strings.ReplaceAll(exam, "- problems: [x]\n", ""))},
		"plan/exam.md": {Data: []byte(plan)},
		"t/exam.md":    {Data: []byte("---\nid: t\ntitle: T\ntry: xx\nsections: [{problems: [x]}]\n---\n")},
		"e/1.md":       file("x", "X"),
		"e/2.md":       {Data: []byte("---\nid: bad\n---\n")},
		"e/3.md":       file("x", "X again"),
	})
	want := `e/2.md:2: the front matter has no "title"; write for example ` + "`title: Tensor rematerialization`" + `
e/2.md:2: the front matter has no "topics"; write for example ` + "`topics: [systems, memory]`" + `
e/2.md:2: the front matter has no "points"; write for example ` + "`points: 10`" + `
e/2.md:3: the problem has no answer block; write ` + "```answer, the fields, ```" + `
e/3.md:2: id "x" is also the id of e/1.md:2; ids are unique
e/exam.md:6: problem "x" is here twice; the first is on line 5
g/exam.md:5: there is no problem "yy"
t/exam.md:4: try names "xx", which is not in the exam`
	if err == nil || err.Error() != want {
		t.Errorf("Load:\n%v\nwant\n%s", err, want)
	}
	if _, ok := lib.Template("x"); !ok || len(lib.Templates()) != 1 {
		t.Errorf("Templates() = %v", lib.Templates())
	}
	e, ok := lib.Exam("plan")
	if !ok || !e.Blueprint() || !reflect.DeepEqual(e.Sections[0].Draw, []Draw{{[]string{"t", "u"}, 3, 2, 5}}) {
		t.Errorf("Exam(plan) = %+v", e)
	}
	if ms, want := Check(lib, CheckOptions{}), `plan/exam.md:5: no problem has the topic "u"`; ms.Error() != want {
		t.Errorf("Check = %v, want %s", ms, want)
	}
}

// TestNumber: a problem has the number that its file's name begins with.
func TestNumber(t *testing.T) {
	problem := func(id string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\nid: " + id + "\ntitle: T\ntopics: [a]\npoints: 1\n---\nHow many?\n```answer\n{kind: number, points: 1, key: 3}\n```\n\n# Solution\nThree.\n")}
	}
	lib, err := Load(fstest.MapFS{
		"x/exam.md":   {Data: []byte("---\nid: x\ntitle: X\nsections: [{title: S, problems: [one, two, three]}]\n---\nRules.\n")},
		"x/04-one.md": problem("one"), "x/two.md": problem("two"), "bank/09-three.md": problem("three"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]int{"one": 4, "two": 2, "three": 3, "four": 0} {
		if got := lib.Number("x", id); got != want {
			t.Errorf("Number(x, %s) = %d, want %d", id, got, want)
		}
	}
}

// TestShuffle: variants show options in other orders, the printed problem in the
// author's, and fixed ones never change; the key stays the key.
func TestShuffle(t *testing.T) {
	file := func(order string) []byte {
		return []byte("---\nid: pick\ntitle: T\ntopics: [a]\npoints: 1\n---\nWhich?\n\n- [ ] one\n- [x] two\n- [ ] three\n- [ ] four\n\n```answer\n{kind: choice, points: 1" + order + "}\n```\n")
	}
	orders := func(src []byte) (printed string, all map[string]bool) {
		tm, err := Parse("f.md", src)
		if err != nil {
			t.Fatal(err)
		}
		all = map[string]bool{}
		for seed := range uint64(40) {
			p, err := tm.Instance(seed)
			if err != nil {
				t.Fatal(err)
			}
			ids := ""
			for _, o := range p.Parts[0].Question.Input().(grader.Pick).Options {
				ids += o.ID
			}
			if seed == 0 {
				printed = ids
			}
			all[ids] = true
			if v := p.Grade(map[string]grader.Answer{"": {"b"}})[""]; v.Outcome != grader.Correct {
				t.Errorf("seed %d: b is %v, want correct", seed, v.Outcome)
			}
		}
		return printed, all
	}
	if printed, all := orders(file("")); printed != "abcd" || len(all) < 10 {
		t.Errorf("printed order %s, %d orders in 40 seeds, want abcd and at least 10", printed, len(all))
	}
	if printed, all := orders(file(", order: fixed")); printed != "abcd" || len(all) != 1 {
		t.Errorf("fixed: printed order %s, %d orders, want abcd and 1", printed, len(all))
	}
}
