from django.urls import path

from tenghuan.apps.chains import views

app_name = "chain"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("<int:pk>/map/", views.map_page, name="map"),
    path("lacking/", views.lacking, name="lacking"),
    path("board/", views.board, name="board"),
]
