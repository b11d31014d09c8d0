package main

import (
	"os"
	"time"
)

// endWithParent ends this process once the engine that started it is gone. The
// provider's own check of the engine cancels a context that nothing waits for,
// so a killed engine would leave the plugin running for ever.
func endWithParent() {
	for parent := os.Getppid(); os.Getppid() == parent; {
		time.Sleep(time.Second)
	}
	os.Exit(0)
}
