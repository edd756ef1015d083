"""The text of a paper, written by rules from its figures: no sentence without one, none where nothing is to be said.

Figures stand in the text by name in braces, so that they stay those of the facts whatever is edited around them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from tenghuan.publishing.papers import said_day
from tenghuan.publishing.telling.facts import BEHIND, Facts, Kind, Line, Matter, Place
from tenghuan.publishing.telling.figures import named_lines, rules


class Part(BaseModel):
    """A part of a paper: its heading ("" for the opening), its text as written by rule and as it stands, its tables.

    ``by`` says who changed the text by hand, "" for nobody.
    """

    model_config = ConfigDict(extra="forbid")

    key: str
    heading: str = ""
    written: str = ""
    text: str = ""
    tables: tuple[str, ...] = ()
    by: str = ""

    @property
    def changed(self) -> bool:
        """Whether the text is no longer as the rules wrote it."""
        return self.text != self.written


def titled(facts: Facts) -> str:
    """Return the title of a paper."""
    words = {
        Kind.MONTH: f"{facts.county}{facts.campaign}{facts.period}工作月报",
        Kind.QUARTER: f"关于{facts.period}{facts.campaign}进展情况的通报",
        Kind.YEAR: f"{facts.county}{facts.campaign}{facts.period}工作报告",
        Kind.ORDERS: f"关于{facts.campaign}督办事项办理情况的通报",
        Kind.NOTICE: f"{facts.county}高耗低效企业整治销号公示",
        Kind.MINUTES: f"{facts.county}{facts.campaign}{facts.period}调度会议纪要",
    }
    return words[facts.kind]


def write(facts: Facts) -> list[Part]:
    """Return the parts of a paper as the rules write them."""
    made = []
    for key, heading, text, tables in PARTS[facts.kind](facts):
        if text or tables:
            made.append(Part(key=key, heading=heading, written=text, text=text, tables=tables))
    return made


Told = tuple[str, str, str, tuple[str, ...]]  # key, heading, text, tables


def _indicators(facts: Facts) -> list[Told]:
    """A month's brief: as it stands, who is ahead, who is behind, clearing-up, what comes next."""
    return [
        ("opening", "", _opening(facts), ()),
        ("whole", "总体情况", _whole(facts), ()),
        ("ahead", "进度领先的指标", _ahead(facts), ()),
        ("behind", "进度滞后的指标", _behind(facts), ("chart",)),
        ("clearing", "高耗低效整治", _clearing(facts), ("places",)),
        ("next", "下步工作", _next(facts), ()),
    ]


def _six(facts: Facts) -> list[Told]:
    """The six parts of a quarter's bulletin (methodology2 §18)."""
    return [
        ("opening", "", _opening(facts), ()),
        ("whole", "总体情况", _whole(facts), ()),
        ("lines", "指标进度", _lines(_ahead(facts), _behind(facts)), ("short", "chart")),
        ("ranks", "镇街与部门排名", _ranks(facts), ("places", "offices")),
        ("clearing", "高耗低效整治", _clearing(facts), ("clearing",)),
        ("trouble", "存在问题", _trouble(facts), ()),
        ("next", "下步要求", _next(facts), ()),
    ]


def _orders(facts: Facts) -> list[Told]:
    opening = f"现将截至{said_day(max(facts.known, facts.last))}{facts.campaign}督办事项办理情况通报如下。"
    return [
        ("opening", "", opening, ()),
        ("whole", "总体情况", "在办督办{在办督办}件，其中逾期{逾期督办}件。", ()),
        ("trouble", "逾期事项", _matters(facts), ("matters",)),
        ("next", "办理要求", _asked(facts), ()),
    ]


def _notice(facts: Facts) -> list[Told]:
    days = rules()["objection_days"]
    opening = (
        f"经{{待填：验收单位}}验收，以下{{公示企业}}家企业整治完成，拟予销号，现予公示。公示期{days}天，"
        "自{待填：起始日}至{待填：截止日}。"
    )
    objection = (
        "公示期内对公示内容有异议的，请以书面形式反映：单位反映的须加盖公章，个人反映的须署真实姓名和联系方式。\n"
        "受理单位：{待填：受理单位}；联系电话：{待填：联系电话}。"
    )
    return [("opening", "", opening, ("named",)), ("objection", "异议方式", objection, ())]


