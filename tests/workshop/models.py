"""A register of twelve fields whose records move along a loop of seven moves."""

from django.db import models

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Region, Unit


class State(models.TextChoices):
    FOUND = "found", "待核实"
    LISTED = "listed", "在册"
    WORKING = "working", "实施中"
    CLAIMED = "claimed", "待验收"
    CLOSED = "closed", "已销号"
    DROPPED = "dropped", "不列入"


class Use(models.TextChoices):
    MACHINE = "machine", "机加工"
    STORE = "store", "仓储"


class Shed(Kept):
    """A shed that is to be rebuilt."""

    number = models.CharField("编号", max_length=20)
    name = models.CharField("名称", max_length=80)
    town = models.ForeignKey(Region, verbose_name="镇街", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, verbose_name="责任单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    use = models.CharField("用途", max_length=8, choices=Use.choices, default=Use.MACHINE)
    area = Amount("用地面积", "亩", decimal_places=2)
    floors = models.PositiveSmallIntegerField("层数", default=1)
    built_on = models.DateField("建成日期", null=True, blank=True)
    leased = models.BooleanField("出租", default=False)
    rent = Amount("年租金", "万元", null=True, blank=True)
    plan = models.TextField("改造措施", blank=True)
    freed = Amount("腾出面积", "亩", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.FOUND, editable=False)

    objects = scoped(Scope(region="county", town="town", unit=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = "厂房"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="shed_number_once"),)

    def __str__(self) -> str:
        return self.name
