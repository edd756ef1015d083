"""Each contestant takes the workbook to committed rows on a SQLite file of its own and says how long each part took."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import django
from django.core.management import call_command


def _ready() -> None:
    django.setup()
    call_command("migrate", verbosity=0, run_syncdb=True)


class _Clock:
    """Wall and processor seconds (ours and our children's) between marks."""

    def __init__(self) -> None:
        self.marks: list[tuple[str, float, float]] = [("", time.perf_counter(), sum(os.times()[:4]))]

    def mark(self, name: str) -> None:
        self.marks.append((name, time.perf_counter(), sum(os.times()[:4])))

    def times(self) -> dict[str, float]:
        parts = {name: wall - before[1] for before, (name, wall, _cpu) in pairwise(self.marks)}
        (_, wall, cpu), (_, end, done) = self.marks[0], self.marks[-1]
        return {"preview": 0.0, **parts, "total": end - wall, "cpu": done - cpu}


class _File:
    """An upload that Django has put into a temporary file."""

    def __init__(self, path: Path) -> None:
        self.path, self.name, self.size = path, path.name, path.stat().st_size

    def temporary_file_path(self) -> str:
        return str(self.path)

    def chunks(self) -> list[bytes]:
        return [self.path.read_bytes()]


def ours(path: Path) -> dict[str, float]:
    """Upload with preview, all checks, commit into records, facts and audit trail."""
    _ready()
    from tenghuan.apps.audit.trail import Actor
    from tenghuan.apps.enterprises.models import Record, YearFacts
    from tenghuan.apps.intake import tasks
    from tenghuan.apps.intake.receiving import receive
    from tenghuan.apps.intake.services.batches import hand_in
    from tenghuan.apps.organization.models import Region

    county, actor = Region.objects.create(code="990101", name="东县", level="county"), Actor.platform("bench")
    clock = _Clock()
    batch, _ = hand_in(actor, county, None, receive(_File(path)))
    clock.mark("preview")
    tasks.begin_check(actor, batch)
    clock.mark("check")
    batch.refresh_from_db()
    if batch.state != "ready":
        raise SystemExit(f"{batch.state} {batch.note} {list(batch.faults.values_list('cell', 'message')[:3])}")
    tasks.begin_commit(actor, batch)
    clock.mark("write")
    rows = Record.objects.count()
    assert rows == YearFacts.objects.count() == batch.workbook.batches.get(state="committed").rows
    return {"rows": rows, **clock.times()}


def _peer(path: Path, options: dict[str, object]) -> dict[str, float]:
    _ready()
    from import_export import fields, resources
    from import_export.formats.base_formats import XLSX

    from bench.intake.data import KEYS, headings
    from bench.intake.peer.models import TaxRow

    meta = {"model": TaxRow, "fields": KEYS, "import_id_fields": ("uscc",), "use_transactions": True, **options}
    members = {key: fields.Field(attribute=key, column_name=head) for key, head in zip(KEYS, headings(), strict=True)}
    resource = type("TaxResource", (resources.ModelResource,), {**members, "Meta": type("Meta", (), meta)})()
    clock = _Clock()
    dataset = XLSX().create_dataset(path.read_bytes())
    clock.mark("check")
    result = resource.import_data(dataset, raise_errors=True)
    clock.mark("write")
    assert not result.has_errors()
    return {"rows": TaxRow.objects.count(), **clock.times()}


def plain(path: Path) -> dict[str, float]:
    """django-import-export as it comes."""
    return _peer(path, {})


def tuned(path: Path) -> dict[str, float]:
    """django-import-export with every saving its manual offers: bulk, no differences, no look-up of rows."""
    saving = {"use_bulk": True, "batch_size": 1000, "skip_diff": True, "force_init_instance": True}
    return _peer(path, {**saving, "skip_html_diff": True})


CONTESTANTS: dict[str, Callable[[Path], dict[str, float]]] = {
    "tenghuan": ours,
    "django-import-export": plain,
    "django-import-export (bulk)": tuned,
}
