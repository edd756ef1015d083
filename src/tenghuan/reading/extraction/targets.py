"""Every numeric target in running prose, with name, year, comparison and nature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from tenghuan.reading.extraction.bases import FILLER, without_bases, without_conditions
from tenghuan.reading.extraction.coordination import Share, each_names, fill_units, rate_names, shares
from tenghuan.reading.extraction.draft import Anchor, Item
from tenghuan.reading.extraction.judging import Judgement, judge
from tenghuan.reading.extraction.lexicon import either, listed
from tenghuan.reading.extraction.naming import complete_name
from tenghuan.reading.extraction.nature import comparison_of, nature_of
from tenghuan.reading.extraction.outline import Outline, Passage
from tenghuan.reading.extraction.phrases import Left, strip_head
from tenghuan.reading.extraction.quantities import Quantity, quantities_in
from tenghuan.reading.extraction.sentences import sentences_of
from tenghuan.reading.extraction.subjects import Subjects
from tenghuan.reading.extraction.timeline import Marker, markers_in

_CHANGES = {*listed("changes", "growth"), *listed("changes", "decline")}
_COMPARING = either(
    [w for kind in ("ge", "gt", "le", "lt", "eq") for w in listed("comparators", kind) if w not in _CHANGES]
)
_ADVERB, _GROWING = either(listed("growing", "how")), either(listed("growing", "verbs"))
_GROWN = re.compile(
    rf"(?:[二三四五两]年)?(?:实现|力争)?(?:倍增|翻番|翻一番|翻两番|{_ADVERB}+{_GROWING}|{_GROWING}|(?:{_ADVERB}(?<!实现))+[\u4e00-\u9fff]{{2}})$"
)
_GONE = re.compile(r"(?:全部|全面|基本|加快)?(?:出清|清零|退出|关停|淘汰)$")
_BODY = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}}){either(listed('growing', 'bodies'))}$")
_GENERIC = re.compile(rf"^(?:其)?(?P<word>{either(listed('growing', 'generic'))})(?:年均)?$")
_REACHED = re.compile(r"(?:达到?|突破|超过|占到?|控制在|保持在|稳定在|[高升增]到|[高升增]至)$")
_RATE_NAME = re.compile(rf"{either(listed('rate_words'))}$")
_STANDING = re.compile(r"亩均|人均|^每[百千万亿]|总数$|总量$|存量|规模$")
_STOCK = re.compile(rf"{either([*listed('mass', 'money'), *listed('rate_words'), '数量', '总量', '面积'])}$")
_KEPT = either(listed("verbs", "kept"))
_SAID_AGAIN = re.compile(
    r"[，、]?(?:(?:到|至)20\d\d年(?:底|末)?)?(?:力争|确保)?(?:总数|总量|总额)?(?:达到|达|突破|超过)"
)  # 翻一番、达到160家
_DONE_BY = re.compile(
    r"，?(?:力争|确保)?[于在]?(20\d\d)年(?:\d{1,2}月)?(?:底|末)?(?:之?前)?(?:全部|基本|全面)?(?:完成|建成|投产|竣工|到位|开工)(?=[，；。、）]|$)"
)
_ANNOUNCED = re.compile(r"到20\d\d年|力争|确保|全年|年内|今年|目标|[三五]年|未来|今后|20\d\d年(?:底|末)")
_TIME_LIMIT = re.compile(r"(?:完成)?时[限间][:：](20\d\d)年(?:\d{1,2}月)?(?:底|末)?前?(?:完成)?[。]?$")
_OFTEN = re.compile(r"每(?:个)?(?:月|季度?|周|旬|半年)")
_DATED = {"level", "cumulative", "increment", "share"}
_DONE = {"cumulative", "increment"}  # what a phase of the plan brings; its rates hold throughout
_SPENDING = re.compile(r"(?:先行|首期|首批|首年|当年|已)?(?:安排|统筹|下达|拨付|投入)")
_GRANT = re.compile(r"计收|返还|奖励|补助|补贴|给予|加价|奖补|加分|原则上|核定|补偿")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the whole document says that every sentence needs."""

    region: str
    plan_start: int | None
    plan_end: int | None
    issued: int | None
    cut: bool = False  # the document breaks off at its end

    @property
    def years(self) -> list[int]:
        """The years of the plan, [] where its first or last is unknown."""
        return list(range(self.plan_start, self.plan_end + 1)) if self.plan_start and self.plan_end else []

    @property
    def duration(self) -> int | None:
        """Years the plan lasts, where its first and last year are known."""
        return self.plan_end - self.plan_start + 1 if self.plan_start and self.plan_end else None

    @property
    def this_year(self) -> int | None:
        """The year of a plan for one year: what names no other is due then."""
        return self.plan_start if self.plan_start == self.plan_end else None

    @property
    def known_until(self) -> int | None:
        """The last year that was over when the plan was written."""
        if self.issued:
            return self.issued - 1
        return self.plan_start - 1 if self.plan_start else None


