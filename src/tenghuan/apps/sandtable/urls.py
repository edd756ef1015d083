from django.urls import path

from tenghuan.apps.sandtable import views

app_name = "sandtable"
urlpatterns = [
    path("<int:pk>/play", views.play, name="play"),
    path("<int:pk>/working", views.working, name="working"),
    path("compare/", views.compare, name="compare"),
]
