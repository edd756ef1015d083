"""Parts of a bulletin's page that the kit does not know: its text, its towns' sheets, its editions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.bulletins.models import Bulletin, State, Template
from tenghuan.publishing.papers import Grid, replaced_fonts, shown
from tenghuan.publishing.telling import TABLES, Facts, Part, figures, fill, loose

MANUSCRIPT, SHEETS, EDITIONS, TRIAL = _("正文"), _("镇街分表"), _("稿本"), _("试填")


@dataclass(frozen=True)
class Shown:
    """A part as the page shows it: its paragraphs with figures in place, its tables, what was typed by hand."""

    part: Part
    lines: list[str]
    tables: list[tuple[str, list[str], list[list[str]]]]
    loose: list[str]


def shown_parts(facts: Facts, parts: list[Part]) -> list[Shown]:
    """Return every part of a text as it reads."""
    known = figures(facts)
    found = []
    for part in parts:
        lines = fill(part.text, known, part.heading).split("\n") if part.text else []
        grids = [block for name in part.tables for block in TABLES[name](facts) if isinstance(block, Grid)]
        tables = [
            (grid.caption, list(grid.headings), [[shown(cell) for cell in row] for row in grid.rows]) for grid in grids
        ]
        found.append(Shown(part, lines, tables, loose(part.text, part.written)))
    return found


def may_edit(account: Any, bulletin: Bulletin) -> bool:
    """Tell whether the account may change the text now."""
    mine = account.role == Role.OFFICE and account.region_id == bulletin.county_id
    return mine and bulletin.state == State.DRAFT and bulletin.retired_on is None


@dataclass(frozen=True)
class Manuscript:
    """The text as it reads, hand changes marked, with its files."""

    title: Any = MANUSCRIPT
    key: str = "text"
    template: str = "bulletins/text.html"

    def context(self, account: Any, thing: Bulletin) -> dict[str, Any]:
        """Return the parts, whether they may be changed, and which fonts a PDF would lack."""
        content = thing.content
        mine = account.role == Role.OFFICE and account.region_id == thing.county_id
        return {
            "parts": shown_parts(content.told, content.written),
            "edits": may_edit(account, thing),
            "again": mine and thing.state == State.ISSUED,
            "locked": thing.state in (State.ISSUED, State.REPLACED),
            "fonts": replaced_fonts(),
            "template": Template.objects.filter(county=thing.county_id, kind=thing.kind, retired_on=None).exists(),
        }


@dataclass(frozen=True)
class Sheets:
    """Each town's sheet of the same facts."""

    title: Any = SHEETS
    key: str = "sheets"
    template: str = "bulletins/sheets.html"

    def context(self, account: Any, thing: Bulletin) -> dict[str, Any] | None:
        """Return the towns; a town's account sees its own only."""
        names = towns_of(account, thing)
        return {"towns": names} if names and thing.kind in ("month", "quarter", "year") else None


def towns_of(account: Any, bulletin: Bulletin) -> list[str]:
    """Return the towns whose sheets an account may open."""
    names = [one.name for one in bulletin.content.told.places]
    if account.role == Role.TOWN:
        return [name for name in names if name == account.region.name]
    return names


@dataclass(frozen=True)
class Editions:
    """The editions, any two of which may be compared, and what the bulletin replaces."""

    title: Any = EDITIONS
    key: str = "editions"
    template: str = "bulletins/editions.html"

    def context(self, account: Any, thing: Bulletin) -> dict[str, Any]:
        """Return the editions of this bulletin and of the one that it replaces."""
        found = list(thing.editions.defer("facts", "parts"))
        earlier = list(thing.before.editions.defer("facts", "parts")) if thing.before is not None else []
        later = thing.later.exclude(state=State.DROPPED).first()
        words = [(_t("替代"), thing.before)] if thing.before is not None else []
        words += [(_t("替代稿"), later)] if later is not None else []
        return {"editions": [*earlier, *found], "links": words}


@dataclass(frozen=True)
class Trial:
    """A template filled in with real data."""

    title: Any = TRIAL
    key: str = "trial"
    template: str = "bulletins/trial.html"

    def context(self, account: Any, thing: Any) -> dict[str, Any]:
        """Return nothing beside the template itself."""
        return {}
