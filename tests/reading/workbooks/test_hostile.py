"""Hostile files get a clear refusal within the limits of memory and time, and the program lives on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.reading.checks import check
from tenghuan.reading.workbooks import annotate, default_limits, open_workbook, preview
from tenghuan.reading.workbooks.raw import oldscan
from tests.reading.checks.workbooks import book
from tests.reading.counting import calls_of
from tests.reading.workbooks.hostile import REFUSED, SOUND, changed, huge_dimension

OVERTIME = "秒仍未完成"
FUZZ = settings(max_examples=25, suppress_health_check=list(HealthCheck))


def read_all(data: bytes, filename: str = "x.xlsx") -> None:
    workbook = open_workbook(data, filename)
    for info in workbook.sheets[:3]:
        workbook.sheet(info.name)
    found = preview(workbook)
    annotate(workbook, check(found.rows))


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_what_and_how(name: str) -> None:
    build, says = REFUSED[name]
    # the reason is the one that the file gives, not that the time ran out
    with pytest.raises(InputFault, match=says) as caught:
        read_all(build(), f"{name}.xlsx")
    assert OVERTIME not in str(caught.value)
    assert caught.value.where.startswith(name)
    assert caught.value.remedy


def test_a_false_dimension_harms_nothing() -> None:
    rows = preview(open_workbook(huge_dimension(), "x.xlsx")).rows
    assert [len(r) for r in rows.sheet.rows] == [4, 4]


def wide(columns: int) -> bytes:
    words = ["税收增值", "所得企业", "名称年度", "用电面积", "排放研发", "合计项目"]
    rows = [[words[(r * c + r) % 6] + words[(c // 6) % 6][:3] + str(r * c) for c in range(columns)] for r in range(60)]
    rows[0][0] = "企业名称"
    return book(rows)


def test_hundreds_of_columns_that_look_like_headings_are_read_in_proportion() -> None:
    few, many = (calls_of(lambda columns=columns: survives(wide(columns), "wide.xlsx")) for columns in (125, 500))
    assert few > 10_000
    assert many / few < 9  # four times the columns: four in proportion, sixteen by the square


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    limits = default_limits().model_copy(update={"file_bytes": 1000})
    with pytest.raises(InputFault, match="超过上限"):
        open_workbook(SOUND, "x.xlsx", limits)


@pytest.mark.parametrize(
    ("change", "says"), [({"rows": 1}, "2 行"), ({"columns": 3}, "4 列"), ({"cells": 7}, "7 个单元格")]
)
@pytest.mark.parametrize("csv", [False, True])
def test_rows_columns_and_cells_have_limits(change: dict[str, int], says: str, csv: bool) -> None:
    data = b"a,b,c,d\n1,2,3,4\n" if csv else SOUND
    with pytest.raises(InputFault, match=says if not csv else "上限"):
        preview(open_workbook(data, "x", default_limits().model_copy(update=change)))


def test_reading_is_ended_when_time_is_up() -> None:
    limits = default_limits().model_copy(update={"seconds": 0.001})
    with pytest.raises(InputFault, match=OVERTIME):
        open_workbook(SOUND, "x.xlsx", limits)


def test_macros_may_be_allowed_and_are_still_not_run() -> None:
    limits = default_limits().model_copy(update={"macros": "allow"})
    data = changed({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    assert len(preview(open_workbook(data, "x.xlsm", limits)).rows) == 1


_PROBE = """
import json, resource, sys
from tenghuan.errors import InputFault
from tenghuan.reading.workbooks import open_workbook, preview
try:
    preview(open_workbook(sys.argv[1], "x.xlsx"))
    said = ""
except InputFault as fault:
    said = str(fault)
status = open("/proc/self/status").read()  # ru_maxrss would count the process that started this one
own = int(status.split("VmHWM:")[1].split()[0]) // 1024
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(json.dumps({"said": said, "own": own, "child": child}))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured by /proc: run on Linux")
@pytest.mark.parametrize("name", ["corner cells", "zip bomb", "lying size", "shared text bomb", "million blank texts"])
def test_memory_stays_within_the_limits_and_time_is_not_what_ends_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(REFUSED[name][0]())

    done = subprocess.run([sys.executable, "-c", _PROBE, str(path)], capture_output=True, timeout=60, check=True)
    found = json.loads(done.stdout)
    assert found["said"]
    assert OVERTIME not in found["said"]
    assert found["own"] < 200
    assert found["child"] < default_limits().memory_bytes / 2**20


def survives(data: bytes, filename: str) -> None:
    """Anything but an answer or an InputFault fails the test."""
    try:
        read_all(data, filename)
        said = "read"
    except InputFault as fault:
        said = str(fault)
    assert said


@FUZZ
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_mutated_bytes(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SOUND)
    for at, value in changes:
        data[at] = value
    survives(bytes(data), "mutated.xlsx")


XML = st.sampled_from(
    [b"<c", b"</row>", b'r="A1"', b't="s"', b"<v>", b'="', b"99999999999", b"&#0;", b"&lt;", b"<f>", b"]]>", b"\xff"]
)


@FUZZ
@given(
    st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]),
    st.lists(st.tuples(st.floats(0, 1), XML, st.integers(0, 12)), min_size=1, max_size=6),
)
def test_mutated_parts(part: str, edits: list[tuple[float, bytes, int]]) -> None:
    def edit(data: bytes) -> bytes:
        for share, piece, gone in edits:
            at = int(share * len(data))
            data = data[:at] + piece + data[at + gone :]
        return data

    survives(changed({part: edit}), "parts.xlsx")


CELL = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.sampled_from(
        ["统一社会信用代码", "企业名称", "评价税收（元）", "合计", "单位：万元", "注：", "=A1", "#REF!", "－"]
    ),
)


@FUZZ
@given(st.lists(st.lists(CELL, max_size=7), max_size=8))
def test_generated_tables(rows: list[list]) -> None:
    survives(book(rows), "generated.xlsx")


@FUZZ
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("gb18030", "replace"))))
def test_arbitrary_bytes(data: bytes) -> None:
    survives(data, "any.csv")


@FUZZ
@given(st.binary(max_size=4000), st.integers(0, 5))
def test_the_scan_of_old_workbooks_takes_anything(data: bytes, sheet: int) -> None:
    assert set(oldscan.scan(data, sheet)) <= {"formulas", "errors", "hidden_rows", "hidden_columns"}


def test_the_limits_are_stated_in_words() -> None:
    words = "".join(default_limits().in_words())
    assert "100 MB" in words
    assert "200000 行" in words
    assert "400 MB" in words


def test_a_closed_workbook_leaves_nothing_behind() -> None:
    with open_workbook(SOUND, "x.xlsx") as workbook:
        path = workbook.path
        assert path.exists()
    assert not path.exists()


def test_every_builder_makes_something_else() -> None:
    builders: list[Callable[[], bytes]] = [REFUSED[n][0] for n in ("macros", "dde", "broken xml", "outside entity")]
    assert len({b() for b in builders} | {SOUND}) == len(builders) + 1
