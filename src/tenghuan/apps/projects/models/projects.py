"""A project: what it is, what of it counts, how far it has come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.ledgers.models import Allocation
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.apps.projects.stages import Stage, stages


class State(models.TextChoices):
    LEAD = "lead", _("储备")
    SIGNED = "signed", _("已签约")
    FILED = "filed", _("已备案")
    LANDED = "landed", _("已落地")
    STARTED = "started", _("已开工")
    TOPPED = "topped", _("已封顶")
    COMPLETED = "completed", _("已竣工")
    PRODUCED = "produced", _("已投产")
    SCALED = "scaled", _("已上规")
    REACHED = "reached", _("已达产")
    JUDGED = "judged", _("已评价")
    DROPPED = "dropped", _("已终止")


class Nature(models.TextChoices):
    NEW = "new", _("新建")
    EXPANSION = "expansion", _("改扩建")
    RENOVATION = "renovation", _("技术改造")


class Rank(models.TextChoices):
    NATION = "nation", _("国家级")
    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("县级")
    PLAIN = "plain", _("一般")


class Relation(models.TextChoices):
    """What a project is to one that was counted before it (only what is new of it counts)."""

    FRESH = "fresh", _("新项目")
    RAISE = "raise", _("增资扩产")
    UPGRADE = "upgrade", _("升格")
    OWNER = "owner", _("变更业主")


class ChainRole(models.TextChoices):
    STRENGTHEN = "strengthen", _("强链")
    SUPPLEMENT = "supplement", _("补链")
    EXTEND = "extend", _("延链")
    SUPPORT = "support", _("产业配套")


class Site(models.TextChoices):
    GRANTED = "granted", _("出让用地")
    ALLOTTED = "allotted", _("划拨用地")
    LEASED = "leased", _("租赁厂房")
    OWN = "own", _("自有用地")


class Lamp(models.TextChoices):
    NONE = "", _("无计划")
    GREEN = "green", _("绿灯")
    YELLOW = "yellow", _("黄灯")
    RED = "red", _("红灯")


TEN_THOUSAND = _("万元")


def money(label: Any, unit: Any = TEN_THOUSAND, places: int = 2, **rest: Any) -> Amount:
    """Return a column for what never is below zero."""
    return Amount(label, unit, decimal_places=places, validators=[MinValueValidator(Decimal(0))], **rest)


def known(label: Any, unit: Any, places: int = 2, **rest: Any) -> Amount:
    """Return a column for what may be unknown and never is below zero."""
    return money(label, unit, places, null=True, blank=True, **rest)


def _day(label: Any, **rest: Any) -> models.DateField:
    return models.DateField(label, null=True, blank=True, **rest)


def _text(label: Any, length: int = 80, **rest: Any) -> models.CharField:
    return models.CharField(label, max_length=length, blank=True, **rest)


class Project(Kept):
    """One project. Its days are written when it is registered (what lies behind it) and by moves from then on.

    ``was`` is what was counted before of the project that this one follows, ``increment`` what is new of it: a project
    of 3.5 亿 that was one of 2 亿 counts 1.5 亿 (methodology2 §23). A joint project is counted by one county alone.
    """

    code = _text(
        *(_("项目代码"), 30),
        help_text=_("国家统一项目代码，如 2401-330683-04-01-123456；未赋码的留空，由平台给临时编号"),
    )
    name = models.CharField(_("项目名称"), max_length=120)
    town = models.ForeignKey(
        Region, verbose_name=_("镇街"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = _text(_("建设地点"), 120)
    owner = models.CharField(_("项目业主"), max_length=120)
    enterprise = models.ForeignKey(
        Enterprise, verbose_name=_("业主企业"), null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("责任单位"), on_delete=models.PROTECT, related_name="projects")
    contact_unit = models.ForeignKey(
        Unit, verbose_name=_("挂钩部门"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    leader = _text(_("联系领导席位"), help_text=_("写席位，不写人名"))
    nature = models.CharField(_("建设性质"), max_length=12, choices=Nature.choices, default=Nature.NEW)
    rank = models.CharField(_("项目级别"), max_length=10, choices=Rank.choices, default=Rank.PLAIN)
    mayors = models.BooleanField(_("省市县长项目工程"), default=False)
    attracted = models.BooleanField(_("招引项目"), default=True)
    programmes = _text(_("列入的工程和计划"), 120, help_text=_("多个以顿号分隔"))
    industry = models.CharField(_("行业代码"), max_length=5, help_text=_("GB/T 4754—2017"))
    manufacturing = models.BooleanField(_("制造业"), default=False, editable=False)
    chain = _text(_("产业链"), 40)
    chain_role = models.CharField(_("链上作用"), max_length=10, choices=ChainRole.choices, blank=True)
    total = money(_("总投资"))
    fixed = known(_("固定资产投资"), _("万元"))
    foreign = known(_("协议外资"), _("万美元"))
    year_plan = known(_("本年计划投资"), _("万元"))
    land = known(_("用地面积"), _("亩"))
    energy = known(_("年新增用能（等价值）"), _("吨标准煤"))
    carbon = known(_("年新增碳排放"), _("吨"))
    value_added = known(_("达产年增加值"), _("万元"))
    site = models.CharField(_("用地方式"), max_length=8, choices=Site.choices, default=Site.GRANTED)
    builds = models.BooleanField(_("有新建厂房"), default=True)
    investment_agreement = _text(_("投资协议编号"))
    performance_agreement = _text(_("履约监管协议编号"))
    land_contract = _text(_("出让（租赁）合同编号"))
    promised_tax = known(_("承诺亩均税收"), _("万元/亩"))
    promised_fixed = known(_("承诺亩均固定资产投资"), _("万元/亩"))
    promised_output = known(_("承诺年产值"), _("万元"))

    relation = models.CharField(_("与原项目关系"), max_length=8, choices=Relation.choices, default=Relation.FRESH)
    before = models.ForeignKey(
        "self", verbose_name=_("原项目"), null=True, blank=True, on_delete=models.PROTECT, related_name="later"
    )
    was = money(_("原项目已计总投资"), default=Decimal(0), editable=False)
    increment = money(_("计入总投资（增量）"), default=Decimal(0), editable=False)
    joint_with = _text(_("联合招引单位"), 120, help_text=_("与外县或外单位联合招引的，写对方名称"))
    counts = models.BooleanField(_("由本县计数"), default=True, help_text=_("联合项目只由一个县计数"))

    signed_on = _day(_("签约日期"))
    filed_on = _day(_("备案日期"))
    landed_on = _day(_("落地日期"))
    started_on = _day(_("开工日期"))
    topped_on = _day(_("封顶日期"))
    completed_on = _day(_("竣工日期"))
    produced_on = _day(_("投产日期"))
    scaled_on = _day(_("上规日期"))
    reached_on = _day(_("达产日期"))
    judged_on = _day(_("评价日期"))
    transferred_on = _day(_("过户日期"))
    enter_by = _day(_("应入统日期"), editable=False)
    entered_on = _day(_("入统日期"))

    actual_tax = known(_("实际亩均税收"), _("万元/亩"), editable=False)
    actual_fixed = known(_("实际亩均固定资产投资"), _("万元/亩"), editable=False)
    actual_output = known(_("实际年产值"), _("万元"), editable=False)
    ratio = known(_("履约比"), "%", editable=False)
    allocation = models.ForeignKey(
        *(Allocation,), verbose_name=_("要素配置申请"), null=True, blank=True, editable=False,
        on_delete=models.PROTECT, related_name="projects",
    )  # fmt: skip
    invested = money(_("开工以来完成投资"), default=Decimal(0), editable=False)
    funds = money(_("累计到位资金"), default=Decimal(0), editable=False)
    image = _text(_("形象进度"), 200, editable=False)
    due_on = _day(_("下一节点计划日"), editable=False)
    lamp = models.CharField(_("节点灯"), max_length=8, choices=Lamp.choices, blank=True, editable=False)
    lamp_why = _text(_("亮灯原因"), 200, editable=False)
    state = models.CharField(_("环节"), max_length=10, choices=State.choices, default=State.LEAD, editable=False)

    objects = scoped(Scope(region="county", town="town", duty=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("项目")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("county", "code"), condition=Q(retired_on=None), name="project_code_once_a_county"
            ),
            models.UniqueConstraint(
                fields=("code",),
                condition=Q(counts=True, retired_on=None),
                name="project_counted_once",
                violation_error_message=_("该项目代码已由其他县计数，联合项目只计一次"),
            ),
            models.UniqueConstraint(
                fields=("before",),
                condition=Q(retired_on=None),
                name="project_followed_once",
                violation_error_message=_("原项目已有后续项目，增量只计一次"),
            ),
        )
        indexes = (models.Index(fields=("county", "state", "lamp")), models.Index(fields=("county", "landed_on")))

    def __str__(self) -> str:
        return self.name

    def day_of(self, one: Stage) -> date | None:
        """Return the day on which a stage was reached, None if it was not."""
        found: date | None = getattr(self, one.date)
        return found

    @property
    def reached(self) -> list[Stage]:
        """The stages whose day is known, in their order."""
        return [one for one in stages() if self.day_of(one) is not None]
