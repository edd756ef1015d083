"""The trail is append-only, chained, and a tampered row is found and named."""

import pytest
from django.db import DatabaseError, connection, transaction

from tenghuan.apps.audit import trail
from tenghuan.apps.audit.models import Entry, Head
from tenghuan.apps.audit.trail import SERVICES, Actor, UnauditedChangeError, record, service
from tenghuan.apps.audit.verify import verify
from tenghuan.apps.organization.models import Region
from tests.conftest import APPEND_ONLY


@pytest.fixture
def rows(db):
    @service("test.note")
    def note(actor, number):
        record("thing", label=f"第{number}件", before={"n": number}, after={"n": number + 1})

    for number in range(6):
        note(Actor.platform("test"), number)
    yield
    del SERVICES["test.note"]


def _disarm():
    APPEND_ONLY.disarm(connection)


def test_whole_chain_verifies(rows):
    assert Entry.objects.count() == 6
    assert list(verify()) == []


@pytest.mark.parametrize("change", [lambda: Entry.objects.update(label="x"), lambda: Entry.objects.all().delete()])
def test_database_refuses_update_and_delete(rows, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
    assert list(verify()) == []


def test_changed_row_is_named(rows):
    _disarm()
    Entry.objects.filter(number=3).update(after={"n": 99})
    assert [broken.number for broken in verify()] == [3]


def test_removed_row_is_named(rows):
    _disarm()
    Entry.objects.filter(number=4).delete()
    (broken,) = verify()
    assert broken.number == 4
    assert "缺失" in broken.message


def test_reordered_rows_are_named(rows):
    _disarm()
    second, third = Entry.objects.get(number=2), Entry.objects.get(number=3)
    fields = [f.attname for f in Entry._meta.concrete_fields if f.attname != "number"]
    for number, source in ((2, third), (3, second)):
        Entry.objects.filter(number=number).update(**{name: getattr(source, name) for name in fields})
    assert {2, 3} <= {broken.number for broken in verify()}


def test_cut_off_tail_is_seen(rows):
    _disarm()
    Entry.objects.filter(number=6).delete()
    assert any("末尾缺失" in broken.message for broken in verify())
    assert Head.objects.get().number == 6


def test_service_without_a_row_changes_nothing(db):
    @service("test.silent")
    def silent(actor):
        Region.objects.create(code="97", name="无记录省", level="province")

    try:
        with pytest.raises(UnauditedChangeError):
            silent(Actor.platform("test"))
        assert not Region.objects.filter(code="97").exists()
    finally:
        del SERVICES["test.silent"]
    with pytest.raises(UnauditedChangeError):
        trail.record("outside")
