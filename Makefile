# Two commands for a fresh machine that has git and Rust: `make run` and `make test`.

CARGO ?= cargo
PORT ?= 8080

.PHONY: help run test bench lint format score

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: ## Build the service and start it in development mode (loopback, no keys)
	$(CARGO) build --release --locked -p chordpro-api
	@echo "chordpro-api: open http://127.0.0.1:$(PORT)/ in a browser; stop with Ctrl-C"
	DEVELOPMENT_MODE=true PORT=$(PORT) LOG_FORMAT=text target/release/chordpro-api

test: ## Check formatting and lints, and run every test
	scripts/test

bench: ## Run the benchmarks (reading, html, layout, pdf)
	$(CARGO) bench --locked -p chordpro-engine

lint: ## Clippy over everything, warnings are errors
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings

format: ## Format all code
	$(CARGO) fmt --all

score: ## Compare `chordpro` with the stored results of the reference, where the suite is beside the project
	scripts/score
