"""The sample workbooks go through the intake: clean ones without a fault, the others with every planted one found."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from tenghuan.reading.checks import Context, Known, check
from tenghuan.reading.registers import facts
from tenghuan.reading.workbooks import Rows, open_workbook, preview
from tenghuan.reference import industries, towns
from tenghuan.sampling import Manifest, counties, sample_facts, write_sample

COUNTY, N, SEED, YEAR = "lanxi", 110, 3, 2022
ADDED = ("land_mu", "land_owned_mu", "land_leased_in_mu", "land_leased_out_mu", "land_other_mu", "electricity")


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    folder = tmp_path_factory.mktemp("clean")
    return folder, write_sample(COUNTY, N, SEED, folder, clean=True)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    folder = tmp_path_factory.mktemp("faulty")
    return folder, write_sample(COUNTY, N, SEED, folder)


@cache
def read(folder: Path, manifest: Manifest, year: int) -> dict[str, Rows]:
    files = [f for f in manifest.files if f.register != "facts" and f.year == year]
    seen = {f.name: preview(open_workbook(folder / f.name)) for f in files}
    # recognised by its headings alone, whatever the file is called
    assert {name: p.register.id for name, p in seen.items()} == {f.name: f.register for f in files}
    assert all(p.missing == () for p in seen.values())
    return {name: p.rows for name, p in seen.items()}


def context(folder: Path, manifest: Manifest, register: str) -> Context:
    known, before = {}, defaultdict(lambda: defaultdict(float))
    for row in read(folder, manifest, YEAR)[manifest.file("base")]:
        former = row["former_names"]
        known[row["uscc"]] = Known(row["name"], (former,) if former else ())
    for rows in read(folder, manifest, YEAR - 1).values():
        if rows.register.id == register:
            for row in rows:
                for key, value in row.values.items():
                    if isinstance(value, int | float):
                        before[row["uscc"]][key] += value
    return Context(
        towns=frozenset(t.name for t in towns(counties()[COUNTY].code)),
        industries=frozenset(i.code for i in industries()),
        enterprises={} if register == "base" else known,
        last_year=before,
        year=YEAR,
    )


def test_clean_workbooks_pass_every_check(clean: tuple[Path, Manifest]) -> None:
    for rows in read(*clean, YEAR).values():
        found = check(rows, context(*clean, rows.register.id))
        assert [f for f in found if f.rule != "tenfold"] == []
        # a real jump from one year to the next is rare, but no fault of the workbook
        assert len(found) <= 2


def test_every_planted_fault_is_found(clean: tuple[Path, Manifest], faulty: tuple[Path, Manifest]) -> None:
    planted = defaultdict(list)
    for fault in faulty[1].faults:
        planted[fault.file].append(fault)
    for name, rows in read(*faulty, YEAR).items():
        found = check(rows, context(*clean, rows.register.id))
        hit = {f.cell for f in found} | {f.row for f in found}
        missed = [p for p in planted[name] if p.cell not in hit and int(re.sub(r"\D", "", p.cell)) not in hit]
        assert missed == []


def collected(folder: Path, manifest: Manifest) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = defaultdict(dict)
    for rows in read(folder, manifest, YEAR).values():
        for row in rows:
            values: Mapping[str, object] = facts(rows.register, row.values)
            mine = found[str(row["uscc"])]
            for key, value in values.items():
                mine[key] = float(str(mine.get(key, 0))) + float(str(value)) if key in ADDED else value
    return found


def test_clean_workbooks_give_the_flat_facts(clean: tuple[Path, Manifest]) -> None:
    found = collected(*clean)
    expected = {row["uscc"]: row for row in sample_facts(COUNTY, N, SEED, YEAR).to_pylist()}
    assert set(found) == set(expected)
    for code, row in expected.items():
        for key in ("tax", "value_added", "revenue", "employees", "energy_tce", "emissions", "rd", *ADDED):
            if row[key] is None:
                assert key not in found[code]
            else:
                assert found[code][key] == pytest.approx(row[key], abs=1e-6), (code, key)
        assert (found[code]["town"], found[code].get("park")) == (row["town"], row["park"])
