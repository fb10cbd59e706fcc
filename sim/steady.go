package sim

import "context"

// steady returns emit with a look at the context before and after it, so that a
// run that has been cancelled ends at the next frame.
func steady(ctx context.Context, emit func(Frame) error) func(Frame) error {
	return func(f Frame) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := emit(f); err != nil {
			return err
		}
		return ctx.Err()
	}
}

// emitAll emits the frames one after the other.
func emitAll(show func(Frame) error, frames ...Frame) error {
	for _, f := range frames {
		if err := show(f); err != nil {
			return err
		}
	}
	return nil
}
