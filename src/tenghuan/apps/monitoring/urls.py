"""Addresses of monthly reporting."""

from django.urls import path

from tenghuan.apps.monitoring.views import grid, owed, reports, review, workbooks

app_name = "monitoring"
urlpatterns = [
    path("", owed.owed, name="owed"),
    path("grid/", grid.grid, name="grid"),
    path("grid/submit/", grid.submit, name="submit"),
    path("cells/<int:pk>/", grid.cell, name="cell"),
    path("grid/workbook/", workbooks.download, name="workbook"),
    path("grid/uploads/", workbooks.upload, name="read_upload"),
    path("grid/uploads/<int:pk>/", workbooks.preview, name="upload"),
    path("grid/uploads/<int:pk>/commit/", workbooks.commit, name="commit"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/comment/", reports.comment, name="comment"),
    path("reports/<int:pk>/evidence/", reports.attach, name="attach"),
    path("reports/<int:pk>/mode/", grid.mode, name="mode"),
    path("reports/<int:pk>/<slug:verb>/", reports.act, name="act"),
    path("evidence/<int:pk>/", reports.evidence, name="evidence"),
    path("evidence/<int:pk>/remove/", reports.detach, name="detach"),
    path("periods/<int:pk>/", review.period, name="period"),
    path("review/", review.review, name="review"),
    path("review/decide/", review.decide, name="decide"),
    path("review/periods/", review.periods, name="periods"),
    path("review/periods/<int:pk>/lock/", review.lock, name="lock"),
    path("review/periods/<int:pk>/late/", review.late, name="late"),
    path("review/completeness/", review.completeness, name="completeness"),
]
