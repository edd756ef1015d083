from django.urls import path

from tenghuan.apps.closing import views

app_name = "closing"
urlpatterns = [
    path("", views.latest, name="latest"),
    path("<int:pk>/", views.month, name="month"),
    path("indicator/<int:pk>/", views.indicator, name="indicator"),
]
