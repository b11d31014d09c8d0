// Command pulumi-resource-kubernetes is the official provider with its schema
// read from the module's own directory, because the generated main package is
// not part of the published module.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

//go:embed schema.json
var schema []byte

func main() {
	go endWithParent()
	provider.Serve("kubernetes", version.Version, schema, []byte("{}"))
}
