# Everything a stranger needs: make run, make test. Both call make install.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export UV_PYTHON_DOWNLOADS := never
PORT ?= 8000

.PHONY: run test install lint bench docs format lock messages wheel clean

run: install
	$(BIN)/tenghuan demo --port $(PORT)

test: install $(VENV)/.tools
	$(BIN)/python scripts/test.py

install: $(VENV)/.installed src/tenghuan/site/static/vendor/htmx.min.js src/tenghuan/site/static/vendor/icons.css

$(VENV)/.installed: requirements/dev.txt requirements/tool.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=… to one") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/tool.txt
	$(BIN)/uv pip sync --quiet --no-config --require-hashes --python $(BIN)/python requirements/dev.txt
	$(BIN)/uv pip install --quiet --no-config --no-deps --no-build-isolation --python $(BIN)/python -e .
	touch $@

src/tenghuan/site/static/vendor/htmx.min.js: package-lock.json scripts/assets.py $(VENV)/.installed
	sh scripts/npm.sh ci --silent
	$(BIN)/python scripts/assets.py

# the icons that pages and menus name: drawn again when one of them changes
src/tenghuan/site/static/vendor/icons.css: src/tenghuan/site/static/vendor/htmx.min.js $(shell find src/tenghuan -name '*.html' -o -path '*/apps/*.py')
	$(BIN)/python scripts/assets.py

$(VENV)/.tools: scripts/tools.sh
	sh scripts/tools.sh
	touch $@

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install
	$(BIN)/uv pip sync --quiet --no-config --require-hashes --python $(BIN)/python requirements/bench.txt
	$(BIN)/uv pip install --quiet --no-config --no-deps --no-build-isolation --python $(BIN)/python -e .
	$(BIN)/python -m bench

docs: install
	$(BIN)/python scripts/docs.py

messages: install
	cd src/tenghuan && ../../$(BIN)/django-admin makemessages --locale en --ignore 'static/*'

# the wheel with its front-end files, in dist/
wheel: install
	rm -rf dist
	$(BIN)/python -m hatchling build -t wheel

lock:
	$(BIN)/python scripts/lock.py

clean:
	rm -rf $(VENV) node_modules var src/tenghuan/site/static/vendor
