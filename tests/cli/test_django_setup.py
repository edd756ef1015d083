"""Django is started without a search for garbage among its modules, and everything after it is searched as ever."""

from __future__ import annotations

import gc
import os

import django
import pytest
from django.core.exceptions import ImproperlyConfigured

from tenghuan.cli import django_setup
from tenghuan.errors import InputFault


@pytest.fixture
def frozen(monkeypatch, tmp_path):
    """How often what is there was set aside; settings, mask and this process's garbage stay as they were."""
    told = []
    monkeypatch.setenv("TENGHUAN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TENGHUAN_DEMO", "1")
    monkeypatch.setattr(os, "umask", lambda mask: None)
    monkeypatch.setattr(gc, "freeze", lambda: told.append("frozen"))
    return told


def test_no_garbage_is_looked_for_while_modules_are_loaded(frozen, monkeypatch):
    monkeypatch.setattr(django, "setup", lambda: frozen.append(gc.isenabled()))
    django_setup.start()
    assert (frozen, gc.isenabled()) == ([False, "frozen"], True)


def test_a_start_that_fails_looks_for_garbage_again(frozen, monkeypatch):
    def broken() -> None:
        raise ImproperlyConfigured("缺少设置")

    monkeypatch.setattr(django, "setup", broken)
    with pytest.raises(InputFault, match="缺少设置"):
        django_setup.start()
    assert gc.isenabled()
