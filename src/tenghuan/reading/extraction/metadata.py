"""Title, issuer, number, region, dates and period of a plan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from tenghuan.reading.extraction.lexicon import either, listed
from tenghuan.reading.extraction.outline import Outline, Passage

_TITLE_WORDS = either(listed("titles"))
_TITLE = re.compile(rf"{_TITLE_WORDS}(?:（[^（）]{{2,20}}）)?$")
_ORG = re.compile(
    r"^(?:中共)?[\u4e00-\u9fff]{2,30}?(?:人民政府办公室|人民政府|委员会办公室|委员会|领导小组办公室|领导小组|管委会|办公室|局)$"
)
_NUMBER = re.compile(r"^[\u4e00-\u9fff]{2,12}[〔\[（(［【](20\d\d)[〕\]）)］】](?:第)?(\d{1,4})号$")
_DATE = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
_CN_DATE = re.compile(
    r"([二零〇一三四五六七八九○Ｏ]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_REGION = re.compile(r"([\u4e00-\u9fff]{1,8}?(?:自治县|县|市|区))")
_PERIOD = re.compile(r"(20\d\d)\s*(?:年)?\s*[-—–~至]+\s*(20\d\d)")


def metadata_of(outline: Outline) -> dict[str, Any]:
    """The metadata fields of the schema; null where the document does not say."""
    front = outline.of("front")
    every = outline.passages
    title = _title(front) or _quoted_title(every) or (every[0].text if every else "")
    issuer, signed = _signature(front)
    if signed is None:
        issuer, signed = _signature([p for p in every if p.part != "front" and not p.text.endswith("印发")][-12:])
    issuer = issuer or _issuer_of_header(front)
    issued = signed or _printed_on(every)
    starts, ends = _validity(every, issued)
    return {
        "title": title,
        "issuer": issuer,
        "document_number": _document_number(front),
        "region": _region(title, issuer, every),
        "issued_on": issued,
        "effective_from": starts,
        "effective_until": ends,
        "period": _period(title, every, ends),
    }


def is_plan_title(title: str) -> bool:
    """Whether a title is one of the genre (…方案, …行动计划, …实施意见, …工作安排 …)."""
    bare = _bare(title)
    return len(bare) <= 90 and bool(re.search(rf"(?:{_TITLE_WORDS}|重点工作|通知)(?:（[^（）]*）)*$", bare))


def _bare(text: str) -> str:
    text = re.sub(r"（(?:征求意见稿|送审稿|讨论稿|草案|公示稿|代拟稿)）$", "", text)
    return text.strip("《》")


def _title(front: Sequence[Passage]) -> str:
    """The title line nearest to the body; a title broken into lines is put together again."""
    texts = [_bare(passage.text) for passage in front]
    for i in range(len(texts) - 1, -1, -1):
        text = texts[i]
        if i + 1 < len(texts) and re.fullmatch(r"（[^（）]*20\d\d[^（）]*）", texts[i + 1]):
            text += texts[i + 1]
        if not _TITLE.search(text) or len(text) > 80 or re.search(r"[，。；]|通知$|^附件|^根据|^现将", text):
            continue
        j = i
        while j > 0 and not _REGION.match(text[:12]) and _title_piece(texts[j - 1]):
            j -= 1
            text = texts[j] + text
        if "关于印发" in text:
            text = re.sub(r"^.*关于印发", "", text)
        return _bare(re.sub(r"^附件\d*[:：]?", "", text))
    return ""


def _title_piece(text: str) -> bool:
    return (
        bool(text)
        and len(text) <= 40
        and not re.search(r"[。；：，]$|文件$|通知$|日$|公开发布|号$|^附件|人民政府(?:办公室)?$", text)
    )


def _quoted_title(passages: Sequence[Passage]) -> str:
    for passage in passages[:12]:
        for pattern in (
            r"关于印发《?([^《》]{6,80}?)》?的通知",
            rf"^现?将?《([^《》]{{6,80}}{_TITLE_WORDS}[^《》]{{0,16}})》",
        ):
            found = re.search(pattern, passage.text)
            if found:
                return found[1]
    for passage in passages[:6]:
        if _TITLE.search(passage.text) and len(passage.text) <= 80:
            return _bare(passage.text)
    return ""


def _signature(front: Sequence[Passage]) -> tuple[str | None, str | None]:
    """The office that signs, and the date under it."""
    for i, passage in enumerate(front):
        day = _day(passage.text)
        if day is None or len(passage.text) > 50:
            continue
        rest = _CN_DATE.sub("", _DATE.sub("", passage.text)).strip("（） ")
        rest = re.sub(r"(?:印发|发布)$|^.*?〕\d+号", "", rest)
        if rest and not _ORG.match(rest):
            continue
        for text in (rest, front[i - 1].text if i else ""):
            if _ORG.match(text):
                return text, day
        return None, day
    return None, None


def _issuer_of_header(front: Sequence[Passage]) -> str | None:
    for passage in front:
        found = re.match(
            r"(.{2,30}?(?:人民政府办公室|人民政府|委员会|办公室|领导小组))(?:文件$|关于印发|关于)", passage.text
        )
        if found and not re.search(r"[，。《]", found[1]):
            return found[1]
    for passage in front:
        if _ORG.match(passage.text) and re.search(r"人民政府|委员会$|领导小组", passage.text):
            return passage.text
    return None


def _document_number(front: Sequence[Passage]) -> str | None:
    for passage in front:
        for piece in [*re.split(r"\s+", passage.raw), passage.text]:
            found = _NUMBER.match(piece.strip())
            if found:
                return re.sub(r"[\[（(［【](20\d\d)[\]）)］】]", r"〔\1〕", piece.strip())
        inside = re.search(r"（([\u4e00-\u9fff]{2,8}〔20\d\d〕\d{1,4}号)", passage.text)
        if inside and len(passage.text) < 60 and "《" not in passage.text:
            return inside[1]
    return None


def _region(title: str, issuer: str | None, passages: Sequence[Passage]) -> str | None:
    for source in (title, issuer or "", *[p.text for p in passages[:8]]):
        names = []
        rest = source
        while found := _REGION.match(rest):
            names.append(found[1])
            rest = rest[found.end() :]
        names = [
            n
            for n in names
            if len(n) >= 2
            and n not in {"全市", "全县", "全区", "各县", "各市", "各区"}
            and not re.search(r"[的、园新开]", n)
        ]
        if names:
            return names[-1]
    return None


def _day(text: str) -> str | None:
    """The first date of a text as YYYY-MM-DD; None for none, or one that no calendar has."""
    found = _DATE.search(text)
    old = None if found else _CN_DATE.search(text)
    if found:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif old:
        digits = "〇一二三四五六七八九"
        year = int("".join(str(max(0, digits.find(c))) for c in old[1]))
        month, day = _small(old[2]), _small(old[3])
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _small(text: str) -> int:
    digits = "〇一二三四五六七八九"
    tens, _, ones = text.partition("十") if "十" in text else ("", "", text)
    return (digits.find(tens) if tens else int("十" in text)) * 10 + (digits.find(ones) if ones else 0)


def _printed_on(passages: Sequence[Passage]) -> str | None:
    """The date of the imprint at the end: 2022年7月1日印发."""
    for passage in reversed(passages):
        if re.search(r"日\s*(?:印发|发布|印)$", passage.text) and len(passage.text) < 60:
            return _day(passage.text)
    return None


def _validity(passages: Sequence[Passage], issued: str | None) -> tuple[str | None, str | None]:
    starts = ends = None
    for passage in passages:
        if re.search(r"自(?:印发|发布|公布|发文|下发)之日起(?:施行|实施|执行|生效)?", passage.text):
            starts = starts or issued
        found = re.search(r"自(20\d\d年\d{1,2}月\d{1,2}日)起(?:施行|实施|执行|试行|生效)", passage.text)
        starts = starts or (_day(found[1]) if found else None)
        until = re.search(r"(?:有效期|实施|施行|执行|有效)[^。]{0,24}?至(20\d\d年\d{1,2}月\d{1,2}日)", passage.text)
        ends = ends or (_day(until[1]) if until else None)
    return starts, ends


def _period(title: str, passages: Sequence[Passage], ends: str | None) -> dict[str, int | None]:
    found = _PERIOD.search(title)
    if found:
        return {"start": int(found[1]), "end": int(found[2])}
    own = [p for p in passages if p.part != "annex"]
    single = re.search(r"(20\d\d)年度?(?!\d*月)", title)
    if single:
        return {"start": int(single[1]), "end": int(single[1])}
    for passage in own[:16]:
        text = re.sub(r"《[^《》]*》", "", passage.text)
        found = re.search(
            r"(?:[三两二四五3-5]年|期限为?|时间为?|从|自)[^。]{0,12}?(20\d\d)年?[-—–~至到]+(20\d\d)年", text
        )
        if found:
            return {"start": int(found[1]), "end": int(found[2])}
    years = Counter(y for p in own if p.kind == "goals" for y in _due_years(p.text))
    if not years:
        years = Counter(y for p in own for y in _due_years(p.text))
    if years:
        most = max(years.values())
        end = max(y for y, n in years.items() if n * 2 >= most)
        return {"start": _start_of(end, own), "end": end}
    return {"start": None, "end": int(ends[:4]) if ends else None}


def _start_of(end: int, passages: Sequence[Passage]) -> int | None:
    """The first year, where the text gives the plan's span with its last year: 2024年至2026年."""
    for passage in passages[:24]:
        if passage.path and passage.kind == "work":
            continue  # 2022—2025年每年关停30家 is the span of one task
        text = re.sub(r"《[^《》]*》", "", passage.text)
        found = re.search(rf"(20\d\d)年?\s*(?:[-—–~]+|至|到)\s*{end}年(?!\d{{0,2}}月)", text)
        if found and int(found[1]) < end:
            return int(found[1])
    return None


def _due_years(text: str) -> list[int]:
    text = re.sub(r"《[^《》]*》", "", text)
    text = "。".join(part for part in text.split("。") if re.search(r"\d(?:万|亿|%|家|个|项|亩)|：$", part)) or text
    return [int(y) for y in re.findall(r"(?:到|至|力争)(20\d\d)年(?!\d{0,2}月)", text)]
