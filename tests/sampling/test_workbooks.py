import csv
import hashlib
import json
from pathlib import Path

import openpyxl
import pytest

from tenghuan.reading.registers import registers
from tenghuan.sampling import Manifest, counties, sample_facts, write_sample
from tenghuan.sampling.enterprises import generator
from tenghuan.sampling.facts import world
from tenghuan.sampling.faults import KINDS, Formula, plant
from tenghuan.sampling.layouts import layouts
from tenghuan.sampling.profiles import data
from tenghuan.sampling.tables import grids

N, SEED = 120, 11


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    folder = tmp_path_factory.mktemp("sample")
    return folder, write_sample("shengzhou", N, SEED, folder)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    folder = tmp_path_factory.mktemp("clean")
    return folder, write_sample("shengzhou", N, SEED, folder, clean=True)


def test_same_seed_same_bytes(sample: tuple[Path, Manifest], tmp_path: Path) -> None:
    folder, manifest = sample
    again = write_sample("shengzhou", N, SEED, tmp_path)
    assert again == manifest
    names = sorted(p.name for p in folder.iterdir())
    assert names == sorted(p.name for p in tmp_path.iterdir())
    assert all((folder / n).read_bytes() == (tmp_path / n).read_bytes() for n in names)


def test_another_seed_other_bytes(sample: tuple[Path, Manifest], tmp_path: Path) -> None:
    other = write_sample("shengzhou", N, SEED + 1, tmp_path)
    pairs = zip(sample[1].files, other.files, strict=True)
    assert all(a.sha256 != b.sha256 for a, b in pairs)


