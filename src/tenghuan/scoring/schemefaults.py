"""The faults of a scheme in Chinese: where, what, how to mend it. Nothing of pydantic's or YAML's words gets out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from tenghuan.errors import InputFault
from tenghuan.scoring.columns import BY_KEY, DIVISION, INDICATORS

Place = tuple[int | str, ...]

# type of pydantic → what is wrong, how to mend it
_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("缺少此项", "补上这一项"),
    "extra_forbidden": ("不认识的选项（请核对拼写）", "改成办法里有的选项，或删去"),
    "decimal_parsing": ("应为数字", "填阿拉伯数字，如 30 或 0.5"),
    "decimal_type": ("应为数字", "填阿拉伯数字，如 30 或 0.5"),
    "decimal_max_places": ("小数位数过多（至多 {decimal_places} 位）", "减少小数位数"),
    "decimal_max_digits": ("数字位数过多（至多 {max_digits} 位）", "核对这个数"),
    "decimal_whole_digits": ("整数部分位数过多（至多 {whole_digits} 位）", "核对这个数"),
    "finite_number": ("应为有限的数字", "填一个具体的数"),
    "int_parsing": ("应为整数", "填整数，如 2022"),
    "int_type": ("应为整数", "填整数，如 2022"),
    "int_from_float": ("应为整数", "填整数，如 2022"),
    "string_type": ("应为文字（数字或是非词请加引号）", "给这个值加上引号"),
    "string_too_short": ("不能为空", "填上文字"),
    "string_too_long": ("过长（至多 {max_length} 字）", "缩短文字"),
    "literal_error": ("只能是 {expected} 之一", "换成所列的一种"),
    "greater_than": ("须大于 {gt}", "填大于 {gt} 的数"),
    "greater_than_equal": ("不能小于 {ge}", "填 {ge} 或更大的数"),
    "less_than": ("须小于 {lt}", "填小于 {lt} 的数"),
    "less_than_equal": ("不能大于 {le}", "填 {le} 或更小的数"),
    "too_short": ("至少要有 {min_length} 项", "补足"),
    "too_long": ("至多 {max_length} 项", "删去多余的"),
    "tuple_type": ("应为列表", "写成 [ … ] 或每行一项、以 - 开头"),
    "list_type": ("应为列表", "写成 [ … ] 或每行一项、以 - 开头"),
    "dict_type": ("应为“键: 值”的映射", "写成“键: 值”，冒号后留一个空格"),
    "mapping_type": ("应为“键: 值”的映射", "写成“键: 值”，冒号后留一个空格"),
    "model_type": ("应为“键: 值”的映射", "写成“键: 值”，冒号后留一个空格"),
    "model_attributes_type": ("应为“键: 值”的映射", "写成“键: 值”，冒号后留一个空格"),
    "bool_type": ("应为是或否（true、false）", "填 true 或 false"),
    "bool_parsing": ("应为是或否（true、false）", "填 true 或 false"),
    "date_from_datetime_parsing": ("应为日期", "写成 2022-03-01"),
    "date_parsing": ("应为日期", "写成 2022-03-01"),
    "date_type": ("应为日期", "写成 2022-03-01"),
    "union_tag_invalid": ("没有“{tag}”这一种，只能是 {expected_tags} 之一", "换成所列的一种"),
    "union_tag_not_found": ("缺少 {discriminator}", "补上这一项"),
    "said": ("{what}", "{remedy}"),  # a rule that brings its own words
}
_UNKNOWN = ("这里的写法不能用", "对照随平台提供的方案改写")
# a part of a rule's own words → how to mend it
_REMEDIES = (
    ("由小到大", "每一档的累计比例不能小于前一档，核对各档比例"),
    ("须为 1", "各档比例合计须为 100%，最后一档累计到 1"),
    ("写且只写一个", "基准值填数字或本组平均；按最小至最大折算的不填基准值"),
    ("没有指标", "从可用的指标里选，或写 of: [分子, 分母] 自定指标"),
    ("of 里没有", "从可用的列里选"),
    ("of 应为", "写成 of: [revenue, energy_tce]，或 of: tax"),
    ("自定指标的名称", "换一个名称，如 profit_per_tce"),
    ("的基准不能", "写 benchmark: mean，或填数字"),
    ("须写 of", "写成 {key: tax_growth, of: tax_per_mu, change: true}"),
    ("title、unit", "删去，或写 of"),
    ("bands", "写成 bands: [{from: 1.5, points: 2}, {from: 2, points: 4}]，并写 benchmark"),
    ("同一 key", "给不同的指标不同的 key"),
    ("upto（累计比例）", "每一档只留 upto 或 share 中的一个"),
    ("share（本档比例）", "各档都写 share，或都写 upto"),
    ("share: rest", "把其余企业所在的那一档写成 share: rest"),
    ("share 合计", "核对各档比例"),
    ("末档不能有", "删去末档的 require"),
    ("outside", "写 when: {列: 值}"),
    ("ties", "从本类别的指标或数据的数字列里选"),
    ("归组重复", "每个值只归入一组"),
    ("方案须写 year", "在方案开头写 year"),
    ("不能再写 year", "删去条件里的 year"),
    ("不能用 has", "改为等于，或属于其中之一"),
    ("分隔符", "一个标签里不用空格和 ; 、 ,"),
    ("指标重复", "同一指标只留一行，权重合并"),
    ("档次名称重复", "给各档不同的名称"),
    ("类别名称重复", "给各类别不同的名称"),
    ("没有这样的列", "从企业数据的列里选，如 above_scale（规上）、land_mu（用地面积）"),
    ("不能按", "从可用的分组里选，或不分组"),
    ("高于指标", "降低单项下限，或提高封顶倍数"),
    ("不能用 min、max", "改为等于，或属于其中之一"),
    ("条件为空", "填一个值，或删去这个条件"),
    ("下端须小于上端", "对调两端的数"),
    ("参评条件", "按这一列的写法填写"),
)
_FIELDS = {
    "name": "名称", "year": "年度", "county": "县（市、区）", "source": "依据", "note": "说明", "tracks": "类别",
    "population": "参评条件", "group_by": "分组", "criteria": "指标", "key": "指标", "weight": "权重",
    "benchmark": "基准值", "normalise": "最小至最大折算", "minmax": "折算两端", "direction": "方向",
    "missing": "缺数规则", "cap": "封顶", "floor": "单项下限", "grades": "分档", "grade": "档次名称",
    "upto": "累计比例", "vetoes": "一票否决", "equals": "等于", "min": "不低于", "max": "不高于", "in": "属于",
    "any": "任一", "all": "同时", "has": "含标签", "of": "由何计算", "change": "比上年的增减", "title": "指标名称",
    "unit": "单位", "bands": "分段计分", "from": "起点", "points": "分值", "times": "倍数", "share": "本档比例",
    "rounding": "名额取整", "require": "入档条件", "outside": "不参加排名", "when": "条件", "counted": "计入总数",
    "ties": "同分先后", "bonus": "加分", "deduction": "减分", "kinds": "分类加减分", "kind": "类名",
    "items": "标签分值",
    "take": "同类取法", "column": "分组列", "groups": "归组", "others": "其余归入",
}  # fmt: skip
_CHOICES = {
    "'more'": "more（越高越好）", "'less'": "less（越低越好）", "'zero'": "zero（缺数记 0 分）",
    "'mean_score'": "mean_score（按本组平均得分）", "'reweight'": "reweight（不计，其余权重放大）",
    "'D'": "D（直接列为末档）", "'down_one'": "down_one（降一档）", "'not_A'": "not_A（不得评为首档）",
    "'not_AB'": "not_AB（不得评为前两档）", "'mean'": "mean（本组平均）",
    "'max'": "max（本组最大值）", "'min'": "min（本组最小值）", "'track'": "track（同类别）", "'rest'": "rest（其余）",
    "'this'": "this（当年）", "'last'": "last（上年）", "'sum'": "sum（相加）", "'highest'": "highest（取最高）",
    "'floor'": "floor（舍去小数）", "'half_up'": "half_up（四舍五入）", "'ceil'": "ceil（进一）",
}  # fmt: skip
_SYNTAX = (
    (r"mapping values are not allowed|could not find expected ':'", "冒号或缩进的位置不对",
     "冒号用半角并在后面留一个空格，同一层的各行左边对齐"),
    (r"cannot start any token", "行首有不能用的字符（如制表符、@）", "用空格缩进；含特殊字符的文字加引号"),
    (r"expected ',' or", "括号里少了逗号，或括号没有写完", "补上半角逗号，或补上 ] 、}"),
    (r"block end|sequence entries|mapping keys", "缩进不齐", "同一层的各行左边对齐"),
    (r"end of stream|document separator", "引号或括号没有写完", "补上缺的引号或括号"),
    (r"alias|anchor", "引用（* 或 &）的名字不对", "核对引用的名字，或把内容直接写出来"),
    (r"constructor for the tag|tag handle|tag '!'|non-empty name|module|Python",
     "有不认识的标记（!）", "删去以 ! 开头的标记"),
    (r"escape", "引号里的反斜杠写法不对", "改用单引号"),
    (r"another document|single document", "文件里有不止一份方案", "只留一份，删去 --- 之后的内容"),
    (r"recursive", "内容引用了自己", "把引用的内容直接写出来"),
    (r"duplicate key|unhashable", "键不能这样写", "键写成普通文字"),
    (r"merg", "<< 引用的内容不是映射", "把引用的内容直接写出来"),
)  # fmt: skip


@dataclass(frozen=True)
class Located:
    """One fault: its place as a path from the root, the line (0: unknown), the place in words, what, how to mend."""

    place: Place
    line: int
    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        head = f"第 {self.line} 行 " if self.line else ""
        path = _path(self.place) if self.line else ""
        named = f"（{self.where}）" if path and self.where else self.where
        return f"{head}{path}{named}：{self.what}。怎么改：{self.remedy}"


class SchemeFault(InputFault):
    """A scheme that cannot be used; ``faults`` holds one Chinese line each, ``located`` the same with their places."""

    kind = "评价方案"  # what cannot be used

    def __init__(self, name: str, faults: Sequence[str | Located]) -> None:
        self.faults = [str(fault) for fault in faults]
        self.located = [fault for fault in faults if isinstance(fault, Located)]
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"{self.kind}有 {len(self.faults)} 处问题\n{lines}", where=name, remedy="改正后重试")


@dataclass(frozen=True)
class Words:
    """What another kind of file says beside a scheme: words for its fields and the items of its lists, its remedies.

    ``branched`` are the lists whose items choose their type by a word, which pydantic puts into its places.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    remedies: tuple[tuple[str, str], ...] = ()
    branched: frozenset[str] = frozenset()

    def without_words(self, place: Place) -> Place:
        """The place without the words by which items chose their type."""
        return tuple(
            part
            for at, part in enumerate(place)
            if at < 2 or not isinstance(place[at - 1], int) or place[at - 2] not in self.branched
        )


