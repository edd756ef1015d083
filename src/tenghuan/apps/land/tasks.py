"""What land does by itself each day."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.kit.chores import chore
from tenghuan.apps.land import dealing, standing


@chore("land.scan", gettext_lazy("用地巡查：判定地块现状，疑似闲置立案，到期续签提醒"))
def look_at_land() -> str:
    """Judge every parcel, open cases of what may be idle and renewals of what runs out."""
    changed, opened = standing.scan_all()
    told = {"c": changed, "o": opened, "r": dealing.open_all()}
    return _("现状变动 %(c)d 宗，疑似闲置 %(o)d 宗，启动续签 %(r)d 宗") % told
