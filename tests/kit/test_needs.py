"""Every move of the loops that say how they are walked: with all it needs it goes once, with one thing missing never.

``WALKS`` in ``tests/apps/APP/made.py`` names a loop and, for a move that a check or effect of the business would hold
up, a function that makes the record ready and returns what must be told.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.ledger import drift
from tenghuan.apps.kit.loop import WRITTEN, Loop, Move, Need
from tenghuan.apps.kit.models import Attachment, Event, Posting
from tenghuan.apps.kit.registry import LOOPS, REGISTERS
from tenghuan.apps.organization.models import Unit
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import PNG, actor_of
from tests.kit.made import makers, walks

ACCOUNTS = {
    Who.OFFICE: "office",
    Who.TOWN: "town",
    Who.UNIT: "department",
    Who.RECEIVER: "town",
    Who.ENTERPRISE: "enterprise",
    Who.FILER: "department2",
}


def steps() -> list[tuple[str, str, str]]:
    """Loop, verb and state of every move of every loop that is walked."""
    return [(key, move.verb, s) for key in walks() for move in LOOPS[key].moves for s in sorted(move.sources)]


def second(county: Any) -> Any:
    """Another person of the same office."""
    office = county.accounts["office"]
    told = {"role": office.role, "region": office.region, "unit": office.unit, "name": "另一人"}
    return type(office).objects.create(username=f"{office.username}-2", **told)


def _value(field: Any, loop: Loop, thing: Any, county: Any) -> Any:
    if field.name in loop.choices:
        return loop.choices[field.name](thing)[0]
    if field.choices:
        return field.flatchoices[0][0]
    if isinstance(field, models.ForeignKey):
        # what leads to anything else is said by the walk
        return county.departments[0] if field.related_model is Unit else None
    if isinstance(field, models.DateField):
        return date(2027, 3, 1)
    return "1" if isinstance(field, models.DecimalField) else "说明"


def _told(loop: Loop, move: Move, thing: Any, county: Any) -> dict[str, Any]:
    told = {name: _value(thing._meta.get_field(name), loop, thing, county) for name in move.asks}
    told |= {str(need): "说明" for need in WRITTEN if need in move.needs}
    kinds = loop.proofs_of(move, thing) or (("",) if Need.EVIDENCE in move.needs else ())
    files = {kind: [SimpleUploadedFile(f"{at}.png", PNG + bytes([at]))] for at, kind in enumerate(kinds)}
    return {**told, "files": files}


def _without(move: Move, told: dict[str, Any]) -> list[dict[str, Any]]:
    """What was told, once without each thing that the move needs."""
    needed = [name for name in told if name != "files" and name not in move.optional]
    lacking = [{key: value for key, value in told.items() if key != name} for name in needed]
    files = told["files"]
    return lacking + [{**told, "files": {k: v for k, v in files.items() if k != kind}} for kind in files]


def _marks(thing: Any) -> tuple[Any, ...]:
    row = type(thing)._default_manager.filter(pk=thing.pk).values().get()
    counts = (Entry.objects.count(), Posting.objects.count(), Event.objects.count(), Attachment.objects.count())
    return (*counts, tuple(row.items()))


def _rewound(told: dict[str, Any]) -> dict[str, Any]:
    for files in told["files"].values():
        for file in files:
            file.seek(0)
    return told


def _mover(county: Any, move: Move) -> Actor:
    if move.who[0] is Who.PLATFORM:
        return Actor.platform("test")
    return actor_of(second(county) if Need.OTHER_PERSON in move.needs else county.accounts[ACCOUNTS[move.who[0]]])


@pytest.mark.parametrize(("key", "verb", "state"), steps())
def test_a_move_goes_once_with_all_it_needs_and_never_without(key, verb, state, world, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    loop, county = LOOPS[key], world.home
    register = next(one for one in REGISTERS.values() if one.loop is loop)
    thing = makers()[register.key](county, 1, 0, 0)
    type(thing)._default_manager.filter(pk=thing.pk).update(state=state)
    thing.refresh_from_db()
    move = loop.find(verb, state)
    ready = walks()[key].get(verb)
    own = ready(county, thing, monkeypatch) if ready else {}
    thing.refresh_from_db()
    actor = _mover(county, move)
    told = {**_told(loop, move, thing, county), **(own or {})}
    before = _marks(thing)
    for lacking in _without(move, told):
        with pytest.raises(InputFault), transaction.atomic():
            loop.take(actor, thing, verb, **_rewound(lacking))
        assert _marks(thing) == before
    if Need.OTHER_PERSON in move.needs:
        with pytest.raises(InputFault), transaction.atomic():
            loop.take(actor_of(county.accounts["office"]), thing, verb, **_rewound(told))
        assert _marks(thing) == before
    seen = thing.revision
    loop.take(actor, thing, verb, seen=seen, **_rewound(told))
    assert thing.state == move.target
    after = _marks(thing)
    assert after[0] > before[0]
    # the same form once more: refused, and nothing is there twice
    with pytest.raises(InputFault), transaction.atomic():
        loop.take(actor, thing, verb, seen=seen, **_rewound(told))
    assert _marks(thing) == after
    assert drift() == []
