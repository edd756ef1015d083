from django.urls import path

from tenghuan.apps.land import views

app_name = "land"
urlpatterns = [
    path("code/<path:number>", views.by_code, name="code"),
    path("<int:pk>/qr.svg", views.qr, name="qr"),
    path("map/", views.map_page, name="map"),
    path("map/shapes", views.map_shapes, name="shapes"),
    path("<int:pk>/split", views.split_page, name="split"),
    path("<int:pk>/merge", views.merge_page, name="merge"),
    path("draw/", views.draw_page, name="draw"),
    path("shapes/<int:pk>/restore", views.redraw_page, name="redraw"),
    path("scan", views.scan_page, name="scan"),
    path("lists/", views.lists_page, name="lists"),
    path("differences/", views.differences, name="differences"),
    path("feed", views.feed, name="feed"),
]
