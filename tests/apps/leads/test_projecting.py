"""A landed lead leads to the project that it names, or to the form of a new one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tenghuan.apps.leads.projecting import new_project, project_of
from tenghuan.apps.leads.registers import LEADS
from tests.apps.leads.ways import gone, step
from tests.apps.projects.made import project as make_project


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def _landed(world, **told):
    lead = gone(world.home, "sign", chain="机械电机", part="mend")
    step(world.home, lead, "land", **told)
    return lead


def test_a_lead_finds_its_project_by_code_before_name_and_only_in_its_county(world):
    office = world.home.accounts["office"]
    lead = _landed(world, project="高效电机项目", project_number="2401-990101-04-01-123456")
    make_project(world.neighbour, 1, name="高效电机项目")
    assert project_of(lead, office) is None
    by_name = make_project(world.home, 2, name="高效电机项目")
    assert project_of(lead, office) == by_name
    lead.project_number = by_name.code
    lead.project = "另一个名字"
    assert project_of(lead, office) == by_name
    lead.project_number = lead.project = ""
    assert project_of(lead, office) is None


def test_the_page_offers_a_new_project_until_there_is_one(world):
    lead = _landed(world, project="高效电机项目")
    text = world.client("department").get(LEADS.address(lead)).content.decode()
    assert "登记项目" in text
    assert "登记项目" not in world.client("leader").get(LEADS.address(lead)).content.decode()
    project = make_project(world.home, 1, name="高效电机项目")
    text = world.client("leader").get(LEADS.address(lead)).content.decode()
    assert reverse("projects:detail", args=(project.pk,)) in text
    assert "登记项目" not in world.client("department").get(LEADS.address(lead)).content.decode()


def test_the_form_of_the_new_project_knows_what_the_lead_says(world):
    lead = _landed(world, project="高效电机项目")
    page = world.client("department").get(new_project(lead))
    assert page.status_code == 200
    told = page.context["form"].initial
    assert (told["name"], told["chain"], told["chain_role"]) == ("高效电机项目", "机械电机", "supplement")
    assert told["total"] == "20000.00"


def test_a_lead_that_has_not_landed_opens_no_project(world):
    assert new_project(gone(world.home, "sign")) == ""
