"""Addresses of the plan: board, items, versions, drafts."""

from django.urls import path

from tenghuan.apps.plans.views import board

app_name = "plans"
urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/wall/", board.wall, name="wall"),
    path("tasks/", board.tasks, name="tasks"),
    path("indicators/<int:pk>/", board.indicator, name="indicator"),
    path("duties/<int:pk>/", board.duty, name="duty"),
    path("counties/", board.counties, name="counties"),
]