def _minutes(facts: Facts) -> list[Told]:
    opening = (
        f"{{待填：会议日期}}，{{待填：主持人职务}}主持召开{facts.campaign}{facts.period}调度会议，"
        "{待填：参会单位}参加。会议纪要如下。"
    )
    return [
        ("opening", "", opening, ()),
        ("heard", "会议听取", _lines("会议听取了专班办公室的汇报。" + _whole(facts), _clearing(facts)), ("short",)),
        ("noted", "会议指出", _trouble(facts), ()),
        ("decided", "会议议定", _next(facts), ()),
    ]


PARTS: dict[Kind, Callable[[Facts], list[Told]]] = {
    Kind.MONTH: _indicators,
    Kind.QUARTER: _six,
    Kind.YEAR: _six,
    Kind.ORDERS: _orders,
    Kind.NOTICE: _notice,
    Kind.MINUTES: _minutes,
}


# -- sentences -----------------------------------------------------------------------------------------------------
def _opening(facts: Facts) -> str:
    return f"现将{facts.period}{facts.campaign}进展情况通报如下（数据截至{_day(facts)}）。"


def _day(facts: Facts) -> str:
    return said_day(facts.last)


def _whole(facts: Facts) -> str:
    """How many indicators are on pace, behind by lamp, without figures."""
    if not facts.lines:
        return ""
    said = f"{facts.county}共有指标{{指标总数}}项"
    if facts.judged:
        said += "，其中已亮灯{亮灯指标}项：达到序时进度{达序时}项，占{达序时率}"
        lamps = [(word, len(facts.lit(lamp))) for lamp, word in (("red", "红灯"), ("yellow", "黄灯"), ("blue", "蓝灯"))]
        said += "".join(f"；{word}{{{word}}}项" for word, count in lamps if count)
    said += "。"
    without = [
        f"{word}{{{name}}}项"
        for word, name, lamp in (("尚未报数", "未报数", "no_data"), ("未到期", "未到期", "not_due"))
        if facts.lit(lamp)
    ]
    return said + (f"{'、'.join(without)}。" if without else "")


def _ahead(facts: Facts) -> str:
    """Those with the widest lead over their schedule, each with progress and lead."""
    found = [line for line in facts.ahead if (line.gap or 0) > 0][: rules()["ahead"]]
    if not found:
        return ""
    names = _names(facts)
    told = [_leading(line, names[line.key]) for line in found]
    return f"领先较多的有：{'；'.join(told)}。"


def _leading(line: Line, name: str) -> str:
    return f"{_quoted(line.title)}完成{{{name}.完成率}}，超序时{{{name}.差距}}个百分点"


def _behind(facts: Facts) -> str:
    """Those behind, the worst first: lamp, progress, by how much, who leads."""
    behind = facts.behind
    if not behind:
        return "已亮灯的{亮灯指标}项指标全部达到序时进度。" if facts.judged else ""
    most = rules()["named_behind"]
    told = [_lagging(facts, line) for line in behind[:most]]
    rest = f"其余{len(behind) - most}项见附件。" if len(behind) > most else ""
    return f"低于序时进度的有{{滞后}}项。{'；'.join(told)}。{rest}"


WORDS = {"red": "红灯", "yellow": "黄灯", "blue": "蓝灯"}


def _lagging(facts: Facts, line: Line) -> str:
    name = _names(facts)[line.key]
    lead = f"（牵头单位：{line.lead}）" if line.lead else ""
    lamp = WORDS[line.lamp]
    if line.progress is None or line.pace is None:
        return f"{_quoted(line.title)}{lead}{lamp}，实际{{{name}.实际}}{_unit(line)}，{_goal(line)}"
    word = "低于" if (line.gap or 0) < 0 else "高于"
    return f"{_quoted(line.title)}{lead}{lamp}，完成{{{name}.完成率}}，{word}序时{{{name}.差距}}个百分点"


def _quoted(title: str) -> str:
    """A title in quotation marks, those within it single."""
    return f"“{title.replace('“', '‘').replace('”', '’')}”"


def _unit(line: Line) -> str:
    return "" if line.unit in ("", "1") else line.unit


def _goal(line: Line) -> str:
    return f"目标{line.goal}{_unit(line)}" if line.goal else "未达目标"


def _ranks(facts: Facts) -> str:
    """Who leads and who trails, of towns by what they closed and of departments by what is on pace."""
    return _lines(
        _ranked("镇街", "销号率", [(one.name, one.share) for one in facts.ranked_places]),
        _ranked("部门", "达序时率", [(one.name, one.share) for one in facts.ranked_offices]),
    )


