"""What the office does: thresholds from a workbook, and a run on frozen facts, kept and compared with the last one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, hold_rows, nothing_changed, record, service, snapshot
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation.guards import office_of
from tenghuan.apps.evaluation.snapshot import digest
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.kit.once import keep, made_by
from tenghuan.apps.organization.models import Region
from tenghuan.apps.remediation import dictionary
from tenghuan.apps.screening import rulesets
from tenghuan.apps.screening.models import Caught, Exempted, Moved, RuleSet, RuleState, Run, Verdict
from tenghuan.apps.screening.running import Screened
from tenghuan.apps.screening.wording import brief, reason_of
from tenghuan.errors import InputFault
from tenghuan.screening import Catch, compare, read_thresholds

BATCH = 1000
OUT = pa.schema([(name, pa.string()) for name in ("uscc", "list", "verdict", "name", "town")])


@service("screening.thresholds", gettext_lazy("导入阈值表"), locks=("rules",))
def import_thresholds(actor: Actor, rules: RuleSet, content: bytes, name: str) -> int:
    """Take the thresholds of a workbook into a draft, in place of those brought in before; return how many.

    Raises:
        InputFault: not a draft, no table of thresholds, or cells at fault (all of them named).
    """
    office_of(actor, rules.county)
    if rules.state != RuleState.DRAFT:
        raise InputFault(_("只有草案可以导入阈值表"), where=str(rules), remedy=_("请另拟新版"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{Path(name).suffix.lower()[:6]}"
        path.write_bytes(content)
        found = read_thresholds(path)
    _write_thresholds(actor, rules, rulesets.kept(found), name)
    return len(found)


@service("screening.carry_thresholds", gettext_lazy("沿用阈值表"), locks=("rules",))
def carry_thresholds(actor: Actor, rules: RuleSet, rows: list[dict[str, Any]], name: str) -> None:
    """Carry the thresholds of an earlier version into a draft."""
    office_of(actor, rules.county)
    _write_thresholds(actor, rules, rows, name)


def _write_thresholds(actor: Actor, rules: RuleSet, rows: list[dict[str, Any]], name: str) -> None:
    told = {"thresholds": rows, "thresholds_file": name[:200]}
    if (rules.thresholds, rules.thresholds_file) == (rows, name[:200]):
        nothing_changed()
        return
    here = RuleSet.objects.filter(pk=rules.pk, state=RuleState.DRAFT)
    if not here.update(**told, revision=F("revision") + 1):
        raise InputFault(_("只有草案可以导入阈值表"), where=str(rules), remedy=_("请另拟新版"))
    before = {"thresholds_file": rules.thresholds_file, "rows": len(rules.thresholds)}
    rules.refresh_from_db()
    note = _("%(n)d 行，%(f)s") % {"n": len(rows), "f": name}
    timeline.write(actor, rules, EventKind.CHANGE, _("导入阈值表"), note=note)
    record(rules, before=before, after={"thresholds_file": rules.thresholds_file, "rows": len(rows)})


@service("screening.run", gettext_lazy("开展筛查"))
def run(actor: Actor, rules: RuleSet, year: int, found: Screened, *, once: str = "") -> Run:
    """Keep what screening a year's facts gave (``running.screened``): who was caught, compared with last time.

    ``once``: the token of the form; sent twice, the first run is returned.

    Raises:
        InputFault: not the county's office.
    """
    county = rules.county
    office_of(actor, county)
    hold_rows(county)  # a county's runs follow one another: each is compared with the one before
    if (same := made_by(once, Run)) is not None:
        nothing_changed()
        return same
    rows = _with_exemptions(county, found.catches, timezone.localdate())
    made = Run(county=county, rules=rules, year=year, by=timeline.name_of(actor), looked_at=found.looked_at)
    made.before = Run.objects.filter(county=county).order_by("pk").last()
    made.notes, made.sample, made.snapshot_digest = list(found.notes), settings.DEMO, digest(found.content)
    made.snapshot.save(f"{county.code}-{year}-{made.snapshot_digest[:16]}.parquet", ContentFile(found.content))
    _keep(made, rows)
    keep(once, made)
    record(made, after={**snapshot(made), "caught": len(rows)})
    return made


def _with_exemptions(county: Region, catches: Iterable[Catch], day: date) -> list[Caught]:
    """Return the rows to keep; who is on a list but let off by a document that day is exempt, with the document."""
    codes = dict(Enterprise.objects.filter(county=county).values_list("uscc", "pk"))
    let_off: dict[int, list[Exempted]] = {}
    for one in Exempted.objects.filter(county=county, retired_on=None, starts_on__lte=day, ends_on__gte=day):
        let_off.setdefault(one.enterprise_id, []).append(one)
    rows = []
    for catch in catches:
        row = Caught(
            enterprise_id=codes[catch.uscc], name=catch.name or "", town_name=catch.town or "", list_name=catch.list,
            verdict=catch.verdict, reason=reason_of(catch)[:300], source=catch.source[:300],
            lines=[{"text": str(line), "brief": brief(line), "holds": line.holds} for line in catch.lines],
        )  # fmt: skip
        own = next((o for o in let_off.get(row.enterprise_id, ()) if _names(o, row.list_name)), None)
        if own is not None and row.verdict == Verdict.IN:
            row.verdict = Verdict.EXEMPT
            row.reason = _("%(r)s（%(d)s，至 %(e)s）") % {"r": own.reason, "d": own.document, "e": own.ends_on}
        rows.append(row)
    return rows


def _names(exempted: Exempted, rule: str) -> bool:
    return not exempted.lists or rule in dictionary.split(exempted.lists)


def _keep(made: Run, rows: list[Caught]) -> None:
    """Write the rows of a run, each with how it stands to the last one; who left a list has a row of its own."""
    codes = dict(Enterprise.objects.filter(county=made.county).values_list("uscc", "pk"))
    by_pk = {pk: code for code, pk in codes.items()}
    now = pa.Table.from_pylist(
        [_out(by_pk[row.enterprise_id], row.list_name, row.verdict, row.name, row.town_name) for row in rows], OUT
    )
    past = Caught.objects.none() if made.before is None else made.before.caught.exclude(verdict=Verdict.GONE)
    names = ("enterprise__uscc", "list_name", "verdict", "name", "town_name")
    old = pa.Table.from_pylist([_out(*row) for row in past.values_list(*names)], OUT)
    moved: dict[tuple[int, str], Any] = {}
    gone = []
    for change in compare(old, now):
        key = (codes[change.uscc], change.list)
        moved[key] = change.kind
        if change.kind == Moved.GONE.value and change.after is None:
            gone.append(_left(key, change.name or "", change.town or ""))
    for row in rows:
        row.moved = moved.get((row.enterprise_id, row.list_name), "") if made.before else ""
    for row in (*rows, *gone):
        row.run = made
    Caught.objects.bulk_create([*rows, *gone], batch_size=BATCH)


def _out(*told: str) -> dict[str, str]:
    return dict(zip(OUT.names, told, strict=True))


def _left(key: tuple[int, str], name: str, town: str) -> Caught:
    return Caught(
        enterprise_id=key[0], list_name=key[1], name=name, town_name=town, verdict=Verdict.GONE, moved=Moved.GONE
    )
