"""Sample workbooks of the bureaus go through the intake like any other, so that every figure leads to its cell."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.intake.models import State
from tenghuan.apps.intake.receiving import receive
from tenghuan.apps.intake.services.batches import configure, hand_in
from tenghuan.apps.intake.services.checks import waive
from tenghuan.apps.intake.tasks import begin_check, begin_commit
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.reading.workbooks import Configuration
from tenghuan.sampling import write_sample

SEED = 2022
# the county of the tour has two years, enough for flows between grades; the others are there to compare.
# Years are those of the samples: the demonstration moves them as it moves the plan of the tour's county.
TOUR, TOUR_YEARS, TOUR_ENTERPRISES = "shengzhou", (2021, 2022), 240
YEARS, ENTERPRISES = (2022,), 90


def load_enterprises(actor: Actor, key: str, county: Region, moved: int) -> int:
    """Hand in and commit the sample workbooks of a county that has no enterprises yet; return how many are new.

    ``moved``: by how many years the samples are brought nearer to the present.
    """
    if Enterprise.objects.filter(county=county).exists():
        return 0
    local = replace(actor, region_path=county.path)
    with tempfile.TemporaryDirectory(prefix="tenghuan-sample-") as folder:
        out = Path(folder)
        years, count = (TOUR_YEARS, TOUR_ENTERPRISES) if key == TOUR else (YEARS, ENTERPRISES)
        write_sample(key, count, SEED, out, clean=True, moved=moved)
        books = sorted(out.glob("示例数据_*.xlsx"), key=lambda path: ("企业名录" not in path.name, path.name))
        for book in books:
            if "企业名录" in book.name or any(f"{year + moved}年" in book.name for year in years):
                _take(local, county, book)
    return Enterprise.objects.filter(county=county).count()


def _take(actor: Actor, county: Region, book: Path) -> None:
    batch, _new = hand_in(actor, county, _bureau(county, book.name), receive(_upload(book)))
    year = re.search(r"(20\d\d)年", book.name)
    configure(actor, batch, Configuration(**batch.configuration), int(year[1]) if year else None)
    begin_check(actor, batch, now=True)
    batch.refresh_from_db()
    if batch.state == State.FAULTY:
        waive(actor, batch, batch.faults.filter(severity="warning", waived_reason=""), "示例数据，按样本保留")
        batch.refresh_from_db()
    begin_commit(actor, batch, now=True)


def _upload(book: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(book.name, book.read_bytes())


def _bureau(county: Region, name: str) -> Unit | None:
    """Return the unit that hands in such a workbook, as far as the plan names one."""
    words = {"税务": "税务", "统计": "统计", "供电": "供电", "用地": "自然资源", "生态": "生态", "科技": "科技"}
    word = next((word for part, word in words.items() if part in name), "经信")
    return Unit.objects.filter(region=county, active=True, name__contains=word).order_by("pk").first()
