from collections import Counter

import pytest

from tenghuan.reference import ancestors, children, parks, region, regions, towns

COUNTIES = {
    "330683": ("嵊州市", "绍兴市", 15),
    "330781": ("兰溪市", "金华市", 16),
    "331125": ("云和县", "丽水市", 10),
    "330282": ("慈溪市", "宁波市", 19),
    "330112": ("临安区", "杭州市", 18),
}


def test_levels_and_parents() -> None:
    counts = Counter(r.level for r in regions())
    assert (counts["province"], counts["city"], counts["county"]) == (1, 11, 90)
    assert counts["town"] == 1387
    codes = {r.code for r in regions()}
    assert len(codes) == len(regions())
    assert all(r.parent in codes for r in regions() if r.level != "province")
    assert all(r.code.startswith(r.parent) for r in regions("town"))


@pytest.mark.parametrize("code", sorted(COUNTIES))
def test_five_counties(code: str) -> None:
    name, city, number = COUNTIES[code]
    found = region(code)
    assert found is not None
    assert (found.name, found.level) == (name, "county")
    assert [a.name for a in ancestors(code)] == [city, "浙江省"]
    assert len(towns(code)) == number


def test_towns_leave_out_bodies_that_are_no_towns() -> None:
    special = [r.name for r in children("330282") if r.special]
    assert "滨海经济开发区" in special
    assert not any(t.name in special for t in towns("330282"))
    assert "甘霖镇" in [t.name for t in towns("330683")]


def test_unknown_code() -> None:
    assert region("999999") is None
    assert towns("999999") == ()
    assert ancestors("999999") == ()


def test_parks_stand_in_known_counties() -> None:
    assert {p.county for p in parks()} == set(COUNTIES)
    assert [p.name for p in parks("331125")] == ["云和工业园区", "云景生态产业园"]
    assert all(p.source for p in parks())
