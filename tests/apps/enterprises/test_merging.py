"""Which row counts, what is summed, what disagrees."""

from decimal import Decimal

from tenghuan.apps.enterprises.merging import Given, merge


def _land(pk, order, *, unit="自然资源局", parcel=None, **values):
    return Given(pk, "land", unit, order, None, {"parcel": parcel, **values})


def test_parcels_are_summed():
    merged = merge([_land(1, 1, parcel="甲", land_mu=10.1), _land(2, 1, parcel="乙", land_mu=5.2)])
    assert merged.facts["land_mu"] == Decimal("15.3")
    assert merged.conflicts == []


def test_a_later_source_of_the_same_bureau_corrects():
    merged = merge([_land(2, 2, parcel="甲", land_mu=12), _land(1, 1, parcel="甲", land_mu=10)])
    assert (merged.facts["land_mu"], merged.sources["land_mu"]) == (Decimal(12), 2)
    assert merged.conflicts == []


def test_two_bureaus_that_differ_are_a_conflict_and_the_first_stays():
    rows = [_land(1, 1, land_mu=10), _land(2, 2, unit="经信局", land_mu=11)]
    merged = merge(rows)
    assert merged.facts["land_mu"] == Decimal(10)
    assert merged.conflicts == [("land_mu", 1, 2)]
    decided = merge(rows, {("land_mu", frozenset((1, 2))): 2})
    assert (decided.facts["land_mu"], decided.sources["land_mu"]) == (Decimal(11), 2)


def test_two_bureaus_that_agree_are_no_conflict():
    assert merge([_land(1, 1, land_mu=10), _land(2, 2, unit="经信局", land_mu=10.0)]).conflicts == []


def test_the_whole_year_stands_above_its_months():
    months = [Given(n, "power", "供电", 1, n, {"month": n, "electricity": 10.0}) for n in (1, 2, 3)]
    key = next(iter(merge(months).facts))
    assert merge(months).facts[key] == Decimal(30)
    assert merge([*months, Given(9, "power", "供电", 1, None, {"electricity": 99.0})]).facts[key] == Decimal(99)
