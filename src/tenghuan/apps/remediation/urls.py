from django.urls import path

from tenghuan.apps.remediation import views

app_name = "remediation"
urlpatterns = [
    path("<int:pk>/report", views.report, name="report"),
    path("<int:pk>/judge", views.judge, name="judge"),
]
