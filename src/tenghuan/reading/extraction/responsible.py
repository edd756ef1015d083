"""Lines that name responsible units, in any bracket or none, and the units in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tenghuan.reading.extraction.lexicon import either, listed

Role = Literal["lead", "support", "plain"]
_OPEN, _CLOSE = "（(【[〔［", "）)】]〕］"
_NOUN = either(listed("labels", "nouns"))
_ROLE_WORDS: dict[Role, str] = {
    "lead": either(listed("labels", "lead")),
    "support": either(listed("labels", "support")),
    "plain": either(listed("labels", "plain")),
}
_ANY_ROLE = "(?:" + "|".join(_ROLE_WORDS.values()) + ")"
_LABEL = re.compile(
    rf"(?P<open>[{re.escape(_OPEN)}])?\s*(?P<role>{_ANY_ROLE})(?:指导|实施)?"
    rf"(?:{_NOUN}?\s*(?(open)(?:[{re.escape(_CLOSE)}](?!\s*(?:[、，；。,;]|$))\s*[:：]?|[:：])|[:：])|{_NOUN}\s*(?:为|是)(?=[市县区省各]))"
)
_SENTENCE_FORM = re.compile(
    rf"[{re.escape(_OPEN)}](?:由)?(?P<lead>[^（）()。；【】〔〕]*?(?:（[^（）]{{1,10}}）[^（）()。；]*?)*?)"
    rf"(?P<how>等?(?:分别|共同|联合|负责)?牵头(?:负责|落实|实施)?|等?按照?(?:各自)?职责(?:分工)?(?:负责|落实)?|等?(?:分别|共同)?负责)"
    rf"[，,；、]?(?P<support>(?:[^（）()。]|（[^（）]{{1,10}}）)*?)(?:等(?:有关|相关)?(?:单位|部门)?)?(?:参与|参加|配合|协同|协助|支持|按照?(?:各自)?职责(?:分工)?(?:负责|落实))?[{re.escape(_CLOSE)}]"
)
# 由县科技局、县工信局共同牵头，县市场监管局配合。 / 由县科技局牵头，会同县财政局等部门，每年… / 由县科技局负责。
_PROSE_FORM = re.compile(
    r"(?:^|(?<=[。；\n]))由(?P<lead>[^，。；]{3,90}?)(?:共同|联合)?(?P<how>牵头(?:负责|落实|实施)?|负责(?:落实|实施)?(?=[。；\n]|$))"
    r"(?:，(?:会同(?P<along>[^，。；]{3,240}?)(?:等(?:有关|相关)?(?:单位|部门))?(?:共同)?(?:办理|落实|实施|推进|负责)?(?=[，。；\n]|$)|"
    r"(?P<support>[^，。；]{3,240}?)(?:等(?:有关|相关)?(?:单位|部门)?)?(?:配合|参与|协助|参加|协同)(?:落实|实施)?(?=[，。；\n]|$)))?"
    r"(?=[，。；\n]|$)"
)
_FIRST_LEADS = re.compile(
    r"(?:列|排)?(?:在)?(?:第一位|首位|第一个|第一|最前)的?(?:单位|部门)?[^。；]{0,6}(?:为|是|系)[^。；]{0,4}牵头|首个[^。；]{0,6}牵头|首家[^。；]{0,6}牵头"
)
_SUFFIX = re.compile(rf"{either(listed('unit_suffixes'))}$")
_OFFICE = "局|委|办公室|办|中心|公司|管委会|街道|院|部门|单位|支行|集团|部|政府"
_NOISE = re.compile(either(listed("unit_noise")))
_HELPERS = re.compile(r"[；，]([^；]*?)(?:等)?(?:单位|部门)?(?:配合|协助|参与|协同|参加)$")
_SIDE_BY_SIDE = re.compile(
    r"(?<=[局委办会院行])(?=[县市区各](?!委|级|域)[^、]{1,12}(?:局|委|办|中心|公司|院|行|街道|（街道）)$)"
)
_REMARK = re.compile(r"（[^（）]*(?:牵头|下同|不再列出)[^（）]*）")  # 县经信局（排名第一的为牵头单位，下同）
_ONLY_UNITS = re.compile(
    rf"(?<=。)[{re.escape(_OPEN)}](?P<units>(?:[^（）()。，【】〔〕\d]|（[^（）。]{{1,12}}）)+)[{re.escape(_CLOSE)}](?=\n|$)"
)
_LEADS = re.compile(r"（牵头(?:单位|部门)?）$")  # 责任单位：县工信局（牵头）、县财政局
_LIMIT = 600


@dataclass(slots=True)
class Group:
    """Units that answer together for what stands before them in the text."""

    start: int
    end: int
    lead: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)

    @property
    def units(self) -> list[str]:
        """All units named."""
        return [*self.lead, *self.plain, *self.support]


def first_leads(text: str) -> bool:
    """Whether the document says that the unit named first takes the lead."""
    return bool(_FIRST_LEADS.search(text))


def groups_in(text: str) -> list[Group]:
    """All groups of responsible units in a passage, in order; labels side by side make one group."""
    out: list[Group] = []
    for start, end, role, units in sorted(_mentions(text), key=lambda found: found[0]):
        last = out[-1] if out else None
        adjacent = last is not None and not re.search(r"[\u4e00-\u9fffA-Za-z0-9]", text[last.end : start])
        if last is None or not adjacent or (role == "lead" and last.lead) or (role == "plain" and last.plain):
            last = Group(start, end)
            out.append(last)
        getattr(last, role).extend(unit for unit in units if unit not in last.units)
        last.end = max(last.end, end)
    return [group for group in out if group.units]


def _mentions(text: str) -> Iterator[tuple[int, int, Role, list[str]]]:
    labels = list(_LABEL.finditer(text))
    for i, found in enumerate(labels):
        stop = labels[i + 1].start() if i + 1 < len(labels) else len(text)
        end = _end_of_units(text, found, stop)
        listed_units = text[found.end() : end]
        helpers = _HELPERS.search(listed_units)
        if helpers:
            yield found.start() + 1, end, "support", split_units(helpers[1])
            listed_units = listed_units[: helpers.start()]
        leading = _leading(listed_units)
        if leading:
            yield found.start(), end, "lead", leading
        others = [unit for unit in split_units(re.sub(r"牵头$", "", listed_units)) if unit not in leading]
        yield found.start() + bool(leading), end, _role_of(found["role"]) if not leading else "support", others
    yield from _in_prose(text)
    yield from _only_units(text, labels)
    taken = {m.start() + near for m in labels for near in range(3)}
    for found in _SENTENCE_FORM.finditer(text):
        if found.start() in taken:
            continue
        lead, support = split_units(found["lead"]), split_units(found["support"])
        if re.search(r"(?:组|专班|办公室)$", text[max(0, found.start() - 4) : found.start()]):
            continue  # 政策保障组（县财政局牵头）names a group's lead, not the item's
        if not lead or not all(is_unit(unit) for unit in [*lead, *support]):
            continue
        yield found.start(), found.end(), "lead" if "牵头" in found["how"] else "plain", lead
        if support:
            yield found.start() + 1, found.end(), "support", support


def _leading(listed_units: str) -> list[str]:
    """Units of a list that it marks as leading: 县工信局（牵头）、县财政局; 县林业局、县工信局牵头 (，县财政局协同)."""
    if listed_units.endswith("牵头"):
        return split_units(listed_units.removesuffix("牵头"))
    return [unit for piece in _pieces(listed_units) if _LEADS.search(piece) for unit in split_units(piece)]


def _in_prose(text: str) -> Iterator[tuple[int, int, Role, list[str]]]:
    """Units in a sentence of their own, without bracket or label; only where every name is that of an office."""
    for found in _PROSE_FORM.finditer(text):
        lead, support = split_units(found["lead"]), split_units(found["support"] or found["along"] or "")
        goes_on = not support and re.match(
            "，", text[found.end() :]
        )  # 由县发改局牵头，三年建成…: no list of units ends here
        if lead and not goes_on and all(is_unit(unit) for unit in [*lead, *support]):
            yield found.start(), found.end(), "lead" if "牵头" in found["how"] else "plain", lead
            if support:
                yield found.start() + 1, found.end(), "support", support


def _only_units(text: str, labels: Sequence[re.Match[str]]) -> Iterator[tuple[int, int, Role, list[str]]]:
    """A bracket of nothing but units that closes a paragraph: 【县资源局（牵头）；县工信局】."""
    for found in _ONLY_UNITS.finditer(text):
        units, leading = split_units(found["units"]), _leading(found["units"])
        if len(units) < 2 or not all(is_unit(unit) for unit in units) or re.search("负责|职责|配合", found["units"]):
            continue
        if any(found.start() <= label.start() < found.end() for label in labels):
            continue
        yield found.start(), found.end(), "lead" if leading else "plain", leading or units
        if leading:
            yield found.start() + 1, found.end(), "support", [unit for unit in units if unit not in leading]


def _role_of(word: str) -> Role:
    for role, pattern in _ROLE_WORDS.items():
        if re.fullmatch(pattern, word):
            return role
    return "plain"


def _end_of_units(text: str, label: re.Match[str], stop: int) -> int:
    """Where the list of units ends: its own closing bracket, a full stop, the next label or the line's end."""
    inside = label["open"] is not None and not re.search(rf"[{re.escape(_CLOSE)}]", label[0])
    depth = 0
    for i in range(label.end(), min(stop, label.end() + _LIMIT)):
        char = text[i]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            if depth == 0:
                return i
            depth -= 1
        elif char in "。\n" and depth == 0 and not (inside and _goes_on(text, i, stop)):
            return label.end() + _without_prose(text[label.end() : i])
    end = min(stop, label.end() + _LIMIT)
    return label.end() + _without_prose(text[label.end() : end])


