"""Every loop: state × verb × account, needs met or missing, twice — against its table alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.models import Entry
from tenghuan.apps.kit.loop import Loop, Need
from tenghuan.apps.kit.registry import LOOPS, REGISTERS
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import actor_of
from tests.kit.made import makers
from tests.kit.test_pages import ACCOUNTS, account_of

WITH_REGISTER = sorted(key for key, loop in LOOPS.items() if any(r.loop is loop for r in REGISTERS.values()))


def _register(loop: Loop) -> Any:
    return next(one for one in REGISTERS.values() if one.loop is loop)


def _stands(who: Who, name: str, key: str) -> bool:
    """Whom the account ``name`` of the home county is to its record of the first town and unit, by hand."""
    return {
        Who.OFFICE: name == "office",
        Who.TOWN: name == "town",
        Who.UNIT: name in ("department", "office"),  # the office's account belongs to the first department
        # a lead in the pool is taken by whoever works for a unit; no other register's thing has one
        Who.FILER: key == "leads" and name in ("office", "department", "department2", "town", "town2"),
        Who.RECEIVER: name == "town",  # what is handed down in the tests is the first town's
        Who.ENTERPRISE: name == "enterprise",
        Who.AUTHOR: name == "office",
        Who.PLATFORM: False,
    }[who]


@pytest.mark.parametrize("name", ACCOUNTS)
@pytest.mark.parametrize("key", WITH_REGISTER)
def test_only_whom_the_table_names_may_move_and_not_without_what_it_needs(key, name, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    loop = LOOPS[key]
    thing = makers()[_register(loop).key](world.home, 1, 0, 0)
    actor, wrong = actor_of(account_of(world, name)), []
    entries = Entry.objects.count()
    for state, _label in thing._meta.get_field("state").flatchoices:
        type(thing)._default_manager.filter(pk=thing.pk).update(state=state)
        thing.refresh_from_db()
        for verb in loop.verbs:
            wrong += _tried(loop, thing, actor, state, verb, name, entries)
    assert not wrong, "\n".join(map(str, wrong))


def _tried(loop: Loop, thing: Any, actor: Any, state: str, verb: str, name: str, entries: int) -> list[tuple[str, ...]]:
    """Try one verb in the state that ``thing`` has; ``entries``: the rows of the trail, to which all is undone."""
    point, row = transaction.savepoint(), type(thing)._default_manager.filter(pk=thing.pk)
    found = loop.find(verb, state)
    mine = found is not None and any(_stands(who, name, loop.key) for who in found.who)
    try:
        loop.take(actor, thing, verb)
        moved = True
    except InputFault:
        moved = False
    wrote = Entry.objects.count() != entries
    wrong = []
    if moved and not mine:
        wrong.append((state, verb, "moved though the table does not admit it"))
    if moved and not wrote:
        wrong.append((state, verb, "moved without a row of the trail"))
    if moved and found is not None and (found.needs & {Need.REASON, Need.OPINION, Need.DOCUMENT} or found.proofs):
        wrong.append((state, verb, "moved without what it needs"))
    if not moved and (wrote or row.values_list("state", flat=True).get() != state):
        wrong.append((state, verb, "was refused, yet changed something"))
    transaction.savepoint_rollback(point)
    if moved:
        thing.refresh_from_db()
    if thing.state != state:
        wrong.append((state, verb, "was refused, yet is another in the caller's hands"))
    return wrong


@pytest.mark.parametrize("key", sorted(LOOPS))
def test_every_state_of_a_loop_can_be_reached_and_every_word_is_chinese(key):
    loop = LOOPS[key]
    field = loop.model._meta.get_field("state")
    states = {value for value, _label in field.flatchoices}
    assert {state for move in loop.moves for state in (*move.sources, move.target)} <= states
    reached, grown = {field.get_default()}, True
    while grown:
        targets = {move.target for move in loop.moves if move.sources & reached}
        grown = not targets <= reached
        reached |= targets
    assert states <= reached | {state for move in loop.moves for state in move.sources if state in reached}
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in str(move.label)) for move in loop.moves)
