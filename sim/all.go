package sim

// All returns the simulations in the order they are listed to people.
func All() []*Sim {
	return []*Sim{
		remat, rematOptimum, revolve, rematMemory,
		convCount,
		adamDecay, adamLaws,
		multNoise,
		finetuneCount, forgetting, metaCost,
		vibLatent, vibBeta, vibSign, vibGradient,
		gradcheck, layernormScale, layernormBound, prelnStack, postlnStack, initDepth,
		ring, allreduceCost, straggler,
		tiedLoss, tiedResidual, tiedLM,
		noiseSchedule, diffusionChain, diffusionPair, diffusionSample, vdmLoss,
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

// Names returns their names, in the same order.
func Names() []string {
	var names []string
	for _, s := range All() {
		names = append(names, s.Name)
	}
	return names
}
