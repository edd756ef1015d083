"""Password rules beyond Django's own: character classes, and none of the last few again."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")


class Length:
    """At least ``minimum`` characters."""

    def __init__(self, minimum: int = 10) -> None:
        self.minimum = minimum

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self.minimum:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("口令至少 %(n)d 位。") % {"n": self.minimum}


class NotLikeTheAccount(UserAttributeSimilarityValidator):
    """Not like the log-in name or the person's name, in the platform's words."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "name"))

    def get_help_text(self) -> str:
        return str(_("口令不得与登录名、姓名相近。"))

    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(self.get_help_text()) from error


class NotCommon(CommonPasswordValidator):
    """None of the passwords that everybody tries, in the platform's words."""

    def get_help_text(self) -> str:
        return str(_("口令不得是常见口令。"))

    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(self.get_help_text()) from error


class CharacterClasses:
    """At least ``classes`` of: lower case, upper case, digits, other signs."""

    def __init__(self, classes: int = 3) -> None:
        self.classes = classes

    def validate(self, password: str, user: Any = None) -> None:
        if sum(bool(re.search(pattern, password)) for pattern in CLASSES) < self.classes:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("口令须含小写字母、大写字母、数字、其他符号中的至少 %(n)d 类。") % {"n": self.classes}


class NotUsedBefore:
    """Not the present password, nor one of the ``remembered`` before it."""

    def __init__(self, remembered: int = 5) -> None:
        self.remembered = remembered

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        earlier = user.earlier_passwords.values_list("password", flat=True)[: self.remembered]
        if any(check_password(password, kept) for kept in [user.password, *earlier] if kept):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("不得与现用及最近 %(n)d 次用过的口令相同。") % {"n": self.remembered}
