"""What cultivation shows on the pages of titles and of enterprises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.cultivation import gaps
from tenghuan.apps.cultivation.models import ON_THE_WAY, Title
from tenghuan.apps.cultivation.tables import gap_columns, gap_rows, title_columns
from tenghuan.apps.enterprises.hooks import Part, Profile, Section
from tenghuan.laddering import in_force, judge
from tenghuan.publishing.tables import Table

GAPS, TERMS = _("差距清单"), _("各期认定")


@dataclass(frozen=True)
class Ladder:
    """How far the enterprise is from the title that it seeks, requirement by requirement."""

    title: Any = GAPS
    key: str = "gaps"
    template: str = "cultivation/gaps.html"

    def context(self, account: Any, thing: Title) -> dict[str, Any] | None:
        """Return the requirements while the title is sought; nothing where no rule is known."""
        day = timezone.localdate()
        rule = in_force(thing.kind, day)
        if rule is None or thing.state not in ON_THE_WAY:
            return None
        known = gaps.known_of(thing.county, [thing.enterprise], day)[thing.enterprise_id]
        verdict = judge(rule, known)
        return {"verdict": verdict, "rule": rule, "table": Table(str(self.title), gap_columns(), gap_rows(verdict))}


@dataclass(frozen=True)
class Terms:
    """The terms of a title, one after the other: what it renews and what renewed it."""

    title: Any = TERMS
    key: str = "terms"
    template: str = "kit/panels/related.html"

    def context(self, account: Any, thing: Title) -> dict[str, Any] | None:
        """Return all terms of the enterprise's title, the newest first; nothing where there is but one."""
        rows = Title.objects.visible_to(account).filter(
            enterprise=thing.enterprise_id, kind=thing.kind, name=thing.name, retired_on=None
        )
        found = list(rows.select_related("enterprise").order_by("-pk"))
        return {"table": Table(str(self.title), title_columns(), found)} if len(found) > 1 else None


def titles(account: Any) -> QuerySet[Title]:
    """Return the titles of enterprises, had and sought."""
    return Title.objects.visible_to(account).filter(retired_on=None).exclude(state=Title.State.DROPPED)


def _sections(page: Profile) -> Sequence[Section]:
    enterprise = page.enterprise
    found = []
    if page.has("titles"):
        found = list(titles(page.account).filter(enterprise=enterprise).select_related("enterprise"))
    links = [(_now("称号和差距清单"), reverse("cultivation:enterprise", args=(enterprise.pk,)))]
    title = _now("称号和培育")
    return [Section(title, Table(title, title_columns(), found), _now("还没有登记称号"), 60, links)]


sections = Part(_sections)  # on an enterprise's page: the titles it has, and where its gaps are shown