@dataclass(slots=True)
class _State:
    """What one sentence leaves to the next."""

    year: int | None = None
    top: str = ""
    block_year: bool = False  # the year was set in this block
    name: str = ""
    names: list[tuple[str, str]] = field(default_factory=list)  # name and unit of the figures before
    mentions: list[tuple[str, str]] = field(default_factory=list)  # the same with a superior's and past ones
    items: list[Item] = field(default_factory=list)


def targets_of(outline: Outline, frame: Frame) -> list[Item]:
    """All targets of the body, in order."""
    state, kind = _State(), ""
    subjects = Subjects(frame.region)
    passages = [p for p in outline.passages if p.part == "body" or _introduces(p)]
    for passage in passages:
        top = passage.path[0].label if passage.path else ""
        if passage.kind != "goals" or top != state.top:
            state.year = None
        if passage.kind != kind:
            state.name, state.names, state.mentions = "", [], []
        kind = passage.kind
        if passage.kind == "goals":
            state.year = passage.goals_by or state.year
        if passage.kind != "goals":
            state.name = ""
            state.names, state.mentions = ([], []) if passage.opens else (state.names, state.mentions)
        state.top = top
        limit = _TIME_LIMIT.match(passage.text)
        if limit:
            _due_by(int(limit[1]), passage.section, state.items)
        for start, sentence in sentences_of(passage):
            if passage.part == "front" and not (_ANNOUNCED.search(sentence) or not re.search(r"\d[^年月日]", sentence)):
                continue
            _read_sentence(passage, start, sentence, frame, subjects, state)
    if frame.cut and passages:
        _mistrust_the_end(state.items, passages[-1])
    return state.items


def _due_by(year: int, section: str, items: Sequence[Item]) -> None:
    """A line 完成时限：2024年底 under a work item dates its figures that name no time of their own."""
    for item in items:
        data = item.data
        if data["section"] == section and data["year"] is None and data["nature"] in _DATED:
            data["year"] = year


def _introduces(passage: Passage) -> bool:
    """A paragraph of the introduction, before the first heading; its targets are announced in so many words."""
    return (
        passage.part == "front"
        and len(passage.text) > 20
        and bool(re.search(r"[，；].*[。；]|年[^。]{4,}。", passage.text))
    )


