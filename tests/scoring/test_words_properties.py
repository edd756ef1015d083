"""Any facts and any scheme with the wider words: the product agrees with the oracle, the model with the list."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tenghuan.scoring import evaluate, facts_from_table, model, order, parse_scheme, what_if, with_changes
from tests.scoring import oracle
from tests.scoring.support import code, table
from tests.scoring.test_properties import VETOES, row, text_of

SETTINGS = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.explicit, Phase.generate]}
LABELS = ("重点扶持", "四星", "五星", "绿色工厂", "高企", "出租")
YEAR = 2022
OWN = {
    "own_tce": {"of": ["revenue", "energy_tce"]},
    "own_tax": {"of": "tax"},
    "own_loss": {"of": ["energy_tce", "value_added"]},
    "revenue_per_tce": {},
    "tax_per_emission": {},
    "value_added_per_electricity": {},
    "tax_per_mu": {},
    "labour_productivity": {},
}
CHANGES = {"up_tax": {"of": "tax", "change": True}, "up_mu": {"of": "tax_per_mu", "change": True}}
CONDITIONS = (
    {"above_scale": True},
    {"any": [{"above_scale": True}, {"land_mu": {"min": "3.25"}}]},
    {"any": [{"industry_division": {"in": ["17", "33"]}}, {"all": [{"tax": {"min": "10"}}, {"town": "东镇"}]}]},
    {"tax": {"min": "-5"}, "any": [{"town": {"in": ["东镇", "西街道"]}}, {"labels": {"has": "高企"}}]},
    {},
)


@st.composite
def rows(draw) -> list[dict]:
    found = []
    for at in range(draw(st.integers(1, 14))):
        for year in draw(st.sampled_from([[YEAR], [YEAR - 1, YEAR], [YEAR - 1, YEAR], [YEAR - 1]])):
            labels = draw(st.lists(st.sampled_from(LABELS), max_size=3, unique=True))
            found.append(draw(row()) | {"uscc": code(at), "year": year, "labels": ";".join(labels) or None})
    return found


@st.composite
def criterion(draw, key: str, made: dict) -> dict:
    found = {"key": key, **made, "weight": draw(st.sampled_from(["40", "20", "12.5"]))}
    kinds = ["mean", "max", "min", "2.5", {"of": "mean", "times": "1.5"}, {"of": "max", "times": "0.5"}]
    if not made.get("change"):
        kinds += [{"of": of, "year": "last", "times": "2"} for of in ("mean", "max", "min")]
    found["benchmark"] = draw(st.sampled_from(kinds))
    found["direction"] = draw(st.sampled_from(["more", "more", "less"]))
    found["missing"] = draw(st.sampled_from(["zero", "mean_score", "reweight"]))
    if draw(st.booleans()):
        found["cap"] = draw(st.sampled_from(["1.25", None]))
    if draw(st.booleans()):
        found["floor"] = draw(st.sampled_from([None, "-2", "1.5"]))
    if draw(st.integers(0, 3)) == 0:
        found["bands"] = [
            {"from": "0.31", "points": "2"},
            {"from": "1.0625", "points": "4.5"},
            {"from": 2, "points": 9},
        ]
    return found


@st.composite
def grades(draw, keys: list[str]) -> list[dict]:
    rounding = st.sampled_from([{}, {"rounding": "floor"}, {"rounding": "half_up"}, {"rounding": "ceil"}])
    if draw(st.booleans()):
        shares = draw(st.sampled_from([["0.2", "0.3", "rest", "0.05"], ["rest", "0.25"], ["0.333", "0.4", "rest"]]))
        found = [{"grade": "ABCD"[at], "share": share} for at, share in enumerate(shares)]
    else:
        found = [{"grade": "ABCD"[at], "upto": share} for at, share in enumerate(["0.15", "0.5", "0.95", "1"])]
    found = [grade | draw(rounding) for grade in found]
    for grade in found[:-1]:
        if draw(st.integers(0, 2)) == 0:
            key = draw(st.sampled_from(keys))
            grade["require"] = draw(
                st.sampled_from(
                    [
                        {"score": {"min": "31.23455"}},
                        {key: {"min": "0.123456789"}},
                        {
                            "any": [
                                {key: {"max": "7.654321"}},
                                {"above_scale": True},
                                {"labels": {"has": ["四星", "五星"]}},
                            ]
                        },
                    ]
                )
            )
    return found


@st.composite
def adjustment(draw) -> dict:
    kinds = [
        {"kind": "绿色", "items": {"绿色工厂": "3", "四星": "2.5"}, "take": draw(st.sampled_from(["sum", "highest"]))},
        {"kind": "创新", "items": {"高企": "1.5", "五星": 2}, "cap": "3"},
    ]
    return {"kinds": kinds, "cap": draw(st.sampled_from([None, "4", "20"]))}


@st.composite
def track(draw, name: str) -> dict:
    pool = OWN | CHANGES if draw(st.booleans()) else OWN
    keys = draw(st.lists(st.sampled_from(sorted(pool)), min_size=1, max_size=4, unique=True))
    groups = {"column": "industry_division", "groups": {"纺织装备": ["17", "33"]}, "others": "其余"}
    found = {
        "name": name,
        "group_by": draw(st.sampled_from([None, "town", groups])),
        "criteria": [draw(criterion(key, pool[key])) for key in keys],
        "cap": draw(st.sampled_from([None, "1.5"])),
        "floor": draw(st.sampled_from(["0", None, "-3"])),
        "grades": draw(grades(keys)),
        "vetoes": VETOES,
    }
    if draw(st.booleans()):
        counted = draw(st.booleans())
        found["outside"] = [
            {"grade": "A", "when": {"labels": {"has": ["四星", "五星"]}}, "counted": counted},
            {"grade": "扶持类", "when": {"labels": {"has": "重点扶持"}}},
        ]
    if draw(st.booleans()):
        found["ties"] = draw(st.sampled_from([["tax"], [keys[0], {"key": "energy_tce", "direction": "less"}]]))
    for part in ("bonus", "deduction"):
        if draw(st.integers(0, 2)) == 0:
            found[part] = draw(adjustment())
    return found


@st.composite
def scheme(draw) -> dict:
    first, second = draw(track("甲")), draw(track("乙"))
    first["population"] = draw(st.sampled_from(CONDITIONS))
    second["population"] = draw(st.sampled_from(CONDITIONS))
    return {"name": "方案", "year": YEAR, "tracks": [first, second]}


@settings(max_examples=30, **SETTINGS)
@given(rows(), scheme())
def test_agrees_with_an_independent_calculation(given_rows, chosen):
    facts, parsed = facts_from_table(table(given_rows)), parse_scheme(text_of(chosen))
    found = evaluate(facts, parsed).table.to_pylist()
    for have, wanted in zip(found, oracle.evaluate(given_rows, chosen), strict=True):
        for key in ("track", "group"):
            assert have[key] == wanted[key], key
        score = None if have["score"] is None else Decimal(repr(have["score"])).quantize(Decimal("0.0001"))
        assert score == wanted["score"], wanted
        for key in ("rank", "grade", "basis"):
            assert have[key] == wanted[key], (key, wanted)
        for key, points in wanted["points"].items():
            told = have[f"{key}_points"]
            assert (told is None) == (points is None)
            assert told is None or abs(told - points) < 1e-8 * max(1, abs(points))
    for group in model.groups(facts, parsed):
        scores = model.group_scores(group)
        assert np.array_equal(scores / 1e4, [found[at]["score"] for at in group.rows])
        names, after = order.grade_names(group), order.after_vetoes(group)
        places = order.places(group, scores)
        ends = [names[after[at, place]] for at, place in enumerate(places)]
        assert ends == [found[at]["grade"] for at in group.rows]


@settings(max_examples=5, **SETTINGS)
@given(rows(), scheme())
def test_a_scheme_changed_in_nothing_moves_nobody(given_rows, chosen):
    parsed = parse_scheme(text_of(chosen))
    same = with_changes(parsed, "甲")
    assert same == parsed
    assert not what_if(facts_from_table(table(given_rows)), parsed, same).moves
