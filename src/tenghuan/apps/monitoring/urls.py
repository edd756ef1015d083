"""Addresses of monthly reporting."""

from django.urls import URLPattern

app_name = "monitoring"
urlpatterns: list[URLPattern] = []
