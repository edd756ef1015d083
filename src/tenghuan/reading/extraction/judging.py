"""Is a quantity a target? Thresholds, names, past facts, a superior's figures and durations are not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tenghuan.reading.extraction.lexicon import either, listed
from tenghuan.reading.extraction.phrases import Left, left_of, right_of, with_kept_verb
from tenghuan.reading.extraction.quantities import Quantity

Verdict = Literal["target", "threshold", "other"]
_ENTITY = f"(?:{either(listed('entities'))}(?!家))"
_MASSES = {kind: either(listed("mass", kind)) for kind in ("money", "area", "energy")}


def _mass_for(unit: str) -> str:
    """What a unit can measure: money no land, mu no investment."""
    unit = unit.split("/")[0]
    if "元" in unit:
        return _MASSES["money"]
    if re.search(r"亩|平方|公顷", unit):
        return _MASSES["area"]
    return _MASSES["energy"]


_ENDED = re.compile(
    r"^(?:$|(?:的?新?台阶|大关)(?=[，。；、]|$)|[，；。、！？：\n）)（(■]|(?:和|及|以及|或|与|并|且|，)|的?(?:目标|水平|任务|要求|准入标准|控制标准)|，)"
)
_DESCRIBED = re.compile(
    rf"{either(listed('described'))}(?:为|达|过|约|近|超过|超|不低于|不少于|达到|低于|少于|高于|大于|小于|在|不足)*$"
)
_NOT_COUNTED = re.compile(rf"^(?:大|重点|专项|主要)?{either(listed('not_counted'))}")
_FROM = re.compile(r"^(?:左右)?(?:压减|提高|提升|增加|减少|下降|降低|增长|缩短|压缩|扩大|上升|调整|增|降|减)?(?:到|至)")
_PURPOSE = re.compile(r"(?:用于|设立|组建|作为|用以|专项用于|支持|给予|纳入)")
_LINE = re.compile(r"^(?:[一二两三四]?[条个项道])?(?:以[上下])?的?(?:底线|门槛|红线|界限|标准线|基准线|及格线)")
_SPENT = re.compile(r"^[^，。；、\d]{0,10}?(?:资金|经费|基金)(?=专项用于|用于|支持|扶持|给予)")
_FUNDING = re.compile(r"(?:安排|统筹|筹措|拿出|列支|整合|投入|设立|计提|提取|出资)$")
_DEFINES = re.compile(r"所称|是指|指的是")
_DURATION = re.compile(r"(?:时限|年限|期限|期|用时|工期|时间|周期|时长|耗时)$")
_SORTED = re.compile(
    rf"(?:将|对|把)[^，；]{{0,80}}?\d[^，；]{{0,80}}(?:的[^，。；]{{1,14}}?(?:认定|列为|列入|纳入|划为|视为|界定|评为|作为|逐)|的{_ENTITY}[^\d]*$)"
)
_RECOGNISED = re.compile(
    r"[^，；。]{0,6}?[对将把][^；。]{0,120}?\d[^；。]{0,40}?的[^，；。\d]{1,14}，(?:依法)?(?:一律|可)?(?:直接)?(?:认定|列为|列入|划为|视为|界定|评为)"
)
_GROUP_OF = re.compile(r"的[^，。；、\d]{1,14}(?:予以|进行)(?:约谈|通报|问责|处置|处罚|警示)")
_MERGED = re.compile(r"^[^，。；、\d]{0,16}(?:整合|归并|合并|撤并|优化整合)(?:为|成|至|到)\d")
_HEADED_FOR = re.compile(r"^[^，。；、\d]{1,12}(?:集中|集聚|倾斜|转移|汇聚|延伸)")
_FOCUS = re.compile(r"(?:以|聚焦|针对)[^，；]{0,80}?\d[^，；]{0,80}?为(?:重点|主(?!要目标)|对象|突破口|切入点)")
_MAKING = re.compile(
    r"(?:[^，；\d]{0,8}|20\d\d年(?:底|末)?|[^，；]{0,6}年(?:内|底)?)(?:力争|确保|争取|努力|基本|着力|全力)*"
    rf"{either(listed('verbs', 'making'))}"
)
_STAGE = re.compile(  # 甲等15个项目6月底前开工
    r"^[^，。；、]{0,20}?(?:开工|竣工|投产|建成|达产|签约|落地|投运|完工|上市|入库|纳统)"
)
_COMPARING = "|".join(either(listed("comparators", kind)) for kind in ("eq", "ge", "gt", "le"))
_COUNTED_BY = re.compile(rf"的?(?:分别)?(?:{_COMPARING})*\d+(?:[-—–~至]\d+)?[个家户项]")
_GROUPED = re.compile(r"^的(?!目标|水平|任务|要求|标准|规模|增长|增幅|速度)[\u4e00-\u9fff]")
_HEADS = {"人", "名", "户", "亩", "台", "张", "间", "床"}
_EITHER = re.compile(r"^(?:（含）)?(?:或者?|且)[^，。；]{1,20}的(?=[^，。；：]{0,6}(?:[，。；：]|$))")
_CONDITION = re.compile(r"^(?:（含）)?的?(?:(?<=的)(?=[，；。、：]|$)|部分)")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a quantity is, and where its name comes from."""

    verdict: Verdict
    name: str = ""
    inherits: bool = False
    before_noun: bool = False  # the number stands before its noun
    doubt: str = ""
    used: int = 0  # characters after the number that belong to the name


