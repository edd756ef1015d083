"""check_pack: every fault found, located and mendable; each rule passes what is right."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.plan import check_data, check_pack, load_pack


def sound() -> dict[str, Any]:
    """A small pack of a fictional county, without a fault."""
    return {
        "plan": {
            "title": "山前县攻坚行动方案",
            "region": {"code": "330999", "name": "山前县"},
            "period": {"start": 2021, "end": 2023},
            "effective_from": "2022-01-01",
            "effective_until": "2023-12-31",
        },
        "campaigns": [{"key": "clear_out", "name": "淘汰落后", "lead": "县经信局"}],
        "units": [
            {"key": "economy", "name": "县经信局", "aliases": ["经信局"], "kind": "department"},
            {"key": "development", "name": "县发改局", "kind": "department"},
        ],
        "indicators": [
            {
                "key": "scattered_firms",
                "name": "整治提升“低散乱”企业",
                "catalogue": "scattered_firms",
                "campaign": "clear_out",
                "caliber": "cumulative_with_base",
                "unit": "家",
                "baseline": {"year": 2020, "value": 100},
                "actuals": [{"year": 2021, "value": 20, "caliber": "annual"}],
                "milestones": [
                    {"caliber": "annual", "year": 2022, "value": 30},
                    {"caliber": "cumulative_with_base", "year": 2023, "value": 180},
                ],
                "frequency": "monthly",
                "lead": ["经信局"],
                "support": ["县发改局"],
                "sources": ["二"],
            },
            {
                "key": "rd_ratio",
                "name": "研发投入强度",
                "catalogue": "rd_ratio",
                "caliber": "share",
                "unit": "%",
                "milestones": [{"caliber": "share", "year": 2023, "value": 2.5, "comparison": "gt"}],
                "frequency": "year_end",
                "lead": ["县发改局"],
                "sources": ["二"],
                "formula": "sum(rd) / sum(revenue) * 100",
            },
        ],
        "actions": [{"section": "三（一）1", "title": "建档", "lead": ["县经信局"], "indicators": ["scattered_firms"]}],
        "tasks": [{"number": 1, "title": "建档", "lead": ["县经信局"], "deadline": "2022-04-30"}],
        "groups": [{"key": "office", "name": "工作专班", "lead_unit": "县经信局", "leader": ["副县长"]}],
        "parameters": [
            {
                "key": "special_fund_rate",
                "name": "专项经费比例",
                "value": 0.5,
                "unit": "%",
                "status": "plan",
                "sources": ["四（一）"],
            }
        ],
    }


Change = Callable[[dict[str, Any]], Any]


def first(pack: dict[str, Any]) -> dict[str, Any]:
    return dict.__getitem__(pack, "indicators")[0]


BREACHES: list[tuple[str, Change]] = [
    ("不在单位表里", lambda p: first(p)["lead"].append("县财政局")),
    ("不在单位表里", lambda p: p["actions"][0].update(support=["县财政局"])),
    ("不在单位表里", lambda p: p["tasks"][0].update(lead=["县财政局"])),
    ("不在单位表里", lambda p: p["groups"][0].update(lead_unit="县财政局")),
    ("不在单位表里", lambda p: p["campaigns"][0].update(lead="县财政局")),
    ("用了 2 次", lambda p: p["indicators"].append(copy.deepcopy(p["indicators"][1]))),
    ("同时属于", lambda p: p["units"][1].update(aliases=["经信局"])),
    ("重复", lambda p: p["tasks"].append(copy.deepcopy(p["tasks"][0]))),
    ("出现多次", lambda p: p["actions"].append(copy.deepcopy(p["actions"][0]))),
    ("没有攻坚行动", lambda p: first(p).update(campaign="nowhere")),
    ("没有指标", lambda p: p["actions"][0].update(indicators=["nothing"])),
    ("没有上级指标", lambda p: first(p).update(part_of="scattered_firms")),
    ("不认识计量单位", lambda p: first(p).update(unit="斤")),
    ("没有标准指标", lambda p: first(p).update(catalogue="nothing")),
    ("不是一类", lambda p: first(p).update(unit="亩")),
    ("没有写门槛", lambda p: first(p).update(catalogue="major_projects")),
    ("没有牵头单位", lambda p: first(p).update(lead=[])),
    ("既牵头又配合", lambda p: first(p).update(support=["经信局"])),
    ("不是事实表的列", lambda p: p["indicators"][1].update(formula="sum(profit) / sum(revenue)")),
    ("的区划代码是", lambda p: p["plan"].update(region={"code": "330683", "name": "云和县"})),
    ("还没有填行政区划代码", lambda p: p["plan"]["region"].update(code="999999")),
    ("里有空格", lambda p: p["groups"][0].update(leader=["某某某 副县长"])),
    ("晚于方案失效日期", lambda p: p["tasks"][0].update(deadline="2024-01-01")),
    ("有效期有重叠", lambda p: p["parameters"].append(copy.deepcopy(p["parameters"][0]))),
    ("与指标", lambda p: p["parameters"][0].update(key="rd_ratio")),
    ("要用百分比", lambda p: first(p)["milestones"][1].update(caliber="average_growth")),
    ("超过 100", lambda p: p["indicators"][1]["milestones"][0].update(value=250)),
    ("没有一个目标用到", lambda p: first(p).update(caliber="level")),
    ("却没有基数", lambda p: first(p).pop("baseline")),
    ("小于基数", lambda p: first(p)["baseline"].update(value=500)),
    ("不在方案期内", lambda p: first(p)["milestones"][1].update(year=2024)),
    ("不早于第一个目标年", lambda p: first(p)["baseline"].update(year=2022)),
    ("写了两次", lambda p: first(p)["milestones"].append({"caliber": "annual", "year": 2022, "value": 31})),
    (
        "不能与数值口径混用",
        lambda p: first(p)["milestones"].append({"caliber": "qualitative", "year": 2023, "statement": "好"}),
    ),
    (
        "小于 2022 年的",
        lambda p: first(p)["milestones"].append({"caliber": "cumulative_with_base", "year": 2022, "value": 200}),
    ),
    ("超过累计目标", lambda p: first(p)["milestones"][0].update(value=90)),
    ("缺少“title”", lambda p: p["plan"].pop("title")),
    ("不认识的字段", lambda p: p.update(indicater=[])),
    ("不是可用的取值", lambda p: first(p).update(frequency="weekly")),
    ("不认识的口径", lambda p: first(p)["milestones"][0].update(caliber="total")),
    ("没有写口径", lambda p: first(p)["milestones"][0].pop("caliber")),
    ("应是数字", lambda p: first(p)["milestones"][0].update(value="许多")),
    ("写法不对", lambda p: p["plan"]["region"].update(code="33099")),
    ("超过 40 个字", lambda p: p["tasks"][0].update(title="长" * 41)),
    ("应是列表", lambda p: p.update(units="县经信局")),
    ("至少要有 1 项", lambda p: first(p).update(milestones=[])),
    ("必须写来源", lambda p: p["parameters"][0].update(sources=[])),
    ("早于生效日期", lambda p: p["plan"].update(effective_until="2021-12-31")),
    ("早于开始年份", lambda p: p["plan"].update(period={"start": 2023, "end": 2021})),
]


def test_a_sound_pack_has_no_fault() -> None:
    assert check_data(sound()) == []


@pytest.mark.parametrize(("words", "change"), BREACHES)
def test_each_breach_is_reported(words: str, change: Change) -> None:
    pack = sound()
    change(pack)
    assert any(words in fault.message for fault in check_data(pack)), check_data(pack)


def test_a_contradiction_that_the_plan_itself_holds_may_be_explained() -> None:
    pack = sound()
    first(pack)["milestones"][0]["value"] = 90
    first(pack)["note"] = "原文如此"
    assert check_data(pack) == []


def test_part_may_not_exceed_whole() -> None:
    pack = sound()
    part = copy.deepcopy(first(pack)) | {"key": "part", "part_of": "scattered_firms"}
    part["milestones"][1]["value"] = 181
    pack["indicators"].append(part)
    assert any("大于总数" in fault.message for fault in check_data(pack))


def test_all_faults_are_found_at_once_with_their_places(tmp_path: Path) -> None:
    pack = sound()
    first(pack)["lead"] = ["县财政局"]  # a reference, in an item that is sound in itself
    pack["indicators"][1]["frequency"] = "weekly"  # breaks its item
    pack["tasks"][0]["number"] = 0  # breaks another section
    pack["groups"][0]["leader"] = ["某某 副县长"]
    path = tmp_path / "pack.yaml"
    text = yaml.safe_dump(pack, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    faults = check_pack(path)
    assert len(faults) == 4
    lines = text.splitlines()
    for fault, word in zip(faults, ["县财政局", "weekly", "number", "某某"], strict=True):
        assert fault.line is not None
        assert word in lines[fault.line - 1]
        assert f"第 {fault.line} 行" in str(fault)


def test_a_broken_item_does_not_make_references_to_it_faults() -> None:
    pack = sound()
    first(pack)["unit"] = 5
    assert [fault.path for fault in check_data(pack)] == ["indicators[0]「整治提升“低散乱”企业」.unit"]


HOSTILE = {
    "empty.yaml": b"",
    "blank.yaml": b"\n\n# nothing\n",
    "binary.yaml": bytes(range(256)),
    "nul.yaml": b"plan: \x00",
    "gbk.yaml": "plan: 方案".encode("gb18030"),
    "list.yaml": b"- 1\n- 2\n",
    "text.yaml": "一段话".encode(),
    "unclosed.yaml": b"plan: {title: 'x\n",
    "tab.yaml": b"plan:\n\ttitle: x\n",
    "anchor.yaml": b"a: &a [x]\nb: [*a, *a]\n",
    "python.yaml": b"plan: !!python/object/apply:os.system ['echo hi']\n",
    "twice.yaml": b"plan: {}\nplan: {}\n",
    "deep.yaml": b"[" * 5000,
    "odd-key.yaml": b"? [a, b]\n: 1\n",
    "bad-date.yaml": b"plan: {issued_on: 2022-13-45}\n",
    "two-documents.yaml": b"plan: {}\n---\nplan: {}\n",
    "huge.yaml": b"# " + b"x" * (5 * 1024 * 1024),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_files_get_a_clear_message(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    faults = check_pack(path)
    assert faults
    assert all(fault.message for fault in faults)
    with pytest.raises(InputFault):
        load_pack(path)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert "找不到" in check_pack(tmp_path / "none.yaml")[0].message
    assert "不是文件" in check_pack(tmp_path)[0].message


def test_load_pack_names_the_first_fault_and_where(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text("plan: {title: 方案, region: {code: '330999'}}\n", encoding="utf-8")
    with pytest.raises(InputFault, match=r"pack\.yaml.*第 1 行.*缺少“name”"):
        load_pack(path)


JUNK = [None, 5, -1, "x", "", [], {}, [1], {"a": 1}, float("nan"), True, "2022-01-01", 10**30, [[[]]], {1: 2}]


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path] * bool(path) + [place for key, child in children for place in _places(child, (*path, key))]


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(_places(sound())), st.sampled_from(JUNK)), min_size=1, max_size=4))
def test_junk_anywhere_is_answered_with_messages(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    pack = sound()
    for place, junk in changes:
        node: Any = pack
        for step in place[:-1]:
            fits = isinstance(node, dict) and step in node
            fits = fits or (isinstance(node, list) and isinstance(step, int) and step < len(node))
            node = node[step] if fits else {}
        if isinstance(node, dict) or (isinstance(node, list) and place[-1] in range(len(node))):
            node[place[-1]] = copy.deepcopy(junk)
    for fault in check_data(pack):
        assert str(fault).strip()
        assert fault.message
