"""``python -m bench.papers [--indicators N] [--towns N] [--repeat N]``: a bulletin in three forms, towns' sheets.

The facts are made up (seeded), as a snapshot would give them. Median of so many rounds after one that warms up;
fonts, templates and imports are there by then, as in a process that serves.
"""

from __future__ import annotations

import argparse
import io
import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from docx import Document

from tenghuan.publishing.papers import Official, to_docx, to_pdf, to_xlsx
from tenghuan.publishing.telling import Facts, Kind, Line, Matter, Office, Place, drawn, titled, town_sheet, write
from tenghuan.publishing.templating import filled
from tenghuan.publishing.templating.fields import context_of

LAMPS = ("green", "done", "blue", "yellow", "red", "not_due", "no_data")


def facts(indicators: int, towns: int) -> Facts:
    """Return a county's facts of so many indicators and towns."""
    dice = random.Random(20260930)
    lines = [
        Line(
            key=str(at), title=f"指标第{at}项", unit="家", goal=f"≥{at * 10}", goal_year="2026", caliber="累计",
            actual=Decimal(dice.randrange(1, 9000)) / 7, progress=Decimal(dice.randrange(300, 1200)) / 1000,
            pace=Decimal("0.75"), lamp=dice.choice(LAMPS), lead=f"部门{at % 20}", source="上报", version="1",
            as_of=date(2026, 9, 30),
        )
        for at in range(indicators)
    ]  # fmt: skip
    places = [
        Place(name=f"第{at}镇", listed=20, closed=dice.randrange(20), late=dice.randrange(3), land=Decimal(at) / 3)
        for at in range(towns)
    ]
    offices = [Office(name=f"部门{at}", judged=5, on_pace=dice.randrange(6)) for at in range(20)]
    matters = [Matter(number=f"DB2026-{at:04d}", matter=f"事项{at}", lead=f"部门{at}", over=at) for at in range(1, 13)]
    return Facts(
        kind=Kind.QUARTER, county="东县", year=2026, month=9, last=date(2026, 9, 30), known=date(2026, 9, 30),
        lines=tuple(lines), places=tuple(places), offices=tuple(offices), matters=tuple(matters), open_matters=40,
    )  # fmt: skip


def template() -> bytes:
    """Return a template of an office with text and a table of indicators."""
    document, target = Document(), io.BytesIO()
    for line in (
        "{{ 标题 }}",
        "达序时率 {{ 数字.达序时率 }}",
        "{%p for one in 指标 %}",
        "{{ one.指标 }} {{ one.完成率 }}",
    ):
        document.add_paragraph(line)
    document.add_paragraph("{%p endfor %}")
    document.save(target)
    return target.getvalue()


def measured(name: str, work: Callable[[], int], repeat: int) -> None:
    """Print the median time of a piece of work and the bytes that it made."""
    size, times = work(), []
    for _round in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    print(f"{name:<34}{statistics.median(times) * 1000:>10.0f} ms{size / 1024:>10.0f} KiB")


def main() -> None:
    """Measure each form, all towns' sheets, a template."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--indicators", type=int, default=50)
    parser.add_argument("--towns", type=int, default=30)
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    told = facts(asked.indicators, asked.towns)
    official = Official(issuer="东县专班办公室", number="东制高办〔2026〕3号", red=True, day=date(2026, 10, 12))
    parts, title = write(told), titled(told)
    paper = drawn(told, parts, official, title, sources=True)
    print(f"{asked.indicators} indicators, {asked.towns} towns, annex of sources, median of {asked.repeat}")
    measured("text by rules and paper", lambda: len(drawn(told, write(told), official, title).blocks), asked.repeat)
    for name, make in (("Word", to_docx), ("PDF", to_pdf), ("workbook", to_xlsx)):
        measured(f"quarterly bulletin, {name}", lambda make=make: len(make(paper)), asked.repeat)
    for name, make in (("Word", to_docx), ("PDF", to_pdf), ("workbook", to_xlsx)):
        work = lambda make=make: sum(len(make(town_sheet(told, one.name))) for one in told.places)  # noqa: E731
        measured(f"{asked.towns} towns' sheets, {name}", work, asked.repeat)
    context, content = context_of(told, parts, official, title), template()
    measured("an office's template, guarded", lambda: len(filled(content, context)), asked.repeat)


if __name__ == "__main__":
    main()
