"""Templates of an office: handed in, checked on real data, versioned; a bulletin filled into the newest one."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import Who, any_of
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.bulletins.drawing import official_of
from tenghuan.apps.bulletins.models import Bulletin, Kind, Template
from tenghuan.apps.bulletins.taking import example
from tenghuan.apps.kit import files, timeline
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.once import keep, made_by
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault
from tenghuan.publishing.papers import Official
from tenghuan.publishing.telling import titled, write
from tenghuan.publishing.templating import filled
from tenghuan.publishing.templating.fields import context_of

WORD = ".docx"


def read(file: UploadedFile | None) -> tuple[str, bytes]:
    """Return name and content of what was handed in as a template.

    Raises:
        InputFault: nothing was chosen, or it is not accepted as a file.
    """
    if file is None:
        raise InputFault(_("没有选择文件"), remedy=_("请选择 Word 模板（.docx）"))
    name = files.checked(file)
    if not name.lower().endswith(WORD):
        raise InputFault(_("模板须为 Word 文档（.docx）"), where=name[:80])
    return name, file.read()


def context_for(county: Region, kind: str) -> dict[str, Any]:
    """Return the fields with real data: those of the county's newest bulletin of the kind, else of figures of today."""
    newest = Bulletin.objects.filter(county=county, kind=kind, retired_on=None).order_by("-month", "-pk").first()
    if newest is not None:
        return context(newest)
    facts = example(county, kind)
    return context_of(facts, write(facts), Official(), titled(facts))


def context(bulletin: Bulletin) -> dict[str, Any]:
    """Return the fields of a bulletin."""
    content = bulletin.content
    return context_of(content.told, content.written, official_of(bulletin), bulletin.title)


@service("bulletins.upload_template", gettext_lazy("上传公文模板"), locks=("county",))
def upload(actor: Actor, county: Region, kind: str, name: str, content: bytes, *, once: str = "") -> Template:
    """Keep a template as the next version of its kind; it must fill in with real data.

    Raises:
        InputFault: not this actor's, no such kind, or what is wrong with the template and where.
    """
    if (made := made_by(once, Template)) is not None:
        nothing_changed()
        return made
    if kind not in Kind.values:
        raise InputFault(_("没有这种公文"), where=kind[:20], remedy=_("请从列表中选择种类"))
    template = Template(county=county, kind=kind, name=name, made_by=actor.user)
    if not any_of((Who.OFFICE,), actor, template):
        raise InputFault(_("公文模板由本级专班办公室上传"), where=str(county))
    filled(content, context_for(county, kind))
    last = Template.objects.filter(county=county, kind=kind).aggregate(last=Max("version"))["last"]
    template.version, template.file = (last or 0) + 1, files.keep(content)
    numbered("code", "MB")(template)
    template.save()
    keep(once, template)
    timeline.write(actor, template, EventKind.MADE, _("上传"))
    record(template, after=snapshot(template))
    return template


def newest(county: Region, kind: str) -> Template | None:
    """Return the template that counts for a kind of bulletin, None where the office made none."""
    found = Template.objects.filter(county=county, kind=kind, retired_on=None)
    return found.select_related("file").order_by("version").last()


def preview(template: Template) -> bytes:
    """Return a template filled in with real data.

    Raises:
        InputFault: it does not fit today's fields, or its file is gone.
    """
    return filled(_content(template), context_for(template.county, template.kind))


def by_template(bulletin: Bulletin) -> bytes:
    """Return a bulletin in its office's own layout.

    Raises:
        InputFault: the office made no template, it does not fit, or its file is gone.
    """
    template = newest(bulletin.county, bulletin.kind)
    if template is None:
        raise InputFault(_("还没有%(k)s的模板") % {"k": bulletin.get_kind_display()}, remedy=_("请先上传公文模板"))
    return filled(_content(template), context(bulletin))


def _content(template: Template) -> bytes:
    try:
        with template.file.content.open("rb") as opened:
            found: bytes = opened.read()
            return found
    except OSError as fault:
        remedy = _("请系统管理员从备份恢复文件库，或重新上传模板")
        raise InputFault(_("模板文件不在文件库中"), where=str(template), remedy=remedy) from fault
