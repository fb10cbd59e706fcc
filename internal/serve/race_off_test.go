//go:build !race

package serve

// underRace reports whether the race detector is on.
const underRace = false
