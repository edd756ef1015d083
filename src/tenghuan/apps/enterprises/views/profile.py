"""One file an enterprise (一企一档): identity, facts over the years, position, land, what others know of it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.fields import account_word
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises import charts, hooks
from tenghuan.apps.enterprises.dossier import book, fact_labels, fact_rows, ratio_rows
from tenghuan.apps.enterprises.exporting import land_rows, register_names
from tenghuan.apps.enterprises.lineage import RowOfOrigin, origin
from tenghuan.apps.enterprises.merging import FACTS
from tenghuan.apps.enterprises.models import Conflict, Enterprise, Record, Status, YearFacts
from tenghuan.apps.enterprises.queries import enterprise_of, positions
from tenghuan.apps.enterprises.ratios import RATIOS
from tenghuan.apps.enterprises.services.enterprises import set_status as set_status_service
from tenghuan.apps.enterprises.views.listing import industry_name
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web import attachment
from tenghuan.apps.web.stories import Step, Story, tell
from tenghuan.publishing.tables import to_book
from tenghuan.reference import industry

VIEWERS = (*OFFICIALS, Role.ENTERPRISE)
SOURCES_SHOWN = 100


@page(VIEWERS)
def enterprise(request: AccountRequest, pk: int) -> HttpResponse:
    """Show all that is known of one enterprise; ``?export=xlsx`` gives its facts over the years."""
    subject = enterprise_of(request.user, pk)
    years = list(YearFacts.objects.filter(enterprise=subject).select_related("enterprise").order_by("year"))
    latest = next((facts for facts in reversed(years) if facts.tax is not None), years[-1] if years else None)
    seen = hooks.Profile(subject, request.user)
    grades = hooks.grades(subject, request.user, seen)
    records = list(Record.objects.filter(enterprise=subject).select_related("source").order_by("-source__at", "line"))
    land_year, parcels = land_rows(records)
    found = industry(subject.industry) if subject.industry else None
    context = {
        "enterprise": subject,
        "former": list(subject.former_names.order_by("name")) if seen.has("former") else [],
        "industry": found,
        "division": industry_name(subject.industry),
        "facts": fact_rows(years),
        "years": years,
        "ratios": ratio_rows(years),
        "position": _position(latest),
        "latest": latest,
        "charts": [*charts.of_years(years), *charts.of_months(_months(records)), *charts.of_grades(grades)],
        "grades": grades,
        "land_year": land_year,
        "parcels": parcels,
        "sections": hooks.sections(subject, request.user, seen),
        "conflicts": _conflicts(subject) if seen.has("conflicts") else [],
        "labels": fact_labels(),
        "sources": _sources(records),
        "shows_officer": request.user.role != Role.ENTERPRISE,
        "may_settle": _may_change(request, subject),
        "statuses": Status.choices,
    }
    if request.GET.get("export") == "xlsx":
        return attachment(to_book(book(context)), f"{subject.name}_{_('一企一档')}.xlsx")
    return render(request, "enterprises/enterprise.html", context)


def _position(latest: YearFacts | None) -> list[dict[str, Any]]:
    """Where the latest year stands in its industry (division) and town: rank, of how many, share it is ahead of."""
    if latest is None:
        return []
    subject = latest.enterprise
    division = subject.industry[:2]
    groups = {"county": Q()}
    if division:
        groups["industry"] = Q(enterprise__industry__startswith=division)
    if subject.town_id:
        groups["town"] = Q(enterprise__town=subject.town_id)
    found = positions(latest, groups)
    rows = []
    for ratio in RATIOS:
        if ratio.key not in found["county"]:
            continue
        stands = [_standing(found.get(name, {}).get(ratio.key)) for name in ("industry", "town", "county")]
        rows.append({"ratio": ratio, "value": ratio.of(latest), "groups": stands})
    return rows


def _standing(found: tuple[int, int] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    rank, count = found
    return {"rank": rank, "count": count, "ahead": (count - rank) / (count - 1) if count > 1 else None}


def _conflicts(subject: Enterprise) -> list[Conflict]:
    return list(Conflict.objects.filter(enterprise=subject, chosen=None).order_by("-year", "fact"))


def _months(records: Sequence[Record]) -> list[tuple[int, int, float]]:
    """Return (year, month, electricity) of the monthly power records, in order; meters are summed."""
    power = (one for one in records if one.register == "power" and None not in (one.year, one.month))
    found: dict[tuple[int, int], dict[Any, float]] = {}
    for one in sorted(power, key=lambda one: (one.source_id, one.pk)):
        if one.values.get("electricity") is not None:
            assert one.year is not None
            assert one.month is not None
            found.setdefault((one.year, one.month), {})[one.values.get("meter")] = one.values["electricity"]
    return [(year, month, sum(meters.values())) for (year, month), meters in sorted(found.items())]


def _sources(records: Sequence[Record]) -> list[dict[str, Any]]:
    names = register_names()
    return [{"record": r, "register": names.get(r.register, r.register)} for r in records[:SOURCES_SHOWN]]


def _may_change(request: AccountRequest, subject: Enterprise) -> bool:
    return request.user.role == Role.OFFICE and request.user.region_id == subject.county_id


@page(VIEWERS)
def fact(request: AccountRequest, pk: int, year: int, name: str) -> HttpResponse:
    """Tell how a value came about: the rows and cells it is taken from."""
    subject = enterprise_of(request.user, pk)
    if name not in FACTS:
        raise Http404
    facts = get_object_or_404(YearFacts.objects.select_related("enterprise"), enterprise=subject, year=year)
    column = field_of(YearFacts, name)
    itself = request.user.role == Role.ENTERPRISE
    links = []
    if not itself and Conflict.objects.filter(enterprise=subject, year=year, fact=name).exists():
        links.append((_("另一部门报了不同的数，查看冲突"), reverse("enterprises:conflicts")))
    story = Story(
        subject.name,
        reverse("enterprises:enterprise", args=(subject.pk,)),
        _("%(y)d 年%(l)s") % {"y": year, "l": column.verbose_name},
        getattr(facts, name),
        str(column.help_text),
        [_step(row, officer=not itself) for row in origin(facts, name, request.user)],
        links=links,
    )
    return tell(request, story)


def _step(row: RowOfOrigin, *, officer: bool) -> Step:
    """Return a row of a workbook as a step of a value's story."""
    source, month = row.record.source, row.record.month
    register = register_names().get(row.record.register, row.record.register)
    when = _("%(m)d 月 ") % {"m": month} if month else ""
    return Step(
        [(f"{when}{cell.label}", cell.value, cell.unit) for cell in row.cells],
        " · ".join(
            (str(register), source.workbook, source.sheet, "、".join(c.cell for c in row.cells if c.cell))
        ).strip(" ·"),
        " ".join(filter(None, (str(source.unit), account_word(source.officer) if officer else ""))),
        source.at,
        "" if row.counts else _("已被更正，不计"),
        row.counts,
        (_("原件"), row.original) if row.original else None,
    )


@page(VIEWERS)
def qr(request: AccountRequest, pk: int) -> HttpResponse:
    """Return the QR code (SVG) that opens the enterprise's page for those who may see it."""
    subject = enterprise_of(request.user, pk)
    address = request.build_absolute_uri(reverse("enterprises:code", args=(subject.uscc,)))
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind="svg", scale=4, border=4, light="white")
    response = HttpResponse(stream.getvalue(), content_type="image/svg+xml")
    if request.GET.get("download"):
        response["Content-Disposition"] = f'attachment; filename="{subject.uscc}.svg"'
    return response


@page((Role.OFFICE,), methods=("POST",))
def set_status(request: AccountRequest, pk: int) -> HttpResponse:
    """Note that the enterprise closed, moved or is back in business."""
    subject = enterprise_of(request.user, pk)
    if not _may_change(request, subject):
        raise PermissionDenied
    set_status_service(Actor.of(request), subject, request.POST.get("status", ""), request.POST.get("reason", ""))
    messages.success(request, _("状态已登记"))
    return redirect("enterprises:enterprise", pk)
