"""Versions of a county's scoring method."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.evaluation.guards import office_of
from tenghuan.apps.evaluation.models import Method
from tenghuan.apps.evaluation.snapshot import digest
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault
from tenghuan.scoring import parse_scheme


@service("evaluation.add_method", gettext_lazy("新增评价办法"))
def add_method(actor: Actor, county: Region, year: int, scheme: str, source: str) -> Method:
    """Add the next version of the method for a year; the scheme is checked, earlier versions stay as they are.

    Raises:
        SchemeFault: the scheme's faults, each with its place; InputFault: no source, or a scheme that compares with
            the year before and is of another year.
    """
    office_of(actor, county)
    parsed = parse_scheme(scheme, "评分方案")
    if not source.strip():
        raise InputFault(_("请填评价办法的依据"), remedy=_("填文件名称和文号；没有公开文件的注明本地参数（待核实）"))
    if parsed.looks_back and parsed.year != year:
        raise InputFault(
            _("方案与上年比较，方案里的 year 是 %(y)s，这里评的是 %(m)s 年") % {"y": parsed.year, "m": year},
            where="year",
            remedy=_("请把方案的 year 改为评价年度"),
        )
    # one version at a time: its number follows the last one's
    Region.objects.select_for_update().get(pk=county.pk)
    last = Method.objects.filter(county=county, year=year).order_by("-version").first()
    text = digest(scheme.encode())
    if last is not None and (last.digest, last.source) == (text, source.strip()):  # the same form, sent twice
        nothing_changed()
        return last
    method = Method.objects.create(
        county=county,
        year=year,
        name=parsed.name[:120],
        version=last.version + 1 if last else 1,
        scheme=scheme,
        digest=text,
        source=source.strip(),
    )
    record(method, after=snapshot(method))
    return method
