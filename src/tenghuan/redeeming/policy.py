"""The clauses of a policy as checked types (contracts.md, "Policy money")."""

from __future__ import annotations

from datetime import date
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from tenghuan.declaring import documents
from tenghuan.declaring.numbers import said
from tenghuan.redeeming.operators import Clause, Declared
from tenghuan.scoring.schemefaults import SchemeFault, Words


class Policy(BaseModel):
    """A policy: its clauses; a clause may stand several times with periods that do not meet (a new document)."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    name: str | None = None
    year: int | None = None
    county: str | None = None
    source: str | None = None
    note: str | None = None
    clauses: Annotated[tuple[Declared, ...], Field(min_length=1, max_length=2000)]

    @field_validator("clauses")
    @classmethod
    def _apart(cls, clauses: tuple[Declared, ...]) -> tuple[Declared, ...]:
        for first, second in combinations(clauses, 2):
            if first.clause == second.clause and _meet(first, second):
                what = f"条款“{first.clause}”写了两次，有效期重叠"
                raise said(what, "给条款不同的名称，或把有效期（from、to）分开")
        return clauses

    @cached_property
    def _by_name(self) -> dict[str, tuple[Clause, ...]]:
        found: dict[str, tuple[Clause, ...]] = {}
        for clause in self.clauses:
            found[clause.clause] = (*found.get(clause.clause, ()), clause)
        return found

    def versions(self, name: str) -> tuple[Clause, ...]:
        """The clauses of that name, () if there is none."""
        return self._by_name.get(name, ())


def _meet(first: Clause, second: Clause) -> bool:
    starts = max(first.since or date.min, second.since or date.min)
    return starts <= min(first.until or date.max, second.until or date.max)


class PolicyFault(SchemeFault):
    """A policy that cannot be used."""

    kind = "政策条款"


WORDS = Words(
    fields={
        "name": "名称", "year": "年度", "county": "县（市、区）", "source": "依据", "note": "说明", "clauses": "条款",
        "clause": "条款",
        "operator": "算法", "document": "文号", "from": "有效期起", "to": "有效期止", "exclusive": "就高不重复",
        "tiers": "等级金额", "rate": "比例", "cap": "封顶", "threshold": "门槛", "bands": "分段", "min": "起点",
        "amount": "金额", "every": "每增", "each": "每档金额", "uplift": "上浮", "levels": "首次突破档",
        "crossing": "跨级", "stages": "阶段比例",
    },
    items={"clauses": "条款", "bands": "分段", "levels": "首次突破档"},
    branched=frozenset({"clauses"}),
)  # fmt: skip
KIND = documents.Kind(PolicyFault, WORDS)


def load_policy(path: str | Path) -> Policy:
    """Read a policy file. Raises InputFault with every fault and its place."""
    return documents.load(path, Policy, KIND)


def parse_policy(text: str, name: str = "policy.yaml") -> Policy:
    """Check the text of a policy; ``name`` stands in messages. Raises InputFault with every fault and its place."""
    return documents.parse(text, name, Policy, KIND)


@cache
def policies() -> dict[str, Policy]:
    """The policies shipped with the product, by name."""
    return documents.shipped("tenghuan.redeeming", "policies", Policy, KIND)


def choose_policy(name: str) -> Policy:
    """The policy in the file of that name, else the shipped one. Raises InputFault."""
    return documents.chosen(name, Policy, KIND, policies())
