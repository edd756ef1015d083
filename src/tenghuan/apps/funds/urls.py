from django.urls import path

from tenghuan.apps.funds import views

app_name = "funds"
urlpatterns = [
    path("", views.board, name="board"),
    path("timing/", views.timing, name="timing"),
    path("sample", views.draw_sample, name="sample"),
    path("enter", views.enter, name="enter"),
    path("public/", views.public, name="public"),
    path("effect/", views.effect, name="effect"),
    path("mine/", views.mine, name="mine"),
    path("enterprise/<int:pk>/", views.fit, name="fit"),
    path("matching/<int:pk>/begin", views.match, name="match"),
    path("matching/<int:pk>/working", views.working, name="working"),
]
