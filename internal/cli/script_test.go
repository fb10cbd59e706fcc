package cli

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts run this test binary as gradcheck.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gradcheck": func() { os.Exit(Main(OS())) },
	})
}

// TestScripts runs the end-to-end scripts of testdata/script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "../../testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("GRADCHECK_HOME", e.Getenv("WORK")+"/home")
			e.Setenv("LANG", "C.UTF-8")
			return nil
		},
	})
}
