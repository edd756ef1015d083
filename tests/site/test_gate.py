"""The server as shipped holds against slow and greedy clients: real connections to a real granian."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVE = (
    "import sys; from tenghuan.cli.serve import serve\n"
    "serve('127.0.0.1', int(sys.argv[1]), web=1, workers=0, secured=[])\n"
)


@pytest.fixture(scope="module")
def port(blank_database, tmp_path_factory):
    """The platform on a port, as ``tenghuan demo`` serves it, with short times; its database has no rows."""
    folder = tmp_path_factory.mktemp("served")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "TENGHUAN_"))}
    kept |= {"TENGHUAN_DATA_DIR": str(folder), "TENGHUAN_DEMO": "1", "TENGHUAN_BODY_SECONDS": "2",
             "TENGHUAN_SENDING_AT_ONCE": "20", "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(folder)}  # fmt: skip
    shutil.copy(blank_database, folder)
    command = [sys.executable, "-m", "tenghuan.cli.main", "manage", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, env=kept, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(number)], env=kept, cwd=folder)
    _until_up(number)
    yield number
    process.terminate()
    process.wait(timeout=20)


def _until_up(port):
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")


def _open(port, head, body=b""):
    link = socket.create_connection(("127.0.0.1", port), timeout=30)
    link.sendall(head.encode() + b"Host: 127.0.0.1\r\n\r\n" + body)
    return link


def _answer(link):
    with link:
        found = b""
        while part := link.recv(65536):
            found += part
            if b"\r\n\r\n" in found:
                break
        return found.decode("utf-8", "replace")


def _post(port, path, length, body=b"", more=""):
    head = f"POST {path} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n{more}"
    return _open(port, f"{head}Content-Length: {length}\r\n", body)


def test_a_page_is_served(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=20) as page:
        assert page.status == 200
        assert "登录" in page.read().decode()
        assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_slow_senders_hold_up_nobody(port):
    """More of them than there are threads: each sends a few bytes of its form and waits."""
    slow = [_post(port, "/login/", 500, b"username=") for _ in range(12)]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=20) as page:
        assert page.status == 200
    assert all(" 408 " in _answer(link).split("\r\n")[0] for link in slow)


def test_a_body_too_large_for_the_log_in_is_refused_before_it_is_sent(port):
    answer = _answer(_post(port, "/login/", 600 * 2**20))
    assert " 413 " in answer.split("\r\n")[0]
    assert "nosniff" in answer


def test_a_body_that_says_nothing_of_its_size_is_cut_off(port, tmp_path_factory):
    link = _open(port, "POST /login/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n")
    chunk = b"10000\r\n" + secrets.token_bytes(0x10000) + b"\r\n"
    try:
        for _ in range(64):
            link.sendall(chunk)
    except (BrokenPipeError, ConnectionResetError):
        return
    answer = _answer(link)
    assert answer == "" or " 413 " in answer.split("\r\n")[0]


def test_strangers_do_not_send_files_and_unknown_pages_take_nothing(port):
    head = "POST {} HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\n"
    forged = "Cookie: sessionid=0123456789abcdef0123456789abcdef\r\n"
    assert " 413 " in _answer(_open(port, head.format("/intake/upload/", 2**20) + forged))
    assert " 413 " in _answer(_open(port, head.format("/nowhere/", 1)))


@pytest.mark.parametrize("length", ["abc", "-1", "9" * 40, "1e3", "²"])
def test_a_size_that_is_none_is_refused(port, length):
    answer = _answer(_post(port, "/login/", length)).split("\r\n")[0]
    assert answer == "" or " 400 " in answer or " 413 " in answer


def test_one_address_does_not_take_all_the_room(port):
    slow = [_post(port, "/login/", 500, b"u=") for _ in range(30)]
    answers = [_answer(link).split("\r\n")[0] for link in slow]
    assert sum(" 429 " in answer for answer in answers) == 10
    assert sum(" 408 " in answer for answer in answers) == 20


def test_a_slow_reader_holds_up_nobody(port):
    links = []
    for _ in range(10):
        link = socket.socket()
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        link.connect(("127.0.0.1", port))
        link.sendall(b"GET /static/vendor/tabler/tabler.min.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        links.append(link)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=20) as page:
        assert page.status == 200
    for link in links:
        link.close()


def test_a_header_too_large_is_refused(port):
    link = _open(port, f"GET /login/ HTTP/1.1\r\nX-Long: {'a' * 200_000}\r\n")
    answer = _answer(link).split("\r\n")[0]
    assert answer == "" or " 4" in answer
