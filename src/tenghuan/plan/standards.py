"""The catalogue of standard indicators, and finding the one that a county's wording means.

The wording of one indicator differs from county to county ("招引落地10亿元以上重大制造业项目",
"累计引进亿元以上制造业大项目"). Matching compares names by bigrams weighted by how telling they are within
the catalogue, and lets unit and kind of number (growth, fall, share, count) decide between namesakes:
"制造业投资" is one indicator in 亿元 and another in %.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field

from tenghuan.plan.calibers import Caliber, Direction, Model
from tenghuan.plan.loading import load_yaml
from tenghuan.plan.measures import kinship
from tenghuan.plan.schema import Frequency, Threshold

_FOLDER = Path(__file__).parent / "data" / "catalogue"

#: Scores from which a match is taken without, and with, a reviewer's doubt. Chosen on
#: tests/plan/test_catalogue.py: no pair there that means two different things reaches ACCEPT.
SURE, ACCEPT = 0.9, 0.6

_NUMBER = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百千]*)"
_PLACES = {"十": 10, "百": 100, "千": 1000}
#: 10亿元以上, 超5亿元, 亿元以上; 万元 only with a number and 以上, for 万元增加值能耗 is no size.
_SIZE = re.compile(
    rf"(?:总投资|超)?(?:(?P<value>{_NUMBER})(?P<unit>亿元)(?:及?以上)?|"
    r"(?P<number>\d+(?:\.\d+)?)(?P<small>万元)及?以上)(?=.)"
)
_LEAD = re.compile(
    r"^(?:累计|新增|净增|新培育|新建|培育申报|培育|认定|完成|组织实施|实施|谋划推荐|谋划|开展|引育|建成|打造|"
    r"每年|全年|三年|年均|力争|全市|全县|全区|全|动态|承建|遴选|落地|组织|推进|建设|获评|创建|争创)+"
)
_TAIL = re.compile(r"(?:招引落地数?|招引|落地数?|引进|累计数|数量|个数|总数|家数|累计|数)$")
_LEVEL = re.compile(
    r"(?:[一-龥]{2})?(?:市级|省级|国家级|区级|县级|设区市级)(?:或省级|或国家级)?(?:及?以上)?|省市级?(?=政府)"
)
#: Other sectors than industry: the catalogue measures none, yet their indicators are worded alike.
_SECTOR = re.compile(r"农业|农产|服务业|旅游|粮食|建筑业|房地产|第三产业|外贸|文化产业")
_EXCEPT = re.compile(r"[（(]((?:除|不含|剔除|扣除)[^（）()]+)[）)]")
_LEVEL_WORDS = {"国家": "nation", "省": "province", "市": "city"}


class Standard(Model):
    """A standard indicator."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    zh: str
    en: str
    unit: str
    caliber: Caliber
    direction: Direction = Direction.HIGHER
    campaign: str
    due: Frequency
    bureau: str
    formula: str | None = Field(default=None, description="over columns of the facts table; sum() over enterprises")
    threshold: bool = Field(default=False, description="counted above a size that the plan sets")
    parameter: bool = Field(default=False, description="a rule of policy rather than something to report on")
    aliases: list[str] = Field(default_factory=list)


@dataclass(frozen=True)
class Candidate:
    """A standard indicator that a wording may mean; ``score`` 0…1, 1 = a known wording with fitting unit."""

    standard: Standard
    score: float
    alias: str


