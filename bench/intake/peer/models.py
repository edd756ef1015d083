"""One row of the workbook, a column a column; the money columns are what the register keeps them as."""

from __future__ import annotations

from django.db import models

from bench.intake.data import KEYS


class TaxRow(models.Model):
    uscc = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()

    class Meta:
        app_label = "peer"

    def __str__(self) -> str:
        return self.uscc


for key in KEYS[3:]:
    models.DecimalField(max_digits=20, decimal_places=6, null=True).contribute_to_class(TaxRow, key)
