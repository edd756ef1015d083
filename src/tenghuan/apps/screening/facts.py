"""What is screened: the facts of a county with the grades of its final evaluations, frozen as evaluation freezes."""

from __future__ import annotations

import pyarrow as pa

from tenghuan.apps.evaluation.models import Graded
from tenghuan.apps.evaluation.snapshot import SCHEMA, take
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.organization.models import Region
from tenghuan.screening import Rules

WITH_GRADE = SCHEMA.append(pa.field("grade", pa.string()))


def facts_of(county: Region, rules: Rules, year: int) -> pa.Table:
    """Return the facts of a year, and of as many before it as a rule counts in a row (``for_years``).

    ``grade`` is that of the year's final evaluation, null where there is none.
    """
    span = max((check.years for check in rules.checks), default=1)
    return pa.concat_tables([_year(county, each) for each in range(year - span + 1, year + 1)])


def _year(county: Region, year: int) -> pa.Table:
    found = take(county, year)
    final = Graded.objects.filter(run__county=county, run__year=year, run__state=RunState.FINAL)
    grades = dict(final.values_list("enterprise__uscc", "grade"))
    column = pa.array([grades.get(code) or None for code in found["uscc"].to_pylist()], pa.string())
    return found.append_column("grade", column)


def rows_of(table: pa.Table, year: int) -> int:
    """Return how many rows of a table are of a year."""
    return sum(each == year for each in table["year"].to_pylist())
