package memory

import (
	"testing"

	"gradcheck/internal/store"
	"gradcheck/internal/store/storetest"
)

func Test(t *testing.T) {
	storetest.Test(t, func(*testing.T) store.Store { return new(Store) })
}