def _ranked(word: str, figure: str, shares: Sequence[tuple[str, Decimal | None]]) -> str:
    """The first and the last by a share. Who has as much as the last one named is named too: nobody is left out, or
    put last, by name."""
    first, last = rules()["leading"], rules()["trailing"]
    if not shares:
        return ""
    names = [name for name, _share in shares]
    if len(names) <= first + last or shares[first - 1][1] == shares[-last][1]:
        return f"按{figure}，{word}从高到低依次为：{_each(names, figure)}。"
    leading = [name for name, own in shares if (own or 0) >= (shares[first - 1][1] or 0)]
    trailing = [name for name, own in shares if (own or 0) <= (shares[-last][1] or 0)]
    return (
        f"按{figure}排名，{word}前{_number(first)}位{_with_equals(leading, first)}：{_each(leading, figure)}；"
        f"后{_number(last)}位{_with_equals(trailing, last)}：{_each(trailing, figure)}。"
    )


def _with_equals(names: Sequence[str], count: int) -> str:
    return "（含并列）" if len(names) > count else ""


def _each(names: Sequence[str], figure: str) -> str:
    return "、".join(f"{name}（{{{name}.{figure}}}）" for name in names)


def _number(count: int) -> str:
    return "零一二三四五六七八九十"[count] if count <= 10 else str(count)


def _clearing(facts: Facts) -> str:
    """What was listed, closed, freed; who is past the day."""
    if not any(one.listed for one in facts.places):
        return ""
    said = (
        f"{facts.since}在册整治案件{{在册案件}}件，已销号{{销号案件}}件，销号率{{销号率}}；"
        "已销号案件腾出土地{腾出土地}亩、用能{腾出用能}吨标准煤，减碳{减碳}吨。"
    )
    late = [one for one in facts.ranked_places if one.late]
    late.sort(key=lambda one: (-one.late, one.name))
    return said + _overdue(late) if late else said


def _overdue(late: Sequence[Place]) -> str:
    most = rules()["trailing"]
    told = "、".join(f"{one.name}{{{one.name}.超期}}件" for one in late[:most])
    return f"超过限期未完成的{{超期案件}}件，其中{told}。" if len(late) > 1 else f"超过限期未完成的有{told}。"


def _trouble(facts: Facts) -> str:
    """Every red indicator and every order past its limit, one by one."""
    red = facts.lit("red")
    lines = (
        [f"红灯指标{{红灯}}项：{'；'.join(_lagging(facts, line) for line in facts.behind if line in red)}。"]
        if red
        else []
    )
    if facts.matters:
        lines.append(_matters(facts))
    return _lines(*lines) or ("无红灯指标，无逾期督办（红灯{红灯}项，逾期{逾期督办}件）。" if facts.judged else "")


def _matters(facts: Facts) -> str:
    if not facts.matters:
        return ""
    most = rules()["named_matters"]
    told = "；".join(_matter(one) for one in facts.matters[:most])
    rest = f"；其余{len(facts.matters) - most}件略" if len(facts.matters) > most else ""
    return f"{facts.since}逾期督办{{逾期督办}}件：{told}{rest}。"


def _matter(one: Matter) -> str:
    return f"{_quoted(one.matter)}（{one.number}，{one.lead}）逾期{{{one.number}.逾期天数}}个工作日"


def _next(facts: Facts) -> str:
    """What each lead of an indicator behind must bring, and what is asked of orders and cases past their day."""
    names, told = _names(facts), []
    for line in facts.behind[: rules()["named_behind"]]:
        if line.lamp == "blue" and len(facts.lit("red", "yellow")):
            continue
        who = line.lead or "责任单位"
        name = names[line.key]
        if line.needed is not None:
            told.append(f"{who}：{_quoted(line.title)}此后月均须完成{{{name}.月均需}}{_unit(line)}。")
        elif line.gap is not None:
            told.append(f"{who}：{_quoted(line.title)}须补上与序时的差距{{{name}.差距}}个百分点。")
        else:
            told.append(f"{who}：{_quoted(line.title)}现为{{{name}.实际}}{_unit(line)}，{_goal(line)}，须限期达到。")
    return _lines(*told, _asked(facts), "超期案件{超期案件}件的责任镇街须逐案明确完成日期。" if _late(facts) else "")


def _late(facts: Facts) -> bool:
    return any(one.late for one in facts.places)


def _asked(facts: Facts) -> str:
    if not facts.matters:
        return ""
    who = "、".join(dict.fromkeys(one.lead for one in facts.matters))
    return f"逾期督办{{逾期督办}}件由{who}办结或按程序申请延期。"


def _names(facts: Facts) -> dict[str, str]:
    return {line.key: name for name, line in named_lines(facts).items()}


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


assert set(WORDS) == set(BEHIND)
