"""Who may open which page of the intake, on own, neighbouring and foreign batches."""

import pytest
from django.urls import reverse

from tenghuan.apps.access.roles import Role
from tenghuan.apps.intake.models import Batch
from tests.apps.intake.scenarios import checked
from tests.apps.intake.workbooks import base_book, upload

OFFICERS = {Role.OFFICE, Role.DEPARTMENT}
READING = ["batch", "original", "marked", "progress", "configure"]
CHANGING = [
    ("mend", ()),
    ("other_sheet", ()),
    ("waive", ()),
    ("match", (1,)),
    ("act", ("check",)),
    ("act", ("commit",)),
]


@pytest.fixture
def batch(world, actor):
    return checked(world, actor, base_book([["91330600MAXY00001B", "甲公司", "dong1镇", "1751", "是"]]))


@pytest.mark.parametrize("role", list(Role))
def test_the_list_opens_to_officers_only(world, role):
    expected = 200 if role in OFFICERS else 403
    assert world.client(role.value).get(reverse("intake:batches")).status_code == expected


@pytest.mark.parametrize("name", READING)
def test_reading_a_batch(world, batch, name):
    address = reverse(f"intake:{name}", args=(batch.pk,))

    def ask(account):
        return world.client(account).get(address).status_code

    assert ask("office") == 200
    assert ask("department") == 200
    assert ask(world.home.accounts["department2"]) == 404
    assert ask(world.neighbour.accounts["office"]) == 404
    assert ask(world.foreign.accounts["department"]) == 404
    assert ask(world.prefecture) == (302 if name == "configure" else 200)
    assert ask("town") == 404  # a town opens what it handed in itself
    for role in ("leader", "enterprise", "audit_admin"):
        assert ask(role) == 403


@pytest.mark.parametrize(("name", "more"), CHANGING)
def test_changing_a_batch(world, batch, name, more):
    address = reverse(f"intake:{name}", args=(batch.pk, *more))

    def ask(account):
        return world.client(account).post(address).status_code

    assert ask(world.home.accounts["department2"]) == 404
    assert ask(world.neighbour.accounts["office"]) == 404
    assert ask(world.foreign.accounts["office"]) == 404
    assert ask(world.prefecture) == 403
    assert ask("town") == 404
    assert ask("leader") == 403
    assert world.client("office").get(address).status_code == 405
    before = Batch.objects.get(pk=batch.pk)
    assert before.state == batch.state


def test_lists_hold_what_the_account_may_see(world, batch):
    def seen(account):
        return world.client(account).get(reverse("intake:batches")).content.decode().count(f'/intake/{batch.pk}/"')

    assert seen("office") == seen("department") == seen(world.prefecture) == 1
    assert seen(world.home.accounts["department2"]) == seen(world.neighbour.accounts["office"]) == 0


def test_a_department_hands_in_for_itself_only(world):
    client, other = world.client("department"), world.home.departments[1]
    assert upload(client, base_book(), unit=other).status_code == 422
    assert upload(client, base_book()).status_code == 302
    assert Batch.objects.get().unit == world.home.departments[0]
    assert upload(world.client("town"), base_book()).status_code == 403


def test_the_office_of_a_prefecture_looks_on(world):
    client = world.client(world.prefecture)
    assert "上传工作簿" not in client.get(reverse("intake:batches")).content.decode()
    assert upload(client, base_book(), unit=world.home.departments[0]).status_code == 422
    assert not Batch.objects.exists()


def test_the_original_is_a_download(world, batch):
    answer = world.client("office").get(reverse("intake:original", args=(batch.pk,)))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content)[:2] == b"PK"