def _without_prose(listed_units: str) -> int:
    """How much of an unclosed list is units: up to the office name after which a sentence begins."""
    at = 0
    for piece in re.split(r"(?<=[、，；])", listed_units):
        name = re.sub(r"(?:牵头|协同|配合|参与|协助)$", "", piece.rstrip("、，； "))
        if len(name) > 4 and not is_unit(name):
            office = re.match(
                rf"[^，。；、]{{1,18}}?(?:{_OFFICE})(?:[\u4e00-\u9fff]{{2,4}}(?:分局|支行|大队))?(?:（[^）]*）)?", name
            )
            if office and len(name) - office.end() < 4:
                at += len(piece)
                continue
            return at + (office.end() if office else (0 if at else len(piece)))
        at += len(piece)
    return at


def _goes_on(text: str, i: int, stop: int) -> bool:
    """Inside a bracket a full stop may be followed by a remark such as 列第一位的为牵头单位."""
    closing = re.search(rf"[{re.escape(_CLOSE)}]", text[i : min(stop, i + 60)])
    return bool(closing and closing.start() < 40 and _NOISE.search(text[i : i + closing.start()]))


def split_units(text: str) -> list[str]:
    """Unit names from a list such as 市经信局、市发改局；brackets inside a name are kept.

    What follows the list (列第一位的为牵头单位, 下同) and a final 等 are dropped.
    """
    out: list[str] = []
    text = re.sub(r"等(?:有关|相关)?(?:单位|部门)[和及与](?=各|[市县区])", "、", text)  # 县工信局等部门和各乡镇
    for position, piece in enumerate(_pieces(_REMARK.sub("", text))):
        name = re.sub(r"^(?:由|和|及|以及|与)(?=[市县区省各])", "", piece)
        name = re.sub(r"等(?:相关|有关|市级|县级|区级|各)?(?:单位|部门|职能部门)*$", "", name)
        if _SIDE_BY_SIDE.search(name):
            out.extend(_SIDE_BY_SIDE.split(name))
            continue
        if not name or name in {"/", "无", "-", "—", "——", "等"}:
            continue
        if re.match("列|下同|以下|排|首|均", name) or (_NOISE.search(name) and not is_unit(name)):
            break
        if position and len(name) > 24 and not is_unit(name):
            break
        out.append(name)
    return out


def _pieces(text: str) -> Iterator[str]:
    depth, piece = 0, ""
    for char in text:
        depth += (char in _OPEN) - (char in _CLOSE)
        if char in "、，,；;。/\n\t " and depth <= 0:
            yield piece.strip()
            piece = ""
        else:
            piece += char
    yield piece.strip(" ：:")


def is_unit(name: str) -> bool:
    """Whether a name has the form of an office: a known last word, short, no sentence."""
    bare = re.sub(r"（[^）]*）$", "", name)
    return 2 <= len(name) <= 30 and bool(_SUFFIX.search(bare) or _SUFFIX.search(name))


def split_by_first(units: Sequence[str]) -> tuple[list[str], list[str]]:
    """Lead and supporting units where the first named takes the lead."""
    return list(units[:1]), list(units[1:])