def _read_sentence(
    passage: Passage, offset: int, sentence: str, frame: Frame, subjects: Subjects, state: _State
) -> None:
    sentence = without_conditions(without_bases(sentence))
    quantities = fill_units(sentence, quantities_in(sentence))
    timed = re.sub(r"《[^《》]*》|（[^（）]*〔[^（）]*）", lambda m: "□" * len(m[0]), sentence)
    markers = markers_in(timed, frame.plan_end, frame.known_until, frame.duration, frame.this_year)
    carried = state.year if passage.kind == "goals" or _goes_on(sentence, quantities) else None
    carried = carried or frame.this_year
    dealt = shares(sentence, quantities, frame.years)
    floor, found = 0, False
    for i, q in enumerate(quantities):
        floor = max(floor, _after_semicolon(sentence, q.start, floor))
        if q.start < floor:  # inside the noun of the figure before
            continue
        judgement, left = judge(sentence, quantities, i, floor)
        if judgement.verdict != "target":
            if left.name and judgement.verdict == "threshold":
                continue
            floor = q.end if judgement.verdict == "other" else floor
            continue
        holding = [m for m in markers if m.until is None or q.start < m.until]
        status = subjects.status(timed, q.start, holding)
        context = _Context(sentence, passage, offset, q, left, judgement, dealt.get(i, Share()))
        year = _year(context, markers, carried)
        names = _names(context, state)
        if (passage.kind == "general" or passage.part == "front") and not any(
            _ahead(m, frame) and m.start < q.start for m in markers
        ):
            status = "past" if carried is None or carried <= (frame.known_until or 0) else status
        if status == "own" and names and not _said_otherwise(context, quantities[i - 1] if i else None):
            state.items.extend(_items(context, names, year, markers))
        found = found or bool(names and status == "own")
        _remember(state, names, q.unit, own=status == "own")
        floor = q.end + judgement.used
    due = [m for m in markers if m.sort in {"due", "span"} and m.until is None]
    due = [m for m in due if any(q.start > m.start for q in quantities)] or due  # a time without figures is no list's
    if due:
        listed_years = any(share.year for share in dealt.values())
        here_only = listed_years or due[-1].narrow  # 三年新建100个; 2025年达到60%: said of that figure only
        state.year = None if here_only and passage.kind != "goals" else due[-1].year
    elif (not found and quantities and passage.kind != "goals") or (not quantities and passage.kind != "goals"):
        state.year = None


def _said_otherwise(context: _Context, before: Quantity | None) -> bool:
    """翻一番、达到160家 and 达到300亿元，实现翻番: the doubling says the figure beside it again."""
    q, sentence = context.q, context.sentence
    if q.unit != "番":
        return False
    after = before is not None and before.sort in {"count", "measure"}
    return bool(
        _SAID_AGAIN.match(sentence, q.end)
        or (before and after and re.fullmatch(r"[，、](?:实现|总体|总量)*", sentence[before.end : q.start]))
    )


def _remember(state: _State, names: Sequence[str], unit: str, *, own: bool) -> None:
    if names:
        state.name = names[-1]
        state.mentions = [*state.mentions[-23:], *((name, unit) for name in names)]
        state.names = [*state.names[-23:], *((name, unit) for name in names if own)]


def _ahead(marker: Marker, frame: Frame) -> bool:
    """A time to come; 至2022年底 in the background of a plan of 2023 tells what was."""
    over = marker.year is not None and frame.known_until is not None and marker.year <= frame.known_until
    return marker.sort != "past" and not over


def _goes_on(sentence: str, quantities: Sequence[Quantity]) -> bool:
    """A sentence whose first clause holds a figure goes on with the list of the sentence before it."""
    first = re.split(r"[，；]", sentence, maxsplit=1)[0]
    return bool(quantities) and quantities[0].start <= len(first)


def _after_semicolon(sentence: str, position: int, floor: int) -> int:
    return max(floor, sentence.rfind("；", 0, position) + 1)


@dataclass(frozen=True, slots=True)
class _Context:
    sentence: str
    passage: Passage
    offset: int
    q: Quantity
    left: Left
    judgement: Judgement
    share: Share


def _names(context: _Context, state: _State) -> list[str]:
    """The indicator's full names (several where 各 deals one figure out); [] where none can be found."""
    if context.share.again:
        back = state.mentions[-context.share.again :]
        return [re.sub(r"^(?:新增|净增)", "", name) + context.share.change for name, _ in back[:1]]
    if context.share.name:
        return [complete_name(context.share.name, state.name)]
    if context.share.change:
        return _changing(context, state)
    return _own_names(context, state)


def _changing(context: _Context, state: _State) -> list[str]:
    """能耗分别下降3%、3.5%: every figure's name ends with the word of change that the first one has."""
    change = context.share.change
    return [re.sub(rf"(?:分别|依次)?(?:{change})?$", change, name, count=1) for name in _own_names(context, state)]