def test_manifest_tells_what_is_there(sample: tuple[Path, Manifest]) -> None:
    folder, manifest = sample
    written = {p.name for p in folder.iterdir()} - {"manifest.json", "faults.csv"}
    assert written == {item.name for item in manifest.files}
    for item in manifest.files:
        assert hashlib.sha256((folder / item.name).read_bytes()).hexdigest() == item.sha256
    kept = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert len(kept["faults"]) == len(manifest.faults)
    lines = (folder / "faults.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(manifest.faults) + 1
    assert manifest.file("tax", 2021).endswith("2021年_税务数据.xlsx")
    with pytest.raises(KeyError):
        manifest.file("tax", 1999)


def test_every_planted_fault_is_really_in_its_cell(sample: tuple[Path, Manifest]) -> None:
    folder, manifest = sample
    books = {f.file: openpyxl.load_workbook(folder / f.file) for f in manifest.faults}
    for fault in manifest.faults:
        value = books[fault.file][fault.sheet][fault.cell].value
        shown = "" if value is None else str(value)
        if fault.kind == "formula":
            assert shown.startswith("=")
        elif fault.kind == "code_numeric":
            assert isinstance(value, int | float)
            assert float(value) == float(fault.written)
        elif isinstance(value, int | float):
            assert float(value) == pytest.approx(float(fault.written))
        else:
            assert shown == fault.written
        if fault.kind != "formula":
            assert fault.written != fault.expected or fault.kind == "number_text"
        if fault.kind == "number_text":
            assert isinstance(value, str)


def test_every_kind_of_every_register_is_planted(sample: tuple[Path, Manifest]) -> None:
    _, manifest = sample
    found = {f.kind for f in manifest.faults}
    assert found == {kind for kinds in data("faults")["kinds"].values() for kind in kinds} == set(KINDS)
    for item in manifest.files:
        if item.register != "facts" and item.rows >= 100:
            assert any(f.file == item.name for f in manifest.faults)


def test_share_of_faulty_rows_is_as_documented() -> None:
    profile = counties()["yunhe"]
    people, made = world("yunhe", 1000, 1)
    grid = grids(profile, people, made, 1)["tax", 2022]
    faulty = plant(grid, "tax", generator(profile, 1, 1))
    rows = {planted.row for planted in faulty.planted}
    assert len(rows) == pytest.approx(len(grid.rows) * data("faults")["share"], rel=0.2)


def test_clean_has_none(clean: tuple[Path, Manifest]) -> None:
    assert clean[1].faults == ()
    assert clean[1].clean


def test_workbooks_are_marked_and_look_like_a_bureaus(sample: tuple[Path, Manifest]) -> None:
    folder, manifest = sample
    for item in (f for f in manifest.files if f.name.endswith(".xlsx")):
        book = openpyxl.load_workbook(folder / item.name)
        sheet = book.worksheets[0]
        if item.register == "facts":
            assert sheet.title == "示例数据"
        else:
            assert item.name.startswith("示例数据_")
            assert "示例数据" in sheet["A1"].value
            assert sheet["A2"].value.startswith("填报单位：")
            assert sheet.merged_cells.ranges
    totals = [layout for layout in layouts().values() if layout.total]
    assert len(totals) == 7


def test_formulas_show_the_value_they_give() -> None:
    assert Formula("=A{row}", 3.0).text.format(row=7) == "=A7"


def test_every_register_has_a_workbook_every_year(sample: tuple[Path, Manifest]) -> None:
    written = {(f.register, f.year) for f in sample[1].files}
    yearly = set(registers()) - {"base"}
    assert written >= {(r, y) for r in yearly for y in sample[1].years} | {("base", 2022), ("facts", None)}
    assert set(layouts()) - {"statistics_below"} == set(registers())


def test_layouts_name_only_fields_of_their_register() -> None:
    for layout in layouts().values():
        known = {*registers()[layout.register_id].by_key, "seq", "industry_name", "peak", "valley"}
        assert {c.field for c in layout.columns} <= known


def test_one_enterprise_is_enough(tmp_path: Path) -> None:
    manifest = write_sample("cixi", 1, 2, tmp_path)
    assert {f.register for f in manifest.files} >= {"base", "tax", "land", "power", "statistics", "facts"}


def test_facts_file_holds_what_the_function_returns(clean: tuple[Path, Manifest]) -> None:
    sheet = openpyxl.load_workbook(clean[0] / "facts.xlsx")["示例数据"]
    rows = list(sheet.iter_rows(values_only=True))
    table = sample_facts("shengzhou", N, SEED)
    assert len(rows) == table.num_rows + 1
    assert rows[0][:3] == ("统一社会信用代码", "企业名称", "年度")
    column = rows[0].index("税收（万元）")
    assert [row[column] for row in rows[1:]] == table["tax"].to_pylist()


def test_facts_of_one_year_are_a_part_of_all_years(clean: tuple[Path, Manifest]) -> None:
    folder, manifest = clean
    with (folder / manifest.file("facts", 2021)).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    table = sample_facts("shengzhou", N, SEED, 2021)
    assert [float(row["税收（万元）"]) for row in rows] == table["tax"].to_pylist()
    assert [row["是否规上"] == "是" for row in rows] == table["above_scale"].to_pylist()
    assert [row["工业增加值（万元）"] or None for row in rows].count(None) == table["value_added"].null_count


def test_no_list_that_is_written_runs_as_a_formula(sample: tuple[Path, Manifest]) -> None:
    with (sample[0] / "faults.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(cell.startswith("'=") for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == []


def test_a_sample_moved_by_years_says_the_later_years_everywhere(tmp_path: Path) -> None:
    manifest = write_sample("yunhe", 12, SEED, tmp_path, clean=True, moved=3)
    assert manifest.years == tuple(year + 3 for year in counties()["yunhe"].years)
    told = {file.year for file in manifest.files} - {None}
    assert told <= set(manifest.years)
    for file in manifest.files:
        if file.register == "tax":
            cells = openpyxl.load_workbook(tmp_path / file.name).active.iter_rows(max_row=4, values_only=True)
            words = " ".join(str(cell) for row in cells for cell in row if cell)
            assert not {str(year) for year in range(2018, 2023) if f"{year}年" in words}
    last = manifest.years[-1]
    with (tmp_path / f"facts-{last}.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert {row["年度"] for row in csv.DictReader(lines)} == {str(last)}
