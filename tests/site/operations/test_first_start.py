"""The first start: settings, regions, three administrators who set their own passwords; then serving and health."""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import os
import re
import shlex
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import reverse

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.models import Job
from tenghuan.apps.organization.services.first import make_link
from tenghuan.cli.main import COMMANDS
from tenghuan.site.operations import health
from tests.site.operations.conftest import ROOT, Installation

DEPLOY = ROOT / "deploy"
LINK = re.compile(r"(http\S+/first/\S+)")
PASSWORD = "Chengtou-2026"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_setup_says_what_is_missing_and_writes_nothing(empty):
    assert "--host" in empty.run("setup", code=1)
    assert not empty.folder.exists()
    assert "--region" in empty.run("setup", "--host", "localhost", code=1)
    assert "没有区划代码 999999" in empty.run("setup", "--region", "999999", code=1)


def test_setup_twice_changes_nothing_the_second_time(empty):
    first = empty.run("setup", "--host", "localhost", "--region", "330683")
    assert len(LINK.findall(first)) == 3
    key = (empty.folder / "tenghuan.env").read_text()
    second = empty.run("setup", "--host", "other", "--region", "330683")
    assert "新增或更名 0 条" in second
    assert LINK.findall(second) == []
    assert (empty.folder / "tenghuan.env").read_text() == key
    # the settings, the database and its side files are nobody else's to read
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) & 0o077 for p in empty.folder.iterdir() if p.is_file()}
    assert set(modes.values()) == {0}, modes


def test_a_link_sets_a_password_once_and_obeys_the_policy(client, world):
    account = world.home.accounts["security_admin"]
    path = make_link(Actor.platform("test"), account)
    assert account.username in client.get(path).content.decode()
    weak = client.post(path, {"new_password1": "12345678", "new_password2": "12345678"})
    assert weak.status_code == 200
    account.refresh_from_db()
    assert not account.check_password("12345678")
    assert client.post(path, {"new_password1": PASSWORD + "x", "new_password2": PASSWORD + "x"}).status_code == 302
    account.refresh_from_db()
    assert account.check_password(PASSWORD + "x")
    again = client.post(path, {"new_password1": "Bieren-2027-x", "new_password2": "Bieren-2027-x"})
    assert again.status_code == 404
    assert "已用过或已过期" in again.content.decode()
    account.refresh_from_db()
    assert account.check_password(PASSWORD + "x")


def test_a_link_of_another_account_or_of_a_stopped_one_does_not_work(client, world):
    account, other = world.home.accounts["security_admin"], world.home.accounts["system_admin"]
    token = make_link(Actor.platform("test"), account).split("/")[-2]
    assert client.get(reverse("organization:first_password", args=(other.pk, token))).status_code == 404
    account.is_active = False
    account.save()
    assert client.get(reverse("organization:first_password", args=(account.pk, token))).status_code == 404


def test_health_tells_what_is_not_well_to_those_who_may_know(world, settings, tmp_path):
    settings.DATA_DIR, settings.IMMEDIATE_TASKS = tmp_path, False
    page = world.client(Role.SYSTEM_ADMIN.value).get(reverse("health"), {"format": "json"})
    told = {check["key"]: check for check in page.json()["checks"]}
    # no worker runs in this test
    assert (page.status_code, told["workers"]["well"], told["database"]["well"]) == (503, False, True)
    assert told["workers"]["found"] == "在运行 0 个，应有 2 个"
    assert "异常" in world.client(Role.AUDIT_ADMIN.value).get(reverse("health")).content.decode()


def test_a_job_that_waits_too_long_makes_the_queue_unwell(world, settings):
    Job.objects.create(kind="x", subject=world.home.region)
    assert health.queue().well
    settings.QUEUE_SECONDS = -1
    assert not health.queue().well


def test_a_trail_whose_head_is_not_its_last_row_is_unwell(world):
    make_link(Actor.platform("test"), world.home.accounts["town"])
    assert health.trail().well
    from tenghuan.apps.audit.models import Head

    Head.objects.update(number=7)
    assert not health.trail().well


def test_units_and_container_call_commands_as_they_are():
    told = [line.partition("tenghuan ")[2] for path in DEPLOY.glob("*.service") for line in _lines(path, "ExecStart=")]
    told += [" ".join(json.loads(line)) for line in _lines(DEPLOY / "Containerfile", "CMD ")]
    assert len(told) == 4
    for line in told:
        name, *arguments = shlex.split(line)
        parser = argparse.ArgumentParser(exit_on_error=False)
        import_module(COMMANDS[name][0]).configure(parser)
        parser.parse_args(arguments)


