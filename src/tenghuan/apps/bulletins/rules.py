"""What a bulletin must hold at each step, and what follows from it. Used by the declarations in ``registers.py``."""

from __future__ import annotations

import re
from copy import copy
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.bulletins.drawing import FORMS, paper_of
from tenghuan.apps.bulletins.models import Bulletin, Edition, Issued, State
from tenghuan.apps.kit import files
from tenghuan.apps.kit.loop import Told
from tenghuan.apps.kit.registry import of_model
from tenghuan.apps.kit.timeline import name_of
from tenghuan.errors import InputFault
from tenghuan.publishing.telling import lacking

# 发文机关代字〔2026〕3号: the year in hexagonal brackets, no 第, no leading nought (GB/T 9704—2012)
NUMBER = re.compile(r"[^\s〔〕\[\]（）()第]{1,20}〔[0-9]{4}〕[1-9][0-9]{0,4}号")


def hold(bulletin: Bulletin) -> None:
    """A red head needs the office that stands in it."""
    if bulletin.red and not bulletin.issuer.strip():
        raise InputFault(_("印红头须填写发文机关"), where=str(bulletin.code))


def whole(actor: Actor, bulletin: Bulletin) -> str:
    """Say what is still to be filled in before it is submitted."""
    found = [name for part in bulletin.content.written for name in lacking(part.text)]
    return _("还有待填内容：%(n)s") % {"n": "、".join(found)} if found else ""


def keep_edition(actor: Actor, bulletin: Bulletin, label: str) -> None:
    """Keep title, facts and parts as they stand, as the next edition."""
    place = (bulletin.editions.aggregate(last=Max("place"))["last"] or 0) + 1
    told = bulletin.content
    Edition.objects.create(
        bulletin=bulletin, place=place, label=str(label)[:20], by=name_of(actor), title=bulletin.title,
        facts=told.facts, parts=told.parts,
    )  # fmt: skip


def submitted(actor: Actor, bulletin: Bulletin, told: Told) -> None:
    """What is submitted is kept as an edition."""
    keep_edition(actor, bulletin, _("提交审核"))


def issue(actor: Actor, bulletin: Bulletin, told: Told) -> dict[str, Any]:
    """The number is written as the standard wants it, the day is not after today."""
    number, day = str(told.get("number") or "").strip(), told.get("issued_on")
    if number and not NUMBER.fullmatch(number):
        raise InputFault(
            _("发文字号“%(n)s”不合规范") % {"n": number},
            remedy=_("写作“机关代字〔年份〕序号号”，如“东制高办〔2026〕3号”：六角括号，序号不编虚位、不加“第”"),
        )
    if day and str(day) > str(timezone.localdate()):
        raise InputFault(_("成文日期不能晚于今天"), where=str(bulletin.code))
    if bulletin.red and not number:
        raise InputFault(_("印红头的须填发文字号"), where=str(bulletin.code))
    return {}


def made(actor: Actor, bulletin: Bulletin, told: Told) -> Told:
    """Make the files that go out, before the transaction begins."""
    day = told.get("issued_on")
    sketch = copy(bulletin)
    sketch.number, sketch.state = str(told.get("number") or "").strip(), State.ISSUED
    sketch.issued_on = date.fromisoformat(str(day)) if day else None
    return {"made": _made(sketch)}


def _made(bulletin: Bulletin) -> dict[str, bytes]:
    paper = paper_of(bulletin)
    return {form: make(paper) for form, (make, _kind) in FORMS.items()}


def issued(actor: Actor, bulletin: Bulletin, told: Told) -> None:
    """Keep the edition and the files as they go out; what this replaces is replaced."""
    keep_edition(actor, bulletin, _("签发"))
    for form, content in (told.get("made") or _made(bulletin)).items():
        Issued.objects.create(bulletin=bulletin, form=form, file=files.keep(content))
    register = of_model(Bulletin)
    if bulletin.before is not None and register is not None and register.loop is not None:
        reason = _("由 %(b)s 替代") % {"b": bulletin.code}
        register.loop.take(Actor.platform("bulletins"), bulletin.before, "replace", reason=reason)