def judge(text: str, quantities: Sequence[Quantity], i: int, floor: int) -> tuple[Judgement, Left]:
    """Decide on quantity ``i`` of a sentence; ``floor`` is where the last target ended."""
    q = quantities[i]
    fractional = q.sort in {"percent", "fraction"} or q.unit == "倍"
    left = left_of(text, q.start, floor, percent=fractional)
    limit = quantities[i + 1].start if i + 1 < len(quantities) else len(text)
    right = right_of(text, q.end, len(text))
    near = right_of(text, q.end, limit)
    before = text[max(0, q.start - 24) : q.start]
    if re.search(r"(?:排名|位列|居)?(?<![之以目年])[前后]$|末位$", before):
        return Judgement("threshold"), left  # 排名后5%, 前50名
    if _MERGED.match(right) or text[q.end :].startswith("整合为"):
        return Judgement("other"), left  # 238个集中区整合为60个: how many there were
    headed = q.sort == "count" and re.search(r"向[^，。；]{0,24}$", before) and _HEADED_FOR.match(right)
    if headed or _FOR_EACH.search(before):
        return Judgement("other"), left  # 向开发区和5个园区集中: how many there are
    if _FROM.match(right) and re.search(r"[由从][^，。；]*$", before):
        return Judgement("threshold"), left
    if _LINE.match(right) or _lined(text, quantities, i) or _DEFINES.search(text[: q.start]) or _sorted_out(text, q):
        return Judgement("threshold"), left
    if _described(text, q, left, right) or _CONDITION.match(right) or _EITHER.match(right):
        return Judgement("threshold"), left
    if q.sort == "duration":
        near = near.removeprefix("内").removeprefix("之内")
        fits = (
            left.attained
            and left.comparison in {"le", "ge", "eq"}
            and (_DURATION.search(left.name) or re.search(r"从.+到.+", left.name))
            and _ENDED.match(near)
        )
        return Judgement("target" if fits else "other", left.name), left
    if fractional or q.sort == "ratio":
        behind = _behind_list(text, quantities, i) if left.base and near == "、" else near
        return _share(left, behind, q.unit), left
    if q.sort == "measure":
        how_much_there_is = _ALL_OF.search(text[: q.start])  # 对全县1.2万亩存量工业用地开展调查
        return Judgement("other") if how_much_there_is else _measure(text, quantities, i, left, right), left
    return _count(text, q, left, near, right), left