def _own_names(context: _Context, state: _State) -> list[str]:
    """The names that the words before the figure give."""
    name = re.sub(r"^[均各]$", "", context.judgement.name)  # 2025年、2026年均达到90%
    generic = _GENERIC.match(name)
    if context.judgement.inherits or not name:
        return _inherited(context, state)
    if generic:
        return [_specific(context, state, generic["word"])]
    if re.match(r"(?:低于|高于|领先|优于|快于|好于)", name):
        return [f"{state.name}{name}"]
    each = re.search(r"各(?:自)?$", context.sentence[: context.q.start])
    parts = each_names(name) if each else [name]
    if re.search(rf"均{_COMPARING}$", context.sentence[: context.q.start]):
        parts = rate_names(name)
    return [complete_name(part, state.name) for part in parts]


def _inherited(context: _Context, state: _State) -> list[str]:
    """No noun in the clause: by its verb the name of an earlier figure, else the verb, else the last name."""
    said = context.sentence[context.left.start : context.q.start]
    verb = re.sub(r"(?:以上|左右)+", "", strip_head(re.sub(rf"{_COMPARING}$", "", said)))
    same = [name for name, unit in state.mentions if unit.lstrip("百千万亿") == context.q.unit.lstrip("百千万亿")]
    if same and re.match(r"，?其中", context.sentence[context.left.start :]) and verb in {"新增", "净增"}:
        return [same[-1]]  # 小巨人企业累计达25家，其中2022年新增6家
    if same and _SPENDING.fullmatch(verb):
        return [same[-1]]  # 三年安排3亿元专项资金，2021年先行安排8000万元
    if (
        len(verb) >= 2
        and not re.search(r"年|提高|增长|下降|降低|^提升", verb)
        and (context.left.verb or re.search(_KEPT, verb))
    ):
        return [
            _acted_on(context, verb) or _with_verb(verb, same) or _named_before(state, verb, context.q.unit) or verb
        ]
    if state.names and (context.share.year or context.share.years) and context.q.unit != state.names[-1][1]:
        own = [name for name, unit in state.names if unit.strip("万亿") == context.q.unit.strip("万亿")]
        return own[:1] or [state.name]
    topic = _topic(context)
    if topic:
        return [topic]
    change = re.search(r"(?:年均)?(?:增长|下降|提高|降低)$", said)
    extreme = re.search(r"^(?:最高|最低|上限|下限)", said)
    if not state.name:
        title = strip_head(context.passage.path[-1].title) if context.passage.path else ""
        noun = _clause_before(context) or title
        return [noun] if noun and (context.share.year or re.search(r"年$|完成$", said)) else []
    base = re.sub(
        r"(?:年均)?(?:增长率?|增速|增幅|下降|提高|降低|提升)$|最[高低]值$|每年$|(?:低于|高于|超过|领先|优于|快于).*$",
        "",
        state.name,
    )
    return [f"{base}{change[0] if change else ''}{extreme[0] + '值' if extreme else ''}"]


def _acted_on(context: _Context, verb: str) -> str:
    """The object that an earlier clause gives the verb: 支持平台回购低效厂房，三年回购80万平方米."""
    earlier = context.sentence[: context.left.start].rstrip("，、")
    if re.search(r"\d", earlier) or not re.search(r"[，；]$", context.sentence[: context.left.start]):
        return ""
    direct = re.search(rf"{verb}(?![率量额度])([\u4e00-\u9fff“”]{{2,12}})$", earlier)
    if direct:
        return f"{verb}{direct[1]}"
    handled = rf"(?:实行|实施|开展|进行)[\u4e00-\u9fff]{{0,4}}{verb}$"  # 对不达标的小企业实行分类整治，三年整治500家
    treated = re.search(rf"对(?:[^，；。]{{0,30}}的)?([^，；。的]{{2,16}}?){handled}", earlier)
    return f"{verb}{treated[1]}" if treated else ""


def _specific(context: _Context, state: _State, word: str) -> str:
    """总数, 规模, 占比 alone say nothing: the subject of the clause before, else the figure before, completes them."""
    subject = _GONE.sub("", _subject(context)) or re.sub(rf"^(?:{_KEPT})+|占.{{2,24}}比重$", "", state.name)
    if re.search(r"增[速幅]$", word):
        subject = re.sub(r"(?:增长|增速|增幅)$", "", subject)  # 增加值增长7%，三年平均增速保持在8%
    counted = context.q.sort == "count" and word in {"总数", "总量", "数量", "个数", "户数", "家数", "人数", "规模"}
    return subject if counted or subject.endswith(word) else f"{subject}{word}"


