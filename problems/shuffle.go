package problems

import "slices"

// shuffle puts the options of a choice, the right side of a matching and the
// items of an order in another order, and reports whether it did: not if theirs
// is fixed, nor if the key goes by their places. Answers are kept as ids, so
// nothing else changes.
func shuffle(spec map[string]any, g generator) bool {
	if spec["order"] == "fixed" {
		return false
	}
	for _, field := range []string{"options", "right", "items"} {
		list, _ := spec[field].([]any)
		if len(list) == 0 {
			continue
		}
		if ids := idsOf(list); field != "options" && !keyedBy(spec, ids) {
			return false
		}
		for i := len(list) - 1; i > 0; i-- {
			j := int(g.below(uint64(i + 1)))
			list[i], list[j] = list[j], list[i]
		}
		if key, _ := spec["key"].([]any); field == "items" && slices.Equal(idsOf(list), key) {
			list[0], list[1] = list[1], list[0] // not in order from the start
		}
		return true
	}
	return false
}

// idsOf returns the ids of the entries of a list; nil if one has none.
func idsOf(list []any) []any {
	var ids []any
	for _, entry := range list {
		m, _ := entry.(map[string]any)
		if m["id"] == nil {
			return nil
		}
		ids = append(ids, m["id"])
	}
	return ids
}

// keyedBy reports whether the key and all near answers go by these ids.
func keyedBy(spec map[string]any, ids []any) bool {
	if !named(spec["key"], ids) {
		return false
	}
	near, _ := spec["near"].([]any)
	for _, n := range near {
		if m, _ := n.(map[string]any); !named(m["key"], ids) {
			return false
		}
	}
	return true
}

func named(key any, ids []any) bool {
	var names []any
	switch key := key.(type) {
	case []any:
		names = key
	case map[string]any:
		for _, name := range key {
			names = append(names, name)
		}
	}
	return len(names) > 0 && !slices.ContainsFunc(names, func(n any) bool { return !slices.Contains(ids, n) })
}
