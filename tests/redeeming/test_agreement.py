"""Random policies and claims against the oracle."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.redeeming import parse_policy, redeem
from tests.assessing.support import write_csv
from tests.redeeming import oracle

TIERS, STAGES = ("省级", "市级", "县级"), ("开工", "竣工")
DAYS = ("2021-12-31", "2022-01-01", "2022-06-30", "2022-12-31", "2023-01-01")


def numbers(most: int, places: int = 2) -> st.SearchStrategy[Decimal]:
    return st.integers(0, most * 10**places).map(lambda whole: Decimal(whole) / 10**places)


money, rates = numbers(1000), numbers(1, 4)
above_zero = numbers(200).map(lambda number: number + Decimal("0.5"))
named = {name: st.fixed_dictionaries(dict.fromkeys(words, money)) for name, words in (("t", TIERS), ("s", STAGES))}
steps = st.lists(
    st.fixed_dictionaries({"min": money, "amount": money}), min_size=1, max_size=4, unique_by=lambda step: step["min"]
)
OPERATORS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "tiers": ({"tiers": named["t"]}, {}),
    "share": ({"rate": rates}, {"cap": money, "threshold": money}),
    "bands": ({"bands": steps}, {}),
    "steps": ({"every": above_zero, "each": rates}, {"cap": money}),
    "uplift": ({"rate": rates, "uplift": rates}, {"cap": money}),
    "difference": ({"tiers": named["t"]}, {}),
    "first_time": ({"levels": steps, "crossing": st.sampled_from(["highest", "sum"])}, {}),
    "stages": ({"rate": rates, "stages": named["s"]}, {"cap": money}),
}


@st.composite
def clauses(draw: st.DrawFn, name: str) -> dict[str, Any]:
    operator = draw(st.sampled_from(sorted(OPERATORS)))
    needed, free = OPERATORS[operator]
    period = {"from": st.sampled_from(DAYS[:2]), "to": st.sampled_from(DAYS[2:]), "exclusive": st.just("园区")}
    return {"clause": name, "operator": operator, "document": f"{name}号"} | draw(
        st.fixed_dictionaries(needed, optional=free | period)
    )


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    names = [f"条款{at}" for at in range(draw(st.integers(1, 4)))]
    row = st.fixed_dictionaries(
        {
            "uscc": st.sampled_from("AB"),
            "clause": st.sampled_from(names),
            "date": st.sampled_from(DAYS),
            "base": money.map(str),
            "tier": st.sampled_from(TIERS),
            "former": st.sampled_from(["", *TIERS]),
            "former_best": st.just("") | money.map(str),
            "stage": st.sampled_from(STAGES),
            "uplifted": st.sampled_from(["是", "否", ""]),
            "object": st.sampled_from(["", "发票1", "发票2"]),
        }
    )
    return [draw(clauses(name)) for name in names], draw(st.lists(row, min_size=1, max_size=8))


class _Exact(yaml.SafeDumper):
    """Decimals as their digits."""


_Exact.add_representer(
    Decimal, lambda dumper, number: dumper.represent_scalar("tag:yaml.org,2002:float", f"{number:f}")
)


@settings(max_examples=300)
@given(questions())
def test_every_operator_agrees_with_a_second_calculation(question: tuple[list[Any], list[dict[str, str]]]) -> None:
    plain, rows = question
    rules = parse_policy(yaml.dump({"clauses": plain}, Dumper=_Exact, allow_unicode=True))
    with tempfile.TemporaryDirectory() as folder:
        found = redeem(write_csv(Path(folder) / "claims.csv", rows), rules)
    assert [(row["amount"], row["basis"]) for row in found.rows] == oracle.redeem(rows, plain)
