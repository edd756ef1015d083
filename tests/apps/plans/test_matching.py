"""Rows found again in a new version, spans on a page, rankings, what a version changes: each against its own oracle."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.plans import identity, ranking
from tenghuan.apps.plans.changes import compare
from tenghuan.apps.plans.highlighting import marked, pieces
from tenghuan.apps.plans.identity import bare, same_actions, same_indicators, same_tasks


def new(key="", name="", catalogue=""):
    return SimpleNamespace(key=key, name=name, catalogue=catalogue)


def old(key="", title="", catalogue_key=""):
    return SimpleNamespace(key=key, title=title, catalogue_key=catalogue_key)


def test_an_indicator_is_found_by_key_before_name_before_standard():
    known = [old("a", "甲", "x"), old("b", "乙", "y"), old("c", "丙", "z")]
    told = [new("c", "甲", "y"), new("n", "乙", "x"), new("m", "丁", "x")]
    found = same_indicators(told, known)
    # the key takes 丙; the name then takes 乙; what is left by standard is 甲
    assert {at: one.key for at, one in found.items()} == {0: "c", 1: "b", 2: "a"}


def test_what_two_could_be_is_neither():
    assert same_indicators([new("n", "亩均税收")], [old("a", "亩均税收"), old("b", "亩均税收")]) == {}
    assert same_indicators([new("n", "x", "s"), new("m", "y", "s")], [old("a", "z", "s")]) == {}
    assert same_indicators([new("n", "", "")], [old("a", "", "")]) == {}


def test_a_name_is_the_same_with_other_punctuation():
    assert bare("“品字标”企业（家）") == bare("品字标 企业(家)") == "品字标企业家"
    assert same_indicators([new("n", "“品字标”企业")], [old("a", "品字标企业")])[0].key == "a"


names = st.text("abc", min_size=0, max_size=2)


@given(st.lists(st.tuples(names, names, names), max_size=6), st.lists(st.tuples(names, names, names), max_size=6))
def test_no_row_is_found_twice_and_a_key_of_one_always_is(told, known):
    rows = [old(*one) for one in known]
    found = same_indicators([new(*one) for one in told], rows)
    places = [id(one) for one in found.values()]
    assert len(places) == len(set(places))
    for at, one in enumerate(told):
        alone = one[0] and [t[0] for t in told].count(one[0]) == 1
        if alone and [k[0] for k in known].count(one[0]) == 1:
            assert found[at].key == one[0]
        if at in found:
            theirs = found[at]
            assert one[0] == theirs.key or bare(one[1]) == bare(theirs.title) or one[2] == theirs.catalogue_key


def test_actions_and_tasks_are_found_where_they_moved_or_were_renamed():
    duty = SimpleNamespace
    known = [
        duty(section="二", part="1", title="整治提升", number="3"),
        duty(section="三", part="1", title="招大引强", number="4"),
    ]
    action = [duty(section="三", part="9", title="整治 提升"), duty(section="三", part="1", title="招商")]
    assert {at: one.number for at, one in same_actions(action, known).items()} == {0: "3", 1: "4"}
    task = [duty(number=4, title="整治提升"), duty(number=3, title="新事")]
    # the title takes the first, though its number is another's; what is left has neither number nor title of its own
    assert {at: one.number for at, one in same_tasks(task, known).items()} == {0: "3"}


def test_keys_of_new_rows_are_free_and_those_of_old_rows_stay():
    pack = SimpleNamespace(
        indicators=[SimpleNamespace(key="tax"), SimpleNamespace(key="tax"), SimpleNamespace(key="")],
        actions=[], tasks=[SimpleNamespace(number=7), SimpleNamespace(number=7)],
    )  # fmt: skip
    taken = {"tax", "indicator_3"}
    keys = identity.keys_for(pack, "indicator", {0: SimpleNamespace(key="old")}, taken)
    assert keys == ["old", "tax_2", "indicator_3_2"]
    assert identity.keys_for(pack, "task", {}, taken) == ["task_7", "task_7_2"]


# -- spans ---------------------------------------------------------------------------------------------------------
def span(pk, start, end, confidence=1.0, kind="target", block="b"):
    return SimpleNamespace(pk=pk, start=start, end=end, confidence=confidence, kind=kind, block=block)


spans = st.lists(st.tuples(st.integers(-3, 14), st.integers(-3, 14)), max_size=6)


@given(st.text("甲乙丙丁", max_size=10), spans)
def test_a_text_is_cut_and_nothing_of_it_is_lost_or_said_twice(text, told):
    items = [span(at, start, end, confidence=at / 10) for at, (start, end) in enumerate(told)]
    found = pieces(text, items, sure=0.3)
    assert "".join(one["text"] for one in found) == text
    assert all(one["text"] for one in found)
    # sign by sign: who stands over it
    place = 0
    for one in found:
        for _sign in one["text"]:
            over = [item for item in items if max(0, item.start) <= place < min(len(text), item.end)]
            assert one["items"].split() == [str(item.pk) for item in over]
            assert one["low"] == any(item.confidence < 0.3 for item in over)
            place += 1


def test_pages_are_told_once_and_tables_cell_by_cell():
    blocks = [
        {"id": "p1", "kind": "paragraph", "text": "甲乙", "page": 1},
        {"id": "p2", "kind": "paragraph", "text": "丙", "page": 1},
        {"id": "t1", "kind": "table", "rows": [[{"id": "c1", "text": "丁戊"}]], "page": 2},
    ]
    found = marked(blocks, [span(1, 0, 1, block="p1"), span(2, 1, 2, block="c1", confidence=0.1)], 0.5)
    assert [one.get("page") for one in found] == [1, None, 2]
    assert [(p["text"], p["items"]) for p in found[0]["pieces"]] == [("甲", "1"), ("乙", "")]
    assert [(p["text"], p["items"], p["low"]) for p in found[2]["rows"][0][0]["pieces"]] == [
        ("丁", "", False), ("戊", "2", True),
    ]  # fmt: skip


# -- rankings ------------------------------------------------------------------------------------------------------
LAMPS = ("green", "done", "blue", "yellow", "red", "not_due", "no_data")


def row(pk, lamp, progress=None, pace=None):
    return SimpleNamespace(
        item=SimpleNamespace(pk=pk), standing=SimpleNamespace(lamp=lamp, progress=progress, pace=pace), lead=()
    )


@given(st.lists(st.tuples(st.sampled_from(LAMPS), st.floats(0, 1), st.floats(0, 1)), max_size=10))
def test_problems_are_red_then_yellow_each_the_furthest_behind_first(told):
    rows = [row(at, *one) for at, one in enumerate(told)]
    found = ranking.problems(rows, {0: "手续"})
    placed = [(one.row.standing.lamp == "yellow", one.row.standing.progress - one.row.standing.pace) for one in found]
    assert placed == sorted(placed)
    assert len(found) == sum(one[0] in ("red", "yellow") for one in told)
    assert all(one.cause == ("手续" if one.row.item.pk == 0 else "") for one in found)


@given(st.lists(st.lists(st.sampled_from(LAMPS), max_size=8), max_size=6))
def test_who_has_the_most_on_time_comes_first_and_who_has_no_lamp_last(told):
    rows = [(name, row(0, lamp)) for name, lamps in enumerate(told) for lamp in lamps]
    lines = ranking.counted([one for _name, one in rows], lambda one: next(str(n) for n, r in rows if r is one))
    assert sum(line.total for line in lines) == len(rows)
    found = ranking.ranked(lines)
    shares = [line.good for line in found]
    known = [share for share in shares if share is not None]
    assert known == sorted(known, reverse=True)
    assert all(share is None for share in shares[len(known) :])
    for line in found:
        lamps = told[int(line.name)]
        lit = [lamp for lamp in lamps if lamp not in ("not_due", "no_data")]
        assert line.lit == len(lit)
        assert line.good == (sum(lamp in ("green", "done") for lamp in lit) / len(lit) if lit else None)
        assert (line.heat == 0) == (not lit)


@pytest.mark.parametrize(("good", "of", "heat"), [(0, 5, 1), (1, 5, 2), (3, 5, 4), (4, 5, 5), (5, 5, 5), (0, 0, 0)])
def test_a_shade_has_five_steps_and_none_for_nothing_known(good, of, heat):
    assert ranking.Standing("甲", {"green": good, "red": of - good}).heat == heat


def test_rows_without_a_key_are_left_out_and_the_first_address_stays():
    rows = [row(1, "red"), row(2, "green"), row(3, "red")]
    lines = ranking.counted(rows, lambda one: "甲" if one.item.pk < 3 else "", lambda one: f"/{one.item.pk}")
    assert [(line.name, line.total, line.address) for line in lines] == [("甲", 2, "/1")]


# -- what a version changes ----------------------------------------------------------------------------------------
def picture(**items):
    return {key: {"kind": "指标", "title": title, "fields": fields} for key, (title, fields) in items.items()}


def test_a_version_says_what_was_added_dropped_and_changed_field_by_field():
    before = picture(a=("甲", {"目标": "28", "单位": "家"}), b=("乙", {"目标": "1"}), c=("丙", {"目标": ""}))
    after = picture(
        a=("甲", {"目标": "30", "单位": "家", "基数": "2"}), c=("丙", {"目标": ""}), d=("丁", {"目标": "9", "单位": ""})
    )
    assert compare(before, after) == {
        "added": [{"kind": "指标", "title": "丁", "fields": [{"name": "目标", "after": "9"}]}],
        "dropped": [{"kind": "指标", "title": "乙", "fields": [{"name": "目标", "after": "1"}]}],
        "changed": [
            {
                "kind": "指标", "title": "甲",
                "fields": [
                    {"name": "目标", "before": "28", "after": "30"}, {"name": "基数", "before": "", "after": "2"},
                ],
            }
        ],
    }  # fmt: skip


pictures = st.dictionaries(
    names, st.tuples(names, st.dictionaries(st.sampled_from("xyz"), names, max_size=3)), max_size=5
)


@given(pictures)
def test_a_version_that_says_the_same_changes_nothing(told):
    assert compare(picture(**told), picture(**told)) == {"added": [], "dropped": [], "changed": []}


@given(pictures, pictures)
def test_each_item_is_in_one_list_at_most_and_dropped_is_added_backwards(one, other):
    there, back = compare(picture(**one), picture(**other)), compare(picture(**other), picture(**one))
    assert there["added"] == back["dropped"]
    assert len(there["added"]) == len(set(other) - set(one))
    assert len(there["changed"]) <= len(set(one) & set(other))
