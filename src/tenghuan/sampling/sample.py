"""Sample registers of a county: workbooks as bureaus hand them in, the flat facts, and a list of the planted faults."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from tenghuan.errors import InputFault
from tenghuan.reading.workbooks.raw.harmless import for_text_table
from tenghuan.sampling.enterprises import generator
from tenghuan.sampling.facts import facts_of, world
from tenghuan.sampling.faults import KINDS, FaultyGrid, plant
from tenghuan.sampling.profiles import CountyProfile, checked_seed, county
from tenghuan.sampling.tables import Grid, grids
from tenghuan.sampling.writing import MARK, digest, shown, write_facts, write_facts_csv, write_grid

MAX_ENTERPRISES = 100_000


@dataclass(frozen=True)
class Fault:
    """A fault planted in a workbook: where, in which field, of which kind, what should stand there and what does."""

    file: str
    sheet: str
    cell: str
    register: str
    year: int
    field: str
    kind: str
    about: str
    expected: str
    written: str


@dataclass(frozen=True)
class SampleFile:
    """A written file. ``register`` is the id in ``tenghuan.reading.registers``, "facts" for the flat facts."""

    name: str
    register: str
    year: int | None
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What ``write_sample`` wrote; the same is kept in manifest.json and faults.csv beside the workbooks."""

    county: str
    code: str
    enterprises: int
    seed: int
    clean: bool
    years: tuple[int, ...]
    files: tuple[SampleFile, ...]
    faults: tuple[Fault, ...]

    def file(self, register: str, year: int | None = None) -> str:
        """Return the name of the first file of a register (and year); KeyError if there is none."""
        for item in self.files:
            if item.register == register and year in (None, item.year):
                return item.name
        raise KeyError((register, year))


def sample_facts(county_id: str, enterprises: int, seed: int, year: int | None = None) -> pa.Table:
    """Return the settled facts in the columns of contracts.md, of one year or of all years one below the other.

    Raises:
        InputFault: unknown county, no figures for the year, or a number of enterprises out of bounds.
    """
    _checked(enterprises, seed)
    if year is not None:
        return facts_of(county_id, enterprises, seed, year)
    return pa.concat_tables([facts_of(county_id, enterprises, seed, y) for y in county(county_id).years])


def write_sample(
    county_id: str, enterprises: int, seed: int, out: str | Path, *, clean: bool = False, moved: int = 0
) -> Manifest:
    """Write the sample registers of a county to the folder ``out`` (made if missing).

    Args:
        county_id: shengzhou, lanxi, yunhe, cixi or linan.
        enterprises: 1 to 100,000.
        seed: any whole number from 0; the same seed gives the same bytes.
        out: the folder; files of the same name are replaced.
        clean: leave out the planted faults.
        moved: by how many years everything is later than the profile says.

    Raises:
        InputFault: an argument is out of bounds, or the folder cannot be written to.
    """
    _checked(enterprises, seed)
    profile, folder = county(county_id, moved), Path(out)
    people, made = world(county_id, enterprises, seed, moved)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files, faults = [], []
        for at, ((key, year), grid) in enumerate(sorted(grids(profile, people, made, seed).items())):
            rng = generator(profile, seed, 9_000 + at)
            faulty = FaultyGrid(grid, key, rng) if clean else plant(grid, key, rng)
            item, found = _write(folder, profile, grid, faulty, year)
            files.append(item)
            faults += found
        files += _write_facts(folder, county_id, enterprises, seed, moved)
        manifest = Manifest(
            county_id, profile.code, enterprises, seed, clean, profile.years, tuple(files), tuple(faults)
        )
        _write_lists(folder, manifest)
    except OSError as error:
        raise InputFault("这个目录写不进去", where=str(folder), remedy="换一个可写的目录，或检查磁盘空间") from error
    return manifest


def _checked(enterprises: int, seed: int) -> None:
    if not 1 <= enterprises <= MAX_ENTERPRISES:
        raise InputFault(f"企业数 {enterprises} 超出范围", where="--enterprises", remedy=f"1 到 {MAX_ENTERPRISES}")
    checked_seed(seed)


def _write(
    folder: Path, profile: CountyProfile, grid: Grid, faulty: FaultyGrid, year: int
) -> tuple[SampleFile, list[Fault]]:
    layout = grid.layout
    name = f"{MARK}_{profile.name}_{year}年_{layout.file}.xlsx"
    placed = write_grid(folder / name, faulty, profile.name, year)
    faults = [
        Fault(
            file=name,
            sheet=layout.sheet,
            cell=cell,
            register=layout.register_id,
            year=year,
            field=planted.field,
            kind=planted.kind,
            about=KINDS[planted.kind],
            expected=shown(planted.expected),
            written=shown(planted.written),
        )
        for cell, planted in placed
    ]
    return SampleFile(name, layout.register_id, year, len(grid.rows), digest(folder / name)), faults


def _write_facts(folder: Path, county_id: str, enterprises: int, seed: int, moved: int) -> list[SampleFile]:
    """Write facts.xlsx with all years, and one CSV a year, since a scheme scores one year."""
    tables = {year: facts_of(county_id, enterprises, seed, year, moved) for year in county(county_id, moved).years}
    every = pa.concat_tables(tables.values())
    write_facts(folder / "facts.xlsx", every)
    files = [SampleFile("facts.xlsx", "facts", None, every.num_rows, digest(folder / "facts.xlsx"))]
    for year, table in tables.items():
        name = f"facts-{year}.csv"
        write_facts_csv(folder / name, table)
        files.append(SampleFile(name, "facts", year, table.num_rows, digest(folder / name)))
    return files


def _write_lists(folder: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    with (folder / "faults.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Fault.__dataclass_fields__)
        writer.writerows(map(for_text_table, asdict(fault).values()) for fault in manifest.faults)
