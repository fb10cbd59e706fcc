package sim

import (
	"encoding/json"
	"errors"
	"fmt"
)

// kinds makes an empty block of every kind. It is filled in init because a
// Beside decodes blocks in turn.
var kinds []func() Block

func init() {
	kinds = []func() Block{
		func() Block { return new(Text) },
		func() Block { return new(Cells) },
		func() Block { return new(Slots) },
		func() Block { return new(Table) },
		func() Block { return new(Plot) },
		func() Block { return new(Heat) },
		func() Block { return new(Beside) },
	}
}

// MarshalJSON implements [json.Marshaler]: a list of objects, each with its
// "kind" beside the block's own fields.
func (bs Blocks) MarshalJSON() ([]byte, error) {
	out := []byte{'['}
	for i, b := range bs {
		if b == nil {
			return nil, fmt.Errorf("block %d is nil", i)
		}
		fields, err := json.Marshal(b)
		if err != nil {
			return nil, fmt.Errorf("block %d: %w", i, err)
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, `{"kind":%q`, b.Kind())
		if len(fields) > len("{}") {
			out = append(out, ',')
		}
		out = append(out, fields[1:]...)
	}
	return append(out, ']'), nil
}

// UnmarshalJSON implements [json.Unmarshaler]. An empty list becomes nil.
func (bs *Blocks) UnmarshalJSON(data []byte) error {
	var raw []json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	*bs = nil
	for i, r := range raw {
		b, err := unmarshalBlock(r)
		if err != nil {
			return fmt.Errorf("block %d: %w", i, err)
		}
		*bs = append(*bs, b)
	}
	return nil
}

func unmarshalBlock(data []byte) (Block, error) {
	var tag struct{ Kind string }
	if err := json.Unmarshal(data, &tag); err != nil {
		return nil, err
	}
	if tag.Kind == "" {
		return nil, errors.New(`a block needs a "kind"`)
	}
	var names []string
	for _, empty := range kinds {
		b := empty()
		if b.Kind() == tag.Kind {
			return b, json.Unmarshal(data, b)
		}
		names = append(names, b.Kind())
	}
	return nil, fmt.Errorf("unknown kind %q%s", tag.Kind, orList(tag.Kind, names))
}
