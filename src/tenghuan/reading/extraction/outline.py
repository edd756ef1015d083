"""Paragraphs → passages that know their place: front matter, body section or annex, numbering path, titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from tenghuan.reading.documents.characters import simplify
from tenghuan.reading.documents.model import Block, Document
from tenghuan.reading.extraction.lexicon import either, listed

Part = Literal["front", "body", "annex"]
Kind = Literal["goals", "general", "work"]

_CN = "[一二三四五六七八九十百]{1,3}"
_NUMBERS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("chapter", re.compile(rf"(第(?:{_CN}|\d+)(?:[章编]|部分?))"), "{}"),
    ("article", re.compile(rf"(第(?:{_CN}|\d+)[条节])"), "{}"),
    ("cn", re.compile(rf"({_CN})[、．.]"), "{}"),
    ("bracket-cn", re.compile(rf"[（〔\[]({_CN})[）〕\]]"), "（{}）"),
    ("bracket-cn", re.compile(rf"({_CN})）"), "（{}）"),
    ("decimal", re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,2})[、.]?(?=[\u4e00-\u9fff“])(?![亿万元亩家个项倍版%级])"), "{}"),
    ("arabic", re.compile(r"(\d{1,2})(?:[、．.](?!\d)|、(?!\d{1,2}、)|[．.](?=(?:19|20)\d\d(?:年|[-—–~至])))"), "{}"),
    ("bracket-arabic", re.compile(r"（(\d{1,2})）"), "（{}）"),
    ("bracket-arabic", re.compile(r"(\d{1,2})）"), "（{}）"),
    ("circle", re.compile(r"([①-⑳])"), "{}"),
)
_ANNEX = re.compile(r"^附(?:件|表|录)\s*[\d一二三四五六七八九十]*\s*(?:[:：].*|$)|^附(?:件|表)\s*\d+\S{0,30}$")
_TAIL = re.compile(
    r"^(?:抄送|主送|联系人[:：]|分享(?:到)?[:：]|[上下]一篇[:：]|主办(?:单位)?[:：].*(?:人民政府|ICP|网站|标识码|版权))"
)


_PHASE = re.compile(
    rf"(?:第(?:{_CN}|\d)阶段|[\u4e00-\u9fff]{{2,10}}阶段)[：:]?[\u4e00-\u9fff、“”]{{0,20}}（(?P<span>[^（）]*20\d\d年[^（）]*)）"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading on the way to a passage."""

    kind: str
    label: str
    title: str


@dataclass(slots=True)
class Passage:
    """A paragraph with its place. ``text`` and ``raw`` are simplified; positions are those of the block's own text."""

    block: Block
    text: str
    raw: str
    part: Part
    body_start: int = 0  # where the words after the number begin
    path: tuple[Heading, ...] = ()
    opens: bool = False  # this paragraph carries the number of the last heading of its path
    kind: Kind = "work"

    @property
    def section(self) -> str:
        """Numbering path as in the document, e.g. ``三（一）1``; 3.1.2 already holds its 3 and 3.1."""
        labels = [heading.label for heading in self.path]
        kept = [x for i, x in enumerate(labels) if not any(y.startswith(f"{x}.") for y in labels[i + 1 :])]
        return "".join(kept)

    @property
    def goals_by(self) -> int | None:
        """The year that a heading on the way gives to what stands below it: 到2027年主要目标."""
        for heading in self.path:
            found = re.search(r"(?:到|至|（)\s*(20\d\d)年", heading.title)
            if found and len(heading.title) < 30:
                return int(found[1])
        return None

    @property
    def phase(self) -> int | None:
        """The last year of the phase that the paragraph is about: 第二阶段：分类施策（2025年1月至12月）."""
        said = [self.text[self.body_start :], *(heading.title for heading in reversed(self.path))]
        found = next(filter(None, map(_PHASE.match, said)), None)
        return int(re.findall(r"20\d\d", found["span"])[-1]) if found else None


@dataclass(slots=True)
class Outline:
    """All passages in order, and the tables with the part they stand in."""

    passages: list[Passage] = field(default_factory=list)
    tables: list[tuple[Block, Part, str]] = field(default_factory=list)  # block, part, caption before it

    def of(self, part: Part) -> list[Passage]:
        """The passages of one part."""
        return [passage for passage in self.passages if passage.part == part]


def numbering(text: str) -> tuple[str, str, int] | None:
    """The number a paragraph begins with: (kind, label, length), or None."""
    for kind, pattern, form in _NUMBERS:
        found = pattern.match(text)
        if found:
            depth = str(found[1].count(".")) if kind == "decimal" else ""
            return kind + depth, form.format(found[1]), found.end()
    return None


_GLUED = re.compile(r"(\d{1,2})[．.](?=\d)")  # 2.3家企业… may be item 2: told by the numbers around it