def _sorted_out(text: str, q: Quantity) -> bool:
    """将亩均税收3万元以下、容积率低于0.6的地块认定为低效用地; 以亩均税收1万元以下企业为重点."""
    start = max(text.rfind(c, 0, q.start) for c in "，；：") + 1
    clause = re.split(r"[，；]", text[start:], maxsplit=1)[0]
    if _SORTED.match(clause) or _FOCUS.match(clause):
        return True
    long = re.split(r"[；。]", text[text.rfind("；", 0, q.start) + 1 :], maxsplit=1)[0]
    listed_out = _RECOGNISED.match(long)  # 对容积率低于0.6，或三年亩均税收低于2万元的用地，认定为低效用地
    if listed_out and q.start < text.rfind("；", 0, q.start) + 1 + listed_out.end():
        return True
    return bool(re.match(r"[对将把]", clause) and _GROUP_OF.match(right_of(text, q.end, len(text))))


def _lined(text: str, quantities: Sequence[Quantity], i: int) -> bool:
    """亩均税收3万元、容积率0.6两条底线: the first of a list that draws lines."""
    if i + 1 >= len(quantities):
        return False
    after = quantities[i + 1]
    between = text[quantities[i].end : after.start]
    return between.startswith("、") and "，" not in between and bool(_LINE.match(right_of(text, after.end, len(text))))


def _described(text: str, q: Quantity, left: Left, right: str) -> bool:
    """总投资12亿元的项目, 年产5万吨项目, 拥有5项以上专利的企业: the number describes an entity."""
    before = text[max(0, q.start - 16) : q.start]
    if not _DESCRIBED.search(before):
        return False
    if re.match(rf"^(?:（含）)?[^，。；]{{0,30}}?(?:的|以上|以下)[^，。；、\d]{{0,16}}?{_ENTITY}", right) or (
        right.startswith("的") and not _ENDED.match(right)
    ):
        return True
    head = re.match(rf"^[^，。；、\d的]{{0,12}}?{_ENTITY}", right)
    return bool(head and not _ENDED.match(right)) and (q.sort == "measure" or "产" in before[-3:])


def _share(left: Left, near: str, unit: str) -> Judgement:
    # 从土地出让收益中提取不低于10%的资金, 提取不低于10%用于…
    taken = re.search(r"从([^，。；从]{2,20}?)中?(?:提取|计提|安排|拿出|统筹|列支|划出)$", left.name)
    if taken and re.match(r"^(?:的(?:资金|经费|收益|额度|指标)|用于|专项用于|作为|设立)", near):
        return Judgement("target", f"{taken[1]}提取比例")
    if (
        left.attained
        and left.name
        and re.match(r"^的(?!比例|比重|标准|幅度|额度|水平|速度|增速|目标|占比|增幅|要求)", near)
    ):
        return Judgement("threshold")
    if left.base:
        if named := _named_by_base(left, near, unit):
            return Judgement("target", named)
        tail = "" if _ENDED.match(near) else re.sub(r"^(?:作为|用于)", "", near)
        return Judgement("target", left.name or f"{left.base}{tail}")
    tail = "" if _ENDED.match(near) else near
    if not left.name and re.fullmatch(r"(?:给予|予以)(?:补助|奖励|补贴|奖补|资助)", tail):
        return Judgement("target", "", inherits=True)  # the last of 的90%、60%给予奖励
    if tail and (not left.attained or not left.name or len(tail) > 3):
        tail = re.split(r"的", re.sub(r"^(?:以上|的|作为)", "", tail), maxsplit=1)[0]
        joined = left.name + tail if not _is_long(left.name) else tail
        return Judgement("target", joined, before_noun=True)
    if left.name:
        return Judgement("target", left.name)
    return Judgement("target", "", inherits=True)


def _named_by_base(left: Left, near: str, unit: str) -> str:
    """The name of a share by what it is taken of and what is done with it; "" where neither tells."""
    granted = re.match(r"(?:给予|予以)?[^，。；]{0,6}?(补助|奖励|补贴|奖补|资助)", near)
    if granted:
        return f"{left.name}按{left.base}{granted[1]}"
    fund = re.match(r"(?:安排|设立|列支|统筹|提取)([^，。；、\d]{2,16}(?:资金|经费|基金))", near)
    charged = re.match(r"(?:计收|收取|征收|缴纳)([^，。；、\d]{2,8})(?=$|[，。；、])", near)
    if fund or charged:  # 按不低于税收的5%安排发展资金; 按出让价款的20%计收违约金
        return f"{(fund or charged or '')[1]}占{left.base}的比重"
    if left.name and unit == "倍":
        return f"{left.name}相当于{left.base}"  # 达到改造前的3倍
    return f"{left.name}占{left.base}的比重" if left.name and not _RATE.search(left.name) else ""


