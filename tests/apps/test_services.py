"""Every service writes to the audit trail: each has a scenario here that runs it and finds its row.

``tests/apps/<app>/scenarios.py`` holds SCENARIOS: service name → function(world, actor) that calls the service
once with something to change. A service without a scenario, or a public function of a services module that is
none, fails.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import pytest

import tenghuan.apps
import tenghuan.site.urls
from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.rows import row_breaks
from tenghuan.apps.audit.trail import SERVICES, Actor
from tenghuan.apps.audit.verify import verify
from tenghuan.apps.audit.wording import words
from tests.kit.made import brought
from tests.world import World

# functions of services modules that change nothing: look-ups that services and views share
READ_ONLY = {"tenghuan.apps.organization.services.units.resolve_units"}


def _modules() -> list[ModuleType]:
    names = [module.name for module in walk_packages(tenghuan.apps.__path__, "tenghuan.apps.")]
    # below an app: the app of requests is itself called services
    return [import_module(name) for name in names if "services" in name.split(".")[3:]]


def _scenarios() -> dict[str, Callable[[World, Actor], object]]:
    found: dict[str, Callable[[World, Actor], object]] = {}
    for path in sorted(Path(__file__).parent.glob("*/scenarios.py")):
        found.update(import_module(f"tests.apps.{path.parent.name}.scenarios").SCENARIOS)
    return found


MODULES = _modules()
# what registers and loops bring is held by tests/kit
BROUGHT = brought()
NAMES = sorted(name for name in SERVICES if not name.startswith(("test.", "demonstration.")) and name not in BROUGHT)


@pytest.mark.parametrize("name", NAMES)
def test_service_leaves_its_row(world, actor, name, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    scenario = _scenarios().get(name)
    assert scenario is not None, f"write a scenario for the service {name}"
    scenario(world, actor)
    row = Entry.objects.filter(action=name).first()
    assert row is not None
    assert row.account
    assert list(verify()) == []
    # what the trail says of a row is what the row says
    assert [broken.message for broken in row_breaks()] == []


def test_no_scenario_without_a_service():
    assert set(_scenarios()) <= set(SERVICES)


def test_every_public_function_of_a_services_module_is_a_service():
    wrapped = {inspect.unwrap(service) for service in SERVICES.values()}
    stray = []
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = inspect.unwrap(function)
            if name.startswith("_") or own.__module__ != module.__name__ or own in wrapped:
                continue
            stray.append(f"{module.__name__}.{name}")
    assert sorted(set(stray) - READ_ONLY) == []


def test_every_service_has_a_chinese_name_on_the_audit_page():
    assert set(SERVICES) - set(words()) <= {name for name in SERVICES if name.startswith("test.")}
