"""A bulletin, its text and facts, the editions that were submitted and issued, the files that went out."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.models import Kept, StoredFile
from tenghuan.publishing.telling import Facts, Part


class Kind(models.TextChoices):
    MONTH = "month", _("月报")
    QUARTER = "quarter", _("季度通报")
    YEAR = "year", _("年度报告")
    ORDERS = "orders", _("督办通报")
    NOTICE = "notice", _("公示")
    MINUTES = "minutes", _("会议纪要")


class State(models.TextChoices):
    DRAFT = "draft", _("起草")
    CHECKING = "checking", _("待审核")
    CHECKED = "checked", _("待签发")
    ISSUED = "issued", _("已签发")
    REPLACED = "replaced", _("已被替代")
    DROPPED = "dropped", _("不发")


LOCKED = (State.ISSUED, State.REPLACED)


class Bulletin(Kept):
    """A paper of a county about a period. What it says stands in :class:`Text`; issued, nothing of it changes."""

    code = models.CharField(_("编号"), max_length=20, editable=False)
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices, editable=False)
    month = models.DateField(_("期别"), editable=False, help_text=_("所写期间的最后一个月"))
    title = models.CharField(_("标题"), max_length=120)
    to = models.CharField(_("主送"), max_length=300, blank=True)
    issuer = models.CharField(_("发文机关"), max_length=80, blank=True, help_text=_("署名；印红头时也是红头的字"))
    red = models.BooleanField(_("印红头"), default=False, help_text=_("由发文机关填写后才印，默认不印"))
    copies = models.CharField(_("抄送"), max_length=300, blank=True)
    printed_by = models.CharField(_("印发机关"), max_length=80, blank=True)
    remark = models.CharField(_("附注"), max_length=120, blank=True, help_text=_("如“此件公开发布”"))
    sources = models.BooleanField(_("附数字来源表"), default=False)

    number = models.CharField(_("发文字号"), max_length=40, blank=True, editable=False)
    issued_on = models.DateField(_("成文日期"), null=True, blank=True, editable=False)
    snapshot = models.CharField(_("数据快照"), max_length=120, blank=True, editable=False)
    known_at = models.DateTimeField(_("取数时间"), null=True, editable=False)
    hand = models.PositiveSmallIntegerField(_("人工修改"), default=0, editable=False, help_text=_("改动过的段落数"))
    version = models.PositiveSmallIntegerField(_("版次"), default=1, editable=False)
    before = models.ForeignKey(
        "self", verbose_name=_("替代"), null=True, editable=False, on_delete=models.PROTECT, related_name="later"
    )
    state = models.CharField(_("环节"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("通报公文")
        ordering = ("-month", "-code")
        constraints = (
            models.UniqueConstraint(fields=("county", "code"), name="bulletin_code_once"),
            models.UniqueConstraint(
                fields=("county", "number"),
                condition=~Q(number=""),
                name="bulletin_number_once",
            ),
            models.UniqueConstraint(
                fields=("before",), condition=~Q(state="dropped") & Q(retired_on=None), name="bulletin_replaced_once"
            ),
        )
        indexes = (models.Index(fields=("county", "kind", "month")),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Content(models.Model):
    """Facts and parts as rows keep them."""

    facts = models.JSONField()
    parts = models.JSONField()

    class Meta:
        abstract = True

    @property
    def told(self) -> Facts:
        """The facts."""
        return Facts.model_validate(self.facts)

    @property
    def written(self) -> list[Part]:
        """The parts."""
        return [Part.model_validate(one) for one in self.parts]


class Text(Content):
    """What a bulletin says: the facts it was taken from and its parts; one row a bulletin."""

    bulletin = models.OneToOneField(Bulletin, on_delete=models.CASCADE, related_name="content", primary_key=True)

    class Meta:
        verbose_name = verbose_name_plural = _("通报正文")

    def __str__(self) -> str:
        return str(self.bulletin)


class Edition(Content):
    """A bulletin's title, facts and parts as they were when it was drafted, submitted or issued; never changed."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="editions")
    place = models.PositiveSmallIntegerField(_("序号"))
    label = models.CharField(_("环节"), max_length=20)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.CharField(_("经办"), max_length=120)
    title = models.CharField(_("标题"), max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = _("通报稿本")
        ordering = ("bulletin", "place")
        constraints = (models.UniqueConstraint(fields=("bulletin", "place"), name="edition_place_once"),)

    def __str__(self) -> str:
        return f"{self.bulletin.code}-{self.place} {self.label}"


class Issued(models.Model):
    """A file of a bulletin as it was issued: kept as it went out, whatever the program would make today."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="files")
    form = models.CharField(_("形式"), max_length=8)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("签发文件")
        constraints = (models.UniqueConstraint(fields=("bulletin", "form"), name="issued_form_once"),)

    def __str__(self) -> str:
        return f"{self.bulletin.code}.{self.form}"


class Template(Kept):
    """A template that an office made in Word for a kind of bulletin; each upload is a version, the newest counts."""

    code = models.CharField(_("编号"), max_length=20, editable=False)
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices, editable=False)
    version = models.PositiveSmallIntegerField(_("版次"), editable=False)
    name = models.CharField(_("文件名"), max_length=200, editable=False)
    note = models.CharField(_("说明"), max_length=120, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("公文模板")
        ordering = ("kind", "-version")
        constraints = (
            models.UniqueConstraint(fields=("county", "code"), name="template_code_once"),
            models.UniqueConstraint(fields=("county", "kind", "version"), name="template_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}模板 第{self.version}版"


def last_of(month: date) -> date:
    """Return the last day of the month that a day lies in."""
    return month.replace(day=monthrange(month.year, month.month)[1])
