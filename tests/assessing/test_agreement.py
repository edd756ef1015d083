"""Random schemes and results against the oracle."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.assessing import assess, parse_scheme
from tests.assessing import oracle
from tests.assessing.support import write_csv

WORDS = ("市级曝光", "省级曝光", "国家通报")


def decimals(least: int, most: int) -> st.SearchStrategy[str]:
    """Decimals as text, with at most four places."""
    return st.integers(least * 10**4, most * 10**4).map(lambda whole: f"{Decimal(whole) / 10**4:f}")


amounts = decimals(-5, 500)
cells = st.one_of(st.just(""), st.just("0"), amounts, amounts, amounts.map(lambda text: f"{text}%"))
shares = decimals(0, 1)
small = decimals(0, 20)
SHAPES: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "ratio": {"weight": small, "direction": st.sampled_from(["more", "less"])},
    "mix": {
        "weight": small,
        "parts": st.lists(
            st.fixed_dictionaries({"actual": st.sampled_from("xy"), "target": st.sampled_from("yz"), "share": shares}),
            min_size=1,
            max_size=3,
        ),
    },
    "standard": {"points_at_standard": small, "standard": decimals(-1, 200)},
    "step": {
        "base": decimals(1, 200),
        "base_points": small,
        "every": decimals(1, 2).map(lambda t: f"{Decimal(t) / 5:f}"),
    },
    "quota": {"weight": small, "each": shares},
    "deduct": {"weight": small, "shares": st.fixed_dictionaries(dict.fromkeys(WORDS, shares))},
}


@st.composite
def items(draw: st.DrawFn, name: str) -> dict[str, Any]:
    shape = draw(st.sampled_from(sorted(SHAPES)))
    item = {"item": name, "shape": shape} | draw(st.fixed_dictionaries(SHAPES[shape]))
    if shape == "step" and draw(st.booleans()):
        item["floor_at"] = draw(decimals(0, 100))
    low, high = sorted([Decimal(draw(decimals(-2, 10))), Decimal(draw(decimals(-2, 10)))])
    item |= {"min": f"{low:f}"} if draw(st.booleans()) else {}
    return item | ({"max": f"{high:f}"} if draw(st.booleans()) else {})


matters = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map("+".join), max_size=3).map(";".join)


@st.composite
def questions(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, str]]]:
    names = [f"项{at}" for at in range(draw(st.integers(1, 4)))]
    scheme = {"name": "考核", "items": [draw(items(name)) for name in names]}
    rows = []
    for at in range(draw(st.integers(1, 5))):
        group = draw(st.sampled_from(["", "一组", "二组"]))
        for name in draw(st.lists(st.sampled_from([*names, "别的"]), min_size=1, unique=True)):
            numbers = {key: draw(cells) for key in ("target", "actual", "x", "y", "z")}
            extra = {key: draw(st.just("") | decimals(0, 5)) for key in ("bonus", "deduction")}
            rows.append(
                {"object": f"镇{at}", "group": group, "item": name, "matters": draw(matters), **numbers, **extra}
            )
    return scheme, draw(st.permutations(rows)) if draw(st.booleans()) else rows


class _Bare(yaml.SafeDumper):
    """Numbers written as digits, whatever the test holds them in."""


def _digits(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    number = text.removeprefix("-").replace(".", "", 1).isdigit()
    return dumper.represent_scalar("tag:yaml.org,2002:float" if number else "tag:yaml.org,2002:str", text)


_Bare.add_representer(str, _digits)


@settings(max_examples=300)
@given(questions())
def test_every_shape_agrees_with_a_second_calculation(question: tuple[dict[str, Any], list[dict[str, str]]]) -> None:
    plain, rows = question
    rules = parse_scheme(yaml.dump(plain, Dumper=_Bare, allow_unicode=True, sort_keys=False))
    with tempfile.TemporaryDirectory() as folder:
        found = assess(write_csv(Path(folder) / "results.csv", rows), rules)
    expected = oracle.assess(rows, plain)
    assert [{key: row[key] for key in out} for row, out in zip(found.rows, expected, strict=True)] == expected
