"""A chain, its links, the enterprises on them, and what enterprises ask and offer along it."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Unit

NAME = 40  # of a chain and of a link, as leads name them


class Chain(Kept):
    """A chain of the county. Its leads name it by its name; who heads it is a seat, never a person."""

    name = models.CharField(_("产业链"), max_length=NAME)
    leader = models.CharField(_("链长席位"), max_length=80, blank=True, help_text=_("席位的职务，须已登记在工作专班中"))
    unit = models.ForeignKey(
        Unit, verbose_name=_("牵头单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    target = models.CharField(_("发展目标"), max_length=200, blank=True)

    objects = scoped(Scope(region="county", duty=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("产业链")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("county", "name"), condition=models.Q(retired_on=None), name="chain_name_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Node(Kept):
    """A link of a chain. ``upstream`` names links of the same chain, parted by 、; there is no way round."""

    chain = models.ForeignKey(Chain, verbose_name=_("产业链"), on_delete=models.PROTECT, related_name="nodes")
    name = models.CharField(_("环节"), max_length=NAME)
    place = models.PositiveSmallIntegerField(
        _("次序"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=_("从上游到下游，同一段写同一个数"),
    )  # fmt: skip
    upstream = models.CharField(
        _("上游环节"), max_length=300, blank=True, help_text=_("本链已登记的环节，多个用、分开")
    )
    weak = models.BooleanField(_("弱链"), default=False)
    current = models.CharField(_("现状"), max_length=200, blank=True)
    targets = models.CharField(_("目标企业"), max_length=300, blank=True, help_text=_("想招引的企业，多个用、分开"))

    objects = scoped(Scope(region="county", duty=("chain__unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("产业链环节")
        ordering = ("chain", "place", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("chain", "name"), condition=models.Q(retired_on=None), name="node_name_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.chain}·{self.name}"


class Placing(Kept):
    """An enterprise on a link of a chain."""

    class Role(models.TextChoices):
        HEAD = "head", _("链主")
        CORE = "core", _("骨干")
        SUPPORT = "support", _("配套")

    chain = models.ForeignKey(Chain, verbose_name=_("产业链"), on_delete=models.PROTECT, related_name="placings")
    link = models.CharField(_("环节"), max_length=NAME)
    node = models.ForeignKey(
        Node, verbose_name=_("环节"), on_delete=models.PROTECT, related_name="placings", editable=False
    )
    enterprise = models.ForeignKey(Enterprise, verbose_name=_("企业"), on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("作用"), max_length=8, choices=Role.choices, default=Role.SUPPORT)
    product = models.CharField(_("主要产品"), max_length=100, blank=True)

    objects = scoped(Scope(region="county", duty=("chain__unit",), enterprise="enterprise__uscc", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("链上企业")
        ordering = ("chain", "node__place", "link", "enterprise")
        constraints = (
            models.UniqueConstraint(
                fields=("node", "enterprise"), condition=models.Q(retired_on=None), name="placed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.enterprise}（{self.chain}·{self.link}）"


class Post(Kept):
    """What an enterprise asks for or offers (一键通). An asked one is matched with an offered one and then settled."""

    class Kind(models.TextChoices):
        ASKED = "asked", _("需求")
        OFFERED = "offered", _("供给")

    class State(models.TextChoices):
        OPEN = "open", _("待对接")
        MATCHED = "matched", _("已对接")
        DONE = "done", _("已达成")
        WITHDRAWN = "withdrawn", _("已撤回")

    number = models.CharField(_("编号"), max_length=20, editable=False)
    enterprise = models.ForeignKey(Enterprise, verbose_name=_("企业"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("供需"), max_length=8, choices=Kind.choices)
    chain = models.ForeignKey(
        Chain, verbose_name=_("产业链"), null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    product = models.CharField(_("产品或服务"), max_length=60)
    amount = models.CharField(_("数量和规格"), max_length=100, blank=True)
    content = models.CharField(_("说明"), max_length=500)
    until = models.DateField(_("有效期至"), null=True, blank=True)
    contact = models.CharField(_("联系方式"), max_length=60, help_text=_("岗位和电话，对接后对方可见"))
    partner = models.ForeignKey(
        "self", verbose_name=_("对接的供给"), null=True, blank=True, on_delete=models.PROTECT, related_name="askers"
    )
    matched_on = models.DateField(_("对接日期"), null=True, blank=True, editable=False)
    done_on = models.DateField(_("达成日期"), null=True, blank=True, editable=False)
    outcome = models.CharField(_("达成情况"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN, editable=False)

    objects = scoped(Scope(region="county", duty=("chain__unit",), enterprise="enterprise__uscc", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("供需信息")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="post_number_once"),)
        indexes = (models.Index(fields=("county", "state", "kind")),)

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()} {self.product}"
