"""Whose figure and of which time: this county's plan, a superior's, or the past."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from tenghuan.reading.extraction.lexicon import either, listed
from tenghuan.reading.extraction.timeline import Marker

Status = Literal["own", "superior", "past"]
# 整合现有小微企业园: what is acted on, not how things are
_PAST = re.compile(
    "".join(f"(?<!{verb})" for verb in [*listed("acting_on"), "较", "较“", "比", "比“"]) + either(listed("past"))
)
_FUTURE = re.compile(either(listed("future")))
_TOLD = re.compile(either(listed("superior")))


class Subjects:
    """Reads subjects of clauses for one region."""

    def __init__(self, region: str) -> None:
        upper = ["全省", "全国", "浙江省", "省里", "国家层面", "省级层面"]
        own = ["我市", "我县", "我区", "全县", "全区", "本市", "本县", "本区", "县域", "市域"]
        if region:
            own += [region, region[:-1]]
        (own if not region or region.endswith("市") else upper).append("全市")
        start = r"(?:^|[，；：。]|年(?:底|末)?|力争|确保)"
        self._upper = re.compile(
            rf"{start}(?:{either(upper)}|(?!{either(own)})[^\W\da-zA-Z_上力争年每省本我全各城乡地区县保门都]{{2}}市(?![\u4e00-\u9fff]?级|场|政府|直|域|值|面))(?=[^，。；级]{{0,16}}(?:目标|力争|下达|要求|平均|达到|实现|计划|提出|明确|为|规上|工业|制造业))(?![先率]|[^，。；]{{0,6}}(?:率先|前列|一流))"
        )
        self._own = re.compile(either(own) + r"(?!级)")

    def status(self, sentence: str, position: int, markers: Sequence[Marker]) -> Status:
        """The status of a figure at a position of a sentence, by the last words before it that tell."""
        start = sentence.rfind("；", 0, position) + 1
        before = sentence[start:position]
        if self._last(self._upper, before) > self._last(self._own, before) or self._handed_down(before):
            return "superior"
        earlier = [m for m in markers if m.start < position]
        past = max(self._last(_PAST, sentence[:position]), *[m.start for m in earlier if m.sort == "past"], -1)
        future = max(self._last(_FUTURE, sentence[:position]), *[m.start for m in earlier if m.sort != "past"], -1)
        return "past" if past > future else "own"

    @staticmethod
    def _last(pattern: re.Pattern[str], text: str) -> int:
        return max((m.start() for m in pattern.finditer(text)), default=-1)

    def _handed_down(self, before: str) -> bool:
        """省下达目标… in the same clause, unless the figure is measured against it (高于全省平均)."""
        clause = before.rsplit("，", 1)[-1]
        return bool(_TOLD.search(clause)) and not re.search(r"高于|超过|优于|快于|好于|领先", clause)
