"""What an officer expects of titles: terms, reminders, renewals, counts of what stands and of what ever was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tenghuan.apps.cultivation import expiring
from tenghuan.apps.cultivation.gaps import standing
from tenghuan.apps.cultivation.models import Title
from tenghuan.apps.cultivation.titles import SEEKING, TITLES
from tenghuan.apps.kit import records
from tenghuan.apps.kit.models import Task
from tenghuan.errors import InputFault
from tests.apps.cultivation.made import held, make_title
from tests.apps.kit.sheds import PNG, by

pytestmark = pytest.mark.django_db
State = Title.State


def number(county, key, since=None, until=None):
    found = next(one for one in TITLES.measures if one.key == f"titles.{key}")
    return found.of(Title.objects.filter(county=county.region), since, until)


def paper():
    return {"": [SimpleUploadedFile("申报书.png", PNG)]}


def sought(world):
    """A title that stands in publication."""
    office, title = by(world.home, "office"), make_title(world.home, 1)
    SEEKING.take(office, title, "coach", opinion="已上门辅导")
    SEEKING.take(office, title, "apply", files=paper())
    SEEKING.take(office, title, "publish", document="公示〔2025〕1号")
    return title


def test_a_title_goes_from_reserve_to_recognised_and_its_term_follows_from_its_kind(world):
    title = sought(world)
    told = {"recognised_on": "2024-12-24", "number": "GR202433001", "document": "国科火字〔2025〕9号"}
    SEEKING.take(by(world.home, "office"), title, "recognise", **told)
    assert title.state == State.RECOGNISED
    # 高新技术企业 hold three years: the last day is the one before the third anniversary
    assert (title.valid_until, title.stands_until) == (date(2027, 12, 23), date(2027, 12, 23))
    assert (title.document, title.version, title.level) == ("国科火字〔2025〕9号", "2016", "national")


def test_a_title_without_a_term_stands_for_good(world):
    title = held(world.home, 1, "2020-05-01", kind="tech_sme")
    assert title.state == State.RECOGNISED
    assert title.valid_until is None
    assert title.stands_until is None


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"recognised_on": "2025-01-01"}, "文号"),
        ({"recognised_on": "2190-01-01", "document": "甲"}, "晚于今天"),
        ({"recognised_on": "2025-01-01", "valid_until": "2024-01-01", "document": "甲"}, "早于认定日期"),
        ({"number": "GR1"}, "还没有认定"),
        ({"valid_until": "2028-01-01"}, "还没有认定"),
    ],
)
def test_a_title_that_does_not_add_up_is_refused(world, told, words):
    with pytest.raises(InputFault, match=words):
        make_title(world.home, 1, **told)


def test_what_is_still_sought_is_not_recognised_by_typing_in_a_day(world):
    title = make_title(world.home, 1)
    with pytest.raises(InputFault, match="从“认定”办理"):
        records.change(by(world.home, "office"), TITLES, title, {"recognised_on": "2025-01-01", "document": "甲"})
    title.refresh_from_db()
    assert (title.state, title.recognised_on) == (State.RESERVE, None)


def test_recognition_needs_a_document_and_a_day_that_has_come(world):
    title = sought(world)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for told in ({"recognised_on": "2025-01-01"}, {"recognised_on": tomorrow, "document": "甲"}):
        with pytest.raises(InputFault):
            SEEKING.take(by(world.home, "office"), title, "recognise", **told)
    assert title.state == State.PUBLICATION


@pytest.mark.parametrize(
    ("day", "stands"),
    [(date(2020, 2, 29), 0), (date(2020, 3, 1), 1), (date(2023, 2, 28), 1), (date(2023, 3, 1), 0)],
)
def test_a_title_stands_from_its_first_day_to_its_last(world, day, stands):
    held(world.home, 1, "2020-03-01", "2023-02-28", kind="listing_reserve")
    assert number(world.home, "listing_reserve.2", until=day) == stands
    assert Title.objects.filter(standing(day)).count() == stands


def test_a_stock_counts_who_is_in_and_leaves_out_who_left(world):
    # methodology2 §32, 10: 慈溪后备 21 家，本期退 2 → 19 < 20
    titles = [held(world.home, 10 + at, "2024-01-10", kind="listing_reserve") for at in range(21)]
    assert number(world.home, "listing_reserve.2", until=date(2024, 12, 31)) == 21
    for title in titles[:2]:
        told = {"revoked_on": "2025-03-31", "reason": "转为并购重组", "document": "金融办〔2025〕3号"}
        SEEKING.take(by(world.home, "office"), title, "revoke", **told)
    assert number(world.home, "listing_reserve.2", until=date(2025, 3, 30)) == 21
    assert number(world.home, "listing_reserve.2", until=date(2025, 3, 31)) == 19
    # ever in the reserve: nobody is taken off
    assert number(world.home, "listing_reserve") == 21


def test_ever_recognised_counts_the_first_term_once_and_a_renewal_never(world):
    title = held(world.home, 1, "2019-11-01")
    SEEKING.take(by(world.home, "office"), title, "renew")
    again = Title.objects.get(renews=title)
    assert (again.state, again.kind, again.enterprise_id) == (State.COACHED, "hightech", title.enterprise_id)
    SEEKING.take(by(world.home, "office"), again, "apply", files=paper())
    told = {"recognised_on": "2022-12-01", "number": "GR2022", "document": "国科火字〔2023〕1号"}
    SEEKING.take(by(world.home, "office"), again, "recognise", **told)
    assert title.state == State.RENEWING
    assert number(world.home, "hightech_firms") == 1
    assert number(world.home, "hightech_firms", date(2022, 1, 1), date(2022, 12, 31)) == 0
    assert number(world.home, "hightech_firms", date(2019, 1, 1), date(2019, 12, 31)) == 1


def test_between_two_terms_an_enterprise_does_not_hold_the_title(world):
    first = held(world.home, 1, "2019-01-01")  # until 2021-12-31
    SEEKING.take(by(world.home, "office"), first, "renew")
    again = Title.objects.get(renews=first)
    Title.objects.filter(pk=again.pk).update(recognised_on=date(2022, 6, 1), stands_until=date(2025, 5, 31))
    for day, count in ((date(2021, 12, 31), 1), (date(2022, 3, 1), 0), (date(2022, 6, 1), 1), (date(2025, 6, 1), 0)):
        assert Title.objects.filter(standing(day)).count() == count, day


def test_a_title_is_renewed_by_one_record_only(world):
    title = held(world.home, 1, "2019-01-01")
    SEEKING.take(by(world.home, "office"), title, "renew")
    Title.objects.filter(pk=title.pk).update(state=State.EXPIRED)
    title.refresh_from_db()
    with pytest.raises(InputFault, match="已有接续"):
        SEEKING.take(by(world.home, "office"), title, "renew")
    assert Title.objects.filter(renews=title).count() == 1


def test_who_already_seeks_the_title_afresh_is_not_renewed_beside_it(world):
    title = held(world.home, 1, "2019-01-01")
    make_title(world.home, 1)
    with pytest.raises(InputFault, match="已在申报同一称号"):
        SEEKING.take(by(world.home, "office"), title, "renew")


def test_an_enterprise_seeks_a_title_once_at_a_time(world):
    make_title(world.home, 1)
    with pytest.raises(InputFault, match="已在册"):
        make_title(world.home, 1)


def test_joint_counts_take_each_enterprise_once(world):
    # 单项冠军 A；小巨人 A、B；隐形冠军 B、C；专精特新 C、D
    for kind, firms in (("single_champion", (1,)), ("little_giant", (1, 2)), ("hidden_champion", (2, 3)),
                        ("specialised", (3, 4))):  # fmt: skip
        for one in firms:
            held(world.home, one, "2023-06-01", kind=kind)
    assert number(world.home, "national_champions") == 2  # A, B
    assert number(world.home, "provincial_champions") == 3  # B, C, D
    assert number(world.home, "top_tier_firms") == 4  # A, B, C, D
    assert number(world.foreign, "top_tier_firms") == 0


def test_levels_limit_what_a_provincial_target_counts(world):
    held(world.home, 1, "2023-01-01", kind="rd_body", level="city")
    held(world.home, 2, "2023-01-01", kind="institute")  # provincial by its kind
    assert number(world.home, "rd_institutions") == 2
    assert number(world.home, "rd_institutions.2") == 1


def test_the_chore_reminds_before_the_end_and_marks_what_is_over(world):
    today = timezone.localdate()
    soon = held(world.home, 1, str(today - timedelta(days=900)), str(today + timedelta(days=90)))
    later = held(world.home, 2, str(today - timedelta(days=900)), str(today + timedelta(days=91)))
    last = held(world.home, 3, str(today - timedelta(days=900)), str(today))
    over = held(world.home, 4, str(today - timedelta(days=900)), str(today - timedelta(days=1)))
    assert expiring.scan_all() == (2, 1)
    states = {}
    for title in (soon, later, last, over):
        title.refresh_from_db()
        states[title.pk] = title.state
    assert list(states.values()) == [State.EXPIRING, State.RECOGNISED, State.EXPIRING, State.EXPIRED]
    task = Task.objects.about(soon).open().get()
    assert (task.due, task.unit) == (soon.valid_until, world.home.departments[0])
    assert expiring.scan_all() == (0, 0)


def test_a_revoked_title_counts_up_to_the_day_before(world):
    title = held(world.home, 1, "2024-01-01")
    told = {"revoked_on": "2025-06-01", "reason": "抽查不合格", "document": "撤〔2025〕1号"}
    SEEKING.take(by(world.home, "office"), title, "revoke", **told)
    assert (title.state, title.stands_until) == (State.REVOKED, date(2025, 5, 31))
    assert title.valid_until == date(2026, 12, 31)  # what is printed on the certificate stays


@pytest.mark.parametrize("day", ["2023-12-31", "2999-01-01"])
def test_a_title_is_not_revoked_before_it_was_given_nor_in_the_future(world, day):
    title = held(world.home, 1, "2024-01-01")
    with pytest.raises(InputFault, match="失效日期"):
        SEEKING.take(by(world.home, "office"), title, "revoke", revoked_on=day, reason="甲", document="乙")


def test_the_number_of_a_recognised_title_may_be_corrected(world):
    title = held(world.home, 1, "2024-01-01")
    records.change(by(world.home, "office"), TITLES, title, {"valid_until": "2026-06-30"})
    assert title.stands_until == date(2026, 6, 30)
