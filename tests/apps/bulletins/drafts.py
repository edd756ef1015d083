"""Bulletins for tests: drafted, submitted, checked and issued as officers do it."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.utils import timezone
from docx import Document

from tenghuan.apps.bulletins.models import Bulletin, Kind, Template
from tenghuan.apps.bulletins.registers import ISSUING
from tenghuan.apps.bulletins.services import draft
from tenghuan.apps.bulletins.taking import months
from tenghuan.apps.bulletins.templating import upload
from tenghuan.apps.organization.models import Account
from tests.apps.kit.sheds import actor_of, by
from tests.world import County


def this_month() -> date:
    return timezone.localdate().replace(day=1)


def drafted(county: County, kind: str = Kind.ORDERS, *, month: date | None = None, once: str = "") -> Bulletin:
    return draft(by(county, "office"), county.region, kind, month or months(county.region)[0], once=once)


def checker(county: County) -> Any:
    """A second officer of the office: nobody checks what he submitted himself."""
    own = county.accounts["office"]
    second, _made = Account.objects.get_or_create(
        username=f"{own.username}-2",
        defaults={"name": "审核员", "role": own.role, "region": own.region, "unit": own.unit},
    )
    return actor_of(second)


def checked(county: County, **told: Any) -> Bulletin:
    bulletin = drafted(county, **told)
    ISSUING.take(by(county, "office"), bulletin, "submit")
    ISSUING.take(checker(county), bulletin, "check", opinion="数字与报表一致")
    return bulletin


def issued(county: County, number: str = "", **told: Any) -> Bulletin:
    bulletin = checked(county, **told)
    ISSUING.take(by(county, "office"), bulletin, "issue", number=number, issued_on=timezone.localdate())
    return bulletin


def word_template(*lines: str) -> bytes:
    """A Word document with these paragraphs."""
    document, target = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(target)
    return target.getvalue()


def uploaded(county: County, kind: str = Kind.ORDERS, *lines: str, once: str = "") -> Template:
    content = word_template(*(lines or ("{{ 标题 }}", "在办 {{ 数字.在办督办 }} 件")))
    return upload(by(county, "office"), county.region, kind, "模板.docx", content, once=once)
