from django.urls import path

from tenghuan.apps.services import views

app_name = "services"
urlpatterns = [
    path("", views.own, name="own"),
    path("ask", views.ask, name="ask"),
    path("of/<int:pk>", views.of, name="of"),
    path("statistics/", views.figures, name="statistics"),
]
