package sim

// All returns the simulations in the order they are listed to people.
func All() []*Sim {
	return []*Sim{
		remat,
	}
}

// Lookup returns the simulation with the given name.
func Lookup(name string) (*Sim, bool) {
	for _, s := range All() {
		if s.Name == name {
			return s, true
		}
	}
	return nil, false
}

// Suggest returns the name of the simulation that a misspelt name may have
// meant, or "" if none is near.
func Suggest(name string) string {
	var names []string
	for _, s := range All() {
		names = append(names, s.Name)
	}
	return closest(name, names)
}
