//go:build !race

package main

// raced says that the test binary, and so the program that tests run, has been
// built with the race detector.
const raced = false
