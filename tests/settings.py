"""Settings for tests: plain static files, immediate tasks, a throw-away data folder; PostgreSQL by variable."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("TENGHUAN_DEMO", "1")
os.environ.setdefault("TENGHUAN_DEBUG", "1")
os.environ.setdefault("TENGHUAN_IMMEDIATE_TASKS", "1")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
if os.environ.get("TESTS_OF_WORKER") != WORKER:
    # each process of a run has a folder of its own: records of one number in two databases would share their files.
    # What a test starts has the mark, and keeps the folder that it is given.
    os.environ |= {"TESTS_OF_WORKER": WORKER, "TENGHUAN_DATA_DIR": tempfile.mkdtemp(prefix="tenghuan-test-")}
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's sync API runs a loop in the tests' thread

from tenghuan.site.settings import *  # noqa: E402, F403
from tenghuan.site.settings import DATA_DIR, DATABASES, INSTALLED_APPS  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "tests.workshop"]

DEBUG = False
BOARDS_KEPT = 0  # tests write without services too; those of keeping set it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
(DATA_DIR / "static").mkdir(exist_ok=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file, because the live server and the test are two threads; nothing in it need survive a power cut
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.mkdtemp(prefix="tenghuan-db-")) / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
