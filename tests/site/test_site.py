"""Health, security headers, the deployment check, and that every view says who may open it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield f"{prefix}{entry.name}", entry


def test_health(client, db):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_every_view_says_who_may_open_it():
    silent = [
        name
        for name, pattern in _patterns(get_resolver())
        if not hasattr(pattern.callback, "roles") and not getattr(pattern.callback, "public", False)
    ]
    assert silent == []


def test_strangers_are_led_to_the_login(client, db):
    response = client.get("/")
    assert response.status_code == 302
    assert response.url.startswith("/login/")


def test_security_headers(client, db):
    response = client.get("/login/")
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "default-src 'none'" in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "<script>" not in response.content.decode()
    assert " style=" not in response.content.decode()


def _manage(tmp_path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TENGHUAN_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "tenghuan.cli.main", "manage", *arguments],
        env={**kept, "TENGHUAN_DATA_DIR": str(tmp_path), **variables},
        capture_output=True,
        text=True,
    )


def test_deployment_check_is_clean(tmp_path):
    result = _manage(
        tmp_path, "check", "--deploy", "--fail-level", "WARNING",
        TENGHUAN_SECRET_KEY=KEY, TENGHUAN_ALLOWED_HOSTS="tenghuan.example",
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_production_does_not_start_without_a_secret(tmp_path):
    result = _manage(tmp_path, "check")
    assert result.returncode != 0
    assert "TENGHUAN_SECRET_KEY" in result.stderr


KEY = "k8-Zx0qpW3vN7uYb2LrT5sMd9Hf4Jc6Ga1eXoQiRzUvBwEyKjPn"


@pytest.mark.parametrize(
    ("key", "hosts"),
    [
        (settings.INSECURE_KEY, "tenghuan.example"),
        ("short", "tenghuan.example"),
        (KEY, "*"),
        (KEY, "tenghuan.example,*"),
    ],
)
def test_production_refuses_what_only_the_demonstration_may_have(tmp_path, key, hosts):
    result = _manage(tmp_path, "check", TENGHUAN_SECRET_KEY=key, TENGHUAN_ALLOWED_HOSTS=hosts)
    assert result.returncode != 0
    assert "TENGHUAN_" in result.stderr
    assert "Traceback" not in result.stderr


def test_data_is_readable_to_its_owner_alone(tmp_path):
    folder = tmp_path / "data"
    variables = {"TENGHUAN_DATA_DIR": str(folder), "TENGHUAN_DEMO": "1"}
    assert _manage(tmp_path, "migrate", "--verbosity", "0", **variables).returncode == 0
    write = (
        "from django.core.files.storage import default_storage as s; from django.core.files.base import ContentFile\n"
        "s.save('evidence/a/b.pdf', ContentFile(b'x'))\n"
        "from tenghuan.apps.organization.models import Tries; from django.utils import timezone\n"
        "Tries.objects.create(key='x', since=timezone.now())\n"
    )
    told = _manage(folder, "shell", "--verbosity", "0", "-c", write, **variables)
    assert told.returncode == 0, told.stderr
    loose = [path for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]
    assert loose == []


def test_private_pages_are_kept_by_no_cache(world, client):
    assert world.client("office").get("/groups/")["Cache-Control"] == "no-store"
    assert world.client("office").get("/nowhere/")["Cache-Control"] == "no-store"
    assert "no-store" in client.get("/login/")["Cache-Control"]


def test_every_answer_forbids_to_guess_its_type(world):
    client = world.client("audit_admin")
    for address in ("/audit/?export=xlsx", "/nowhere/", "/login/second/", "/audit/check/"):
        assert client.get(address)["X-Content-Type-Options"] == "nosniff", address


def test_a_form_without_its_token_changes_nothing(world):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(world.home.accounts["system_admin"], backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/r/units/add", {"name": "新单位", "kind": "department"})
    assert answer.status_code == 403
    assert "数据未变" in answer.content.decode()


def test_an_error_tells_no_detail(world, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("SELECT secret FROM /srv/data")

    monkeypatch.setattr("tenghuan.apps.kit.views.listing.render", broken)
    client = world.client("system_admin")
    client.raise_request_exception = False
    answer = client.get("/r/units/")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert "系统出错" in answer.content.decode()


@pytest.mark.parametrize("command", ["makemigrations"])
def test_no_migration_is_missing(db, command):
    from django.core.management import call_command

    call_command(command, check=True, dry_run=True, verbosity=0)


def test_a_form_field_takes_no_more_text_than_is_set(client, db, settings):
    settings.FORM_TEXT_CHARACTERS = 100
    told = client.post("/login/", {"username": "x" * 101, "password": "y"})
    assert told.status_code == 422
    assert "超过 100 字" in told.content.decode()
    assert client.post("/login/", {"username": "x" * 100, "password": "y"}).status_code != 422


def test_a_browser_that_asks_for_english_is_not_answered_in_two_languages(world):
    client = world.client("office")
    page = client.get(reverse("enterprises:add"), headers={"accept-language": "en-US,en;q=0.9"})
    assert page.headers["Content-Language"] == "zh-hans"
    text = page.content.decode()
    assert '<html lang="zh-hans"' in text.lower()
    assert "未知" in text  # Django's own words of a yes-or-no field
    assert ">Unknown<" not in text
