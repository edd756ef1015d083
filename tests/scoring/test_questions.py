"""Stability, what-if and the ranking of areas."""

from __future__ import annotations

import random
from decimal import Decimal
from importlib import import_module

import pytest

from tenghuan.errors import InputFault
from tenghuan.scoring import evaluate, facts_from_table, parse_scheme, rank_areas, stability, what_if, with_changes
from tests.scoring.support import DATA, table

SCHEME = parse_scheme((DATA / "huangyan.yaml").read_text(encoding="utf-8"))


def rows(count: int = 60) -> list[dict]:
    chance = random.Random(11)
    return [
        {
            "above_scale": "是" if at % 3 else "否",
            "town": ["东镇", "西街道", "南乡", None][at % 4],
            "tax": chance.randint(-20, 900),
            "value_added": chance.randint(10, 3000),
            "land_mu": chance.randint(1, 40),
            "energy_tce": chance.randint(50, 900),
            "emissions": chance.choice([None, "0.3", "0.9"]),
            "employees": chance.randint(5, 90),
            "electricity": chance.randint(50, 900),
            "rd": chance.randint(0, 90),
            "revenue": chance.randint(1000, 9000),
            "veto": "safety_accident" if at == 5 else None,
        }
        for at in range(count)
    ]


def test_without_spread_every_draw_gives_the_grade():
    facts = facts_from_table(table(rows()))
    grades = dict(zip(*(evaluate(facts, SCHEME).table[key].to_pylist() for key in ("uscc", "grade")), strict=True))
    found = stability(facts, SCHEME, draws=7, weight_spread=0, benchmark_spread=0)
    assert len(found.rows) == 60
    for row in found.rows:
        assert row.grade == grades[row.uscc]
        assert row.firm == 1


def test_shares_sum_to_one_repeat_by_seed_and_do_not_depend_on_the_batch(monkeypatch):
    facts = facts_from_table(table(rows()))
    found = stability(facts, SCHEME, draws=300, seed=4)
    assert all(abs(sum(row.shares.values()) - 1) < 1e-9 for row in found.rows)
    assert any(0 < row.firm < 1 for row in found.rows)
    assert found == stability(facts, SCHEME, draws=300, seed=4)
    assert found != stability(facts, SCHEME, draws=300, seed=5)
    monkeypatch.setattr(import_module("tenghuan.scoring.stability"), "BATCH", 170)
    assert found == stability(facts, SCHEME, draws=300, seed=4)
    vetoed = next(row for row in found.rows if row.uscc == table(rows())["uscc"][5].as_py())
    assert vetoed.shares["D"] == 1


def test_a_lone_row_far_ahead_stays_first():
    given = rows()
    given[1]["tax"] = 90_000
    found = stability(facts_from_table(table(given)), SCHEME, draws=200)
    leader = next(row for row in found.rows if row.uscc == table(given)["uscc"][1].as_py())
    assert leader.shares["A"] == 1


def test_what_if_names_those_who_move_and_leaves_the_run_alone():
    facts = facts_from_table(table(rows()))
    before = evaluate(facts, SCHEME).table
    changed = with_changes(SCHEME, "规上", weights={"tax_per_mu": Decimal(60)}, shares={"A": Decimal("0.4")}, cap=None)
    found = what_if(facts, SCHEME, changed)
    after = evaluate(facts, changed).table
    expected = {
        uscc
        for uscc, old, new in zip(
            before["uscc"].to_pylist(), before["grade"].to_pylist(), after["grade"].to_pylist(), strict=True
        )
        if old != new
    }
    assert {move.uscc for move in found.regraded} == expected
    assert expected
    assert sum(found.flows.values()) == 60
    assert evaluate(facts, SCHEME).table == before
    assert what_if(facts, SCHEME, SCHEME).moves == ()


def test_changes_that_make_no_scheme_are_refused():
    with pytest.raises(InputFault, match="由小到大"):
        with_changes(SCHEME, "规上", shares={"A": Decimal("0.9")})
    with pytest.raises(InputFault, match="没有类别"):
        with_changes(SCHEME, "规中")
    with pytest.raises(InputFault, match="revenue_per_mu"):
        with_changes(SCHEME, "规上", weights={"revenue_per_mu": Decimal(1)})


def test_towns_are_ranked_by_their_sums():
    given = rows()
    found = rank_areas(facts_from_table(table(given)), SCHEME, "规上", by="town")
    assert {area.area for area in found} == {"东镇", "西街道", "南乡"}
    assert [area.rank for area in found] == sorted(area.rank for area in found)
    for area in found:
        members = [row for row in given if row["town"] == area.area and row["above_scale"] == "是"]
        assert area.enterprises == len(members)
        per_mu = sum(row["tax"] for row in members) / sum(row["land_mu"] for row in members)
        assert area.values["tax_per_mu"] == pytest.approx(per_mu)
    best = max(found, key=lambda area: area.values["tax_per_mu"] or 0)
    assert best.ranks["tax_per_mu"] == 1
