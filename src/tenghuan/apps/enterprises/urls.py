"""Addresses of the register."""

from django.urls import path

from tenghuan.apps.enterprises.views import conflicts, listing, profile, registers

app_name = "enterprises"
urlpatterns = [
    path("", listing.index, name="list"),
    path("own/", listing.own, name="own"),
    path("code/<str:uscc>/", listing.by_code, name="code"),
    path("conflicts/", conflicts.index, name="conflicts"),
    path("conflicts/<int:pk>/settle/", conflicts.settle, name="settle"),
    path("registers/", registers.index, name="registers"),
    path("registers/<slug:key>/template/", registers.blank, name="template"),
    path("registers/<slug:key>/export/", registers.download, name="export"),
    path("<int:pk>/", profile.enterprise, name="enterprise"),
    path("<int:pk>/facts/<int:year>/<slug:name>/", profile.fact, name="fact"),
    path("<int:pk>/qr.svg", profile.qr, name="qr"),
    path("<int:pk>/status/", profile.set_status, name="set_status"),
]
