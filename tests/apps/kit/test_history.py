"""The history of a record speaks to people: columns by their names, things by theirs, the platform by what it did."""

from __future__ import annotations

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records
from tenghuan.apps.kit.panels import LONGEST, History, _entry
from tenghuan.apps.leads.models import Lead
from tenghuan.apps.leads.registers import LEADS
from tests.apps.kit.sheds import by
from tests.apps.leads.made import MAKERS


def _told(thing, world):
    return History().context(world.home.accounts["office"], thing)["entries"]


def test_columns_that_only_the_program_compares_by_are_left_out(world):
    thing = MAKERS["leads"](world.home, 1)
    changed = {name for entry in _told(thing, world) for name, _before, _after in entry["changes"]}
    assert "线索名称" in changed
    assert not [name for name in changed if name.isascii()]
    page = world.client("office").get(LEADS.address(thing)).content.decode()
    assert "company_key" not in page


def test_what_a_column_points_to_stands_without_its_number(world):
    thing = MAKERS["leads"](world.home, 1)
    words = [after for entry in _told(thing, world) for _name, _before, after in entry["changes"]]
    assert thing.unit.name in words
    assert not [word for word in words if word.startswith(f"{thing.unit.name}（")]


def test_the_platform_is_told_by_what_it_did(world):
    thing = MAKERS["leads"](world.home, 1)
    records.change(Actor.platform("demonstration"), LEADS, thing, {"name": "另一个名字"})
    records.change(by(world.home, "office"), LEADS, thing, {"name": "又一个名字"})
    who = [entry["by"] for entry in _told(thing, world)[:2]]
    assert who[1] == "平台（示例数据）"
    assert who[0] == world.home.accounts["office"].name


def test_what_was_nothing_and_is_nothing_says_nothing(world):
    thing = MAKERS["leads"](world.home, 1)
    records.change(by(world.home, "office"), LEADS, thing, {"name": "另一个名字"})
    changed, made = (entry["changes"] for entry in _told(thing, world)[:2])
    assert [name for name, _before, _after in changed] == ["线索名称"]
    assert made
    assert not [one for one in made if one[1] == one[2] or one[2] in ("—", "{}", "[]")]
    # its key, its revision and its clocks are the program's own
    own = {"编号", "修订号", "更新时间", "登记时间", "县（市、区）"} - {
        str(Lead._meta.get_field("number").verbose_name)
    }
    assert not own & {name for name, *_words in (*made, *changed)}


def test_what_a_move_notes_beside_columns_has_a_name_and_what_is_long_is_cut(world):
    thing = MAKERS["leads"](world.home, 1)
    row = Entry(kind="leads.lead", key=str(thing.pk), action="leads.respond", before={}, after={"opinion": "同" * 500})
    ((name, before, after),) = _entry(row)["changes"]
    assert (name, before) == ("意见", "—")
    assert len(after) == LONGEST
    assert after.endswith("……")
