"""Addresses of the plan: board, items, versions, drafts."""

from django.urls import URLPattern

app_name = "plans"
urlpatterns: list[URLPattern] = []
