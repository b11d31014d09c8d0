// Command pulumi-language-yaml is Pulumi's YAML language host, which reads the
// schemas of packages through the engine. The published command starts plugins
// by itself, and so misses what only the engine has beside it.
package main

import (
	"context"
	"fmt"
	"os"

	"agent-identity.local/tools/language-process"
	"github.com/pulumi/pulumi-yaml/pkg/server"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

type host struct {
	pulumirpc.LanguageRuntimeServer
}

func (h host) Link(context.Context, *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	// A YAML program has a package by the name that Pulumi.yaml lists: nothing else joins them.
	return &pulumirpc.LinkResponse{}, nil
}

func main() {
	if err := process.Serve(host{server.NewLanguageHost(process.Engine(), "", true)}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
