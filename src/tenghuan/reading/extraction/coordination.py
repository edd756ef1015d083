"""分别: several names or several years share one verb, and the figures follow in the same order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tenghuan.reading.extraction.bases import FILLER
from tenghuan.reading.extraction.lexicon import either, listed
from tenghuan.reading.extraction.numerals import ARABIC, number
from tenghuan.reading.extraction.phrases import left_of, strip_head
from tenghuan.reading.extraction.quantities import Quantity

_YEARS = re.compile(r"(?P<years>20\d\d年?(?:度|底|末)?(?:(?:、|，|和|及|与)(?:20\d\d)年?(?:度|底|末)?)+)")
_GRADED = re.compile(
    r"按(?:照)?(?P<shares>\d[\d.%、]*%)的比例(?:依次|分别)?(?:划?分为|确定为|评定为?|分成)"
    r"(?P<grades>[A-Z](?:、[A-Z])+)[一二三四五六]?个?(?P<kind>[档类级])"
)
_SUMMED = re.compile(  # 新型储能、精密模具、智能家电三大产业规模2025年
    r"(?P<which>[^，。；]{2,40}?(?:、|和)[^、和]{2,12}?)(?:[两二三四五六七八九]大|[两二三四五六七八九]个)"
    r"(?P<kind>主导产业|产业|行业|集群)(?P<what>[\u4e00-\u9fff]{2,8})(?:20\d\d年(?:底|末)?)?$"
)
_SORTS = re.compile(r"(?P<which>[A-Z](?:、[A-Z])+)[两二三四五六]?(?P<kind>类|档|级)(?P<what>[\u4e00-\u9fff]{2,})$")
_BACK = re.compile(r"(?:上述|以上|前述|这)[一二两三四五六七八九\d]*(?:项|个|类)?(?:指标|目标)$")
_CARRIED = "新增|净增|增长|增加|下降|降低|减少|提高|奖励|补助|加价|给予奖励|一次性奖励"
_CHANGE = r"增长|增加|下降|降低|减少|提高"
_CHANGED = re.compile(either([*listed("changes", "growth"), *listed("changes", "decline")]) + "$")
_SHARED_HEAD = re.compile(either(listed("shared_heads")) + "$")
_WHOLE = re.compile(either([*listed("rate_words"), *listed("mass", "money"), "数量", "总量", "面积"]) + "$")
_JOINED = re.compile(r"^[以上下内左右（）含\s]*[、，,和及与][、，,和及与以上下内左右（）含\s]*$")


@dataclass(frozen=True, slots=True)
class Share:
    """What 分别 (or 各) gives to one figure: its own name or its own year."""

    name: str = ""
    year: int | None = None
    comparison: str = ""  # by the verb that the figures share
    years: tuple[int, ...] = ()  # 各: the same figure for each of these years
    again: int = 0  # 上述三项指标: the name is that of the figure so many before
    change: str = ""  # 分别减少: the word of change that the figures share


def fill_units(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """25、28万元 after 分别: the bare 25 takes the unit of the figure it is joined to."""
    out = list(quantities)
    for q in quantities:
        at = q.start
        while "分别" in text[max(0, at - 60) : at] or "依次" in text[max(0, at - 60) : at]:
            found = re.search(rf"(?<![\d.])({ARABIC})([万亿]?)(?=[、，和及与]$)", text[:at][-12:] if at else "")
            if not found or not q.unit.startswith(found[2]):
                break
            start = at - len(text[:at][-12:]) + found.start()
            if any(other.start <= start < other.end for other in out):
                break
            out.append(replace(q, start=start, end=start + len(found[0]), value=number(found[1]), upper=None))
            at = start
    return sorted(out, key=lambda item: item.start)


def shares(text: str, quantities: Sequence[Quantity], plan_years: Sequence[int] = ()) -> dict[int, Share]:
    """For the figures after each 分别 or 各: index → what belongs to it.

    Args:
        text: the sentence.
        quantities: its figures.
        plan_years: the years of the plan, for 三年分别.
    """
    out: dict[int, Share] = {}
    for marker in re.finditer(r"分别|依次", text):
        run = _run(text, quantities, marker.end())
        if len(run) >= 2:
            out.update(_dealt(text, quantities, marker, run, plan_years))
    for i, q in enumerate(quantities):  # 我市要力争达到32万元、135万元
        run = _run(text, quantities, q.start)
        left = left_of(text, q.start, quantities[i - 1].end if i else 0, percent=False)
        alike = len({quantities[j].sort for j in run}) == 1  # 不少于5个，20亿元以上2个: no list
        if i not in out and len(run) >= 2 and alike and not left.name and left.attained and not left.verb:
            out.update({j: Share(comparison=left.comparison, again=len(run)) for j in run if j not in out})
    for i, q in enumerate(quantities):  # 到2025年、2027年，甲分别达到45家、70家，乙达到25家、40家
        run = _run(text, quantities, q.start)
        left = left_of(text, q.start, quantities[i - 1].end if i else 0, percent=False)
        years = _YEARS.findall(text[text.rfind("；", 0, q.start) + 1 : q.start])
        listed = [int(year) for year in re.findall(r"20\d\d", years[-1])] if years else []
        if i not in out and len(run) == len(listed) and left.attained and left.name:
            out.update({j: Share(year=year) for j, year in zip(run, listed, strict=True)})
    for i, q in enumerate(quantities):  # 2023年、2024年各完成80家
        each = re.search(rf"{_YEARS.pattern}(?:每年|各|均)[^，。；\d]{{0,8}}$", text[: q.start])
        if each and i not in out:
            out[i] = Share(years=tuple(int(y) for y in re.findall(r"20\d\d", each["years"])))
    out.update(_graded(text, quantities))
    return out


def _graded(text: str, quantities: Sequence[Quantity]) -> dict[int, Share]:
    """按20%、55%、25%的比例分为A、B、C三档: one share a grade."""
    out: dict[int, Share] = {}
    for found in _GRADED.finditer(text):
        at = [i for i, q in enumerate(quantities) if found.start() <= q.start < found.end("shares")]
        grades = re.split("、", found["grades"])
        if len(at) == len(grades):
            out.update({i: Share(name=f"{grade}{found['kind']}比例") for i, grade in zip(at, grades, strict=True)})
    return out


def _dealt(
    text: str, quantities: Sequence[Quantity], marker: re.Match[str], run: Sequence[int], plan_years: Sequence[int]
) -> dict[int, Share]:
    before = text[max(text.rfind(c, 0, marker.start()) for c in "；。") + 1 : marker.start()].replace(FILLER, "")
    said = left_of(text, quantities[run[0]].start, 0, percent=False).comparison
    verb = text[marker.end() : quantities[run[0]].start]
    years = _years(before, len(run), plan_years)
    changed = _CHANGED.search(verb)
    word = changed[0] if changed else ""
    if years:
        return {i: Share(year=year, comparison=said, change=word) for i, year in zip(run, years, strict=True)}
    if _BACK.search(strip_head(re.split("[，：]", before)[-1])):
        return {i: Share(comparison=said, again=len(run)) for i in run}
    names = _names(before, len(run))
    kept = re.search(rf"(?:年均)?(?:{_CARRIED})$", verb)
    suffix = kept[0] if kept else ""
    figures = any(re.search(r"\d+[^\d]{1,6}$", name) for name in names)  # 新增甲60家、乙25家，分别达到210家、80家
    if figures and not _thresholds(before, len(run)):
        change = suffix if re.search(_CHANGE, suffix) else ""
        return {i: Share(comparison=said, again=len(run), change=change) for i in run}
    return {
        i: Share(name=_with(suffix, name), comparison=said, change=word)
        for i, name in zip(run, names, strict=bool(names))
    }


def _with(verb: str, name: str) -> str:
    if verb in {"新增", "净增"}:
        return verb + name
    return name + verb


def _run(text: str, quantities: Sequence[Quantity], start: int) -> list[int]:
    """Indices of the figures after ``start`` that only commas and 和 stand between."""
    run: list[int] = []
    for i, q in enumerate(quantities):
        if q.start < start:
            continue
        if run and not _JOINED.match(text[quantities[run[-1]].end : q.start]):
            break
        if not run and q.start - start > 12:
            break
        run.append(i)
    return run


def _years(before: str, count: int, plan_years: Sequence[int]) -> list[int]:
    """The years that the figures are dealt to: listed ones, a span (2024—2026年每年), or all of the plan's."""
    found = list(_YEARS.finditer(before))
    years = [int(y) for y in re.findall(r"20\d\d", found[-1]["years"])] if found else []
    span = re.search(r"(20\d\d)年?(?:[-—–~]+|至|到)(20\d\d)年(?:期间)?，?(?:每年)?$", before)
    if span:
        years = list(range(int(span[1]), int(span[2]) + 1))
    elif re.search(r"(?:(?:[二两三四五六]|(?<!\d)[2-6])年(?:内|来)?|每年|逐年)$", before) and not years:
        years = list(plan_years)
    return years if len(years) == count else []


