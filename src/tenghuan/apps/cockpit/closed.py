"""The month's close on the wall: where the month that the figures are of was closed, its snapshot is what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tenghuan.apps.closing.models import Figure, Snapshot
from tenghuan.apps.plans.queries import Row


def as_closed(viewer: Any, rows: Sequence[Row]) -> tuple[list[Row], dict[int, Snapshot]]:
    """Return the rows with the figures of each plan's newest snapshot, and plan → that snapshot (two queries).

    Of a plan whose latest figures are of a month that is not closed all rows stay as they are; so do tasks, which a
    close does not hold. The given rows are not changed.
    """
    months = _months(rows)
    found = _newest(viewer, months)
    if not found:
        return list(rows), {}
    figures = Figure.objects.filter(snapshot__in=[one.pk for one in found.values()], item__whole=None)
    kept = {figure.item_id: figure for figure in figures}
    return [_closed(row, kept.get(row.item.pk)) for row in rows], found


def _months(rows: Sequence[Row]) -> dict[int, date]:
    """Plan → the last day that any of its figures stands for."""
    found: dict[int, date] = {}
    for row in rows:
        day = row.standing.as_of
        if day is not None:
            found[row.item.plan_id] = max(day, found.get(row.item.plan_id, day))
    return found


def _newest(viewer: Any, months: dict[int, date]) -> dict[int, Snapshot]:
    found: dict[int, Snapshot] = {}
    rows = (
        Snapshot.objects.visible_to(viewer)
        .filter(plan__in=list(months))
        .order_by("plan", "-year", "-month", "-version")
    )
    for one in rows:
        day = months[one.plan_id]
        if (one.year, one.month) == (day.year, day.month):
            found.setdefault(one.plan_id, one)
    return found


def _closed(row: Row, figure: Figure | None) -> Row:
    if figure is None:
        return row
    now = row.standing
    same = now.actual == figure.value and now.progress == figure.progress
    standing = replace(
        now,
        actual=figure.value,
        progress=figure.progress,
        pace=figure.pace,
        lamp=figure.lamp,
        note=figure.note,
        as_of=figure.as_of,
        met=figure.met,
        forecast=figure.forecast,
        # the numbers behind progress are told only as long as they are the snapshot's
        parts=now.parts if same else None,
        total=now.total if same else None,
        due=now.due if same else None,
        share=now.share if same else None,
    )
    return replace(row, standing=standing)
