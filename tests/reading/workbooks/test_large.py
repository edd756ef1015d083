"""A register of 50,000 rows × 20 columns: previewed in three seconds, read and checked in a few, in 400 MiB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from tenghuan.reading.registers import registers
from tests.reading.checks.workbooks import code

ROWS, COLUMNS = 50_000, 20

_PROBE = """
import json, os, resource, sys
from tenghuan.reading.checks import Context, Known, check
from tenghuan.reading.workbooks import annotate, open_workbook, preview, read_rows

def timed(work):
    before = os.times()
    value = work()
    spent = [b - a for a, b in zip(before, os.times())]
    print("wall", round(spent[4], 2), file=sys.stderr)
    return value, sum(spent[:4])

_, seconds = timed(lambda: preview(open_workbook(sys.argv[1])))
workbook = open_workbook(sys.argv[1])
found = preview(workbook)
rows, reading = timed(lambda: read_rows(workbook, found.configuration))
codes, names = rows.columns["uscc"].values, rows.columns["name"].values
context = Context(
    enterprises={c: Known(n) for c, n in zip(codes, names)}, last_year={c: {"tax": 100.0} for c in codes}, year=2022
)
faults, checking = timed(lambda: check(rows, context))
marked, marking = timed(lambda: annotate(workbook, faults))
status = open("/proc/self/status").read()
print(json.dumps({
    "rows": len(rows), "previewed": found.row_count, "first": len(found.first_rows),
    "rules": sorted({f.rule for f in faults}),
    "preview": seconds, "read": reading, "check": checking, "annotate": marking, "marked": len(marked),
    "own": int(status.split("VmHWM:")[1].split()[0]) // 1024,
    "child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
}))
"""


def large(path: Path) -> None:
    fields = [f for f in registers()["tax"].fields if f.key not in ("excluded_reason", "tax")][:COLUMNS]
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as out:
        page = out.add_worksheet("税收")
        page.write_row(0, 0, [f"{f.label}（万元）" if f.quantity else f.label for f in fields])
        for n in range(1, ROWS + 1):
            parts = [(n * 37 + c * 101) % 10007 / 100 for c in range(13)]
            total = round(sum(parts) + (1 if n == 777 else 0), 2)
            page.write_row(n, 0, [code(n), f"示例{n}有限公司", 2022, *parts, total, 0, 0, 0])


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured by /proc: run on Linux")
def test_fifty_thousand_rows(tmp_path: Path) -> None:
    path = tmp_path / "税收.xlsx"
    large(path)
    done = subprocess.run([sys.executable, "-c", _PROBE, str(path)], capture_output=True, check=True, timeout=120)
    found = json.loads(done.stdout)
    print(found)
    assert (found["rows"], found["previewed"], found["first"]) == (ROWS, ROWS, 50)
    assert found["rules"] == ["sum_parts"]
    # seconds of processor time, here and in the reading process: other work on the machine does not count
    assert found["preview"] < 3
    assert found["read"] < 5
    assert found["check"] < 10
    # the reading process has ended before its rows are unfolded here, so the two peaks do not add up
    assert found["own"] < 300
    assert found["child"] < 250
