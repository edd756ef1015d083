"""Freeze the facts into a run, weigh how firm its grades are; its moves are its loop's business."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.enterprises.models import Source
from tenghuan.apps.evaluation.grading import BATCH, Weighed
from tenghuan.apps.evaluation.guards import office_of
from tenghuan.apps.evaluation.models import Graded, Method, Run
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.apps.evaluation.registers import EVALUATING
from tenghuan.apps.evaluation.snapshot import decided_of, digest, frozen, of_year, take
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.kit.parameters import parameter
from tenghuan.errors import InputFault
from tenghuan.scoring import Scheme, parse_scheme

SAMPLE = "示例"


@service("evaluation.freeze", gettext_lazy("冻结评价数据"), locks=("method",))
def freeze(actor: Actor, method: Method, decided: dict[str, dict[str, Any]] | None = None) -> Run:
    """Freeze the facts of the method's county and year; later changes of the register do not reach this run.

    A run on the very same facts that nobody has scored yet is returned as it is: a form sent twice makes one run.

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
    scheme = parse_scheme(method.scheme, method.name)
    _check_vetoes(scheme, decided)
    table = take(county, year, decided, looks_back=scheme.looks_back)
    if table.num_rows == 0:
        raise InputFault(
            _("%(c)s没有 %(y)d 年的企业数据") % {"c": county, "y": year},
            remedy=_("请先在“数据接入”导入各部门工作簿"),
        )
    content = frozen(table)
    same = Run.objects.filter(method=method, state=RunState.FROZEN, snapshot_digest=digest(content)).first()
    if same is not None:
        nothing_changed()
        return same
    run = Run(method=method, county=county, year=year, frozen_at=timezone.now())
    run.sample = settings.DEMO or Source.objects.filter(county=county, workbook__contains=SAMPLE).exists()
    run.snapshot_digest = digest(content)
    run.snapshot.save(f"{county.code}-{year}-{run.snapshot_digest[:16]}.parquet", ContentFile(content))
    timeline.write(actor, run, EventKind.MADE, _("冻结数据"))
    EVALUATING.turn(actor, run)
    record(run, after={**snapshot(run), "rows": of_year(table, table, year).num_rows, "decided": len(decided)})
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


@service("evaluation.assess_stability", gettext_lazy("测算档次稳定性"))
def assess_stability(actor: Actor, run: Run, weighed: Weighed) -> None:
    """Keep for each enterprise the share of draws in each grade.

    Args:
        actor: the county's office.
        run: scored and not yet published; afterwards the shares stand as they were.
        weighed: what :func:`~tenghuan.apps.evaluation.grading.weigh` found of this list.

    Raises:
        InputFault: published meanwhile, or scored anew since it was weighed.
    """
    office_of(actor, run.county)
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state not in (RunState.SCORED, RunState.CONFIRMING):
        raise InputFault(
            _("“%(s)s”时不能再算稳定性") % {"s": run.get_state_display()}, remedy=_("在初评之后、公示之前计算")
        )
    if run.result_digest != weighed.of:
        raise InputFault(_("测算期间名单已重新初评"), where=str(run), remedy=_("请再算一次"))
    lines = list(run.graded.select_related("enterprise").only("pk", "shares", "enterprise__uscc"))
    for line in lines:
        line.shares = weighed.shares.get(line.enterprise.uscc, {})
    Graded.objects.bulk_update(lines, ("shares",), batch_size=BATCH)
    firm = weighed.firm
    bound = parameter(run.county, "loose_percent", timezone.localdate()).days / 100
    before = snapshot(run, ("stability",))
    run.stability = {
        **weighed.told,
        "of": weighed.of,
        "enterprises": len(firm),
        "mean": round(sum(firm) / len(firm), 4) if firm else None,
        "bound": bound,
        "loose": sum(share < bound for share in firm),
    }
    run.save(update_fields=("stability",))
    record(run, before=before, after=snapshot(run, ("stability",)))
