"""What the shell shows of land beside its registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(Entry("land", _("地块图"), "land:map", icon="map", order=2, guide="22-land"))
declare(Entry("land", _("土地清单"), "land:lists", icon="list-details", order=3, guide="22-land"))
declare(Entry("land", _("地块与企业用地比对"), "land:differences", icon="scale", order=9, guide="22-land"))
