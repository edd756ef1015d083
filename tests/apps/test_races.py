"""Every service, called by several officers at the same moment, on PostgreSQL.

``DOUBLES`` in ``tests/apps/APP/scenarios.py`` says what the same call twice means, where it is not ``once``:
see :func:`tests.racing.race.faults_of`. SQLite lets one session in at a time and shows none of this.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection

from tests.apps.test_services import NAMES, _scenarios
from tests.racing.race import faults_of, stopped

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="sessions at once need PostgreSQL"),
]


def _doubles() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(Path(__file__).parent.glob("*/scenarios.py")):
        found.update(getattr(import_module(f"tests.apps.{path.parent.name}.scenarios"), "DOUBLES", {}))
    return found


DOUBLES = _doubles()


def test_no_word_about_a_double_without_a_service():
    assert set(DOUBLES) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_service_at_a_barrier(name, world, actor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call = stopped(name, lambda: _scenarios()[name](world, actor))
    assert call is not None, f"the scenario of {name} does not call it"
    assert faults_of(call, DOUBLES.get(name, "once")) == []
