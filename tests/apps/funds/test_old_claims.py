"""Claims of before the platform come in with their step, days and money; no deadline begins and nothing is booked."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.funds.models import Claim, State
from tenghuan.apps.funds.registers import CLAIMS, REDEEMING
from tenghuan.apps.intake.models import Batch
from tenghuan.apps.kit.exchange import field_list, rows_out
from tenghuan.apps.kit.models import Posting, Task
from tenghuan.apps.ledgers.books import MONEY
from tenghuan.reading.workbooks import export
from tests.apps.funds.made import claim, fund, in_force, walk
from tests.apps.intake.workbooks import book, taken_in
from tests.apps.kit.sheds import by
from tests.apps.remediation.cases import enterprise
from tests.kit.test_workbooks import checked, committed

HEAD = [
    "信用代码",
    "条款编号",
    "认定日期",
    "补助基数",
    "兑付状态",
    "补助金额",
    "申报日期",
    "审批日期",
    "拨付日期",
    "拨付凭证",
]


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def row(world):
    """Return the row of an old claim: code and clause, with what else is told of it."""
    clause = in_force(world.home, paper={"since": "2020-01-01"})
    code = enterprise(world.home, 0, 0).uscc

    def made(*told):
        return [code, clause.code, "2024-03-01", 1200, *told]

    return made


def faults(world, *rows) -> list[tuple[str, str]]:
    batch = checked(world.client("office"), "claims", book([HEAD, *rows], "台账"))
    return [(one.cell, one.message) for one in batch.faults.exclude(rule="date_text")]


def taken(world, *rows) -> list[Claim]:
    """Bring rows in; days are texts here, which a person waives."""
    client = world.client("office")
    batch = checked(client, "claims", book([HEAD, *rows], "台账"))
    taken_in(client, batch)
    return list(Claim.objects.order_by("number"))


def test_a_claim_that_was_paid_stands_as_paid_with_the_money_of_that_day(world, row):
    fund(world.home)
    left, posted = MONEY.balance(world.home.region, "available"), Posting.objects.count()
    (old,) = taken(world, row("已兑付", 333.5, "2024-03-05", "2024-05-01", "2024-06-01", "PZ-9"))
    assert (old.state, old.amount, old.voucher) == (State.PAID, Decimal("333.5"), "PZ-9")
    assert (old.applied_on, old.decided_on, old.paid_on) == (date(2024, 3, 5), date(2024, 5, 1), date(2024, 6, 1))
    assert (old.formula, old.basis) == ("", "补录：按当时拨付的金额登记")
    assert (MONEY.balance(world.home.region, "available"), Posting.objects.count()) == (left, posted)


def test_the_days_alone_say_the_step(world, row):
    found = taken(
        world,
        row(None, 100, "2024-03-05", None, "2024-06-01", None),
        row(None, None, "2024-03-06", None, None, None),
        row(None, None, None, None, None, None),
    )
    assert [one.state for one in found] == [State.PAID, State.APPLIED, State.DRAFT]
    assert [one.amount for one in found] == [100, 420, 420]  # 35 % of 1,200; what was paid stays what it was


def test_no_deadline_begins_anew_and_what_is_over_owes_no_task(world, row):
    paid, applied, archived = taken(
        world,
        row("已拨付", 100, None, None, "2024-06-01", None),
        row("待初审", None, "2024-03-06", None, None, None),
        row("归档", 80, None, None, "2023-06-01", None),
    )
    assert not Task.objects.about(archived).open().exists()
    assert [one.due for thing in (paid, applied) for one in Task.objects.about(thing).open()] == [None, None]


@pytest.mark.parametrize(
    ("told", "cell", "said"),
    [
        (("已拨付", 100, None, None, None, None), "I2", "“已拨付”的须填拨付日"),
        (("已拨付", None, None, None, "2024-06-01", None), "F2", "“已拨付”的须填金额"),
        (("待初审", None, None, None, None, None), "G2", "“待初审”的须填申报日"),
        (("待初审", None, "2024-03-05", None, "2024-06-01", None), "I2", "环节是“待初审”，却填了拨付日"),
        (("已拨付", 9, "2024-07-05", None, "2024-06-01", None), "I2", "拨付日早于申报日"),
        (("已拨付", 9, None, None, "2199-06-01", None), "I2", "拨付日晚于今天"),
        (("审定未付", None, None, "2024-06-01", None, None), "E2", "审定未付的要占用专项资金，不能用工作簿登记"),
        (("待初审", 333, "2024-03-05", None, None, None), "F2", "按条款应为 420 万元"),
        (("批了", None, None, None, None, None), "E2", "批了"),
    ],
)
def test_what_cannot_have_been_is_marked_in_its_cell(world, row, told, cell, said):
    found = faults(world, row(*told))
    assert any(at == cell and said in message for at, message in found), found
    assert not Claim.objects.exists()


def test_a_batch_of_old_claims_is_withdrawn_whole(world, row):
    taken(world, row("已拨付", 100, None, None, "2024-06-01", None))
    client, batch = world.client("office"), Batch.objects.get()
    client.post(reverse("intake:act", args=(batch.pk, "withdraw")), {"reason": "报错了"})
    assert not Claim.objects.exists()
    assert not Task.objects.filter(kind__startswith="claims:").exists()


def test_what_stands_is_changed_by_moves_not_by_workbooks(world):
    old = walk(world.home, claim(world.home, in_force(world.home)), "submit")
    (line,) = rows_out(CLAIMS, [old])
    batch = checked(world.client("office"), "claims", export(field_list(CLAIMS), [{**line, "state": "已归档"}]))
    assert batch.state == "faulty"
    draft = claim(world.home, in_force(world.home, 2), 1)
    (line,) = rows_out(CLAIMS, [draft])
    content = export(field_list(CLAIMS), [{**line, "voucher": "PZ-1", "base": 1300}])
    (fault,) = checked(world.client("office"), "claims", content).faults.all()
    assert fault.message == "在册记录的“凭证号”由办理登记，不能用工作簿改"
    committed(world.client("office"), "claims", export(field_list(CLAIMS), [{**line, "base": 1300}]))
    draft.refresh_from_db()
    assert draft.base == 1300


def test_money_that_was_paid_before_the_platform_is_taken_back_without_an_entry(world, row):
    fund(world.home)
    (old,) = taken(world, row("已拨付", 100, None, None, "2024-06-01", None))
    left = MONEY.balance(world.home.region, "available")
    REDEEMING.take(by(world.home, "office"), old, "reclaim", reason="虚报", document="追回决定〔2026〕1号")
    old.refresh_from_db()
    assert (old.state, old.reclaimed_on) == (State.RECLAIMED, timezone.localdate())
    assert MONEY.balance(world.home.region, "available") == left


def test_money_that_the_platform_paid_still_goes_back_to_the_fund(world):
    fund(world.home)
    one = walk(world.home, claim(world.home, in_force(world.home)), "submit", "pass_first", "pass_second", "publish")
    walk(world.home, one, "decide", "pay")
    left = MONEY.balance(world.home.region, "available")
    walk(world.home, one, "reclaim")
    assert MONEY.balance(world.home.region, "available") == left + one.amount


def test_a_form_cannot_say_what_only_old_records_bring(world):
    yesterday = timezone.localdate() - timedelta(days=1)
    one = claim(world.home, in_force(world.home), state="paid", paid_on=f"{yesterday}", amount="1")
    assert (one.state, one.paid_on, one.amount) == (State.DRAFT, None, 420)
    assert not set(CLAIMS.brings) & set(CLAIMS.fields)


def test_the_page_of_the_import_says_what_the_columns_of_the_past_are_for(world):
    address, office = f"{reverse('intake:upload')}?register=claims", world.client("office")
    assert "只用于补录以前的记录；在册记录由办理登记" in office.get(address).content.decode()
    assert address in office.get(reverse("claims:list")).content.decode()
