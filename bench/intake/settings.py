"""The platform's settings with the peer's model beside it."""

from tenghuan.site.settings import *  # noqa: F403
from tenghuan.site.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "import_export", "bench.intake.peer"]
