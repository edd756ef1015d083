"""Everything that registers, loops and books bring, by several officers at the same moment, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models

from tenghuan.apps.audit.trail import SERVICES, Actor, service
from tenghuan.apps.audit.verify import verify
from tenghuan.apps.kit import records, taking
from tenghuan.apps.kit.exchange import rows_out
from tenghuan.apps.kit.ledger import drift
from tenghuan.apps.kit.loop import WRITTEN, Loop, Move
from tenghuan.apps.kit.models import Posting
from tenghuan.apps.kit.registry import LOOPS, REGISTERS
from tenghuan.apps.kit.taking import Sheet
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.remediation.models import Case, State
from tenghuan.apps.remediation.registers import CLEARING
from tenghuan.errors import InputFault
from tenghuan.screening.rulesfile import RulesFault
from tests.apps.kit.sheds import PNG, by, shed
from tests.apps.kit.test_exchange import SHEET, row
from tests.apps.remediation.cases import case
from tests.kit.made import makers, walks
from tests.racing.race import Call, alone, faults_of, stopped, together
from tests.workshop.models import Shed
from tests.workshop.registers import ROOM, SHEDS

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="sessions at once need PostgreSQL"),
]
# without a natural key, or numbered by the platform: each form is a record of its own, its token makes it count once
EACH = {"allocations", "budget_transfers", "deals", "diagnoses", "energy_factors", "incomes", "saving_projects"}
EACH |= {
    "challenges",
    "claims",
    "leads",
    "policy_matchings",
    "posts",
    "project_problems",
    "projects",
    "spendings",
    "supplies",
}


@service("test.booked")
def booked(actor, work):
    return work(actor)


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_a_record_is_added_changed_and_retired_by_one(key, world):
    register = REGISTERS[key]
    if f"{key}.add" not in SERVICES:
        # other services make its records, and are raced where every service is
        assert register.writers == () or register.writes is not None
        return
    add = stopped(f"{key}.add", lambda: makers()[key](world.home, 1, 0, 0))
    if add is not None and add.args[0] == world.home.region:  # else another business makes it
        assert faults_of(add, "each" if key in EACH else "once") == []
    thing, office = makers()[key](world.home, 2, 1, 1), by(world.home, "office")
    told = _accepted(f"{key}.change", office, thing, _other(register, thing))
    for verb, given in (("change", (told, None)), ("retire", ("已并入另一条", None))):
        assert faults_of(Call(f"{key}.{verb}", office, (thing, *given), {}), "once") == []
        thing.refresh_from_db()


def _other(register: Any, thing: Any) -> list[dict[str, str]]:
    """Each text and number of the record, said differently, the last one first."""
    fields = [thing._meta.get_field(name) for name in reversed(register.fields)]
    texts = [one for one in fields if isinstance(one, models.CharField | models.TextField) and not one.choices]
    numbers = [one for one in fields if isinstance(one, models.DecimalField)]
    counts = [one for one in fields if isinstance(one, models.IntegerField) and not one.choices]
    other = [{one.name: "2" if getattr(thing, one.name) == 1 else "1"} for one in counts]
    return [{one.name: "另一种说法"} for one in texts] + [{one.name: "1"} for one in numbers] + other


def _accepted(name: str, office: Actor, thing: Any, ways: list[dict[str, str]]) -> dict[str, str]:
    """Return the first change that the register's rules admit."""
    for told in ways:
        with suppress(InputFault, RulesFault):
            alone(Call(name, office, (thing, told, None), {}))
            return told
    raise AssertionError(f"{name} admits no other word in any column")


@pytest.mark.parametrize("key", sorted(key for key in REGISTERS if f"{key}.import" in SERVICES))
def test_a_workbook_changes_a_record_once_and_is_taken_back_once(key, world):
    register, office = REGISTERS[key], by(world.home, "office")
    row = next(iter(rows_out(register, [makers()[key](world.home, 1, 0, 0)])))
    enter = None
    for told in _other(register, register.model()):
        rows = [(2, {**row, **told})]
        with suppress(InputFault):
            call = Call(f"{key}.import", office, (world.home.region, Sheet("b1", "表.xlsx", "表1", {}), rows), {})
            alone(call)
            enter = call
            break
    assert enter is not None, f"no column of {key} can be changed by a workbook"
    assert faults_of(enter, "same") == []
    assert faults_of(Call(f"{key}.take_back", office, ("b1",), {}), "same") == []


