"""The form of an account's wishes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.notices.habits import habits, wants
from tenghuan.apps.notices.models import Kind, Wish
from tenghuan.apps.web.forms import BootstrapMixin


class Ticks(forms.CheckboxSelectMultiple):
    """Boxes beside each other, each with its word."""

    input_type = "ticks"  # the field's own label stands above them, as above any other input
    template_name = "notices/ticks.html"


class WishForm(BootstrapMixin, forms.Form):
    """What is told, by which channel, and when it is quiet."""

    mail = forms.EmailField(label=_("邮箱"), required=False, max_length=120, help_text=_("不填的，只在平台内看消息"))
    muted = forms.MultipleChoiceField(label=_("不接收的种类"), required=False, widget=Ticks())
    mail_kinds = forms.MultipleChoiceField(
        label=_("随时发邮件的种类"),
        required=False,
        choices=Kind.choices,
        widget=Ticks(),
        help_text=_("都不选的，只有催办和升级随时发，其余进每日汇总"),
    )
    digest = forms.BooleanField(label=_("每日汇总邮件（没有内容时不发）"), required=False)
    quiet_from = forms.TimeField(
        label=_("免打扰开始"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("免打扰结束"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, account: Any, data: Any = None) -> None:
        wish = getattr(account, "wish", None) or Wish(account=account)
        names = ("mail", "muted", "mail_kinds", "digest", "quiet_from", "quiet_until")
        super().__init__(data, initial={name: getattr(wish, name) for name in names})
        told = [(kind, word) for kind, word in Kind.choices if wants(account.role, kind)]
        muted = self.fields["muted"]
        assert isinstance(muted, forms.ChoiceField)
        muted.choices = told
        quiet = habits()["quiet"]
        span = {"f": quiet["from"], "u": quiet["until"]}
        self.fields["quiet_until"].help_text = _("都不填的，按平台默认 %(f)s—%(u)s；只影响外发，不影响平台内") % span
