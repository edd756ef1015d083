"""What the page of an enterprise (一企一档) shows beside its fields, and the same as one workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.fields import value_word
from tenghuan.apps.enterprises import charts, hooks
from tenghuan.apps.enterprises.columns import industry_name
from tenghuan.apps.enterprises.dossier import fact_labels, fact_rows, ratio_rows
from tenghuan.apps.enterprises.exporting import land_rows, register_names
from tenghuan.apps.enterprises.merging import IDENTITY
from tenghuan.apps.enterprises.models import Conflict, Enterprise, Record, Status, YearFacts
from tenghuan.apps.enterprises.projection import listed
from tenghuan.apps.enterprises.queries import positions
from tenghuan.apps.enterprises.ratios import RATIOS
from tenghuan.apps.organization.models import Region
from tenghuan.reference import industry

SOURCES_SHOWN = 100
Told = dict[str, Any] | None


@dataclass(frozen=True)
class Part:
    """A part of the page: what it is told of an account and an enterprise, None to leave it out."""

    key: str
    title: Any
    told: Callable[[Any, Enterprise], Told]

    @property
    def template(self) -> str:
        """The template of the same name."""
        return f"enterprises/parts/{self.key}.html"

    def context(self, account: Any, thing: Enterprise) -> Told:
        """Return what the template needs."""
        return self.told(account, thing)


def may_change(account: Any, enterprise: Enterprise) -> bool:
    """Tell whether an account settles what is open of an enterprise: the office of its county."""
    return account.role == Role.OFFICE and account.region_id == enterprise.county_id


def _seen(account: Any, enterprise: Enterprise) -> hooks.Profile:
    """Return what the parts of one page have read together."""
    kept: hooks.Profile | None = enterprise.__dict__.get("read_profile")
    if kept is None or kept.account != account:
        kept = enterprise.__dict__["read_profile"] = hooks.Profile(enterprise, account)
    return kept


def _grades_of(account: Any, enterprise: Enterprise) -> list[hooks.Grade]:
    page = _seen(account, enterprise)
    return page.once("all_grades", lambda: hooks.grades(enterprise, account, page))


def _records(account: Any, enterprise: Enterprise) -> list[Record]:
    """Return the rows of workbooks that the enterprise stands in, newest first, with their sources."""
    found = Record.objects.filter(enterprise=enterprise).select_related("source").order_by("-source__at", "line")
    return _seen(account, enterprise).once("records", lambda: list(found))


def years_of(enterprise: Enterprise) -> list[YearFacts]:
    """Return the facts of an enterprise, oldest first; read once for all parts of a page."""
    if "read_years" not in enterprise.__dict__:
        found = YearFacts.objects.filter(enterprise=enterprise).order_by("year")
        enterprise.__dict__["read_years"] = list(found)
    return list(enterprise.__dict__["read_years"])


def latest_of(years: list[YearFacts]) -> YearFacts | None:
    """Return the latest year of which the tax is known, else the latest."""
    return next((facts for facts in reversed(years) if facts.tax is not None), years[-1] if years else None)


def _disputed(account: Any, enterprise: Enterprise) -> Told:
    open_ones = Conflict.objects.filter(enterprise=enterprise, chosen=None).order_by("-year", "fact")
    found = list(open_ones) if _seen(account, enterprise).has("conflicts") else []
    differs = differing(enterprise)
    if not found and not differs:
        return None
    return {
        "conflicts": found,
        "labels": fact_labels(),
        "differs": differs,
        "official": account.role != Role.ENTERPRISE,
    }


def differing(enterprise: Enterprise) -> list[dict[str, Any]]:
    """Return the columns in which a person said otherwise than the lists of bureaus: both words, and whose list."""
    said = {key: value for key, value in enterprise.by_hand.items() if key in IDENTITY}
    if not said:
        return []
    lists = listed(enterprise)
    other = [key for key in said if lists.values.get(key) not in (None, said[key])]
    units = dict(Record.objects.filter(pk__in=[lists.sources[key] for key in other]).values_list("pk", "source__unit"))
    return [
        {
            "label": str(field_of(Enterprise, key).verbose_name),
            "said": _word(key, said[key]),
            "listed": _word(key, lists.values[key]),
            "unit": units.get(lists.sources[key], ""),
        }
        for key in other
    ]


def _word(key: str, value: Any) -> str:
    if key == "town":
        return str(Region.objects.filter(pk=value).first() or "—")
    return value_word("", "", value)


def _code(account: Any, enterprise: Enterprise) -> Told:
    found = industry(enterprise.industry) if enterprise.industry else None
    return {
        "industry": found,
        "statuses": Status.choices if may_change(account, enterprise) else (),
        "may_restore": may_change(account, enterprise) and enterprise.retired_on is not None,
    }


def _facts(account: Any, enterprise: Enterprise) -> Told:
    years = years_of(enterprise)
    drawn = [*charts.of_years(years), *charts.of_months(_months(_records(account, enterprise)))]
    return {
        "facts": fact_rows(years),
        "years": years,
        "ratios": ratio_rows(years),
        "charts": [*drawn, *charts.of_grades(_grades_of(account, enterprise))],
    }


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


def position(enterprise: Enterprise, latest: YearFacts | None) -> list[dict[str, Any]]:
    """Where the latest year stands in its industry (division) and town: rank, of how many, share it is ahead of."""
    if latest is None:
        return []
    latest.enterprise = enterprise
    groups = {"county": Q()}
    if division := enterprise.industry[:2]:
        groups["industry"] = Q(enterprise__industry__startswith=division)
    if enterprise.town_id:
        groups["town"] = Q(enterprise__town=enterprise.town_id)
    found = positions(latest, groups)
    rows = []
    for ratio in RATIOS:
        if ratio.key not in found["county"]:
            continue
        stands = [_standing(found.get(name, {}).get(ratio.key)) for name in ("industry", "town", "county")]
        rows.append({"ratio": ratio, "value": ratio.of(latest), "groups": stands})
    return rows


def _standing(found: tuple[int, int] | None) -> Told:
    if found is None:
        return None
    rank, count = found
    return {"rank": rank, "count": count, "ahead": (count - rank) / (count - 1) if count > 1 else None}


def _position(account: Any, enterprise: Enterprise) -> Told:
    latest = latest_of(years_of(enterprise))
    rows = position(enterprise, latest)
    return {"rows": rows, "latest": latest, "division": industry_name(enterprise.industry)} if rows else None


def _land(account: Any, enterprise: Enterprise) -> Told:
    year, parcels = land_rows(_records(account, enterprise))
    return {"year": year, "parcels": parcels} if parcels else None


def _grades(account: Any, enterprise: Enterprise) -> Told:
    found = _grades_of(account, enterprise)
    return {"grades": found} if found else None


def _known(account: Any, enterprise: Enterprise) -> Told:
    found = hooks.sections(enterprise, account, _seen(account, enterprise))
    return {"sections": found} if found else None


def _sources_of(records: Sequence[Record]) -> list[dict[str, Any]]:
    names = register_names()
    return [{"record": r, "register": names.get(r.register, r.register)} for r in records[:SOURCES_SHOWN]]


def _sources(account: Any, enterprise: Enterprise) -> Told:
    found = _sources_of(_records(account, enterprise))
    return {"sources": found, "shows_officer": account.role != Role.ENTERPRISE} if found else None


def whole(account: Any, enterprise: Enterprise) -> dict[str, Any]:
    """Return what the workbook of an enterprise is made of (:func:`tenghuan.apps.enterprises.dossier.book`)."""
    years = years_of(enterprise)
    latest = latest_of(years)
    records = _records(account, enterprise)
    land_year, parcels = land_rows(records)
    return {
        "enterprise": enterprise,
        "years": years,
        "latest": latest,
        "position": position(enterprise, latest),
        "land_year": land_year,
        "parcels": parcels,
        "grades": _grades_of(account, enterprise),
        "sections": hooks.sections(enterprise, account, _seen(account, enterprise)),
        "sources": _sources_of(records),
        "shows_officer": account.role != Role.ENTERPRISE,
    }


PANELS = (
    Part("facts", _("年度数据"), _facts),
    Part("position", _("位次"), _position),
    Part("land", _("用地"), _land),
    Part("grades", _("历年评价"), _grades),
    Part("known", _("各项业务"), _known),
    Part("disputed", _("数据不一致"), _disputed),
    Part("code", _("一码管企"), _code),
    Part("sources", _("数据来源记录"), _sources),
)
