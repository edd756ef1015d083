"""Freeze the facts, score them, weigh how firm the grades are, give a run up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.enterprises.models import Source
from tenghuan.apps.evaluation.grading import BATCH, facts_now, results, scheme_of, write_grades
from tenghuan.apps.evaluation.guards import office_of
from tenghuan.apps.evaluation.models import Graded, Method, Run
from tenghuan.apps.evaluation.moving import move
from tenghuan.apps.evaluation.parameters import parameter, veto_names
from tenghuan.apps.evaluation.snapshot import decided_of, digest, frozen, take
from tenghuan.apps.evaluation.states import RUN_STEPS, RunState
from tenghuan.errors import InputFault
from tenghuan.scoring import Scheme, parse_scheme, stability

SAMPLE = "示例"


@service("evaluation.freeze")
def freeze(actor: Actor, method: Method, decided: dict[str, dict[str, Any]] | None = None) -> Run:
    """Freeze the facts of the method's county and year; later changes of the register do not reach this run.

    Args:
        actor: the county's office.
        method: whose county and year.
        decided: credit code → bonus, deduction, veto, exempt; by default what the office's decisions say.

    Raises:
        InputFault: the register has no facts of that year, or a decided veto is none of the method's.
    """
    county, year = method.county, method.year
    office_of(actor, county)
    decided = decided_of(county, year) if decided is None else decided
    _check_vetoes(parse_scheme(method.scheme, method.name), decided)
    table = take(county, year, decided)
    if table.num_rows == 0:
        raise InputFault(
            _("%(c)s没有 %(y)d 年的企业数据") % {"c": county, "y": year},
            remedy=_("请先在“数据接入”导入各部门工作簿"),
        )
    content = frozen(table)
    run = Run(method=method, county=county, year=year, frozen_at=timezone.now())
    run.sample = settings.DEMO or Source.objects.filter(county=county, workbook__contains=SAMPLE).exists()
    run.snapshot_digest = digest(content)
    run.snapshot.save(f"{county.code}-{year}-{run.snapshot_digest[:16]}.parquet", ContentFile(content))
    record(run, after={**snapshot(run), "rows": table.num_rows, "decided": len(decided)})
    return run


def _check_vetoes(scheme: Scheme, decided: dict[str, dict[str, Any]]) -> None:
    known = set.intersection(*(set(track.vetoes) for track in scheme.tracks))
    used = {code for row in decided.values() for code in (row.get("veto") or "").split(";") if code}
    if unknown := sorted(used - known):
        words = "、".join(f"{veto_names().get(code, code)}（{code}）" for code in unknown)
        raise InputFault(
            _("评价办法没有规定这些否决事项：%(v)s") % {"v": words},
            where=scheme.name,
            remedy=_("在办法的 vetoes 中补上，或改正所登记的否决事项"),
        )


@service("evaluation.score")
def score(actor: Actor, run: Run) -> None:
    """Score and grade the frozen facts; a run that is not yet before the enterprises may be scored again."""
    office_of(actor, run.county)
    table, result_digest, remarks = results(run)
    before = snapshot(run, ("state", "result_digest"))
    move(actor, run, RUN_STEPS, "score", result_digest=result_digest, remarks=remarks)
    write_grades(run, table)
    record(run, before=before, after={**snapshot(run, ("state", "result_digest")), "rows": table.num_rows})


@service("evaluation.assess_stability")
def assess_stability(actor: Actor, run: Run, draws: int = 10_000, spread: float = 0.1) -> None:
    """Draw weights and benchmarks at random and keep for each enterprise the share of draws in each grade.

    Args:
        actor: the county's office.
        run: scored and not yet published; afterwards the shares stand as they were.
        draws: how many.
        spread: how far a weight or benchmark may be off, as a share of itself.
    """
    office_of(actor, run.county)
    if run.state not in (RunState.SCORED, RunState.CONFIRMING):
        raise InputFault(
            _("“%(s)s”时不能再算稳定性") % {"s": run.get_state_display()}, remedy=_("在初评之后、公示之前计算")
        )
    scheme, facts = scheme_of(run), facts_now(run)
    found = stability(facts, scheme, draws=draws, seed=run.year, weight_spread=spread, benchmark_spread=spread)
    shares = {row.uscc: row.shares for row in found.rows}
    lines = list(run.graded.select_related("enterprise").only("pk", "shares", "enterprise__uscc"))
    for line in lines:
        line.shares = shares.get(line.enterprise.uscc, {})
    Graded.objects.bulk_update(lines, ("shares",), batch_size=BATCH)
    firm = [row.firm for row in found.rows]
    bound = parameter(run.county, "loose_percent", timezone.localdate()).value / 100
    before = snapshot(run, ("stability",))
    run.stability = {
        "draws": draws,
        "seed": run.year,
        "spread": spread,
        "of": run.result_digest,
        "enterprises": len(firm),
        "mean": round(sum(firm) / len(firm), 4) if firm else None,
        "bound": bound,
        "loose": sum(share < bound for share in firm),
    }
    run.save(update_fields=("stability",))
    record(run, before=before, after=snapshot(run, ("stability",)))


@service("evaluation.abandon")
def abandon(actor: Actor, run: Run, reason: str) -> None:
    """Give a run up before its publication, with the reason."""
    office_of(actor, run.county)
    if not reason.strip():
        raise InputFault(_("请写明作废理由"))
    before = snapshot(run, ("state",))
    move(actor, run, RUN_STEPS, "abandon")
    record(run, before=before, after={"state": run.state, "reason": reason.strip()})
