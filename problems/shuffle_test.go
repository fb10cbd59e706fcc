package problems

import (
	"fmt"
	"reflect"
	"testing"
)

func entries(ids ...any) []any {
	var list []any
	for _, id := range ids {
		list = append(list, map[string]any{"id": id, "text": "text of " + fmt.Sprint(id)})
	}
	return list
}

func TestShuffleByID(t *testing.T) {
	five := []any{"a", "b", "c", "d", "e"}
	tests := []struct {
		what, field string
		spec        map[string]any
		moves       bool
	}{
		{"options", "options", map[string]any{"key": "a", "options": entries(five...)}, true},
		{"options in a fixed order", "options", map[string]any{"key": "a", "order": "fixed", "options": entries(five...)}, false},
		{"a matching by id", "right", map[string]any{"key": map[string]any{"P": "b"}, "right": entries(five...)}, true},
		{"a matching by text", "right", map[string]any{"key": map[string]any{"P": "text of b"}, "right": entries(five...)}, false},
		{"an order by id", "items", map[string]any{"key": []any{"c", "a"}, "items": entries(five...)}, true},
		{"an order by place", "items", map[string]any{"key": []any{"3", "1"}, "items": entries(five...)}, false},
		{"a near answer by place", "items", map[string]any{"key": []any{"c"}, "near": []any{map[string]any{"key": []any{"3"}}}, "items": entries(five...)}, false},
		{"items without ids", "items", map[string]any{"key": []any{"one"}, "items": []any{"one", "two", "three", "four", "five"}}, false},
	}
	for _, tt := range tests {
		orders := map[string]bool{}
		for seed := range uint64(40) {
			spec := map[string]any{}
			for k, v := range tt.spec {
				spec[k] = v
			}
			list := append([]any(nil), tt.spec[tt.field].([]any)...)
			spec[tt.field] = list
			shuffle(spec, newGenerator(seed, "test"))
			orders[fmt.Sprint(idsOf(list))] = true
		}
		if moved := len(orders) > 1; moved != tt.moves {
			t.Errorf("%s: %d different orders of 40, want moved %v", tt.what, len(orders), tt.moves)
		}
	}
}

// What is to be put in order never stands in order.
func TestShuffleOrder(t *testing.T) {
	for seed := range uint64(50) {
		list := entries("a", "b", "c")
		shuffle(map[string]any{"key": []any{"a", "b", "c"}, "items": list}, newGenerator(seed, "test"))
		if reflect.DeepEqual(idsOf(list), []any{"a", "b", "c"}) {
			t.Fatalf("seed %d puts the items in the right order", seed)
		}
	}
}
