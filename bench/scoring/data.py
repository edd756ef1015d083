"""Enterprises drawn with a seed, credit codes with their check digits, written as Parquet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tenghuan.scoring.cells import CODE_ALPHABET, CODE_WEIGHTS

BATCH = 1_000_000


def write(path: Path, rows: int, seed: int = 1) -> None:
    """Write ``rows`` enterprises; same seed, same file."""
    chance = np.random.default_rng(seed)
    writer = None
    for start in range(0, rows, BATCH):
        table = _table(start, min(BATCH, rows - start), chance)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


def _codes(start: int, count: int) -> list[str]:
    heads = np.array([f"91330600MA{at:07d}"[:17] for at in range(start, start + count)])
    if start + count > 10_000_000:
        heads = np.array([f"91330600{at:09d}" for at in range(start, start + count)])
    places = {char: at for at, char in enumerate(CODE_ALPHABET)}
    values = np.vectorize(places.get)(heads.view("U1").reshape(count, 17))
    checks = np.array(list(CODE_ALPHABET))[-(values @ np.array(CODE_WEIGHTS)) % 31]
    return list(np.char.add(heads, checks))


def _table(start: int, count: int, chance: np.random.Generator) -> pa.Table:
    def spread(middle: float, width: float, places: int = 2) -> np.ndarray:
        return np.round(chance.lognormal(middle, width, count), places)

    def gaps(numbers: np.ndarray, share: float) -> pa.Array:
        return pa.array(numbers, mask=chance.random(count) < share)

    rare = chance.random(count)
    return pa.table(
        {
            "uscc": _codes(start, count),
            "name": [f"示例企业{at}" for at in range(start, start + count)],
            "year": np.full(count, 2022),
            "town": pa.array([f"示例镇{at}" for at in chance.integers(1, 20, count)]),
            "industry": pa.array([f"{at}11" for at in chance.integers(13, 43, count)]),
            "above_scale": chance.random(count) < 0.3,
            "land_mu": spread(2.5, 1.0),
            "tax": spread(5.0, 1.2) - 15,
            "value_added": spread(7.0, 1.0),
            "revenue": spread(8.5, 1.0),
            "employees": np.floor(chance.lognormal(4.0, 1.0, count)),
            "energy_tce": spread(6.0, 1.0),
            "electricity": spread(5.0, 1.0),
            "emissions": gaps(spread(-1.0, 1.0, 3), 0.1),
            "rd": spread(4.0, 1.0),
            "bonus": gaps(np.floor(chance.random(count) * 3), 0.9),
            "deduction": gaps(np.full(count, 5.0), 0.95),
            "veto": pa.array(np.full(count, "safety_accident"), mask=rare > 0.01),
            "exempt": pa.array(np.full(count, "新设立"), mask=(rare < 0.99)),
        }
    )
