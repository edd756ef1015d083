"""Quantity mentions: a number or a range, its unit, and the words after it that bound it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tenghuan.reading.extraction.lexicon import either, listed
from tenghuan.reading.extraction.numerals import ARABIC, CHINESE, number

Class = Literal["count", "measure", "percent", "ratio", "fraction", "duration"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written, where it stands (``start``–``end`` with unit and bound words)."""

    start: int
    end: int
    value: float
    upper: float | None
    unit: str
    sort: Class
    bound: str  # "ge", "le" or "" by the words after the number; "gt" for 余 and 多 behind it
    chinese: bool = False  # written in Chinese numerals
    strange: bool = False  # the unit stands in no list


_SCALE = "(?:[百千]?万亿|[百千]?[万亿]|[百千])"
_MEASURE, _PERCENT, _COUNT = (either(listed("units", k)) for k in ("measure", "percent", "count"))
_DURATION = either(listed("units", "duration"))
_PER = either(listed("units", "per"))
_NOT = either(listed("units", "not_after"))
_NUM = rf"(?:{ARABIC}|{CHINESE})"
_DASH = r"(?:[-—–－~～]+|至|到)"
_AFTER = {bound: either(listed("after", bound)) for bound in ("ge", "le", "eq")}
_ANY_AFTER = "(?:" + "|".join(_AFTER.values()) + ")"
_SCALED = f"(?:{_MEASURE}|{_SCALE}{_MEASURE})"  # 千瓦时 is no thousand of 瓦
_STOPS = "(?=[，。；、）]|以上|以内|以下|左右|$)"
_SLASHED = rf"/(?:{_SCALE}?(?:{_PER}|{_MEASURE}|{_COUNT})(?:·{_PER})?|[A-Za-z\u4e00-\u9fff·²³]{{1,6}}?{_STOPS})"
_UNIT = rf"""(?:
    (?P<percent>{_PERCENT}) |
    (?P<duration>{_DURATION}) |
    (?P<measure>{_SCALED}(?:{_SLASHED}|每{_PER})?) |
    (?P<count>(?!{_NOT}){_SCALE}?{_COUNT}(?:（{_COUNT}）)?(?:{_SLASHED})?)
)"""
_MAIN = re.compile(
    rf"""(?:(?<=[为在到至于过达速幅])(?P<minus>[-－−])|(?<![A-Za-z0-9.+＋\-/－−]))
    (?P<a>{_NUM})(?:(?P<unit_a>{_PERCENT}|{_SCALED}|{_COUNT}|(?P<scale_a>{_SCALE})(?={_DASH}{_NUM}(?P=scale_a)))?{_DASH}(?P<b>{_NUM})|(?P<scale_over>{_SCALE})?(?P<over>[余多]))?\s*
    (?:(?P<split_scale>{_SCALE}吨)(?P<split_after>{_ANY_AFTER})(?P<split_tail>标准煤|标煤) | {_UNIT})
    (?P<after>{_ANY_AFTER})?""",
    re.VERBOSE,
)
_COLON = "[:：∶]"
_RATIO = re.compile(rf"(?<![\d.:：∶])(\d+(?:\.\d+)?){_COLON}(\d+(?:\.\d+)?)(?![\d.:：∶])")
_PROPORTION = re.compile(
    rf"(?<![\d.:：∶])\d+(?:\.\d+)?%?(?:(?:{_COLON}|比)\d+(?:\.\d+)?%?){{2,}}(?![\d:：∶])"
)  # 10:45:45 is a structure, no single number
_STRANGE = re.compile(
    rf"(?<=[到达为过破超于少高低约在至增]){ARABIC}(?P<unit>(?!年|月|日|号|级|届|期|强|大|多|余|岁|点|时|秒|[一二三四五六七八九十]|"
    rf"{_ANY_AFTER}|{_SCALE}[、，和及])(?:{_SCALE})?[A-Za-z\u4e00-\u9fff²³]{{1,4}}?(?:/[A-Za-z\u4e00-\u9fff²³·]{{1,6}}?)?)(?P<after>{_ANY_AFTER})?(?=[，。；、）]|$)"
)
_FRACTIONS = re.compile(
    rf"""百分之(?P<hundredth>{_NUM})(?:点(?P<point>[零一二三四五六七八九]+))? |
    (?P<below>[二三四五六七八九十]|[1-9]\d{0, 3})分之(?P<above>[一二三四五六七八九十两]|\d+) |
    (?P<tenths>[一二两三四五六七八九]|\d)成(?:(?P<half>半)|(?P<more>[一二三四五六七八九]))?
    (?=以上|以下|以内|左右|的|[，。；、）]|企业|$) |
    (?P<one_half>(?<=[到占过为在加高少降低长])一半|一半(?=以上|以下|左右)) |
    翻(?P<folds>[一两二三四])番 | (?P<doubled>翻番(?!计划|行动|工程|目标计划)|(?<=实现)倍增(?=[，。；、）]|$))
    """,
    re.VERBOSE,
)
_BARE = re.compile(
    rf"(?P<name>容积率|系数|指数|投入产出比|密度|强度|等级)"
    rf"(?P<between>[^，。；\d]{{0,12}}?)(?P<a>\d+(?:\.\d+)?)(?:{_DASH}(?P<b>\d+(?:\.\d+)?))?(?P<after>{_ANY_AFTER})?(?=[，。；、）]|的|$|[\u4e00-\u9fff])"
)
_MASKED = re.compile(
    r"“[^“”]{0,40}”|《[^《》]{0,80}》|〔[^〔〕]{0,12}〕\d*号?|「[^「」]{0,40}」|‘[^‘’]{0,30}’|"
    r"第[一二三四五六七八九十百\d]{1,6}|\d{1,6}\.\d{1,6}版|[A-Za-z]{1,20}\d{1,9}(?:\.\d{1,6})?|\d{1,9}(?!MW|GW|kW|KW)[A-Za-z]{1,20}(?![A-Za-z]{0,20}/)|"
    r"(?:19|20)\d\d(?:\s*[-—–~至]\s*(?:19|20)?\d\d)?年(?:度|\d{1,2}月(?:\d{1,2}日)?)?(?:底|末)?|\d{1,2}月\d{1,2}日|\d{1,2}月底?|"
    r"(?:十[一二三四五六]五)|[一二三四五六七八九\d]{1,4}个一批|\d{1,4}(?:\+\d{1,4})+(?:\+[A-Z])?|\d{1,5}强|\d{1,5}(?=[级星类档号楼层版])|"
    r"[一二三四五六七八九]星级?|[一二三四五六七八九十]级"
)


