from django.urls import path

from tenghuan.apps.land import views

app_name = "land"
urlpatterns = [
    path("code/<path:number>", views.by_code, name="code"),
    path("<int:pk>/qr.svg", views.qr, name="qr"),
    path("map/", views.map_page, name="map"),
    path("map/shapes", views.map_shapes, name="shapes"),
]
