"""Versions of schemes: each is its text; none is changed, a new one follows."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.assessment import counting, drawing
from tenghuan.apps.assessment.guards import office_of
from tenghuan.apps.assessment.models import Adding, Kind, Scheme
from tenghuan.apps.assessment.objects import objects_of
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.organization.models import Level, Region
from tenghuan.errors import InputFault


@service("assessment.add_scheme", gettext_lazy("新增考核办法"), locks=("county",))
def add_scheme(
    actor: Actor,
    county: Region,
    *,
    year: int,
    kind: str,
    text: str,
    source: str,
    groups: str = "",
    adding: str = Adding.SUM,
    sample: bool = False,
) -> Scheme:
    """Add the next version of how a kind of objects is assessed in a year; earlier versions stay as they are.

    Args:
        county: whose office assesses; a city or province for counties.
        groups: who is assessed, a group a line; empty: all of the kind.

    Raises:
        InputFault: not the region's office, a scheme at fault (every fault with its place), a figure that nothing is
            drawn for, a name in the groups that is none of the kind's, no source.
    """
    office_of(actor, county)
    if (kind == Kind.COUNTIES) == (county.level == Level.COUNTY):
        raise InputFault(_("县（市、区）由市、省考核，其他对象由本县考核"), remedy=_("请改选考核对象"))
    scheme = counting.scheme_of(text)
    for key, _actual, _target in (told for item in scheme.items for told in item.draws):
        drawing.hold(key)
    objects_of(county, kind, groups)
    if not source.strip():
        raise InputFault(_("请填考核办法的依据"), remedy=_("填文件名称和文号；没有公开文件的注明本地参数（待核实）"))
    last = Scheme.objects.filter(county=county, year=year, kind=kind).order_by("-version").first()
    told = {
        "text": text, "source": source.strip()[:200], "groups": groups.strip(), "adding": adding,
        "digest": counting.digest_of(text),
    }  # fmt: skip
    if last is not None and all(getattr(last, name) == value for name, value in told.items()):  # sent twice
        nothing_changed()
        return last
    made = Scheme.objects.create(
        county=county, year=year, kind=kind, name=scheme.name[:200], version=last.version + 1 if last else 1,
        made_by=actor.user, sample=sample, **told,
    )  # fmt: skip
    timeline.write(actor, made, EventKind.MADE, _("登记"))
    record(made, after=snapshot(made))
    return made
