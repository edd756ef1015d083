from django.urls import path

from tenghuan.apps.supervision import views

app_name = "supervision"
urlpatterns = [
    path("raise", views.raise_page, name="raise"),
    path("waiting/", views.waiting, name="waiting"),
    path("quarter/", views.quarter, name="quarter"),
    path("<int:pk>/regrade", views.regrade, name="regrade"),
]
