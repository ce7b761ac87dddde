# The recipes of hudna. `make` alone lists them.
#
# What a machine needs: Go 1.26, gcc (for the race detector) and, for the playground, npm. protoc (Debian:
# protobuf-compiler) is needed only where a .proto file changes. The other tools are built from .ci/tools into .ci/bin.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help

BIN := $(CURDIR)/.ci/bin
OUT := .ci/out

# Narrow a run to some packages: make test PKG=./storage/...
PKG ?= ./...
# How long each fuzz target runs in the check.
FUZZTIME ?= 2s
# Which benchmarks run, and how often each (benchstat wants at least 6).
BENCH ?= .
COUNT ?= 1
# What vtprotobuf generates for each message.
VTPROTO_FEATURES ?= marshal+unmarshal+size

# The playground's own recipe.
-include graph/web/playground/playground.mk

##@ Use it

.PHONY: help
help: ## list the recipes
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z][a-z-]*:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile
	@printf '\nA first look: make demo. Before you commit: make check. More: CONTRIBUTING.md\n'

.PHONY: demo
demo: playground ## serve the sample with its playground on this machine
	go run ./cmd/hudna serve --demo

.PHONY: playground
playground: ## put the pinned playground together (npm), to be embedded in the program

.PHONY: build
build: ## build the program into ./hudna
	go build -trimpath -o hudna ./cmd/hudna

##@ Check it

STEPS := format vet lint tidy regenerate work test race fuzz

.PHONY: check
check: tools ## everything that must hold before a commit, a line for each step
	@for step in $(STEPS); do .ci/step $$step $(MAKE) --no-print-directory $$step; done

.PHONY: test
test: ## the tests, as the README has them run
	@go test $(PKG)

.PHONY: format
format: $(BIN)/gofumpt ## fail on a file that gofumpt would change
	@changed=$$($(BIN)/gofumpt -l .); \
	if [ -n "$$changed" ]; then echo "run gofumpt -w on:"; echo "$$changed"; exit 1; fi

.PHONY: vet
vet: ## go vet
	@go vet $(PKG)

.PHONY: lint
lint: $(BIN)/golangci-lint ## golangci-lint, as .golangci.yml says
	@$(BIN)/golangci-lint run $(PKG)

.PHONY: tidy
tidy: ## fail where go.mod or go.sum is not what the imports need
	@go mod tidy -diff
	@go -C .ci/tools mod tidy -diff

.PHONY: regenerate
regenerate: ## generate, and fail where that changes a file
	@.ci/regenerate $(MAKE) --no-print-directory generate

# The race detector would wait a second at the end of each process. A test frees what it used up at once, so that most of
# what the collector does with Go's own setting is to look at what lives on.
.PHONY: race
race: ## the tests with the race detector, in random order, but for what takes long and has one goroutine
	@HUDNA_RACE=1 GORACE=atexit_sleep_ms=0 GOGC=400 go test -race -shuffle=on -timeout 30m $(PKG)

.PHONY: work
work: ## fail where a standard question reads more keys or allocates more objects than is written down (UPDATE=1 writes it)
	@go test -count=1 -run '^TestTheQuestionsAreNoMoreWork$$' ./cmd/hudna

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (2s)
	@.ci/fuzz $(FUZZTIME) $(PKG)

.PHONY: teeth
teeth: ## take lines of behaviour out, one at a time, and see a test fail (TEETH=storage/memkv: only there)
	go run ./cmd/hudna-teeth $(TEETH)

.PHONY: soak
soak: | $(OUT) ## the long runs: 20,000 random filters, 1,000 random histories, a process killed in the middle of commits
	HUDNA_SOAK=1 go test -count=1 -v -timeout 6h -run '^TestSoak' $(PKG) | tee $(OUT)/soak.log
	@grep -q '^--- PASS: TestSoak' $(OUT)/soak.log || { echo "no long test ran"; exit 1; }
	@! grep '^--- SKIP: TestSoak' $(OUT)/soak.log

.PHONY: bench
bench: | $(OUT) ## the benchmarks, kept in .ci/out/bench.txt (BENCH=pattern COUNT=6)
	go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) $(PKG) | tee $(OUT)/bench.txt

