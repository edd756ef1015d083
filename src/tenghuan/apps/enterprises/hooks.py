"""What apps above plug in here, because enterprises may not import them. Register in ``AppConfig.ready``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from tenghuan.apps.enterprises.models import Conflict, Enterprise, FormerName, Source
from tenghuan.apps.web.statements import Statement, Statements
from tenghuan.publishing.tables import Table

T = TypeVar("T")


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


class Profile:
    """An enterprise as an account sees it on one page: which of the rows that sections show it has at all.

    Most enterprises have few of them; one statement tells, where each section asked its own for nothing.
    """

    def __init__(self, enterprise: Enterprise, account: Any) -> None:
        self.enterprise, self.account = enterprise, account
        self._kept: dict[str, Any] = {}

    @cached_property
    def _there(self) -> Mapping[str, bool]:
        names = sorted(rows_shown)
        own = self.enterprise.pk
        statement, values = _statements.of(self.account, lambda: _looking(names, self.account), *names)
        with connection.cursor() as cursor:
            cursor.execute(statement, (*values, own))
            return dict(zip(names, cursor.fetchone() or (), strict=False))

    def has(self, name: str) -> bool:
        """Whether the enterprise has rows of :data:`rows_shown` that the account may see; true of unknown names."""
        return bool(self._there.get(name, True))

    def once(self, name: str, read: Callable[[], T]) -> T:
        """Read what two parts of the page need, once."""
        if name not in self._kept:
            self._kept[name] = read()
        found: T = self._kept[name]
        return found


@dataclass(frozen=True)
class Part(Generic[T]):
    """A source that is told what the page has read already; called without, it reads for itself."""

    told: Callable[[Profile], Sequence[T]]

    def __call__(self, enterprise: Enterprise, account: Any) -> Sequence[T]:
        """As any other source."""
        return self.told(Profile(enterprise, account))


# name → account → rows that the page shows, of all enterprises that the account may see; their path to the enterprise
rows_shown: dict[str, tuple[Callable[[Any], QuerySet[Any]], str]] = {
    "former": (lambda account: FormerName.objects.all(), "enterprise"),
    "conflicts": (lambda account: Conflict.objects.filter(chosen=None), "enterprise"),
}
_statements = Statements()


def _looking(names: Sequence[str], account: Any) -> Statement:
    """Return the statement that tells of which rows an enterprise has any; its number is the last value."""
    there = {
        f"has_{at}": Exists(rows(account).order_by().filter(**{path: OuterRef("pk")}))
        for at, (rows, path) in enumerate(rows_shown[name] for name in names)
    }
    asked = Enterprise._base_manager.order_by().filter(pk=0).values_list(*there.values())
    statement, values = asked.query.sql_with_params()
    return statement, tuple(values)[:-1]


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


def grades(enterprise: Enterprise, account: Any, page: Profile | None = None) -> list[Grade]:
    """All sources' grades, oldest first."""
    found = [grade for source in grade_sources for grade in _told(source, page or Profile(enterprise, account))]
    return sorted(found, key=lambda grade: grade.year)


def _told(source: Callable[[Enterprise, Any], Sequence[T]], page: Profile) -> Sequence[T]:
    return source.told(page) if isinstance(source, Part) else source(page.enterprise, page.account)


def sections(enterprise: Enterprise, account: Any, page: Profile | None = None) -> list[Section]:
    """All sources' sections, in their order."""
    seen = page or Profile(enterprise, account)
    found = [section for source in section_sources for section in _told(source, seen)]
    return sorted(found, key=lambda section: section.order)


def original(source: Source, account: Any) -> str:
    """The address of the original workbook, "" if nobody offers one."""
    return next((address for link in original_links if (address := link(source, account))), "")


def grades_of_year(enterprises: Sequence[int], year: int, account: Any) -> dict[int, str]:
    """The grades of many enterprises in a year, by key; one without is left out."""
    return {key: word for source in year_grades for key, word in source(enterprises, year, account).items()}
