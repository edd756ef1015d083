"""A plan document is read in a process with limits; whatever it does to the reader is a fault in words."""

from __future__ import annotations

import zlib
from dataclasses import replace

import pytest

from tenghuan.errors import InputFault
from tenghuan.reading import read_plan, read_plan_guarded
from tenghuan.reading.documents.limits import default_limits

PLAN = (
    "东县“腾笼换鸟、凤凰涅槃”攻坚行动方案（2021—2023年）\n"
    "一、总体要求\n到2023年，规模以上工业亩均税收达到37万元/亩，整治提升高耗低效企业100家以上。\n"
    "二、重点任务\n（一）实施淘汰落后攻坚行动。全面摸排高耗低效企业，建立整治清单。（责任单位：县经信局、县自然资源局）\n"
)


def test_what_is_read_under_guard_is_what_is_read_without():
    told = []
    guarded = read_plan_guarded(PLAN.encode(), "方案.txt", lambda *step: told.append(step))
    plain = read_plan(PLAN.encode(), "方案.txt")
    assert guarded.to_json() == plain.to_json()
    assert guarded.document.to_json() == plain.document.to_json()
    assert guarded.document.texts() == plain.document.texts()
    assert ("打开文件", 1, 1) in told


def test_a_refusal_says_the_same_under_guard():
    with pytest.raises(InputFault) as plain:
        read_plan(b"PK\x03\x04 no archive", "方案.docx")
    with pytest.raises(InputFault) as guarded:
        read_plan_guarded(b"PK\x03\x04 no archive", "方案.docx")
    assert str(guarded.value) == str(plain.value)


def test_reading_that_takes_too_long_is_ended_with_words():
    limits = replace(default_limits(), max_seconds=0)
    with pytest.raises(InputFault, match="秒仍未完成"):
        read_plan_guarded(PLAN.encode(), "方案.txt", limits=limits)


def _bomb(unpacked: int) -> bytes:
    """A PDF of one page whose content is a drawing of so many bytes, all alike, packed to a thousandth."""
    content = zlib.compress(b"0 0 m 9 9 l S " * (unpacked // 14), 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(content) + content + b"\nendstream",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)


def test_a_small_file_that_unpacks_to_much_costs_this_process_nothing():
    import resource

    limits = replace(default_limits(), max_memory_bytes=400 << 20, max_seconds=60)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bomb = _bomb(140_000_000)
    assert len(bomb) < 600_000
    with pytest.raises(InputFault):
        read_plan_guarded(bomb, "方案.pdf", limits=limits)
    # the content alone is 140 MB; making it here was measured before
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600_000
