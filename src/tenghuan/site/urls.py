"""All addresses: each app brings its own."""

from django.urls import include, path
from django.views.generic import RedirectView

from tenghuan.apps.access.pages import public
from tenghuan.apps.kit.urls import api_routes, routes
from tenghuan.apps.organization import oidc
from tenghuan.site import views
from tenghuan.site.home.views import home
from tenghuan.site.views import shell

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("health/", views.standing, name="health"),
    path("", home, name="home"),
    path("scope/", shell.choose, name="scope"),
    path("search/", shell.search, name="search"),
    path("guide/", shell.guides, name="guides"),
    path("guide/pictures/<str:name>", shell.picture, name="guide_picture"),
    path("guide/<slug:name>/", shell.chapter, name="guide"),
    path("oidc/<str:provider_id>/login/", oidc.sign_on, name="openid_connect_login"),
    path("oidc/<str:provider_id>/callback/", oidc.come_back, name="openid_connect_callback"),
    path("", include("tenghuan.apps.organization.urls")),
    path("audit/", include("tenghuan.apps.audit.urls")),
    path("", include("tenghuan.apps.kit.urls")),
    path("notices/", include("tenghuan.apps.notices.urls")),
    *routes(),
    *api_routes(),
    path("", include("tenghuan.apps.plans.urls")),
    path("monitoring/", include("tenghuan.apps.monitoring.urls")),
    path("intake/", include("tenghuan.apps.intake.urls")),
    path("evaluation/", include("tenghuan.apps.evaluation.urls")),
    path("ledgers/", include("tenghuan.apps.ledgers.urls")),
    path("remediation/", include("tenghuan.apps.remediation.urls")),
    path("screening/", include("tenghuan.apps.screening.urls")),
    path("parks/", include("tenghuan.apps.parks.urls")),
    path("projects/", include("tenghuan.apps.projects.urls")),
    path("energy/", include("tenghuan.apps.energy.urls")),
    path("cultivation/", include("tenghuan.apps.cultivation.urls")),
    path("land/", include("tenghuan.apps.land.urls")),
    path("funds/", include("tenghuan.apps.funds.urls")),
    path("services/", include("tenghuan.apps.services.urls")),
    path("chains/", include("tenghuan.apps.chains.urls")),
    path("leads/", include("tenghuan.apps.leads.urls")),
    path("supervision/", include("tenghuan.apps.supervision.urls")),
    path("closing/", include("tenghuan.apps.closing.urls")),
    path("decomposition/", include("tenghuan.apps.decomposition.urls")),
    path("assessment/", include("tenghuan.apps.assessment.urls")),
    path("bulletins/", include("tenghuan.apps.bulletins.urls")),
    path("", include("tenghuan.apps.cockpit.urls")),
    # where the wall was before: links and bookmarks still lead to it
    path("board/wall/", public(RedirectView.as_view(pattern_name="cockpit:wall", query_string=True)), name="old_wall"),
    path("sandtable/", include("tenghuan.apps.sandtable.urls")),
]