_RATE = re.compile(r"(?:比重|比例|占比|率|比)$")


def _behind_list(text: str, quantities: Sequence[Quantity], i: int) -> str:
    """按留成部分的100%、80%给予奖励: what stands behind the last of the figures that 、 joins to figure ``i``."""
    while i + 1 < len(quantities) and text[quantities[i].end : quantities[i + 1].start] == "、":
        i += 1
    return right_of(text, quantities[i].end, len(text))


def _is_long(name: str) -> bool:
    return len(name) > 30


_FOR_EACH = re.compile(  # 每新增1亩用地，年税收不低于20万元
    r"每(?:新增|增加|提高|提升|减少|降低|下降|盘活|腾退|腾出|增|减|投入|投资|缴纳|完成|引进)$"
)
_SOME_OF = re.compile(r"(?:^|[，；。、])(?:对|将|把)[^，。；、\d]{2,14}的$")
_ALL_OF = re.compile(r"(?:^|[，；。、])(?:对|将|把|在|围绕)(?:全市|全县|全区|辖区内?|域内)?$")


def _measure(text: str, quantities: Sequence[Quantity], i: int, left: Left, right: str) -> Judgement:
    if _ENDED.match(right):
        listed_first = _listed_threshold(text, quantities, i)
        return Judgement("threshold") if listed_first else Judgement("target", left.name, inherits=not left.name)
    noun, mass = re.sub(r"^(?:（含）|级|的)+", "", right), _mass_for(quantities[i].unit)
    if _PURPOSE.match(noun) and (left.attained or _FUNDING.search(left.verb) or left.name.endswith("资金")):
        purpose = re.sub(r"^(?:用于|作为|用以|专项用于|支持|设立|组建)", "", re.split(r"[，；。]", noun)[0])
        return Judgement("target", _fund_name(left.name, purpose))
    rated = _rated_grant(text[: quantities[i].start], noun)
    if rated:
        return Judgement("target", rated, before_noun=True)
    fund = re.match(rf"^的([^，。；、\d]{{1,9}}{mass})(?=$|[，。；、])", right)
    if fund:
        return Judgement("target", f"{fund[1]}{left.name or left.verb}", before_noun=True, used=fund.end())
    spent = _SPENT.match(noun) if left.attained else None
    if spent:
        return Judgement("target", spent[0], before_noun=True, used=spent.end())
    if _says_which(text, quantities, i, right, noun):
        return Judgement("threshold")
    if re.match(rf"^[^，。；]{{0,14}}?{mass}", noun):
        stem = re.match(r"^[^，。；、]{0,24}", noun)
        if grant := _grant(text[: quantities[i].start], noun):
            return Judgement("target", grant, before_noun=True)
        used = len(right) - len(noun) + len(stem[0]) if stem else 0  # 1.2万亩低效用地、436家低效企业
        return Judgement("target", with_kept_verb(left, stem[0] if stem else noun), before_noun=True, used=used)
    if left.name and left.attained:
        return Judgement("target", left.name)
    return Judgement("other")


def _grant(before: str, noun: str) -> str:
    """对改造项目给予10万元补助; 企业自主拆建的，按面积给予60元补助: the grant, and to whom; "" for anything else."""
    noun = re.sub(r"^(?:给予|予以)", "", noun)
    grant = re.match(r"(?:一次性)?(?:奖励|补助|补贴|奖补|资助)", noun)
    if grant is None:
        return ""
    whom = re.findall(r"对([^，。；]{2,30}?)的?[，给按]", before)
    whom = whom or re.findall(r"(?:^|[，；])([^，。；对]{4,24}?)的，[^，。；]{0,16}?给予$", before)
    return f"{whom[-1]}{grant[0]}" if whom else ""


