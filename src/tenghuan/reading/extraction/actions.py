"""Numbered work items with the units that answer for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tenghuan.reading.extraction.draft import Anchor, Item
from tenghuan.reading.extraction.outline import Outline, Passage
from tenghuan.reading.extraction.responsible import Group, first_leads, groups_in, is_unit, split_by_first, split_units


@dataclass(slots=True)
class WorkItem:
    """The passages under one number, with the unit groups found in each."""

    opening: Passage
    groups: list[tuple[Passage, Group]] = field(default_factory=list)
    children: list[WorkItem] = field(default_factory=list)

    @property
    def depth(self) -> int:
        """How many numbers stand on the way here."""
        return len(self.opening.path)


def actions_of(outline: Outline, whole_text: str) -> list[Item]:
    """Every numbered work item outside the goals and general parts, in order.

    A document that says the unit named first leads is read so; one that never does leaves all units in ``lead``.
    """
    leads = first_leads(whole_text)
    out: list[Item] = []
    for top in _tree(outline.of("body")):
        for item in _leaves(top):
            out.extend(_to_items(item, leads))
    return out


def _tree(passages: Sequence[Passage]) -> list[WorkItem]:
    tops: list[WorkItem] = []
    way: list[WorkItem] = []
    before: Passage | None = None
    for passage in passages:
        if not passage.path:
            continue
        if passage.opens:
            item = WorkItem(passage)
            del way[item.depth - 1 :]
            (way[-1].children if way else tops).append(item)
            way.append(item)
        if way and not _more_units(way[-1], passage) and not _more_leads(way[-1], passage, before):
            way[-1].groups.extend((passage, group) for group in _groups(passage))
        before = passage
    return tops


def _more_units(item: WorkItem, passage: Passage) -> bool:
    """A line of nothing but units right after a unit line goes on with its list."""
    if passage.opens or not item.groups or len(passage.text) > 60 or re.search(r"[：。\d]", passage.text):
        return False
    before, group = item.groups[-1]
    units = split_units(passage.text)
    if group.start > 1 or group.end < len(before.text) or not units or not all(is_unit(unit) for unit in units):
        return False
    into = group.support or group.plain or group.lead
    into.extend(unit for unit in units if unit not in group.units)
    return True


def _more_leads(item: WorkItem, passage: Passage, before: Passage | None) -> bool:
    """Two lines 牵头单位：甲 / 牵头单位：乙, one right after the other: both lead the same work."""
    if passage.opens or not item.groups or item.groups[-1][0] is not before:
        return False
    (_, last), groups = item.groups[-1], _groups(passage)
    if last.start or last.plain or last.support or len(groups) != 1:
        return False
    (group,) = groups
    if group.start or group.plain or group.support:
        return False
    last.lead.extend(unit for unit in group.lead if unit not in last.lead)
    return True


def _groups(passage: Passage) -> list[Group]:
    """The units named in a passage; goals and general parts name some only where they hand out tasks."""
    return groups_in(passage.text)


def _leaves(item: WorkItem) -> list[WorkItem]:
    """Items that stand for themselves: leaves; sub-items without any unit belong to an item that has one."""
    if item.opening.kind != "work":
        return _handed_out(item)
    if not item.children:
        return [item] if item.depth > 1 or item.groups else []
    if item.depth >= 2 and item.groups and not any(_has_units(child) for child in item.children):
        return [item]
    if item.depth >= 3 and not any(_has_units(child) for child in item.children):
        return [item]
    if item.depth >= 2 and _closes_all(item.children):
        return [WorkItem(item.opening, [*_own(item), *item.children[-1].groups])]
    below = [leaf for child in item.children for leaf in _leaves(child)]
    own = [WorkItem(item.opening, _own(item))] if _own(item) else []
    return own + below


def _handed_out(item: WorkItem) -> list[WorkItem]:
    """Goals with units behind them (1.工业增加值增长8%。责任单位：县经信局) are work items too."""
    if item.children:
        return [leaf for child in item.children for leaf in _leaves(child)]
    return [item] if item.groups else []


def _own(item: WorkItem) -> list[tuple[Passage, Group]]:
    """Units that stand with the heading itself although it has sub-items."""
    return [(passage, group) for passage, group in item.groups if passage is item.opening]


def _closes_all(children: Sequence[WorkItem]) -> bool:
    """Units on lines of their own after the last of several sub-items answer for all of them."""
    *others, last = children
    if not others or last.children or not last.groups or any(_has_units(child) for child in others):
        return False
    return all(passage is not last.opening and group.start <= 1 for passage, group in last.groups)


def _has_units(item: WorkItem) -> bool:
    return bool(item.groups) or any(_has_units(child) for child in item.children)


def _merged(groups: Sequence[tuple[Passage, Group]]) -> list[tuple[Passage, Group]]:
    """A line of supporting units right after a line of lead units belongs to it."""
    out: list[tuple[Passage, Group]] = []
    for passage, group in groups:
        last = out[-1] if out else None
        if last and _goes_with(last, passage, group):
            last[1].support.extend(group.support)
            last[1].plain.extend(group.plain)
            continue
        out.append((passage, group))
    return out


def _goes_with(last: tuple[Passage, Group], passage: Passage, group: Group) -> bool:
    """A line of its own that names supporting units, after a line that names the lead."""
    starts = not passage.text[passage.body_start : group.start].strip("（(【[〔 ")
    answers = bool(last[1].lead or last[1].plain) and not last[1].support
    return starts and answers and last[0] is not passage and not group.lead and not (group.plain and last[1].plain)


def _to_items(item: WorkItem, leads: bool) -> list[Item]:
    groups = _merged(item.groups)
    heading = item.opening.path[-1]
    base = {"section": item.opening.section, "title": heading.title}
    if not groups:
        anchor = Anchor(
            item.opening.block.id, 0, min(len(item.opening.text), item.opening.body_start + len(heading.title))
        )
        empty = Item({**base, "lead": [], "support": []}, anchor)
        empty.doubt(0.15, "没有找到责任单位")
        return [empty]
    out = []
    for part, (passage, group) in enumerate(groups, 1):
        lead, support = _split(group, leads)
        data: dict[str, Any] = {**base, "lead": lead, "support": support}
        if len(groups) > 1:
            data["part"] = part
        found = Item(data, Anchor(passage.block.id, group.start, group.end))
        for unit in [*lead, *support]:
            if not is_unit(unit):
                found.doubt(0.2, f"“{unit}”不像单位名称")
        out.append(found)
    return out


def _split(group: Group, leads: bool) -> tuple[list[str], list[str]]:
    if group.lead:
        return list(group.lead), [*group.plain, *group.support]
    if group.plain:
        lead, support = split_by_first(group.plain) if leads else (list(group.plain), [])
        return lead, [*support, *group.support]
    return [], list(group.support)