def masked(text: str) -> str:
    """The text with names that contain numbers blanked out (same length): quotes, titles, dates, versions."""
    blank = _MASKED.sub(lambda m: "□" * len(m[0]), text)
    return _PROPORTION.sub(lambda m: "□" * len(m[0]), blank)


def quantities_in(text: str) -> list[Quantity]:
    """All quantity mentions of a text, in order, none inside another."""
    blank = masked(text)
    found = sorted(
        [
            *_fractions(blank),
            *_ratios(blank),
            *_plain(blank),
            *_bare(blank),
            *_bare_again(blank),
            *_none_left(blank),
            *_crossed(blank),
            *_round(blank),
            *_term(blank),
        ],
        key=lambda q: (q.start, -q.end),
    )
    found = sorted([*found, *_strange(blank, found)], key=lambda q: (q.start, -q.end))
    out: list[Quantity] = []
    for quantity in found:
        if not out or quantity.start >= out[-1].end:
            out.append(quantity)
    counted = any(q.value != 1 or not q.chinese for q in out)
    return [
        q
        for q in out
        if counted or not (q.sort == "count" and q.chinese and q.value == 1 and not q.bound and _bare_one(text, q))
    ]


def _bare_one(text: str, q: Quantity) -> bool:
    """成熟一块、启动一块: 一 at a clause's end counts only beside another figure (车间两个、工厂一个)."""
    return bool(re.match(r"[，。；、]|$", text[q.end :])) and not re.search(
        r"(?:新增|新建|至少|建成)$", text[: q.start]
    )