def located(
    error: ValidationError, data: Any, line: Callable[[Place], int] = lambda _place: 0, words: Words | None = None
) -> list[Located]:
    """Every fault of a scheme's data, each once; ``line`` gives the line of a place where there is a text."""
    words = words or Words()
    found: dict[tuple[Place, str], Located] = {}
    every = error.errors(include_url=False)
    for fault in every:
        if _echo(fault, every):
            continue
        place = without_branches(words.without_words(fault["loc"]))
        what, remedy = _in_words(fault, words)
        found.setdefault((place, what), Located(place, line(place), where(place, data, words), what, remedy))
    return list(found.values())


def syntax(problem: str) -> tuple[str, str]:
    """What is wrong with a YAML text, and how to mend it; the parser's own words are English."""
    if not re.search(r"[a-z]{3,} [a-z]", problem):
        return problem or "YAML 读不通", "对照随平台提供的方案改写"  # ours already
    for pattern, what, remedy in _SYNTAX:
        if re.search(pattern, problem):
            return what, remedy
    return "YAML 写法不对（多为缩进、冒号、引号或括号）", "对照随平台提供的方案改写"


def without_branches(place: Place) -> Place:
    """The place without pydantic's names of the branch of a union that it tried; they are no place in the file."""
    drop = {"decimal", "constrained-str", "bool", "int", "date", "str", "number", "word", "parts", "columns"}
    return tuple(part for part in place if not (isinstance(part, str) and part in drop))


