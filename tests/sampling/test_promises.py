"""What the sample promises, looked at as a stranger would: every county, every workbook, no impossible row."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.reference import towns
from tenghuan.sampling import counties, sample_facts, write_sample
from tenghuan.sampling.enterprises import credit_code, generator, organisation_code, populate
from tenghuan.sampling.facts import area, scaled, world
from tenghuan.sampling.faults import FaultyGrid, plant
from tenghuan.sampling.layouts import layouts
from tenghuan.sampling.profiles import county, data, factors, model
from tenghuan.sampling.tables import Grid, grids

IDS = sorted(counties())
N, SEED = 400, 21
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100—2015: no I, O, S, V, Z


def columns(grid: Grid, *fields: str) -> list[tuple]:
    at = [grid.layout.index(field) for field in fields]
    return [tuple(row[i] for i in at) for row in grid.rows]


@pytest.fixture(scope="module", params=IDS)
def made(request: pytest.FixtureRequest):
    """Return one county's people and workbooks, made once."""
    people, years = world(request.param, N, SEED)
    return counties()[request.param], people, years, grids(counties()[request.param], people, years, SEED)


# codes


def check_character(code: str) -> str:
    """Return the 18th character by the formula of GB 32100—2015, worked out here apart from any library."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return ALPHABET[-total % 31]


def organisation_digit(body: str) -> str:
    """Return the ninth character by GB 11714—1997: 11 less the weighted sum modulo 11, 10 is X and 11 is 0."""
    weighted = sum(int(c, 36) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    left = 11 - weighted % 11
    return {10: "X", 11: "0"}.get(left, str(left))


@given(st.sampled_from(IDS), st.integers(0, 999_999))
def test_every_code_has_both_check_characters_right(county_id: str, serial: int) -> None:
    code = credit_code(counties()[county_id].code, serial)
    assert len(code) == 18
    assert code[17] == check_character(code)
    assert code[16] == organisation_digit(code[8:16])
    assert code[8:10] == "XY"  # a range that no authority issues
    assert set(code) <= set(ALPHABET)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
def test_the_digit_of_any_organisation_is_that_of_the_standard(body: str) -> None:
    assert organisation_code(body) == body + organisation_digit(body)


def test_many_codes_and_names_are_all_different() -> None:
    people = populate(counties()["yunhe"], 3_000, 3)
    assert len(set(people.uscc)) == len(set(people.name)) == 3_000
    bearers = set(people.name)
    assert not bearers & set(people.former_name)


# people


def test_towns_addresses_parks_and_telephones_fit_together(made) -> None:
    profile, people, _, _ = made
    known = {t.name for t in towns(profile.code)}
    by_park = {park.name: set(park.towns) for park in profile.parks}
    for town, park, address, phone in zip(people.town, people.park, people.address, people.phone, strict=True):
        assert town in known
        assert address.startswith(profile.name + town)
        assert re.search(r"\d+号$", address)
        assert not park or town in by_park[park]
        assert re.fullmatch(profile.phone + r"-0000\d{4}", phone)  # nobody has such a number


def test_the_share_above_scale_is_the_one_of_the_profile(made) -> None:
    profile, people, _, _ = made
    assert int(people.above.sum()) == round(N * profile.above_scale_share)
    rising = [people.above_scale(year) for year in profile.years]
    for before, after in pairwise(rising):
        assert not (before & ~after).any()  # nobody falls below scale again
    assert not (people.above & (people.promoted > 0)).any()


def test_towns_come_by_their_weights() -> None:
    profile = counties()["cixi"]
    places = [t.name for t in towns(profile.code)]
    weights = [profile.towns.get(place, 1.0) for place in places]
    found = populate(profile, 3_000, 4).town
    for place, weight in zip(places, weights, strict=True):
        expected = 3_000 * weight / sum(weights)
        # five standard deviations of a count
        assert abs(found.count(place) - expected) < 5 * expected**0.5 + 1, place


def test_no_former_name_is_borne_by_another_or_by_the_enterprise_itself() -> None:
    people = populate(counties()["shengzhou"], 3_000, 5)
    renamed = [name for name in people.former_name if name]
    assert 40 < len(renamed) < 160  # 3 % of 3000
    assert not set(renamed) & set(people.name)


@settings(max_examples=20)
@given(st.sampled_from(IDS), st.integers(1, 60), st.integers(0, 10**9))
def test_any_small_number_and_any_seed_make_a_whole_county(county_id: str, n: int, seed: int) -> None:
    profile = counties()[county_id]
    people = populate(profile, n, seed)
    assert len(people) == len(set(people.uscc)) == n
    assert people.exists(profile.years[0]).any()
    assert people.above_scale(profile.years[0]).any()
    assert all(day <= date(profile.years[-1], 12, 31) for day in people.registered)


# workbooks


def test_no_workbook_but_the_directory_names_an_enterprise_before_it_is_founded(made) -> None:
    _, people, _, books = made
    founded = dict(zip(people.uscc, people.registered, strict=True))
    for (key, year), grid in books.items():
        for (code,) in columns(grid, "uscc"):
            assert key == "base" or founded[code].year <= year


def test_the_items_of_tax_add_up_and_the_tax_is_what_is_left(made) -> None:
    _, _people, years, books = made
    items = ["vat", *model().tax_items]
    for year in years:
        grid = books["tax", year]
        for *paid, total, offset, relief, excluded, tax, reason in columns(
            grid, *items, "paid_total", "exempt_offset", "relief_added", "excluded", "tax", "excluded_reason"
        ):
            assert sum(paid) == total
            assert tax == total + (offset or 0) + (relief or 0) - (excluded or 0)
            assert bool(reason) == bool(excluded)
            assert 0 not in (offset, relief, excluded)  # nothing is written blank, as bureaus do


def test_rows_of_one_enterprise_add_up_to_its_land_and_power(made) -> None:
    _, people, years, books = made
    for year, figures in years.items():
        power: dict[str, int] = defaultdict(int)
        for code, use, peak, valley in columns(books["power", year], "uscc", "electricity", "peak", "valley"):
            assert use == peak + valley
            assert 0 <= peak <= use
            power[code] += use
        land: dict[str, int] = defaultdict(int)
        for code, own, into, out, other, total in columns(
            books["land", year],
            *("uscc", "land_owned_mu", "land_leased_in_mu", "land_leased_out_mu", "land_other_mu", "land_mu"),
        ):
            assert total == own + into - out + other
            assert min(own, into, out, other) >= 0
            land[code] += total
        for at, code in enumerate(people.uscc):
            if figures.exists[at]:
                assert power[code] == figures.power[at]
                assert land[code] == figures.land[at]


def test_meters_and_parcels_are_numbered_once_and_stay_from_year_to_year(made) -> None:
    profile, _people, years, books = made
    for key, field in (("power", "meter"), ("land", "parcel")):
        owner: dict[str, str] = {}
        for year in years:
            rows = columns(books[key, year], field, "uscc")
            assert len({number for number, _ in rows}) == len(rows)
            for number, code in rows:
                assert owner.setdefault(number, code) == code
        assert all(number.startswith(profile.code[-4:] if key == "power" else f"{profile.code}GB") for number in owner)


def test_land_is_leased_of_another_enterprise_that_is_there(made) -> None:
    _, people, years, books = made
    founded = dict(zip(people.name, people.registered, strict=True))
    for year in years:
        leases = columns(books["land", year], "name", "land_leased_in_mu", "lessor", "lease_until")
        assert any(leased for _, leased, _, _ in leases)
        for name, leased, lessor, until in leases:
            assert bool(leased) == bool(lessor) == bool(until)
            if leased:
                assert lessor != name
                assert founded[lessor].year <= year
                assert until > date(year, 12, 31)


def test_who_is_alone_leases_of_nobody_who_is_named() -> None:
    tenants = 0
    for seed in range(12):
        people, years = world("linan", 1, seed)
        rows = columns(grids(counties()["linan"], people, years, seed)["land", 2022], "land_leased_in_mu", "lessor")
        assert all(lessor is None for _, lessor in rows)
        tenants += any(leased for leased, _ in rows)
    assert tenants > 0


def test_a_title_is_won_by_an_enterprise_that_exists_and_spends_on_research(made) -> None:
    _, people, years, books = made
    founded = dict(zip(people.uscc, people.registered, strict=True))
    titled = 0
    for year in years:
        for code, rd, high, title, day, patents in columns(
            books["science", year], "uscc", "rd", "high_tech", "title", "titled_on", "patents"
        ):
            assert bool(title) == bool(day)
            assert patents >= 0
            assert high == "否" or rd > 0
            if title:
                titled += 1
                assert title in model().titles
                assert rd > 0
                assert high == "是"
                assert founded[code] <= day <= date(year, 12, 31)
                assert day.year >= year - 3
    assert titled > 0


def test_energy_counts_more_by_equal_value_than_by_heat_and_pollutants_add_up(made) -> None:
    _, _people, years, books = made
    for year in years:
        for energy, calorific, staff in columns(
            books["statistics", year], "energy_tce", "energy_tce_calorific", "employees"
        ):
            assert 0 < calorific <= energy
            assert staff >= 1
        for *parts, total in columns(books["environment", year], *model().pollutants, "emissions"):
            assert sum(parts) == pytest.approx(total, abs=1e-9)
            assert min(parts) >= 0


def test_above_and_below_scale_share_all_enterprises_between_them(made) -> None:
    _, people, years, books = made
    for year, figures in years.items():
        large = {code for (code,) in columns(books["statistics", year], "uscc")}
        small = {code for (code,) in columns(books["statistics_below", year], "uscc")}
        there = {code for code, exists in zip(people.uscc, figures.exists, strict=True) if exists}
        assert large | small == there
        assert not large & small
        assert {revenue >= 20_000 for (revenue,) in columns(books["statistics", year], "revenue")} == {True}  # 千元


# amounts


@given(st.integers(0, 10**12))
def test_square_metres_are_mu_to_four_places(metres: int) -> None:
    [mu] = area(np.array([metres])).tolist()
    assert mu == pytest.approx(metres * 15 / 10_000, abs=5e-5)


def test_small_units_become_large_ones() -> None:
    assert scaled(np.array([12_345, -5, 0]), 10_000).tolist() == [1.2345, -0.0005, 0.0]


# what is asked for wrongly


@pytest.mark.parametrize(
    ("arguments", "where", "remedy"),
    [
        (("nowhere", 10, 1), "--county", "shengzhou"),
        (("yunhe", 0, 1), "--enterprises", "1 到 100000"),
        (("yunhe", -3, 1), "--enterprises", "1 到 100000"),
        (("yunhe", 10, -1), "--seed", "0 或正整数"),
        (("yunhe", 10, 1, 2019), "云和县", "2020 到 2022"),
    ],
)
def test_a_refusal_says_where_and_what_to_do(arguments: tuple, where: str, remedy: str) -> None:
    with pytest.raises(InputFault) as caught:
        sample_facts(*arguments)
    assert caught.value.where == where
    assert remedy in caught.value.remedy


def test_a_folder_that_is_a_file_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("甲", encoding="utf-8")
    with pytest.raises(InputFault, match="写不进去") as caught:
        write_sample("yunhe", 3, 1, tmp_path / "taken")
    assert caught.value.where.endswith("taken")
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "甲"


def test_a_county_moved_by_years_keeps_its_levels_under_later_years() -> None:
    plain, moved = county("lanxi"), county("lanxi", 5)
    assert moved.years == tuple(year + 5 for year in plain.years)
    assert [moved.levels[year + 5] for year in plain.years] == [plain.levels[year] for year in plain.years]
    assert county("lanxi").years == plain.years  # the one that is kept did not change


def test_an_industry_that_the_table_does_not_name_has_the_defaults() -> None:
    assert factors("") == factors("99") == factors("no such division")
    assert factors("46").utility
    assert not factors("17").utility


# faults


def small(key: str, rows: int) -> Grid:
    profile = counties()["yunhe"]
    people, years = world("yunhe", 200, 9)
    grid = grids(profile, people, years, 9)[key, 2022]
    return Grid(grid.layout, [list(row) for row in grid.rows[:rows]])


@pytest.mark.parametrize("key", sorted(layouts()))
@pytest.mark.parametrize("rows", [1, 9, 10, 200])
def test_faults_change_only_the_cells_that_are_listed(key: str, rows: int) -> None:
    before, grid = small(key, rows), small(key, rows)
    faulty = plant(grid, key, generator(counties()["yunhe"], 9, 1))
    copies = sorted({p.row for p in faulty.planted if p.kind == "duplicate_row"})
    kept = [row for at, row in enumerate(grid.rows) if at not in copies]
    assert len(kept) == len(before.rows)
    listed = {(p.row, p.column) for p in faulty.planted}
    at = [i for i in range(len(grid.rows)) if i not in copies]
    for number, old, new in zip(at, before.rows, kept, strict=True):
        for column, (was, now) in enumerate(zip(old, new, strict=True)):
            if (number, column) not in listed:
                assert was == now
    for copy in copies:
        assert grid.rows[copy] == grid.rows[copy - 1]
    if rows < 10:
        assert faulty.planted == []


def test_each_row_has_one_kind_of_fault_at_most() -> None:
    for key in layouts():
        faulty = plant(small(key, 200), key, generator(counties()["yunhe"], 9, 2))
        kinds: dict[int, set[str]] = defaultdict(set)
        for planted in faulty.planted:
            if planted.row >= 0:
                kinds[planted.row].add(planted.kind)
        assert all(len(found) == 1 for found in kinds.values())
        assert {p.kind for p in faulty.planted} <= set(data("faults")["kinds"][key])


def test_the_total_of_a_clean_sheet_is_the_sum_and_leaves_out_words() -> None:
    grid = small("tax", 4)
    at = grid.layout.index("tax")
    for row, value in zip(grid.rows, (100, "无", None, -30), strict=True):
        row[at] = value
    assert FaultyGrid(grid, "tax", generator(counties()["yunhe"], 1, 1)).totals()[at] == 70


def test_a_field_that_a_workbook_has_not_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        layouts()["tax"].index("nowhere")


def test_the_total_row_of_a_written_sheet_is_the_sum_of_what_stands_above_it(tmp_path: Path) -> None:
    manifest = write_sample("yunhe", 30, 2, tmp_path, clean=True)
    for item in manifest.files:
        layout = next((one for one in layouts().values() if item.name.endswith(f"_{one.file}.xlsx")), None)
        if layout is None or not layout.total:
            continue
        sheet = openpyxl.load_workbook(io.BytesIO((tmp_path / item.name).read_bytes())).active
        top = 3 + layout.heading_rows
        for field in layout.total:
            column = layout.index(field) + 1
            cells = [sheet.cell(row, column).value for row in range(top, top + item.rows)]
            numbers = [value for value in cells if isinstance(value, int | float)]
            assert sheet.cell(top + item.rows, column).value == pytest.approx(sum(numbers), abs=1e-3)
        assert sheet.cell(top + item.rows, layout.index("name") + 1).value == "合计"
        assert "虚构" in sheet.cell(top + item.rows + 1, 1).value
