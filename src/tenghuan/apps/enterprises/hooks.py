"""What apps above plug in here, because enterprises may not import them. Register in ``AppConfig.ready``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tenghuan.apps.enterprises.models import Enterprise, Source
from tenghuan.publishing.tables import Table


@dataclass(frozen=True)
class Grade:
    """One year's grade of an enterprise: ``score`` and ``rank`` where there are any, ``link`` to the whole sheet."""

    year: int
    grade: str
    score: float | None = None
    rank: int | None = None
    track: str = ""
    link: str = ""


@dataclass(frozen=True)
class Section:
    """A part of an enterprise's page: its title, order (small first), a table, and a word if the table is empty."""

    title: str
    table: Table | None = None
    empty: str = ""
    order: int = 100
    links: Sequence[tuple[str, str]] = field(default_factory=tuple)  # words, address


# source → why it cannot be withdrawn (something final stands on it), "" if it can
withdraw_guards: list[Callable[[Source], str]] = []
# enterprise, account → its grades, any order
grade_sources: list[Callable[[Enterprise, Any], Sequence[Grade]]] = []
# enterprises' keys, year, account → key → the grade's word, of lists that the account may see
year_grades: list[Callable[[Sequence[int], int, Any], dict[int, str]]] = []
# enterprise, account → lists it stands on, cases, policies it gets; only what the account may see
section_sources: list[Callable[[Enterprise, Any], Sequence[Section]]] = []
# source, account → address of the original workbook, "" if the account may not have it
original_links: list[Callable[[Source, Any], str]] = []


def grades(enterprise: Enterprise, account: Any) -> list[Grade]:
    """All sources' grades, oldest first."""
    found = [grade for source in grade_sources for grade in source(enterprise, account)]
    return sorted(found, key=lambda grade: grade.year)


def sections(enterprise: Enterprise, account: Any) -> list[Section]:
    """All sources' sections, in their order."""
    found = [section for source in section_sources for section in source(enterprise, account)]
    return sorted(found, key=lambda section: section.order)


def original(source: Source, account: Any) -> str:
    """The address of the original workbook, "" if nobody offers one."""
    return next((address for link in original_links if (address := link(source, account))), "")


def grades_of_year(enterprises: Sequence[int], year: int, account: Any) -> dict[int, str]:
    """The grades of many enterprises in a year, by key; one without is left out."""
    return {key: word for source in year_grades for key, word in source(enterprises, year, account).items()}
