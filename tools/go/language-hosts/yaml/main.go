// Command pulumi-language-yaml is Pulumi's YAML language host, which reads the
// schemas of packages through the engine. The published command starts plugins
// by itself, and so misses what only the engine has beside it.
package main

import (
	"fmt"
	"os"

	"agent-identity.local/tools/language-hosts/process"
	"github.com/pulumi/pulumi-yaml/pkg/server"
)

func main() {
	if err := process.Serve(server.NewLanguageHost(process.Engine(), "", true)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
