"""All addresses: each app brings its own."""

from django.urls import include, path

from tenghuan.site import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("health/", views.standing, name="health"),
    path("", views.home, name="home"),
    path("", include("tenghuan.apps.organization.urls")),
    path("audit/", include("tenghuan.apps.audit.urls")),
    path("", include("tenghuan.apps.plans.urls")),
    path("monitoring/", include("tenghuan.apps.monitoring.urls")),
    path("enterprises/", include("tenghuan.apps.enterprises.urls")),
    path("intake/", include("tenghuan.apps.intake.urls")),
    path("evaluation/", include("tenghuan.apps.evaluation.urls")),
]
