"""Addresses that enterprises have beside those of their register, below ``enterprises/``."""

from django.urls import path

from tenghuan.apps.enterprises.views import conflicts, own, profile, registers

urlpatterns = [
    path("own/", own.itself, name="own"),
    path("code/<str:uscc>/", own.by_code, name="code"),
    path("conflicts/", conflicts.index, name="conflicts"),
    path("conflicts/<int:pk>/settle/", conflicts.settle, name="settle"),
    path("registers/", registers.index, name="registers"),
    path("registers/<slug:key>/template/", registers.blank, name="facts_template"),
    path("registers/<slug:key>/export/", registers.download, name="facts_export"),
    path("<int:pk>/of/<slug:name>", profile.story, name="story"),
    path("<int:pk>/book.xlsx", profile.book, name="book"),
    path("<int:pk>/facts/<int:year>/<slug:name>/", profile.fact, name="fact"),
    path("<int:pk>/qr.svg", profile.qr, name="qr"),
    path("<int:pk>/status/", profile.set_status, name="set_status"),
    path("<int:pk>/restore/", profile.restore, name="restore"),
]
