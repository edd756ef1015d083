"""What the chain alone does not show: a tail cut with the head reset, all of it computed anew, rows changed by SQL."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from tenghuan.apps.audit import sealing
from tenghuan.apps.audit.chain import START, digest
from tenghuan.apps.audit.models import Entry, Head
from tenghuan.apps.audit.rows import WATCHED, row_breaks
from tenghuan.apps.audit.trail import SERVICES, Actor, record, service
from tenghuan.apps.audit.verify import verify
from tenghuan.apps.evaluation.models import Decision, Graded
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.organization.models import Account
from tenghuan.apps.organization.services import accounts, seats
from tenghuan.errors import InputFault
from tests.apps.evaluation import steps
from tests.apps.evaluation.made import make_decision
from tests.apps.evaluation.scenarios import _published
from tests.apps.monitoring.scenarios import SCENARIOS as MONITORING
from tests.conftest import APPEND_ONLY

PLATFORM = Actor.platform("test")


@pytest.fixture
def note(db):
    """Write one row to the trail that says what it is given."""

    @service("test.say")
    def say(actor, **told):
        record("thing", label=str(told.pop("label", "")), after=told)

    yield say
    del SERVICES["test.say"]


@pytest.fixture
def sealed(note, tmp_path):
    """Six rows, with the head signed after the third and after the sixth: (lines, public key)."""
    for number in range(3):
        note(PLATFORM, n=number)
    public = sealing.public_key(sealing.new_key(tmp_path / "audit.key"))
    key = sealing.private_key(tmp_path / "audit.key")
    lines = [sealing.seal(key)]
    for number in range(3):
        note(PLATFORM, n=number)
    return [*lines, sealing.seal(key)], public


def _rewrite(*, upto, change=None):
    """What a database's owner can do: keep the first rows, change one, compute all digests anew, reset the head."""
    APPEND_ONLY.disarm(connection)
    Entry.objects.filter(number__gt=upto).delete()
    previous = START
    for entry in Entry.objects.order_by("number"):
        if entry.number == change:
            entry.after = {"n": 99}
        entry.previous = previous
        entry.digest = previous = digest(previous, entry.content())
        entry.save()
    Head.objects.update(number=upto, digest=previous)
    APPEND_ONLY.arm(connection)


def _broken(sealed):
    lines, key = sealed
    return [broken.number for broken in sealing.seal_breaks(lines, key)]


def test_signed_heads_agree_with_a_whole_trail(sealed):
    assert list(verify()) == []
    assert _broken(sealed) == []


def test_a_cut_tail_with_the_head_reset_is_found_by_the_signed_heads(sealed):
    _rewrite(upto=4)
    assert list(verify()) == []  # the chain alone does not show it
    assert _broken(sealed) == [6]


def test_a_chain_computed_anew_is_found_by_the_signed_heads(sealed):
    _rewrite(upto=6, change=5)
    assert list(verify()) == []
    assert _broken(sealed) == [6]
    _rewrite(upto=6, change=2)
    assert _broken(sealed) == [3, 6]


def test_a_noted_number_and_digest_do_the_same(sealed):
    head = Head.objects.get()
    assert list(sealing.expected_breaks(head.number, head.digest)) == []
    _rewrite(upto=6, change=1)
    assert [broken.number for broken in sealing.expected_breaks(head.number, head.digest)] == [6]


def test_a_forged_line_and_a_foreign_key_are_found(sealed, tmp_path):
    lines, key = sealed
    told = json.loads(lines[0])
    forged = json.dumps({**told, "digest": "0" * 64})
    assert "签名不符" in next(sealing.seal_breaks([forged], key)).message
    other = sealing.public_key(sealing.new_key(tmp_path / "other.key"))
    assert len(list(sealing.seal_breaks(lines, other))) == 2
    for nonsense in ("{", '{"signature": 5}', '{"signature": "zz"}', "{[]}"):
        assert len(list(sealing.seal_breaks([nonsense], key))) == 1
    assert list(sealing.seal_breaks(["", "kernel: something else"], key)) == []


def test_the_key_is_readable_to_its_owner_alone_and_never_overwritten(tmp_path):
    path = tmp_path / "audit.key"
    sealing.new_key(path)
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(InputFault):
        sealing.new_key(path)
    (tmp_path / "not.key").write_text("x")
    with pytest.raises(InputFault, match="PEM"):
        sealing.private_key(tmp_path / "not.key")