def _fund_name(name: str, purpose: str) -> str:
    """The name of money set aside; where only the payer is named (县财政每年统筹3000万元用于…), by what it is for."""
    funding = r"(?:安排|统筹|筹措|列支)?"
    if re.fullmatch(rf"{funding}(?:[省市县区镇]级?)?(?:财政)?(?:每年)?(?:预算)?{funding}(?:资金)?", name):
        return purpose if re.search(r"[基资]金|转金$", purpose) else f"{purpose}资金"
    return name if len(name) > 3 else f"{name}{purpose}资金"


def _rated_grant(before: str, noun: str) -> str:
    """对改造项目，按每亩5万元的标准给予补助: the standard of a grant, and to whom; "" for anything else."""
    found = re.match(r"标准(?:给予|予以|进行|发放)?(?:一次性)?(奖励|补助|补贴|奖补|资助)", noun)
    whom = re.findall(r"对([^，。；]{2,30}?)的?[，给按]", before) if found else []
    return f"{whom[-1] if whom else ''}{found[1]}标准" if found else ""


def _says_which(text: str, quantities: Sequence[Quantity], i: int, right: str, noun: str) -> bool:
    """5亿元以上制造业项目20个, 税收超过1000万元的企业, 十亿级产业: the figure only says which ones."""
    q = quantities[i]
    mass = _mass_for(q.unit)
    if q.bound and _COUNTED_BY.match(text, q.end):
        return True  # 其中10亿元以上不少于5个
    if right.startswith("级") or (q.bound == "le" and not re.match(rf"^[^，。；]{{0,14}}?{mass}", noun)):
        return True
    stock_first = re.match(rf"^的(?:(?!{_ENTITY})[^，。；、]){{0,8}}{mass}", right)
    if re.match(rf"^的[^，。；、\d]{{0,12}}?{_ENTITY}", right) and not stock_first:
        return True
    later = next((x for x in quantities[i + 1 :] if x.start < q.end + len(right)), None)
    between = text[q.end : later.start] if later is not None and later.sort == "count" else ""
    if re.search(_ENTITY, between) or re.match(r"^的[^，。；、\d]{2,16}$", between):
        return True  # 日处理能力3万吨的污水处理厂1座
    mass_first = re.match(rf"^[^，。；、]{{0,8}}{mass}(?!.{{0,6}}{_ENTITY})", noun)
    head = re.split(r"(?<=指标)(?:用于|支持|保障)", noun)[0]  # 500亩用地指标用于园区: for whom, not what
    return bool(re.search(_ENTITY, head[:24])) and not mass_first


def _listed_threshold(text: str, quantities: Sequence[Quantity], i: int) -> bool:
    """总投资超过10亿元、用地超过50亩的项目; 5亿元、10亿元以上项目; 产值过50亿元、10亿元、1亿元的企业."""
    last = len(quantities) - 1
    while i < last:
        q, after = quantities[i], quantities[i + 1]
        between = text[q.end : after.start]
        if len(between) > 20 or re.search(r"[。；]", between) or after.sort != "measure":
            return False
        if between.startswith("，") and q.unit.lstrip("万亿") != after.unit.lstrip("万亿"):
            return False  # 压减20万吨，10蒸吨以下锅炉全部淘汰
        if _names_which(text, between, after):
            return True
        if between != "、":
            return False
        i += 1
    return False


def _names_which(text: str, between: str, after: Quantity) -> bool:
    """What stands behind a figure and between it and the one before says which ones: 50亩的项目."""
    right = right_of(text, after.end, len(text))
    if not re.match(rf"^(?:（含）)?的?[^，。；、\d]{{0,14}}?{_ENTITY}|^的$", right):
        return False
    bare = not re.search(r"[\u4e00-\u9fff]", re.sub(r"[和或及至到以上下]", "", between))
    return bare or bool(re.search(r"超过|低于|不足|少于|大于|达到|高于|不到", between) and right.startswith("的"))


