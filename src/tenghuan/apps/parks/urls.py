from django.urls import path

from tenghuan.apps.parks import views

app_name = "park"
urlpatterns = [
    path("evaluation/", views.evaluation, name="evaluation"),
    path("<int:pk>/working", views.working, name="working"),
]
