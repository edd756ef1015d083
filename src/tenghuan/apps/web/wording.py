"""What Django says of a value that does not fit, in the words of the house: once for pages, workbooks and calls."""

from __future__ import annotations

from typing import Any

from django.core import validators
from django.db import models
from django.utils.translation import gettext_lazy as _


def use_house_words() -> None:
    """Put the words of the house into Django's validators and fields; a validator's own message goes before them."""
    validators.MinValueValidator.message = _("不能小于 %(limit_value)s")
    validators.MaxValueValidator.message = _("不能大于 %(limit_value)s")
    validators.MinLengthValidator.message = _("至少 %(limit_value)d 个字，现有 %(show_value)d 个")
    validators.MaxLengthValidator.message = _("最多 %(limit_value)d 个字，现有 %(show_value)d 个")
    digits: dict[str, Any] = {
        **validators.DecimalValidator.messages,
        "max_digits": _("总共最多 %(max)s 位数字"),
        "max_decimal_places": _("小数最多 %(max)s 位"),
        "max_whole_digits": _("整数部分最多 %(max)s 位"),
    }
    validators.DecimalValidator.messages = digits
    models.Field.default_error_messages = {
        **models.Field.default_error_messages,
        "invalid_choice": _("“%(value)s”不是可选的值"),
        "null": _("必填"),
        "blank": _("必填"),
    }
    models.IntegerField.default_error_messages = {"invalid": _("“%(value)s”不是整数")}
    models.DecimalField.default_error_messages = {"invalid": _("“%(value)s”不是数字")}
