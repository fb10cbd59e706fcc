package class

import (
	"strings"
	"testing"

	"gradcheck/grader"
)

func TestReadMarks(t *testing.T) {
	rubric := []grader.RubricItem{{ID: "steps", Points: 3}, {ID: "length", Points: 2}}
	scripts := []*Script{
		{Key: "aa", Rubric: rubric, Marks: grader.Marks{}},
		{Key: "bb", Rubric: rubric, Marks: grader.Marks{"steps": 1}},
		{Key: "cc", Rubric: []grader.RubricItem{{ID: "other", Points: 1}}, Marks: grader.Marks{}},
	}
	tests := []struct {
		name, table string
		want        string // key: given; other
		err         string
	}{
		{"as printed", "key,part,text,points,possible,steps (3),length (2)\naa,1(a),\"so, it\nis\",0,5,3,\nbb,1(a),x,1,5,1,2\n", "aa: steps 3; | bb: length 2; |", ""},
		{"by a spreadsheet", "\ufeffkey;length\r\naa; 2 \r\n", "aa: length 2; |", ""},
		{"other points already", "key,steps\nbb,2\n", "bb: | steps 2;", ""},
		{"two parts", "key,steps\naa,0\n\nkey,other\ncc,1\n", "aa: steps 0; | cc: other 1; |", ""},
		{"nothing", "key,steps\naa,\n", "", ""},
		{"too many points", "key,steps\naa,4\nbb,one\n", "", "line 2: steps: \"4\" points; whole points are needed, at most 3\nline 3: steps: \"one\" points; whole points are needed, at most 3"},
		{"half points", "key,length\naa,1.5\n", "", "line 2: length: \"1.5\" points; whole points are needed, at most 2"},
		{"no such answer", "key,steps\nzz,1\naa,1\naa,1\n", "", "line 2: no answer has the key \"zz\"\nline 4: the answer aa stands there twice"},
		{"no head", "aa,3\n", "", `line 1: the first row names the columns, and begins with "key"`},
	}
	for _, tt := range tests {
		all, err := ReadMarks(strings.NewReader(tt.table), scripts)
		var parts []string
		for _, m := range all {
			s := m.Script.Key + ": "
			for _, g := range m.Given {
				s += g.Item + " " + number(float64(g.Points)) + "; "
			}
			s += "| "
			for _, g := range m.Other {
				s += g.Item + " " + number(float64(g.Points)) + "; "
			}
			parts = append(parts, strings.TrimSpace(s))
		}
		got, says := strings.Join(parts, " "), ""
		if err != nil {
			says = err.Error()
		}
		if got != tt.want || says != tt.err {
			t.Errorf("%s: ReadMarks = %q, %q; want %q, %q", tt.name, got, says, tt.want, tt.err)
		}
	}
}
