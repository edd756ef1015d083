"""Random facts and rules: the engine and the oracle write the same list, to the last character."""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenghuan.screening import parse_rules, screen
from tests.scoring.support import code, plain, table
from tests.screening.oracle import RATIOS, Oracle

COLUMNS = ("land_mu", "tax", "value_added", "revenue", "employees", "energy_tce", "electricity", "emissions", "rd")
NEGATIVE = ("tax", "value_added")
TOWNS, GRADES = ("一镇", "二镇", "三街道"), ("A", "B", "C", "D")
INDUSTRIES = ("17", "171", "1713", "C17", "C1713", "3411", "34", "44", "D4411")
# few numbers meet one another often: at limits, as zero, as sums that no double has exactly
SMALL = ("0", "0.1", "0.2", "0.3", "0.6", "1", "1.5", "2.675", "3", "5", "8", "12.00005", "0.00005", "1000000")
NUMBERS = st.one_of(
    st.none(), st.sampled_from(SMALL), st.decimals(0, 10**6, places=2).map(str), st.floats(1e-9, 1e6).map(repr)
)
LIMITS = st.sampled_from(("0.1", "0.5", "1", "3", "3.3333", "5", "0.80", "0.52", "25", "-2"))
QUOTIENTS = sorted(RATIOS)


def negative(draw: Any, number: str | None) -> str | None:
    return None if number is None else number if draw(st.booleans()) else f"-{number}"


@st.composite
def rows(draw: Any) -> list[dict[str, Any]]:
    found = []
    for number in range(draw(st.integers(1, 8))):
        for year in draw(st.sampled_from(([2022], [2022], [2021, 2022], [2020, 2021, 2022], [2020, 2022], [2021]))):
            row = {
                "uscc": code(number),
                "name": f"示例企业{number}",
                "year": year,
                "town": draw(st.sampled_from((None, *TOWNS))),
                "industry": draw(st.sampled_from((None, *INDUSTRIES))),
                "above_scale": draw(st.sampled_from((None, True, False))),
                "registered_on": draw(st.sampled_from((None, "2019-12-31", "2020-01-01", "2020-01-02"))),
                "grade": draw(st.sampled_from((None, *GRADES))),
            }
            for column in COLUMNS:
                given_number = draw(NUMBERS)
                row[column] = negative(draw, given_number) if column in NEGATIVE else given_number
            found.append(row)
    return found


@st.composite
def condition(draw: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from(("limit", "limit", "table", "mean", "grade", "column", "date", "division", "two")))
    key = draw(st.sampled_from(QUOTIENTS))
    rule: dict[str, Any] = {
        "limit": {"key": key, draw(st.sampled_from(("below", "above", "min", "max"))): draw(LIMITS)},
        "table": {"key": draw(st.sampled_from(("value_added_energy", "tax_per_mu"))), "above": "table"},
        "mean": {"key": key, "below_mean": draw(st.sampled_from(("0.5", "1", "1.25")))},
        "grade": {"key": "grade", "in": draw(st.lists(st.sampled_from(GRADES), min_size=1, max_size=2, unique=True))},
        "column": {"key": draw(st.sampled_from(COLUMNS)), "min": draw(LIMITS)},
        "date": {"key": "registered_on", draw(st.sampled_from(("after", "before"))): "2020-01-01"},
        "division": {"key": "industry_division", "in": ["17", "44"]},
        "two": {"key": key, "min": "0.1", "below": draw(LIMITS)},
    }[kind]
    if kind == "mean":
        group = draw(st.sampled_from((None, "industry_division", "town", "above_scale")))
        rule |= {"group": group} if group else {}
    if draw(st.integers(0, 3)) == 0:
        rule["for_years"] = draw(st.sampled_from((2, 3)))
    return rule


def joined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(parts, min_size=1, max_size=3)
    return st.builds(lambda join, found: {join: found}, st.sampled_from(("all", "any")), some)


LISTS = st.lists(joined(st.one_of(condition(), condition(), joined(condition()))), min_size=1, max_size=3)
SCOPES = st.sampled_from(
    (
        None,
        {"above_scale": True},
        {"any": [{"above_scale": True}, {"land_mu": {"min": "3"}}]},
        {"all": [{"any": [{"town": "一镇"}, {"industry_division": {"in": ["17"]}}]}, {"tax": {"max": "5"}}]},
    )
)
EXEMPTIONS = st.sampled_from(
    (
        [],
        [
            {"reason": "公用工程", "when": {"industry": {"in": ["44", "17"]}}},
            {"reason": "投产未满3年", "when": {"registered_on": {"after": "2020-01-01"}}, "lists": ["清单0"]},
            {"reason": "税高", "when": {"any": [{"tax_per_mu": {"above": "3"}}, {"town": "二镇"}]}},
        ],
    )
)
THRESHOLDS = st.lists(
    st.fixed_dictionaries(
        {
            "key": st.sampled_from(("value_added_energy", "tax_per_mu")),
            "limit": LIMITS,
            "town": st.sampled_from((None, *TOWNS)),
            "industry": st.sampled_from((None, "17", "171", "1713", "34")),
        }
    ),
    max_size=6,
    unique_by=lambda line: (line["key"], line["town"], line["industry"]),
)


@st.composite
def rules(draw: Any) -> str:
    lists = [{"name": f"清单{at}"} | rule for at, rule in enumerate(draw(LISTS))]
    data = {"name": "随机", "year": 2022, "scope": draw(SCOPES), "thresholds": draw(THRESHOLDS)}
    text = yaml.safe_dump(data | {"lists": lists, "exempt": draw(EXEMPTIONS)}, allow_unicode=True)
    # numbers and dates stand in the file without quotes; codes keep theirs
    text = text.replace("'2020-01-01'", "2020-01-01")
    return "\n".join(unquoted(line) for line in text.splitlines())


def unquoted(line: str) -> str:
    head, colon, value = line.partition(": ")
    is_number = head.strip(" -") in ("below", "above", "min", "max", "below_mean", "limit") and value.startswith("'")
    return f"{head}{colon}{value.strip(chr(39))}" if is_number else line


def by_oracle(given: list[dict[str, Any]], text: str) -> list[tuple[Any, ...]]:
    typed = [
        row | {"registered_on": date.fromisoformat(row["registered_on"]) if row["registered_on"] else None}
        for row in given
    ]
    return Oracle(typed, plain(text)).listing()


def by_engine(given: list[dict[str, Any]], text: str, engine: str = "duckdb") -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in screen(table(given), parse_rules(text), engine).table.to_pylist()]


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rows(), rules())
def test_the_list_is_that_of_the_oracle(given_rows, text):
    assert by_engine(given_rows, text) == by_oracle(given_rows, text)
