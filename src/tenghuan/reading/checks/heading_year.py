"""A column whose heading names another year than the rows, or the batch, are of."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.checks.model import Context, Fault, Rule, column_fault
from tenghuan.reading.workbooks.doubts import heading_year
from tenghuan.reading.workbooks.headings import band_of
from tenghuan.reading.workbooks.rows import Rows


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield columns of numbers under 2021年… or 上年… in a batch of 2022; without a known year nothing is compared."""
    years = rows.columns.get("year")
    known = {context.year} if context.year is not None else {y for y in years.values if y} if years else set()
    if len(known) != 1:
        return
    year = int(min(known))
    band = band_of(rows.sheet, rows.configuration.header_rows)
    for key, column in rows.columns.items():
        if not column.field.numeric or not 0 <= column.index < len(band.headings):
            continue
        own = heading_year(band.headings[column.index], year)
        # a field that is itself of the year before (上年亩均税收) is headed so
        if own is not None and own not in (year, heading_year((column.field.label,), year)):
            heading = "／".join(dict.fromkeys(text for text in band.headings[column.index] if text))
            message = f"“{heading}”是 {own} 年的数，本批次为 {year} 年度"
            yield column_fault(rows, key, rule, message, f"请改选 {year} 年的列，或按 {own} 年度另建批次")
