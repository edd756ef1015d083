"""Addresses of the evaluation."""

from django.urls import path

from tenghuan.apps.evaluation.views import decisions, lists, methods, objections, policies, questions, runs, sheets

app_name = "evaluation"
urlpatterns = [
    path("", runs.run_list, name="runs"),
    path("own/", sheets.own, name="own"),
    path("freeze/", runs.freeze, name="freeze"),
    path("methods/", methods.methods, name="methods"),
    path("methods/add/", methods.add, name="add_method"),
    path("methods/<int:pk>/", methods.method, name="method"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/add/", decisions.decide, name="decide"),
    path("decisions/import/", decisions.load, name="load_decisions"),
    path("decisions/template/", decisions.blank, name="decision_template"),
    path("decisions/exempt/", decisions.adopt, name="adopt_exemptions"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/withdraw/", decisions.withdraw, name="withdraw_decision"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/working/", runs.working, name="working"),
    path("runs/<int:pk>/step/<slug:verb>/", runs.take_step, name="step"),
    path("runs/<int:pk>/again/", runs.again, name="again"),
    path("runs/<int:pk>/lines/", lists.lines, name="lines"),
    path("runs/<int:pk>/areas/", lists.areas, name="areas"),
    path("runs/<int:pk>/publication/", lists.publication, name="publication"),
    path("runs/<int:pk>/overrides/", lists.overrides, name="overrides"),
    path("runs/<int:pk>/stability/", questions.stability, name="stability"),
    path("runs/<int:pk>/what-if/", questions.what_would_be, name="what_if"),
    path("runs/<int:pk>/policies/", policies.lists, name="lists"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/confirm/", sheets.confirm, name="confirm"),
    path("sheets/<int:pk>/object/", sheets.file, name="object"),
    path("sheets/<int:pk>/override/", sheets.override, name="override"),
    path("objections/", objections.objections, name="objections"),
    path("objections/<int:pk>/", objections.objection, name="objection"),
    path("objections/<int:pk>/forward/", objections.forward, name="forward"),
    path("objections/<int:pk>/decide/", objections.decide, name="decide_objection"),
    path("objections/<int:pk>/evidence/", objections.evidence, name="evidence"),
    path("policies/", policies.rules, name="policies"),
    path("policies/add/", policies.add, name="add_policy"),
    path("policies/adopt/", policies.adopt, name="adopt_policies"),
    path("policies/<int:pk>/", policies.rule, name="policy"),
    path("policies/<int:pk>/<slug:verb>/", policies.change, name="change_policy"),
]
