from django.urls import path

from tenghuan.apps.closing import views

app_name = "closing"
urlpatterns = [
    path("", views.latest, name="latest"),
    path("pick", views.pick, name="pick"),
    path("<int:pk>/", views.month, name="month"),
    path("<int:pk>/difference", views.difference, name="difference"),
    path("<int:pk>/open", views.open_month, name="open_month"),
    path("indicator/<int:pk>/", views.indicator, name="indicator"),
    path("trace/<int:pk>/", views.trace, name="trace"),
    path("indicator/<int:pk>/settle", views.settle, name="settle"),
]
