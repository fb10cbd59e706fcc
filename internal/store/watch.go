package store

import "context"

// A Watcher is a store that says when its journal has grown. It only makes
// things faster: a value may be lost, and a store that is no Watcher, or has
// nobody to tell it, is asked for its [Course.Journal] every now and then.
type Watcher interface {
	// Watch returns a channel on which a value arrives soon after another
	// program has posted to the journal; several posts may make one value. It
	// is closed when ctx ends or the store is closed.
	Watch(ctx context.Context) <-chan struct{}
}
