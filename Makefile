# Two commands for a fresh machine with git, Rust and a C compiler: `make run` and `make test`.

CARGO ?= cargo
PORT ?= 8080

DOCKER ?= docker
IMAGE ?= chordpro-api
SONGS ?= $(CURDIR)
VERSION = $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
# Rights that a container does not need.
HARDENED = --read-only --cap-drop ALL --security-opt no-new-privileges --memory 512m --pids-limit 128

.PHONY: help run test test-all test-long bench lint format score load build image run-api-auth build-dev run-api-dev run-cli dev stop docker

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: ## Build the service quickly and start it in development mode (loopback, no keys)
	@scripts/require
	@echo "the first build takes some minutes, later ones seconds"
	$(CARGO) build --profile quick --locked -p chordpro-api
	@echo "chordpro-api: open http://127.0.0.1:$(PORT)/ in a browser; stop with Ctrl-C"
	DEVELOPMENT_MODE=true PORT=$(PORT) LOG_FORMAT=text "$${CARGO_TARGET_DIR:-target}/quick/chordpro-api"

test: ## Check formatting and lints, and run every test of ours; needs git, Rust and a C compiler
	scripts/test

test-all: ## Check with programs of others: a browser, Redis, PDF readers, …; says what it installs; scripts/test-all --help lists the parts: make test-all PARTS="page redis"
	scripts/test-all $(PARTS)

test-long: ## What takes hours: soaks, fuzzing, all documents; before a release; make test-long PARTS=growth takes one of it
	scripts/test-all --long $(PARTS)

bench: ## Run the benchmarks (reading, html, layout, pdf)
	@scripts/require
	$(CARGO) bench --locked -p chordpro-engine

lint: ## Clippy over everything, warnings are errors
	@scripts/require
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	$(CARGO) clippy --locked --workspace --test redis -- -D warnings

format: ## Format all code
	$(CARGO) fmt --all

score: ## Compare `chordpro` with the stored results of the reference, where the suite is beside the project
	scripts/score

load: ## Start the service and measure it over HTTP: make load ARGS=--check fails where a promise is missed, ARGS="--soak 30" takes half an hour
	@scripts/require
	$(CARGO) build --release --locked -p chordpro-api --example load --bins
	$${CARGO_TARGET_DIR:-target}/release/examples/load $(ARGS)

docker:
	@command -v $(DOCKER) >/dev/null || { echo "missing: $(DOCKER); on Debian: apt-get install docker.io; or another engine: make build DOCKER=podman" >&2; exit 2; }

build: docker ## Build the container image
	$(DOCKER) build --build-arg CHORDPRO_BUILD --build-arg VERSION=$(VERSION) -t $(IMAGE) .

image: ## Look at the image: size, rights, health, stopping; builds without a base image where none can be had
	scripts/image

run-api-auth: docker ## Run the image with API_KEYS, as in production
	@test -n "$(API_KEYS)" || { echo "set API_KEYS, such as: make run-api-auth API_KEYS=a-long-enough-key"; exit 2; }
	@API_KEYS="$(API_KEYS)" $(DOCKER) run -d --name $(IMAGE) -p $(PORT):8080 -e API_KEYS $(HARDENED) $(IMAGE)

build-dev: docker ## Build the image without optimisation
	$(DOCKER) build -t $(IMAGE):dev --build-arg PROFILE=dev .

run-api-dev: docker ## Run the development image without keys, on the loopback interface
	$(DOCKER) run -d --name $(IMAGE)-dev -p 127.0.0.1:$(PORT):8080 -e DEVELOPMENT_MODE=true -e BIND=0.0.0.0 -e LOG_FORMAT=text $(HARDENED) $(IMAGE):dev

run-cli: docker ## Run the command line of the image on the songs in SONGS: make run-cli ARGS="song.cho -o song.pdf"
	$(DOCKER) run --rm -v "$(SONGS)":/songs -w /songs --user "$$(id -u):$$(id -g)" --entrypoint /usr/local/bin/chordpro $(IMAGE) $(ARGS)

dev: build-dev run-api-dev ## Build and run the development image

stop: docker ## Stop and remove the containers that these targets started
	-$(DOCKER) rm -f $(IMAGE) $(IMAGE)-dev
