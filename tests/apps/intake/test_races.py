"""The same workbook from several officers at one moment: one batch, one file, and the file is whole afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.audit.verify import verify
from tenghuan.apps.intake.models import Batch, State, Workbook
from tenghuan.apps.intake.receiving import receive
from tenghuan.apps.intake.services.batches import discard, hand_in
from tenghuan.apps.intake.services.checks import waive
from tenghuan.apps.intake.services.commits import start_commit
from tenghuan.apps.kit import taking
from tenghuan.apps.kit.models import StoredFile
from tenghuan.apps.organization.models import Account
from tests.apps.intake.workbooks import base_book, tax_book
from tests.apps.kit.sheds import actor_of
from tests.apps.monitoring.test_races import together
from tests.workshop.models import Shed
from tests.workshop.registers import SHEDS

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def handing_in(county, content):
    """What one officer does, with everything read before the others begin."""
    account, handed = county.accounts["office"], receive(SimpleUploadedFile("表.xlsx", content))
    return lambda: hand_in(actor_of(account), county.region, county.departments[0], handed)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_three_uploads_of_one_workbook_are_one_batch_with_its_file(world, turn):
    content = base_book()
    assert together(*(handing_in(world.home, content) for _officer in range(3))) == [None] * 3
    batch = Batch.objects.get()
    assert Path(settings.MEDIA_ROOT, batch.workbook.content.name).read_bytes() == content
    assert (Workbook.objects.count(), StoredFile.objects.count()) == (1, 1)
    assert list(verify()) == []


def test_two_counties_hand_in_the_same_file_and_each_keeps_it(world):
    content = tax_book()
    assert together(handing_in(world.home, content), handing_in(world.neighbour, content)) == [None] * 2
    files = {workbook.content.name for workbook in Workbook.objects.select_related("file")}
    assert (Workbook.objects.count(), len(files)) == (2, 1)
    assert Path(settings.MEDIA_ROOT, files.pop()).read_bytes() == content


def test_a_file_cut_short_on_the_disk_is_found_and_replaced(world):
    content = base_book()
    handing_in(world.home, content)()
    kept = Path(settings.MEDIA_ROOT, Workbook.objects.get().content.name)
    for damaged in (content[:100], b"0" * len(content)):
        kept.write_bytes(damaged)
        handing_in(world.home, content)()
        assert kept.read_bytes() == content
    kept.unlink()
    handing_in(world.home, content)()
    assert kept.read_bytes() == content
    assert not list(kept.parent.glob("*.part*"))


def test_a_batch_is_committed_or_given_up_never_both(world):
    handing_in(world.home, base_book())()
    Batch.objects.update(state=State.READY)
    one, two = Batch.objects.get(), Batch.objects.get()
    actor = actor_of(world.home.accounts["office"])
    told = together(lambda: start_commit(actor, one), lambda: discard(actor, two))
    assert sorted(words is None for words in told) == [False, True]
    assert Batch.objects.get().state == (State.COMMITTING if told[0] is None else State.DISCARDED)


def test_nothing_is_waived_of_a_batch_that_is_being_committed(world):
    handing_in(world.home, base_book())()
    Batch.objects.update(state=State.READY)
    actor = actor_of(world.home.accounts["office"])
    seen = Batch.objects.get()
    start_commit(actor, Batch.objects.get())
    with pytest.raises(ValueError, match="不在处理问题的阶段"):
        waive(actor, seen, seen.faults.all(), "情况属实")


def test_two_sheets_with_the_same_new_number_leave_one_record(world):
    row = {"number": "1", "name": "甲", "town": world.home.town_regions[0].name, "area": 3.0}
    account = Account.objects.get(pk=world.home.accounts["office"].pk)

    def bring(name):
        sheet = taking.Sheet(name, f"{name}.xlsx", "S", {})
        return lambda: taking.commit(actor_of(account), SHEDS, world.home.region, sheet, [(2, row)])

    told = together(bring("a"), bring("b"))
    assert all(words is None or "重复" in words for words in told)
    assert Shed.objects.count() == 1
