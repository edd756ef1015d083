"""Signing in with a real OpenID Connect provider that runs in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from django.test import Client

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import Actor
from tests.apps.organization.provider.serve import CLIENT, PASSWORD, SECRET
from tests.apps.organization.scenarios import confirm

ROOT = Path(__file__).resolve().parents[3]
CALLBACK = "http://testserver/oidc/office/callback/"


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    folder = tmp_path_factory.mktemp("provider")
    command = [sys.executable, "-m", "tests.apps.organization.provider.serve", str(folder), CALLBACK]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "TENGHUAN_"))}
    process = subprocess.Popen(command, cwd=ROOT, env=kept, stdout=subprocess.PIPE, text=True)
    address = process.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:")
    yield address
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def platform(world, settings, provider):
    """The platform with the provider set up as an operator does."""
    app = {
        "provider_id": "office", "name": "统一认证", "client_id": CLIENT, "secret": SECRET,
        "settings": {"server_url": provider},
    }  # fmt: skip
    settings.OIDC_SERVER, settings.OIDC_NAME = provider, "统一认证"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return world


def _sign_on(provider, person):
    """Go the browser's way: to the platform, to the provider as the person, back; return client and last answer."""
    client = Client()
    away = client.get("/oidc/office/login/")
    assert away.status_code == 302
    assert "code_challenge=" in away.url
    browser = requests.Session()
    browser.get(f"{provider}/enter/", params={"as": person, "password": PASSWORD, "next": "/.well-known/jwks.json"})
    back = browser.get(away.url, allow_redirects=False)
    assert back.status_code == 302, back.text[:500]
    assert back.headers["Location"].startswith(CALLBACK)
    return client, client.get(back.headers["Location"].removeprefix("http://testserver"))


def test_who_has_an_account_signs_in_by_the_provider(platform, provider):
    client, answer = _sign_on(provider, "Dong-Office")
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/groups/").status_code == 200
    entry = Entry.objects.filter(action="organization.note_login").latest("number")
    assert (entry.account, entry.after["outcome"]) == ("dong-office", "in")
    # and again, by the number that was bound the first time
    assert _sign_on(provider, "Dong-Office")[1].status_code == 302


def test_who_has_none_is_refused_and_gets_none(platform, provider):
    client, answer = _sign_on(provider, "nobody-here")
    assert answer.status_code == 403
    assert "没有可用的对应账号" in answer.content.decode()
    assert client.get("/groups/").status_code == 302
    assert not type(platform.home.accounts["office"]).objects.filter(username="nobody-here").exists()
    assert Entry.objects.filter(action="organization.note_failure", account="nobody-here").count() == 1


def test_an_account_out_of_use_is_refused_before_and_after_it_was_bound(platform, provider):
    account = platform.home.accounts["office"]
    _sign_on(provider, "Dong-Office")
    account.is_active = False
    account.save()
    client, answer = _sign_on(provider, "Dong-Office")
    assert answer.status_code == 403
    assert client.get("/groups/").status_code == 302


def test_a_name_given_to_somebody_else_at_the_provider_opens_nothing(platform, provider):
    from allauth.socialaccount.models import SocialAccount

    _sign_on(provider, "Dong-Office")
    SocialAccount.objects.update(uid="another-person")
    assert _sign_on(provider, "Dong-Office")[1].status_code == 403


def test_the_second_factor_is_asked_all_the_same(platform, provider):
    account = platform.home.accounts["security_admin"]
    confirm(Actor(account=account.username, user=account), account)
    client, answer = _sign_on(provider, "dong-security_admin")
    assert answer.status_code == 302
    assert client.get("/r/accounts/").url == "/login/second/"


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=forged", "?error=access_denied&state=x"])
def test_a_callback_that_nobody_asked_for_signs_nobody_in(platform, query):
    client = Client()
    answer = client.get(f"/oidc/office/callback/{query}")
    assert answer.status_code == 403
    assert "统一身份认证没有成功" in answer.content.decode()
    assert client.get("/groups/").status_code == 302


def test_a_cancelled_sign_on_is_told_in_words(platform):
    client = Client()
    state = dict(pair.split("=") for pair in client.get("/oidc/office/login/").url.split("?")[1].split("&"))["state"]
    answer = client.get(f"/oidc/office/callback/?error=access_denied&state={state}")
    assert answer.status_code == 403


def test_without_a_provider_there_is_no_such_page(world, client):
    assert client.get("/oidc/office/login/").status_code == 404
    assert client.get("/oidc/office/callback/?code=1").status_code == 404
    assert "oidc" not in client.get("/login/").content.decode()