def _glued_numbers(texts: Sequence[str]) -> dict[int, int]:
    """Paragraphs whose item number runs into a figure (11.121家…): index → number; only where a list goes on.

    A list goes on where the number before is one less, or where it is 1 and 2 follows before a higher heading.
    """
    out: dict[int, int] = {}
    last = 0
    for i, text in enumerate(texts):
        found, glued = numbering(text), _GLUED.match(text)
        if found and found[0] == "arabic":
            last = int(found[1])
        elif glued and not (found and found[0].startswith("decimal")):
            number = int(glued[1])
            if number == last + 1 and (last or _follows(texts[i + 1 : i + 12], 2)):
                out[i], last = number, number
        elif found and found[0] in {"chapter", "article", "cn", "bracket-cn"}:
            last = 0
    return out


def _follows(texts: Sequence[str], number: int) -> bool:
    for text in texts:
        found, glued = numbering(text), _GLUED.match(text)
        if (found and found[0] == "arabic" and found[1] == str(number)) or (glued and glued[1] == str(number)):
            return True
        if found and found[0] in {"chapter", "article", "cn", "bracket-cn"}:
            return False
    return False


_UNIT_LABEL = re.compile(
    r"[（(【〔\[](?:牵头|责任|配合).*$|(?:牵头|责任|配合)(?:责任)?(?:单位|部门|领导|处室|科室|主体).*$|(?:牵头|责任|配合)$(?<!主体责任)(?<!压实责任)"
)


def title_of(text: str) -> str:
    """The heading words of a paragraph after its number: up to the first full stop, a short line whole."""
    head = re.split(r"[。：；\n]", text, maxsplit=1)[0]
    if len(head) > 60 or (head == text and "，" in head and len(head) > 45):
        return ""
    return _UNIT_LABEL.sub("", head).strip()


def outline(document: Document) -> Outline:
    """Give every paragraph its place."""
    out = Outline()
    stack: list[Heading] = []
    part: Part = "front"
    numbered = _body_starts(document.blocks)
    glued = _glued_numbers([simplify(block.text) for block in document.blocks])
    for i, block in enumerate(document.blocks):
        if block.kind == "table":
            caption = out.passages[-1].text if out.passages else ""
            out.tables.append((block, part, caption))
            continue
        text = simplify(block.text)
        if part == "front" and i >= numbered:
            part = "body"
        elif part == "body" and (_ANNEX.match(text) or _TAIL.match(text)):
            part, stack = "annex", []
        elif part == "front" and numbered == len(document.blocks) and _ANNEX.match(text):
            part = "annex"  # an annex on its own, without the plan
        found = numbering(text) if part != "front" else None
        if i in glued and part != "front":
            found = ("arabic", str(glued[i]), len(str(glued[i])) + 1)
        passage = Passage(block, text, simplify(block.raw), part)
        if found:
            _climb(stack, Heading(found[0], found[1], title_of(text[found[2] :])))
            passage.opens, passage.body_start = True, found[2]
        passage.path = tuple(stack)
        passage.kind = _kind(stack)
        out.passages.append(passage)
    return out


def _body_starts(blocks: Sequence[Block]) -> int:
    """Index of the first numbered heading; without any, of the first paragraph that is a whole sentence."""
    prose = None
    for i, block in enumerate(blocks):
        found = numbering(simplify(block.text)) if block.kind == "paragraph" else None
        if found and (found[0] in {"cn", "chapter", "article"} or found[1].strip("（）") in {"一", "1"}):
            return i
        if prose is None and len(block.text) > 40 and block.text.endswith("。") and "印发给你们" not in block.text:
            prose = i
    return len(blocks) if prose is None else prose


def _climb(stack: list[Heading], heading: Heading) -> None:
    """Put a heading on the path: under the last one of another kind, in place of the last of its own kind."""
    kinds = [h.kind for h in stack]
    if heading.kind in kinds:
        del stack[kinds.index(heading.kind) :]
    elif heading.kind == "chapter" or (heading.kind == "cn" and "chapter" not in kinds):
        stack.clear()
    elif heading.kind.startswith("decimal"):
        del stack[_above(stack, heading.label) :]
    stack.append(heading)


def _above(stack: Sequence[Heading], label: str) -> int:
    """How much of the path 3.1.2 stands under: everything down to 3.1 or 3; all of it where neither is there."""
    for i in range(len(stack) - 1, -1, -1):
        if label.startswith(f"{stack[i].label}."):
            return i + 1
    return len(stack)


# 落实节能减排目标责任, 强化目标考核: parts that hold tasks, not goals
_NO_GOALS = re.compile(
    r"目标(?:任务)?(?:的)?(?:责任制?|考核|管理|分解|评价|监测|导向|引领|倒逼|落实|约束|绩效|完成|实现|督|跟踪|协同|对标)|"
    r"^(?:落实|强化|加强|严格|分解|压实|健全|完善|实行|细化|紧扣|围绕|锚定|聚焦|对照|严明|靠实|夯实|层层)"
)
_GOALS, _GENERAL = either(listed("sections", "goals")), either(listed("sections", "general"))


def _kind(stack: Sequence[Heading]) -> Kind:
    for heading in reversed(stack):
        if _names_goals(heading.title):
            return "goals"
        if re.search(_GENERAL, heading.title) and len(heading.title) <= 16:
            return "general"
    return "work"


def _names_goals(title: str) -> bool:
    return bool(re.search(_GOALS, title)) and len(title) <= 16 and not _NO_GOALS.search(title)
