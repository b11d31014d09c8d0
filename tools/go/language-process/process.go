// Package process keeps a language host in step with the engine that started it.
package process

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// Host is a language host that ends when it is cancelled: the engine waits ten seconds for one that does not.
type Host struct {
	pulumirpc.LanguageRuntimeServer
	stop chan bool
	once sync.Once
}

// Cancel ends the host.
func (h *Host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	h.once.Do(func() { close(h.stop) })
	return &emptypb.Empty{}, nil
}

// Engine is the address of the engine that started this process: its last argument.
func Engine() string {
	return os.Args[len(os.Args)-1]
}

// Serve serves a language host on loopback, prints its port as the engine expects, and returns when it was cancelled.
func Serve(runtime pulumirpc.LanguageRuntimeServer) error {
	// Ctrl-C is the engine's to handle, which then cancels in an orderly way.
	signal.Ignore(syscall.SIGINT)
	go endWithParent()
	host := &Host{LanguageRuntimeServer: runtime, stop: make(chan bool)}
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: host.stop,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, host)
			return nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(handle.Port)
	return <-handle.Done
}

// InOwnGroup keeps the terminal's Ctrl-C from a program, and ends the program with its context.
func InOwnGroup(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGTERM) }
	command.WaitDelay = 3 * time.Second
}

// endWithParent ends this process once the engine that started it is gone: one that was killed cancels nothing.
func endWithParent() {
	for parent := os.Getppid(); os.Getppid() == parent; {
		time.Sleep(time.Second)
	}
	os.Exit(0)
}
