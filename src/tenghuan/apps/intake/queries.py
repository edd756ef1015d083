"""What more than one view of the intake reads; the account's scope is applied here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from tenghuan.apps.intake.models import Batch, BatchFault
from tenghuan.apps.kit.models import Origin
from tenghuan.apps.kit.sinks import RULES
from tenghuan.apps.kit.taking import Done
from tenghuan.reading.checks import Fault, default_rules

BATCH_PARTS = ("workbook__file", "county", "unit", "officer", "source")


def batches(account: Any, state: str = "", register: str = "") -> QuerySet[Batch]:
    """Return the batches in the account's scope, newest first, without their large columns."""
    found = Batch.objects.visible_to(account).select_related(*BATCH_PARTS).defer("look", "configuration")
    if state:
        found = found.filter(state=state)
    return found.filter(register=register) if register else found


def batch_of(account: Any, pk: int) -> Batch:
    """Return one batch, or 404 outside the account's scope."""
    return get_object_or_404(Batch.objects.visible_to(account).select_related(*BATCH_PARTS), pk=pk)


def own(account: Any, batch: Batch) -> bool:
    """Tell whether the account works on the batch; a prefecture's office only looks on."""
    return account.region_id == (batch.town_id or batch.county_id)


def by_rule(batch: Batch) -> list[dict[str, Any]]:
    """Return the faults by rule: title, level, how many, how many of them wait; errors first."""
    rows = (
        batch.faults.values("rule", "severity")
        .annotate(count=Count("pk"), waiting=Count("pk", filter=Q(severity="error") | Q(waived_reason="")))
        .order_by("severity", "-count")
    )
    titles = {key: rule.title for key, rule in default_rules().items()} | {key: str(t) for key, t in RULES.items()}
    return [{**row, "title": titles.get(row["rule"], row["rule"])} for row in rows]


def tally_of(batch: Batch) -> Done | None:
    """Return what the rows of a committed batch came to; None for facts, which are kept whatever they say."""
    if batch.source_id is not None:
        return None
    rows = Origin.objects.filter(batch=batch.name).aggregate(
        made=Count("pk", filter=Q(before__isnull=True)), changed=Count("pk", filter=Q(before__isnull=False))
    )
    return Done(rows["made"], rows["changed"], max(batch.rows - rows["made"] - rows["changed"], 0))


def faults_of(batch: Batch, params: Mapping[str, str]) -> QuerySet[BatchFault]:
    """Return the faults that the page's filters ask for: rule, severity, status (waiting, waived), text."""
    found = batch.faults.all()
    if rule := params.get("rule"):
        found = found.filter(rule=rule)
    if (severity := params.get("severity")) in ("error", "warning"):
        found = found.filter(severity=severity)
    if params.get("status") == "waived":
        found = found.exclude(waived_reason="")
    elif params.get("status") == "waiting":
        found = found.filter(waived_reason="")
    if text := params.get("text", "").strip():
        found = found.filter(Q(message__icontains=text) | Q(cell__iexact=text) | Q(label__icontains=text))
    return found


def as_faults(batch: Batch, rows: Sequence[BatchFault] | QuerySet[BatchFault]) -> list[Fault]:
    """Return kept faults as the reading room knows them, to mark a workbook with."""
    name = batch.workbook.name
    return [
        Fault(
            file=name,
            sheet=row.sheet,
            cell=row.cell,
            row=row.line,
            field=row.field,
            label=row.label,
            rule=row.rule,
            severity="error" if row.severity == "error" else "warning",
            message=row.message,
            remedy=row.remedy,
            count=row.count,
            waived=row.waived_reason,
        )
        for row in rows
    ]
