"""An enterprise with its place and its figures by year."""

from django.db import models


class Place(models.Model):
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Firm(models.Model):
    name = models.CharField(max_length=120, db_index=True)
    uscc = models.CharField(max_length=18, unique=True)
    county = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="firms")
    town = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    park = models.CharField(max_length=60)
    industry = models.CharField(max_length=8)
    above_scale = models.BooleanField(null=True)
    status = models.CharField(max_length=12)

    def __str__(self) -> str:
        return self.name


class Figures(models.Model):
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    land_mu = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    tax = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    value_added = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    revenue = models.DecimalField(max_digits=20, decimal_places=6, null=True)

    def __str__(self) -> str:
        return f"{self.firm_id} {self.year}"

    def per_mu(self, name: str):
        value = getattr(self, name)
        return value / self.land_mu if value is not None and self.land_mu else None

    @property
    def tax_per_mu(self):
        return self.per_mu("tax")

    @property
    def value_added_per_mu(self):
        return self.per_mu("value_added")
