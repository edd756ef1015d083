"""One thing of every kind in a county, of its first department, its second one, and its first town."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring.models import Period, Report, Upload
from tenghuan.apps.monitoring.services import reports
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tenghuan.apps.organization.services.proposals import propose_change
from tenghuan.apps.organization.services.seats import set_group
from tenghuan.apps.plans.models import Draft, DraftItem, DraftUnit, Plan, Responsibility
from tenghuan.apps.plans.models.drafts import Document
from tenghuan.apps.plans.services.publication import publish_pack
from tests.access import enterprises
from tests.apps.monitoring.campaigns import actor_of, make_campaign
from tests.apps.plans.packs import pack
from tests.world import County

PLATFORM = Actor.platform("test")
Things = dict[str, dict[str, Any]]


def make(county: County) -> Things:
    """Return whose (department, department2, town) → {kind: primary key}; what has no unit is the same in all."""
    shared, listed = _county(county), enterprises.make(county)
    return {whose: {**shared, **listed[whose], **own} for whose, own in _reports(county).items()}


def _county(county: County) -> dict[str, int]:
    actor = replace(PLATFORM, region_path=county.region.path)
    group = set_group(actor, county.region, f"{county.region.name}专班", [("leader", "局长", county.departments[0])])
    version = publish_pack(actor, county.region, pack())
    Plan.objects.filter(pk=version.plan_id).update(is_current=False)  # the one that is reported on comes next
    draft = _draft(county)
    return {
        "account": county.accounts["leader"].pk,
        "proposal": propose_change(
            actor_of(county.accounts["security_admin"]), county.accounts["audit_admin"], "authorise", role="audit_admin"
        ).pk,
        "seat": group.seats.get().pk,
        "entry": Entry.objects.filter(region_path=county.region.path).latest("number").pk,
        "version": version.pk,
        "draft": draft.pk,
        "draft_item": draft.items.get().pk,
        "draft_unit": draft.units.get().pk,
    }


def _draft(county: County) -> Draft:
    document = Document.objects.create(
        region=county.region, name=f"{county.region.name}方案.txt", digest=county.region.code.zfill(64), size=1,
        content="plans/none.txt", uploaded_by="test",
    )  # fmt: skip
    draft = Draft.objects.create(region=county.region, document=document, state="review", created_by="test")
    read = {"indicator": "亩均税收", "value": 20, "unit": "万元", "year": 2023, "comparison": "eq", "nature": "level"}
    DraftItem.objects.create(draft=draft, kind="target", read={**read, "section": "二", "aliases": [], "upper": None})
    DraftUnit.objects.create(draft=draft, name="县经信局", uses=1, kind="department")
    return draft


def _reports(county: County) -> Things:
    campaign = make_campaign(county)
    # a supporting unit may read; here each thing is to have one unit only
    Responsibility.objects.filter(item__plan=campaign.plan, role="support").delete()
    open_due_periods(PLATFORM, plans=[campaign.plan])
    period = Period.objects.filter(plan=campaign.plan).latest("pk")
    found: Things = {}
    for whose, key in (("department", "annual"), ("department2", "second"), ("town", "town")):
        account = county.accounts[whose]
        report = Report.objects.get(period=period, item=campaign.items[key])
        evidence = reports.attach(actor_of(account), report, SimpleUploadedFile("证明.pdf", b"%PDF-1.4 \n%%EOF"))
        upload = Upload.objects.create(period=period, unit=account.unit, name="表.xlsx", account=account.username)
        found[whose] = {
            "indicator": campaign.items[key].pk,
            "duty": campaign.items["task"].pk,
            "period": period.pk,
            "report": report.pk,
            "evidence": evidence.pk,
            "upload": upload.pk,
            "unit": account.unit_id,
        }
    return found
