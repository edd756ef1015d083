"""The initials of names, so that a search by them need not read every name."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Initials(models.Model):
    """A name, whatever bears it, and the initials of its pinyin; filled in when a search first meets the name."""

    name = models.CharField(max_length=200, primary_key=True)
    letters = models.CharField(max_length=200, db_index=True)

    class Meta:
        verbose_name = _("拼音首字母")

    def __str__(self) -> str:
        return f"{self.name} {self.letters}"
