"""Scored rows put away in files until the last row is scored, for only then the first has a rank."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tenghuan.scoring.bulk import identifier, quoted
from tenghuan.scoring.grading import inner, standing
from tenghuan.scoring.scheme import Scheme


class Shelf:
    """Tables in order, in ``folder``: the columns that ranks are read off apart, for an engine to read."""

    def __init__(self, folder: Path, scheme: Scheme) -> None:
        self._folder = folder
        self._inner, self._apart = list(inner(scheme)), list(standing(scheme))
        self._pieces: list[Path] = []

    def put(self, scored: Iterable[pa.Table]) -> None:
        """Put rows away, at least one table: rows 0, 1, 2, …; once."""
        writer: pq.ParquetWriter | None = None
        for table in scored:
            apart = table.select(self._apart)
            if writer is None:
                few = [name for name in self._apart if name != "score10k"]
                options = {"compression": "none", "use_dictionary": few, "write_statistics": False}
                writer = pq.ParquetWriter(self._standing, apart.schema, **options)
            writer.write_table(apart)
            self._write(table.drop_columns(self._inner))
        assert writer is not None, "no table"
        writer.close()

    def _write(self, table: pa.Table) -> None:
        piece = self._folder / f"{len(self._pieces)}.arrow"
        with pa.OSFile(str(piece), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        self._pieces.append(piece)

    @property
    def _standing(self) -> Path:
        return self._folder / "standing.parquet"

    def standing(self) -> str:
        """SELECT on DuckDB of ``row`` and the columns that ranks are read off."""
        columns = ", ".join(map(identifier, self._apart))
        file = quoted(str(self._standing))
        return f"SELECT file_row_number AS row, {columns} FROM read_parquet({file}, file_row_number = true)"  # noqa: S608

    def take(self) -> Iterator[pa.Table]:
        """The other columns, the tables as they were put; each is gone when the next is asked for."""
        for piece in self._pieces:
            with pa.memory_map(str(piece)) as file:
                yield pa.ipc.open_file(file).read_all()
            piece.unlink()


@contextmanager
def shelf(scheme: Scheme) -> Iterator[Shelf]:
    """A shelf in a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tenghuan-", ignore_cleanup_errors=True) as folder:
        yield Shelf(Path(folder), scheme)