@pytest.mark.parametrize("key", sorted(LOOPS))
def test_every_move_is_made_by_one(key, world, actor, settings, tmp_path, monkeypatch):
    """From a state that the move leads from; what its checks ask of other records is held by the loop's own tests."""
    settings.MEDIA_ROOT = tmp_path
    loop, wrong, left = LOOPS[key], [], dict[str, list[str]]()
    for check in loop.checks:
        monkeypatch.setitem(loop.checks, check, lambda actor, thing: "")
    thing = _moving()[key](world, actor)
    for move in loop.moves:
        call, refused = _ready(loop, move, thing, world, monkeypatch)
        if call is None:
            left[move.verb] = refused
            continue
        wrong += [(move.verb, fault) for fault in faults_of(call, "once")]
        if move.undo:
            thing.refresh_from_db()
            wrong += [("undo", fault) for fault in faults_of(Call(f"{key}.undo", call.actor, (thing,), {}), "once")]
    assert wrong == []
    assert left == {}


def _scenarios(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted((Path(__file__).parent.parent / "apps").glob("*/scenarios.py")):
        found.update(getattr(import_module(f"tests.apps.{path.parent.name}.scenarios"), name, {}))
    return found


def _moving() -> dict[str, Callable[[Any, Actor], Any]]:
    """Loop → how a thing that moves along it is made: ``MOVING`` of the scenarios, else its register's maker."""
    own = {
        one.loop.key: lambda world, actor, key=one.key: makers()[key](world.home, 1, 0, 0)
        for one in REGISTERS.values()
        if one.loop is not None
    }
    return {**own, **_scenarios("MOVING")}


def _ready(loop: Loop, move: Move, thing: Any, world: Any, patch: Any) -> tuple[Call | None, list[str]]:
    """Bring the thing to where the move leads from; None, and why, if nobody can make it with what is asked for."""
    type(thing)._default_manager.filter(pk=thing.pk).update(state=sorted(move.sources)[0])
    refused: list[str] = []
    call = _admitted(loop, move, thing, world, {}, refused)
    ready = walks().get(loop.key, {}).get(move.verb)
    if call is None and ready is not None:
        call = _admitted(loop, move, thing, world, ready(world.home, thing, patch) or {}, refused)
    return call, refused


def _admitted(loop: Loop, move: Move, thing: Any, world: Any, own: dict[str, Any], refused: list[str]) -> Call | None:
    people = [by(world.home, name) for name in ("office", "town", "department", "enterprise", "department2")]
    for actor in (*people, Actor.platform("test")):
        thing.refresh_from_db()
        told = {**_told(loop, move, thing), **own}
        try:
            told |= loop.prepared(actor, thing, move.verb, told)
            call = Call(f"{loop.key}.{move.verb}", actor, (thing, None, told), {})
            alone(call)
        except InputFault as fault:
            refused.append(str(fault))
            continue
        return call
    return None


def _told(loop: Loop, move: Move, thing: Any) -> dict[str, Any]:
    told: dict[str, Any] = dict.fromkeys((str(need) for need in WRITTEN), "情况属实")
    for name in move.asks:
        told[name] = _value(loop, thing, name)
    more = _scenarios("TOLD").get(f"{loop.key}.{move.verb}", {})
    told |= more() if callable(more) else more  # called where it holds a day
    kinds = loop.proofs_of(move, thing) or ("现场照片",)
    told["files"] = {kind: [SimpleUploadedFile(f"{at}.png", PNG + bytes([at]))] for at, kind in enumerate(kinds)}
    return told


def _value(loop: Loop, thing: Any, name: str) -> Any:
    field = thing._meta.get_field(name)
    if name in loop.choices:
        return loop.choices[name](thing)[0]
    if field.choices:
        return next(value for value, _label in field.flatchoices if value)
    if isinstance(field, models.ForeignKey):
        units = Unit.objects.filter(region=thing.county) if field.related_model is Unit else ()
        return getattr(thing, name) or next(iter(units), None)
    if isinstance(field, models.DateField):
        return date.today() + timedelta(days=90)
    return "1" if isinstance(field, models.DecimalField | models.IntegerField) else "按方案办理"


def test_a_form_sent_three_times_makes_one_record_and_all_are_shown_it(world):
    told = {"number": "7", "name": "厂房", "town": world.home.town_regions[0], "area": "3"}
    office, seen = by(world.home, "office"), []
    send = lambda request: seen.append(records.add(office, SHEDS, world.home.region, told, once="form-1").pk)  # noqa: E731
    said = together([send] * 3)
    assert [one.refused + one.broken for one in said] == ["", "", ""]
    assert set(seen) == {Shed.objects.get().pk}


def test_a_workbook_enters_once_and_is_taken_back_once(world):
    shed(world.home, "1", rent="7")
    rows = list(enumerate([row(world, "1", area=11), row(world, "2"), row(world, "3")], start=2))
    office = by(world.home, "office")
    assert faults_of(Call("sheds.import", office, (world.home.region, SHEET, rows), {}), "same") == []
    assert (Shed.objects.count(), Shed.objects.get(number="1").revision) == (3, 2)
    assert faults_of(Call("sheds.take_back", office, ("b1",), {}), "same") == []
    assert Shed.objects.get().area == Decimal("12.5")


def test_a_workbook_does_not_write_over_what_an_officer_changes_meanwhile(world):
    thing, office = shed(world.home, "1"), by(world.home, "office")
    rows = list(enumerate([row(world, "1", area=11)], start=2))
    said = together(
        [
            lambda request: taking.commit(office, SHEDS, world.home.region, SHEET, rows),
            lambda request: records.change(office, SHEDS, thing, {"rent": "9"}),
        ]
    )
    now = Shed.objects.get()
    assert [one.broken for one in said] == ["", ""]
    done = sum(not one.refused for one in said)
    assert (now.area == 11) + (now.rent == 9) == done >= 1
    assert now.revision == 1 + done


def test_moves_between_accounts_in_opposite_ways_do_not_wait_for_one_another(world):
    things, place = [shed(world.home, str(at)) for at in range(5)], world.home.region
    office = by(world.home, "office")
    for account in ("freed", "given"):
        booked(office, lambda a, to=account: ROOM.post(a, place, to, Decimal(50), cause=things[4], kind="open"))
    ways = (("freed", "given"), ("given", "freed"))
    said = together(
        [
            lambda request, at=at: booked(
                office, lambda a: ROOM.move(a, place, *ways[at % 2], Decimal(3), cause=things[at], kind="give")
            )
            for at in range(4)
        ]
    )
    assert [one.refused + one.broken for one in said] == [""] * 4
    assert (ROOM.balance(place, "freed"), ROOM.balance(place, "given"), drift()) == (50, 50, [])


def test_the_last_of_a_balance_goes_to_one_and_an_entry_is_reversed_once(world):
    things, place, office = [shed(world.home, str(at)) for at in range(4)], world.home.region, by(world.home, "office")
    booked(office, lambda a: ROOM.post(a, place, "freed", Decimal(10), cause=things[3], kind="close"))
    said = together(
        [
            lambda request, at=at: booked(
                office, lambda a: ROOM.post(a, place, "freed", Decimal(-8), cause=things[at], kind="give")
            )
            for at in range(3)
        ]
    )
    assert (sum(not one.refused for one in said), [one.broken for one in said]) == (1, ["", "", ""])
    given = Posting.objects.get(kind="give")
    said = together([lambda request: booked(office, lambda a: ROOM.reverse(a, given, "面积有误"))] * 3)
    assert (sum(not one.refused for one in said), [one.broken for one in said]) == (1, ["", "", ""])
    assert (ROOM.balance(place, "freed"), drift()) == (10, [])


def test_two_officers_close_the_same_cases_in_bulk_from_both_ends(world):
    """Each case is closed by one of them, posts once, and nobody waits for ever."""
    cases = [_published(world, number) for number in range(8)]
    office, reports = by(world.home, "office"), []

    def close(things: list[Case]) -> None:
        mine = Case.objects.in_bulk([one.pk for one in things])
        reports.append(
            CLEARING.take_many(office, [mine[one.pk] for one in things], "close", document="销号〔2026〕1号")
        )

    said = together([lambda request: close(cases), lambda request: close(cases[::-1])])
    assert [one.refused + one.broken for one in said] == ["", ""]
    went = [thing.pk for report in reports for thing in report.went]
    assert sorted(went) == sorted(one.pk for one in cases)
    assert sum(len(report.refused) for report in reports) == len(cases)
    assert Posting.objects.filter(kind="close", book="land").count() == len(cases)
    assert (drift(), list(verify())) == ([], [])


def _published(world: Any, number: int) -> Case:
    """A case whose publication is over; how it came there is the business's own test."""
    thing = case(world.home, number)
    told = {"state": State.PUBLISHED, "actual_land": Decimal(2), "after_energy": Decimal(100)}
    Case.objects.filter(pk=thing.pk).update(**told)
    thing.refresh_from_db()
    return thing
