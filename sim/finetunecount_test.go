package sim

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

func TestFinetuneCount(t *testing.T) {
	tests := []struct{ params, names, want string }{
		{"", "soft_prompt", "25600"}, // the exam's official answer
		{"", "width prefix adapter blocks full", "5120 2048000 6963840 12582912000 13000000000"},
		{"rank=1", "lora", "122880"},
		{"rank=2", "lora", "245760"},
		{"rank=4", "lora", "491520"},
		{"rank=8", "lora lora_all", "983040 9830400"},
		{"rank=16", "lora", "1966080"},
		{"rank=32", "lora", "3932160"},
		{"rank=64", "lora", "7864320"},
		{"", "soft_share", "0.0000019692307692307693"},
		{"", "lora_share", "0.00007561846153846154"},
		{"tasks=3 bytes=4", "soft_bytes lora_bytes full_bytes", "307200 11796480 156000000000"},
		{"layers=2 heads=1 head=8 adapted=1 tokens=1", "blocks full soft_prompt", "1536 1536 8"},
	}
	for _, tt := range tests {
		if got := resultsOf(t, traceOf(t, finetuneCount, tt.params), tt.names); got != tt.want {
			t.Errorf("%s of finetune-count(%s) = %s, want %s", tt.names, tt.params, got, tt.want)
		}
	}
}

// TestFinetuneStart: the gradient of a factor is zero exactly where the other
// factor is.
func TestFinetuneStart(t *testing.T) {
	for _, f := range traceOf(t, finetuneCount, "").Frames {
		if f.View != "start" {
			continue
		}
		for _, r := range f.Blocks[0].(*Table).Rows {
			zero := func(s string) bool { return s == "0.000" }
			if zero(r.Cells[3]) != (r.Cells[1] == "at zero") || zero(r.Cells[4]) != (r.Cells[0] == "at zero") ||
				zero(r.Cells[2]) != (r.Cells[0] == "at zero" || r.Cells[1] == "at zero") {
				t.Errorf("row %q of the starts", r.Cells)
			}
		}
		return
	}
	t.Error("no frame of the starts")
}

func TestFinetuneErrors(t *testing.T) {
	for _, tt := range []struct{ name, value, want string }{
		{"adapted", "41", "adapted = 41 is more than layers = 40"},
		{"heads", "1", ""},
	} {
		set := map[string]string{tt.name: tt.value, "rank": "512"}
		if tt.name == "heads" {
			tt.want = "rank = 512 is more than the width 128"
		}
		v, err := finetuneCount.Values(set)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Collect(context.Background(), finetuneCount, v); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("finetune-count(%s=%s): error %v, want one that says %q", tt.name, tt.value, err, tt.want)
		}
	}
}

func TestFinetuneFrames(t *testing.T) {
	for _, params := range []string{"", "tokens=1000", "tokens=1 layers=1 adapted=1", "layers=200 heads=256 head=512 tasks=100000 bytes=8 rank=512 adapted=200"} {
		for i, f := range traceOf(t, finetuneCount, params).Frames {
			checkShown(t, fmt.Sprintf("finetune-count(%s) frame %d", params, i), f, 8)
		}
	}
}

func BenchmarkFinetuneCount(b *testing.B) {
	for b.Loop() {
		traceOf(b, finetuneCount, "")
	}
}
