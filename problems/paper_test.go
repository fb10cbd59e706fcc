package problems

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// bank is a library of small problems, b0 to b9 on topic even or odd, worth as
// many points as their number and one, with a blueprint.
func bank(t *testing.T, blueprint string) *Library {
	t.Helper()
	fsys := fstest.MapFS{"final/exam.md": {Data: []byte("---\nid: final\ntitle: F\ntime: 1h\n" + blueprint + "\n---\nRules.\n")}}
	for i := range 10 {
		topic := []string{"even", "odd"}[i%2]
		src := fmt.Sprintf("---\nid: b%d\ntitle: T\ntopics: [%s]\npoints: %d\nvars: {n: {int: [1, 9], default: 1}}\n---\nWhat is {=n}?\n\n```answer\n{kind: number, points: %d, key: n}\n```\n\n# Solution\nIt.\n", i, topic, i+1, i+1)
		fsys[fmt.Sprintf("bank/b%d.md", i)] = &fstest.MapFile{Data: []byte(src)}
	}
	lib, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func paperIDs(t *testing.T, lib *Library, seed uint64) []string {
	t.Helper()
	e, _ := lib.Exam("final")
	ps, err := lib.Paper(e, seed)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, p := range ps {
		ids = append(ids, p.ID)
	}
	return ids
}

func TestPaperListed(t *testing.T) {
	lib := bank(t, "sections: [{title: S, problems: [b3, b1]}]")
	for _, seed := range []uint64{0, 7} {
		if got := paperIDs(t, lib, seed); !slices.Equal(got, []string{"b3", "b1"}) {
			t.Errorf("seed %d: paper %v, want b3 b1", seed, got)
		}
	}
	e, _ := lib.Exam("final")
	printed, _ := lib.Paper(e, 0)
	drawn, _ := lib.Paper(e, 7)
	if printed[0].Seed != 0 || drawn[0].Seed != 7 || printed[0].Vars["n"] != "1" {
		t.Errorf("seeds %d and %d, n = %s; want 0 and 7, 1", printed[0].Seed, drawn[0].Seed, printed[0].Vars["n"])
	}
}

func TestPaperDrawn(t *testing.T) {
	lib := bank(t, "draw: [{topics: [even], problems: 2, points: 12}, {topics: [odd], problems: 1}, {problems: 2}]")
	papers := map[string]bool{}
	for seed := range uint64(30) {
		ids := paperIDs(t, lib, seed)
		if again := paperIDs(t, lib, seed); !slices.Equal(ids, again) {
			t.Fatalf("seed %d draws %v, then %v", seed, ids, again)
		}
		sum := 0.0
		for i, id := range ids {
			tm, _ := lib.Template(id)
			if i < 2 {
				sum += tm.Points
			}
			if i < 3 && tm.Topics[0] != []string{"even", "even", "odd"}[i] {
				t.Errorf("seed %d: problem %d is %s, on %s", seed, i+1, id, tm.Topics[0])
			}
			if slices.Contains(ids[:i], id) {
				t.Errorf("seed %d draws %s twice: %v", seed, id, ids)
			}
		}
		if len(ids) != 5 || sum != 12 {
			t.Errorf("seed %d: %v, the first two worth %v; want 5 problems, 12 points", seed, ids, sum)
		}
		papers[strings.Join(ids, " ")] = true
	}
	if len(papers) < 10 {
		t.Errorf("%d different papers of 30, want at least 10", len(papers))
	}
}

func TestPaperTooFew(t *testing.T) {
	lib := bank(t, "draw: [{topics: [odd], problems: 4}, {topics: [odd], problems: 2}]")
	e, _ := lib.Exam("final")
	_, err := lib.Paper(e, 1)
	if err == nil || !strings.Contains(err.Error(), "asks for 2 problems on \"odd\", and 1 more are there") {
		t.Errorf("Paper = %v, want that there are too few", err)
	}
}

// BenchmarkPaper loads all built-in files and makes every problem of the final,
// as printed and as a variant.
func BenchmarkPaper(b *testing.B) {
	for _, seed := range []uint64{0, 7} {
		b.Run(fmt.Sprint("seed", seed), func(b *testing.B) {
			for b.Loop() {
				lib, err := Load(os.DirFS("../content"))
				if err != nil {
					b.Fatal(err)
				}
				e, _ := lib.Exam("eecs182-sp23")
				if _, err := lib.Paper(e, seed); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