def _lines(path: Path, start: str) -> list[str]:
    return [line.removeprefix(start) for line in path.read_text().splitlines() if line.startswith(start)]


# -- the whole way, from an installed wheel ------------------------------------------------------------------------
def _wheel(folder: Path) -> str:
    """Build the wheel, install it into an empty environment that sees our libraries, return its Python.

    With WITH_LIBRARIES=1 the environment sees nothing of ours: pip brings every library that the wheel asks for.
    """
    if not (ROOT / "src/tenghuan/site/static/vendor/htmx.min.js").exists():
        pytest.skip("the front-end files are not there: make install")
    built = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
    subprocess.run(built, cwd=ROOT, check=True, capture_output=True)
    python = folder / "venv/bin/python"
    (wheel,) = (folder / "dist").glob("*.whl")
    if os.environ.get("WITH_LIBRARIES"):
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", str(wheel)], check=True)
        return str(python)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    uv = [
        str(Path(sys.executable).with_name("uv")),
        "pip",
        "install",
        "--offline",
        "--no-config",
        "--no-deps",
        "--quiet",
    ]
    subprocess.run([*uv, "--python", str(python), str(wheel)], check=True)
    where = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], capture_output=True, text=True
    )
    import django

    libraries = Path(django.__file__).parents[1]
    (Path(where.stdout.strip()) / "libraries.pth").write_text(f"{libraries}\n")
    return str(python)


class _Browser:
    def __init__(self, base: str) -> None:
        self.base, self.jar = base, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(self.base + path))

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        self.get(path)
        token = next(cookie.value for cookie in self.jar if cookie.name == "csrftoken")
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        return self._ask(urllib.request.Request(self.base + path, data, {"Referer": self.base + path}))

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait(self, server: subprocess.Popen) -> None:
        while server.poll() is None:
            try:
                if self.get("/healthz")[0] == 200:
                    return
            except urllib.error.URLError:
                time.sleep(0.3)
        raise AssertionError("the server ended")


@pytest.mark.slow
def test_from_the_wheel_to_a_restored_copy(tmp_path):
    here = Installation(tmp_path / "data", python=_wheel(tmp_path))
    here_told = here.run("setup", "--host", "127.0.0.1", "--plain-http", "--region", "330683")
    assert str(tmp_path) in here.python_says("import tenghuan; print(tenghuan.__file__)")
    links = [urllib.parse.urlsplit(link).path for link in LINK.findall(here_told)]
    port = _free_port()
    command = [here.python, "-m", "tenghuan.cli.main", "serve", "--port", str(port), "--web", "1", "--workers", "2"]
    server = subprocess.Popen(command, env=here.environment(), cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        browser = _Browser(f"http://127.0.0.1:{port}")
        browser.wait(server)
        for link in links:
            assert browser.post(link, new_password1=PASSWORD, new_password2=PASSWORD)[0] == 200
        status, page = browser.post("/login/", username="sysadmin", password=PASSWORD)
        assert status == 200
        assert "sessionid" in {cookie.name for cookie in browser.jar}
        # every script and style that the page names is in the wheel
        named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
        assert named
        assert {browser.get(path)[0] for path in named} == {200}
        workers = {p.name: int(p.name.split(".")[1]) for p in (here.folder / "workers").iterdir()}
        assert len(workers) == 2
        os.kill(min(workers.values()), signal.SIGKILL)
        while len([p for p in (here.folder / "workers").iterdir() if p.name not in workers]) == 0:
            assert server.poll() is None
            time.sleep(0.2)
        here.run("backup", str(tmp_path / "kept"))
        assert "后台进程还在运行" in here.run("restore", "--replace", str(next((tmp_path / "kept").iterdir())), code=1)
    finally:
        server.send_signal(signal.SIGTERM)
        _out, said = server.communicate(timeout=90)
    assert "后台" in said
    assert "秒后重新启动" in said
    there = Installation(tmp_path / "there", {"TENGHUAN_SECRET_KEY": "k" * 60}, here.python)
    there.run("restore", str(next((tmp_path / "kept").iterdir())))
    there.run("backup", str(tmp_path / "again"))
    assert _tables(there, tmp_path / "again") == _tables(here, tmp_path / "kept")


def _tables(installation: Installation, folder: Path) -> dict[str, dict[str, str | int]]:
    """What the installed product says of the backup in a folder, table by table."""
    reading = f"""
import json
from pathlib import Path
from tenghuan.site.operations.archive import verified
print(json.dumps(verified(next(Path({str(folder)!r}).iterdir()))["tables"]))
"""
    return json.loads(installation.python_says(reading))
