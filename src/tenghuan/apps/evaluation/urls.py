"""Addresses of the evaluation."""

from django.urls import path

from tenghuan.apps.evaluation.views import (
    decisions,
    editor,
    lists,
    methods,
    objections,
    policies,
    questions,
    runs,
    sheets,
    whatif,
)

app_name = "evaluation"
urlpatterns = [
    path("", runs.run_list, name="runs"),
    path("own/", sheets.own, name="own"),
    path("freeze/", runs.freeze, name="freeze"),
    path("methods/", methods.methods, name="methods"),
    path("methods/add/", editor.add, name="add_method"),
    path("methods/<int:pk>/", methods.method, name="method"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/working/", runs.working, name="working"),
    path("runs/<int:pk>/step/<slug:verb>/", runs.take_step, name="step"),
    path("runs/<int:pk>/again/", runs.again, name="again"),
    path("runs/<int:pk>/lines/", lists.lines, name="lines"),
    path("runs/<int:pk>/areas/", lists.areas, name="areas"),
    path("runs/<int:pk>/publication/", lists.publication, name="publication"),
    path("runs/<int:pk>/overrides/", lists.overrides, name="overrides"),
    path("runs/<int:pk>/stability/", questions.stability, name="stability"),
    path("runs/<int:pk>/what-if/", whatif.what_would_be, name="what_if"),
    path("runs/<int:pk>/policies/", policies.lists, name="lists"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/confirm/", sheets.confirm, name="confirm"),
    path("sheets/<int:pk>/object/", sheets.file, name="object"),
    path("sheets/<int:pk>/override/", sheets.override, name="override"),
    path("exemptions/", decisions.exemptions, name="exemptions"),
    path("objections/<int:pk>/rehearse/", objections.rehearse, name="rehearse"),
    path("policies/adopt/", policies.adopt, name="adopt_policies"),
]
