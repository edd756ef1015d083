"""The floor's one app."""

from django.apps import AppConfig


class Floor(AppConfig):
    name = "bench.load.floor"
    label = "floor"
