"""Document → draft plan: one reader a part, in one order."""

from __future__ import annotations

import re

from tenghuan.errors import InputFault
from tenghuan.reading.documents.model import Document, Progress
from tenghuan.reading.extraction.actions import actions_of
from tenghuan.reading.extraction.draft import Draft
from tenghuan.reading.extraction.groups import groups_of
from tenghuan.reading.extraction.metadata import is_plan_title, metadata_of, title_of_plan
from tenghuan.reading.extraction.original import Original
from tenghuan.reading.extraction.outline import Outline, outline
from tenghuan.reading.extraction.quantities import proportions_in
from tenghuan.reading.extraction.responsible import first_leads
from tenghuan.reading.extraction.series import series_of
from tenghuan.reading.extraction.targets import Frame, targets_of
from tenghuan.reading.extraction.tasks import tasks_of


def draft_of(document: Document, progress: Progress | None = None) -> Draft:
    """Read all parts of a plan from a document."""
    tell = progress or (lambda stage, done, total: None)
    places = outline(document)
    tell("识别标题和文号", 0, 4)
    draft = Draft(metadata_of(places))
    tell("识别目标", 1, 4)
    draft.targets = targets_of(places, _frame(draft, document))
    tell("识别任务和责任单位", 2, 4)
    whole = "\n".join(passage.text for passage in places.passages)
    draft.actions = actions_of(places, whole)
    tell("识别表格和专班", 3, 4)
    frame = _frame(draft, document)
    draft.series = series_of(places, frame.region, frame.plan_end, frame.known_until)
    known = [unit for item in draft.actions for unit in (*item.data["lead"], *item.data["support"])]
    draft.tasks = tasks_of(places, known, first_leads(whole))
    draft.groups = groups_of(places)
    _require_plan(document, places, draft)
    _doubt_whole(document, places, draft)
    draft.notes.extend(_left_for_a_person(places, draft))
    _in_own_characters(draft, document)
    tell("识别表格和专班", 4, 4)
    return draft


_PLAN_WORDS = re.compile(
    r"(?:工作|主要|总体|发展)目标|目标任务|(?:主要|重点)任务|(?:责任|牵头)单位|(?:保障|工作)措施|组织实施|总体要求|行动(?:方案|计划)|实施方案"
)
_MANY_TERMS = re.compile(r"(?<!\d)\d{1,4}(?:\.\d{1,3})?%?(?:[:：∶比]\d{1,4}(?:\.\d{1,3})?%?){2,9}")
_NO_TITLE = "没有找到方案的标题行，标题取自正文"
_CODES = {"comparison", "nature", "section", "evidence"}  # codes, and what was cut out of the text itself


def _require_plan(document: Document, places: Outline, draft: Draft) -> None:
    """Refuse what is no plan at all: no title of the genre, no numbered parts, nothing found that a plan holds.

    Raises:
        InputFault: with what a plan must have.
    """
    numbered = sum(passage.opens for passage in places.of("body"))
    title, source = title_of_plan(places)
    found = bool(draft.tasks or draft.series or draft.groups or draft.actions or draft.targets)
    if (is_plan_title(title) and (found or numbered or not title.endswith("通知"))) or numbered >= 3:
        return
    words = any(_PLAN_WORDS.search(passage.text) for passage in places.passages)
    if found and (words or source == "told" or draft.tasks or draft.groups or (numbered and places.tables)):
        return
    raise InputFault(
        "看不出这是一份行动方案：没有方案标题，也没有分条列项的正文",
        where=document.filename,
        remedy="请核对是否选错了文件",
    )


def _doubt_whole(document: Document, places: Outline, draft: Draft) -> None:
    """What makes the whole reading uncertain lowers every item and is said once for the document."""
    reasons = []
    if title_of_plan(places)[1] in {"told", "first"}:
        reasons.append(_NO_TITLE)
    if not document.complete:
        reasons.append("文档在中途断开，后面的内容没有读到")
    draft.notes.extend(reasons)
    for item in (*draft.targets, *draft.series, *draft.actions, *draft.tasks, *draft.groups) if reasons else ():
        for reason in reasons if reasons[0] == _NO_TITLE else ():
            item.doubt(0.2, reason)


def _left_for_a_person(places: Outline, draft: Draft) -> list[str]:
    """What was seen and not read: tables of another shape, ratios of three and more terms."""
    read = {
        item.anchor.block.split(".")[0]
        for part in (draft.series, draft.tasks, draft.groups)
        for item in part
        if item.anchor
    }
    tables = [
        f"表格没有读出指标或任务，请人工核对：{caption[:40] or block.id}"
        for block, _, caption in places.tables
        if block.id not in read and len(block.rows) > 1
    ]
    ratios = [
        f"{ratio} 是多项之比，没有作为目标，请人工核对"
        for passage in places.of("body")
        for sentence in re.findall(_MANY_TERMS, passage.text)
        for ratio in proportions_in(sentence)
    ]
    return [*tables, *ratios]


def _in_own_characters(draft: Draft, document: Document) -> None:
    """Outputs of a document in traditional characters are given in its own; codes and numbers stay."""
    original = Original(document)
    if not original.needed:
        return
    draft.metadata = original.restore(draft.metadata)
    for item in (*draft.targets, *draft.series, *draft.actions, *draft.tasks, *draft.groups):
        block = item.anchor.block if item.anchor else ""
        item.data = {k: v if k in _CODES else original.restore(v, block) for k, v in item.data.items()}


def _frame(draft: Draft, document: Document) -> Frame:
    meta = draft.metadata
    issued = meta["issued_on"]
    return Frame(
        region=meta["region"] or "",
        plan_start=meta["period"]["start"],
        plan_end=meta["period"]["end"],
        issued=int(issued[:4]) if issued else None,
        cut=not document.complete,
    )