def where(place: Place, data: Any, words: Words | None = None) -> str:
    """A place in words: 类别“规上” › 指标“亩均税收” › 权重."""
    words = words or Words()
    parts: list[str] = []
    node = data
    for at, part in enumerate(place):
        before = place[at - 1] if at else ""
        node = _step(node, part)
        if isinstance(part, int):
            if parts:
                parts.pop()
            parts.append(_item(str(before), part, node, words))
        elif isinstance(part, str) and part not in words.fields and _is_condition(place, at):
            column = BY_KEY.get(part)
            parts.append("行业大类" if part == DIVISION else f"“{column.title if column else part}”")
        elif before == "vetoes":
            parts.append(f"“{part}”")
        else:
            parts.append(words.fields.get(part) or _FIELDS.get(part, f"“{part}”"))
    return " › ".join(parts)


def _is_condition(place: Place, at: int) -> bool:
    """Whether a part of a place names the column of a condition."""
    before = place[at - 1] if at else ""
    if before in ("population", "when", "require") or (isinstance(before, int) and place[at - 2] in ("any", "all")):
        return place[at] not in ("any", "all")
    return False


def _step(node: Any, part: int | str) -> Any:
    if isinstance(node, Mapping):
        return node.get(part)
    inside = isinstance(node, list | tuple) and isinstance(part, int) and part < len(node)
    return node[part] if inside else None


