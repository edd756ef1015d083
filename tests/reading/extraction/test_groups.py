"""Task forces: seats as posts, in lists, tables and prose; nobody's name."""

import pytest

from tenghuan.reading import read_plan

FRAME = """安宁县制造业攻坚行动方案（2024—2026年）
为做强县域工业，结合实际，制定本方案。
一、重点任务
（一）建立清单。分类建账，挂图作战。（责任单位：县经信局）
二、组织实施
（一）加强领导。{prose}
附件
安宁县制造业攻坚行动专班成员名单
{members}
"""


def groups(prose="压实责任。", members=""):
    read = read_plan(FRAME.format(prose=prose, members=members).encode(), "plan.txt").to_json()
    return [{k: v for k, v in g.items() if k not in {"anchor", "confidence", "reasons"}} for g in read["groups"]]


def posts(group):
    return {role: [seat["post"] for seat in group[role]] for role in ("leader", "deputy", "members", "liaison")}


WANTED = {
    "leader": ["县委副书记、县长"],
    "deputy": ["副县长", "县政府办公室主任"],
    "members": ["县经信局局长", "县发改局副局长"],
    "liaison": ["县发改局副局长"],
}
LISTS = {
    "one a line": """组  长：甲某某  县委副书记、县长
副组长：乙某某  副县长
丙  某  县政府办公室主任
成  员：丁某某  县经信局局长
戊某某  县发改局副局长（联络员）""",
    "names run on": """组长：甲某某县委副书记、县长
副组长：乙某某副县长
丙某某县政府办公室主任
成员：丁某某县经信局局长
戊某某县发改局副局长（联络员）""",
    "names in brackets": """组长：县委副书记、县长（甲某某）
副组长：副县长（乙某某）
县政府办公室主任（丙某某）
成员：县经信局局长（丁某某）
县发改局副局长（戊某某）（联络员）""",
    "masked names before posts in brackets": """组长：甲××（县委副书记、县长）
副组长：乙××（副县长）
丙×（县政府办公室主任）
成员：丁××（县经信局局长）
戊××（县发改局副局长）（联络员）""",
    "posts only": """组长：县委副书记、县长
副组长：副县长、县政府办公室主任
成员：县经信局局长、县发改局副局长
联络员：县发改局副局长""",
    "a table": """职务\t姓名\t单位及职务
组长\t甲某某\t县委副书记、县长
副组长\t乙某某\t副县长
副组长\t丙某某\t县政府办公室主任
成员\t丁某某\t县经信局局长
成员\t戊某某\t县发改局副局长（联络员）""",
}


@pytest.mark.parametrize("layout", LISTS)
def test_lists_of_members(layout):
    (group,) = groups(members=LISTS[layout])
    assert group["name"] == "安宁县制造业攻坚行动专班"
    assert posts(group) == WANTED


def test_prose_with_leader_and_led_groups():
    first, *others = groups(
        "成立县攻坚行动领导小组，由县长任组长，分管副县长任副组长，下设低效整治组、招大引强组两个小组，"
        "分别由县经信局、县商务局负责牵头。"
    )
    assert first["name"] == "县攻坚行动领导小组"
    assert posts(first)["leader"] == ["县长"]
    assert others == [
        {"name": "低效整治组", "lead_unit": "县经信局"},
        {"name": "招大引强组", "lead_unit": "县商务局"},
    ]


def test_a_task_force_that_is_only_mentioned_is_no_group():
    assert groups("成立县攻坚行动工作专班，统筹推进各项工作。") == []


def test_a_task_force_told_in_prose_and_listed_in_the_annex_is_one():
    prose = "成立由县长任组长的安宁县制造业攻坚行动专班。"
    assert [posts(group) for group in groups(prose, LISTS["one a line"])] == [WANTED]
