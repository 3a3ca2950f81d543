# Every target makes what it needs, so that `make app` and `make test` work on a fresh machine.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: app test test-fast docs soak lint train evaluate bench fuzz lock audit clean

app: .venv/app
	$(BIN)/streamlit run app.py

# Two processes: much of a browser test is waiting, and three on two cores took longer. A file stays in one of them, since its tests share a server.
test: .venv/dev
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

# What takes no seconds each, without a browser: under a minute.
test-fast: .venv/dev
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not browser and not soak" $(ARGS)

# The pages of docs/ with the Python API, into var/site.
docs: .venv/dev
	$(BIN)/mkdocs build --strict

# Kills, full disks, damaged installs, shutdowns: minutes, and some of it as root.
soak: .venv/dev
	$(BIN)/python -m pytest -m soak --timeout=900 tests/soak $(ARGS)

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

train: .venv/app
	$(BIN)/python -m hea_core train --replace --out models/default $(ARGS)

evaluate: .venv/app
	$(BIN)/python -m hea_core evaluate --out models/default/card.json $(ARGS)

# The peers (matminer, shap) are development dependencies. On an idle machine only; ARGS="--only dask" runs one part.
bench: .venv/dev
	$(BIN)/python -m benchmarks.bench $(ARGS)

# A million inputs for the readers of what users bring, about ten minutes; ARGS="--inputs 1e4 --only alloy" is a little of one. With atheris
# installed, ARGS="--atheris 60 --only alloy" lets coverage steer.
fuzz: .venv/dev
	$(BIN)/python -m tests.fuzz $(ARGS)

# Every version with its hash, for a server. torch is left out: its CPU build is another file for each platform (docs/deploy.md).
lock: .venv/dev
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --python-version 3.11 --python-platform x86_64-manylinux_2_28 \
		--generate-hashes --no-emit-package torch requirements-server.txt --output-file requirements.lock

# Known weaknesses of these versions; it asks a service on the network.
audit: .venv/dev
	$(BIN)/pip-audit --requirement requirements.lock --disable-pip

clean:
	rm -rf .venv static/plotly*.js .pytest_cache .ruff_cache .mypy_cache

$(BIN)/python:
	$(PYTHON) -m venv .venv

# torch first and by its exact version: an unpinned torch brings gigabytes of GPU libraries.
.venv/app: requirements.txt | $(BIN)/python
	$(BIN)/pip install --quiet torch==2.13.0
	$(BIN)/pip install --quiet -r requirements.txt
	touch $@

.venv/dev: requirements.txt requirements-server.txt requirements-dev.txt | .venv/app
	$(BIN)/pip install --quiet -r requirements-dev.txt
	touch $@