# What the tree is compared with, by which benchmarks of which packages.
BASE ?= HEAD
BASEBENCH ?= ^Benchmark(Questions|Commit|EncodeStatement|DecodeStatement|Search|Answer|Page)$$
BASEPKG ?= ./cmd/hudna ./graph/ledger ./graph/ndjson ./graph/gql ./graph/web

.PHONY: bench-check
bench-check: $(BIN)/benchstat | $(OUT) ## compare this tree with a commit, in turns on this machine (BASE=commit COUNT=6 BASEBENCH=pattern)
	.ci/bench-check '$(BASE)' '$(BASEBENCH)' '$(if $(filter 1,$(COUNT)),6,$(COUNT))' $(BASEPKG)

# Which graphs are measured, from small to large, and how often each question is asked.
SIZES ?= 10000 100000 1000000
SEED ?= 1
REQUESTS ?= 1000

.PHONY: bench-graph
bench-graph: build | $(OUT) ## measure made-up graphs and write docs/bench/RESULTS.md (SIZES="10000 100000", REQUESTS=1000)
	.ci/bench-graph ./hudna $(OUT)/bench $(SEED) $(REQUESTS) $(SIZES) > $(OUT)/results.md
	mv $(OUT)/results.md docs/bench/RESULTS.md

# The database that the peer has, of PEER_SIZE statements.
PEER_SIZE ?= 100000

.PHONY: peer
peer: build | $(OUT) ## install PostgreSQL and PostGraphile, load and start them, to be measured against (PEER_SIZE=100000)
	.ci/peer ./hudna $(OUT)/bench-peer $(SEED) $(PEER_SIZE)

.PHONY: peer-stop
peer-stop: ## stop them
	PEER_OUT=$${PEER_OUT:-$(OUT)/bench-peer/peer} docs/bench/peer/peer stop

.PHONY: peer-clean
peer-clean: ## stop them, and remove what they were made of
	PEER_OUT=$${PEER_OUT:-$(OUT)/bench-peer/peer} docs/bench/peer/peer clean
	rm -rf $(OUT)/bench-peer

.PHONY: bench-peer
bench-peer: build | $(OUT) ## measure against them, and write docs/bench/RESULTS-peer.md (SIZES="10000 100000")
	.ci/bench-peer ./hudna $(OUT)/bench-peer $(SEED) $(SIZES) > $(OUT)/results-peer.md
	mv $(OUT)/results-peer.md docs/bench/RESULTS-peer.md
	mkdir -p docs/bench/plots
	cp $(OUT)/bench-peer/plots/*.svg docs/bench/plots

##@ Make it

# go generate is for what a package says itself; gqlgen and protoc know their work from gqlgen.yml and the .proto files.
.PHONY: generate
generate: $(BIN)/gqlgen $(BIN)/protoc-gen-go $(BIN)/protoc-gen-go-vtproto ## regenerate code from the SDL and the .proto files
	@if [ -e gqlgen.yml ]; then $(BIN)/gqlgen generate --config gqlgen.yml; fi
	@if command -v protoc >/dev/null; then VTPROTO_FEATURES='$(VTPROTO_FEATURES)' .ci/protobuf; \
	elif [ -n "$${HUDNA_CI:-}" ]; then echo "protoc is missing"; exit 1; \
	else echo "note: protoc is missing: code from .proto files was left as it is"; fi
	@PATH="$(BIN):$$PATH" go generate ./...

TOOLS := golangci-lint gofumpt gqlgen genqlient protoc-gen-go protoc-gen-go-vtproto benchstat

.PHONY: tools
tools: $(TOOLS:%=$(BIN)/%) ## build the linters and generators into .ci/bin

# Each tool is one of the `tool` lines of .ci/tools/go.mod; their versions stand there and nowhere else.
$(BIN)/%: .ci/tools/go.mod .ci/tools/go.sum
	@path=$$(go -C .ci/tools list tool | grep -E '/$*$$'); \
	go -C .ci/tools build -buildvcs=false -trimpath -o '$@' "$$path"

$(OUT):
	@mkdir -p $@

.PHONY: clean
clean: ## remove what was built here (the tools, logs, the playground's packages)
	rm -rf $(BIN) $(OUT) hudna hudna-teeth graph/web/playground/node_modules graph/web/playground/dist/* .ci/js/node_modules