def _count(text: str, q: Quantity, left: Left, near: str, right: str) -> Judgement:
    if _no_count(text, q, left, near, right):
        return Judgement("other")
    if not near and text[q.end : q.end + 1].isdigit():  # 1个100亩以上的连片区块
        near = re.split(r"[，；。]", right)[0]
    if _ENDED.match(near):
        doubt = "数量用汉字书写，请核对是否为目标" if q.chinese else ""
        if q.chinese and not (left.attained or q.bound or q.upper or left.verb or _figure(left.name)):
            return Judgement("other")
        return Judgement("target", left.name, inherits=not left.name, doubt=doubt)
    return _before_noun(text, q, left, near, right)


def _no_count(text: str, q: Quantity, left: Left, near: str, right: str) -> bool:
    """8个方面, 每季度召开1次, 用工100人以上企业: these count no result."""
    if _NOT_COUNTED.match(near.lstrip("的")) or near.startswith("大"):
        return True
    if not left.attained and re.search(r"每(?:月|季度?|周|旬|半年)[^，。]{0,8}$", text[: q.start]):
        return q.unit in {"次", "场", "场次", "期", "批次"} or bool(
            re.match(r"[^，。；]{0,8}(?:会|调度|督|通报)", near)
        )
    if q.bound and _GROUPED.match(right) and not left.attained and (not left.verb or q.unit in _HEADS):
        return True  # 5人（含）以上的团队给予50万元: which teams, not how many
    persons = q.unit in {"名", "人", "人次", "次", "台"}
    return persons and not left.verb and bool(re.match(rf"^的?[^，。；、\d]{{0,6}}{_ENTITY}", right))


def _before_noun(text: str, q: Quantity, left: Left, near: str, right: str) -> Judgement:
    """A count that stands before its noun: 培育3家企业; between two nouns it often only sums up (等6个集群)."""
    before = text[: q.start]
    if _ALL_OF.search(before):
        return Judgement("other")  # 对全县3256家企业逐一过堂: how many there are
    if _SOME_OF.search(before) and _ENDED.match(right[len(_first_noun(near, right)) :]):
        return Judgement("other")  # 对首批认定的76宗低效用地，两年内处置八成: of how many
    noun = _first_noun(near, right)
    if left.name and not left.verb and left.attained:
        return Judgement("target", left.name)
    made = _made(text, q, left) or (left.name.endswith("等") and bool(_STAGE.match(right)))
    if (
        left.name
        and not left.verb
        and not made
        and not re.search(r"(?:至少|不少于|不低于|超过|突破|和|及|以及)$", before)
    ):
        if q.chinese or re.search(r"等$", left.name) or not q.bound:
            return Judgement("other")
        return Judgement("target", noun, before_noun=True, doubt="数量夹在两个名词之间，请核对指标名称", used=len(noun))
    used = len(noun)
    if noun.endswith("级") and len(near) < len(right):  # 2个千亿级、3个百亿级产业集群
        noun += re.sub(r"^.*?级", "", re.split(r"[，；。]", right)[0][len(near) :])
    return Judgement("target", with_kept_verb(left, noun), before_noun=True, used=used)


def _made(text: str, q: Quantity, left: Left) -> bool:
    """培育形成甲、乙等3个集群: a verb of making before the list says that the number is to be reached."""
    if _MAKING.match(text[left.start : q.start]):
        return True
    earlier = re.search(r"[^，；。]*$", text[: left.start].rstrip("，、"))  # 培育甲1个千亿级集群，乙、丙等3个百亿级集群
    return bool(earlier and _MAKING.match(earlier[0]) and re.search(rf"\d{re.escape(q.unit)}", earlier[0]))


def _figure(name: str) -> bool:
    return bool(re.search(r"(?:数|数量|总数|企业|标准|项目|园|平台|机构|中心|工厂|车间)$", name))


def _first_noun(near: str, right: str) -> str:
    """The noun after a number; where another number follows in the clause, only up to the comma or 和 before it."""
    if len(near) < len(right):
        near = (
            re.split(r"[、和及与]|以及", near)[0]
            if not re.search(r"[、和及与]", near[:-1])
            else near[: max(near.rfind(c) for c in "、和及与")]
        )
    near = re.split(r"并(?=[推促加实完开])|，|20\d\d年", near)[0]
    return near.strip("的、，和及与 ")
