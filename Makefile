# Wraps ./evenkeel for those who type make; `make help` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help up test demo seed lint format bench clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## Run the server until Ctrl-C
	./evenkeel serve

test: ## Build and run every test
	./evenkeel test

demo: ## A real year of deployments, from import to metrics
	./evenkeel demo

seed: ## Import the example year into the server that runs
	./evenkeel import --format govuk examples/govuk/deployments-2025.csv.gz

lint: ## Check the format, and compile with all warnings as errors
	./mvnw -B -ntp spotless:check test-compile

format: ## Format the sources
	./mvnw -B -ntp spotless:apply

bench: ## Run the benchmarks
	@set -e; for script in benchmarks/*.sh; do echo "== $$script"; sh "$$script"; done

clean: ## Delete what was built
	./mvnw -B -ntp clean
