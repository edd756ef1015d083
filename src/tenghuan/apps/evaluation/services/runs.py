"""Freeze the facts, score them, give a run up."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.evaluation.grading import results, write_grades
from tenghuan.apps.evaluation.models import Method, Run
from tenghuan.apps.evaluation.moving import move
from tenghuan.apps.evaluation.snapshot import digest, frozen, take
from tenghuan.apps.evaluation.states import RUN_STEPS
from tenghuan.errors import InputFault


@service("evaluation.freeze")
def freeze(actor: Actor, method: Method, decided: dict[str, dict[str, Any]] | None = None) -> Run:
    """Freeze the facts of the method's county and year; later changes of the register do not reach this run.

    Raises:
        InputFault: the register has no facts of that year.
    """
    table = take(method.county, method.year, decided)
    if table.num_rows == 0:
        raise InputFault(
            _("%(c)s没有 %(y)d 年的企业数据") % {"c": method.county, "y": method.year},
            remedy=_("请先在“数据接入”导入各部门工作簿"),
        )
    content = frozen(table)
    run = Run(method=method, county=method.county, year=method.year, frozen_at=timezone.now())
    run.snapshot_digest = digest(content)
    run.snapshot.save(f"{method.county.code}-{method.year}-{run.snapshot_digest[:16]}.parquet", ContentFile(content))
    record(run, after={**snapshot(run), "rows": table.num_rows})
    return run


@service("evaluation.score")
def score(actor: Actor, run: Run) -> None:
    """Score and grade the frozen facts; a run that is not yet before the enterprises may be scored again."""
    table, result_digest = results(run)
    before = snapshot(run, ("state", "result_digest"))
    move(actor, run, RUN_STEPS, "score", result_digest=result_digest)
    write_grades(run, table)
    record(run, before=before, after=snapshot(run, ("state", "result_digest")))


@service("evaluation.abandon")
def abandon(actor: Actor, run: Run, reason: str) -> None:
    """Give a run up before its publication, with the reason."""
    before = snapshot(run, ("state",))
    move(actor, run, RUN_STEPS, "abandon")
    record(run, before=before, after={"state": run.state, "reason": reason})
