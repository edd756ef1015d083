"""A box in which the name of another thing is typed offers the names there are, those that the account may see."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.funds.models import PolicyClause
from tenghuan.apps.kit import forms
from tenghuan.apps.kit.registry import REGISTERS
from tests.apps.funds.made import clause, document, in_force
from tests.apps.remediation.cases import enterprise


def offered(page: str, name: str) -> list[tuple[str, str]]:
    """Return what the list of an input offers: (what is filled in, what it is called)."""
    box = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert box is not None, name
    key = re.search(r'list="([^"]+)"', box[0])
    assert key is not None, box[0]
    inner = re.search(rf'<datalist id="{key[1]}">(.*?)</datalist>', page, re.S)
    assert inner is not None
    return re.findall(r'<option value="([^"]*)">([^<]*)</option>', inner[1])


def form(client, key: str) -> str:
    response = client.get(reverse(f"{key}:add"))
    assert response.status_code == 200
    return response.content.decode()


def test_a_claim_offers_the_clauses_and_enterprises_of_the_county(world):
    own, firm = in_force(world.home), enterprise(world.home)
    strange = enterprise(world.foreign)
    in_force(world.foreign)
    page = form(world.client("office"), "claims")
    assert (own.code, own.name) in offered(page, "clause")
    assert (firm.uscc, firm.name) in offered(page, "enterprise")
    assert len(offered(page, "clause")) == 1
    assert strange.name not in [called for _code, called in offered(page, "enterprise")]


def test_a_clause_offers_documents_and_a_node_offers_chains(world):
    paper = document(world.home)
    assert (paper.number, paper.title) in offered(form(world.client("office"), "policy_clauses"), "document")
    assert offered(form(world.client("office"), "nodes"), "chain") == []  # none stands yet: an empty list, no fault


def test_what_is_out_of_use_is_not_offered(world):
    code = clause(world.home, document(world.home)).code
    PolicyClause.objects.update(retired_on=timezone.localdate())
    assert code not in [one for one, _called in offered(form(world.client("office"), "claims"), "clause")]


def test_too_many_are_not_offered_in_part(world, monkeypatch):
    enterprise(world.home, 0)
    enterprise(world.home, 1)
    many = Enterprise.objects.filter(county=world.home.region).count()
    assert many >= 2
    monkeypatch.setattr(forms, "OFFERED", many)
    assert len(offered(form(world.client("office"), "claims"), "enterprise")) == many
    monkeypatch.setattr(forms, "OFFERED", many - 1)
    assert offered(form(world.client("office"), "claims"), "enterprise") == []


def test_an_enterprise_is_offered_itself_alone(world):
    mine, other = enterprise(world.home), enterprise(world.home, 1)
    codes = [code for code, _called in offered(form(world.client("enterprise"), "claims"), "enterprise")]
    assert mine.uscc in codes
    assert other.uscc not in codes


@pytest.mark.parametrize("key", ["claims", "policy_clauses", "nodes", "requests", "energy_meters"])
def test_every_typed_link_of_a_form_has_a_list(world, key):
    page = form(world.client("office"), key)
    typed = [one for one in REGISTERS[key].fields if forms._named(REGISTERS[key].model._meta.get_field(one))]
    assert typed
    for name in typed:
        offered(page, name)
