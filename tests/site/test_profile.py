"""An enterprise's page: one statement tells what there is to read, nothing is missed, and many rows cost no queries."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.enterprises import hooks
from tenghuan.apps.enterprises.models import Conflict, Enterprise, Record, Source, YearFacts
from tests.apps.chains.made import MAKERS as CHAINS
from tests.apps.cultivation.made import MAKERS as TITLES
from tests.apps.evaluation.made import MAKERS as EVALUATION
from tests.apps.funds.made import MAKERS as FUNDS
from tests.apps.remediation.cases import enterprise
from tests.apps.services.made import MAKERS as REQUESTS

MOST = 17  # queries of a page; five of them are what each record has: origins, files, events, trail, tasks
MADE = {
    "decisions": (EVALUATION["decisions"], "enterprise_id", "所在名单"),
    "objections": (EVALUATION["objections"], "graded.enterprise_id", "评价异议"),
    "claims": (FUNDS["claims"], "enterprise_id", "政策申报"),
    "requests": (REQUESTS["requests"], "enterprise_id", "企业诉求"),
    "titles": (TITLES["titles"], "enterprise_id", "称号和培育"),
    "placings": (CHAINS["placings"], "enterprise_id", "产业链位置"),
}


def _enterprise_of(thing, path):
    for name in path.split("."):
        thing = getattr(thing, name)
    return Enterprise.objects.get(pk=thing)


@pytest.mark.parametrize("name", sorted(MADE))
def test_what_is_added_later_is_seen_by_those_who_may_though_the_statement_is_kept(world, name):
    make, path, title = MADE[name]
    bare = enterprise(world.home, 77)
    accounts = [world.home.accounts[role] for role in ("office", "department", "town", "leader")]
    accounts += [world.neighbour.accounts["office"]]
    assert not any(hooks.Profile(bare, account).has(name) for account in accounts)
    thing = make(world.home, 1)
    subject = _enterprise_of(thing, path)
    rows, lookup = hooks.rows_shown[name]
    for account in accounts:
        there = rows(account).filter(**{lookup: subject}).exists()
        assert hooks.Profile(subject, account).has(name) == there, account
        assert not hooks.Profile(bare, account).has(name)
    assert hooks.Profile(subject, accounts[0]).has(name)
    sections = {one.title: one for one in hooks.sections(subject, accounts[0])}
    assert sections[title].table is not None
    assert list(sections[title].table.rows)


def test_open_conflicts_are_shown_from_the_moment_they_exist(world):
    subject = enterprise(world.home, 77)
    client, address = world.client("office"), reverse("enterprises:detail", args=(subject.pk,))
    before = client.get(address).content.decode()
    assert "两个部门报得不一样" not in before
    first, second = _records(subject, 2)
    conflict = Conflict.objects.create(enterprise=subject, year=2022, fact="land_mu", first=first, second=second)
    page = client.get(address).content.decode()
    assert "两个部门报得不一样，裁定前以先报的为准" in page
    Conflict.objects.filter(pk=conflict.pk).update(chosen=first)
    assert "两个部门报得不一样" not in client.get(address).content.decode()


def _records(subject, count):
    source = Source.objects.create(
        county=subject.county, workbook="用电.xlsx", digest="x", sheet="1", register="power", at=timezone.now()
    )
    return Record.objects.bulk_create(
        Record(
            source=source,
            enterprise=subject,
            register="power",
            year=2000 + at // 12,
            month=at % 12 + 1,
            line=at,
            values={"electricity": 100.0 + at, "meter": "1"},
        )
        for at in range(count)
    )


@pytest.mark.parametrize("role", ["office", "department", "leader"])
def test_many_rows_take_no_more_queries_than_few(world, role, django_assert_max_num_queries):
    subject = enterprise(world.home, 77)
    _records(subject, 240)
    YearFacts.objects.bulk_create(
        YearFacts(enterprise=one, year=year, land_mu=10, tax=100 + one.pk, revenue=900, value_added=300)
        for one in [subject, *(enterprise(world.home, 100 + at) for at in range(40))]
        for year in range(2015, 2023)
    )
    client, address = world.client(role), reverse("enterprises:detail", args=(subject.pk,))
    client.get(address)
    with django_assert_max_num_queries(MOST):
        page = client.get(address)
    parts = {panel.key: told for panel, told in page.context["panels"]}
    assert len(parts["sources"]["sources"]) == 100
    assert len(parts["facts"]["years"]) == 8
    assert parts["position"]["rows"]
