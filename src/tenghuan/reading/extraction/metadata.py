"""Title, issuer, number, region, dates and period of a plan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from tenghuan.reading.documents.characters import simplify, tidy
from tenghuan.reading.extraction.lexicon import either, listed
from tenghuan.reading.extraction.outline import Outline, Passage

_TITLE_WORDS = either(listed("titles"))
_TITLE = re.compile(rf"{_TITLE_WORDS}(?:（[^（）]{{2,20}}）)?$")
_ORG = re.compile(
    r"^(?:中共)?[\u4e00-\u9fff]{2,30}?(?:人民政府办公室|人民政府|委员会办公室|委员会|领导小组办公室|领导小组|管委会|办公室|局|厅|"
    r"总工会|联合会|委组织部|委宣传部)$"
)
_NUMBER = re.compile(r"^[\u4e00-\u9fff]{2,12}[〔\[（(［【](20\d\d)[〕\]）)］】](?:第)?(\d{1,4})号$")
_HEAD_OF_NUMBER = r"[\u4e00-\u9fff]{1,3}(?:政|府|办|发|委)[\u4e00-\u9fff]{0,3}"
_DATE = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
_CN_DATE = re.compile(
    r"([二零〇一三四五六七八九○Ｏ]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_REGION = re.compile(r"([\u4e00-\u9fff]{1,8}?(?:自治县|县|市|区))")
_SLOGAN = re.compile(rf".{{2}}[强大名][市县区]$|^[全各本我][市县区]$|[的、园]|{either(listed('slogans'))}")
_BEFORE_PLACE = re.compile(
    r"^(?:(?:中共|关于|印发|加快|推进|推动|促进|支持|深化|全面|深入|大力|进一步|《|“)*)(?:[\u4e00-\u9fff]{2,5}?(?:省|自治区)(?![级定内直]))?"
)
_TELLS = re.compile(
    r"(?:^|[，。：；、“《（日])([\u4e00-\u9fff]{1,4}?(?:自治县|县|市|区))(?=发布|印发|出台|公布|召开|制定|人民政府|政府|委|新型?工|经信|发改|实际)"
)
_ADDRESSED = re.compile(r"^[^。；《》]{2,80}(?:单位|部门|政府|街道|街道）|机构)：$")
_PERIOD = re.compile(r"(20\d\d)\s*(?:年)?\s*[-—–~至]+\s*(20\d\d)")


def metadata_of(outline: Outline) -> dict[str, Any]:
    """The metadata fields of the schema; null where the document does not say."""
    front = outline.of("front")
    every = outline.passages
    title = title_of_plan(outline)[0]
    issuer, signed = _signature(front)
    behind = [p for p in every if p.part != "front" and not p.text.endswith("印发")]
    if signed is None:
        issuer, signed = _signature(behind[-12:])
    if signed is None and (before := _signature(behind))[0]:  # before the annexes: a day alone is one of the plan's
        issuer, signed = before
    issuer = issuer or _issuer_of_header(front) or _signed_alone(behind[-6:])
    issued = signed or _printed_on(every)
    starts, ends = _validity(every, issued)
    return {
        "title": title,
        "issuer": issuer,
        "document_number": _document_number(front) or _number_in_tables(outline),
        "region": _region(title, issuer, every),
        "issued_on": issued,
        "effective_from": starts,
        "effective_until": ends,
        "period": _period(title, every, ends),
    }


def title_of_plan(outline: Outline) -> tuple[str, str]:
    """The title, and where it stands: "line" of its own, "quoted" in a notice, "told" in a sentence, else "first"."""
    every = outline.passages
    for source, title in (
        ("line", _title(outline.of("front"))),
        ("quoted", _quoted_title(every)),
        ("told", _told_title(every)),
    ):
        if title:
            return title, source
    first = next((p for p in every if not _ADDRESSED.search(p.text)), None)
    if first and first.path == () and every[0] is not first:
        first = None  # a notice without a title begins with whom it addresses
    return (first.text if first and not first.opens and len(first.text) <= 60 else ""), "first"


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
        and not re.search(
            r"[>：]|浏览|来源|字号|打印|首页|位置|索引|分类|公开|[。；：，]$|文件$|通知$|日$|公开发布|号$|^附件|人民政府(?:办公室)?$",
            text,
        )
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


def _told_title(passages: Sequence[Passage]) -> str:
    """The plan named in a report about it: 某县发布新一轮攻坚行动方案（2024—2027年）."""
    for passage in passages[:6]:
        found = re.search(
            rf"(?:发布|印发|出台|公布|制定|起草)了?《?([\u4e00-\u9fff“”]{{4,40}}?{_TITLE_WORDS}(?:（[^（）]{{2,20}}）)*)",
            passage.text,
        )
        if found and not re.search(r"的?通知$", found[1]):
            return _bare(found[1])
    return ""


def _signature(front: Sequence[Passage]) -> tuple[str | None, str | None]:
    """The office that signs, and the date under it."""
    for i, passage in enumerate(front):
        day = _day(passage.text)
        if day is None or len(passage.text) > 50:
            continue
        rest = _CN_DATE.sub("", _DATE.sub("", passage.text)).strip("（） ")
        rest = re.sub(r"(?:印发|发布)$|^.*?〕\d+号", "", rest).strip("，、 ")
        rest = re.sub(r"^(?:印发|发布)$", "", rest)
        if rest and not _ORG.match(rest):
            continue
        signed = _offices(rest) if rest else []
        for before in () if signed else reversed(front[max(0, i - 8) : i]):
            offices = _offices(before.raw) or _offices(before.text)
            if not offices:
                break
            signed = [*offices, *signed]
        return "、".join(signed) or None, day
    return None, None


def _signed_alone(last: Sequence[Passage]) -> str | None:
    """The office on a line of its own behind the text, where no date stands under it."""
    for passage in reversed(last):
        if not passage.opens and _ORG.match(passage.text) and _place(passage.text):
            return passage.text
    return None


def _offices(text: str) -> list[str]:
    """The offices of a signature line, side by side in columns or glued together; [] where one is no office."""
    pieces = [tidy(piece) for piece in re.split(r"\s+|、", text.strip()) if piece]
    if not all(_ORG.match(piece) for piece in pieces):
        pieces = [tidy(text)]
    pieces = [part for piece in pieces for part in _unglued(piece)]
    return pieces if all(_ORG.match(piece) for piece in pieces) else []


def _unglued(offices: str) -> list[str]:
    """Offices of one place that stand without a separator: 青川县自然资源局青川县财政局."""
    place = re.match(r"(?:中共)?([\u4e00-\u9fff]{1,6}?[县市区])", offices)
    return re.split(rf"(?<=[局委办会府厅部室])(?<!税务总局)(?={place[1]})", offices) if place else [offices]


def _issuer_of_header(front: Sequence[Passage]) -> str | None:
    for passage in front:
        found = re.match(
            r"(.{2,30}?(?:人民政府办公室|人民政府|委员会|办公室|领导小组))(?:文件$|关于印发|关于)", passage.text
        )
        if found and not re.search(r"[，。《]", found[1]):
            return "、".join(_unglued(found[1]))
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
        labelled = re.search(r"文号[:：]([\u4e00-\u9fff]{2,12}〔20\d\d〕\d{1,4}号)", passage.text)
        if labelled:
            return labelled[1]
        glued = re.search(rf"(?:^|[。：）知])({_HEAD_OF_NUMBER}〔20\d\d〕\d{{1,4}}号)", passage.text)
        if glued and not re.search(r"根据|按照|贯彻", passage.text[: glued.start()]):
            return glued[1]
        if inside and len(passage.text) < 60 and "《" not in passage.text:
            return inside[1]
    return None


def _number_in_tables(outline: Outline) -> str | None:
    """The number in the table of fields that a portal puts above the document: 文号 | 甲府〔2021〕31号."""
    for block, part, _ in outline.tables:
        cells = [tidy(cell.text) for row in block.rows for cell in row] if part == "front" else []
        for label, value in pairwise(cells):
            if re.match(r"(?:发文)?(?:字号|文号)", label) and _NUMBER.match(simplify(value)):
                return re.sub(r"[\[（(［【](20\d\d)[\]）)］】]", r"〔\1〕", simplify(value))
    return None


def _region(title: str, issuer: str | None, passages: Sequence[Passage]) -> str | None:
    opening = [p.text for p in passages[:8]]
    for source in (title, issuer or "", *opening):
        name = _place(source)
        if name:
            return name
    for source in opening:
        found = _TELLS.search(source)
        if found and not _SLOGAN.search(found[1]):
            return found[1]
    return None


def _place(text: str) -> str:
    """The last of the place names a text begins with (绍兴市嵊州市); slogans such as 制造强市 are none."""
    rest = _BEFORE_PLACE.sub("", text)
    place = ""
    while found := _REGION.match(rest):
        if place and re.match(r"[委府政人]", found[1]):  # 中共青川县委青川县人民政府
            break
        if len(found[1]) > (6 if not found[1].endswith("自治县") else 12) or _SLOGAN.search(found[1]):
            break
        place, rest = found[1], rest[found.end() :]
    return place if len(place) >= 2 else ""


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
    return starts, ends or _after_years(passages, starts)


def _after_years(passages: Sequence[Passage], starts: str | None) -> str | None:
    """The last day where only a span is given: 自2022年4月15日起施行，有效期三年 ends on 2025年4月14日."""
    for passage in passages if starts else ():
        found = re.search(r"有效期(?:限)?(?:为|是|：)?([一二两三四五1-5])年(?!至)", passage.text)
        if found:
            first = date.fromisoformat(str(starts))
            years = int(found[1]) if found[1].isdigit() else " 一二三四五".find(found[1].replace("两", "二"))
            again = date(first.year + years, first.month, 1) + timedelta(days=first.day - 1)
            return (again - timedelta(days=1)).isoformat()
    return None


def _period(title: str, passages: Sequence[Passage], ends: str | None) -> dict[str, int | None]:
    found = _PERIOD.search(title)
    if found:
        return {"start": int(found[1]), "end": int(found[2])}
    five = re.search(r"十([一二三四五六])五”?(?:后([两二三])年)?", title)  # “十四五”后三年: 2023 to 2025
    if five:
        end = 2005 + 5 * "一二三四五六".index(five[1]) + 5
        span = {"两": 2, "二": 2, "三": 3}.get(five[2] or "", 5)
        return {"start": end - span + 1, "end": end}
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
    for passage in own:
        found = _PERIOD.search(re.sub(r"《[^《》]*》", "", passage.text)) if passage.kind == "goals" else None
        if found and int(found[1]) < int(found[2]):
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
    years = [int(y) for y in re.findall(r"(?:到|至|力争)(20\d\d)年(?!\d{0,2}月)", text)]
    fives = re.findall(r"到“?十([二三四五六])五”?(?:规划)?(?:期|时期)?末", text)  # 到“十五五”末 is 2030
    return [*years, *(2010 + 5 * "一二三四五六".index(n) for n in fives)]
