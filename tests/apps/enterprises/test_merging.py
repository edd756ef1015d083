"""Which row counts, what is summed, what disagrees."""

from decimal import Decimal

from tenghuan.apps.enterprises.merging import facts_of, given, kin, merge


def _land(pk, order, *, unit="自然资源局", parcel=None, **values):
    return given(pk, "land", unit, order, None, {"parcel": parcel, **values})


def test_parcels_are_summed():
    merged = merge([_land(1, 1, parcel="甲", land_mu=10.1), _land(2, 1, parcel="乙", land_mu=5.2)])
    assert merged.values["land_mu"] == Decimal("15.3")
    assert merged.conflicts == []


def test_a_later_source_of_the_same_bureau_corrects():
    merged = merge([_land(2, 2, parcel="甲", land_mu=12), _land(1, 1, parcel="甲", land_mu=10)])
    assert (merged.values["land_mu"], merged.sources["land_mu"]) == (Decimal(12), 2)
    assert merged.conflicts == []


def test_two_bureaus_that_differ_are_a_conflict_and_the_first_stays():
    rows = [_land(1, 1, land_mu=10), _land(2, 2, unit="经信局", land_mu=11)]
    merged = merge(rows)
    assert merged.values["land_mu"] == Decimal(10)
    assert merged.conflicts == [("land_mu", 1, 2)]
    decided = merge(rows, {("land_mu", frozenset((1, 2))): 2})
    assert (decided.values["land_mu"], decided.sources["land_mu"]) == (Decimal(11), 2)


def test_two_bureaus_that_agree_are_no_conflict():
    assert merge([_land(1, 1, land_mu=10), _land(2, 2, unit="经信局", land_mu=10.0)]).conflicts == []


def test_the_whole_year_stands_above_its_months():
    months = [given(n, "power", "供电", 1, n, {"month": n, "electricity": 10.0}) for n in (1, 2, 3)]
    key = "electricity"
    assert merge(months).values[key] == Decimal(30)
    assert merge([*months, given(9, "power", "供电", 1, None, {"electricity": 99.0})]).values[key] == Decimal(99)


def test_an_identity_is_the_latest_of_one_bureau_and_a_conflict_between_two():
    rows = [
        given(1, "base", "经信局", 1, None, {"name": "甲", "town": "东1镇", "phone": "1"}),
        given(2, "base", "经信局", 2, None, {"name": "甲甲", "town": None}),
        given(3, "base", "市场监管局", 3, None, {"name": "甲甲", "town": "东2镇"}),
    ]
    merged = merge(rows)
    assert merged.values == {"name": "甲甲", "town": "东1镇", "phone": "1"}
    assert merged.conflicts == [("town", 1, 3)]
    assert merge(rows, {("town", frozenset((1, 3))): 3}).values["town"] == "东2镇"


def test_a_derived_fact_is_computed_where_the_stated_one_is_blank():
    merged = merge([given(1, "tax", "税务局", 1, None, {"vat": 10.5, "excluded": 0.5})])
    assert merged.values == {"tax": Decimal(10)}


def test_registers_that_feed_other_facts_are_merged_apart():
    assert kin("power") == {"power"}
    assert facts_of("statistics") == ("value_added", "revenue", "employees", "energy_tce")