def _names(before: str, count: int) -> list[str]:
    phrase = next((part for part in reversed(re.split(r"[，：]", before)) if part), "")
    phrase = strip_head(phrase)
    dealt = _thresholds(phrase, count)
    if dealt:
        return dealt
    sorts = _SORTS.match(phrase)
    if sorts and len(letters := sorts["which"].split("、")) == count:
        return [f"{letter}{sorts['kind']}{sorts['what']}" for letter in letters]
    summed = _SUMMED.match(phrase)
    if summed and len(parts := re.split(r"、|和", summed["which"])) == count:
        return [f"{part}{summed['kind']}{summed['what']}" for part in parts]
    phrase = _behind_figure(phrase, count)
    for separators in (r"、", r"、|和|及(?!以)|与(?!应用|试验)|以及"):
        names = [name for name in re.split(separators, phrase) if name]
        if len(names) == count:
            return _headed([strip_head(name) for name in names])
    return []


def _behind_figure(phrase: str, count: int) -> str:
    """用水量下降16%、化学需氧量和氨氮排放总量: what stands behind the last figure, where that names as many."""
    *_, tail = re.split(r"\d[^\d、，]{1,8}、", phrase)
    names = re.split(r"、|和|及(?!以)", tail)
    return tail if len(names) == count and not re.search(r"\d", tail) else phrase


