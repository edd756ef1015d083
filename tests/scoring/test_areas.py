"""Towns, parks and industries ranked: against a calculation of its own, and where areas tie, lack data or members."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from tenghuan.scoring import facts_from_table, parse_scheme, rank_areas
from tests.scoring.support import table

TEXT = """
name: 区域
year: 2022
tracks:
  - name: 规上
    population: {above_scale: true}
    criteria:
      - {key: tax_per_mu, weight: 60, benchmark: 20}
      - {key: cost, of: [energy_tce, revenue], weight: 30, benchmark: 0.2, direction: less}
      - {key: rd_ratio, weight: 10, normalise: {minmax: [20, 100]}, missing: mean_score}
    cap: 1.5
    grades: [{grade: A, upto: 0.2}, {grade: B, upto: 1}]
    vetoes: {accident: D}
  - name: 规下
    criteria: [{key: tax_per_mu, weight: 100, benchmark: 5}]
    grades: [{grade: A, upto: 1}]
"""
SCHEME = parse_scheme(TEXT)
MADE = {"tax_per_mu": ("tax", "land_mu"), "cost": ("energy_tce", "revenue"), "rd_ratio": ("rd", "revenue")}
WEIGHTS = {"tax_per_mu": 60, "cost": 30, "rd_ratio": 10}


def firm(town: str | None, tax: int | None = 200, **more: object) -> dict:
    made = {"above_scale": "是", "town": town, "tax": tax, "land_mu": 10, "energy_tce": 20, "revenue": 100, "rd": 3}
    return made | more


def ranked(rows: list[dict], by: str = "town", track: str = "规上"):
    return rank_areas(facts_from_table(table(rows)), SCHEME, track, by)


def expected(rows: list[dict], by: str) -> dict[str, tuple[Fraction, int]]:
    """Score and rank of each area: sums over sums, against the sums of all that stand in an area."""
    mine = [row for row in rows if row["above_scale"] == "是" and row[by] and not row.get("exempt")]
    areas = sorted({row[by] for row in mine})
    points: dict[str, dict[str, Fraction | None]] = {area: {} for area in areas}
    for key, (over, under) in MADE.items():
        sums = {}
        for area in areas:
            known = [r for r in mine if r[by] == area and r[over] is not None and r[under] is not None and r[under] > 0]
            sums[area] = (sum(r[over] for r in known), sum(r[under] for r in known)) if known else None
        there = [pair for pair in sums.values() if pair]
        mean = Fraction(sum(a for a, _ in there), sum(b for _, b in there))
        for area, pair in sums.items():
            if pair is None:
                points[area][key] = None
                continue
            value, top = Fraction(*pair), Fraction(3, 2) * WEIGHTS[key]
            if mean <= 0:
                got = Fraction(0)
            elif key == "cost":
                got = top if value == 0 else mean / value * WEIGHTS[key]
            else:
                got = value / mean * WEIGHTS[key]
            points[area][key] = max(min(got, top), Fraction(0))
        known_points = [one[key] for one in points.values() if one[key] is not None]
        for one in points.values():
            if one[key] is None:
                one[key] = sum(known_points, Fraction(0)) / len(known_points) if key == "rd_ratio" else Fraction(0)
    scores = {area: round(sum(one.values(), Fraction(0)), 6) for area, one in points.items()}
    return {area: (score, 1 + sum(other > score for other in scores.values())) for area, score in scores.items()}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("by", ["town", "park"])
def test_agrees_with_sums_made_apart(seed, by):
    chance = random.Random(seed)
    rows = [
        firm(
            chance.choice(["东镇", "西镇", "南镇", "北镇", None]),
            chance.choice([None, chance.randint(-100, 900)]),
            park=chance.choice(["甲园", "乙园", None]),
            above_scale=chance.choice(["是", "是", "否"]),
            land_mu=chance.choice([5, 10, 30]),
            energy_tce=chance.randint(0, 90),
            revenue=chance.choice([None, 100, 900]),
            rd=chance.choice([None, 1, 20]),
            exempt=chance.choice([None, None, None, "新设立"]),
        )
        for _ in range(40)
    ]
    found = ranked(rows, by)
    wanted = expected(rows, by)
    assert {area.area for area in found} == set(wanted)
    for area in found:
        score, rank = wanted[area.area]
        assert area.score == pytest.approx(float(score), abs=1e-4)
        assert area.rank == rank
    assert sum(area.enterprises for area in found) == sum(
        1 for row in rows if row["above_scale"] == "是" and row[by] and not row["exempt"]
    )


def test_equal_areas_share_the_better_rank_and_stand_by_name():
    found = ranked([firm("丙镇"), firm("甲镇"), firm("乙镇", 100), firm("丁镇", 20)])
    assert [(area.area, area.rank) for area in found] == [("丙镇", 1), ("甲镇", 1), ("乙镇", 3), ("丁镇", 4)]
    assert [area.ranks["tax_per_mu"] for area in found] == [1, 1, 3, 4]
    assert {area.ranks["cost"] for area in found} == {1}


def test_the_average_area_has_a_hundred_points():
    """Three alike, whatever their size: each is the mean."""
    rows = [firm("东镇"), firm("西镇", 400, land_mu=20), firm("南镇", 2000, land_mu=100)]
    assert [area.score for area in ranked(rows)] == [100, 100, 100]
    # one far above is held by the cap: 60 × 1.5 + 30 + 10
    rows[0]["tax"] = 200_000
    assert ranked(rows)[0].score == 130


def test_large_members_count_by_their_size_and_not_by_their_number():
    """(10 + 900) ÷ (10 + 90) = 9.1 a mu, not the mean of 1 and 10."""
    (area,) = ranked([firm("东镇", 10), firm("东镇", 900, land_mu=90)])
    assert area.values["tax_per_mu"] == pytest.approx(9.1)
    assert (area.enterprises, area.rank, area.score) == (2, 1, 100)


def test_an_area_without_a_figure_has_no_rank_in_it_and_no_points_for_it():
    found = {area.area: area for area in ranked([firm("东镇"), firm("西镇", None), firm("南镇", 200, land_mu=0)])}
    for name in ("西镇", "南镇"):
        assert found[name].values["tax_per_mu"] is None
        assert found[name].ranks["tax_per_mu"] is None
        assert found[name].score == 40
    assert found["东镇"].score == 100


def test_where_less_is_better_the_smallest_is_first():
    found = {area.area: area for area in ranked([firm("东镇", energy_tce=40), firm("西镇", energy_tce=10)])}
    assert (found["西镇"].ranks["cost"], found["东镇"].ranks["cost"]) == (1, 2)
    # mean 50 ÷ 200 = 0.25: 0.25 ÷ 0.1 × 30 = 75, held at 45; 0.25 ÷ 0.4 × 30 = 18.75
    assert (found["西镇"].score, found["东镇"].score) == (115, 88.75)


def test_industries_are_their_first_two_digits_with_or_without_a_section():
    rows = [firm("东镇", industry=code) for code in ("C1713", "17", "1810", None)]
    found = ranked(rows, "industry_division")
    assert [(area.area, area.enterprises) for area in found] == [("17", 2), ("18", 1)]


def test_nobody_in_an_area_is_an_empty_ranking():
    assert ranked([firm(None)]) == []
    assert ranked([firm("东镇", above_scale="否")]) == []
    assert [area.area for area in ranked([firm("东镇", above_scale="否")], track="规下")] == ["东镇"]


def test_what_is_no_area_and_no_track_is_refused():
    with pytest.raises(ValueError, match="industry_division"):
        ranked([firm("东镇")], by="name")
    with pytest.raises(KeyError):
        ranked([firm("东镇")], track="规中")