def _subject(context: _Context) -> str:
    noun = _clause_before(context)
    grown = _GROWN.sub("", noun)
    return _BODY.sub("", grown) if context.q.sort == "count" else grown


def _topic(context: _Context) -> str:
    """The noun of the clause before, where that has no figure.

    设立专项资金，每年不少于3000万元; 高新技术企业实现倍增，达到90家.
    """
    noun = _clause_before(context)
    grown = _GROWN.sub("", noun)
    based = context.sentence[: context.left.start].endswith(f"{FILLER}，")  # 上云率由2023年的45%，逐年提高10个百分点
    return _subject(context) if based or (grown and grown != noun) or _STOCK.search(noun) else ""


def _clause_before(context: _Context) -> str:
    """The noun phrase of the clause before, "" where that holds a figure or is too long to be a name."""
    clause = re.split(r"[，；：]", context.sentence[: context.left.start].rstrip("，：、"))[-1].replace(FILLER, "")
    noun = strip_head(re.sub(r"^(?:整合|统筹)?(?:设立|安排|建立|组建)", "", clause))
    told = re.sub(r"\d[\d.]*[^\d，。；]{1,6}?以[下上]", "", clause)  # 亩均税收1万元以下企业: which ones, no figure
    return noun if 4 <= len(noun) <= 24 and not re.search(r"\d", told) else ""


def _named_before(state: _State, verb: str, unit: str) -> str:
    """2026年完成处置1500亩: the document's earlier target of that verb and unit (处置低效工业用地)."""
    for item in reversed(state.items):
        name = str(item.data["indicator"])
        if verb in name and name != verb and str(item.data["unit"]).lstrip("百千万亿") == unit.lstrip("百千万亿"):
            return name
    return ""


def _with_verb(verb: str, same: Sequence[str]) -> str:
    """A verb without a noun: the figure before it that has the verb, else that figure's noun with this verb."""
    for name in reversed(same):
        if verb in name:
            return name
    if not same:
        return ""
    noun = re.sub(rf"^{_KEPT}+", "", same[-1])
    stage = re.sub(r"(?:开工|竣工|投产|签约|落地|达产)$", "", noun)
    if re.search(r"企业$", noun) and stage == noun:
        return f"{verb}{noun}"
    return f"{stage}{verb}" if len(stage) <= 14 else verb


def _marker(context: _Context, markers: Sequence[Marker]) -> Marker | None:
    """The last time word before the figure that still holds there."""
    position = context.q.start
    before = [m for m in markers if m.start < position and (m.until is None or position < m.until)]
    for marker in reversed(before):
        if marker.sort == "annual" and re.search(
            r"[，；].*(?:累计|合计|共计)", context.sentence[marker.end : position]
        ):
            continue
        if marker.sort == "annual" and _own_subject(context, marker):
            continue
        if marker.sort == "span" and _own_subject(context, marker):
            continue  # 三年新增装机45兆瓦，建成后年发电量4500万千瓦时以上
        if marker.narrow and context.passage.kind != "goals" and "；" in context.sentence[marker.end : position]:
            continue
        return marker
    return None


def _own_subject(context: _Context, marker: Marker) -> bool:
    """A later clause that says what it reaches is no yearly figure any more: 每年新增30家，亩均税收达到26万元."""
    between = context.sentence[marker.end : context.q.start]
    if marker.sort == "span" and re.match(rf"[^，；。\d]*{_REACHED.pattern[:-1]}\d", context.sentence[marker.end :]):
        return "；" in between  # 三年内甲增至4家，乙增至18家
    if marker.sort == "span" and "，" in between and not re.search(r"[\d；]|每年|内.", between.split("，")[0]):
        return "每年" in between  # 用三年时间，使亩均产值达到260万元: said of all that follows
    if context.left.start <= marker.start or not re.search(r"[，；]", between):
        return False
    name = context.judgement.name
    if not name or context.judgement.inherits or context.share.name:
        return "；" in between
    said = context.sentence[context.left.start : context.q.start]
    part = bool(re.match(r"[，；]?其中", context.sentence[context.left.start :]))
    rate = marker.sort == "span" and context.q.sort == "percent" and bool(_RATE_NAME.search(name)) and not part
    return bool("；" in between or rate or _REACHED.search(said) or _STANDING.search(name))


