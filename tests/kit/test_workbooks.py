"""Every register that workbooks may enter: template, upload, commit; out and in again; faults in their cells."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tenghuan.apps.access.roles import Role
from tenghuan.apps.intake.models import Batch
from tenghuan.apps.kit.exchange import columns_of, field_list, numbered, rows_out
from tenghuan.apps.kit.models import Origin
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.reading.workbooks import export
from tests.apps.intake.workbooks import configuration_form
from tests.kit.made import makers

HANDS = ("office", "department", "town")
IMPORTED = sorted(
    key
    for key, one in REGISTERS.items()
    if one.importable and one.writes is None and one.writer_roles & {Role(name) for name in HANDS}
)
# their own services write them: their workbooks come in by a page of theirs
APART = sorted(key for key, one in REGISTERS.items() if one.importable and one.writes is not None)
NOBODY = "查无此名"


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def writer(register: Any) -> str:
    return next(name for name in HANDS if name in register.writer_roles)


def checked(client: Any, key: str, content: bytes, name: str = "表.xlsx") -> Batch:
    """Upload from the register's page, confirm what is proposed, and let it be checked."""
    address = f"{reverse('intake:upload')}?register={key}"
    response = client.post(address, {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()[:2000]
    batch = Batch.objects.order_by("-pk").first()
    assert response.url == reverse("intake:configure", args=(batch.pk,))
    response = client.post(response.url, configuration_form(batch))
    assert response.status_code == 302, response.content.decode()[:2000]
    batch.refresh_from_db()
    return batch


def committed(client: Any, key: str, content: bytes) -> Batch:
    batch = checked(client, key, content)
    told = list(batch.faults.values_list("rule", "cell", "message"))
    assert batch.state == "ready", (batch.state, batch.note, told)
    client.post(reverse("intake:act", args=(batch.pk, "commit")))
    batch.refresh_from_db()
    assert batch.state == "committed", (batch.state, batch.note)
    return batch


def row_of(register: Any, thing: Any) -> dict[str, Any]:
    return next(iter(rows_out(register, [thing])))


@pytest.mark.parametrize("key", IMPORTED)
def test_a_filled_in_template_makes_the_record_and_its_batch_is_withdrawn_whole(key, world):
    register = REGISTERS[key]
    thing = makers()[key](world.home, 1, 0, 0)
    # what old records bring along is held by the tests of their own apps
    row = {**row_of(register, thing), **dict.fromkeys((*numbered(register), *register.brings))}
    type(thing)._default_manager.filter(pk=thing.pk).delete()
    client = world.client(writer(register))
    page = client.get(f"{reverse('intake:upload')}?register={key}")
    assert all(item.label in page.content.decode() for item in field_list(register).fields)
    batch = committed(client, key, export(field_list(register), [row]))
    made = register.model._default_manager.get()
    assert {name: row_of(register, made)[name] for name in register.fields} == {n: row[n] for n in register.fields}
    origin = Origin.objects.about(made).get()
    assert (origin.batch, origin.sheet, origin.line) == (batch.name, batch.sheet, 2)
    assert "查看登记" in client.get(reverse("intake:batch", args=(batch.pk,))).content.decode()
    client.post(reverse("intake:act", args=(batch.pk, "withdraw")), {"reason": "表填错了"})
    batch.refresh_from_db()
    assert batch.state == "withdrawn"
    assert not register.model._default_manager.exists()


@pytest.mark.parametrize("key", IMPORTED)
def test_what_goes_out_comes_in_again_and_changes_nothing(key, world):
    register = REGISTERS[key]
    things = [makers()[key](world.home, number, 0, 0) for number in (1, 2)]
    before = [(thing.pk, thing.revision, row_of(register, thing)) for thing in things]
    client = world.client(writer(register))
    content = client.get(reverse(f"{key}:whole")).content
    batch = committed(client, key, content)
    assert batch.rows == 2
    for thing in things:
        thing.refresh_from_db()
    assert [(thing.pk, thing.revision, row_of(register, thing)) for thing in things] == before
    assert not Origin.objects.exists()


@pytest.mark.parametrize("key", [key for key in IMPORTED if REGISTERS[key].loop is not None])
def test_what_goes_out_in_any_state_comes_in_again_and_changes_nothing(key, world):
    register = REGISTERS[key]
    states = [value for value, _label in register.model._meta.get_field("state").flatchoices]
    # a maker may carry its record along its loop: each stands in every state here, whatever is asked of a change there
    for number, state in enumerate(states, start=1):
        thing = makers()[key](world.home, number, 0, 0)
        type(thing)._default_manager.filter(pk=thing.pk).update(state=state)
    things = list(register.model._default_manager.order_by("pk"))
    before = [(thing.pk, thing.state, thing.revision, row_of(register, thing)) for thing in things]
    client = world.client(writer(register))
    batch = committed(client, key, client.get(reverse(f"{key}:whole")).content)
    after = register.model._default_manager.order_by("pk")
    assert [(thing.pk, thing.state, thing.revision, row_of(register, thing)) for thing in after] == before
    assert (batch.rows >= len(states), Origin.objects.count()) == (True, 0)


@pytest.mark.parametrize("key", APART)
def test_a_whole_list_that_its_own_services_write_comes_back_and_changes_nothing(key, world):
    register = REGISTERS[key]
    for number in (1, 2):
        makers()[key](world.home, number, 0, 0)
    name = next(name for name in ("office", "system_admin") if name in register.writer_roles)
    client = world.client(name)
    before = register.rows(world.home.accounts[name]).count()
    content = client.get(reverse(f"{key}:whole")).content
    sent = {"file": SimpleUploadedFile("表.xlsx", content), "verb": "check"}
    taken = client.post(reverse(f"{key}:import"), sent).context["taken"]
    assert [fault.message for fault in taken.faults] == []
    assert (taken.made, taken.changed, taken.same) == ([], [], before)
    assert before >= 2


@pytest.mark.parametrize("key", IMPORTED)
def test_a_broken_workbook_comes_back_with_each_fault_in_its_cell(key, world):
    register = REGISTERS[key]
    things = [makers()[key](world.home, number, 0, 0) for number in (1, 2)]
    rows = [row_of(register, thing) for thing in things]
    columns = columns_of(register)
    links = [name for name in columns if register.model._meta.get_field(name).is_relation]
    empty = next(item.key for item in field_list(register).fields if item.required and item.key not in links)
    rows[0][empty] = None
    for name in links[:1]:
        rows[1][name] = NOBODY
    content = export(field_list(register), rows)
    broken = [f"{_letter(columns, empty)}2", *(f"{_letter(columns, name)}3" for name in links[:1])]
    client = world.client(writer(register))
    batch = checked(client, key, content)
    assert batch.state == "faulty"
    found = {(fault.sheet, fault.cell) for fault in batch.faults.all()}
    assert {(batch.sheet, cell) for cell in broken} <= found
    marked = openpyxl.load_workbook(io.BytesIO(client.get(reverse("intake:marked", args=(batch.pk,))).content))
    for cell in broken:
        assert marked[batch.sheet][cell].comment is not None
    client.post(reverse("intake:act", args=(batch.pk, "commit")))
    assert not Origin.objects.exists()


def _letter(columns: tuple[str, ...], name: str) -> str:
    return openpyxl.utils.get_column_letter(columns.index(name) + 1)


@pytest.mark.parametrize("key", IMPORTED)
def test_whoever_may_not_write_a_register_brings_nothing_in(key, world):
    register = REGISTERS[key]
    address = f"{reverse('intake:upload')}?register={key}"
    for name in ("office", "department", "town", "leader", "enterprise", "audit_admin"):
        role = world.home.accounts[name].role
        expected = 200 if name in HANDS and role in register.writer_roles else 403
        assert world.client(name).get(address).status_code == expected, name
    assert world.client(world.prefecture).get(address).status_code == 403


def test_a_town_brings_in_its_own_rows_and_is_told_which_are_not(world):
    register = REGISTERS["sheds"]
    own, other = world.home.town_regions[:2]
    rows = [{"number": str(n), "name": f"厂房{n}", "town": town.name, "area": 3} for n, town in ((1, own), (2, other))]
    client = world.client("town")
    batch = checked(client, "sheds", export(field_list(register), rows))
    fault = batch.faults.get()
    assert (batch.state, fault.cell, fault.rule) == ("faulty", "C3", "refused")
    assert "登记和修改" in fault.message
    assert batch.town == own
    page = reverse("intake:batch", args=(batch.pk,))
    seen = {name: world.client(name).get(page).status_code for name in ("office", "town2", "department2")}
    assert seen == {"office": 200, "town2": 404, "department2": 404}
    committed(client, "sheds", export(field_list(register), rows[:1]))
    assert register.model._default_manager.get().town == own
