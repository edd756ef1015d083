"""Addresses of the intake."""

from django.urls import path

from tenghuan.apps.intake.views import batches, configure, faults

app_name = "intake"
urlpatterns = [
    path("", batches.index, name="batches"),
    path("upload/", batches.upload, name="upload"),
    path("<int:pk>/", faults.batch, name="batch"),
    path("<int:pk>/configure/", configure.configure, name="configure"),
    path("<int:pk>/progress/", faults.progress, name="progress"),
    path("<int:pk>/original/", batches.original, name="original"),
    path("<int:pk>/marked/", faults.marked, name="marked"),
    path("<int:pk>/mend/", batches.mend, name="mend"),
    path("<int:pk>/sheet/", batches.other_sheet, name="other_sheet"),
    path("<int:pk>/waive/", faults.waive, name="waive"),
    path("<int:pk>/match/<int:match_pk>/", faults.match, name="match"),
    path("<int:pk>/do/<slug:verb>/", batches.act, name="act"),
]
