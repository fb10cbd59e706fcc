// Gradcheck is exam practice for the terminal: problems with real mathematics,
// answers graded however they are written, and simulations that explain them.
package main

import (
	"os"

	"gradcheck/internal/cli"
)

func main() { os.Exit(cli.Main(cli.OS())) }
