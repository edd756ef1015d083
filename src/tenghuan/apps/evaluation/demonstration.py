"""The evaluation in the demonstration: one final list and one that is being published, on facts in the register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation.models import Decision, DecisionKind, Graded, Run
from tenghuan.apps.evaluation.parameters import default_policies, parameter
from tenghuan.apps.evaluation.services import decisions, objections, procedure, runs
from tenghuan.apps.evaluation.services.decisions import Decided
from tenghuan.apps.evaluation.services.methods import add_method
from tenghuan.apps.evaluation.services.policies import adopt_policies
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.organization.models import Region
from tenghuan.scoring import parse_scheme

DOCUMENT = "示例文件（{year}）1 号"
CONFIRMED = 12  # sheets that are confirmed in the list that is being published
OBJECTIONS = ("用地面积含已退还的出租地块，请按实际使用面积核减。", "年中并入的子公司税收未计入，请核实。")


def load(
    actor: Actor,
    county: Region,
    scheme: str,
    years: tuple[int, int],
    facts: Mapping[int, pa.Table] | None = None,
    draws: int = 10_000,
) -> list[Run]:
    """Make a final run of the earlier year and a published one of the later; nothing if the county has runs already.

    Args:
        actor: the platform.
        county: with the facts of both years in its register.
        scheme: YAML of the method (``views.methods.shipped()``).
        years: (earlier, later).
        facts: year → table with ``uscc``, ``bonus``, ``deduction``, ``veto``, ``exempt``, as ``sample_facts`` gives;
            they become decisions of the office. Codes of enterprises that the register lacks are passed over.
        draws: of the stability.
    """
    if Run.objects.filter(county=county).exists():
        return []
    made = [_scored(actor, county, scheme, year, (facts or {}).get(year)) for year in years]
    first, second = made
    _finalise(actor, first)
    today = timezone.localdate()
    since = date(first.year + 1, 7, 1)
    default = [
        rule for rule in default_policies() if rule.value is not None and not (rule.until and rule.until < since)
    ]
    adopt_policies(actor, county, default, since=since)
    _publish(actor, second, today, draws)
    return made


def _scored(actor: Actor, county: Region, scheme: str, year: int, table: pa.Table | None) -> Run:
    source = parse_scheme(scheme, county.name).source or "示例办法，本地参数（待核实）"
    method = add_method(actor, county, year, scheme, source[:200])
    if table is not None:
        _decide(actor, county, year, table)
    run = runs.freeze(actor, method)
    runs.score(actor, run)
    return run


def _decide(actor: Actor, county: Region, year: int, table: pa.Table) -> None:
    known = set(Enterprise.objects.filter(county=county, years__year=year).values_list("uscc", flat=True))
    if Decision.objects.filter(county=county, year=year).exists():
        return
    document = DOCUMENT.format(year=year)
    found: list[Decided] = []
    for row in table.select(["uscc", "bonus", "deduction", "veto", "exempt"]).to_pylist():
        if row["uscc"] not in known:
            continue
        for kind in (DecisionKind.BONUS, DecisionKind.DEDUCTION):
            if row[kind]:
                points = Decimal(str(row[kind]))
                found.append(Decided(row["uscc"], kind, "示例：按办法加减分", document, points=points))
        codes = filter(None, (row["veto"] or "").split(";"))
        veto = "示例：主管部门认定"
        found += [Decided(row["uscc"], DecisionKind.VETO, veto, document, code=code) for code in codes]
        if row["exempt"]:
            found.append(Decided(row["uscc"], DecisionKind.EXEMPT, row["exempt"], document))
    if found:
        decisions.decide(actor, county, year, found)


def _finalise(actor: Actor, run: Run) -> None:
    opens = date(run.year + 1, 5, 9)
    procedure.open_confirmation(actor, run, today=opens - timedelta(days=14))
    days = parameter(run.county, "publication_days", opens).value
    procedure.publish(actor, run, opens=opens, days=days)
    assert run.closes_on is not None
    procedure.close_publication(actor, run, today=run.closes_on + timedelta(days=1))
    decided_on = run.closes_on + timedelta(days=7)
    procedure.finalise(actor, run, decided_on=decided_on, number=f"示例纪要〔{run.year + 1}〕6 号")


def _publish(actor: Actor, run: Run, today: date, draws: int) -> None:
    runs.assess_stability(actor, run, draws=draws)
    ranked = Graded.objects.filter(run=run).exclude(rank=None).select_related("enterprise__county", "run__county")
    held = ranked.order_by("-track", "-rank").first()
    if held is not None:
        procedure.override(
            actor,
            run,
            held.enterprise,
            grade="",
            reason="示例：重大项目建设期",
            document=DOCUMENT.format(year=run.year),
        )
    procedure.open_confirmation(actor, run, today=today)
    for line in ranked.exclude(grade=_last(run)).order_by("track", "rank")[:CONFIRMED]:
        line.run = run
        procedure.confirm_sheet(actor, line)
    procedure.publish(actor, run, opens=today, days=parameter(run.county, "publication_days", today).value)
    worst = list(ranked.filter(grade=_last(run)).exclude(enterprise__town=None).order_by("track", "rank"))
    for text, line in zip(OBJECTIONS, worst, strict=False):
        line.run = run
        made = objections.file_objection(actor, line, text=f"（示例）{text}", today=today)
        if text is OBJECTIONS[-1]:
            objections.forward(actor, made, opinion="（示例）情况属实，请办公室复核。", today=today)
    run.refresh_from_db()
    assert run.state == RunState.PUBLISHED


def _last(run: Run) -> str:
    track = parse_scheme(run.method.scheme, run.method.name).tracks[0]
    return track.grades[-1].grade
