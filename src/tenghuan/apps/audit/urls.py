"""Addresses of the audit trail."""

from django.urls import path

from tenghuan.apps.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("check/", views.check, name="check"),
    path("<int:number>/", views.entry, name="entry"),
]