def _headed(names: list[str]) -> list[str]:
    """化学需氧量和氨氮排放总量: the first lacks the head that the last one has."""
    head = _SHARED_HEAD.search(names[-1]) if names else None
    if not head or len(head[0]) == len(names[-1]):
        return names
    return [n if _WHOLE.search(n) or _SHARED_HEAD.search(n) else n + head[0] for n in names]


def _thresholds(phrase: str, count: int) -> list[str]:
    """产值首次突破10亿元、50亿元的企业: one name a threshold."""
    found = re.search(r"(\d[\d.]*[^\d、，]{1,4}(?:(?:、|和)\d[\d.]*[^\d、，]{1,4}?)+)(?=以上|的|企业|项目|$)", phrase)
    values = re.split(r"、|和", found[1]) if found else []
    if not found or len(values) != count:
        return []
    return [phrase[: found.start()] + value + phrase[found.end() :] for value in values]


def each_names(name: str) -> list[str]:
    """甲、乙各1家: the names that 各 deals out to; one name where nothing is listed."""
    parts = [part for part in re.split(r"、|和(?!谐)|以及", name) if part]
    if len(parts) < 2 or any(len(part) < 4 for part in parts):
        return [name]
    return parts


def rate_names(name: str) -> list[str]:
    """合同履约率、项目开工率均达到80%: one name a rate; the whole name where its parts are no rates."""
    parts = _headed(name.split("、"))
    return parts if len(parts) > 1 and all(part.endswith("率") for part in parts) else [name]
