"""The second factor: one-time passwords as RFC 6238 has them, taken once; recovery codes; who must have them."""

import base64
import time

import pytest
from django.test import Client

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization import totp
from tenghuan.apps.organization.models import RecoveryCode, SecondFactor
from tenghuan.apps.organization.services import factors
from tenghuan.errors import InputFault
from tests.apps.organization.scenarios import confirm
from tests.world import PASSWORD

FACTOR, SECOND, GROUPS = "/factor/", "/login/second/", "/groups/"


# RFC 6238, appendix B (SHA-1), the last six of its eight digits
@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds, code):
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert totp.code_at(secret, seconds // 30) == code
    assert totp.step_of(secret, code, seconds) == seconds // 30
    assert totp.step_of(secret, code, seconds + 30) == seconds // 30
    assert totp.step_of(secret, code, seconds + 90) is None


@pytest.mark.parametrize("told", ["", "abc", "１２３４５６", "²", "\x00", "9" * 10000, "287082 1"])
def test_what_is_no_code_is_refused_in_peace(told):
    assert totp.step_of(totp.new_secret(), told) is None


def _login(name):
    client = Client()
    client.post("/login/", {"username": name, "password": PASSWORD})
    return client


def _code(secret, ahead=1):
    return totp.code_at(secret, int(time.time() // 30) + ahead)


@pytest.fixture
def office(world):
    """The office's account with a second factor: its secret and recovery codes."""
    account = world.home.accounts["office"]
    return confirm(Actor(account=account.username, user=account), account)


def test_who_has_a_second_factor_gives_it_before_any_other_page(office):
    secret, _codes = office
    client = _login("dong-office")
    for address in (GROUPS, "/", "/password/", FACTOR):
        assert client.get(address).url == SECOND
    assert client.post(SECOND, {"code": "000000"}).status_code == 422
    assert client.post(SECOND, {"code": _code(secret)}).status_code == 302
    assert client.get(GROUPS).status_code == 200


def test_the_session_gets_a_new_key_with_the_second_factor(office):
    secret, _codes = office
    client = _login("dong-office")
    before = client.session.session_key
    client.post(SECOND, {"code": _code(secret)})
    assert client.session.session_key != before


def test_a_code_is_taken_once(office):
    secret, codes = office
    code = _code(secret)
    assert _login("dong-office").post(SECOND, {"code": code}).status_code == 302
    assert _login("dong-office").post(SECOND, {"code": code}).status_code == 422
    assert _login("dong-office").post(SECOND, {"code": codes[0].lower()}).status_code == 302
    assert _login("dong-office").post(SECOND, {"code": codes[0]}).status_code == 422


def test_codes_are_not_guessed(office):
    _secret, codes = office
    client = _login("dong-office")
    answers = [client.post(SECOND, {"code": "000000"}) for _ in range(6)]
    assert [a.status_code for a in answers] == [422] * 5 + [429]
    assert answers[-1].has_header("Retry-After")
    # a new log-in gives no new tries
    assert _login("dong-office").post(SECOND, {"code": codes[1]}).status_code == 429


def test_administrators_must_have_a_second_factor_outside_the_demonstration(world, settings):
    settings.DEMO = False
    client = world.client("security_admin")
    assert client.get("/r/accounts/").url == FACTOR
    page = client.get(FACTOR)
    assert "管理员须先启用动态口令" in page.content.decode()
    secret = page.context["secret"]
    assert client.post(FACTOR, {"verb": "confirm", "code": "000000"}).status_code == 422
    page = client.get(FACTOR)
    done = client.post(FACTOR, {"verb": "confirm", "code": _code(page.context["secret"], 0)})
    assert (done.status_code, len(done.context["codes"])) == (200, 10)
    assert secret not in done.content.decode()
    assert client.get("/r/accounts/").status_code == 200
    assert world.client("office").get(GROUPS).status_code == 200  # optional for others


def test_an_administrator_cannot_give_it_up_alone_and_others_can(world, office):
    _secret, codes = office
    client = _login("dong-office")
    client.post(SECOND, {"code": codes[0]})
    assert client.post(FACTOR, {"verb": "drop", "code": "wrong"}).status_code == 422
    assert SecondFactor.objects.exists()
    assert client.post(FACTOR, {"verb": "drop", "code": codes[1]}).status_code == 302
    assert client.get(GROUPS).status_code == 200
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()
    admin = world.home.accounts["audit_admin"]
    actor = Actor(account=admin.username, user=admin)
    confirm(actor, admin)
    with pytest.raises(InputFault, match="两名管理员"):
        factors.drop_factor(actor, admin)


def test_a_new_phone_needs_the_old_one_or_a_recovery_code(world, office):
    _secret, codes = office
    client = _login("dong-office")
    client.post(SECOND, {"code": codes[0]})
    page = client.get(FACTOR)
    form = {"verb": "confirm", "code": _code(page.context["secret"], 0)}
    assert client.post(FACTOR, form).status_code == 422
    page = client.get(FACTOR)
    form = {"verb": "confirm", "code": _code(page.context["secret"], 0), "present": codes[1]}
    assert client.post(FACTOR, form).status_code == 200
    renewed = set(RecoveryCode.objects.values_list("mark", flat=True))
    assert totp.mark_of(codes[2]) not in renewed


def test_neither_secret_nor_codes_are_kept_as_they_are(office):
    secret, codes = office
    row = SecondFactor.objects.get()
    assert secret not in row.secret
    assert totp.unseal(row.secret) == secret
    kept = " ".join(RecoveryCode.objects.values_list("mark", flat=True))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_a_changed_key_still_opens_what_the_old_one_sealed(settings):
    sealed = totp.seal("ABC")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    assert totp.unseal(sealed) == "ABC"
    settings.SECRET_KEY_FALLBACKS = []
    assert totp.unseal(sealed) is None
