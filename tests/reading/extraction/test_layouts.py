"""The same document in other layouts, encodings and characters reads the same."""

import json
import re
from pathlib import Path

import pytest
from opencc import OpenCC

from tenghuan.reading import read_plan
from tests.reading.extraction.comparing import fact_f1, target_rates, unit_f1

SOURCE = Path(__file__).parents[1] / "fixtures" / "dev" / "qinglan.txt"
TEXT = SOURCE.read_text(encoding="utf-8")
GOLD = json.loads(SOURCE.with_suffix(".json").read_text(encoding="utf-8"))
UNIT_LINE = re.compile(r"^\s*(牵头单位：.*?)[；，](配合单位：.*)$", re.M)


def hard_wrapped(text):
    out = []
    for line in text.split("\n"):
        pieces = [line] if "\t" in line or "|" in line else [line[i : i + 36] for i in range(0, len(line), 36)] or [""]
        for piece in pieces:
            out.append(piece)
            if len(out) % 30 == 0:
                out += ["", f"— {len(out) // 30} —", ""]
    return "\n".join(out)


LAYOUTS = {
    "as it is": lambda text: text,
    "half-width": lambda text: text.translate(str.maketrans("，；：（）", ",;:()")),
    "full-width digits": lambda text: text.translate(str.maketrans("0123456789%", "０１２３４５６７８９％")),
    "blanks around numbers": lambda text: re.sub(r"(\d+(?:\.\d+)?)", r" \1 ", text),
    "no blank lines": lambda text: re.sub(r"\n\s*\n", "\n", text),
    "a blank line after each line": lambda text: text.replace("\n", "\n\n"),
    "hard wrapped with page numbers": hard_wrapped,
    "units in lenticular brackets": lambda text: UNIT_LINE.sub(r"【\1；\2】", text),
    "units in square brackets": lambda text: UNIT_LINE.sub(r"[\1；\2]", text),
    "units in round brackets": lambda text: UNIT_LINE.sub(r"（\1，\2）", text),
    "units with a missing bracket": lambda text: UNIT_LINE.sub(r"（\1，\2", text),
    "lead and support on two lines": lambda text: UNIT_LINE.sub(r"\1\n\2", text),
    "other labels": lambda text: text.replace("牵头单位：", "牵头部门：").replace("配合单位：", "协同单位："),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_changes_nothing(layout):
    read = read_plan(LAYOUTS[layout](TEXT).encode(), "plan.txt").to_json()
    precision, recall, exact = target_rates(GOLD, read)
    assert min(precision, recall, exact) >= 0.95
    assert unit_f1(GOLD, read) >= 0.97
    assert fact_f1(GOLD, read, "groups") == 1
    assert fact_f1(GOLD, read, "series") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_an_encoding_changes_nothing(encoding):
    assert read_plan(TEXT.encode(encoding), "plan.txt").to_json() == read_plan(SOURCE).to_json()


def test_traditional_characters_are_read_and_kept():
    convert = OpenCC("s2t").convert
    read = read_plan(convert(TEXT).encode(), "plan.txt").to_json()
    plain = read_plan(SOURCE).to_json()
    assert [t["indicator"] for t in read["targets"]] == [convert(t["indicator"]) for t in plain["targets"]]
    assert [t["value"] for t in read["targets"]] == [t["value"] for t in plain["targets"]]
    assert [a["lead"] for a in read["actions"]] == [[convert(u) for u in a["lead"]] for a in plain["actions"]]


@pytest.mark.parametrize("share", [0.35, 0.5, 0.65, 0.8])
def test_a_document_cut_off_gives_only_what_was_whole(share):
    cut = TEXT[: int(len(TEXT) * share)]
    read = read_plan(cut.encode()[:-1], "plan.txt").to_json()
    precision, _, _ = target_rates(GOLD, read)
    assert precision >= 0.9
    assert len(read["targets"]) < len(GOLD["targets"]) + 1


def test_a_number_cut_in_the_middle_is_no_target():
    end = TEXT.index("亩均税收达到15.5万元") + len("亩均税收达到15")
    read = read_plan(TEXT[:end].encode(), "plan.txt").to_json()
    assert not [t for t in read["targets"] if t["value"] in {15, 1}]


def test_a_number_that_touches_the_end_is_doubted():
    end = TEXT.index("亩均税收达到15.5万元") + len("亩均税收达到15.5万元")
    target = read_plan(TEXT[:end].encode(), "plan.txt").to_json()["targets"][-1]
    assert target["confidence"] < 0.6
    assert any("中断" in reason for reason in target["reasons"])


FRAME = """安宁县制造业攻坚行动方案（2024—2026年）
为做强县域工业，结合实际，制定本方案。
一、重点任务
（一）清理一批
1.清理对象：连续停产6个月以上的企业。
2.清理方式：依法收回、协议收储。
牵头单位：县资规局
配合单位：县科工局、县税务局
　　　　　各镇（街道）
（二）提升一批
推动企业“零增地”技改。
牵头单位：县科工局
配合单位：县财政局
本方案自印发之日起施行。
"""


def test_units_after_the_last_sub_item_answer_for_the_whole_item():
    actions = read_plan(FRAME.encode(), "plan.txt").to_json()["actions"]
    assert [(a["section"], a["title"], a["lead"], a["support"]) for a in actions] == [
        ("一（一）", "清理一批", ["县资规局"], ["县科工局", "县税务局", "各镇（街道）"]),
        ("一（二）", "提升一批", ["县科工局"], ["县财政局"]),
    ]
