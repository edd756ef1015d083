import pyarrow.compute as pc
import pytest
from stdnum.cn import uscc

from tenghuan.errors import InputFault
from tenghuan.reference import industry, parks, towns
from tenghuan.sampling import counties, sample_facts
from tenghuan.sampling.enterprises import organisation_code
from tenghuan.sampling.facts import HEADINGS

IDS = sorted(counties())


def ratio(table, numerator: str, denominator: str) -> float:
    known = pc.and_(pc.is_valid(table[numerator]), pc.is_valid(table[denominator]))
    table = table.filter(known)
    return pc.sum(table[numerator]).as_py() / pc.sum(table[denominator]).as_py()


def above(table):
    return table.filter(table["above_scale"])


def test_shengzhou_2020_is_what_the_plan_says() -> None:
    table = sample_facts("shengzhou", counties()["shengzhou"].enterprises, 1, 2020)
    assert ratio(above(table), "tax", "land_mu") == pytest.approx(13.68, rel=0.005)
    assert ratio(above(table), "value_added", "land_mu") == pytest.approx(70.66, rel=0.005)
    assert ratio(above(table), "rd", "revenue") == pytest.approx(0.0295, rel=0.005)


@pytest.mark.parametrize("seed", [0, 7, 12345])
@pytest.mark.parametrize("county", IDS)
def test_every_county_and_year_meets_its_levels(county: str, seed: int) -> None:
    profile = counties()[county]
    for year, level in profile.levels.items():
        table = sample_facts(county, 200, seed, year)
        large, small = above(table), table.filter(pc.invert(table["above_scale"]))
        assert ratio(large, "tax", "land_mu") == pytest.approx(level.tax_per_mu, rel=0.005)
        assert ratio(large, "value_added", "land_mu") == pytest.approx(level.value_added_per_mu, rel=0.005)
        assert ratio(large, "value_added", "employees") == pytest.approx(level.labour, rel=0.02)
        assert ratio(large, "value_added", "energy_tce") == pytest.approx(level.value_added_per_tce, rel=0.005)
        assert ratio(small, "tax", "electricity") == pytest.approx(profile.below.tax_per_kwh, rel=0.005)


@pytest.mark.parametrize("county", IDS)
def test_codes_places_and_industries_are_valid(county: str) -> None:
    profile = counties()[county]
    table = sample_facts(county, 300, 3, profile.years[-1])
    rows = table.to_pylist()
    assert list(rows[0]) == list(HEADINGS)
    assert all(uscc.is_valid(row["uscc"]) for row in rows)
    assert all(row["uscc"][:8] == "91" + profile.code for row in rows)
    assert all(row["uscc"][8:17] == organisation_code(row["uscc"][8:16]) for row in rows)
    assert {row["town"] for row in rows} <= {t.name for t in towns(profile.code)}
    assert {row["park"] for row in rows} - {None} <= {p.name for p in parks(profile.code)}
    for row in rows:
        found = industry(row["industry"])
        assert found is not None
        assert found.section in "BCD"


def test_organisation_code_of_a_published_example() -> None:
    # 国家市场监督管理总局 (an authority, not an enterprise): 11100000MB0143028R → organisation code MB014302-8
    assert organisation_code("MB014302") == "MB0143028"
    assert uscc.is_valid("11100000MB0143028R")


@pytest.mark.parametrize("county", IDS)
def test_no_code_and_no_name_comes_twice_and_every_name_is_marked(county: str) -> None:
    table = sample_facts(county, 2000, 5, counties()[county].years[-1])
    assert len(set(table["uscc"].to_pylist())) == 2000
    names = table["name"].to_pylist()
    assert len(set(names)) == 2000
    assert all(name.startswith(counties()[county].short + "例") for name in names)


def test_profile_towns_parks_and_industries_exist() -> None:
    for profile in counties().values():
        assert set(profile.towns) <= {t.name for t in towns(profile.code)}
        assert {p.name for p in profile.parks} <= {p.name for p in parks(profile.code)}
        assert {t for p in profile.parks for t in p.towns} <= {t.name for t in towns(profile.code)}
        assert all(industry(i.code) is not None for i in profile.industries)


def test_land_adds_up_and_figures_are_plausible() -> None:
    rows = sample_facts("lanxi", 500, 2, 2022).to_pylist()
    for row in rows:
        parts = row["land_owned_mu"] + row["land_leased_in_mu"] - row["land_leased_out_mu"] + row["land_other_mu"]
        assert parts == pytest.approx(row["land_mu"], abs=0.001)
        assert min(row[k] for k in ("land_mu", "land_owned_mu", "revenue", "electricity", "employees")) >= 0
        assert (row["value_added"] is None) == (not row["above_scale"])
        assert (row["revenue"] >= 2000) == row["above_scale"]
    assert any(row["tax"] < 0 for row in rows)
    assert any(row["land_leased_in_mu"] > 0 and row["land_owned_mu"] == 0 for row in rows)
    assert any(row["emissions"] is None for row in rows)
    assert {row["exempt"] for row in rows} >= {None, "注册未满2年"}


def test_sizes_are_skewed() -> None:
    taxes = sorted((r["tax"] for r in sample_facts("cixi", 1000, 4, 2022).to_pylist()), reverse=True)
    assert sum(taxes[:100]) / sum(taxes) > 0.5  # a tenth pays more than half
    assert taxes[0] / taxes[500] > 20


def test_years_hang_together() -> None:
    first, last = ({r["uscc"]: r for r in sample_facts("linan", 400, 9, year).to_pylist()} for year in (2020, 2022))
    assert set(first) < set(last)  # some registered since, nobody lost
    assert any(not first[c]["above_scale"] and last[c]["above_scale"] for c in first)  # 小升规
    assert not any(first[c]["above_scale"] and not last[c]["above_scale"] for c in first)
    grown = [c for c in first if last[c]["land_mu"] > first[c]["land_mu"] + 0.001]
    assert 0 < len(grown) < len(first) / 4


def test_same_seed_same_facts_and_another_seed_others() -> None:
    one = sample_facts("yunhe", 50, 8)
    assert one.equals(sample_facts("yunhe", 50, 8))
    assert not one.equals(sample_facts("yunhe", 50, 9))
    assert one.num_rows > 140


def test_smallest_number() -> None:
    for county in IDS:
        table = sample_facts(county, 1, 0, 2020)
        assert table.num_rows == 1
        assert table["above_scale"].to_pylist() == [True]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere", 10, 1), "没有“nowhere”这个县"),
        (("yunhe", 0, 1), "超出范围"),
        (("yunhe", 100_001, 1), "超出范围"),
        (("yunhe", 10, -1), "不能为负"),
        (("yunhe", 10, 1, 1999), "没有 1999 年"),
    ],
)
def test_wrong_arguments_are_told(arguments: tuple, words: str) -> None:
    with pytest.raises(InputFault, match=words):
        sample_facts(*arguments)