def fold(text: str) -> str:
    """A name without width, quotes, brackets, spaces and punctuation; sizes (10亿元以上) become one mark."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"[\s“”\"'‘’《》〈〉(),、，;；:：。·/\-]", "", text)
    return _SIZE.sub("◆", text)


def core(text: str) -> str:
    """``fold`` without verbs in front (累计, 新增, 培育…), counting words behind, and level (省级, 绍兴市级)."""
    text = fold(text)
    bare = _TAIL.sub("", _LEAD.sub("", _LEVEL.sub("", _LEAD.sub("", text))))
    return bare if len(bare) >= 2 else text


def split_population(name: str) -> tuple[str, str | None]:
    """A name without a bracketed exception, and the exception: 亩均税收（除钢压延外） → 亩均税收, 除钢压延外."""
    found = _EXCEPT.search(name)
    return (name[: found.start()] + name[found.end() :], found[1]) if found else (name, None)


def threshold_of(name: str) -> Threshold | None:
    """The size in a name: 10亿元以上重大项目 → 10 亿元, 亿元以上 → 1 亿元; None if it names no size."""
    found = _SIZE.search(unicodedata.normalize("NFKC", name))
    if not found:
        return None
    raw = found["value"] if found["unit"] else found["number"]
    return Threshold(value=float(raw) if raw[:1].isdecimal() else _in_words(raw), unit=found["unit"] or found["small"])


def _in_words(text: str) -> float:
    """五十 → 50, 百 → 100, 一百二十 → 120; nothing before the unit (亿元以上) counts one."""
    total, digit = 0, 0
    for sign in text:
        if sign in _PLACES:
            total, digit = total + (digit or 1) * _PLACES[sign], 0
        else:
            digit = 2 if sign == "两" else "一二三四五六七八九".index(sign) + 1
    return float(total + digit) or 1.0


def _grams(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1)) or Counter([text])


def _suffix(a: str, b: str) -> float:
    n = 0
    while n < min(len(a), len(b)) and a[-1 - n] == b[-1 - n]:
        n += 1
    return n / max(len(a), len(b), 1)


def _levels(text: str) -> set[str]:
    found = re.findall(r"(国家|省|市)级?", "".join(m.group() for m in _LEVEL.finditer(fold(text))))
    return {_LEVEL_WORDS[word] for word in found}


@dataclass(frozen=True)
class _Wording:
    """One name of a standard indicator (or the name asked for), taken apart once."""

    text: str
    folded: str
    core: str
    levels: frozenset[str]
    grams: Counter[str]
    letters: Counter[str]

    @classmethod
    def of(cls, text: str) -> _Wording:
        bare = core(text)
        return cls(text, fold(text), bare, frozenset(_levels(text)), _grams(bare), Counter(bare))


class Catalogue:
    """All standard indicators, with a search by wording."""

    def __init__(self, standards: Iterable[Standard]) -> None:
        self._all = {item.key: item for item in standards}
        names = [(i, _Wording.of(name)) for i in self._all.values() for name in [i.zh, *i.aliases]]
        seen: dict[str, set[str]] = {}
        for item, wording in names:
            for gram in wording.grams | wording.letters:
                seen.setdefault(gram, set()).add(item.key)
        total = len(self._all)
        self._weight = {gram: math.log(1 + total / len(keys)) for gram, keys in seen.items()}
        self._rare = math.log(1 + total)
        self._known = [(item, wording, self._masses(wording)) for item, wording in names]

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Standard]:
        return iter(self._all.values())

    def get(self, key: str) -> Standard | None:
        """The standard indicator with this key; None if there is none."""
        return self._all.get(key)

    def match(
        self, name: str, unit: str | None = None, *, caliber: Caliber | None = None, limit: int = 5
    ) -> list[Candidate]:
        """Standard indicators that ``name`` may mean, best first, at most ``limit``.

        Args:
            name: the wording of the plan.
            unit: the unit as written (any alias); a unit of another kind rules a candidate nearly out.
            caliber: if known; growth, fall and share are told apart by it, the other calibers are not.
        """
        best: dict[str, Candidate] = {}
        whole, asked = fold(name), _Wording.of(split_population(name)[0])
        fit = {key: self._fit(item, unit, caliber) for key, item in self._all.items()}
        mine = self._masses(asked)
        for item, wording, theirs in self._known:
            sums = (mine[0] + theirs[0], mine[1] + theirs[1])
            likeness = 1.0 if wording.folded == whole else self._likeness(asked, wording, sums)
            score = round(likeness * fit[item.key], 4)
            known = best.get(item.key)
            if known is None or score > known.score:
                best[item.key] = Candidate(item, score, wording.text)
        ranked = sorted(best.values(), key=lambda c: (-c.score, c.standard.key))
        return ranked[:limit]

    def find(self, name: str, unit: str | None = None, *, caliber: Caliber | None = None) -> Candidate | None:
        """The best candidate if its score reaches ``ACCEPT``, else None."""
        found = self.match(name, unit, caliber=caliber, limit=1)
        return found[0] if found and found[0].score >= ACCEPT else None

    def _likeness(self, asked: _Wording, known: _Wording, masses: tuple[float, float]) -> float:
        if asked.folded == known.folded:
            return 1.0
        clash = asked.levels and known.levels and not asked.levels & known.levels
        penalty = 0.9 if clash else 1.0
        if set(_SECTOR.findall(asked.core)) - set(_SECTOR.findall(known.core)):
            penalty *= 0.5
        if asked.core == known.core:
            return 0.97 * penalty
        pairs = 2 * self._shared(asked.grams, known.grams) / masses[0]
        letters = 2 * self._shared(asked.letters, known.letters) / masses[1]
        # Letters forgive another order of words (工业用地出让, 出让工业用地); the last words of a Chinese
        # noun phrase say what it is (高新技术企业 | 研发中心).
        score = 0.5 * pairs + 0.25 * letters + 0.25 * _suffix(asked.core, known.core)
        if asked.core.endswith(known.core) and len(known.core) >= 4:
            # only qualified further: 重点平台规上工业亩均税收
            score = max(score, 0.6 + 0.3 * len(known.core) / len(asked.core))
        return score * penalty

    def _masses(self, wording: _Wording) -> tuple[float, float]:
        weight, rare = self._weight, self._rare
        bags = (wording.grams, wording.letters)
        first, second = (sum(weight.get(gram, rare) * n for gram, n in bag.items()) for bag in bags)
        return first, second

    def _shared(self, first: Counter[str], second: Counter[str]) -> float:
        weight, rare = self._weight, self._rare
        both = first.keys() & second.keys()
        return sum(weight.get(gram, rare) * min(first[gram], second[gram]) for gram in both)

    @staticmethod
    def _fit(item: Standard, unit: str | None, caliber: Caliber | None) -> float:
        fit = 1.0
        if unit is not None:
            kin = kinship(unit, item.unit)
            # 亩均税收 is often written in 万元, the "per mu" being in the name.
            per = item.unit.startswith(f"{unit}/")
            fit *= 1.0 if per else (0.3 if kin == 0 else 0.9 + kin / 10)
        told = {Caliber.AVERAGE_GROWTH, Caliber.CUMULATIVE_DROP_RATE}
        if caliber is not None and caliber is not item.caliber and (caliber in told or item.caliber in told):
            fit *= 0.5
        return fit


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships with the product (``data/catalogue/*.yaml``)."""
    rows = [row for path in sorted(_FOLDER.glob("*.yaml")) for row in load_yaml(path).data]
    return Catalogue(Standard.model_validate(row) for row in rows)
