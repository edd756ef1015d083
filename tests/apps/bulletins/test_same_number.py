"""Every number of every paper is the same on the board, on the page, in Word, PDF and workbook: five counties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.bulletins.drawing import content_of, paper_of, sheet_of
from tenghuan.apps.bulletins.models import Kind
from tenghuan.apps.bulletins.services import draft
from tenghuan.apps.bulletins.taking import months
from tenghuan.apps.organization.models import Account, Region
from tenghuan.apps.plans.models import ItemKind
from tenghuan.apps.plans.queries import board
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.plan import load_pack, packs
from tenghuan.publishing.papers import Figure, Grid
from tenghuan.publishing.telling import figures, marks
from tenghuan.reference import regions
from tenghuan.site.demonstration.reports import load_reports
from tenghuan.site.demonstration.shifting import shifted, years_to
from tests.publishing.official import bare, docx_words, pdf_words, xlsx_cells
from tests.world import HASHED

PLATFORM = Actor.platform("test")


@pytest.fixture(params=sorted(packs()))
def plan(request, db, settings, tmp_path):
    """A county's shipped plan, brought to the present, with its sample figures."""
    settings.MEDIA_ROOT = tmp_path
    told = load_pack(packs()[request.param])
    pack = shifted(told, years_to(told, timezone.localdate()))
    made = publish_pack(PLATFORM, _county(told.plan.region.code), pack).plan
    load_reports(PLATFORM, made, pack)
    return made


def _county(code: str) -> Region:
    known, line = {one.code: one for one in regions()}, []
    while code:
        line.append(known[code])
        code = known[code].parent or ""
    made: Any = None
    for one in reversed(line):
        made = Region.objects.create(code=one.code, name=one.name, level=one.level, parent=made)
    return made


def _cells(paper: Any) -> Iterator[Figure]:
    blocks = (*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks))
    for block in blocks:
        if isinstance(block, Grid):
            yield from (cell for row in block.rows for cell in row if isinstance(cell, Figure))


def test_every_number_of_every_paper(plan):
    county = plan.region
    client = _reader(county)
    Region.objects.create(code=f"{county.code}199", name="甲镇", level="town", parent=county)
    month = months(county)[0]
    standings = {str(row.item.pk): row.standing for row in board([plan], ItemKind.INDICATOR)}
    for kind in Kind.values:
        bulletin = draft(PLATFORM, county, kind, month)
        facts = bulletin.content.told
        for line in facts.lines:
            told = standings[line.key]
            for name in ("actual", "progress", "pace"):
                assert _same(getattr(line, name), getattr(told, name)), (line.title, name)
            assert line.lamp == told.lamp
            assert "," not in line.goal  # no figure of a paper has thousands' marks
        type(bulletin).objects.filter(pk=bulletin.pk).update(sources=True)
        bulletin.refresh_from_db()
        _read_back(bulletin, client)
        _town(bulletin, "甲镇")


def _read_back(bulletin: Any, client: Client) -> None:
    in_word, in_pdf = docx_words(content_of(bulletin, "docx")), pdf_words(content_of(bulletin, "pdf"))
    cells = xlsx_cells(content_of(bulletin, "xlsx"))
    numbers = {round(float(cell), 6) for cell in cells if isinstance(cell, int | float)}
    in_book = bare("".join(str(cell) for cell in cells))
    page = bare(re.sub(r"<[^>]+>", "", client.get(f"/r/bulletins/{bulletin.pk}/").content.decode()))
    known = figures(bulletin.content.told)
    named = [name for part in bulletin.content.written for name in marks(part.text) if name in known]
    assert named
    for name in named:
        shown = known[name].words
        assert all(shown in where for where in (in_word, in_pdf, in_book, page)), (bulletin.kind, name, shown)
    for cell in _cells(paper_of(bulletin)):
        assert cell.shown in in_word
        assert cell.shown in in_pdf
        if cell.value is not None:
            assert round(float(cell.value), 6) in numbers, cell


def _same(one: Decimal | None, other: Decimal | None) -> bool:
    """The report keeps six decimals of what the board works out."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= Decimal("0.0000005")


def _reader(county: Region) -> Client:
    account = Account.objects.create(
        username="leser", name="测试", role="leader", region=county, password=HASHED, must_change_password=False
    )
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _town(bulletin: Any, town: str) -> None:
    """A town's sheet says what the bulletin says."""
    place = next(one for one in bulletin.content.told.places if one.name == town)
    for form, read in (("docx", docx_words), ("pdf", pdf_words)):
        assert f"在册（件）{place.listed}" in read(sheet_of(bulletin, town, form))