def _bound(words: str | None) -> str:
    for bound, pattern in _AFTER.items():
        if words and re.fullmatch(pattern, words):
            return "" if bound == "eq" else bound
    return ""


def _plain(text: str) -> Iterator[Quantity]:
    for m in _MAIN.finditer(text):
        chinese = not m["a"][0].isdigit()
        if chinese and _is_word(text, m):
            continue
        unit = m["percent"] or m["measure"] or m["count"] or m["duration"] or f"{m['split_scale']}{m['split_tail']}"
        sort: Class = (
            "percent" if m["percent"] else "count" if m["count"] else "duration" if m["duration"] else "measure"
        )
        unit = (m["scale_over"] or "") + {"％": "%"}.get(unit, unit)
        upper = number(m["b"]) if m["b"] else None
        value = -number(m["a"]) if m["minus"] else number(m["a"])  # 控制在-1.5%以内
        if upper is not None and upper <= value:
            upper = None
        bound = _bound(m["after"] or m["split_after"]) or ("gt" if m["over"] else "")  # 3000余亩
        if sort == "duration" and re.match(r"内(?=[，。；、）]|$)", text[m.end() :]):
            bound = bound or "le"  # 缩短到10个月内
        yield Quantity(m.start(), m.end(), value, upper, unit, sort, bound, chinese)


def _is_word(text: str, m: re.Match[str]) -> bool:
    """Chinese numerals inside words: 十大, 统一, 万一; 一 counts only in 至少一家, 新增一家, 一家以上."""
    before = text[max(0, m.start() - 4) : m.start()]
    if m["count"] == "次" and (m["a"] == "二" or text.startswith("产业", m.end())):
        return True  # 二次开发, 二次招商: one counts 两次; 三次产业 is a name
    if m["a"] == "一":
        closes = re.match(r"[，。；、]|$", text[m.end() :]) and re.search(
            r"[\u4e00-\u9fff”）](?<![每同这第统有之各])$", before
        )
        return not (
            m["after"]
            or closes
            or re.search(r"(?:至少|新增|新建|建成|创建|认定|培育|引进|招引|组建|创成|达到)$", before)
        )
    if m["a"][0] in "百千" or re.search(r"[第每唯统之〇零一二三四五六七八九十百千万]$", before):
        return not before.endswith("每")
    return bool(m["percent"])


def _fractions(text: str) -> Iterator[Quantity]:
    for m in _FRACTIONS.finditer(text):
        after = re.match(_ANY_AFTER, text[m.end() :])
        end, bound = m.end() + (after.end() if after else 0), _bound(after[0] if after else None)
        if m["hundredth"]:
            digits = "".join(str("零一二三四五六七八九".index(c)) for c in m["point"] or "")
            value = number(m["hundredth"]) + (float(f"0.{digits}") if digits else 0)
            yield Quantity(m.start(), end, value, None, "%", "percent", bound, True)
        elif m["below"]:
            value = round(number(m["above"]) / number(m["below"]), 4)
            yield Quantity(m.start(), end, value, None, "", "fraction", bound, True)
        elif m["tenths"]:
            value = round(number(m["tenths"]) / 10 + (0.05 if m["half"] else 0) + number(m["more"] or "零") / 100, 4)
            yield Quantity(m.start(), end, value, None, "", "fraction", bound, True)
        elif m["one_half"]:
            yield Quantity(m.start(), end, 0.5, None, "", "fraction", bound, True)
        else:
            yield Quantity(m.start(), end, number(m["folds"] or "1"), None, "番", "measure", bound, True)


def _ratios(text: str) -> Iterator[Quantity]:
    for m in _RATIO.finditer(text):
        first, second = float(m[1]), float(m[2])
        if first and second:
            value = second / first if first <= second else first / second
            yield Quantity(m.start(), m.end(), round(value, 4), None, "", "ratio", "")


def proportions_in(text: str) -> list[str]:
    """Ratios of three and more terms (17:37:46), as written: no single number, for a person to read."""
    return [m[0] for m in _PROPORTION.finditer(_MASKED.sub(lambda m: "□" * len(m[0]), text))]


