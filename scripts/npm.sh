#!/bin/sh
# npm of this machine, or the one in the PyPI package that brings Node (into the same .venv, by hash).
set -eu
if command -v npm >/dev/null 2>&1; then
    exec npm "$@"
fi
test -x .venv/bin/npm || .venv/bin/python -m pip install --quiet --require-hashes -r requirements/node.txt
PATH="$PWD/.venv/bin:$PATH" exec .venv/bin/npm "$@"
