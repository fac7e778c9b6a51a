# `make demo` and `make test` do all set-up. Needs Python 3.11 or newer with venv, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
OUT := out
# The sample call as it was recorded, heard by a small Whisper that understands its voices and nobody else's.
HEARD := data/samples/orchard-clinic.ogg --whisper models/espeak-whisper --channels seller,customer --date 2026-03-03 \
  --seller "Lanternfish Health" --customer "Orchard Lane Clinics" --speakers "Speaker 1=Joanna Whitlock" \
  --speakers "Speaker 2=Farida Osei" --speakers "Speaker 3=Callum Strachan" --speakers "Speaker 4=Tomasz Berek"
WEASEL := $(BIN)/python -m weasel run all
RUN_BY := --vars.python=$(abspath $(BIN)/python)
DATA ?=
GOLD ?=

.PHONY: install demo test lint notebooks bench train constraints clean

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -q torch==2.13.0 -c constraints.txt
	$(PIP) install -q -e ".[dev,train]" -c constraints.txt
	touch $@

demo: install
	@mkdir -p $(OUT)
	$(BIN)/closeplan transcribe $(HEARD) -o $(OUT) --to json --to vtt
	$(BIN)/closeplan summarize $(HEARD)
	$(BIN)/closeplan summarize $(HEARD) -o $(OUT)/orchard-clinic.html
	@echo "The page: $(OUT)/orchard-clinic.html"

test: install
	$(BIN)/python -m pytest

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Executed copies, with their tables and plots, in out/notebooks.
notebooks: install
	@mkdir -p $(OUT)/notebooks
	$(BIN)/jupyter-execute notebooks/*.ipynb --output="../$(OUT)/notebooks/{notebook_name}"

bench: install
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/readers.py
	$(BIN)/python benchmarks/plans.py
	$(BIN)/python benchmarks/exports.py
	$(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/batch.py speed
	$(BIN)/python benchmarks/quality.py --gold=$(GOLD)
	$(BIN)/python benchmarks/attributes.py
	$(BIN)/python benchmarks/dues.py

# DATA is the folder of the public corpora, GOLD (may be left out) a folder of gold calls to score as well.
train: install
	$(WEASEL) pipelines/en_syntax --force $(RUN_BY) $(if $(DATA),--vars.data=$(abspath $(DATA)))
	$(WEASEL) pipelines/en_deal --force $(RUN_BY) $(if $(DATA),--vars.data=$(abspath $(DATA))) $(if $(GOLD),--vars.gold=$(abspath $(GOLD)))

constraints: install
	$(PIP) freeze --exclude-editable | sed -E 's/^(torch==[0-9.]+)\+cpu.*/\1/; s/ @ file.*//' > constraints.new

clean:
	rm -rf $(VENV) $(OUT) build dist
