"""Which tests run again on PostgreSQL: whatever may touch the database, by whatever way it asks for it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.models import Region
from tenghuan.apps.organization.services.units import load_regions
from tests.conftest import APPEND_ONLY

TESTS = Path(__file__).parent
SAMPLES = """
import pytest
from django.test import TestCase
from tenghuan.apps.organization.models import Region

@pytest.fixture
def through(world): return world

def test_bare():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Region.objects.count()

@pytest.mark.parametrize("way", [1, 2])
def test_figures(way, tmp_path, settings): pass

def test_by_fixture(db): pass
def test_by_world(world): pass
def test_by_fixture_of_a_fixture(through): pass
def test_by_transactions(transactional_db): pass
def test_by_server(live_server): pass
def test_by_client(client): pass
@pytest.mark.django_db
def test_by_mark(): pass
@pytest.mark.usefixtures("through")
def test_by_use(): pass
@pytest.mark.parametrize("way", [1, 2])
def test_by_fixture_and_value(way, db): pass

@pytest.mark.django_db
class TestMarked:
    def test_by_class(self): pass

class TestUnused:
    def test_bare_in_class(self): pass

class TestDjangos(TestCase):
    def test_by_case(self): pass
"""
AUTOMATIC = """
import pytest

@pytest.fixture(autouse=True)
def always(world): pass

def test_by_what_is_always_there(): pass
"""
MODULE = """
import pytest
pytestmark = pytest.mark.django_db

def test_by_module(): pass
"""
WITH = sum(text.count("def test_by_") for text in (SAMPLES, AUTOMATIC, MODULE)) + len(["a second value"])


def test_whatever_asks_for_the_database_runs_again_and_nothing_else(tmp_path):
    for name, text in (("test_samples", SAMPLES), ("test_automatic", AUTOMATIC), ("test_module", MODULE)):
        (tmp_path / f"{name}.py").write_text(text)
    (tmp_path / "conftest.py").write_text("from tests.conftest import *")
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-v", "-m", "not database", str(tmp_path)]
    told = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    done = subprocess.run(command, cwd=TESTS.parent, env=told, capture_output=True, text=True, timeout=300)
    # these pass without the database: had one needed it, it had failed in the run on SQLite
    passed = re.findall(r"::([^:\s]+) PASSED", done.stdout)
    assert sorted(passed) == ["test_bare", "test_bare_in_class", "test_figures[1]", "test_figures[2]"], done.stdout
    assert f"4 passed, {WITH} deselected" in done.stdout


def test_no_test_asks_for_a_fixture_while_it_runs_or_opens_the_database_by_itself():
    """The rule sees what a test asks for by name; these two would pass it by."""
    hidden = {"getfixturevalue", "django_db_blocker"}
    found = [
        (str(path.relative_to(TESTS)), node.lineno)
        for path in sorted(TESTS.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in hidden)
        or (isinstance(node, ast.arg) and node.arg in hidden)
    ]
    assert found == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_with_transactions_of_its_own_finds_no_rows_and_every_kind_of_content(turn, world):
    """The second turn would find what the first one left."""
    assert (Region.objects.count(), Entry.objects.count()) == (12, 0)
    kinds = {(kind.app_label, kind.model) for kind in ContentType.objects.all()}
    assert kinds >= {(model._meta.app_label, model._meta.model_name) for model in apps.get_models()}
    load_regions(Actor.platform("test"), [("98", "省", "province", "")])
    assert Entry.objects.count() == 1
    with pytest.raises(DatabaseError, match=APPEND_ONLY.REFUSAL), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET label = 'x'")
