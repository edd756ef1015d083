from django.urls import path

from tenghuan.apps.cultivation import views

app_name = "cultivation"
urlpatterns = [
    path("", views.ladder, name="ladder"),
    path("coverage/", views.coverage, name="coverage"),
    path("near/<slug:title>/", views.near, name="near"),
    path("<int:pk>/", views.enterprise, name="enterprise"),
    path("<int:pk>/reserve/<slug:title>", views.reserve, name="reserve"),
]
