"""Fixed words and addresses in templates: kept, and letter for letter what Django makes of them."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Engine, engines
from django.test import RequestFactory
from django.urls import NoReverseMatch, Resolver404, resolve, set_script_prefix
from django.utils.translation import override

from tenghuan.site import environment
from tenghuan.site.lean import Address, FixedWords

DJANGOS = Engine(libraries={"i18n": "django.templatetags.i18n"})
WORDS = [
    '{% translate "说明" %}',
    "{% trans '100% <b>' %}",
    '{% translate "Yes" %}',  # Django's own catalogue has it
    '{% translate "May" context "abbrev. month" %}',
    '{% translate "Yes" noop %}',
    '{% translate "Yes" as told %}[{{ told }}]',
    '{% translate "Yes"|upper %}',
    "{% translate word %}",
    "{% translate word|default:'No' %}",
    '{% autoescape off %}{% translate "a<b" %}{{ word }}{% endautoescape %}{% translate "a<b" %}',
    "{% blocktranslate with n=word %}{{ n }}<{% endblocktranslate %}",
]


def _ours(source: str) -> Any:
    return engines["django"].engine.from_string("{% load i18n %}" + source)


@pytest.mark.parametrize("source", WORDS)
def test_words_are_those_that_django_says_in_each_language_and_for_each_value(source):
    ours, djangos = _ours(source), DJANGOS.from_string("{% load i18n %}" + source)
    for language in ("zh-hans", "en", "zh-hans"):
        for word in ("Yes", "<No>", ""):
            with override(language):
                assert ours.render(Context({"word": word})) == djangos.render(Context({"word": word}))


def test_only_words_that_stand_in_the_template_are_kept():
    kept = [len(_ours(source).nodelist.get_nodes_by_type(FixedWords)) for source in WORDS]
    assert kept == [1, 1, 1, 0, 1, 0, 0, 0, 0, 2, 0]
    with override("zh-hans"):
        assert _ours(WORDS[2]).render(Context()) == "是"


@pytest.mark.parametrize("thing", [7, "7", True, 7.0, Decimal(7), None, "a b", "溪", 10**20])
def test_an_address_is_the_one_that_django_makes(thing):
    source = "{% url 'monitoring:report' thing %}"
    found = []
    for engine in (engines["django"].engine, DJANGOS):
        template = engine.from_string(source)
        found.append([])
        for value in (7, thing, 7, thing):
            try:
                found[-1].append(template.render(Context({"thing": value})))
            except NoReverseMatch:
                found[-1].append("none")
    assert found[0] == found[1]
    assert found[0][0] == "/monitoring/reports/7/"


def test_one_and_true_are_two_addresses():
    template = engines["django"].engine.from_string("{% url 'monitoring:report' thing %}")
    assert template.nodelist.get_nodes_by_type(Address)
    found = []
    for thing in (1, True):
        address = _or_none(template, thing)
        found.append(address)
    assert found[0] == "/monitoring/reports/1/"
    assert found[1] != found[0]


def _or_none(template: Any, thing: object) -> str:
    try:
        return str(template.render(Context({"thing": thing})))
    except NoReverseMatch:
        return ""


def test_an_address_that_is_none_is_a_fault_or_nothing_where_it_is_asked_for():
    engine = engines["django"].engine
    for _round in range(2):
        with pytest.raises(NoReverseMatch):
            engine.from_string("{% url 'nowhere' %}").render(Context())
        assert engine.from_string("{% url 'nowhere' as at %}[{{ at }}]").render(Context()) == "[]"
    assert engine.from_string("{% url 'home' as at %}[{{ at }}]").render(Context()) == "[/]"


def test_addresses_follow_the_place_that_the_platform_is_served_from():
    template = engines["django"].engine.from_string("{% url 'search' %}{% url 'monitoring:report' pk=3 %}")
    try:
        set_script_prefix("/county/")
        assert template.render(Context()) == "/county/search//county/monitoring/reports/3/"
    finally:
        set_script_prefix("/")
    assert template.render(Context()) == "/search//monitoring/reports/3/"


def test_an_address_is_the_same_on_whichever_page_it_stands():
    template = engines["django"].engine.from_string("{% url 'monitoring:report' 3 %}")
    for path in ("/", "/monitoring/grid/", "/nowhere/"):
        request = RequestFactory().get(path)
        with suppress(Resolver404):
            request.resolver_match = resolve(path)
        context = Context()
        context.request = request
        assert template.render(context) == "/monitoring/reports/3/"


@pytest.mark.parametrize("url", ["", "postgresql://u:p@h:5432/n"])
def test_a_thread_keeps_its_connection(monkeypatch, tmp_path, url):
    monkeypatch.setenv("TENGHUAN_DATABASE_URL", url)
    assert environment.database(tmp_path)["CONN_MAX_AGE"] > 0
