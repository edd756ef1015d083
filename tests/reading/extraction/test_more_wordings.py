"""Each kind in other words: ``fixtures/kinds/wordings.txt`` holds a sentence and, below it, the targets it states.

A line is ``name|value|unit|year|comparison`` with the nature as an optional sixth field; ``~`` before a name allows a
longer or shorter one.
"""

from pathlib import Path

import pytest

from tenghuan.reading import read_plan

BLOCKS = (Path(__file__).parents[1] / "fixtures" / "kinds" / "wordings.txt").read_text(encoding="utf-8").split("\n\n")
PLAN = """青川县制造业行动方案（2023—2027年）
为推进工业，结合实际，制定本方案。
一、发展目标
{}
二、重点任务
（一）抓好落实。压实责任。（责任单位：县经信局）
"""


def agrees(wanted, target):
    name, value, unit, year, comparison, *nature = wanted.split("|")
    bare = name.removeprefix("~")
    named = target["indicator"] == name or (
        name.startswith("~") and (bare in target["indicator"] or target["indicator"] in bare)
    )
    due = None if year == "None" else int(year)
    figures = (target["value"], target["unit"], target["year"], target["comparison"])
    return named and figures == (float(value), unit, due, comparison) and nature in ([], [target["nature"]])


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[:24])
def test_a_wording(block):
    sentence, *wanted = block.strip().split("\n")
    found = read_plan(PLAN.format(sentence).encode(), "plan.txt").to_json()["targets"]
    assert len(found) == len(wanted), found
    for line, target in zip(wanted, found, strict=True):
        assert agrees(line, target), (line, target)


def test_a_unit_in_no_list_is_reported_with_a_reason():
    sentence = "到2026年，算力规模达到500拍字节，供热能力达到60蒸吨。"
    known, strange = reversed(read_plan(PLAN.format(sentence).encode(), "plan.txt").to_json()["targets"])
    assert known["confidence"] > 0.9
    assert strange["confidence"] < 0.5
    assert any("拍字节" in reason for reason in strange["reasons"])
