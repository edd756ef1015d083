"""Names that stand alone: what a short name leaves to the one before it."""

from __future__ import annotations

import re

from tenghuan.reading.extraction.lexicon import either, listed

_KEPT = either(listed("verbs", "kept"))
_THRESHOLD = r"\d+(?:\.\d+)?[百千万]?[亿万]元(?:（含）)?以上"


def complete_name(name: str, before: str) -> str:
    """Complete a name by the one before it.

    亩均增加值 after 规上工业亩均税收 is 规上工业亩均增加值; 50亿元以上项目 after 落地10亿元以上制造业项目 is
    落地50亿元以上制造业项目.
    """
    name = name.strip("、，；： ")
    if name.startswith("亩均") and "亩均" in before[1:]:
        prefix = before[: before.index("亩均")]
        return prefix + name if len(prefix) <= 12 else name
    if re.search(r"(?:以上|级|类|档)$", name) and before:  # 其中四星级以上5个
        noun = re.sub(rf"^(?:{_KEPT})+|^.{{0,8}}(?:以上|级|类|档)", "", before)
        return name + noun if 2 <= len(noun) <= 16 else name
    short = re.match(rf"({_THRESHOLD})(的?[\u4e00-\u9fff]{{2,6}})$", name)
    other = re.search(_THRESHOLD, before)
    if short and other and before.endswith(short[2][-2:]):
        return before[: other.start()] + short[1] + before[other.end() :]
    return name
