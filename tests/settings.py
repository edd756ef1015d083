"""Settings for tests: plain static files, immediate tasks, a data folder that is thrown away; PostgreSQL by variable."""

import os
import tempfile

os.environ.setdefault("TENGHUAN_DEMO", "1")
os.environ.setdefault("TENGHUAN_DEBUG", "1")
os.environ.setdefault("TENGHUAN_IMMEDIATE_TASKS", "1")
os.environ.setdefault("TENGHUAN_DATA_DIR", tempfile.mkdtemp(prefix="tenghuan-test-"))

from tenghuan.site.settings import *  # noqa: E402,F403

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
