"""The fields that a template may name, as plain values: what a bulletin says, its tables, every figure by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tenghuan.publishing.papers import Official
from tenghuan.publishing.telling import Facts, Part, amount, figures, fill, points, share
from tenghuan.publishing.telling.drawing import actual, lamp

FIELDS: dict[str, str] = {
    "标题": "公文标题",
    "发文机关": "署名",
    "发文字号": "签发后才有",
    "主送": "主送单位，不带冒号",
    "成文日期": "如 2026年3月5日",
    "抄送": "抄送单位",
    "印发机关": "版记里的印发机关",
    "附注": "不带括号",
    "县": "县（市、区）名称",
    "期别": "如 2026年第三季度",
    "数据截至": "如 2026-09-30",
    "快照": "数字取自哪一次",
    "正文": "逐部分：标题、段落（逐段）",
    "指标": "逐项：序号、指标、单位、口径、目标、本期、累计、完成率、序时、差距、灯、牵头单位",
    "镇街": "逐个：名次、镇街、在册、销号、销号率、超期、腾地、腾能、减碳",
    "部门": "逐个：名次、部门、牵头指标、达序时、达序时率、红灯",
    "督办": "逐件：督办号、事项、牵头单位、限期、逾期天数、单据",
    "名单": "逐家：序号、企业、信用代码、镇街、结论、方式",
    "数字": '按名称取，如 数字["达序时率"]',
}
_QUOTES = str.maketrans("", "", "“”‘’\"'")


def named(name: str) -> str:
    """Return a figure's name as templates write it: without quotation marks, which Word turns about by itself."""
    return name.translate(_QUOTES)


def context_of(facts: Facts, parts: Sequence[Part], official: Official, title: str) -> dict[str, Any]:
    """Return the value of every field, all of them plain."""
    known = figures(facts)
    return {
        "标题": title, "发文机关": official.issuer, "发文字号": official.number, "主送": official.to,
        "成文日期": official.dated, "抄送": official.copies, "印发机关": official.printed_by, "附注": official.remark,
        "县": facts.county, "期别": facts.period, "数据截至": f"{facts.last:%Y-%m-%d}", "快照": facts.snapshot,
        "正文": [
            {"标题": part.heading, "段落": [line for line in fill(part.text, known).split("\n") if line.strip()]}
            for part in parts
        ],
        "指标": _lines(facts), "镇街": _places(facts), "部门": _offices(facts),
        "督办": [
            {
                "督办号": one.number, "事项": one.matter, "牵头单位": one.lead,
                "限期": f"{one.due:%Y-%m-%d}" if one.due else "", "逾期天数": amount(one.over, "个").shown,
                "单据": one.grade,
            }
            for one in facts.matters
        ],
        "名单": [
            {
                "序号": str(at), "企业": one.name, "信用代码": one.uscc, "镇街": one.town, "结论": one.verdict,
                "方式": one.way,
            }
            for at, one in enumerate(facts.named, start=1)
        ],
        "数字": {named(name): told.words for name, told in known.items()},
    }  # fmt: skip


def _lines(facts: Facts) -> list[dict[str, str]]:
    return [
        {
            "序号": str(at), "指标": line.title, "单位": line.unit, "口径": line.caliber, "目标": line.goal,
            "本期": amount(line.current, line.unit).shown, "累计": actual(line).shown,
            "完成率": share(line.progress).shown, "序时": share(line.pace).shown,
            "差距": points(line.gap).shown, "灯": lamp(line), "牵头单位": line.lead,
        }
        for at, line in enumerate(facts.lines, start=1)
    ]  # fmt: skip


def _places(facts: Facts) -> list[dict[str, str]]:
    return [
        {
            "名次": str(at), "镇街": one.name, "在册": amount(one.listed, "件").shown,
            "销号": amount(one.closed, "件").shown, "销号率": share(one.share).shown,
            "超期": amount(one.late, "件").shown, "腾地": amount(one.land, "亩").shown,
            "腾能": amount(one.energy, "吨标准煤").shown, "减碳": amount(one.carbon, "吨").shown,
        }
        for at, one in zip(facts.place_ranks, facts.ranked_places, strict=True)
    ]  # fmt: skip


def _offices(facts: Facts) -> list[dict[str, str]]:
    return [
        {
            "名次": str(at), "部门": one.name, "牵头指标": amount(one.judged, "项").shown,
            "达序时": amount(one.on_pace, "项").shown, "达序时率": share(one.share).shown,
            "红灯": amount(one.red, "项").shown,
        }
        for at, one in zip(facts.office_ranks, facts.ranked_offices, strict=True)
    ]  # fmt: skip