def _item(kind: str, at: int, node: Any, words: Words) -> str:
    told = node if isinstance(node, Mapping) else {}
    if kind in words.items:
        called = next((told[name] for name in ("name", "reason", "key", "item", "clause") if told.get(name)), "")
        return f"{words.items[kind]}“{called}”" if called else f"第 {at + 1} 个{words.items[kind]}"
    if kind == "tracks":
        return f"类别“{told['name']}”" if told.get("name") else f"第 {at + 1} 个类别"
    if kind == "criteria":
        pair = INDICATORS.get(str(told.get("key")))
        return f"指标“{pair.title}”" if pair else f"第 {at + 1} 项指标"
    if kind in ("any", "all"):
        return f"{_FIELDS[kind]}条件第 {at + 1} 组"
    if kind == "outside":
        return f"不参加排名的“{told['grade']}”" if told.get("grade") else f"不参加排名第 {at + 1} 项"
    if kind == "kinds":
        return f"“{told['kind']}”" if told.get("kind") else f"第 {at + 1} 类"
    if kind == "grades":
        return f"{told['grade']} 档" if told.get("grade") else f"第 {at + 1} 档"
    return f"第 {at + 1} 项"


def _echo(fault: Any, found: Sequence[Any]) -> bool:
    """Whether a fault only repeats another: a list without its bad items is too short, a word is no number either."""
    place = without_branches(fault["loc"])
    if fault["type"] == "too_short":
        return any(len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in found)
    return False


def _in_words(fault: Any, more: Words) -> tuple[str, str]:
    context = {key: _chosen(str(value)) for key, value in fault.get("ctx", {}).items()}
    if fault["loc"][-2:] == ("benchmark", "word"):
        return (
            f"应为大于 0 的数字或 mean（也可 max、min），现为“{fault['input']}”",
            "填大于 0 的数字，或选本组平均（mean）",
        )
    if fault["type"] == "literal_error" and fault["loc"][-1] == "word":
        other = "或 rest" if "share" in fault["loc"] else ""
        return f"应为数字{other}，现为“{fault['input']}”", f"填数字{other}"
    if fault["type"] == "value_error":
        words = context["error"]
        return words, next((remedy for part, remedy in (*more.remedies, *_REMEDIES) if part in words), "按提示改正")
    what, remedy = (text.format_map(context) for text in _WORDS.get(fault["type"], _UNKNOWN))
    given = fault.get("input")
    shown = isinstance(given, str | int | Decimal) and not isinstance(given, bool)
    return f"{what}，现为“{given}”" if shown else what, remedy


def _chosen(text: str) -> str:
    for literal, words in _CHOICES.items():
        text = text.replace(literal, words)
    return text.replace(" or ", "、").replace(", ", "、")


def _path(place: Place) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.lstrip(".") or "（整个文件）"
