"""From a bulletin to its paper and files: as it went out where it was issued, else as it stands, marked as a draft."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tenghuan.apps.bulletins.models import LOCKED, Bulletin
from tenghuan.apps.kit.printing import KINDS as FORMS
from tenghuan.errors import InputFault
from tenghuan.publishing.papers import Official, Paper
from tenghuan.publishing.telling import drawn, town_sheet

__all__ = ["FORMS", "content_of", "official_of", "paper_of", "sheet_of"]


def official_of(bulletin: Bulletin) -> Official:
    """Return what makes a bulletin an official document."""
    return Official(
        issuer=bulletin.issuer,
        red=bulletin.red,
        number=bulletin.number,
        to=bulletin.to,
        day=bulletin.issued_on,
        remark=bulletin.remark,
        copies=bulletin.copies,
        printed_by=bulletin.printed_by,
        printed_on=bulletin.issued_on if bulletin.printed_by else None,
        draft="" if bulletin.state in LOCKED else _("草稿（未签发，不作依据）"),
    )


def paper_of(bulletin: Bulletin) -> Paper:
    """Return the paper of a bulletin as it stands."""
    content = bulletin.content
    return drawn(content.told, content.written, official_of(bulletin), bulletin.title, sources=bulletin.sources)


def content_of(bulletin: Bulletin, form: str) -> bytes:
    """Return a bulletin's file: what went out if it was issued, else made now.

    Raises:
        InputFault: the file that went out is no longer in the store.
    """
    kept = bulletin.files.filter(form=form).select_related("file").first()
    if kept is None:
        make, _kind = FORMS[form]
        return make(paper_of(bulletin))
    try:
        with kept.file.content.open("rb") as opened:
            found: bytes = opened.read()
            return found
    except OSError as fault:
        raise InputFault(
            _("签发的文件不在文件库中"), where=str(kept), remedy=_("请系统管理员从备份恢复文件库")
        ) from fault


def sheet_of(bulletin: Bulletin, town: str, form: str) -> bytes:
    """Return one town's sheet of the bulletin's own facts."""
    make, _kind = FORMS[form]
    return make(town_sheet(bulletin.content.told, town))
