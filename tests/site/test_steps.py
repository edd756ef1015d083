"""The migrations that make all tables of an app at once say what the steps one by one say."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.db.migrations import AddIndex, CreateModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tenghuan.apps.access.schema import CreateTables
from tests.migrating import FormerLoader


def test_the_joined_steps_end_where_the_former_ones_end(db):
    joined, former = MigrationLoader(connection), FormerLoader(connection)
    assert [key for key in former.graph.leaf_nodes() if former.disk_migrations[key].replaces] == []
    assert len(former.graph.nodes) > len(joined.graph.nodes) + 30
    assert joined.project_state() == former.project_state()


def _table(model: str, /, **fields: models.Field) -> CreateModel:
    return CreateModel(model, [("id", models.BigAutoField(primary_key=True)), *fields.items()])


@pytest.fixture
def step() -> CreateTables:
    """A town before its county, each knowing the other."""
    town = _table("Town", county=models.ForeignKey("moon.County", models.CASCADE), name=models.CharField(max_length=9))
    county = _table("County", seat=models.ForeignKey("moon.Town", models.SET_NULL, null=True, related_name="+"))
    return CreateTables([town, county])


def test_tables_that_name_each_other_are_made_in_any_order_and_taken_back(transactional_db, step):
    before, after = ProjectState(), ProjectState()
    step.state_forwards("moon", after)
    with connection.schema_editor() as editor:
        step.database_forwards("moon", editor, before, after)
    try:
        town, county = (after.apps.get_model("moon", name) for name in ("Town", "County"))
        home = county.objects.create()
        home.seat = town.objects.create(county=home, name="城关镇")
        home.save()
        assert county.objects.get(seat__name="城关镇") == home
    finally:
        with connection.schema_editor() as editor:
            step.database_backwards("moon", editor, after, before)
    assert not {"moon_town", "moon_county"} & set(connection.introspection.table_names())


def test_a_state_that_was_rendered_before_knows_the_new_tables_and_a_later_step_finds_them(step):
    state = ProjectState()
    _table("Moon").state_forwards("sky", state)
    assert state.apps.get_model("sky", "Moon")
    step.state_forwards("moon", state)
    AddIndex("Town", models.Index(fields=["name"], name="town_by_name")).state_forwards("moon", state)
    assert [index.name for index in state.apps.get_model("moon", "Town")._meta.indexes] == ["town_by_name"]
    assert state.apps.get_model("sky", "Moon")


def test_the_step_tells_which_models_it_touches(step):
    assert step.references_model("Town", "moon")
    assert not step.references_model("Moon", "sky")
    assert step.describe() == "Create 2 tables"
