from django.urls import path

from tenghuan.apps.remediation import views

app_name = "remediation"
urlpatterns = [
    path("board", views.board_page, name="board"),
    path("press", views.press, name="press"),
    path("photos/<int:pk>", views.photo, name="photo"),
    path("<int:pk>/report", views.report, name="report"),
    path("<int:pk>/judge", views.judge, name="judge"),
]