def test_signed_heads_are_appended_and_readable_to_their_owner_alone(sealed, tmp_path):
    path = tmp_path / "heads"
    for line in sealed[0]:
        sealing.write_out(line, str(path))
    assert path.read_text().splitlines() == sealed[0]
    assert path.stat().st_mode & 0o077 == 0


def test_there_is_one_head_and_no_other(note):
    note(PLATFORM, n=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Head.objects.create(pk=2, number=9)


@pytest.mark.parametrize(
    "told",
    [
        {"x": 1.0, "y": 1e22, "z": -0.0, "long": 2**70},
        {"b": 1, "a": {"d": [1, None], "c": True}},
        {"text": "ＡＢ é\u0301 \u202e \x01 \x00 \ud800", "\x00key": "v"},
        {"not": float("nan"), "never": float("inf")},
        {
            "when": datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
            "day": date(2022, 2, 28),
            "d": Decimal("1.50"),
            "e": Decimal("1E+3"),
        },
        {},
    ],
)
def test_what_is_told_has_one_text_and_the_chain_holds(note, told):
    note(PLATFORM, label="\x00标\ud83d签", **told)
    assert list(verify()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT after FROM audit_entry")
        text = cursor.fetchone()[0]
    assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert "NaN" not in text


def _seat(world):
    group = seats.set_group(PLATFORM, world.home.region, "专班", [("leader", "局长", world.home.departments[0])])
    return seats.seat_incumbent(PLATFORM, group.seats.get(), person="甲某", since=date(2022, 1, 1))


def test_a_role_given_by_sql_is_found(world):
    account = world.home.accounts["leader"]
    accounts.authorise_account(PLATFORM, account, role="leader", active=True)
    assert list(row_breaks()) == []
    Account.objects.filter(pk=account.pk).update(role="office")
    (broken,) = row_breaks()
    assert "“角色”与审计记录" in broken.message
    assert list(verify()) == []


def test_a_row_removed_by_sql_is_found(world):
    incumbency = _seat(world)
    assert list(row_breaks()) == []
    type(incumbency).objects.all()._raw_delete("default")
    (broken,) = row_breaks()
    assert "绕过平台删除" in broken.message


def test_every_watched_column_is_one():
    from django.apps import apps

    for kind, columns in WATCHED.items():
        model = apps.get_model(kind)
        assert set(columns) <= {field.attname for field in model._meta.concrete_fields}, kind


def test_no_setting_puts_the_key_beside_the_data(settings):
    """A key in the data folder would be no key kept apart."""
    assert settings.AUDIT_KEY == ""


def _final(world, actor):
    run = _published(world, actor)
    steps.close_publication(actor, run)
    steps.finalise(actor, run, decided_on=date(2023, 6, 2), number="1号")
    assert list(row_breaks()) == []
    return Graded.objects.order_by("pk")


def test_a_final_grade_changed_by_sql_is_found(world, actor):
    line = _final(world, actor)[0]
    Graded.objects.filter(pk=line.pk).update(grade="A" if line.grade != "A" else "D")
    (broken,) = row_breaks()
    assert "名单与审计记录" in broken.message


def test_a_final_score_and_an_added_line_are_found(world, actor):
    lines = _final(world, actor)
    Graded.objects.filter(pk=lines[0].pk).update(score=Decimal("99.5"))
    assert len(list(row_breaks())) == 1


def test_a_decision_put_in_by_sql_is_found(world, actor):
    made = make_decision(world.home, 1)
    assert list(row_breaks()) == []
    made.pk, made.points = None, Decimal(15)
    made.save()
    (broken,) = row_breaks()
    assert "没有来历" in broken.message
    Decision.objects.filter(pk=made.pk).delete()
    Decision.objects.update(points=Decimal(15))
    (broken,) = row_breaks()
    assert "“分值”" in broken.message


def test_a_reported_number_changed_by_sql_is_found(world, actor):
    MONITORING["monitoring.save_draft"](world, actor)
    assert list(row_breaks()) == []
    told = Entry.objects.filter(action="monitoring.save_draft").latest("number")
    Report.objects.filter(pk=int(told.key)).update(value=F("value") + 1)
    (broken,) = row_breaks()
    assert "绕过平台改动" in broken.message