def _year(context: _Context, markers: Sequence[Marker], carried: int | None) -> int | None:
    after = _DONE_BY.match(context.sentence, context.q.end + context.judgement.used)
    marker = _marker(context, markers)
    dated = marker and marker.sort == "due" and "，" not in context.sentence[marker.end : context.q.start]
    if after and not dated:
        return int(after[1])
    if marker and marker.sort == "annual" and re.match(r"^达?到", context.sentence[context.left.start :]):
        return carried or next((m.year for m in markers if m.sort != "annual" and m.start < marker.start), None)
    clause = re.split(r"[，；]", context.sentence[: context.q.start])[-1] + context.sentence[context.q.start :][:12]
    if re.match(r"[，；、]*(?:次年|翌年|第二年)", context.sentence[context.left.start :]):
        return None
    if _GRANT.search(clause) and not (marker and "，" not in context.sentence[marker.end : context.q.start]):
        return None
    if marker is None or marker.sort == "past":
        return carried
    return marker.year


def _items(context: _Context, names: Sequence[str], year: int | None, markers: Sequence[Marker]) -> Iterator[Item]:
    q, passage = context.q, context.passage
    clause = context.sentence[context.left.start : q.start]
    clause += context.share.change if not clause.endswith(context.share.change) else ""
    marker = _marker(context, markers)
    reached = bool(re.match(r"^达?到", clause))
    annual = bool(marker and marker.sort == "annual" and not reached) or bool(
        re.search(r"每年|年均|逐年|平均增[速长幅]", clause)
    )
    often = _OFTEN.search(clause) if q.sort == "count" else None
    for name, dealt in product(names, context.share.years or (context.share.year,)):
        name = f"{often[0]}{name.removeprefix(often[0])}" if often else name
        nature = nature_of(name, q, clause, annual=annual or bool(often))
        due = dealt or (None if nature == "annual" or annual else year or (passage.phase if nature in _DONE else None))
        start, end = context.offset + context.left.start, context.offset + q.end
        end += len(context.judgement.name) if context.judgement.before_noun else 0
        end = min(end, len(passage.text))
        start = max(start, end - 40)
        item = Item(
            {
                "indicator": name,
                "value": q.value,
                "upper": q.upper,
                "unit": q.unit,
                "year": due,
                "comparison": comparison_of(
                    context.left.comparison or context.share.comparison, q.bound, span=q.upper is not None
                ),
                "nature": nature,
                "section": passage.section,
                "evidence": passage.block.text[start:end].strip("，。；、"),
            },
            Anchor(passage.block.id, start, end),
        )
        _doubts(item, context)
        if often:
            item.doubt(0.3, f"是{often[0]}的数，请核对全年的目标值")
        yield item


def _doubts(item: Item, context: _Context) -> None:
    if context.judgement.doubt:
        item.doubt(0.25, context.judgement.doubt)
    if context.judgement.inherits:
        item.doubt(0.25, "本句没有写出指标名称，沿用前一项的名称")
    if len(str(item.data["indicator"])) > 30 or len(str(item.data["indicator"])) < 3:
        item.doubt(0.2, "指标名称过长或过短，请核对")
    if context.q.strange:
        item.doubt(0.5, f"计量单位“{context.q.unit}”不在单位表中，请核对数值和单位")
    if context.q.chinese:
        item.doubt(0.1, "数值用汉字书写")
    if context.passage.part == "front":
        item.doubt(0.2, "出现在正文编号之前，请核对是否为目标")
    if context.passage.kind == "general":
        item.doubt(0.2, "出现在总体要求部分，请核对是否为目标")


def _mistrust_the_end(items: list[Item], last: Passage) -> None:
    """A figure that touches the point where the text breaks off may be cut."""
    for item in items:
        if item.anchor and item.anchor.block == last.block.id and item.anchor.end >= len(last.text) - 1:
            item.doubt(0.5, "文档在此处中断，数值或单位可能不完整")