def _strange(text: str, known: Sequence[Quantity]) -> Iterator[Quantity]:
    """A figure reached whose unit stands in no list: 达到35榀. Reported for a person, never dropped."""
    taken = [(q.start, q.end) for q in known]
    for m in _STRANGE.finditer(text):
        if not any(start < m.end() and m.start() < end for start, end in taken):
            yield Quantity(
                m.start(), m.end(), number(_digits(m)), None, m["unit"], "measure", _bound(m["after"]), strange=True
            )


def _digits(m: re.Match[str]) -> str:
    return m[0][: m.start("unit") - m.start()]


_CROSSED = re.compile(
    r"(?<=突破|迈上|跨上|站上|登上|跨过|跨越|超过|达到)(?P<a>[百千])(?P<unit>亿元?)(?=台阶|大关|关口|规模|[，。；、）]|$)"
)


def _crossed(text: str) -> Iterator[Quantity]:
    """迈上千亿元台阶, 突破百亿元: a round figure that is crossed; 百亿级产业集群 is a name."""
    for m in _CROSSED.finditer(text):
        value = {"百": 100, "千": 1000}[m["a"]]
        yield Quantity(m.start(), m.end(), value, None, m["unit"], "measure", "", chinese=True)


_ROUND = re.compile(rf"(?<=[近约超逾])(?P<a>[百千])(?P<unit>(?!{_NOT}){_COUNT})(?=[\u4e00-\u9fff“，。；、）]|$)")


def _round(text: str) -> Iterator[Quantity]:
    """近百家, 超千户: a round number of things; 百强企业 and 百家论坛 are names."""
    for m in _ROUND.finditer(text):
        value = {"百": 100, "千": 1000}[m["a"]]
        yield Quantity(m.start(), m.end(), value, None, m["unit"], "count", "", chinese=True)


_TERM = re.compile(
    rf"(?:年限|年期|租期|租赁期|出让期|租赁期限|出让期限)(?:一般|原则上|最长|最高|最短|可|应)*"
    rf"(?:不超过|不得超过|不高于|不低于|不少于|为|按|控制在|缩短[为至到])?"
    rf"(?P<a>{ARABIC})(?:{_DASH}(?P<b>{ARABIC}))?年(?P<after>{_ANY_AFTER})?(?=[，。；、）的]|$)"
)


def _term(text: str) -> Iterator[Quantity]:
    """首次出让年限不超过30年: a term of years, which is no time by which something is due."""
    for m in _TERM.finditer(text):
        upper = number(m["b"]) if m["b"] else None
        yield Quantity(m.start("a"), m.end(), number(m["a"]), upper, "年", "duration", _bound(m["after"]))


_NONE_LEFT = re.compile(
    r"(?:占比|比重|比例|率)(?:全部)?(?:降|压降|下降|减|归|压减)(?:到|至|为)?(?P<a>0|零)(?=[，。；、）]|$)"
)


def _none_left(text: str) -> Iterator[Quantity]:
    """占比降至0: a share of nothing needs no sign."""
    for m in _NONE_LEFT.finditer(text):
        yield Quantity(m.start("a"), m.end(), 0, None, "%", "percent", "")


def _bare(text: str) -> Iterator[Quantity]:
    for m in _BARE.finditer(text):
        upper = float(m["b"]) if m["b"] else None
        yield Quantity(m.start("a"), m.end(), number(m["a"]), upper, "", "ratio", _bound(m["after"]))


_AGAIN = re.compile(
    rf"(?:不低于|不超过|不高于|不少于|控制在|达到|可达|突破|提高到|放宽至|放宽到|提高至|为)(?P<a>\d+\.\d+)(?P<after>{_ANY_AFTER})?(?=[，。；、）]|$)"
)


def _bare_again(text: str) -> Iterator[Quantity]:
    """容积率不低于2.5，最高不超过4.0: a second figure without unit in a sentence about a ratio."""
    topic = _BARE.search(text)
    for m in _AGAIN.finditer(text):
        if topic and m.start("a") > topic.end():
            yield Quantity(m.start("a"), m.end(), number(m["a"]), None, "", "ratio", _bound(m["after"]))


_KINDS = (_fractions, _ratios, _plain, _bare, _bare_again, _none_left, _crossed, _round, _term)
