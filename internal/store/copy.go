package store

import (
	"context"
	"errors"
	"fmt"
)

// Copy adds the attempts of a student, and the instances they are at, from src
// to dst, which has none of them. An instance that src lacks stays missing.
func Copy(ctx context.Context, dst, src Store, student string) error {
	hs, err := src.Headers(ctx, student)
	if err != nil {
		return err
	}
	for _, h := range hs {
		for _, p := range h.Problems {
			data, err := src.Instance(ctx, p.Digest)
			if err == nil {
				err = dst.PutInstance(ctx, p.Digest, data)
			}
			if err != nil && !errors.Is(err, ErrUnknown) {
				return fmt.Errorf("attempt %s: instance %.12s: %w", h.ID, p.Digest, err)
			}
		}
		events, err := src.Events(ctx, h.ID, 0)
		if err != nil {
			return fmt.Errorf("attempt %s: %w", h.ID, err)
		}
		if err := dst.Create(ctx, h); err != nil {
			return err
		}
		if err := dst.Append(ctx, h.ID, 0, events...); err != nil {
			return err
		}
	}
	return nil
}
