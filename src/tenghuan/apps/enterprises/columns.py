"""What the list of enterprises shows and filters by: who they are, and a year's figures beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Exists, F, FilteredRelation, FloatField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, NullIf
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.enterprises import hooks
from tenghuan.apps.enterprises.exporting import register_names
from tenghuan.apps.enterprises.models import Record, Status
from tenghuan.apps.enterprises.queries import divisions, parks, towns, years
from tenghuan.apps.enterprises.ratios import RATIOS, Ratio
from tenghuan.apps.kit.filters import Scoped
from tenghuan.apps.organization.models import Region
from tenghuan.apps.web import scope
from tenghuan.publishing.tables import Column
from tenghuan.reference import division

SHOWN = ("tax_per_mu", "value_added_per_mu")
FIGURES = ("land_mu", "tax", "value_added")


def industry_name(code: str) -> str:
    """Return the division of an industry code with its name, "" for none."""
    found = division(code) if code else None
    return f"{found.code} {found.name}" if found else code


def _figure(key: str, label: Any, unit: Any) -> Column:
    def value(enterprise: Any) -> Any:
        return getattr(enterprise, f"of_{key}", None)

    return Column(key, str(label), str(unit), kind="number", value=value, sort=f"of_{key}")


def _per(ratio: Ratio) -> Column:
    def value(enterprise: Any) -> Any:
        return ratio.of({key: getattr(enterprise, f"of_{key}", None) for key in (ratio.numerator, ratio.denominator)})

    return Column(ratio.key, str(ratio.label), str(ratio.unit), kind="number", value=value, sort=f"by_{ratio.key}")


COLUMNS: tuple[str | Column, ...] = (
    *("name", "uscc", "county", "town", "park"),
    Column("industry", str(_("行业（大类）")), width=24, sort="industry", value=lambda e: industry_name(e.industry)),
    "above_scale",
    Column("grade", str(_("评价等次")), width=10, value=lambda e: getattr(e, "grade", "")),
    _figure("land_mu", _("用地"), _("亩")),
    _figure("tax", _("评价税收"), _("万元")),
    *(_per(ratio) for ratio in RATIOS if ratio.key in SHOWN),
    Column("status", str(_("状态")), width=8, sort="status", value=lambda e: e.get_status_display()),
    Column("former", str(_("曾用名")), width=20, sort="former", shown=False),
    Column("contact", str(_("联系人")), sort="contact", shown=False),
    Column("phone", str(_("联系电话")), sort="phone", shown=False),
)


class Filters(Scoped):
    """By place, industry, size, state; of which register nothing is known; ``year`` chooses the figures shown."""

    town = django_filters.ModelChoiceFilter(label=_("镇街"), queryset=Region.objects.none(), empty_label=_("全部"))
    division = django_filters.ChoiceFilter(
        label=_("行业"), field_name="industry", lookup_expr="startswith", empty_label=_("全部")
    )
    park = django_filters.ChoiceFilter(label=_("园区"), empty_label=_("全部"))
    scale = django_filters.ChoiceFilter(
        label=_("规模"),
        method="of_scale",
        choices=(("1", _("规上")), ("0", _("规下")), ("?", _("规模未知"))),
        empty_label=_("全部"),
    )
    status = django_filters.MultipleChoiceFilter(label=_("状态"), choices=Status.choices)
    year = django_filters.ChoiceFilter(label=_("数据年度"), method="of_year", empty_label=_("最近一年"))
    missing = django_filters.ChoiceFilter(label=_("缺数据"), method="without", empty_label=_("全部"))

    def __init__(self, *args: Any, account: Any, request: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, account=account, request=request, **kwargs)
        known = years(account)
        chosen = scope.chosen(request).year if request is not None else None
        asked = (self.data or {}).get("year", "")
        wanted = [year for year in (asked, str(chosen or "")) if year in map(str, known)]
        self.year = int(wanted[0]) if wanted else next(iter(known), None)
        self.note = _now("%(y)s 年数据") % {"y": self.year} if self.year else ""
        self.filters["town"].queryset = towns(account)
        self.filters["division"].extra["choices"] = [(code, industry_name(code)) for code in divisions(account)]
        self.filters["park"].extra["choices"] = [(name, name) for name in parks(account)]
        self.filters["year"].extra["choices"] = [(year, year) for year in known]
        self.filters["missing"].extra["choices"] = [*register_names().items()]
        self.queryset: QuerySet[Any] = self._with_figures(self.queryset)
        self.prepare = self._graded

    def _with_figures(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Join the facts of the year, so that the database can order by them."""
        rows = rows.annotate(its=FilteredRelation("years", condition=Q(years__year=self.year or 0)))
        per = {
            f"by_{r.key}": Cast(F(f"its__{r.numerator}"), FloatField())
            / NullIf(Cast(F(f"its__{r.denominator}"), FloatField()), 0.0)
            for r in RATIOS
            if r.key in SHOWN
        }
        return rows.annotate(**{f"of_{key}": F(f"its__{key}") for key in FIGURES}, **per)

    def _graded(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Fill in the grades of the year, for many enterprises at once."""
        keys = [enterprise.pk for enterprise in rows]
        grades = hooks.grades_of_year(keys, self.year, self.account) if self.year else {}
        for enterprise in rows:
            enterprise.grade = grades.get(enterprise.pk, "")
        return rows

    def of_scale(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those above, below, or of unknown size."""
        return rows.filter(above_scale={"1": True, "0": False, "?": None}[value])

    def of_year(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Leave all rows: the year chooses what is shown of them."""
        return rows

    def without(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those of which a register has no record (of the year, where one is asked for)."""
        records = Record.objects.filter(enterprise=OuterRef("pk"), register=value)
        if asked := self.form.cleaned_data.get("year"):
            records = records.filter(year=asked)
        return rows.exclude(Exists(records))
