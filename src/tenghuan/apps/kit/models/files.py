"""Files: kept once under their digest; an attachment says what a file is to a thing."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.kit.models.kept import Linked
from tenghuan.apps.organization.models import Account


def place_of(file: StoredFile, _name: str) -> str:
    """Return where a file's bytes lie: by digest, never by the name that somebody gave it."""
    return str(PurePosixPath("files") / file.digest[:2] / file.digest)


class StoredFile(models.Model):
    """The bytes of a file, once, whoever handed them in; ``digest`` is their SM3."""

    digest = models.CharField(_("摘要（SM3）"), max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("字节数"))
    content = models.FileField(upload_to=place_of, max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("文件")

    def __str__(self) -> str:
        return self.digest


class Attachment(Linked):
    """A file as evidence of a thing; ``kind`` names what it proves (a photo before, a signed form)."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(_("文件名"), max_length=200)
    kind = models.CharField(_("材料"), max_length=40, blank=True)
    account = models.ForeignKey(Account, verbose_name=_("经办"), null=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(_("经办"), max_length=120)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("佐证材料")
        ordering = ("pk",)
        indexes = (models.Index(fields=("content_type", "object_id")),)

    def __str__(self) -> str:
        return self.name
