// Command pulumi-language-nodejs is the Node.js language host of an engine that
// was built from Go modules. The official release has its own, whose module is
// not published; this one does what local runs need: it runs programs with the
// executor of the SDK that the program installed, and generates SDKs.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"agent-identity.local/tools/language-process"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// shownAlready is how the executor ends where it has told the user what is wrong.
const shownAlready = 32

type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	engine string
}

func main() {
	if err := process.Serve(&host{engine: process.Engine()}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (h *host) Handshake(_ context.Context, request *pulumirpc.LanguageHandshakeRequest) (
	*pulumirpc.LanguageHandshakeResponse, error,
) {
	if request.GetEngineAddress() != "" {
		h.engine = request.GetEngineAddress()
	}
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{}, nil
}

// GetRequiredPackages names what the program's Pulumi.yaml says by itself: nothing is looked for in node_modules.
func (h *host) GetRequiredPackages(context.Context, *pulumirpc.GetRequiredPackagesRequest) (
	*pulumirpc.GetRequiredPackagesResponse, error,
) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

func (h *host) GetRequiredPlugins(context.Context, *pulumirpc.GetRequiredPluginsRequest) (
	*pulumirpc.GetRequiredPluginsResponse, error,
) {
	return &pulumirpc.GetRequiredPluginsResponse{}, nil
}

// Run runs a program to its end; what it prints is the host's own output, which the engine shows.
func (h *host) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	root, program := request.GetInfo().GetRootDirectory(), request.GetInfo().GetProgramDirectory()
	executor, err := findExecutor(program)
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	config, err := json.Marshal(request.GetConfig())
	if err != nil {
		return nil, err
	}
	secrets, err := json.Marshal(request.GetConfigSecretKeys())
	if err != nil {
		return nil, err
	}
	arguments := []string{
		executor,
		"--monitor", request.GetMonitorAddress(), "--engine", h.engine,
		"--organization", request.GetOrganization(), "--project", request.GetProject(), "--stack", request.GetStack(),
		"--root-directory", root, "--pwd", request.GetPwd(),
		"--parallel", strconv.Itoa(int(request.GetParallel())),
	}
	if request.GetDryRun() {
		arguments = append(arguments, "--dry-run", "true")
	}
	arguments = append(append(arguments, request.GetInfo().GetEntryPoint()), request.GetArgs()...)
	command := exec.CommandContext(ctx, "node", arguments...)
	command.Dir, command.Stdout, command.Stderr = program, os.Stdout, os.Stderr
	command.Env = append(os.Environ(),
		"PULUMI_CONFIG="+string(config), "PULUMI_CONFIG_SECRET_KEYS="+string(secrets), "PULUMI_NODEJS_TYPESCRIPT=true")
	process.InOwnGroup(command)
	err = command.Run()
	var ended *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case errors.As(err, &ended) && ended.ExitCode() == shownAlready:
		return &pulumirpc.RunResponse{Bail: true}, nil
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("Program failed: %v", err)}, nil
	}
}

// findExecutor finds the SDK's own executor as Node.js finds modules: in node_modules of the program, or above it.
func findExecutor(directory string) (string, error) {
	for above := directory; ; above = filepath.Dir(above) {
		executor := filepath.Join(above, "node_modules", "@pulumi", "pulumi", "cmd", "run", "index.js")
		if _, err := os.Stat(executor); err == nil {
			return executor, nil
		}
		if above == filepath.Dir(above) {
			return "", fmt.Errorf("%s has no @pulumi/pulumi in node_modules: run 'npm install'", directory)
		}
	}
}

// InstallDependencies does nothing: packages are installed by whoever set the program up.
func (h *host) InstallDependencies(
	*pulumirpc.InstallDependenciesRequest, grpc.ServerStreamingServer[pulumirpc.InstallDependenciesResponse],
) error {
	return nil
}

// Link makes generated SDKs dependencies of the program, by their paths; the user installs them with npm.
func (h *host) Link(ctx context.Context, request *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	root := request.GetInfo().GetRootDirectory()
	for _, linked := range request.GetPackages() {
		content, err := os.ReadFile(filepath.Join(root, linked.GetPath(), "package.json"))
		if err != nil {
			return nil, err
		}
		var found struct{ Name string }
		if err := json.Unmarshal(content, &found); err != nil {
			return nil, err
		}
		setting := fmt.Sprintf("dependencies[%s]=file:%s", found.Name, filepath.ToSlash(linked.GetPath()))
		command := exec.CommandContext(ctx, "npm", "pkg", "set", setting)
		command.Dir = root
		if output, err := command.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("npm pkg set: %w: %s", err, output)
		}
	}
	return &pulumirpc.LinkResponse{ImportInstructions: "Run 'npm install', then import the package by its name.\n"}, nil
}

// GeneratePackage writes the SDK of a package.
func (h *host) GeneratePackage(_ context.Context, request *pulumirpc.GeneratePackageRequest) (
	*pulumirpc.GeneratePackageResponse, error,
) {
	loader, err := schema.NewLoaderClient(request.GetLoaderTarget())
	if err != nil {
		return nil, err
	}
	defer loader.Close()
	var spec schema.PackageSpec
	if err := json.Unmarshal([]byte(request.GetSchema()), &spec); err != nil {
		return nil, err
	}
	bound, problems, err := schema.BindSpec(spec, loader, schema.ValidationOptions{AllowDanglingReferences: true})
	if err != nil {
		return nil, err
	}
	response := &pulumirpc.GeneratePackageResponse{Diagnostics: plugin.HclDiagnosticsToRPCDiagnostics(problems)}
	if problems.HasErrors() {
		return response, nil
	}
	files, err := nodejs.GeneratePackage(
		"pulumi-language-nodejs", bound, request.GetExtraFiles(), request.GetLocalDependencies(), request.GetLocal(), loader)
	if err != nil {
		return nil, err
	}
	for name, content := range files {
		path := filepath.Join(request.GetDirectory(), filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return nil, err
		}
	}
	return response, nil
}
