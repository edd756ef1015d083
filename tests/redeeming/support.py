"""Policies from clauses, claims from rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tenghuan.redeeming import Policy, Redemption, parse_policy, redeem
from tests.assessing.support import write_csv


def policy(*clauses: Mapping[str, Any]) -> Policy:
    return parse_policy(text(*clauses))


def text(*clauses: Mapping[str, Any]) -> str:
    named = [{"clause": f"条款{at}", "document": f"文号{at}"} | dict(clause) for at, clause in enumerate(clauses)]
    return yaml.safe_dump({"clauses": named}, allow_unicode=True, sort_keys=False)


def redeemed(folder: Path, rows: Sequence[Mapping[str, Any]], rules: Policy) -> Redemption:
    """The redemption of rows; an enterprise is A, a clause 条款0 and a day 2022-03-01 where a row names none."""
    filled = [{"uscc": "A", "name": "甲厂", "clause": "条款0", "date": "2022-03-01"} | dict(row) for row in rows]
    return redeem(write_csv(folder / "claims.csv", filled), rules)
